"""Sentences of our own: looser ways of citing, and what looks like them and is none."""

import pytest

from pipeline.treaties import find_treaty_references
from tests.treaties.factories import backref, bare, doc, name, pinpoint, plain, resolution, series

CITED = [
    ("See UN Charter, arts 39 and 41; SC Res 678 (1990).", [pinpoint("UN Charter, arts 39 and 41", "UNC", "39, 41"), resolution("SC Res 678 (1990)", "UNSC-678")]),
    ("Articles 2, paragraph 4, and 51 of the UN Charter", [pinpoint("Articles 2, paragraph 4, and 51 of the UN Charter", "UNC", "2, 51")]),
    ("Articles 31, paragraph 3 (c), and 32 of the VCLT", [pinpoint("Articles 31, paragraph 3 (c), and 32 of the VCLT", "VCLT", "31, 32")]),
    ("Articles 31, paragraphs 1 and 3, and 32 of the VCLT", [pinpoint("Articles 31, paragraphs 1 and 3, and 32 of the VCLT", "VCLT", "31, 32")]),
    ("Article 31, paragraphs 1 and 3, of the VCLT", [pinpoint("Article 31, paragraphs 1 and 3, of the VCLT", "VCLT", "31", "1, 3")]),
    ("Article 19, paragraph 2 (c) and (k), of UNCLOS", [pinpoint("Article 19, paragraph 2 (c) and (k), of UNCLOS", "UNCLOS", "19", "2(c), 2(k)")]),
    ("Article 19, paragraphs 2 (c) and 3, of UNCLOS", [pinpoint("Article 19, paragraphs 2 (c) and 3, of UNCLOS", "UNCLOS", "19", "2(c), 3")]),
    ("It relied on Articles 2(4) and 51 of the Charter.", [pinpoint("Articles 2(4) and 51 of the Charter", "UNC", "2, 51")]),
    ("Art. 51 UNC allows it.", [pinpoint("Art. 51 UNC", "UNC", "51")]),
    ("A/RES/75/36 and 76/231, then S/RES/678 (1990) and 1368 (2001)", [resolution("A/RES/75/36", "UNGA-75-36"), resolution("76/231", "UNGA-76-231"), resolution("S/RES/678 (1990)", "UNSC-678"), resolution("1368 (2001)", "UNSC-1368")]),
    ("A/RES/75/36 and 12 annexes, or 3/4 of them", [resolution("A/RES/75/36", "UNGA-75-36")]),
    ("The UN asks how States carry out SCR 1540.", [resolution("SCR 1540", "UNSC-1540")]),
    ("United Nations, Treaty Series, vol. 610, No. 8843.", [series("United Nations, Treaty Series, vol. 610, No. 8843", "OST")]),
    ("United Nations, Treaty Series, vol. 961, No. 13810, p. 187", [series("United Nations, Treaty Series, vol. 961, No. 13810, p. 187", "LIAB")]),
    ("Outer Space Treaty, UKTS No. 10 (1968); UN Charter, 3 Bevans 1153.", [name("Outer Space Treaty", "OST"), series("UKTS No. 10 (1968)", "OST"), name("UN Charter", "UNC"), series("3 Bevans 1153", "UNC")]),
    ("A State that is party to AP II accepts the Geneva Conventions.", [name("AP II", "AP2"), name("Geneva Conventions", "GC")]),
    ("The Convention on the Registration of Objects Launched into Space applies.", [name("Convention on the Registration of Objects Launched into Space", "REG")]),
    ("Treaty on Principles Governing Activities of States in the Exploration and Use of Outer Space", [name("Treaty on Principles Governing Activities of States in the Exploration and Use of Outer Space", "OST")]),
    ("the Treaty on Prohibition of Nuclear Weapons", [name("Treaty on Prohibition of Nuclear Weapons", "TPNW")]),
    ("The PPWT was tabled twice. Article II of the 2008 draft bans placement.", [name("PPWT", "LUNARCHARTER_PPWT"), pinpoint("Article II of the 2008 draft", "LUNARCHARTER_PPWT", "2")]),
    ("The ICJ looked to Article 36 of the Statute of the Court.", [pinpoint("Article 36 of the Statute of the Court", "ICJ", "36")]),
    ("The ICJ finds the law by way of Article 38(1) of its Statute.", [pinpoint("Article 38(1) of its Statute", "ICJ", "38", "1")]),
    ("The ITU allots orbits: Article 44 of its Constitution says how.", [pinpoint("Article 44 of its Constitution", "ITUCC", "44")]),
    ("Jamming is not in the Charter. The UN's experts look to Article 2(4).", [backref("Charter", "UNC"), bare("Article 2(4)", "UNC", "2", "4")]),
    ("The OST's Articles VI and VII were new.", [name("OST", "OST"), bare("Articles VI and VII", "OST", "6, 7")]),
    ("the 1963 Test Ban Treaty and UN doc. A/AC.105/1224", [name("1963 Test Ban Treaty", "PTBT"), doc("UN doc. A/AC.105/1224", "DOC:A/AC.105/1224")]),
    ("Self-defence rests on Article 51 and Article 5 of the North Atlantic Treaty, and on the UN Charter.", [bare("Article 51", "UNC", "51"), pinpoint("Article 5 of the North Atlantic Treaty", "NAT", "5"), name("UN Charter", "UNC")]),
    ("Article 2 and Article 5 of the North Atlantic Treaty", [pinpoint("Article 2 and Article 5 of the North Atlantic Treaty", "NAT", "2, 5")]),
    ("The paper NPT/CONF.2020/WP.9 has article VI of the Treaty in mind.", [doc("NPT/CONF.2020/WP.9", "DOC:NPT/CONF.2020/WP.9"), pinpoint("article VI of the Treaty", "NPT", "6")]),
    ("Clause 4 gives effect to article VII of the liability convention.", [pinpoint("article VII of the liability convention", "LIAB", "7")]),
    ("Articles XIII of the Outer Space Treaty and XXII of the Liability Convention", [pinpoint("Articles XIII of the Outer Space Treaty", "OST", "13"), pinpoint("XXII of the Liability Convention", "LIAB", "22")]),
    ("Articles 4 of the Outer Space Treaty and 16 States of the Moon Agreement", [pinpoint("Articles 4 of the Outer Space Treaty", "OST", "4"), name("Moon Agreement", "MOON")]),
    ("Resolution 75/36 was followed by 76/231 (150/8 votes) and by 99/99. The ratio 77/41 is small.", [resolution("Resolution 75/36", "UNGA-75-36"), resolution("76/231", "UNGA-76-231")]),
    ("New York, 18 December 1979, United Nations, Treaty Series, vol. 1363, No. 23002", [series("United Nations, Treaty Series, vol. 1363, No. 23002", "MOON")]),
    ('Section 11 of the Artemis Accords ("Deconfliction") is the longest.', [pinpoint("Section 11 of the Artemis Accords", "ARTEMIS", "11")]),
    ("ATT (Arms Trade Treaty) Article 6", [name("ATT", "ATT"), name("Arms Trade Treaty", "ATT"), bare("Article 6", "ATT", "6")]),
]  # fmt: skip

