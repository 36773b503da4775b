"""The registry: what is shipped is sound, and a user's own file is checked."""

import json
from pathlib import Path

import pytest
import yaml

from pipeline.errors import SettingsError
from pipeline.treaties import Registry, find_treaty_references, load_registry
from pipeline.treaties.registry import FOLDER

MINIMAL = {
    "id": "LUNA",
    "name": "Luna Compact",
    "official_title": "Compact on the Use of the Far Side",
    "type": "multilateral treaty",
    "confidence": "low",
    "source": "made up for this test",
    "n_articles": 9,
}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def test_every_file_is_named_for_its_instrument() -> None:
    for path in FOLDER.glob("*.yaml"):
        one = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert path.stem == one["id"].lower().replace("_", "-")


def test_every_instrument_says_where_its_facts_come_from(registry: Registry) -> None:
    assert len(registry.instruments) == len(list(FOLDER.glob("*.yaml"))) == 83
    assert all(one.source and one.confidence in ("high", "medium", "low") for one in registry.instruments.values())


def test_names_that_need_context_are_names_of_the_instrument(registry: Registry) -> None:
    for one in registry.instruments.values():
        assert set(one.needs_context) <= set(one.names), one.id


def test_provisions_are_within_the_number_of_articles(registry: Registry) -> None:
    for one in registry.instruments.values():
        numbers = [int(number) for number in one.provisions if number.isdigit()]
        most = one.count("article") or one.count("section")
        assert most is None or all(number <= most for number in numbers), one.id


def test_name_without_need_of_context_belongs_to_one_instrument(registry: Registry) -> None:
    owners: dict[str, str] = {}
    for one in registry.instruments.values():
        if not one.is_resolution:
            for name in one.names:
                assert owners.setdefault(name.lower(), one.id) == one.id, name


@pytest.mark.parametrize("treaty_id", sorted(load_registry().instruments))
def test_every_instrument_is_found_by_its_name(registry: Registry, treaty_id: str) -> None:
    one = registry.instruments[treaty_id]
    cited = one.aliases[0] if one.is_resolution else one.official_title
    assert treaty_id in [found.treaty_id for found in find_treaty_references(f"They spoke of the {cited} there.")]


def test_by_title_knows_any_name_in_any_case(registry: Registry) -> None:
    for title in ("outer space treaty", "The Outer  Space Treaty", "OST"):
        found = registry.by_title(title)
        assert found is not None
        assert found.id == "OST"
    assert registry.by_title("Treaty of Nowhere") is None


def test_title_that_a_resolution_shares_means_the_treaty(registry: Registry) -> None:
    for treaty_id, resolution in (("OST", "UNGA-2222"), ("LIAB", "UNGA-2777"), ("MOON", "UNGA-34-68")):
        found = registry.by_title(registry.instruments[resolution].official_title)
        assert found is not None
        assert found.id == treaty_id


def test_search_terms_hold_names_and_citations(registry: Registry) -> None:
    terms = registry.search_terms("OST")
    assert {"OST", "Outer Space Treaty", "610 UNTS 205", "18 UST 2410"} <= set(terms)
    assert len(terms) == len(set(terms))
    assert registry.search_terms("NOWHERE") == ()


def test_years_are_those_of_its_dates(registry: Registry) -> None:
    assert registry.instruments["LIAB"].years == {"1971", "1972"}
    assert registry.instruments["MTCR"].years == {"1987"}


def test_shipped_registry_is_loaded_once() -> None:
    assert load_registry() is load_registry()


@pytest.mark.parametrize("suffix", [".yaml", ".jsonl"])
def test_own_file_adds_to_the_shipped_instruments(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"own{suffix}"
    path.write_text(json.dumps(MINIMAL) + "\n", encoding="utf-8")
    registry = load_registry(path)
    assert len(registry.instruments) == 84
    found = find_treaty_references("Article 4 of the Luna Compact and the Outer Space Treaty", registry)
    assert [(one.treaty_id, one.articles) for one in found] == [("LUNA", ("4",)), ("OST", ())]
    assert find_treaty_references("the Luna Compact") == ()


def test_own_file_may_hold_several_yaml_documents_or_a_list(tmp_path: Path) -> None:
    second = MINIMAL | {"id": "LUNB", "name": "Second Compact"}
    (tmp_path / "documents.yaml").write_text(yaml.safe_dump_all([MINIMAL, second]), encoding="utf-8")
    (tmp_path / "list.yaml").write_text(yaml.safe_dump([MINIMAL, second]), encoding="utf-8")
    for name in ("documents.yaml", "list.yaml"):
        assert {"LUNA", "LUNB"} <= set(load_registry(tmp_path / name).instruments)


def test_own_file_replaces_a_shipped_instrument(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(MINIMAL | {"id": "OST"}), encoding="utf-8")
    assert load_registry(path).instruments["OST"].name == "Luna Compact"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": None}, "'name' is missing"),
        ({"aliases": "OST"}, "'aliases' wants list, not str"),
        ({"aliases": [1]}, "'aliases' holds str, not int"),
        ({"n_articles": "nine"}, "'n_articles' wants int, not str"),
        ({"n_articles": True}, "'n_articles' wants int, not bool"),
        ({"colour": "blue"}, "'colour' is no key"),
        ({"confidence": "sure"}, "'confidence' wants high, medium, low"),
        ({"provisions": {"1": 2}}, "'provisions' holds str, not int"),
    ],
)
def test_wrong_key_is_named_with_its_file(tmp_path: Path, change: dict[str, object], words: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(MINIMAL | change), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"own\.yaml") as error:
        load_registry(path)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [("own.yaml", b"id: [\n"), ("own.jsonl", b"{"), ("own.yaml", b"\xff\xfe\x00"), ("own.yaml", b"just words")],
)
def test_malformed_file_is_told_in_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SettingsError, match="own") as error:
        load_registry(path)
    assert "\n" not in str(error.value)


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.yaml"):
        load_registry(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("treaty_id", "on", "expected"),
    [
        ("INF", "2018-01-01", True),
        ("INF", "2019-08-02", False),
        ("INF", "1988-05-31", False),
        ("CTBT", "2024", False),
        ("OST", "2024", True),
        ("UNGA-75-36", "2024", None),
    ],
)
def test_an_instrument_knows_when_it_was_in_force(treaty_id, on, expected):
    assert load_registry().instruments[treaty_id].is_in_force(on) is expected


