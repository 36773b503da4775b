"""How the sentences of a document are counted."""

import pytest

from pipeline.claims import profile
from pipeline.data import Claim, ClaimKind, Span, Verdict, VerdictLabel


def _verdict(sentence: int, label: VerdictLabel) -> Verdict:
    return Verdict(_claim(sentence, "claim"), label, 0.9, (), ())


def _claim(sentence: int, kind: ClaimKind) -> Claim:
    place = Span(sentence * 100, sentence * 100 + 50)
    return Claim("id", "words", kind, doc_id="d", start=place.start, end=place.start + 5, sentence=place)


@pytest.mark.parametrize(
    ("labels", "field"),
    [
        (["supported", "supported"], "supported"),
        (["supported", "not_enough_info"], "unsupported"),
        (["supported", "refuted"], "refuted"),
        (["not_enough_info", "refuted"], "refuted"),
        (["not_enough_info"], "unsupported"),
    ],
)
def test_a_sentence_of_several_claims_counts_once(labels: list[VerdictLabel], field: str) -> None:
    found = profile([_verdict(1, label) for label in labels], [])
    assert (found.sentences, found.checkable, getattr(found, field)) == (1, 1, 1)


def test_a_sentence_with_a_claim_is_checkable_whatever_else_it_says() -> None:
    found = profile([_verdict(1, "supported")], [_claim(1, "opinion"), _claim(2, "vague"), _claim(3, "self")])
    assert (found.sentences, found.checkable, found.opinion, found.vague, found.self) == (3, 1, 0, 1, 1)


def test_shares_add_up() -> None:
    unchecked = [_claim(2, "vague"), _claim(3, "forecast"), _claim(4, "opinion")]
    record = profile([_verdict(1, "refuted")], unchecked).record()
    shares = record["shares"]
    assert isinstance(shares, dict)
    assert sum(float(str(share)) for name, share in shares.items() if name != "checkable") == 1.0
    assert shares["checkable"] == shares["refuted"] == 0.25


def test_nothing_has_an_empty_profile() -> None:
    assert profile([], []).record()["sentences"] == 0