LOOSE = [
    ("Moscow has suspended New START. The agreement caps warheads.", [name("New START", "NEWSTART"), backref("agreement", "NEWSTART")]),
    ("The Liability Convention is old. Under the treaty, States pay.", [name("Liability Convention", "LIAB"), backref("treaty", "LIAB")]),
    ("The INF Treaty is dead. Article XV of the pact let parties leave.", [name("INF Treaty", "INF"), pinpoint("Article XV of the pact", "INF", "15")]),
    ("Ecuador joined the Artemis Accords. The pact sets out norms.", [name("Artemis Accords", "ARTEMIS"), backref("pact", "ARTEMIS")]),
    ("Under the Rescue Agreement, the 1968 pact, astronauts go home.", [name("Rescue Agreement", "ARRA"), backref("1968 pact", "ARRA")]),
    ("The VCLT is plain: a signatory may not defeat the treaty's object.", [name("VCLT", "VCLT")]),
    ("Iran is party to the NPT. It signed an agreement with France. The agreement covers fuel.", [name("NPT", "NPT")]),
    ("NASA signed a memorandum under the Outer Space Treaty. The agreement covers data.", [name("Outer Space Treaty", "OST")]),
    ("They spoke of the NPT and the CTBT. The pact is old.", [name("NPT", "NPT"), name("CTBT", "CTBT")]),
    ("The Antarctic Treaty matters. AUKUS matters more: the pact brings submarines.", [name("Antarctic Treaty", "ANTARCTIC")]),
    ("The Radio Regulations bind ITU members. The treaty is revised often.", [name("Radio Regulations", "RR")]),
    ("NATO leaders cited Article 5 of the treaty.", [pinpoint("Article 5 of the treaty", "NAT", "5")]),
    ("The US-Japan alliance rests on Article 5 of the treaty.", [pinpoint("Article 5 of the treaty", "USJP", "5")]),
    ("Under Article 5 of the contract, NATO pays rent; Article 4 of the agreement with Serbia ended.", []),
    ("The Treaty of Lisbon has Article 42(7). NATO Article 5 stays the bedrock.", [bare("Article 5", "NAT", "5")]),
]  # fmt: skip

