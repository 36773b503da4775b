"""What the mentions of live documents come to, and that it is counted anew when the index changes."""

from pathlib import Path

from pipeline import Collection


def test_the_overview_counts_what_is_held(tmp_path: Path) -> None:
    with Collection.open(tmp_path / "index", create=True) as collection:
        collection.ingest_files(
            ("one.md", b"NATO met Japan in 2021. Article IV of the Outer Space Treaty was read in 2021."),
            ("two.md", b"Japan signed in 1967. Article 4 of the Outer Space Treaty, and Article VI of it, were cited."),
        )
        entities = collection.overview.names("entity")
        (japan,) = entities.matching("japan")
        assert (japan.label, japan.mentions, japan.documents) == ("GPE", 2, 2)
        assert entities.matching("japan", ["ORG"]) == ()
        assert "GPE" in entities.labels
        assert [row.key for row in collection.overview.names("treaty").rows] == ["OST"]
        assert collection.overview.articles()["OST", "4"] == 2
        assert collection.overview.years() == {1967: 1, 2021: 2}
        assert collection.overview.together()["JP", "NATO"] == 1
        assert len(list(collection.overview.mentions(3))) == 3
        assert collection.overview.frequent() == {"JP": "Japan", "OST": "Outer Space Treaty", "NATO": "NATO"}
        collection.remove("one.md")
        assert collection.overview.years() == {1967: 1}
        assert collection.overview.names("entity").matching("nato") == ()
