"""References by the manner of the page: newspapers and debates, years, lists of provisions, tables, papers' own parts."""

import pytest

from pipeline.treaties import find_treaty_references
from tests.treaties.factories import backref, bare, name, pinpoint, plain, series

NEWSPAPERS = [
    ("The INF treaty collapsed; so did the Open Skies treaty.", [name("INF treaty", "INF"), name("Open Skies treaty", "OPENSKIES")]),
    ("Few joined the Moon treaty.", [name("Moon treaty", "MOON")]),
    ("Norway backed the Artemis accords in May.", [name("Artemis accords", "ARTEMIS")]),
    ("The Geneva conventions protect the wounded.", [name("Geneva conventions", "GC")]),
    ("The UN charter forbids it.", [name("UN charter", "UNC")]),
    ("Manila won its case under Unclos.", [name("Unclos", "UNCLOS")]),
    ("Warheads are capped by the New Start treaty.", [name("New Start treaty", "NEWSTART")]),
    ("We hold to article 5 of the Washington treaty, and we say that article 3 is being funded.", [pinpoint("article 5 of the Washington treaty", "NAT", "5"), bare("article 3", "NAT", "3")]),
    ("Tokyo leans on the US-Japan security treaty and the UN convention on the law of the sea.", [name("US-Japan security treaty", "USJP"), name("UN convention on the law of the sea", "UNCLOS")]),
    ("The 1967 treaty keeps nuclear weapons out of orbit.", [backref("1967 treaty", "OST")]),
    ("The airliner's route was a breach of the Chicago Convention.", [name("Chicago Convention", "CHICAGO")]),
]  # fmt: skip

HELD = [
    ("Nato's Article 5 has been triggered once.", [bare("Article 5", "NAT", "5")]),
    ("Allies met under Article 4 of the alliance's founding treaty.", [pinpoint("Article 4 of the alliance's founding treaty", "NAT", "4")]),
    ("Norway's Article 5 is a matter for the Storting, NATO said.", []),
    ("Contracting parties bound by the North Atlantic Treaty, and by Article 8 thereof, have agreed as follows.", [name("North Atlantic Treaty", "NAT"), bare("Article 8", "NAT", "8")]),
    ("The Kyoto Protocol sets targets in Article 3 thereof; the NPT, a treaty, does not.", [name("NPT", "NPT")]),
    ("The Chemical Weapons Convention came after the Biological Weapons Convention. Under Article VIII, the former has an inspectorate.", [name("Chemical Weapons Convention", "CWC"), name("Biological Weapons Convention", "BWC"), bare("Article VIII", "CWC", "8")]),
    ("The Outer Space Treaty and the Treaty of Tlatelolco are of one year; Article 1 of the latter bans nuclear arms.", [name("Outer Space Treaty", "OST")]),
    ("The Outer Space Treaty is younger than the Treaty of Washington. The former Treaty has no members.", [name("Outer Space Treaty", "OST"), name("Treaty of Washington", "NAT"), backref("Treaty", "OST")]),
    ("The MTCR and Wassenaar guide exporters.", [name("MTCR", "MTCR"), name("Wassenaar", "WA")]),
    ("The 1967 Treaty and the 1967 Treaty between two villages differ.", [backref("1967 Treaty", "OST")]),
]  # fmt: skip

TOLD = [
    ("It breaks Article 2(4) of the Charter.", [pinpoint("Article 2(4) of the Charter", "UNC", "2", "4")]),
    ("As to articles 102 and 103 of the Charter, nothing is new.", [pinpoint("articles 102 and 103 of the Charter", "UNC", "102, 103")]),
    ("Measures under Chapter VII of the Charter bind all.", [pinpoint("Chapter VII of the Charter", "UNC", "ch. 7")]),
    ("North Atlantic Treaty art. 5, 34 U.N.T.S. 243", [pinpoint("North Atlantic Treaty art. 5", "NAT", "5"), series("34 U.N.T.S. 243", "NAT")]),
    ("Moon Agreement arts. 4, 11, 1363 UNTS 3", [pinpoint("Moon Agreement arts. 4, 11", "MOON", "4, 11"), series("1363 UNTS 3", "MOON")]),
    ("Vienna Convention on the Law of Treaties, art. 26; 17 C.F.R. § 240", [pinpoint("Vienna Convention on the Law of Treaties, art. 26", "VCLT", "26")]),
    ("NATO could invoke Article 5, its members say. Tokyo and Washington cite Article V of the U.S.-Japan Security Treaty. Article 5 is about all, Article V about two.", [bare("Article 5", "NAT", "5"), pinpoint("Article V of the U.S.-Japan Security Treaty", "USJP", "5"), bare("Article 5", "NAT", "5"), bare("Article V", "USJP", "5")]),
]  # fmt: skip

