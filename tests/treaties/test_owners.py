"""Whose an instrument is that a text only calls somebody's own, with instruments of a user's beside the shipped ones."""

from pathlib import Path

import pytest
import yaml

from pipeline.errors import SettingsError
from pipeline.treaties import Registry, find_treaty_references, load_registry
from tests.treaties.factories import pinpoint, plain

KNOWN = {"type": "multilateral treaty", "confidence": "high", "source": "its text"}
ROME = KNOWN | {
    "id": "ROME",
    "name": "Rome Statute",
    "official_title": "Rome Statute of the International Criminal Court",
    "n_articles": 128,
    "evoked_by": {"International Criminal Court": [], "ICC": []},
    "owned_by": ["International Criminal Court", "ICC"],
    "not_owned_by": ["ICTY"],
}
WHO = KNOWN | {
    "id": "WHO",
    "name": "WHO Constitution",
    "official_title": "Constitution of the World Health Organization",
    "n_articles": 82,
    "evoked_by": {"WHO": ["2", "21"], "World Health Organization": ["2", "21"]},
    "owned_by": ["WHO", "World  Health Organization"],
}
SIGNS = KNOWN | {
    "id": "SIGNS",
    "name": "Statute of Signs",
    "official_title": "Statute of the C++ (and more) Union",
    "n_articles": 9,
    "evoked_by": {"C++ (and more) Union": []},
    "owned_by": ["C++ (and more) Union", "a.b|", "Sailor's Union"],
}


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    path = tmp_path_factory.mktemp("own") / "own.yaml"
    path.write_text(yaml.safe_dump([ROME, WHO, SIGNS]), encoding="utf-8")
    return load_registry(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The International Criminal Court acts under Article 12 of its Statute.", [pinpoint("Article 12 of its Statute", "ROME", "12")]),
        ("The ICC acts under Article 12 of its Statute; the ICJ waits.", [pinpoint("Article 12 of its Statute", "ROME", "12")]),
        ("The International Criminal\nCourt (ICC), in Article 15(3) of its Statute, is wary.", [pinpoint("Article 15(3) of its Statute", "ROME", "15", "3")]),
        ("The World Health\nOrganization makes rules: Article 21 of its Constitution.", [pinpoint("Article 21 of its Constitution", "WHO", "21")]),
        ("The C++ (and more) Union meets under Article 3 of its Statute.", [pinpoint("Article 3 of its Statute", "SIGNS", "3")]),
    ],
)  # fmt: skip
def test_own_instrument_is_read_as_its_owners(text: str, expected: list[object], registry: Registry) -> None:
    assert plain(find_treaty_references(text, registry)) == expected
    assert find_treaty_references(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ICJ finds the law by Article 38(1) of its Statute.", [pinpoint("Article 38(1) of its Statute", "ICJ", "38", "1")]),
        ("The WHO makes rules; the ITU allots orbits under Article 44 of its Constitution.", [pinpoint("Article 44 of its Constitution", "ITUCC", "44")]),
        ("The ITU allots orbits under Article 44 of its Convention.", [pinpoint("Article 44 of its Convention", "ITUCC", "44")]),
        ("The ITU hosts many; Article 45 of its Constitution is plain.", [pinpoint("Article 45 of its Constitution", "ITUCC", "45")]),
    ],
)  # fmt: skip
def test_shipped_instrument_stays_its_owners(text: str, expected: list[object], registry: Registry) -> None:
    assert plain(find_treaty_references(text, registry)) == plain(find_treaty_references(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ICJ decides between States, the ICC by Article 38 of its Statute.", [pinpoint("Article 38 of its Statute", "ROME", "38")]),
        ("The ICC was slow. The ICJ, by Article 38 of its Statute, was not.", []),  # the ICJ's says that the ICC is another
        ("The ITU allots orbits, the WHO acts under Article 44 of its Constitution.", []),
        ("The ICTY was first. Unlike it, the ICC has Article 12 of its Statute.", []),
        ("The IAEA, in Article XII of its Statute, may inspect, unlike the ICC.", []),
        ("The ICC sits at The Hague; the IAEA, in Article XII of its Statute, may inspect.", []),
        ("An ICCx and a lab and a sailors union, by Article 3 of its Statute, agree.", []),
    ],
)  # fmt: skip
def test_owners_of_the_same_noun_are_told_apart(text: str, expected: list[object], registry: Registry) -> None:
    assert plain(find_treaty_references(text, registry)) == expected


def test_documented_example_is_read(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "registry.md").read_text(encoding="utf-8")
    (example,) = (part.partition("```")[0] for part in page.split("```yaml\n") if part.startswith("- id: ROME"))
    (tmp_path / "own.yaml").write_text(example, encoding="utf-8")
    (found,) = find_treaty_references("The ICC acts under Article 12 of its Statute.", load_registry(tmp_path))
    assert (found.treaty_id, found.articles) == ("ROME", ("12",))


@pytest.mark.parametrize("key", ["owned_by", "not_owned_by"])
@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("ICC", "wants list, not str"),
        ({"ICC": []}, "wants list, not dict"),
        ([["ICC"]], "holds str, not list"),
        ([False], "holds str, not bool"),  # NO without quotes
        ([""], "'' is no name"),
        (["|"], "'|' is no name"),
    ],
)
def test_malformed_owner_is_told_in_one_sentence(tmp_path: Path, key: str, value: object, words: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(ROME | {key: value}), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"own\.yaml, instrument 1: ") as error:
        load_registry(path)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_words_that_evoke_without_a_letter_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(ROME | {"evoked_by": {"": []}}), encoding="utf-8")
    with pytest.raises(SettingsError, match="'' is no name"):
        load_registry(path)
