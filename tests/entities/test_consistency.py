import pytest

from pipeline.data import Entity
from pipeline.entities import find_entities
from pipeline.entities.consistency import consistent
from pipeline.entities.gazetteer import load_gazetteer


def guess(text, name, label, at=0):
    start = -1
    for _ in range(at + 1):
        start = text.index(name, start + 1)
    return Entity(start, start + len(name), name, label)


def labels(text, *found):
    out = consistent(text, sorted(found, key=lambda one: one.start), load_gazetteer())
    assert all(text[one.start : one.end] == one.text for one in out)
    return [(one.text, one.label) for one in out]


def test_the_label_of_most_guesses_holds_for_all_of_a_name():
    text = "Zentrix grew. Zentrix sold it. Then Zentrix closed."
    guesses = [guess(text, "Zentrix", label, at) for at, label in enumerate(("ORG", "PERSON", "ORG"))]
    assert labels(text, *guesses) == [("Zentrix", "ORG")] * 3


def test_a_name_is_found_where_the_model_did_not_see_it():
    text = "Zentrix Orbital won. Later, Zentrix Orbital's plant opened; XZentrix Orbital and Zentrix Orbitals did not."
    assert labels(text, guess(text, "Zentrix Orbital", "ORG")) == [("Zentrix Orbital", "ORG")] * 2


def test_a_word_that_also_stands_in_small_letters_is_not_carried_on():
    text = "Vision spoke. Vision matters, as vision always does."
    assert labels(text, guess(text, "Vision", "ORG")) == [("Vision", "ORG")]


def test_a_surname_is_the_person_that_the_text_named_in_full():
    text = "Marta Halloway spoke. Halloway left. Officials met Halloway."
    found = labels(text, guess(text, "Marta Halloway", "PERSON"), guess(text, "Halloway", "ORG", 1))
    assert found == [("Marta Halloway", "PERSON"), ("Halloway", "PERSON"), ("Halloway", "PERSON")]


@pytest.mark.parametrize(
    ("text", "name", "said", "meant"),
    [
        ("Troops stood near Qarbatal at dawn.", "Qarbatal", "PERSON", "GPE"),
        ("They had no confidence in Qarbatal then.", "Qarbatal", "PERSON", "PERSON"),
        ("They saw it in Qarbatal's book.", "Qarbatal", "PERSON", "PERSON"),
        ("There is hope, Qarbatal said on the radio.", "Qarbatal", "GPE", "PERSON"),
        ("Jamming was felt in Kaliningrad again.", "Kaliningrad", "ORG", "GPE"),
        ("The plant is at Raqqah now.", "Raqqah", "PERSON", "GPE"),
        ("A talk by Orlando followed.", "Orlando", "PERSON", "PERSON"),
    ],
)
def test_the_words_beside_a_name_and_the_list_of_towns_have_a_vote(text, name, said, meant):
    assert labels(text, guess(text, name, said)) == [(name, meant)]


def test_a_town_is_linked_by_its_plain_name():
    text = "The plant is at Raqqah now."
    (one,) = consistent(text, [guess(text, "Raqqah", "PERSON")], load_gazetteer())
    assert (one.canonical_id, one.origin) == ("Ar Raqqah", "model")


def test_known_names_are_left_as_they_are():
    text = "NATO met. NATO left."
    known = Entity(0, 4, "NATO", "ORG", "NATO", "NATO", "gazetteer")
    assert consistent(text, [known], load_gazetteer()) == [known]


def test_a_name_that_the_text_explains_is_that_wherever_it_stands():
    text = (
        "Bluewater Watch is a constellation of France. NATO Space Drive refers to a framework of NATO. Bluewater Watch "
        "grew. The NATO Space Drive costs more, NATO says."
    )
    found = [(one.text, one.label) for one in find_entities(text)]
    assert found.count(("Bluewater Watch", "SYSTEM")) == 2
    assert found.count(("NATO Space Drive", "PROGRAM")) == 2
    assert found.count(("NATO", "ORG")) == 2
