"""Floors under the measured quality of telling statements apart and cutting them."""

from itertools import pairwise

import pytest

from pipeline.data import Claim, Document, Span
from pipeline.evaluation.statements import LABELLED, Labelled, claims_in, figures, matched, read_labelled
from pipeline.language import Language


@pytest.fixture(scope="module")
def labelled(shared):
    return read_labelled(LABELLED, shared)


@pytest.fixture(scope="module")
def found(labelled):
    from pipeline.claims import extract_claims

    language = Language()
    return {name: extract_claims(document, language) for name, document in labelled[0].items()}


@pytest.mark.parametrize(("part", "splitting"), [("dev", 0.80), ("held", 0.68)])
def test_labelled_sentences_are_told_apart_and_cut(labelled, found, part, splitting):
    measured = figures([row for row in labelled[1] if row.part == part], found)
    assert measured["checkable"]["precision"] >= 0.97
    assert measured["checkable"]["recall"] >= 0.92
    assert measured["accuracy"] >= 0.92
    assert measured["splitting"]["f1"] >= splitting


def test_no_praise_becomes_a_claim(labelled, found):
    praise = [row for row in labelled[1] if row.label == "opinion"]
    assert len(praise) > 40
    assert [row.row_id for row in praise if any(claim.checkable for claim in claims_in(row, found[row.doc]))] == []


def test_every_claim_says_where_it_stands(labelled, found):
    documents: dict[str, Document] = labelled[0]
    for name, claims in found.items():
        text = documents[name].text
        for claim in claims:
            assert text[claim.start : claim.end] == claim.quote
        places = sorted((claim.start, claim.end) for claim in claims)
        assert all(before[1] <= after[0] for before, after in pairwise(places))


def test_claims_match_once_and_by_nearly_the_same_words():
    wanted = ["The treaty was signed in 1967.", "The treaty has ten articles."]
    assert matched(wanted, ["The treaty has ten articles.", "It has ten articles."]) == [(wanted[1], wanted[1])]


def test_figures_count_sentences_and_claims():
    gold = [
        Labelled("a", "d", "dev", Span(0, 10), "checkable", ("Norway joined in 1994.",)),
        Labelled("b", "d", "dev", Span(10, 20), "opinion", ()),
    ]
    claims = [
        Claim("1", "Norway joined in 1994.", doc_id="d", start=0, end=9),
        Claim("2", "It is fine.", "vague", doc_id="d", start=10, end=19),
    ]
    measured = figures(gold, {"d": claims})
    assert measured["accuracy"] == 0.5
    assert measured["checkable"]["f1"] == measured["splitting"]["f1"] == 1.0
    assert measured["opinion"]["recall"] == 0.0
