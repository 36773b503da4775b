import pytest

from pipeline.data import Entity
from pipeline.entities.rules import load_rules
from pipeline.entities.ships import find_ships


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("The BRP Lapu-Lapu left port.", [], ["BRP Lapu-Lapu"]),
        ("An Arleigh Burke-class ship and a Falcon-class boat.", [], ["Arleigh Burke-class", "Falcon-class"]),
        ("A Los Angeles-class boat.", [("Los Angeles", "Los Angeles")], ["Los Angeles-class"]),
        ("Norway Fridtjof-class", [("Norway", "NO")], ["Fridtjof-class"]),
        ("Indian Kalvari-class, The Ada-class, Navy Ford-class", [], ["Kalvari-class", "Ada-class", "Ford-class"]),
        ("The Navy's Ford-class and a Jean de Vienne-class hull.", [], ["Ford-class", "Jean de Vienne-class"]),
        ("World-class ships, First-class seats, an X5-class flare, a class of their own.", [], []),
    ],
)  # fmt: skip
def test_ships_and_classes_that_no_list_holds(text, known, expected):
    places = {(at := text.index(n)): Entity(at, at + len(n), n, "GPE", id, n, "gazetteer") for n, id in known}
    assert [text[start:end] for start, end in find_ships(text, load_rules(), places)] == expected
