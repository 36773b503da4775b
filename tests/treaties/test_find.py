"""Properties of the finder: exact offsets, silence instead of errors, the caller's word on whose text it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.data import TreatyReference
from pipeline.treaties import find_treaty_references, load_registry
from tests.treaties.factories import plain

NAMES = sorted({name for one in load_registry().instruments.values() for name in one.names})
PIECES = st.sampled_from(
    [
        *NAMES,
        *"Article Articles Art. arts. § §§ Section Chapter Part paragraph para. sub-paragraph Common Id. Ibid., of to the".split(),
        *"this that said Treaty Convention Accords Charter Protocol treaty 1967 1972 (2004) (XXI) IV VI lV 5 51 2(4) (a)".split(),
        *"UNTS U.N.T.S. TIAS 610 205 resolution resolutions A/RES/ 75/36 and , ; : . - – & or through UN Doc A/AC.105/ 1/2".split(),
        *"NATO self-defence Security Council latter former first second sentence bis lit. No. [3] ¹ vol. p. Japan's its".split(),
        " ", "  ", "\n", "\n\n", "-\n", "\u00ad", "\u00a0", "\u0130", "(", ")", "[", "]", "\"", "'", "ß", "1", "0", "l",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=30).flatmap(
    lambda pieces: st.sampled_from(["", " ", "\n"]).map(lambda gap: gap.join(pieces))
)


def check(text: str, found: tuple[TreatyReference, ...]) -> None:
    reached = 0
    for one in found:
        assert reached <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text == one.text.strip()
        assert one.treaty_id
        assert bool(one.articles) == (one.form in ("pinpoint", "pinpoint_bare"))
        reached = one.end


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_offsets_hold_in_texts_made_of_references(text: str) -> None:
    check(text, find_treaty_references(text))


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_offsets_hold_in_any_text(text: str) -> None:
    check(text, find_treaty_references(text))


@given(TEXTS, st.sampled_from(["OST", "UNC", "ARTEMIS", "NOWHERE"]))
@settings(max_examples=150, deadline=None)
def test_offsets_hold_in_an_own_text(text: str, own: str) -> None:
    check(text, find_treaty_references(text, own=own))


@given(st.sampled_from(NAMES), st.integers(min_value=1, max_value=200))
@settings(max_examples=200, deadline=None)
def test_no_article_is_resolved_that_the_instrument_does_not_have(name: str, number: int) -> None:
    registry = load_registry()
    for one in find_treaty_references(f"They cite Article {number} of the {name} there."):
        instrument = registry.get(one.treaty_id)
        if one.articles and instrument is not None and instrument.count("article") is not None:
            assert number <= (instrument.count("article") or 0)


@pytest.mark.parametrize(
    "piece",
    ["Art. ", "Article IV of the ", "1", "(", "(1)", "Articles 1, 2, ", "the Treaty ", "OST, ", "resolutions 75/36 and ",
     "NATO Article 5 ", "Id. art. 5. ", "A/", "§ 5 ", "paragraph 1 of ", " ", "\n", "-\n", "The Great ", "\u0130"],
)  # fmt: skip
def test_long_repetitions_are_read_to_the_end(piece: str) -> None:
    text = piece * (60_000 // len(piece)) + "\n\nThe Outer Space Treaty."
    assert find_treaty_references(text)[-1].text == "Outer Space Treaty"


OWN = (
    "The States Parties to this Treaty,\n\nRecalling the Charter of the United Nations,\n\nArticle I\n\nThe Moon is free. "
    "The Agreement on safety, Article 3, is another.\n\nArticle II\n\nSee Article I and article 102 of the Charter.\n\n"
    "Article III\n\nParties to the Treaty shall act in accordance with article IX."
)


def test_own_text_gives_its_provisions_and_nouns_to_itself() -> None:
    assert plain(find_treaty_references(OWN, own="OST")) == [
        ("Treaty", "OST", (), (), "backref"),
        ("Charter of the United Nations", "UNC", (), (), "name"),
        ("Article I", "OST", ("1",), (), "pinpoint_bare"),
        ("Article 3", "OST", ("3",), (), "pinpoint_bare"),
        ("Article II", "OST", ("2",), (), "pinpoint_bare"),
        ("Article I", "OST", ("1",), (), "pinpoint_bare"),
        ("article 102 of the Charter", "UNC", ("102",), (), "pinpoint"),
        ("Article III", "OST", ("3",), (), "pinpoint_bare"),
        ("Treaty", "OST", (), (), "backref"),
        ("article IX", "OST", ("9",), (), "pinpoint_bare"),
    ]


@pytest.mark.parametrize("own", [None, "UNKNOWN"])
def test_text_of_an_unknown_instrument_keeps_its_provisions_to_itself(own: str | None) -> None:
    found = find_treaty_references(OWN, own=own)
    assert "OST" not in {one.treaty_id for one in found}
    assert ("Charter of the United Nations", "UNC", (), (), "name") in plain(found)


def test_set_phrases_make_a_text_an_instrument() -> None:
    text = (
        "The Contracting Parties, mindful of the Charter of the United Nations, have agreed as follows: 1. the parties "
        "to this agreement shall trade under article 2. 2. in witness whereof they have signed."
    )
    assert plain(find_treaty_references(text)) == [("Charter of the United Nations", "UNC", (), (), "name")]


def test_empty_registry_of_names_changes_nothing_for_symbols() -> None:
    assert [one.form for one in find_treaty_references("UN Doc A/AC.105/1203")] == ["doc"]
