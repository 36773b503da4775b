import pytest

from pipeline.entities.abbreviations import find_definitions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Space Development Agency (SDA) buys", [("SDA", "Space Development Agency")]),
        (
            "the Committee on the Peaceful Uses of Outer Space (COPUOS)",
            [("COPUOS", "Committee on the Peaceful Uses of Outer Space")],
        ),
        ("the Conference on Disarmament (“CD”)", [("CD", "Conference on Disarmament")]),
        ("a treaty (USSR)", []),
        ("(NATO)", []),
    ],
)
def test_a_short_form_in_brackets_is_matched_with_the_words_before(text, expected):
    assert [(one.short, text[one.start : one.end]) for one in find_definitions(text)] == expected
