import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.entities import LABELS, extract_entities, find_entities, load_rules
from pipeline.language import Analysis, RawEntity


def found(text, language):
    return [(one.text, one.label, one.canonical_id) for one in find_entities(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Japan's parliament and the European Space Agency agreed in Tokyo on 4 June 2021.",
            [
                ("Japan", "GPE", "JP"),
                ("European Space Agency", "ORG", "ESA"),
                ("Tokyo", "GPE", "Tokyo"),
                ("4 June 2021", "DATE", "2021-06-04"),
            ],
        ),
        (
            "NATO Secretary General Mark Rutte met Gen. Chance Saltzman.",
            [
                ("NATO", "ORG", "NATO"),
                ("Secretary General Mark Rutte", "PERSON", "P:mark-rutte"),
                ("Gen. Chance Saltzman", "PERSON", "P:chance-saltzman"),
            ],
        ),
        (
            "Article IV of the Outer Space Treaty bans such weapons.",
            [("Outer Space Treaty", "TREATY", "OST")],
        ),
        (
            "The General Assembly adopted resolution 75/36.",
            [("General Assembly", "ORG", "UNGA"), ("resolution 75/36", "LAW", "UNGA-75-36")],
        ),
        (
            "Boeing received $1.2 billion (EUR 900 million).",
            [("Boeing", "ORG", "BOEING"), ("$1.2 billion", "MONEY", None), ("EUR 900 million", "MONEY", None)],
        ),
        ("The Federal Space Act of 2011 applies.", [("Federal Space Act of 2011", "LAW", None)]),
        ("Directive 2009/81/EC applies.", [("Directive 2009/81/EC", "LAW", "EU-2009-81")]),
        ("Lockheed Martin Corporation won.", [("Lockheed Martin Corporation", "ORG", "LOCKHEED")]),
        (
            "NASA Kennedy Space Center opened.",
            [("NASA", "ORG", "NASA"), ("Kennedy Space Center", "FACILITY", "KENNEDY")],
        ),
    ],
)  # fmt: skip
def test_entities_have_their_kind_and_id(language, text, expected):
    assert found(text, language) == expected


def test_a_longer_name_of_the_model_wins_around_a_place(language):
    assert ("London Stock Exchange", "ORG", None) in found("Shares rose on the London Stock Exchange.", language)


def test_guesses_of_the_model_in_a_heading_are_not_trusted_but_known_names_are(language):
    text = "Key Stakeholders in NATO Space Defense Partnerships\nCountries share the costs of such work.\n"
    assert found(text, language) == [("NATO", "ORG", "NATO")]


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("The Nightjar satellites watch for launches.", "Nightjar", "SYSTEM"),
        ("Officials praised the Silverpine programme in Paris.", "Silverpine programme", "PROGRAM"),
        ("They trained at Camp Halloran in May 2023.", "Camp Halloran", "FACILITY"),
        ("It was claimed by al-Nusayriya in 2004.", "al-Nusayriya", "ORG"),
    ],
)
def test_what_stands_beside_an_unknown_name_tells_its_kind(language, text, name, label):
    assert (name, label, None) in found(text, language)


def test_peoples_numbers_and_relative_dates_are_no_entities(language):
    assert found("American officials met three times last week, for two hours, about 40 percent.", language) == []


@pytest.mark.parametrize(
    "text",
    [
        "The Secretariat thanked the Co-Chairs, the Rapporteur and the Delegations.",
        "The Supplier shall deliver the Goods to the Purchaser.",
        "Each Contracting Party may give notice to the Depositary.",
        "Ministers and Delegates endorsed the Joint Statement.",
        "The Working Group asked the Agency for a Final Report.",
        "African States and Western Powers differed.",
        "Box 2.3 Emerging Technologies",
        "The branch leads to the Argentinian border and a Kenyan post.",
        "Chapter 5. Command Reform and Force Posture Choices",
        "Escalation Risks and Crisis Stability at Sea",
    ],
)
def test_roles_and_parts_of_a_document_and_headings_name_nothing(text, language):
    assert found(text, language) == []


