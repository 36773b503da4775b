import pytest

from pipeline.entities.capitals import find_names
from pipeline.entities.gazetteer import Gazetteer, Known, load_gazetteer, read_names
from pipeline.entities.rules import load_rules
from pipeline.errors import SettingsError

HEAD = "label: ORG\nsource: test\nconfidence: high\nentries:\n"


def found(text, gazetteer=None):
    return [(text[f.start : f.end], f.canonical_id) for f in (gazetteer or load_gazetteer()).find(text)]


@pytest.mark.parametrize(
    ("text", "name", "canonical_id"),
    [
        ("the U.S. Space Command said", "U.S. Space Command", "USSPACECOM"),
        ("the United States Space Command said", "United States Space Command", "USSPACECOM"),
        ("the NATO Space Center opened", "NATO Space Center", "NATO_SPACE_CENTRE"),
        ("the NATO Space\nCentre opened", "NATO Space\nCentre", "NATO_SPACE_CENTRE"),
        ("RAMSTEIN AIR BASE", "RAMSTEIN AIR BASE", "RAMSTEIN"),
        ("NATO's role", "NATO", "NATO"),
        ("a Falcon 9 rocket", "Falcon 9", "FALCON9"),
        ("debris of Kosmos 1408.", "Kosmos 1408", "COSMOS1408"),
        ("Space Policy Directive-5 says", "Space Policy Directive-5", "SPD5"),
        ("the Korean People’s Liberation Army", "People’s Liberation Army", "PLA"),
    ],
)
def test_a_name_is_found_in_its_spellings(text, name, canonical_id):
    assert (name, canonical_id) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "join us in china shops",  # everyday words in lower case
        "see nasa.gov or write to press@NATO.int",  # addresses
        "the falcon and the Cosmos",  # needs its number
        "the SUSHI and the ESAU",  # inside longer words
        "Space\n\nForce",  # two paragraphs
    ],
)
def test_what_only_looks_like_a_name_is_left_alone(text):
    assert found(text) == []


def test_a_year_after_a_system_is_no_running_number():
    assert found("Galileo 2024 and Galileo 28") == [("Galileo", "GALILEO"), ("Galileo 28", "GALILEO28")]


@pytest.mark.parametrize(
    ("text", "canonical_id"),
    [
        ("The SDA awarded contracts for the tranche 2 transport layer.", "SPACE_DEV_AGENCY"),
        ("The SDA is a cooperative of satellite operators on the Isle of Man.", "SPACE_DATA_ASSOC"),
    ],
)
def test_a_shared_short_form_is_told_apart_by_the_words_around_it(text, canonical_id):
    assert ("SDA", canonical_id) in found(text)


def test_a_shared_short_form_without_any_sign_is_no_name():
    assert found("SDA remains difficult.") == []


def test_a_name_that_two_things_bear_gets_no_id():
    assert found("Georgia agreed.") == [("Georgia", None)]


def test_a_text_without_capitals_is_still_read():
    text = "the government of the united kingdom and the government of australia, having agreed " * 6
    assert ("united kingdom", "GB") in found(text)
    assert ("australia", "AU") in found(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They bought K2 tanks and K9 howitzers.", [("K2", "K2"), ("K9", "K9")]),
        ("The K2 is a mountain and K9 a dog.", []),
        ("The Lynx is an infantry fighting vehicle.", [("Lynx", "LYNX_IFV")]),
        ("Lynx and Puma live in forests; a Warrior and a Boxer met.", []),
        ("Meteor, an air-to-air missile, flew.", [("Meteor", "METEOR")]),
        ("Meteor showers came in August.", []),
        ("Mi-8 and Il-76 landed.", [("Mi-8", "MI8"), ("Il-76", "IL76")]),
        ("It was APT44, also called Sandworm.", [("APT44", "SANDWORM"), ("Sandworm", "SANDWORM")]),
        ("Akira, a ransomware group, struck.", [("Akira", "AKIRA")]),
        ("Akira Sato spoke.", []),
        ("The navies met for the Malabar exercise.", [("Malabar exercise", "MALABAR")]),
        ("The Malabar coast is long.", []),
        ("AngoSat-2 and MisrSat-2 are in orbit.", [("AngoSat-2", "ANGOSAT2"), ("MisrSat-2", "MISRSAT2")]),
        ("Electric Boat builds submarines.", [("Electric Boat", "ELECTRIC_BOAT")]),
        ("An electric boat needs no diesel.", []),
    ],
)  # fmt: skip
def test_names_of_arms_and_makers_that_are_everyday_words_need_a_sign(text, expected):
    assert found(text) == expected


def test_thousands_of_names_with_one_beginning_cost_no_more_than_one_walk():
    things = [Known(str(n), "ORG", (f"Alpha Beta {n}",), "test", "high") for n in range(5_000)]
    text = "Alpha Beta 4999 " * 2_000
    assert len(found(text, Gazetteer(things))) == 2_000


def test_every_shipped_name_finds_itself():
    gazetteer = load_gazetteer()
    for thing in gazetteer.things:
        for name in thing.names:
            text = f"{name} 1" if thing.series == "required" else name
            text += f". {' '.join(thing.needs)}" if thing.needs else ""
            first = next(iter(gazetteer.find(text)), None)
            assert first is not None, name
            assert first.start == 0, name
            assert first.end >= len(name), name


def test_every_shipped_name_has_a_source_a_known_label_and_a_confidence():
    for thing in load_gazetteer().things:
        assert thing.source
        assert thing.confidence in {"high", "medium", "low"}
        assert thing.label in {"ORG", "GPE", "LOC", "PERSON", "FACILITY", "SYSTEM", "PROGRAM", "EVENT", "LAW", "TREATY"}
        assert thing.series in {"", "optional", "required"}


def test_no_plain_name_stands_for_two_things_unless_words_tell_them_apart():
    bearers = {}
    for thing in load_gazetteer().things:
        if not thing.needs and not thing.series:
            for name in thing.names:
                bearers.setdefault(name, set()).add(thing.id)
    assert {name: ids for name, ids in bearers.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("label: [", "is no valid YAML"),
        ("label: ORG\n", "has the keys"),
        (HEAD + "  X: 5\n", "'X': an entry is a list of names"),
        (HEAD + "  X: [No]\n", "'X': every name is a text"),
        (HEAD + "  X: {names: [A], colour: red}\n", "'colour' is no key"),
    ],
)
def test_a_malformed_file_of_names_is_refused_with_the_place(tmp_path, content, cause):
    path = tmp_path / "names.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=cause):
        list(read_names(path))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Ministry of Defence and NASA met.", [("Ministry of Defence", "ORG")]),
        ("at Al Udeid Air Base in Qatar", [("Al Udeid Air Base", "FACILITY")]),
        ("The Centre for Strategic and Foreign Studies wrote", [("Centre for Strategic and Foreign Studies", "ORG")]),
        ("from Space Launch Complex 40 today", [("Space Launch Complex 40", "FACILITY")]),
        ("the 45th Weather Squadron", [("45th Weather Squadron", "ORG")]),
        ("Exercise Steppe Eagle began", [("Exercise Steppe Eagle", "EVENT")]),
        ("The Agency and the Command", []),
        ("Japan's Space Policy Committee", [("Space Policy Committee", "ORG")]),
    ],
)
def test_first_or_last_words_tell_what_an_unknown_name_is(text, expected):
    assert [(text[a:b], label) for a, b, label in find_names(text, load_rules())] == expected
