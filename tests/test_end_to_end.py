"""What a user is promised of an index over its life, on the corpus and, where it is there, on the real documents."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.program import travaux
from pipeline.collection import Collection
from pipeline.data import MODES, Filters
from pipeline.errors import IndexMismatch, NotHeld
from tests.conftest import ARTICLE

SEED = "strategic-partnerships-for-space-defense.txt"


def printed(*arguments: str) -> list[dict[str, object]]:
    """The JSON Lines that a command prints."""
    done = CliRunner().invoke(travaux, [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def spans(thing: object) -> Iterator[dict[str, object]]:
    """Every object with offsets and a text, however deep."""
    if isinstance(thing, dict):
        if {"doc_id", "start", "end", "text"} <= thing.keys():
            yield thing
        for value in thing.values():
            yield from spans(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from spans(value)


def test_every_object_printed_says_what_its_document_says(index_copy: Path, root: Path) -> None:
    index = ("--index", str(index_copy))
    said = [
        *printed("search", "weapons in orbit", *index),
        *printed("ask", "Who leads Operation Olympic Defender?", *index),
        *printed("verify", ARTICLE, *index),
        *printed("review", "list", "--status", "all", *index),
    ]
    with Collection.open(index_copy) as collection:
        seen = 0
        for span in spans(said):
            text = collection.text(str(span["doc_id"]))
            assert text[span["start"] : span["end"]] == span["text"]  # type: ignore[misc]
            seen += 1
        for mention in collection.mentions(ARTICLE):
            found = mention.found
            assert collection.text(ARTICLE)[found.start : found.end] == found.text
    assert seen > 100


def test_extracted_mentions_say_what_the_document_says(corpus_index: Path, root: Path, tmp_path: Path) -> None:
    out = tmp_path / "mentions.jsonl"
    done = CliRunner().invoke(travaux, ["extract", str(root / "corpus"), "--out", str(out)])
    assert done.exit_code == 0, done.output
    mentions = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {mention["kind"] for mention in mentions} == {"entity", "treaty"}
    with Collection.open(corpus_index) as collection:
        texts = {info.doc_id: collection.text(info.doc_id) for info in collection.documents()}
    for mention in mentions:
        assert texts[mention["doc_id"]][mention["start"] : mention["end"]] == mention["text"]


def test_an_unchanged_source_is_skipped_and_an_edited_one_alone_is_updated(root: Path, tmp_path: Path) -> None:
    sources = Path(shutil.copytree(root / "corpus" / "notes", tmp_path / "notes"))
    with Collection.open(tmp_path / "index", create=True) as collection:
        assert len(collection.ingest(sources).added) == 30
        again = collection.ingest(sources)
        assert (len(again.skipped), again.added, again.updated, again.rejected) == (30, (), (), ())
        edited = sources / "n16-space-data-association.md"
        edited.write_text(
            edited.read_text(encoding="utf-8") + "\nIts archive is kept in a salt mine.\n", encoding="utf-8"
        )
        report = collection.ingest(sources)
        assert report.updated == ("n16-space-data-association.md",)
        assert len(report.skipped) == 29
        assert "salt mine" in collection.search("salt mine archive", k=1)[0].passage.text
        assert collection.check() == ()


def test_a_new_tier_renews_a_document(root: Path, tmp_path: Path) -> None:
    note = root / "corpus" / "notes" / "n16-space-data-association.md"
    with Collection.open(tmp_path / "index", create=True) as collection:
        collection.ingest(note)
        assert collection.ingest(note, tier="unverified").updated == (note.name,)
        assert collection.documents()[0].tier == "unverified"


def test_after_removal_nothing_is_found_in_any_mode(review_copy: Path) -> None:
    with Collection.open(review_copy) as collection:
        assert collection.review_queue(ARTICLE)
        assert collection.remove(ARTICLE) == (ARTICLE,)
        for mode in MODES:
            hits = collection.search("Space traffic weapons tests and mutual trust", k=50, mode=mode)
            assert ARTICLE not in {hit.passage.doc_id for hit in hits}
        assert collection.review_queue(ARTICLE) == ()
        assert collection.claims(ARTICLE) == ()
        assert collection.check() == ()
        with pytest.raises(NotHeld):
            collection.text(ARTICLE)
    with Collection.open(review_copy) as collection:
        assert collection.review_queue() == ()


def test_an_unverified_document_is_no_evidence_unless_asked_for(review_copy: Path, tmp_path: Path) -> None:
    with Collection.open(review_copy) as collection:
        evidence = [piece for item in collection.review_queue(ARTICLE) for piece in item.verdict.evidence]
        assert evidence
        assert all(piece.tier == "reference" and piece.doc_id != ARTICLE for piece in evidence)
        copied = tmp_path / "copy.txt"
        copied.write_text(collection.text(ARTICLE), encoding="utf-8")
        verification = collection.verify(copied, tiers=("reference", "unverified"))
        assert all(piece.doc_id != ARTICLE for verdict in verification.verdicts for piece in verdict.evidence)


def test_a_version_of_the_document_under_review_is_no_evidence_for_it(index_copy: Path, tmp_path: Path) -> None:
    said = (
        "The Dock Accord was signed in Riga in 1951 by nine states. It entered into force on 4 May 1953. "
        "Its depositary is Latvia, which keeps the register of docks. Fourteen states were parties in 2024. "
        "Each of them reports in March on the berths that it has closed, and on the dues that it has raised. "
    )
    revised = tmp_path / "revised.txt"
    revised.write_text(f"{said}The accord has its seat in Riga.", encoding="utf-8")
    with Collection.open(index_copy) as collection:
        collection.ingest_files(("first.txt", f"{said}A council meets each spring.".encode()), tier="reference")
        collection.ingest_files(
            ("told.txt", b"Fourteen states were parties to the Dock Accord in 2024."), tier="reference"
        )
        sources = {piece.doc_id for verdict in collection.verify(revised).verdicts for piece in verdict.evidence}
    assert "told.txt" in sources
    assert "first.txt" not in sources


def test_an_index_refuses_another_model(index_copy: Path, tmp_path: Path) -> None:
    manifest = index_copy / "manifest.json"
    table = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(table | {"model_hash": "0" * 64}), encoding="utf-8")
    with Collection.open(index_copy) as collection, pytest.raises(IndexMismatch, match="open it with the former"):
        collection.search("orbit")


def test_filters_reach_every_front(index_copy: Path) -> None:
    with Collection.open(index_copy) as collection:
        hits = collection.search("treaty", k=50, filters=Filters(treaties=("MOON",), tier="reference"))
    assert hits
    assert {hit.tier for hit in hits} == {"reference"}
    same = printed(
        "search", "treaty", "--k", "50", "--treaty", "MOON", "--tier", "reference", "--index", str(index_copy)
    )
    assert [hit["passage_id"] for hit in same] == [hit.passage.passage_id for hit in hits]


@pytest.fixture(scope="module")
def seed_index(shared: Path, corpus_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus with the seed article."""
    index = Path(shutil.copytree(corpus_index, tmp_path_factory.mktemp("seed") / "index"))
    with Collection.open(index) as collection:
        collection.ingest(shared / "article")
    return index


