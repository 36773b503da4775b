"""Paragraphs of our own, in which references lean on each other, and further traps."""

import pytest

from pipeline.treaties import find_treaty_references
from tests.treaties.factories import backref, bare, doc, name, pinpoint, plain, resolution, series

PARAGRAPHS = [
    (
        "The Moon Agreement was adopted in 1979. Its article 11 declares the Moon the common heritage of mankind, and article 18 foresees a review. "
        "The Agreement has few parties. Unlike the Outer Space Treaty, it never found favour; Article II of that treaty is enough, some say.",
        [name("Moon Agreement", "MOON"), bare("article 11", "MOON", "11"), bare("article 18", "MOON", "18"), backref("Agreement", "MOON"), name("Outer Space Treaty", "OST"), pinpoint("Article II of that treaty", "OST", "2")],
    ),
    (
        "The committee met in June. Under Article 7 of its rules of procedure the chair opened the debate on the Registration Convention. Delegates asked whether Article IV is complied with.",
        [name("Registration Convention", "REG"), bare("Article IV", "REG", "4")],
    ),
    (
        "NATO heads of state recalled Article 5 and Article 4 in their communiqué. The North Atlantic Treaty does not define an armed attack in space.",
        [bare("Article 5 and Article 4", "NAT", "5, 4"), name("North Atlantic Treaty", "NAT")],
    ),
    (
        "The Security Council adopted resolution 1540 (2004) unanimously. Acting under Chapter VII of the Charter, it bound all States. Article 25 obliges members to comply.",
        [resolution("resolution 1540 (2004)", "UNSC-1540"), pinpoint("Chapter VII of the Charter", "UNC", "ch. 7"), bare("Article 25", "UNC", "25")],
    ),
    (
        "The Liability Convention distinguishes damage on the ground (Article II) from damage in orbit (Article III). Under Article XII compensation follows international law. The Convention has been invoked once.",
        [name("Liability Convention", "LIAB"), bare("Article II", "LIAB", "2"), bare("Article III", "LIAB", "3"), bare("Article XII", "LIAB", "12"), backref("Convention", "LIAB")],
    ),
    (
        "New START expired in February 2026. Its Article II had capped deployed warheads; the Treaty's verification went with it.",
        [name("New START", "NEWSTART"), bare("Article II", "NEWSTART", "2"), backref("Treaty", "NEWSTART")],
    ),
    (
        "Luxembourg passed a law in 2017. Section 3 of the law requires authorisation. The Artemis Accords followed in 2020; Section 10 deals with resources.",
        [name("Artemis Accords", "ARTEMIS"), bare("Section 10", "ARTEMIS", "10")],
    ),
    (
        "As Article VI requires, States authorise and supervise. This rule of the Outer Space Treaty has no parallel.",
        [bare("Article VI", "OST", "6"), name("Outer Space Treaty", "OST")],
    ),
    (
        "The INF Treaty and the ABM Treaty are gone. The former Treaty ended in 2019, the latter Treaty in 2002.",
        [name("INF Treaty", "INF"), name("ABM Treaty", "ABM"), backref("Treaty", "INF"), backref("Treaty", "ABM")],
    ),
    (
        "Japan and the United States have a Mutual Security Treaty. Article V covers attacks in Japanese territory; cyber attacks may fall under it.",
        [name("Mutual Security Treaty", "USJP"), bare("Article V", "USJP", "5")],
    ),
    (
        "UNCLOS was opened in 1982. The Convention sets up the Area in Part XI, and Article 136 calls it the common heritage of mankind.",
        [name("UNCLOS", "UNCLOS"), backref("Convention", "UNCLOS"), bare("Part XI", "UNCLOS", "part 11"), bare("Article 136", "UNCLOS", "136")],
    ),
    (
        "The Lisbon Treaty changed the Union. Article 42(7) of the Treaty on European Union is a defence clause; Article 5 of the North Atlantic Treaty is another.",
        [pinpoint("Article 5 of the North Atlantic Treaty", "NAT", "5")],
    ),
    (
        "The Chemical Weapons Convention has 193 parties. Under Article IX a party may ask for a challenge inspection. The Convention is thus stricter than the Biological Weapons Convention.",
        [name("Chemical Weapons Convention", "CWC"), bare("Article IX", "CWC", "9"), backref("Convention", "CWC"), name("Biological Weapons Convention", "BWC")],
    ),
    (
        "Additional Protocol I codifies distinction. Article 48 states it; Articles 51 and 57 work it out. The Protocol has not been ratified by the United States.",
        [name("Additional Protocol I", "AP1"), bare("Article 48", "AP1", "48"), bare("Articles 51 and 57", "AP1", "51, 57"), backref("Protocol", "AP1")],
    ),
    (
        "The Vienna Convention on the Law of Treaties is applied by all courts. Article 31 gives the rule and Article 32 the exception. The Vienna Convention also defines jus cogens in Article 53.",
        [name("Vienna Convention on the Law of Treaties", "VCLT"), bare("Article 31", "VCLT", "31"), bare("Article 32", "VCLT", "32"), name("Vienna Convention", "VCLT"), bare("Article 53", "VCLT", "53")],
    ),
    (
        "The UN Charter forbids force in Article 2(4) and keeps self-defence in Article 51. Space is no exception: Article III of the Outer Space Treaty says so.",
        [name("UN Charter", "UNC"), bare("Article 2(4)", "UNC", "2", "4"), bare("Article 51", "UNC", "51"), pinpoint("Article III of the Outer Space Treaty", "OST", "3")],
    ),
    (
        "See G.A. Res. 1962 (XVIII), U.N. Doc. A/RES/1962 (Dec. 13, 1963); G.A. Res. 37/92 (Dec. 10, 1982).",
        [resolution("G.A. Res. 1962 (XVIII)", "UNGA-1962"), resolution("U.N. Doc. A/RES/1962", "UNGA-1962"), resolution("G.A. Res. 37/92", "UNGA-37-92")],
    ),
    (
        "Convention on International Civil Aviation (opened for signature 7 December 1944, entered into force 4 April 1947) 15 UNTS 295 (Chicago Convention) art 3.",
        [name("Convention on International Civil Aviation", "CHICAGO"), series("15 UNTS 295", "CHICAGO"), name("Chicago Convention", "CHICAGO"), bare("art 3", "CHICAGO", "3")],
    ),
    (
        "Treaty on the Limitation of Anti-Ballistic Missile Systems, U.S.-U.S.S.R., May 26, 1972, 23 U.S.T. 3435, 944 U.N.T.S. 13, art. V(1).",
        [name("Treaty on the Limitation of Anti-Ballistic Missile Systems", "ABM"), series("23 U.S.T. 3435", "ABM"), series("944 U.N.T.S. 13", "ABM"), bare("art. V(1)", "ABM", "5", "1")],
    ),
    (
        "The Council of Europe's Budapest Convention (CETS No. 185) is open to all. Articles 2 to 5 list offences.",
        [name("Budapest Convention", "BUDAPEST"), series("CETS No. 185", "BUDAPEST"), bare("Articles 2 to 5", "BUDAPEST", "2, 3, 4, 5")],
    ),
    (
        "Parties to the ENMOD Convention undertake not to modify the environment. Article II extends this to outer space.",
        [name("ENMOD Convention", "ENMOD"), bare("Article II", "ENMOD", "2")],
    ),
    (
        "The working paper (A/AC.105/C.2/L.315) cites resolutions 68/74, 69/32 and 77/41 of the General Assembly.",
        [doc("A/AC.105/C.2/L.315", "DOC:A/AC.105/C.2/L.315"), resolution("resolutions 68/74", "UNGA-68-74"), resolution("69/32", "UNGA-69-32"), resolution("77/41", "UNGA-77-41")],
    ),
    (
        "The Geneva Conventions of 1949 have been ratified by all States. The Conventions share a common Article 2.",
        [name("Geneva Conventions of 1949", "GC"), backref("Conventions", "GC"), bare("common Article 2", "GC", "2")],
    ),
    (
        "Articles XI and XII of the Outer Space Treaty deal with openness, as do Article 5 of the Moon Agreement and Section 4 of the Accords.",
        [pinpoint("Articles XI and XII of the Outer Space Treaty", "OST", "11, 12"), pinpoint("Article 5 of the Moon Agreement", "MOON", "5"), pinpoint("Section 4 of the Accords", "ARTEMIS", "4")],
    ),
    (
        "Under the Rescue Agreement, astronauts are returned; under Article 5(5), costs fall on the launching authority.",
        [name("Rescue Agreement", "ARRA"), bare("Article 5(5)", "ARRA", "5", "5")],
    ),
    (
        "The ISS Intergovernmental Agreement rests on Article II of the Registration Convention; Article 16 of the IGA has the cross-waiver.",
        [name("ISS Intergovernmental Agreement", "ISSIGA"), pinpoint("Article II of the Registration Convention", "REG", "2"), pinpoint("Article 16 of the IGA", "ISSIGA", "16")],
    ),
    (
        "The Washington Treaty was signed on 4 April 1949. Article 6 limits Article 5 to the treaty area. Finland acceded to the Treaty in 2023.",
        [name("Washington Treaty", "NAT"), bare("Article 6", "NAT", "6"), bare("Article 5", "NAT", "5"), backref("Treaty", "NAT")],
    ),
    (
        "The Antarctic Treaty of 1959 demilitarised a continent. The 1967 Treaty did less for the Moon: article IV(2) bans bases, not soldiers.",
        [name("Antarctic Treaty of 1959", "ANTARCTIC"), backref("1967 Treaty", "OST"), bare("article IV(2)", "OST", "4", "2")],
    ),
    (
        "Statute of the International Court of Justice, art 38(1)(b); UN Charter, arts 92–94.",
        [pinpoint("Statute of the International Court of Justice, art 38(1)(b)", "ICJ", "38", "1(b)"), pinpoint("UN Charter, arts 92–94", "UNC", "92, 93, 94")],
    ),
    (
        "Art. 6 OST? No: Art. VI OST, Art. 11 (5) MOON, § 5 para. 2 UN Charter.",
        [pinpoint("Art. 6 OST", "OST", "6"), pinpoint("Art. VI OST", "OST", "6"), pinpoint("Art. 11 (5) MOON", "MOON", "11", "5"), pinpoint("§ 5 para. 2 UN Charter", "UNC", "5", "2")],
    ),
    (
        "subparagraph (b) of paragraph 5 of Article 51 of Additional Protocol I",
        [pinpoint("paragraph 5 of Article 51 of Additional Protocol I", "AP1", "51", "5")],
    ),
    ("Article 1, second paragraph, of the Outer Space Treaty", [pinpoint("Article 1, second paragraph, of the Outer Space Treaty", "OST", "1", "2")]),
    ("the second paragraph of Article IV of the Outer Space Treaty", [pinpoint("second paragraph of Article IV of the Outer Space Treaty", "OST", "4", "2")]),
    ("Article IX of the said Treaty", []),
    ("Article 2 (4) and (7) of the UN Charter", [pinpoint("Article 2 (4) and (7) of the UN Charter", "UNC", "2", "4, 7")]),
    ("Art. 51 para. 5 lit. b AP I", [pinpoint("Art. 51 para. 5 lit. b AP I", "AP1", "51", "5(b)")]),
    ("Articles 1-3, 5 and 7 of the Moon Agreement", [pinpoint("Articles 1-3, 5 and 7 of the Moon Agreement", "MOON", "1, 2, 3, 5, 7")]),
    ("NPT, Article VI; CTBT, Article I; TPNW, Article 1(1)(a)", [pinpoint("NPT, Article VI", "NPT", "6"), pinpoint("CTBT, Article I", "CTBT", "1"), pinpoint("TPNW, Article 1(1)(a)", "TPNW", "1", "1(a)")]),
    ("the Treaty Banning Nuclear Weapon Tests in the Atmosphere, in Outer Space and Under Water, Aug. 5, 1963, 14 U.S.T. 1313, 480 U.N.T.S. 43", [name("Treaty Banning Nuclear Weapon Tests in the Atmosphere, in Outer Space and Under Water", "PTBT"), series("14 U.S.T. 1313", "PTBT"), series("480 U.N.T.S. 43", "PTBT")]),
    ("A/RES/76/231 and S/RES/678", [resolution("A/RES/76/231", "UNGA-76-231"), resolution("S/RES/678", "UNSC-678")]),
    ("the so-called Uniting for Peace resolution, General Assembly resolution 377 A (V)", [resolution("General Assembly resolution 377 A (V)", "UNGA-377")]),
    ("The Assembly's resolution 59/115 and Council resolution 1368 (2001)", [resolution("resolution 59/115", "UNGA-59-115"), resolution("resolution 1368 (2001)", "UNSC-1368")]),
]  # fmt: skip

