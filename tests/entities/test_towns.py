import pytest

from pipeline.entities.towns import FILE, Town, find_town, towns_in


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Kamakura", "Kamakura"), ("Raqqah", "Ar Raqqah"), ("Zürich", "Zürich"), ("Nowhereville", None), ("", None)],
)
def test_a_town_is_found_by_each_of_its_names(name, expected):
    town = find_town(name)
    assert (town.name if town else None) == expected


def test_the_largest_of_several_towns_is_meant():
    assert find_town("London") == Town("London", find_town("London").thousands)
    assert find_town("London").thousands > 5_000


def test_every_row_is_whole_and_the_file_names_its_source():
    rows = FILE.read_text(encoding="utf-8").splitlines()
    assert any("source: GeoNames" in row for row in rows if row.startswith("#"))
    for row in rows:
        if not row.startswith("#"):
            name, thousands, *called = row.split("\t")
            assert name == name.strip()
            assert name
            assert int(thousands) >= 0
            assert len(called) <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A plant at Yelabuga was hit, near Itaguaí and in Iquitos.", ["Yelabuga", "Itaguaí", "Iquitos"]),
        ("They spoke in Iquitos Province, at Nowhereville and of Iquitos.", []),
        ("They trained in Punta del Este.", []),  # too small for its letters
    ],
)
def test_towns_behind_words_that_stand_before_places(text, expected):
    assert [text[start:end] for start, end in towns_in(text)] == expected
