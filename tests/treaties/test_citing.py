"""How lawyers cite: brackets, lists, and provisions behind the name or number of what has them."""

import pytest

from pipeline.treaties import find_citations, find_treaty_references
from tests.treaties.factories import backref, bare, name, pinpoint, plain, resolution, series

LISTS = [
    ("A party may ask for it (CWC, Art. IX, para. 8).", [pinpoint("CWC, Art. IX, para. 8", "CWC", "9", "8")]),
    ("Inspections are ordered under the CWC (Art. IX, paras. 8 to 10).", [name("CWC", "CWC"), bare("Art. IX, paras. 8 to 10", "CWC", "9", "8, 9, 10")]),
    ("Leaving the NPT (Art. X, para. 1) takes notice.", [name("NPT", "NPT"), bare("Art. X, para. 1", "NPT", "10", "1")]),
    ("UN Charter, arts. 51(1)–(3), 52 and 53", [pinpoint("UN Charter, arts. 51(1)–(3), 52 and 53", "UNC", "51, 52, 53")]),
    ("UNCLOS arts. 17–19, 21(1)(a)–(h), 25(3)", [pinpoint("UNCLOS arts. 17–19, 21(1)(a)–(h), 25(3)", "UNCLOS", "17, 18, 19, 21, 25")]),
    ("UNCLOS art 60(2)(a), (b) and (c)", [pinpoint("UNCLOS art 60(2)(a), (b) and (c)", "UNCLOS", "60", "2(a), 2(b), 2(c)")]),
    ("UNCLOS art. 19(2)(j)–(l)", [pinpoint("UNCLOS art. 19(2)(j)–(l)", "UNCLOS", "19", "2(j), 2(k), 2(l)")]),
    ("Article II, III and IV of the Outer Space Treaty", [pinpoint("Article II, III and IV of the Outer Space Treaty", "OST", "2, 3, 4")]),
    ("Arts. VI, VII, VIII OST.", [pinpoint("Arts. VI, VII, VIII OST", "OST", "6, 7, 8")]),
    ("See OST, 610 UNTS 205; NPT, 729 UNTS 161.", [name("OST", "OST"), series("610 UNTS 205", "OST"), name("NPT", "NPT"), series("729 UNTS 161", "NPT")]),
    ("Article Six of the Outer Space Treaty", [pinpoint("Article Six of the Outer Space Treaty", "OST", "6")]),
    ("Articles Six and Seven of the Outer Space Treaty", [pinpoint("Articles Six and Seven of the Outer Space Treaty", "OST", "6, 7")]),
    ("Art. 31 et seq. VCLT and Art. VI f. OST", [pinpoint("Art. 31 et seq. VCLT", "VCLT", "31"), pinpoint("Art. VI f. OST", "OST", "6")]),
    ("Art. 31 ff. of the VCLT", [pinpoint("Art. 31 ff. of the VCLT", "VCLT", "31")]),
]  # fmt: skip

SHARED = [
    ("The Liability and Registration Conventions are in force.", [name("Liability", "LIAB"), name("Registration Conventions", "REG")]),
    ("Under the Biological and Chemical Weapons Conventions stocks go.", [name("Biological", "BWC"), name("Chemical Weapons Conventions", "CWC")]),
    ("Additional Protocols I and II date from 1977.", [name("Additional Protocols I", "AP1"), name("II", "AP2")]),
    ("The Outer Space and Bakery Treaties were named.", []),
]  # fmt: skip

OF_SOMETHING_ELSE = [
    "ECHR art 6 says otherwise.",
    "TEU (n 3) art 5 says otherwise.",
    "See UNFCCC, art. 4(1)(b).",
    "See Kyoto Protocol, art 3.",
    "Kyoto Protocol (n 3) art 3 says otherwise.",
    "Basel Convention, 1673 UNTS 57, art 4.",
    "Regulation (EU) 2021/696, Article 3, says otherwise.",
    "The Space Operations Act, Article 2, says otherwise.",
]

STILL_OF_THE_TREATY = [
    ("OST (n 3) art II bars it.", "art II", "2"),
    ("The OST, in Article VI, bars it.", "Article VI", "6"),
    ("Unlike the Kyoto Protocol, Article VI binds all.", "Article VI", "6"),
    ("With COPUOS, Article IX has a place to be discussed.", "Article IX", "9"),
]

