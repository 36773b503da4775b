"""Sentences that a language model wrote about cited passages: kept where these support them, struck otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.claims.reading import Reader
from pipeline.claims.verify import judge
from pipeline.data import Answer, AnswerSentence, Citation, Claim, Evidence
from pipeline.language import Language


def keep_supported(answer: Answer, drafted: Sequence[AnswerSentence], language: Language) -> Answer:
    """The answer in those drafted sentences that their citations support; in its own where none is left.

    Each sentence is judged as a claim is, on the cited sentences alone. One that cites nothing is struck. The struck
    ones are in the answer as such.
    """
    by_number = {citation.number: citation for citation in answer.citations}
    reader = Reader(language)
    kept = [sentence for sentence in drafted if _is_supported(sentence, by_number, reader)]
    struck = tuple(sentence for sentence in drafted if sentence not in kept)
    return replace(answer, sentences=tuple(kept) or answer.sentences, struck=struck)


def _is_supported(sentence: AnswerSentence, by_number: Mapping[int, Citation], reader: Reader) -> bool:
    evidence = [_evidence(by_number[number]) for number in sentence.citations if number in by_number]
    if not evidence:
        return False
    verdict = judge(Claim("drafted", sentence.text), evidence, reader.language, reader=reader)
    return verdict.label == "supported"


def _evidence(citation: Citation) -> Evidence:
    return Evidence(
        doc_id=citation.doc_id,
        passage_id=citation.passage_id,
        start=citation.start,
        end=citation.end,
        text=citation.text,
        score=1.0,
        stance="neutral",
        tier=citation.tier,
        title=citation.title,
        page=citation.page,
        date=citation.date,
    )