SILENT = [
    "The treaty of friendship between the two clubs was signed in a pub.",
    "Article 3 of the newspaper series examines the space treaties.",
    "The purchase agreement was closed; under Section 5 of the Agreement the buyer pays.",
    "Charter schools in Chapter 7 bankruptcy cite Article 9 of the UCC.",
    "His OST earned an award for best film score.",
    "The sailors had to START at dawn, and SORT the ropes.",
    "Part IV of the exhibition shows the Moon.",
    "Please see paragraph 2 of article 4 of the tenancy agreement.",
    "Our API and IGA workflows are documented; AT commands reset the modem.",
    "At 16:9 and resolution 34/68 the image looks sharp on the display.",
    "The Accord sedan and the Protocol droid are toys.",
    "The moon agreement of the werewolves, chapter 2, is fiction.",
    "BWC footage was shown to the jury.",
    "The CWC issued a notice about clean water.",
    "Set INF to infinity and REG to zero.",
    "The SALT cap on deductions stays.",
    "ATT raised its prices and CFE opened higher.",
    "He chairs the Rescue Agreement Committee of the bank.",
    "This convention of writing article 2 in small letters is new.",
    "Under Article 21 of the Basic Law the party was banned.",
    "Resolution 678 of the shareholders was adopted.",
    "The treaty ports of China were opened in 1842.",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PARAGRAPHS)
def test_references_that_lean_on_each_other(text: str, expected: list[object]) -> None:
    assert plain(find_treaty_references(text)) == expected


@pytest.mark.parametrize("text", SILENT)
def test_silence_in_further_traps(text: str) -> None:
    assert plain(find_treaty_references(text)) == []