def test_a_body_called_by_its_kind_alone_is_known_where_there_is_one(language):
    assert [name for name, _, _ in found("The Senate and the Navy agreed with the Bundestag.", language)] == [
        "Senate",
        "Navy",
        "Bundestag",
    ]


def test_a_short_form_that_the_text_defines_has_the_id_of_its_long_form(language):
    text = "The Canadian Space Agency (CSA) agreed. Later the CSA withdrew."
    assert [one for one in found(text, language) if one[0] == "CSA"] == [("CSA", "ORG", "CSA")] * 2


def test_a_short_form_that_stands_for_no_entity_is_none(language):
    text = "Space domain awareness (SDA) needs sensors. SDA is costly for satellite operators in a tranche."
    assert "SDA" not in [name for name, _, _ in found(text, language)]


def test_a_surname_alone_has_the_id_of_its_one_bearer(language):
    text = "Jens Stoltenberg spoke first. Later Stoltenberg left the meeting with his staff."
    assert [id for name, _, id in found(text, language) if name.endswith("Stoltenberg")] == ["P:jens-stoltenberg"] * 2


@settings(max_examples=100, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(
            "The NATO 's (SDA) U.S. Space Command of Ministry Defence and Gen. May 2024 5 January Treaty Art. IV "
            "$3 million Kosmos 1408 , ; Japan London Stephen Whiting\n ’s Act Outer Directive 2009/81/EC".split(" ")
        ),
        max_size=40,
    ),
    raws=st.lists(
        st.tuples(st.integers(0, 150), st.integers(1, 40), st.sampled_from(["ORG", "PERSON", "GPE", "DATE", "LAW"])),
        max_size=6,
    ),
)
def test_entities_are_sorted_exact_and_apart_whatever_the_model_says(words, raws):
    text = " ".join(words)
    guesses, at = [], 0
    for skip, length, label in raws:
        start, end = at + skip, at + skip + length
        if end <= len(text):
            guesses.append(RawEntity(start, end, label))
            at = end
    entities = extract_entities(text, Analysis((), tuple(guesses)))
    assert all(text[one.start : one.end] == one.text == one.text.strip() and one.text for one in entities)
    assert all(one.end <= other.start for one, other in itertools.pairwise(entities))
    assert {one.label for one in entities} <= {*LABELS, "LOC"}
    assert all((one.canonical_id is None) == (one.canonical_name is None) for one in entities)


