"""From passages to documents, as runs over documents want it."""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.data import Hit


def rank_documents(hits: Iterable[Hit]) -> list[tuple[str, float]]:
    """Documents with the score of their best passage, scores descending, equal ones by id.

    The best passage counts (Dai and Callan, "Deeper Text Understanding for IR with Contextual Neural Language
    Modeling", SIGIR 2019: MaxP), so a document does not win by having many.
    """
    best: dict[str, float] = {}
    for hit in hits:
        doc_id = hit.passage.doc_id
        best[doc_id] = max(hit.score, best.get(doc_id, hit.score))
    return sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))


def trec_lines(query_id: str, documents: Sequence[tuple[str, float]], *, tag: str = "travaux") -> Iterator[str]:
    """Lines of a TREC run without line ends, ranks from 1: `query Q0 document rank score tag`.

    White space in ids would break the format and becomes an underscore.
    """
    for rank, (doc_id, score) in enumerate(documents, start=1):
        yield f"{_word(query_id)} Q0 {_word(doc_id)} {rank} {score:.6f} {tag}"


def _word(value: str) -> str:
    return "_".join(value.split()) or "_"