TITLES = [
    ("The Vienna Convention on the Law of Treaties is old. The Vienna Convention on Consular Relations, Article 36, is cited more.", [name("Vienna Convention on the Law of Treaties", "VCLT")]),
    ("The UN Charter bans force. The European Convention on Human Rights (1950), Article 2, protects life.", [name("UN Charter", "UNC")]),
    ("The NPT has eleven articles as treaties go. The Treaty of Tlatelolco of 1967, Article 1, bans arms.", [name("NPT", "NPT")]),
    ("Art. 5 Outer Space Treaty; Art. 3 Genocide Convention; Art. 6 Rome Statute.", [pinpoint("Art. 5 Outer Space Treaty", "OST", "5")]),
    ("The Protocol on Environmental Protection to the Antarctic Treaty, Article 7, bans mining.", [name("Antarctic Treaty", "ANTARCTIC")]),
    ("The Agreement with Japan (2023) and the Outer Space Treaty, Article VI, agree.", [pinpoint("Outer Space Treaty, Article VI", "OST", "6")]),
    ("The OST is a treaty. Unlike the Convention on Biological Diversity, Article VI binds States.", [name("OST", "OST"), bare("Article VI", "OST", "6")]),
    ("This Agreement follows the Agreement on the Rescue of Astronauts. Article 3 of this Agreement is on costs.", [name("Agreement on the Rescue of Astronauts", "ARRA")]),
    ("The Liability Convention is strict. Article II of this Convention says so.", [name("Liability Convention", "LIAB"), pinpoint("Article II of this Convention", "LIAB", "2")]),
    ("Common Articles 1 and 3 of the four Geneva Conventions", [pinpoint("Common Articles 1 and 3 of the four Geneva Conventions", "GC", "1, 3")]),
    ("The UN Charter (Art. 2, para. 4; Art. 51) bars it.", [name("UN Charter", "UNC"), bare("Art. 2, para. 4", "UNC", "2", "4"), bare("Art. 51", "UNC", "51")]),
]  # fmt: skip

YEARS = [
    ("The OST of 1967 and the NPT of 1968 are siblings.", [name("OST of 1967", "OST"), name("NPT of 1968", "NPT")]),
    ("The 2015 NPT Review Conference ended without a text.", [name("NPT", "NPT")]),
    ("1971 Seabed Treaty\n1972 ABM Treaty\n1979 SALT II", [name("1971 Seabed Treaty", "SEABED"), name("1972 ABM Treaty", "ABM"), name("1979 SALT II", "SALT2")]),
    ("The Outer Space Treaty of 1966 was adopted in December.", [name("Outer Space Treaty of 1966", "OST")]),
    ("The 2024 Arms Trade Treaty conference met in Geneva.", [name("Arms Trade Treaty", "ATT")]),
    ("The Outer Space Treaty (2019) is a chapter title.", [name("Outer Space Treaty", "OST")]),
    ("The Washington Treaty of 1949 has fourteen articles.", [name("Washington Treaty of 1949", "NAT")]),
]  # fmt: skip

PROVISIONS = [
    ("arts. I para. 1 and II OST", [pinpoint("arts. I para. 1 and II OST", "OST", "1, 2")]),
    ("Art. 2 para. 4 and Art. 51 UN Charter", [pinpoint("Art. 2 para. 4 and Art. 51 UN Charter", "UNC", "2, 51")]),
    ("Article I, paragraph 1, and Article II of the OST", [pinpoint("Article I, paragraph 1, and Article II of the OST", "OST", "1, 2")]),
    ("Article IV, paragraphs 1 and 2, of the OST", [pinpoint("Article IV, paragraphs 1 and 2, of the OST", "OST", "4", "1, 2")]),
    ("Art. 51 para. 4 and para. 5 AP I", [pinpoint("Art. 51 para. 4 and para. 5 AP I", "AP1", "51", "4, 5")]),
    ("Articles I and IV, paragraph 2, of the OST", [pinpoint("Articles I and IV, paragraph 2, of the OST", "OST", "1, 4")]),
    ("Arts. 2 and 4 para. 2 VCLT", [pinpoint("Arts. 2 and 4 para. 2 VCLT", "VCLT", "2, 4")]),
    ("Article IX, sentences 1 to 3, OST", [pinpoint("Article IX, sentences 1 to 3, OST", "OST", "9")]),
    ("Articles 3 and 4 point to the UN Charter.", [bare("Articles 3 and 4", "UNC", "3, 4"), name("UN Charter", "UNC")]),
    ("Article III, §1 of the NPT", [pinpoint("Article III, §1 of the NPT", "NPT", "3", "1")]),
    ("The Rio Treaty is older than the Washington Treaty. Article 3(1) of the former Treaty reads like Article 5 of the latter Treaty.", [name("Rio Treaty", "RIO"), name("Washington Treaty", "NAT"), pinpoint("Article 3(1) of the former Treaty", "RIO", "3", "1"), pinpoint("Article 5 of the latter Treaty", "NAT", "5")]),
    ("To spare civilians is what AP I calls a precaution (Article 57).", [name("AP I", "AP1"), bare("Article 57", "AP1", "57")]),
    ("Treaties are registered with the Secretariat under Article 102 of the Charter.", [pinpoint("Article 102 of the Charter", "UNC", "102")]),
]  # fmt: skip