@pytest.mark.parametrize("unit", ["Ab of ", "A.", "(AB) ", "Gen. Lt. ", "U.S. ", "1,", "May 1 ", "Abc "])
def test_long_monotonous_texts_are_read_in_one_go(unit):
    extract_entities(unit * (60_000 // len(unit)), Analysis((), ()))


def test_a_body_is_as_long_as_its_short_form_says(language):
    text = "The Commission on the Limits of the Continental Shelf (CLCS) met; the CLCS advises."
    assert found(text, language) == [
        ("Commission on the Limits of the Continental Shelf", "ORG", None),
        ("CLCS", "ORG", None),
        ("CLCS", "ORG", None),
    ]


def test_where_something_is_printed_names_nothing(language):
    text = "See the Rescue Agreement, 672 U.N.T.S. 119, and the protocol of Moscow (27 UST 1645)."
    assert not [one for one in found(text, language) if one[1] in ("ORG", "DATE")]


def test_acts_of_the_union_by_number(language):
    text = "Council Decision (CFSP) 2023/598 and Regulation (EU, Euratom) 2018/1046 stand."
    assert [one[0] for one in found(text, language) if one[1] == "LAW"] == [
        "Council Decision (CFSP) 2023/598",
        "Regulation (EU, Euratom) 2018/1046",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost $1.7 Billion, ₹26,968 crore or CZK 45 million.", ["$1.7 Billion", "₹26,968 crore", "CZK 45 million"]),
        ("They flew the GSLV-F15 and the PSLV-XL.", ["GSLV-F15", "PSLV-XL"]),
        ("Keen Edge 24 was held; Cobra Gold 25 nations took part.", ["Keen Edge 24", "Cobra Gold"]),
        ("HMS Diamond met USS Carl Vinson.", ["HMS Diamond", "USS Carl Vinson"]),
        ("Air Marshal Ashutosh Dixit met Col Tom Reid.", ["Air Marshal Ashutosh Dixit", "Col Tom Reid"]),
        ("A base: Marine Corps Air Station Miramar.", ["Marine Corps Air Station Miramar"]),
        ("The Canadian Forces Base Cold Lake was named.", ["Canadian Forces Base Cold Lake"]),
        (
            "Ministry of External Affairs Spokesperson Randhir Jaiswal spoke.",
            ["Ministry of External Affairs", "Spokesperson Randhir Jaiswal"],
        ),
        ("Exercise Tall Pine and Exercise Noble Dina 2024 ended.", ["Exercise Tall Pine", "Exercise Noble Dina 2024"]),
        ("Operation Grey Owl and Operation Baltic Sentry go on.", ["Operation Grey Owl", "Operation Baltic Sentry"]),
        ("The AN/FPS-85 and the AN/ABC-7(V)2 are old; AN/A is none.", ["AN/FPS-85", "AN/ABC-7(V)2"]),
        ("It cost R1.2 billion, RM3.4 million or N500bn, not R 5.", ["R1.2 billion", "RM3.4 million", "N500bn"]),
        ("The island hosts KAMLOR, an over-the-horizon radar.", ["KAMLOR"]),
        ("Baykar chairman Selçuk Bayraktar showed a Bayraktar drone.", ["Baykar", "Selçuk Bayraktar", "Bayraktar"]),
        ("The F-16 Block 70/72 and the Su-30SME fighter flew.", ["F-16 Block 70/72", "Su-30SME"]),
        ("A Type 31 frigate is no Type 2 error.", ["Type 31"]),
        ("The 45 Armoured Brigade has 45 Armoured Vehicles.", ["45 Armoured Brigade"]),
        ("Emergency Directive 24-02 holds.", ["Emergency Directive 24-02"]),
        ("They shot at Five Hills Training Area.", ["Five Hills Training Area"]),
        ("The Ministry of War (MINGUE) paid.", ["Ministry of War", "MINGUE"]),
        ("The Ministry of Defence (NATO) paid.", ["Ministry of Defence", "NATO"]),
        ("Ships were built at Itaguaí on time.", ["Itaguaí"]),
        ("They met King Felipe VI.", ["King Felipe VI"]),
        ("Gen. Carlo della Rovere and Col. Omar ibn Said met.", ["Gen. Carlo della Rovere", "Col. Omar ibn Said"]),
        ("On 2024/11/05, 31.12.2024 and 4-Mar-2025.", ["2024/11/05", "31.12.2024", "4-Mar-2025"]),
        ("On March the 4th, 2025, it began.", ["March the 4th, 2025"]),
        ("The Security Council adopted resolution 2803.", ["Security Council", "resolution 2803"]),
        ("The Sharing of Sky Data Agreement (SSDA).", ["Sharing of Sky Data Agreement", "SSDA"]),
        ("The Space Strategy 2030 names five goals.", ["Space Strategy 2030"]),
        ("He works at the Military University of Technology.", ["Military University of Technology"]),
        ("The Commission on the Status of Women met.", ["Commission on the Status of Women"]),
        ("A Ministry of Land, Ports and Transport acts.", ["Ministry of Land, Ports and Transport"]),
        ("The Ministry of Defence, Japan and Norway agreed.", ["Ministry of Defence", "Japan", "Norway"]),
        ("The Police and Crime Act 2017 holds.", ["Police and Crime Act 2017"]),
        ("Canada and Space Industry Act differ.", ["Canada", "Space Industry Act"]),
        ("Adler, a small rocket, flew.", ["Adler"]),
        ("A Ports & Ships Expo and the Lee & Hale Institute.", ["Ports & Ships Expo", "Lee & Hale Institute"]),
        ("The Andean Court of Audit and Supreme Court of Chad.", ["Andean Court of Audit", "Supreme Court", "Chad"]),
        ("The Brussels Conference on Tuesday failed.", ["Brussels Conference"]),
        ("The Nordic Symposium on Orbits met.", ["Nordic Symposium on Orbits"]),
        ("A G20 Leaders' Summit was held.", ["G20 Leaders' Summit"]),
        ("UNITAS LXV and the 4th Manama Dialogue ended.", ["UNITAS LXV", "4th Manama Dialogue"]),
        ("The Law on Coastal Data binds.", ["Law on Coastal Data"]),
        ("A Conference on Tuesday, the Conference of Ports of Asia.", ["Conference of Ports of Asia"]),
        ("Reusable rockets are cheap. Commercial satellites fail.", []),
        ("They flew no Mars helicopters.", []),
        ("The Science and Technology Strategy, the Dutch Trade and Ports Office.", [
            "Science and Technology Strategy",
            "Dutch Trade and Ports Office",
        ]),
        ("Vorhaus and Technology Council met.", ["Technology Council"]),
        ("The Ministry of Defence and Security Agency met.", ["Ministry of Defence and Security Agency"]),
        ("They flew Nightjar jets and a Torvik helicopter.", ["Nightjar", "Torvik"]),
        ("They met in Santiago de Cali.", ["Santiago de Cali"]),
        ("The Multinational Division North drills.", ["Multinational Division North"]),
        ("The Multinational Brigade Latvia drills.", ["Multinational Brigade Latvia"]),
        ("Gen. Omar al-Torvik and Col. Said bin Omar el-Holt met.", [
            "Gen. Omar al-Torvik",
            "Col. Said bin Omar el-Holt",
        ]),
        ("They spoke at the Bab el-Torvik Conference.", ["Bab el-Torvik Conference"]),
        ("RRS Sir John Torvik sailed off Cork.", ["RRS Sir John Torvik", "Cork"]),
        ("It paid 1 250 000 euros.", ["1 250 000 euros"]),
        ("The Torvik Act for Fiscal Year 2031 passed.", ["Torvik Act for Fiscal Year 2031"]),
        ("The EU Training Mission in Mali left.", ["EU Training Mission in Mali"]),
        ("Colonel (ret.) Ines Tavora and Adm. (Ret’d) Omar Said met.", [
            "Colonel (ret.) Ines Tavora",
            "Adm. (Ret’d) Omar Said",
        ]),
        ("Admiral of the Fleet Lord Tavora sat; the Admiral of the fleet slept.", ["Admiral of the Fleet Lord Tavora"]),
        ("Sgt. 1st Class Omar Said and Fregattenkapitän Jan Holt left.", [
            "Sgt. 1st Class Omar Said",
            "Fregattenkapitän Jan Holt",
        ]),
        ("It cost 4.5 million euros, 70 mln zł and 12 million Swiss francs.", [
            "4.5 million euros",
            "70 mln zł",
            "12 million Swiss francs",
        ]),
        ("It lifts 2,500 pounds of cargo, and 40 million people live there.", []),
        ("A budget of €3,5 Mrd holds.", ["€3,5 Mrd"]),
        ("It bid €12 400 000, then EUR 1.250.000 and CHF 12’400’000.", [
            "€12 400 000",
            "EUR 1.250.000",
            "CHF 12’400’000",
        ]),
        ("It paid €12 400 times, and USD 12.500 for 3 600 hours.", ["€12", "USD 12.500"]),
        ("It begins in Q3 and ends in H1.", []),
        ("They met at the Torvik Dialogue, in a Dialogue.", ["Torvik Dialogue"]),
        ("The Torvik Forum opened.", ["Torvik Forum"]),
        ("The Ninth Review Conference and the Third Meeting of States Parties failed.", [
            "Ninth Review Conference",
            "Third Meeting of States Parties",
        ]),
        ("Flintlock 24 ended; a flintlock of 24 inches fired.", ["Flintlock 24"]),
        ("Kurgan Oblast and Tver Province voted; the Province did not.", ["Kurgan Oblast", "Tver Province"]),
        ("The Export Control Reform Act of 2018 binds.", ["Export Control Reform Act of 2018"]),
        ("The State Secretariat for Ports asked the Secretariat for the Note.", ["State Secretariat for Ports"]),
        ("The Ministry of Defence and Veterans Affairs paid.", ["Ministry of Defence and Veterans Affairs"]),
        ("CVE-2021-44228 is old.", []),
        ("The Strategy for the Northern Sea and a strategy for Spain.", ["Strategy for the Northern Sea", "Spain"]),
        ("They slept at Torvik Camp, then in a Boot Camp.", ["Torvik Camp"]),
        ("The 9th Torvik Brigade Combat Team left.", ["9th Torvik Brigade Combat Team"]),
        ("Task Force Grey Owl and 2nd Battalion met.", ["Task Force Grey Owl", "2nd Battalion"]),
        ("It copied the Kh-35, called the ZKM-01.", ["Kh-35", "ZKM-01"]),
        ("It sells the Kh-35 and ZKM-02; the ZKM-03 hall is shut.", ["Kh-35", "ZKM-02"]),
        ("Excellencies, they flew Nightjar nanosatellites.", ["Nightjar"]),
        ("No Parliament agreed, each Senate did.", []),
        ("They meet every June.", ["June"]),
        ("They chose Aldervault Inc. for it.", ["Aldervault Inc."]),
        ("They chose Aldervault Inc. The rest left.", ["Aldervault Inc"]),
    ],
)  # fmt: skip
def test_names_with_what_belongs_to_them(text, expected, language):
    assert [one for one, _, _ in found(text, language)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ISRO is the space agency of India.", ("ISRO", "ORG", "ISRO")),
        ("Australia's Department of Defence ordered it.", ("Department of Defence", "ORG", "AU_DOD")),
        ("Ireland's Department of Defence ordered it.", ("Department of Defence", "ORG", None)),
        ("The Department of Commerce and SpaceX agreed.", ("SpaceX", "ORG", "SPACEX")),
        ("Gen. V.R. Chaudhari and Prof. Frans von der Dunk spoke.", ("Prof. Frans von der Dunk", "PERSON", None)),
        ("- 2007: a satellite is destroyed", ("2007", "DATE", "2007")),
        ("The Federal Ministry for Space and Energy paid.", ("Federal Ministry for Space and Energy", "ORG", None)),
    ],
)  # fmt: skip
def test_a_known_name_keeps_or_loses_its_id_by_what_stands_beside_it(text, expected, language):
    assert expected in found(text, language)


