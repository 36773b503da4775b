import pytest

from pipeline.treaties import find_treaty_references


def plain(text):
    return [(one.text, one.treaty_id, one.articles) for one in find_treaty_references(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The Registration Convention (RC) is a treaty. Article II RC asks for a registry.",
            [("Registration Convention", "REG", ()), ("RC", "REG", ()), ("Article II RC", "REG", ("2",))],
        ),
        (
            "The Outer Space Treaty (adopted 27 January 1967) 610 UNTS 205 (hereinafter the 'Space Pact'). Article IV of the "
            "Space Pact applies.",
            [
                ("Outer Space Treaty", "OST", ()),
                ("610 UNTS 205", "OST", ()),
                ("Space Pact", "OST", ()),
                ("Article IV of the Space Pact", "OST", ("4",)),
            ],
        ),
        ("The Moon Agreement (USA absent). USA said no.", [("Moon Agreement", "MOON", ())]),
        ("Article II RC speaks of rent. The Outer Space Treaty (OST) does not.", None),
        ("A Rental Contract (RC) applies. Article II RC is plain.", []),
        (
            "The Outer Space Treaty (hereinafter the 'Pact of Pacts') and the North Atlantic Treaty (hereinafter the 'Pact "
            "of Pacts') differ. The Pact of Pacts binds.",
            [("Outer Space Treaty", "OST", ()), ("North Atlantic Treaty", "NAT", ())],
        ),
    ],
)
def test_a_short_form_that_the_text_makes_means_the_instrument_from_there_on(text, expected):
    found = plain(text)
    assert found == expected if expected is not None else all("RC" not in name for name, _, _ in found)


def test_no_short_form_reaches_another_text():
    assert plain("The North Atlantic Treaty (the 'Washington Pact') binds. The Washington Pact is old.")[-1][1] == "NAT"
    assert plain("The Washington Pact is old.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'The Outer Space Treaty, 610 UNTS 205 (the "Treaty"), is old. The NPT is a treaty too. The Treaty is short.',
            [
                ("Outer Space Treaty", "OST"),
                ("610 UNTS 205", "OST"),
                ("Treaty", "OST"),
                ("NPT", "NPT"),
                ("Treaty", "OST"),
            ],
        ),
        (
            'The lease (the "Agreement") ends. The Moon Agreement was signed in 1979. Article 7 of the Agreement is on rent.',
            [("Moon Agreement", "MOON")],
        ),
        (
            'The Liability Convention (the "Convention") binds. The Hire Convention (the "Convention") is a fair. Under '
            "the Convention nothing follows.",
            [("Liability Convention", "LIAB"), ("Convention", "LIAB")],
        ),
        (
            'Parties to the Liability Convention [hereinafter the "Convention"] agree. That said, Article XII of the '
            "Convention helps.",
            [("Liability Convention", "LIAB"), ("Convention", "LIAB"), ("Article XII of the Convention", "LIAB")],
        ),
    ],
)
def test_a_noun_that_the_text_defines_keeps_that_meaning_or_none(text, expected):
    assert [(name, treaty_id) for name, treaty_id, _ in plain(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The Registration Convention (RC) lists data. A Rental Contract (RC) differs. Article 4 RC is on rent.",
            ["Registration Convention"],
        ),
        ("The Office of Science and Technology (OST) met on the treaty. The OST sent a party to the talks.", []),
        ("The Outer Space Treaty (OST) binds. The OST is old.", ["Outer Space Treaty", "OST", "OST"]),
    ],
)
def test_an_acronym_that_the_text_gives_to_something_else_is_silent(text, expected):
    assert [name for name, _, _ in plain(text)] == expected