@pytest.mark.parametrize(
    ("treaty_id", "on", "expected"),
    [
        ("NAT", "2024-03-06", 31),
        ("NAT", "2024-03-07", 32),
        ("NAT", "9999", 32),
        ("OST", "2020", None),
        ("GC1", "2024", None),
    ],
)
def test_parties_are_counted_as_of_a_date(treaty_id, on, expected):
    counted = load_registry().instruments[treaty_id].parties_on(on)
    assert (counted.count if counted else None) == expected


@pytest.mark.parametrize(
    "row", ["{since: soon, count: 3}", "{since: '2024', count: many}", "{since: '2024', count: 1, by: me}"]
)
def test_a_count_of_parties_that_is_none_is_refused_in_one_sentence(tmp_path, row):
    file = tmp_path / "own.yaml"
    file.write_text(
        "id: X\nname: X Pact\nofficial_title: X Pact\ntype: treaty\nconfidence: low\nsource: own\n"
        f"party_counts:\n- {row}\n",
        encoding="utf-8",
    )
    with pytest.raises(SettingsError, match="party_counts"):
        load_registry(file)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("INF Treaty", "terminated"),
        ("ABM Treaty", "terminated"),
        ("SALT I Interim Agreement", "expired"),
        ("SALT II", "never entered into force"),
        ("START I", "expired"),
        ("New START", "expired"),
        ("CTBT", "not in force"),
        ("PPWT", "proposal"),
        ("CFE Treaty", "Russia withdrew"),
        ("Open Skies Treaty", "in force without the US"),
        ("Outer Space Treaty", None),
        ("Artemis Accords", None),
        ("resolution 1540 (2004)", None),
    ],
)
def test_a_reference_tells_what_has_become_of_its_instrument(name, said):
    (found,) = find_treaty_references(f"They spoke of the {name}.")
    assert (found.status or "").startswith(said or "")
    assert (found.status is None) == (said is None)
    assert found.record().get("status") == found.status


def test_a_reference_to_an_instrument_that_is_not_in_force_says_so():
    dead, living = find_treaty_references("The INF Treaty ended; the Outer Space Treaty stands.")
    assert dead.record()["status"].startswith("terminated")
    assert "status" not in living.record()


DIVISIONS = {"article": "Article", "section": "Section", "chapter": "Chapter", "part": "Part"}


@pytest.mark.parametrize("division", DIVISIONS)
def test_no_provision_is_resolved_that_the_instrument_does_not_have(registry: Registry, division: str) -> None:
    near = {"article": "section", "section": "article"}
    for one in registry.instruments.values():
        if one.is_resolution or not (one.divisions or one.n_articles):
            continue
        most = one.count(division) or one.count(near.get(division, division)) or 0
        wrong = most + 1
        if most == 0 and not one.divisions:
            continue  # what is not known may be there
        for text in (
            f"It is {DIVISIONS[division]} {wrong} of the {one.official_title}.",
            f"It is about the {one.official_title}. {DIVISIONS[division]} {wrong} is quoted.",
            f"{one.official_title}, {DIVISIONS[division].lower()} {wrong}",
        ):
            for found in find_treaty_references(text, registry):
                assert found.treaty_id != one.id or not found.articles, (one.id, text)


def test_the_last_article_is_resolved_of_each_instrument(registry: Registry) -> None:
    for one in registry.instruments.values():
        most = one.count("article")
        if most and not one.is_resolution:
            title = one.official_title.removeprefix("The ")
            (found,) = find_treaty_references(f"It is Article {most} of the {title}", registry)
            assert (found.treaty_id, found.articles) == (one.id, (str(most),))
