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
        ("Allied Command Transformation (ACT, in Norfolk)", [("ACT", "Allied Command Transformation")]),
        ("the German Aerospace Center (hereinafter GAC) said", [("GAC", "German Aerospace Center")]),
        ("the Space Systems Command (SpSysCom; Los Angeles)", [("SpSysCom", "Space Systems Command")]),
        (
            "the National Reconnaissance Satellite Office (NATRSO)",
            [("NATRSO", "National Reconnaissance Satellite Office")],
        ),
        ("SDA (Space Data Association) and LEO (low Earth orbit)", [("SDA", "Space Data Association")]),
        ("DLR (Cologne) and NASA (see below)", []),
        ("a treaty (USSR)", []),
        ("(NATO)", []),
    ],
)
def test_a_short_form_is_matched_with_the_words_in_or_before_brackets(text, expected):
    assert [(one.short, text[one.start : one.end]) for one in find_definitions(text)] == expected
