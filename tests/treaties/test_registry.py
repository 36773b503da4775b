import json
from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.treaties import load_registry

MINIMAL = {
    "id": "LAKE",
    "name": "Lake Treaty",
    "official_title": "Treaty on the Lake",
    "type": "bilateral treaty",
    "confidence": "high",
    "source": "the treaty itself",
}


def test_every_instrument_carries_its_source_and_confidence() -> None:
    registry = load_registry()
    assert len(registry.instruments) == 83
    for treaty_id, one in registry.instruments.items():
        assert one.id == treaty_id
        assert one.source
        assert one.confidence


@pytest.mark.parametrize(
    "title",
    [
        "Outer Space Treaty",
        "the outer space treaty",
        "Treaty on Principles Governing the Activities of States in the Exploration and Use of Outer Space, "
        "including the Moon and Other Celestial Bodies",
    ],
)
def test_an_instrument_is_known_by_its_titles(title: str) -> None:
    found = load_registry().by_title(title)
    assert found is not None
    assert found.id == "OST"


def test_a_longer_title_is_not_the_instrument() -> None:
    assert load_registry().by_title("Outer Space Treaty: adoption and status") is None


def test_search_terms_hold_names_and_citations() -> None:
    assert {"OST", "Outer Space Treaty", "610 UNTS 205"} <= set(load_registry().search_terms("OST"))


@pytest.mark.parametrize("suffix", [".yaml", ".jsonl"])
def test_a_user_adds_instruments_of_their_own(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"own{suffix}"
    path.write_text(json.dumps(MINIMAL), encoding="utf-8")
    registry = load_registry(path)
    assert registry.by_title("Lake Treaty") is registry.get("LAKE") is not None
    assert registry.get("OST") is not None
    assert load_registry().get("LAKE") is None


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (MINIMAL | {"name": ""}, "'name' is missing"),
        (MINIMAL | {"colour": "blue"}, "'colour' is no key"),
        (MINIMAL | {"n_articles": "ten"}, "'n_articles' wants int, not str"),
        ([1], "not list"),
    ],
)
def test_a_malformed_instrument_is_refused_by_file_and_key(tmp_path: Path, row: object, told: str) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"own\.jsonl: .*{told}"):
        load_registry(path)


@pytest.mark.parametrize("name", ["nowhere.yaml", "cut.jsonl", "cut.yaml"])
def test_an_unreadable_registry_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "cut.jsonl").write_text("{", encoding="utf-8")
    (tmp_path / "cut.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(SettingsError, match=name):
        load_registry(tmp_path / name)