HEADINGS = 16  # counted by eye


def test_the_seed_article_is_understood(seed_index: Path) -> None:
    with Collection.open(seed_index) as collection:
        document = collection.document(SEED)
        assert document.tier == "unverified"
        assert document.ai_notice is not None
        assert document.ai_notice.start == 0
        assert len(document.headings) == HEADINGS
        for passage in collection.passages(SEED):
            assert all(not passage.start < heading.start < passage.end for heading in document.headings)


@pytest.mark.parametrize(
    ("words", "verdicts"),
    [
        ("signed in 1967", {"supported"}),
        ("came into force in 1967", {"supported"}),
        ("bilateral agreement formalized in 2019", {"refuted", "not_enough_info"}),
        ("U.S.-led Space Data Association", {"refuted", "not_enough_info"}),
        ("U.S.-led Space Defense Network", {"refuted", "not_enough_info"}),
        ("series of bilateral agreements", {"refuted", "not_enough_info"}),
    ],
)
def test_claims_of_the_seed_article_get_their_verdicts(seed_index: Path, words: str, verdicts: set[str]) -> None:
    with Collection.open(seed_index) as collection:
        if not collection.review_queue(SEED):
            collection.verify(SEED)
        found = [item.verdict for item in collection.review_queue(SEED) if words in item.verdict.claim.quote]
    assert found
    assert {verdict.label for verdict in found} <= verdicts
    assert all(verdict.reasons for verdict in found)


@pytest.mark.parametrize(
    "praise",
    [
        "are paramount in enhancing space defense capabilities",
        "NATO has made significant strides",
        "serves as a cornerstone for space law",
        "are pivotal in establishing a framework",
        "will likely expand to include emerging spacefaring nations",
    ],
)
def test_praise_and_forecasts_of_the_seed_article_get_no_verdict(seed_index: Path, praise: str) -> None:
    with Collection.open(seed_index) as collection:
        if not collection.review_queue(SEED):
            collection.verify(SEED)
        assert praise in collection.text(SEED)
        assert not [item for item in collection.review_queue(SEED) if praise in item.verdict.claim.text]


def test_article_iv_is_quoted_from_the_treaty_itself(shared: Path, index_copy: Path) -> None:
    with Collection.open(index_copy) as collection:
        collection.ingest(shared / "documents" / "space-law.jsonl")
        answer = collection.ask("What does Article IV of the Outer Space Treaty say about nuclear weapons?")
        cited = {citation.doc_id for citation in answer.citations}
        assert "un/treaty/ost-1967" in cited
        own = next(citation for citation in answer.citations if citation.doc_id == "un/treaty/ost-1967")
        assert "nuclear weapons" in own.text
        passages = collection.passages("un/treaty/ost-1967")
        assert {passage.heading[-1] for passage in passages if passage.heading} >= {"Article IV", "Article VI"}
