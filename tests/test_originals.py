"""Uploads stay with the index for as long as a document comes from them; the pages of PDFs can be seen."""

import io
import shutil
from pathlib import Path

import numpy as np
import pytest
from fpdf import FPDF
from PIL import Image

from pipeline import Collection
from pipeline.documents.page_images import find_words
from pipeline.errors import DocumentError
from pipeline.originals import FOLDER, bare_name, original

PACT = b"The pact entered into force in 1921."
LINES = ["The parties shall not place weap-", "ons in orbit around the Earth.", "Each party may with-", "draw."]


def pdf_of(lines: list[str]) -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=12)
    for number, line in enumerate(lines):
        pdf.text(25, 30 + 6 * number, line)
    return bytes(pdf.output())


@pytest.fixture
def library(tmp_path: Path) -> Collection:
    return Collection.open(tmp_path / "index", create=True)


def test_uploads_are_ingested_by_their_bare_names_and_refusals_have_causes(library: Collection) -> None:
    report = library.ingest_files(
        ("../../pact.txt", PACT), ("C:\\x\\note.md", b"# Note\n\nA note."), ("broken.pdf", b"no pdf"), tier="reference"
    )
    assert set(report.added) == {"pact.txt", "note.md"}
    (refused,) = report.rejected
    assert refused.origin == "broken.pdf"
    assert refused.cause
    assert refused.remedy
    assert {info.tier for info in library.documents()} == {"reference"}


@pytest.mark.parametrize("name", ["", "..", ".", "a/../..", "\\\\", "x" * 400, "条" * 120 + ".txt", ".notes.txt"])
def test_any_name_becomes_a_plain_file_name(name: str, tmp_path: Path) -> None:
    bare = bare_name(name)
    assert Path(bare).name == bare
    assert not bare.startswith(".")
    assert Path(name).suffix in ("", Path(bare).suffix)
    (tmp_path / bare).write_text("a name that the file system takes")


def test_an_upload_stays_while_a_document_comes_from_it(library: Collection, tmp_path: Path) -> None:
    library.ingest_files(("pact.txt", PACT), ("broken.pdf", b"no pdf"))
    assert [path.name for path in (library.folder / FOLDER).rglob("*") if path.is_file()] == ["pact.txt"]
    assert original(library.folder, library.document("pact.txt")) == PACT
    report = library.ingest_files(("pact.txt", PACT + b" It ended in 1939."))
    assert report.updated == ("pact.txt",)
    assert original(library.folder, library.document("pact.txt")).endswith(b"1939.")
    shutil.copytree(library.folder, tmp_path / "moved")
    with Collection.open(tmp_path / "moved") as moved:
        shutil.rmtree(library.folder / FOLDER)
        assert original(moved.folder, moved.document("pact.txt")).startswith(PACT)
        moved.remove("pact.txt")
        assert not list((moved.folder / FOLDER).iterdir())


def test_a_file_that_has_changed_is_not_shown_for_the_one_that_was_read(library: Collection, tmp_path: Path) -> None:
    path = tmp_path / "pact.txt"
    path.write_bytes(PACT)
    library.ingest(path)
    path.write_bytes(PACT + b" ")
    with pytest.raises(DocumentError, match="has changed since it was ingested; ingest it again"):
        original(library.folder, library.document("pact.txt"))
    path.unlink()
    with pytest.raises(DocumentError, match="cannot be read"):
        original(library.folder, library.document("pact.txt"))


def test_a_page_is_drawn_with_its_words_marked(library: Collection) -> None:
    library.ingest_files(("orbit.pdf", pdf_of(LINES)))
    text = library.text("orbit.pdf")
    start = text.index("shall not")
    shown = library.page_image("orbit.pdf", start, text.index("Earth") + len("Earth"))
    plain = library.page_image("orbit.pdf", start)
    assert (shown.number, shown.marked, plain.marked) == (1, True, False)
    marked, unmarked = (np.asarray(Image.open(io.BytesIO(one.png)).convert("RGB"), int) for one in (shown, plain))
    rows = np.flatnonzero((np.abs(marked - unmarked).sum(axis=2) > 60).any(axis=1))
    assert marked.shape == unmarked.shape
    assert marked.shape[1] <= 1_000
    # Two lines are marked, and nothing far below them.
    assert 0 < rows.max() - rows.min() < marked.shape[0] / 8


def test_only_pdfs_have_pages_to_be_seen(library: Collection) -> None:
    library.ingest_files(("pact.txt", PACT))
    with pytest.raises(DocumentError, match="is no PDF with pages"):
        library.page_image("pact.txt", 0)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("of outer\r\nspace, in-\r\nclud", "outer space, includ", ["outer\r\nspace, in-\r\nclud"]),
        ("The \ufb01rst case. Footer 3 The second one here.", "the first case. The second one here.",
         ["The \ufb01rst case", "The second one here"]),
        ("nothing of it", "other words", []),
        ("anything", "", []),
    ],
)  # fmt: skip
def test_words_are_found_however_they_are_set(text: str, words: str, found: list[str]) -> None:
    assert [text[start : start + length] for start, length in find_words(text, words)] == found


def test_a_file_is_read_again_from_where_it_lay_whatever_it_says(library: Collection, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"The password of the harbour.")
    said = f"---\nsource: {secret}\ningested_from: {secret}\n---\n".encode() + PACT
    library.ingest_files(("pact.md", said), tier="reference")
    library.set_tier("unverified", "pact.md")
    report = library.reingest("pact.md")
    assert report.rejected == ()
    assert (library.text("pact.md"), library.document_info("pact.md").tier) == (PACT.decode(), "unverified")
    assert original(library.folder, library.document("pact.md")) == said


def test_a_row_is_not_read_again_by_itself(library: Collection) -> None:
    library.ingest_files(("rows.jsonl", b'{"id": "r1", "text": "The pact entered into force in 1921."}\n'))
    (refused,) = library.reingest("r1").rejected
    assert "is a row of a JSON Lines file" in str(refused)
    assert library.text("r1").startswith("The pact")