@pytest.mark.parametrize(
    ("text", "guess", "expected"),
    [
        ("Spokeswoman Ines Tavora declined.", "Spokeswoman Ines Tavora", "Spokeswoman Ines Tavora"),
        ("Minister Ines Tavora declined.", "Ines Tavora", "Minister Ines Tavora"),
        ("Ines Tavora, who chairs it, left.", "Ines Tavora", "Ines Tavora"),
        ("Moussa Sani Diop left.", "Moussa Sani Diop", None),
        ("Volodymyr Sani Diop left.", "Volodymyr Sani Diop", "Volodymyr Sani Diop"),
        ("The Tavora Group, who chairs it, left.", "Tavora Group", None),
        ("General Tavora Systems won.", "Tavora Systems", None),
        ("Minister Tavora Ltd declined.", "Tavora Ltd", None),
    ],
)  # fmt: skip
def test_a_body_of_the_model_is_a_person_by_office_act_or_given_name(text, guess, expected):
    start = text.index(guess)
    entities = extract_entities(text, Analysis((), (RawEntity(start, start + len(guess), "ORG"),)))
    assert [one.text for one in entities if one.label == "PERSON"] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trade and Industry Minister Ines Tavora left.", "Trade and Industry Minister Ines Tavora"),
        ("Minister of Public Security Ines Tavora left.", "Minister of Public Security Ines Tavora"),
        ("The Chief of the Navy Ines Tavora left.", "Chief of the Navy Ines Tavora"),
        ("Japan Defence Minister Ines Tavora left.", "Defence Minister Ines Tavora"),
        ("The Ministry of Defence and Minister Ines Tavora left.", "Minister Ines Tavora"),
        ("The Minister for France Ines Tavora left.", "Ines Tavora"),
        ("Lt Cdr Ines Tavora left.", "Lt Cdr Ines Tavora"),
    ],
)  # fmt: skip
def test_an_office_is_as_long_as_what_it_is_the_office_of(text, expected):
    start = text.index("Ines Tavora")
    entities = extract_entities(text, Analysis((), (RawEntity(start, start + 11, "PERSON"),)))
    assert [one.text for one in entities if one.label == "PERSON"] == [expected]


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("They held the Ulinzi Torvik exercise.", "ORG", ["Ulinzi Torvik"]),
        ("They held the Torvik Shield drills.", "PERSON", ["Torvik Shield"]),
        ("They held a Torvik exercise.", "ORG", []),
        ("They held a Live Fire exercise.", "ORG", []),
        ("They held a Crisis Management exercise.", "ORG", []),
    ],
)
def test_an_exercise_of_two_words_is_one_whatever_the_model_says(text, label, expected):
    name = " ".join(text.split()[3:-1])
    start = text.index(name)
    entities = extract_entities(text, Analysis((), (RawEntity(start, start + len(name), label),)))
    assert [one.text for one in entities if one.label == "EVENT"] == expected


