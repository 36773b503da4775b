import pytest

from pipeline.claims.names import same
from pipeline.claims.reading import Reader


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "It was signed by Australia, New Zealand and the United States.",
            ["Australia", "New Zealand", "United States"],
        ),
        ("NASA and the U.S. Department of State drafted the text.", ["NASA", "U.S. Department of State"]),
        ("Military bases are forbidden.", []),
        ("Leaders met in London.", ["London"]),
        ("The States Parties agree.", []),
        ("Each State keeps a registry.", []),
        (
            "It is kept by the Secretary General of the Council of Europe.",
            ["Secretary General of the Council of Europe"],
        ),
        ("It was signed by the governments of the United States.", ["United States"]),
    ],
)
def test_finds_names(reader: Reader, text: str, names: list[str]) -> None:
    assert [name.text for name in reader.read(text).names] == names


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("Moscow vetoed the draft.", {"Moscow": "Russia"}),
        ("The draft was vetoed by Washington.", {"Washington": "the United States"}),
        ("Neither Paris nor Beijing signed it.", {"Paris": "France", "Beijing": "China"}),
        ("London's objections were noted.", {"London": "the United Kingdom"}),
        ("It was signed in London, Moscow and Washington.", {"London": "", "Moscow": "", "Washington": ""}),
        ("Washington is the capital.", {"Washington": ""}),
        ("A summit by the river in Moscow ended it.", {"Moscow": ""}),
        ("George Washington signed it.", {"George Washington": ""}),
    ],
)
def test_a_capital_stands_for_its_state_where_it_does_something(
    reader: Reader, text: str, states: dict[str, str]
) -> None:
    assert {name.text: name.state for name in reader.read(text).names} == states


@pytest.mark.parametrize(
    ("claimed", "stated", "equal"),
    [
        ("They met in the U.S. today.", "They met in the United States today.", True),
        ("He praised the Russian Federation.", "He praised Russia.", True),
        ("They joined the North Atlantic Treaty Organization.", "They joined NATO.", True),
        ("They asked the Artemis Accords.", "They asked the Accords.", True),
        ("They visited the NATO Space Centre.", "They visited the NATO Space Centre of Excellence.", False),
        ("They visited South Korea.", "They visited North Korea.", False),
        ("They visited Japan.", "They visited China.", False),
        ("The vote was lost by Moscow.", "The vote was lost by Russia.", True),
        ("They met in Moscow.", "They met in Russia.", False),
        ("They asked the UN Secretary-General.", "They asked the Secretary General of the Council of Europe.", False),
        ("They asked the Secretary-General of the United Nations.", "They asked the UN Secretary-General.", True),
        ("It concerned the Space Data Association.", "It concerned the Space Development Agency.", False),
    ],
)
def test_tells_whether_two_names_mean_one_thing(reader: Reader, claimed: str, stated: str, equal: bool) -> None:
    assert same(reader.read(claimed).names[-1], reader.read(stated).names[-1]) is equal
