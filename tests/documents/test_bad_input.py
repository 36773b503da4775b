"""Bad input: one clear sentence each with file, cause and remedy; everything else goes in."""

import gzip
import io
import json
import os
import random
import threading
import zipfile

import docx
import pytest
from fpdf import FPDF

from pipeline.documents import Limits, find_sources, parse
from pipeline.documents.reading import read_file
from pipeline.errors import DocumentError
from tests.documents.reading import LIMITS, read, read_one, refuse

TEXT = "The parties agreed on the text of the treaty. It has seventeen articles."


def pdf_bytes(*pages: str, password: str = "") -> bytes:
    pdf = FPDF()
    pdf.set_font("helvetica", size=11)
    if password:
        pdf.set_encryption(owner_password="owner", user_password=password)
    for page in pages:
        pdf.add_page()
        if page:
            pdf.multi_cell(0, 6, page)
    return bytes(pdf.output())


def docx_bytes(*paragraphs: str) -> bytes:
    word = docx.Document()
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def zip_bytes(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


RANDOM = random.Random(7).randbytes(5000)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BAD_FILES = [
    ("empty.txt", b"", "is empty"),
    ("empty.pdf", b"", "is empty"),
    ("empty.jsonl", b"", "is empty"),
    ("blank.txt", b" \n\t\r\n  ", "holds no text"),
    ("blank.md", b"---\ntitle: A\n---\n\n", "holds no text"),
    ("random.txt", RANDOM, "is no text (it seems to be binary data)"),
    ("random.md", RANDOM, "is no text (it seems to be binary data)"),
    ("random.pdf", RANDOM, "should be a PDF by its name, but is none"),
    ("random.docx", RANDOM, "should be a Word document by its name, but is none"),
    ("zeros.txt", bytes(4000), "is no text"),
    ("half.pdf", pdf_bytes(*[TEXT * 30] * 6)[:4000], "cut off"),
    ("locked.pdf", pdf_bytes(TEXT, password="secret"), "protected by a password"),
    ("image.pdf", pdf_bytes("", ""), "without text"),
    ("broken.pdf", b"%PDF-1.7\n" + RANDOM + b"\n%%EOF", "damaged PDF"),
    ("text.pdf", TEXT.encode(), "should be a PDF by its name, but is none (it seems to be plain text)"),
    ("pdf.txt", pdf_bytes(TEXT), "should be plain text by its name, but seems to be a PDF"),
    ("html.txt", f"<!DOCTYPE html><html><p>{TEXT}</html>".encode(), "seems to be an HTML page"),
    ("html.pdf", f"<html><p>{TEXT}</html>".encode(), "should be a PDF by its name, but is none"),
    ("word.txt", docx_bytes(TEXT), "should be plain text by its name, but seems to be a"),
    ("text.docx", TEXT.encode(), "should be a Word document by its name, but is none"),
    ("old.docx", OLE, "an old Office file"),
    ("cut.docx", docx_bytes(TEXT)[:900], "is no ZIP archive"),
    ("other.docx", zip_bytes(xl__workbook_xml=b"<a/>"), "is a ZIP archive but no Word document"),
    ("hollow.docx", zip_bytes(word__document_xml=b"<a/>"), "is a damaged Word document"),
    ("bomb.docx", zip_bytes(word__document_xml=bytes(25_000_000)), "would unpack to 25 MB"),
    ("image.txt", b"\x89PNG\r\n\x1a\n" + RANDOM, "seems to be a PNG image"),
    ("plain.html", TEXT.encode(), "holds no markup"),
    ("script.html", b"<html><script>alert('a b c d e f')</script></html>", "HTML page without text"),
    ("deep.html", b"<html><body>" + b"<div>" * 5000 + TEXT.encode(), "nested thousands"),
    ("wide.txt", b"\xff\xfe" + b"\x00\xd8" * 31, "begins like UTF-16"),
    ("matter.md", b"---\ntitle: [a\n---\n" + TEXT.encode(), "no valid YAML"),
    ("alias.md", b"---\na: &a [x]\nb: *a\n---\n" + TEXT.encode(), "YAML aliases"),
    ("nested.md", b"---\na: " + b"[" * 20_000 + b"\n---\n" + TEXT.encode(), "deep nesting"),
    ("tier.md", b"---\ntier: gold\n---\n" + TEXT.encode(), "says that its tier is 'gold'"),
    ("old.doc", OLE, "is of a format that is not read (.doc)"),
    ("fake.jsonl.gz", b"{}", "is no gzip file"),
    ("wide.jsonl", '{"id": 1}'.encode("utf-16"), "is not UTF-8"),
    ("pdf.jsonl", pdf_bytes(TEXT), "seems to be a PDF"),
    ("blank.jsonl", b"\n\n", "holds no rows"),
]


@pytest.mark.parametrize(("name", "data", "cause"), BAD_FILES, ids=[row[0] for row in BAD_FILES])
def test_a_bad_file_is_refused_in_one_sentence(tmp_path, name, data, cause):
    rejection = refuse(tmp_path, name, data)
    assert cause in rejection.cause
    assert rejection.origin == str(tmp_path / name)
    assert rejection.remedy
    assert "\n" not in str(rejection)
    assert not rejection.cause.endswith(".")


def test_bad_files_do_not_keep_good_ones_out(tmp_path):
    for name, data, _ in BAD_FILES:
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(TEXT)
    documents, rejections = read(tmp_path)
    assert list(documents) == ["good.txt"]
    assert len(rejections) == len(BAD_FILES)


def test_a_missing_file_is_named(tmp_path):
    _, rejections = read(tmp_path / "nothing.txt")
    assert str(rejections[0]) == f"{tmp_path / 'nothing.txt'}: does not exist; check the spelling of its path."


def test_a_path_with_a_nul_is_refused():
    _, rejections = read("a\0b.txt")
    assert "no valid path" in rejections[0].cause


# --- sizes -----------------------------------------------------------------------------------------------------


def test_a_huge_file_is_refused_by_its_size_alone(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        stream.truncate(300_000_000)  # sparse: reading it would show zeros
    _, rejections = read(path, limits=Limits(100_000_000, 10, 10**9, 10**7))
    assert rejections[0].cause == "is too large (300.0 MB, the limit is 100.0 MB)"
    assert "max_file_mb" in rejections[0].remedy


def test_a_file_that_grows_past_the_limit_while_read_is_read_no_further(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    with pytest.raises(DocumentError, match="too large"):
        read_file(path, "a.txt", limit=10)


def test_a_line_of_fifty_thousand_words_is_read(tmp_path):
    text = " ".join(f"word{number}" for number in range(50_000))
    assert read_one(tmp_path, "line.txt", text).text == text


def test_pages_are_bounded(tmp_path):
    limits = Limits(10**7, 2, 10**7, 10**7)
    assert "has 3 pages (the limit is 2)" in refuse(tmp_path, "a.pdf", pdf_bytes(TEXT, TEXT, TEXT), limits=limits).cause


def test_an_html_page_has_a_limit_of_its_own(tmp_path):
    limits = Limits(10**7, 2, 10**7, 100)
    assert "too large for an HTML page" in refuse(tmp_path, "a.html", f"<p>{TEXT * 3}</p>", limits=limits).cause


# --- things that are no files ----------------------------------------------------------------------------------


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    _, rejections = read(tmp_path)
    assert rejections[0].cause == "is a pipe, not a file"


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(device):
    _, rejections = read(device)
    assert rejections[0].cause == "is a device, not a file"


def test_a_file_without_permission_is_refused(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text(TEXT)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read every file, whatever its permissions")
    _, rejections = read(path)
    assert rejections[0].cause == "may not be read by this user"


def test_errors_of_the_system_become_a_sentence():
    from pipeline.documents.reading import unreadable

    assert "may not be read" in str(unreadable("a.txt", PermissionError(13, "Permission denied")))
    assert "(Input/output error)" in str(unreadable("a.txt", OSError(5, "Input/output error")))


# --- files that others write to --------------------------------------------------------------------------------


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path):
    from pipeline.documents.reading import opened

    path = tmp_path / "a.txt"
    path.write_text(TEXT)

    def grow() -> None:
        with opened(path, "a.txt") as stream:
            stream.read(10)
            with path.open("a") as writer:
                writer.write("more")

    with pytest.raises(DocumentError, match="was changed while it was being read"):
        grow()


@pytest.mark.parametrize(("replace", "cause"), [(False, "vanished"), (True, "was changed")])
def test_a_file_that_vanishes_or_is_replaced_while_it_is_read_is_refused(tmp_path, replace, cause):
    from pipeline.documents.reading import opened

    path, other = tmp_path / "a.txt", tmp_path / "b.txt"
    path.write_text(TEXT)
    other.write_text(TEXT)

    def lose() -> None:
        with opened(path, "a.txt"):
            os.replace(other, path) if replace else path.unlink()

    with pytest.raises(DocumentError, match=cause):
        lose()


def test_rows_before_a_change_come_through_and_the_change_is_reported(tmp_path):
    path = tmp_path / "r.jsonl"
    path.write_text("".join(json.dumps({"id": str(n), "text": TEXT}) + "\n" for n in range(3)))
    found = []
    for item in find_sources([path], limits=LIMITS):
        found.append(item)
        if len(found) == 1:
            os.utime(path, (1, 1))
    assert [getattr(item, "doc_id", None) for item in found] == ["0", "1", "2", None]
    assert "was changed" in found[-1].cause


# --- rows ------------------------------------------------------------------------------------------------------

GOOD_ROW = json.dumps({"id": "good", "text": TEXT})
BAD_ROWS = [
    ('{"id": "a", "text": ', "is no valid JSON"),
    ("[1, 2]", "is no JSON object"),
    ('{"text": "words"}', 'has no "_id" or "id"'),
    ('{"id": "", "text": "words"}', 'has no "_id" or "id"'),
    ('{"id": true, "text": "words"}', 'has no "_id" or "id"'),
    ('{"id": "a\\u0000b", "text": "words"}', "control characters"),
    ('{"id": "%s", "text": "words"}' % ("x" * 2000), "too long"),
    ('{"id": "a"}', 'has no "text"'),
    ('{"id": "a", "text": 5}', 'has no "text"'),
    ('{"id": "a", "text": "  "}', "has an empty text"),
    ('{"id": "a", "text": "...", "tier": "reference"}', "holds no text"),
    ('{"id": "a", "text": "words", "tier": "gold"}', "says that its tier is 'gold'"),
    ('{"id": "a", "n": ' + "9" * 5000 + ', "text": "words"}', "absurd"),
    ("[" * 100_000, "absurd"),
    ('{"id": "a", "text": "%s"}' % ("x" * 2_000_001), "is longer than 2.0 MB"),
]


@pytest.mark.parametrize(("line", "cause"), BAD_ROWS, ids=[row[1] for row in BAD_ROWS])
@pytest.mark.parametrize("packed", [False, True])
def test_a_broken_line_is_named_and_the_rest_goes_in(tmp_path, line, cause, packed):
    lines = [GOOD_ROW, "", line, json.dumps({"_id": 7, "text": TEXT})]
    path = tmp_path / ("r.jsonl.gz" if packed else "r.jsonl")
    data = ("\n".join(lines) + "\n").encode()
    path.write_bytes(gzip.compress(data) if packed else data)
    documents, rejections = read(path)
    assert list(documents) == ["good", "7"]
    assert [rejection.origin for rejection in rejections] == [f"{path} line 3"]
    assert cause in rejections[0].cause


def test_a_line_that_is_not_utf8_is_named(tmp_path):
    (tmp_path / "r.jsonl").write_bytes(GOOD_ROW.encode() + b'\n{"id": "b", "text": "caf\xe9"}\n')
    documents, rejections = read(tmp_path / "r.jsonl")
    assert list(documents) == ["good"]
    assert rejections[0].cause == "is not UTF-8"


def test_an_id_that_comes_twice_in_rows_names_both_lines(tmp_path):
    path = tmp_path / "r.jsonl"
    path.write_text(f"{GOOD_ROW}\n{GOOD_ROW}\n")
    documents, rejections = read(path)
    assert list(documents) == ["good"]
    assert rejections[0].origin == f"{path} line 2"
    assert f"{path} line 1" in rejections[0].cause


def test_a_file_of_other_rows_is_given_up_after_some_lines(tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_text('{"event": "start"}\n' * 5000)
    _, rejections = read(path)
    assert len(rejections) == 51
    assert rejections[-1].cause == "has no document in its first 50 lines"


def test_gzip_that_is_cut_off_or_damaged_gives_the_rows_before(tmp_path):
    lines = "".join(
        json.dumps({"id": str(n), "text": TEXT, "x": random.Random(n).random()}) + "\n" for n in range(3000)
    )
    whole = gzip.compress(lines.encode())
    (tmp_path / "r.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    documents, rejections = read(tmp_path / "r.jsonl.gz")
    assert 100 < len(documents) < 3000
    assert "damaged or cut off" in rejections[0].cause


@pytest.mark.parametrize("end", ["", "\n"])
def test_what_a_gzip_file_unpacks_to_is_bounded(tmp_path, end):
    bomb = gzip.compress(GOOD_ROW.encode() + b"\n" + (b" " * 1000 + end.encode()) * 60_000)
    assert len(bomb) < 200_000
    (tmp_path / "r.jsonl.gz").write_bytes(bomb)
    documents, rejections = read(tmp_path / "r.jsonl.gz")
    assert list(documents) == ["good"]
    assert any("unpacks to more than 20 MB" in rejection.cause for rejection in rejections)


def test_pdfs_may_be_read_from_several_threads(tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf_bytes(*[f"{TEXT} Page of the number {n}." * n for n in range(1, 9)]))
    (source,) = find_sources([tmp_path / "a.pdf"], limits=LIMITS)
    texts = []
    threads = [threading.Thread(target=lambda: texts.append(parse(source, limits=LIMITS).text)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == 4
    assert len(set(texts)) == 1


def remade(data: bytes, name: str, part: bytes) -> bytes:
    old, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, part if entry == name else old.read(entry))
    return out.getvalue()


@pytest.mark.parametrize("part", [b"", b"<a/>", b"no markup"])
@pytest.mark.parametrize("name", ["[Content_Types].xml", "word/document.xml", "word/styles.xml", "docProps/core.xml"])
def test_a_word_file_with_a_ruined_part_never_breaks_through(tmp_path, name, part):
    (tmp_path / "a.docx").write_bytes(remade(docx_bytes(TEXT), name, part))
    documents, rejections = read(tmp_path / "a.docx")
    assert len(documents) + len(rejections) == 1


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_flipped_bytes_never_break_through(tmp_path, kind, seed):
    random_bytes = random.Random(seed)
    data = bytearray(pdf_bytes(TEXT * 10) if kind == "pdf" else docx_bytes(TEXT, TEXT))
    for _ in range(random_bytes.randint(1, 60)):
        data[random_bytes.randrange(len(data))] = random_bytes.randrange(256)
    (tmp_path / f"a.{kind}").write_bytes(bytes(data))
    documents, rejections = read(tmp_path / f"a.{kind}")
    assert len(documents) + len(rejections) == 1
