"""What the mentions of live documents come to, and that it is counted anew when the index changes."""

from pathlib import Path

import pytest

from pipeline import Collection
from pipeline.data import TreatyReference
from pipeline.index import overview
from pipeline.index.overview import Wanted


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
        treaties = collection.overview.names("treaty")
        assert [(row.key, row.name) for row in treaties.rows] == [("OST", "Outer Space Treaty")]
        assert treaties.matching("outer space") == treaties.matching("ost") == treaties.rows
        assert collection.overview.articles()["OST", "4"] == 2
        assert collection.overview.years() == {1967: 1, 2021: 2}
        assert collection.overview.together()["JP", "NATO"] == 1
        assert len(list(collection.overview.mentions(3))) == 3
        wanted = collection.overview.mentions(9, Wanted("entity", ("JP", "gone")))
        assert [(mention.doc_id, mention.found.text) for _, mention in wanted] == [
            ("one.md", "Japan"),
            ("two.md", "Japan"),
        ]
        assert {type(mention.found) for _, mention in collection.overview.mentions(9, Wanted("treaty"))} == {
            TreatyReference
        }
        assert collection.overview.frequent() == {"JP": "Japan", "OST": "Outer Space Treaty", "NATO": "NATO"}
        collection.remove("one.md")
        assert collection.overview.frequent() == {"JP": "Japan", "OST": "Outer Space Treaty"}
        assert collection.overview.years() == {1967: 1}
        assert collection.overview.names("entity").matching("nato") == ()


def test_of_many_mentions_a_spread_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "SPREAD", 40)
    text = " ".join(f"NATO met Japan in {1900 + number}." for number in range(100))
    with Collection.open(tmp_path / "index", create=True) as collection:
        collection.ingest_files(("long.txt", text.encode()))
        assert collection.counts()["mentions"] > 5 * overview.SPREAD
        assert set(collection.overview.frequent()) == {"NATO", "JP"}
