import pytest

from pipeline.data import Entity
from pipeline.entities.introduced import find_introduced
from pipeline.entities.merge import Taken
from pipeline.entities.rules import load_rules


def introduced(text, known=(), people=()):
    places = {(at := text.index(n)): Entity(at, at + len(n), n, "GPE", id, n, "gazetteer") for n, id in known}
    taken = Taken()
    for name in people:
        taken.add(text.index(name), text.index(name) + len(name))
    return [(text[start:end], label) for start, end, label in find_introduced(text, load_rules(), places, taken)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The frigate Sea Otter left.", [("Sea Otter", "SYSTEM")]),
        ("The frigate Admiral Brandt left.", [("Admiral Brandt", "SYSTEM")]),
        ("The tanker Blue Star 2 waits.", [("Blue Star 2", "SYSTEM")]),
        ("The cruise missile Torvan and the drone Grey Heron flew.", [("Torvan", "SYSTEM"), ("Grey Heron", "SYSTEM")]),
        ("The satellites Alder-1, Birch-2 and Cedar failed.", [(n, "SYSTEM") for n in ("Alder-1", "Birch-2", "Cedar")]),
        ("The hacker group Iron Lynx hit rocket maker Dorn.", [("Iron Lynx", "ORG"), ("Dorn", "ORG")]),
        ("The yacht Lady Torvik and the ship Xin Hai left.", [("Lady Torvik", "SYSTEM"), ("Xin Hai", "SYSTEM")]),
        ("The ship Captain left a boat Turkish sailors saw.", []),
        ("The charity Save the Children and a group called Front for Change left.", []),
        ("The exercise Grey Shield began.", [("Grey Shield", "EVENT")]),
        ("It was said by spokeswoman Ines Tavora.", [("Ines Tavora", "PERSON")]),
        ('A plan called "Grey Door" grew.', [("Grey Door", "PROGRAM")]),
        ("The operation, code-named Iron Veil, grew.", [("Iron Veil", "PROGRAM")]),
        ("A system known as SkyVane and a group dubbed Iron Lynx.", [("SkyVane", "SYSTEM"), ("Iron Lynx", "ORG")]),
        ("The plan Grey and the plan was called Annual Report.", []),
        ("It was said by astronaut Nora O’Hara.", [("Nora O’Hara", "PERSON")]),
        ("The cutter Captain Smith took over, the submarine Force and the frigate Type 31 are new.", []),
        ("The company Friday said no, and in a firm Article 5 applies.", []),
        ("The minister General Smith met a rocket January had seen and a drone Turkish forces shot.", []),
        ("The missiles Torvan fired and the group Iron.", []),
        ("A body, named Mr Costa, and satellite TV.", []),
        ("Rocket Orla and the leader Orla.", []),
    ],
)  # fmt: skip
def test_names_that_a_noun_introduces(text, expected):
    assert introduced(text) == expected


def test_a_ship_may_be_called_as_a_town_but_not_as_a_state():
    assert introduced("The destroyers Bergen and Molde met.", [("Bergen", "Bergen")]) == [
        ("Bergen", "SYSTEM"),
        ("Molde", "SYSTEM"),
    ]
    assert introduced("The submarine Norway ordered is late.", [("Norway", "NO")]) == []
    assert introduced("The drone Bergen ordered is late.", [("Bergen", "Bergen")]) == []


def test_a_single_word_that_is_a_person_is_no_firm():
    assert introduced("The firm Halden founded grew.", people=["Halden"]) == []
    assert introduced("The firm Halden Steel grew.", people=["Halden Steel"]) == [("Halden Steel", "ORG")]