PARTS = [
    ("UNCLOS, Annex VI, art. 21", [name("UNCLOS", "UNCLOS")]),
    ("Annex III, article 13, of UNCLOS", [name("UNCLOS", "UNCLOS")]),
    ("Part XI, Article 136 UNCLOS", [bare("Part XI", "UNCLOS", "part 11"), pinpoint("Article 136 UNCLOS", "UNCLOS", "136")]),
    ("The Vienna Convention of 1961 protects embassies in time of war.", []),
    ("The Vienna Convention of 18 April 1961 protects embassies in time of war.", []),
    ("The Comprehensive Nuclear-Test-Ban Treaty Organization listens although the Treaty is not in force.", [backref("Treaty", "CTBT")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), LISTS + PARTS + SHARED)
def test_lists_and_parts(text, wanted):
    assert plain(find_treaty_references(text)) == wanted


@pytest.mark.parametrize("sentence", OF_SOMETHING_ELSE)
def test_a_provision_of_an_unknown_instrument_is_not_one_of_the_treaty_named_before(sentence):
    found = find_treaty_references(f"The Outer Space Treaty entered into force in 1967. {sentence}")
    assert [one.text for one in found] == ["Outer Space Treaty"]


@pytest.mark.parametrize(("sentence", "surface", "article"), STILL_OF_THE_TREATY)
def test_a_provision_beside_another_name_may_still_be_of_the_treaty(sentence, surface, article):
    last = find_treaty_references(f"The Outer Space Treaty entered into force in 1967. {sentence}")[-1]
    assert (last.text, last.treaty_id, last.articles) == (surface, "OST", (article,))


def test_where_something_is_printed_is_told_from_figures():
    text = "The OST, 610 UNTS 205 (n 14), has 115 parties; see 27 UST 1645."
    assert [text[start:end] for start, end in find_citations(text)] == ["610 UNTS 205", "(n 14)", "27 UST 1645"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The Kyoto Protocol sets targets in Article 3.",
        "The Paris Agreement asks for plans (Article 4).",
        "The Space Act, adopted in May, bans it in Article 5.",
        "Japan's constitution renounces war in Article 9.",
        "The contract provides for this in Article 11.",
        "Section 4 of this paper concludes; sections 2 and 3 were longer.",
        "Chapter 2 turns to liability, as Chapter 3 does.",
    ],
)
def test_a_provision_of_what_the_clause_is_about_is_not_one_of_the_treaty_named_before(sentence):
    found = find_treaty_references(f"The UN Charter and the Artemis Accords are known. {sentence}")
    assert [one.text for one in found] == ["UN Charter", "Artemis Accords"]


@pytest.mark.parametrize(
    "text",
    [
        "The Kyoto Protocol sets targets. Article 3 caps emissions, Article 4 lets States join hands.",
        "The European Convention on Human Rights was signed in Rome. Article 2 protects life.",
        "Japan's constitution is pacifist. Article 9 renounces war.",
        "The Luxembourg law on resources is short. Article 1 says that they can be owned.",
        "Luxembourg passed a law in 2017. Article 1 says that resources can be owned.",
        "The Articles on State Responsibility (ARSIWA), Article 8, put it well.",
    ],
)
def test_a_provision_of_what_the_last_sentence_was_about_is_not_one_of_the_treaty_named_before(text):
    found = find_treaty_references(f"The Moon Agreement is known. {text}")
    assert [one.text for one in found] == ["Moon Agreement"]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("The Outer Space Treaty is old. The Kyoto Protocol is not. Article VI binds all.", ("Article VI", "OST")),
        (
            "The Moon Agreement is old. It came before the Kyoto Protocol. Article 11 frightened many.",
            ("Article 11", "MOON"),
        ),
        ("The Moon Agreement is old. International law is older. Article 2 says so.", ("Article 2", "MOON")),
        ("The Moon Agreement is old. The law of treaties is older. Article 2 says so.", ("Article 2", "MOON")),
        ("Berlin passed a law in May. Article 5, NATO said, is untouched.", ("Article 5", "NAT")),
        ("The Treaty of Lisbon changed the TEU. NATO's Article 5 is older.", ("Article 5", "NAT")),
    ],
)
def test_a_text_comes_back_to_an_instrument_of_ours(text, last):
    found = find_treaty_references(text)[-1]
    assert (found.text, found.treaty_id) == last


def test_what_another_instrument_says_does_not_end_what_is_said_of_ours():
    text = (
        "The Outer Space Treaty is old. The Kyoto Protocol sets targets in Article 3. Article IX asks for due regard."
    )
    assert [(one.text, one.treaty_id) for one in find_treaty_references(text)][1:] == [("Article IX", "OST")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Security Council Resolution S/RES/1540 (2004)", [resolution("Security Council Resolution S/RES/1540 (2004)", "UNSC-1540")]),
        ("The Security Council adopted resolution 1540.", [resolution("resolution 1540", "UNSC-1540")]),
        ("the Liability Conven- tion and the pre- and post-war years", [name("Liability Conven- tion", "LIAB")]),
        ("The UN Charter is old. Article 51 of course applies.", [name("UN Charter", "UNC"), bare("Article 51", "UNC", "51")]),
        ("the Space Treaty of 1967", [name("Space Treaty of 1967", "OST")]),
        ("Article 57(2)(a)(iii) of Additional Protocol I", [pinpoint("Article 57(2)(a)(iii) of Additional Protocol I", "AP1", "57", "2(a)(iii)")]),
        ("Article VI ofthe Outer Space Treaty", [pinpoint("Article VI ofthe Outer Space Treaty", "OST", "6")]),
        ("Art. IX s. 2 OST", [pinpoint("Art. IX s. 2 OST", "OST", "9")]),
    ],
)  # fmt: skip
def test_forms_that_a_second_hand_wrote(text, wanted):
    assert plain(find_treaty_references(text)) == wanted
