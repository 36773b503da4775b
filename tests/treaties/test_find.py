"""References found in sentences: span, instrument, articles, paragraphs, form."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.data import TreatyReference
from pipeline.treaties import find_treaty_references

# Text with the references in angle brackets, and what each of them is.
FOUND = [
    ("Delegates praised the <Outer Space Treaty>.", ["OST name"]),
    ("They signed the <Outer Space Treaty of 1967> early.", ["OST name"]),
    ("Under <Article VI of the Outer Space Treaty> it answers.", ["OST pinpoint 6"]),
    ("See <Art. IV(1) OST> on this.", ["OST pinpoint 4 (1)"]),
    ("See <OST, arts. VI and VIII>.", ["OST pinpoint 6,8"]),
    ("<Articles II-IV of the Outer Space Treaty> matter.", ["OST pinpoint 2,3,4"]),
    ("<Article 5 of the North Atlantic Treaty> was invoked once.", ["NAT pinpoint 5"]),
    ("<Article III, paragraph 2 of the Moon Agreement> applies.", ["MOON pinpoint 3 (2)"]),
    ("It is printed at <610 UNTS 205>.", ["OST series"]),
    ("It is printed at <610 U.N.T.S. 205>.", ["OST series"]),
    ("The vote on <A/RES/75/36> was close.", ["UNGA-75-36 resolution"]),
    ("By <resolution 2222 (XXI)> the text was commended.", ["UNGA-2222 resolution"]),
    ("The <Moon Agreement> has few parties. <Article XI> speaks of heritage.", ["MOON name", "MOON pinpoint_bare 11"]),
    ("The <Liability Convention> came later. The <Convention> speaks of damage.", ["LIAB name", "LIAB backref"]),
    ("The <Artemis Accords> are young. These <accords> set principles.", ["ARTEMIS name", "ARTEMIS backref"]),
]
SILENT = [
    "We START the engine at noon.",
    "The INF file was lost with the disk.",
    "Ask the OST office for a form.",
    "Article 7 of its rules of procedure governs the matter.",
    "The article in the newspaper ran to section 4.",
    "The screen has an aspect ratio of 16:9.",
    "Our company signed a rescue agreement with the bank.",
    "An article, a treaty and a convention walk into a bar.",
    "",
    " \n\t ",
]


@pytest.mark.parametrize(("marked", "wanted"), FOUND, ids=[marked for marked, _ in FOUND])
def test_references_are_found_and_resolved(marked: str, wanted: list[str]) -> None:
    found = find_treaty_references(marked.replace("<", "").replace(">", ""))
    assert [one.text for one in found] == re.findall("<(.*?)>", marked)
    assert [shown(one) for one in found] == wanted


def shown(one: TreatyReference) -> str:
    parts = [one.treaty_id, one.form, ",".join(one.articles), *(f"({paragraph})" for paragraph in one.paragraphs)]
    return " ".join(filter(None, parts))


@pytest.mark.parametrize("text", SILENT)
def test_what_is_no_reference_is_passed_over(text: str) -> None:
    assert find_treaty_references(text) == ()


def test_an_article_that_the_instrument_does_not_have_is_not_resolved_to_it() -> None:
    assert find_treaty_references("Article XVII of the Outer Space Treaty")
    assert not [one for one in find_treaty_references("Article LXX of the Outer Space Treaty") if one.articles]


def test_the_text_of_an_instrument_speaks_of_itself() -> None:
    text = "Article IV\n\nThe States Parties to this Treaty agree to article VI."
    found = find_treaty_references(text, own="OST")
    assert [(one.text, one.treaty_id, one.articles) for one in found] == [
        ("Article IV", "OST", ("4",)),
        ("Treaty", "OST", ()),
        ("article VI", "OST", ("6",)),
    ]
    assert find_treaty_references(text) == ()


words = st.sampled_from(
    "Article Articles Art. IV VI(1) 5 (2) - and of the OST Outer Space Treaty Treaty, 610 UNTS 205 A/RES/75/36 "
    "resolution 2222 (XXI) the Convention 1967 . \n é 𐍈 § ch. 7".split(" ")
)


@given(st.lists(words, max_size=40).map(" ".join) | st.text(max_size=200))
def test_offsets_hold_and_nothing_overlaps(text: str) -> None:
    found = find_treaty_references(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert find_treaty_references(text) == found
