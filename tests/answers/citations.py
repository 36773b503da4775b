"""What holds of the citations of any answer."""

from pipeline.answers.compose import MOST_SENTENCES
from pipeline.data import Answer
from pipeline.index import Snapshot


def check_citations(snapshot: Snapshot, given: Answer) -> None:
    """Every sentence stands, word for word, in the span of each of its citations."""
    assert given.abstained == (not given.sentences)
    assert [citation.number for citation in given.citations] == list(range(1, len(given.citations) + 1))
    assert len(given.sentences) <= MOST_SENTENCES
    by_number = {citation.number: citation for citation in given.citations}
    for sentence in given.sentences:
        assert sentence.citations
        for number in sentence.citations:
            citation = by_number[number]
            document = snapshot.catalog.document(citation.doc_id)
            assert document.text[citation.start : citation.end] == citation.text
            assert sentence.text in citation.text
            passage = snapshot.catalog.passage(citation.passage_id).passage
            assert passage.start <= citation.start < citation.end <= passage.end
    assert 0.0 <= given.confidence <= 1.0
    assert bool(given.reason) == given.abstained
