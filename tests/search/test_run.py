"""From passages to documents."""

from pipeline.data import Hit, Passage
from pipeline.search import rank_documents, trec_lines


def hit(doc_id: str, score: float) -> Hit:
    return Hit(1, score, Passage(f"{doc_id}#0-1", doc_id, 0, 1, "x"), "", "reference")


def test_the_best_passage_counts_and_ties_go_by_id() -> None:
    hits = [hit("b", 2.0), hit("a", 1.5), hit("b", -1.0), hit("c", -0.5), hit("a2", 1.5)]
    assert rank_documents(hits) == [("b", 2.0), ("a", 1.5), ("a2", 1.5), ("c", -0.5)]
    assert rank_documents([]) == []


def test_trec_lines_have_six_fields_whatever_the_ids() -> None:
    lines = list(trec_lines("q 1", [("report one.pdf", 1.25), ("", -3.0)]))
    assert lines == ["q_1 Q0 report_one.pdf 1 1.250000 travaux", "q_1 Q0 _ 2 -3.000000 travaux"]
