import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.claims.checks import check_provisions
from pipeline.claims.provisions import find_provisions
from pipeline.claims.reading import Reader


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Article IV bans it", [("article", "4")]),
        ("under Articles IX and X", [("article", "9"), ("article", "10")]),
        ("Arts. 31–33 VCLT guide it", [("article", "31"), ("article", "32"), ("article", "33")]),
        ("arts 6 and 7 and § 9", [("article", "6"), ("article", "7"), ("section", "9")]),
        ("Article Six and Article 4A", [("article", "6"), ("article", "4A")]),
        ("resolutions 75/36 and 76/231", [("resolution", "75/36"), ("resolution", "76/231")]),
        ("UNSCR 1540 and A/RES/77/41", [("resolution", "1540"), ("resolution", "77/41")]),
        ("resolution ES-11/1 of 2022", [("resolution", "ES-11/1")]),
        ("state of the art radars", []),
        ("Section 11 introduces safety zones", [("section", "11")]),
        ("Article 2, paragraph 4, forbids", [("article", "2"), ("paragraph", "4")]),
        ("Art. 5 treats", [("article", "5")]),
        ("Annex 2 lists", [("annex", "2")]),
        ("resolution 75/36 was adopted", [("resolution", "75/36")]),
        ("in resolution 2222 (XXI)", [("resolution", "2222")]),
        ("an article about mixed sections", []),
        ("Pillar I and Protocols II and III", [("pillar", "1"), ("protocol", "2"), ("protocol", "3")]),
        ("Phase 2 of it, Part XI", [("phase", "2"), ("part", "11")]),
        ("a part I know, in phase two", []),
    ],
)
def test_finds_provisions(text: str, found: list[tuple[str, str]]) -> None:
    assert [(part.kind, part.number) for part in find_provisions(text)] == found


def test_a_paragraph_is_of_its_article() -> None:
    (fourth,) = find_provisions("Article 2(4) forbids it")
    (seventh,) = find_provisions("Article 2(7) forbids it")
    (whole,) = find_provisions("Article 2 forbids it")
    assert (fourth.number, fourth.paragraph, fourth.name) == ("2", "4", "Article 2, paragraph 4")
    assert not fourth.same(seventh)
    assert fourth.same(whole)
    assert whole.same(seventh)


@given(st.integers(1, 120))
def test_roman_and_arabic_figures_are_one_number(number: int) -> None:
    tens = ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC", "C", "CX", "CXX"][number // 10]
    ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][number % 10]
    (part,) = find_provisions(f"Article {tens}{ones} says")
    assert part.number == str(number)


@pytest.mark.parametrize(("named", "agrees"), [("Article 14", True), ("Article 9", False)])
def test_what_the_sentence_before_refers_to_is_not_the_article_that_it_stands_under(
    reader: Reader, named: str, agrees: bool
):
    before = ("Harbour Accord", "Article 14", "If nothing is settled under Article 9, a board is set up.")
    source = reader.source("Norway appoints three members.", before, heading="Article 14")
    (finding,) = check_provisions(reader.read(f"{named} lets Norway appoint three members."), source)
    assert (finding.outcome == "agrees") == agrees