OF_SOMETHING_ELSE = [
    ("Protocol II to the CCW covers mines in armed conflict.", []),
    ("Japan's constitution, Article 9, renounces war; the Mutual Security Treaty fills the gap.", [name("Mutual Security Treaty", "USJP")]),
    ("The club's charter, Article 2, bars it, as the UN Charter does.", [name("UN Charter", "UNC")]),
    ("The Liability Convention, unlike the Paris Convention on nuclear liability (art. 3), has no cap.", [name("Liability Convention", "LIAB")]),
    ("ATT (Automated Turn Tool) Articles 1 and 2", []),
    ("The ICC acts under Article 12 of its Statute; the ICJ waits.", []),
    ("Article 5 of the rescue agreement, the bank said, binds its creditors.", []),
    ("Japan joined the ITU. Article 9 of its Constitution renounces war.", []),
    ("The WHO, in Article 2 of its Constitution, differs from the ITU.", []),
    ("The ICJ sits at The Hague; the IAEA, in Article XII of its Statute, may inspect.", []),
    ("The Charter of the club has Article 2(4), on bar hours.", []),
    ("The OST's article on parking was read out.", []),
    ("Luxembourg's statute of 2017 opens with Article 1. Compare the Moon Agreement.", [name("Moon Agreement", "MOON")]),
    ("Unlike a contract, Article VI is plain, as the drafters of the Outer Space Treaty wished.", [bare("Article VI", "OST", "6"), name("Outer Space Treaty", "OST")]),
    ("OST, art. II; Space Resources Act (UAE) art. 3.", [pinpoint("OST, art. II", "OST", "2")]),
    ("Article 8 of the bill copies Article IV of the Registration Convention, whereas Articles 9 to 11 have no model.", [pinpoint("Article IV of the Registration Convention", "REG", "4")]),
    ("Article 8 of the bill copies Article 4 of the Registration Convention, and Article 2 is left out.", [pinpoint("Article 4 of the Registration Convention", "REG", "4"), bare("Article 2", "REG", "2")]),
    ("The African Union's organs, in Article 5 of its Charter, differ from those of the UN Charter.", [name("UN Charter", "UNC")]),
    ("S. Res. 678 and H.R. Res. 75/36 were tabled in Washington.", []),
    ("Article 26 of the law refers to the Outer Space Treaty. Article 1 lets firms own resources.", [name("Outer Space Treaty", "OST")]),
    ("Article 26 of the law refers to the Outer Space Treaty. Article II bars appropriation.", [name("Outer Space Treaty", "OST"), bare("Article II", "OST", "2")]),
    ("Article 4 of the draft law is alive. The PPWT is not.", [name("PPWT", "LUNARCHARTER_PPWT")]),
    ("The SCR 678 club met in Leeds.", []),
    ("We want to START testing, the treaty team says.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [*CITED, *LOOSE, *OF_SOMETHING_ELSE])
def test_looser_ways_of_citing(text: str, expected: list[object]) -> None:
    assert plain(find_treaty_references(text)) == expected