TABLES = [
    ("Treaty | Parties | Clause\nOST | 115 | Art. IV\nLIAB | 98 | Art. II\nREG | 75 | Art. IV", [name("OST", "OST"), bare("Art. IV", "OST", "4"), name("LIAB", "LIAB"), bare("Art. II", "LIAB", "2"), name("REG", "REG"), bare("Art. IV", "REG", "4")]),
    ("| Treaty | Way out |\n|---|---|\n| Outer Space Treaty | Article XVI |\n| NPT | Article X |", [name("Outer Space Treaty", "OST"), bare("Article XVI", "OST", "16"), name("NPT", "NPT"), bare("Article X", "NPT", "10")]),
    ("a | b says it, and Article\nIV of the Outer Space Treaty too", [pinpoint("Article\nIV of the Outer Space Treaty", "OST", "4")]),
]  # fmt: skip

PAPERS = [
    ("Section 2 sets out the Artemis Accords, section 3 applies them to bases, and section 4 ends.", [name("Artemis Accords", "ARTEMIS")]),
    ("Chapter 2 introduces the UN Charter; Chapter 7 deals with cases.", [name("UN Charter", "UNC")]),
    ("The Artemis Accords are short. Section 9 sets out how sites are kept; Section 10 applies the Outer Space Treaty.", [name("Artemis Accords", "ARTEMIS"), bare("Section 9", "ARTEMIS", "9"), bare("Section 10", "ARTEMIS", "10"), name("Outer Space Treaty", "OST")]),
    ("Bases are granted by the U.S.-Japan Security Treaty. Article 9 of the Constitution stands.", [name("U.S.-Japan Security Treaty", "USJP")]),
    ("Operators must follow the Constitution and the Radio Regulations of the International Telecommunication Union.", [backref("Constitution", "ITUCC"), name("Radio Regulations of the International Telecommunication Union", "RR")]),
    ("The Rescue Agreement binds astronauts' hosts in Article 10 This Agreement has ten.", [name("Rescue Agreement", "ARRA"), bare("Article 10", "ARRA", "10"), backref("Agreement", "ARRA")]),
    ("The Outer Space Treaty is old. Article 5 of a magazine's code says so.", [name("Outer Space Treaty", "OST")]),
    ("A State may suspend the treaty in part; see the Vienna Convention on the Law of Treaties.", [name("Vienna Convention on the Law of Treaties", "VCLT")]),
    ("Before the treaty was signed there were drafts. The Outer Space Treaty took ten years.", [backref("treaty", "OST"), name("Outer Space Treaty", "OST")]),
    ("The States Parties to this Treaty, recalling the Antarctic Treaty, have agreed.", [name("Antarctic Treaty", "ANTARCTIC")]),
]  # fmt: skip

SILENT = [
    "The Geneva convention of watch dealers and the Chicago convention of dentists open today.",
    "Moon agreements between friends, and a Liability convention for brokers.",
    "The Washington Treaty of 1922 capped battleships; so did the 1922 Washington Treaty.",
    "The 1929 Geneva Conventions and the Geneva Conventions of 1864 came before.",
    "The START of 1993 was never applied.",
    "The Charter of the EU is law; Article 52(1) of the Charter limits rights.",
    "Article 51 of the Charter lets the mayor resign, and Article 3 of the Charter the council.",
    "CTBT Holdings and NPT Ltd reported a loss.",
    "API calls are metered.",
    "The 1967 treaty ended the war; the 1972 convention of the party was rowdy.",
    "Valve | Thread\nA1 | NPT\nB2 | BSP",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NEWSPAPERS + HELD + TOLD + TITLES + YEARS + PROVISIONS + TABLES + PAPERS)
def test_references_by_the_manner_of_the_page(text: str, expected: list[object]) -> None:
    assert plain(find_treaty_references(text)) == expected


@pytest.mark.parametrize("text", SILENT)
def test_silence_on_such_pages(text: str) -> None:
    assert plain(find_treaty_references(text)) == []