def test_a_name_with_a_number_before_what_it_is_is_no_body():
    text = "They chose Ground Torvik 400 radars."
    entities = extract_entities(text, Analysis((), (RawEntity(11, 28, "ORG"),)))
    assert [(one.text, one.label) for one in entities] == [("Ground Torvik 400", "SYSTEM")]


def test_what_the_noun_beside_a_name_says_holds_against_the_model_and_elsewhere():
    text = "The firm Kudu Orbital won. Kudu Orbital left. They saw Vorhaus, a small think tank in Bonn."
    guesses = (RawEntity(27, 39, "PERSON"), RawEntity(55, 62, "PERSON"))
    entities = extract_entities(text, Analysis((), guesses))
    assert [(one.text, one.label) for one in entities] == [
        ("Kudu Orbital", "ORG"),
        ("Kudu Orbital", "ORG"),
        ("Vorhaus", "ORG"),
        ("Bonn", "GPE"),
    ]


@pytest.mark.parametrize(
    ("name", "label"),
    [("Torvik Space Sciences Policy", "PROGRAM"), ("Foreign Policy", "ORG")],
)
def test_a_paper_that_the_model_takes_for_a_body(name, label):
    text = f"They read the {name}."
    entities = extract_entities(text, Analysis((), (RawEntity(14, 14 + len(name), "ORG"),)))
    assert [(one.text, one.label) for one in entities] == [(name, label)]


def test_who_works_with_a_rocket_is_none():
    text = "Torvik was the first rocket engineer. Halden is a rocket."
    assert [one.text for one in extract_entities(text, Analysis((), ()))] == ["Halden"]


def test_a_forum_that_is_held_is_no_body(language):
    text = "The Torvik Security Forum was held in May. The Torvik Islands Forum agreed."
    assert [one for one in found(text, language) if one[1] in ("ORG", "EVENT")] == [
        ("Torvik Security Forum", "EVENT", None),
        ("Torvik Islands Forum", "ORG", None),
    ]


def test_a_surname_is_carried_on_although_all_else_is_known(language):
    text = "Guido Crosetto spoke. Crosetto agreed. SpaceX and Boeing did not."
    assert [one[0] for one in found(text, language) if one[1] == "PERSON"] == ["Guido Crosetto", "Crosetto"]


def test_no_word_of_the_rules_is_read_as_yes_or_no():
    rules = load_rules()
    words = (*rules.before, *rules.no_designators, *rules.adjectives.values(), *rules.generic)
    assert all(isinstance(word, str) for word in words)
    assert {"On", "No"} <= rules.before
    assert rules.adjectives["Norwegian"] == "NO"
