"""PDF files: paragraphs, pages and labels, running headers and footers, broken words."""

import os
import signal
import zlib
from itertools import pairwise

import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents import apart
from pipeline.documents.apart import load_pdf_apart
from pipeline.documents.furniture import without_furniture
from pipeline.documents.hyphens import is_word, mender
from pipeline.documents.layout import Line, compose
from pipeline.errors import DocumentError
from tests.documents.reading import outline, read_one

WORDS = (
    "States that launch objects into orbit keep a register of them and tell the Secretary-General what they have "
    "launched, when and where. Such reports help others to know what flies above their heads, and whose it is. "
)


def put(pdf: FPDF, height: int, text: str) -> None:
    pdf.multi_cell(0, height, text, new_x="LMARGIN", new_y="NEXT")


class Report(FPDF):
    def header(self) -> None:
        self.set_font("helvetica", size=8)
        self.cell(0, 8, "Annual Report on Orbits", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("helvetica", size=8)
        self.cell(0, 8, f"Page {self.page_no()} of 5")


@pytest.fixture
def report(tmp_path):
    pdf = Report()
    pdf.set_title("Report on Orbits")
    for number in range(1, 6):
        pdf.add_page()
        pdf.set_font("helvetica", "B", 16)
        put(pdf, 10, f"Chapter of the number {'one two three four five'.split()[number - 1]}")
        pdf.set_font("helvetica", size=11)
        put(pdf, 6, f"This is page number {number}. " + WORDS * 3)
    return read_one(tmp_path, "report.pdf", bytes(pdf.output()))


def test_running_headers_footers_and_page_numbers_are_removed(report):
    assert "Annual Report" not in report.text
    assert "of 5" not in report.text
    assert report.text.count("This is page number") == 5


def test_pages_cover_the_text_without_gaps(report):
    assert [(page.number, page.label) for page in report.pages] == [(n, str(n)) for n in range(1, 6)]
    assert report.pages[0].start == 0
    assert report.pages[-1].end == len(report.text)
    assert all(one.end == two.start for one, two in pairwise(report.pages))
    for page in report.pages:
        assert f"This is page number {page.number}." in report.text[page.start : page.end]


def test_lines_are_joined_to_paragraphs_and_large_print_is_a_heading(report):
    assert WORDS.strip() in report.text
    assert outline(report)[0] == (1, "Chapter of the number one")
    assert len(report.headings) == 5


def test_title_and_date_come_from_the_file(report):
    assert report.title == "Report on Orbits"
    assert report.date is not None
    assert len(report.date) == 10


def test_page_labels_are_those_of_the_file(tmp_path):
    pdf = FPDF()
    pdf.set_font("helvetica", size=11)
    pdf.add_page(label_style="r")
    put(pdf, 6, "A foreword. " + WORDS)
    pdf.add_page(label_style="r")
    put(pdf, 6, "More of the foreword. " + WORDS)
    pdf.add_page(label_style="D", label_start=1)
    put(pdf, 6, "The text itself. " + WORDS)
    document = read_one(tmp_path, "a.pdf", bytes(pdf.output()))
    assert [page.label for page in document.pages] == ["i", "ii", "1"]


def test_articles_of_a_treaty_in_a_pdf_are_headings(tmp_path):
    pdf = FPDF()
    pdf.set_font("helvetica", size=11)
    for number in ("I", "II", "III", "IV", "V"):
        pdf.add_page()
        put(pdf, 6, f"Article {number}")
        pdf.ln(6)
        put(pdf, 6, f"As Article {number} of the older treaty says, {WORDS}")
    document = read_one(tmp_path, "a.pdf", bytes(pdf.output()))
    assert outline(document) == [(1, f"Article {number}") for number in ("I", "II", "III", "IV", "V")]


def test_a_hundred_pages_are_read_whole(tmp_path):
    pdf = Report()
    for number in range(100):
        pdf.add_page()
        pdf.set_font("helvetica", size=11)
        put(pdf, 6, f"Number {number} here. " + WORDS * 10)
    document = read_one(tmp_path, "long.pdf", bytes(pdf.output()))
    assert len(document.pages) == 100
    assert document.text.count("States that launch") == 1000


# --- lines -----------------------------------------------------------------------------------------------------


def line(text: str, baseline: float, *, broken: bool = False, size: float = 10.0, bold: bool = False) -> Line:
    return Line(text, 50.0, 50.0 + 5.0 * len(text), baseline, size, bold, broken)


def test_a_number_that_does_not_count_the_pages_is_no_furniture():
    pages = [
        [line(f"Article {n}", 700), line(f"Words of page {n} only.", 680), line(str(40 + n), 20)] for n in range(5)
    ]
    kept = without_furniture(pages, [str(n) for n in range(5)])
    assert [[each.text for each in page] for page in kept] == [
        [f"Article {n}", f"Words of page {n} only."] for n in range(5)
    ]


def test_roman_page_numbers_are_furniture():
    pages = [[line(number, 20), line(f"Words of {number} here.", 700)] for number in ("iii", "iv", "v", "vi")]
    assert all(len(page) == 1 for page in without_furniture(pages, ["1", "2", "3", "4"]))


def test_what_repeats_inside_the_page_stays():
    pages = [
        [line(f"Top {word} line", 700), line("The same words.", 400), line(f"Last {word} line", 100)]
        for word in ("alpha", "beta", "gamma")
    ]
    assert without_furniture(pages, ["1", "2", "3"]) == pages


@pytest.mark.parametrize(
    ("left", "right", "whole"),
    [
        ("Assem", "bly", "Assembly"),
        ("negoti", "ated", "negotiated"),
        ("thirty", "second", "thirty-second"),
        ("long", "term", "long-term"),
        ("U.S", "Japanese", "U.S-Japanese"),
        ("post", "1967", "post-1967"),
        ("non", "governmental", "non-governmental"),
        ("non-govern", "mental", "non-governmental"),
        ("Kazakh", "stan", "Kazakhstan"),
        ("inter", "national", "international"),
    ],
)
def test_broken_words_are_mended(left, right, whole):
    assert mender("The long-term rules of non-governmental bodies.")(left, right) == whole


@pytest.mark.parametrize(
    ("word", "known"), [("treaties", True), ("ratified", True), ("thirtysecond", False), ("", False)]
)
def test_english_words_are_known(word, known):
    assert is_word(word) is known


def test_paragraphs_go_on_across_pages_and_words_are_mended_there():
    pages = [
        [line("The first line of a paragraph that is long enough to be one and", 700),
         line("goes on to the end of its page with a bro", 688, broken=True)],
        [line("ken word on the next page, where it comes to its end at last.", 700)],
    ]  # fmt: skip
    text, found, _ = compose(pages, ["i", "ii"], mender("broken"))
    assert text == (
        "The first line of a paragraph that is long enough to be one and goes on to the end of its page with a broken "
        "word on the next page, where it comes to its end at last."
    )
    assert [(page.label, page.end) for page in found] == [("i", found[1].start), ("ii", len(text))]


LINES = st.builds(
    line, st.sampled_from(["Words of text", "and more.", "Article 4", "• item", "x"]), st.floats(20, 700),
    broken=st.booleans(), size=st.sampled_from([10.0, 14.0]), bold=st.booleans(),
)  # fmt: skip


@given(st.lists(st.lists(LINES, max_size=6), min_size=1, max_size=4))
def test_pages_and_headings_of_any_lines_lie_in_the_text(pages):
    text, found, marked = compose(pages, [str(n) for n in range(len(pages))], mender(""))
    assert len(found) == len(pages)
    assert found[0].start == 0
    assert found[-1].end == len(text)
    assert all(one.start <= one.end == two.start for one, two in pairwise(found))
    assert all(0 <= each.start < each.end <= len(text) for each in marked)


def bomb(megabytes: int) -> bytes:
    """A small PDF of one page whose drawing unpacks to so many megabytes."""
    press = zlib.compressobj(9)
    block = b"0 0 m 9 9 l S " * 70_000
    stream = b"".join([*(press.compress(block) for _ in range(megabytes)), press.flush()])
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 3 0 R>>",
    ]
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return data + end % (table, len(data))


def plain_pdf() -> bytes:
    pdf = FPDF()
    pdf.set_font("helvetica", size=11)
    pdf.add_page()
    put(pdf, 6, WORDS)
    return bytes(pdf.output())


def test_a_pdf_that_unpacks_to_more_than_memory_allows_is_refused_and_the_next_one_is_read(monkeypatch):
    data = bomb(100)
    assert len(data) < 400_000
    monkeypatch.setattr(apart, "_MEMORY", 600_000_000)
    with pytest.raises(DocumentError, match=r"bomb\.pdf: is a PDF that needs more than 0\.6 GB of memory"):
        load_pdf_apart(data, "bomb.pdf", max_pages=10)
    assert "Secretary-General" in load_pdf_apart(plain_pdf(), "plain.pdf", max_pages=10).text


def test_a_pdf_that_takes_for_ever_is_given_up(monkeypatch):
    load_pdf_apart(plain_pdf(), "plain.pdf", max_pages=10)
    monkeypatch.setattr(apart, "_SECONDS", 0.2)
    with pytest.raises(DocumentError, match=r"takes longer than \d+ seconds to read; print it to a new PDF"):
        load_pdf_apart(bomb(100), "endless.pdf", max_pages=10)


def test_the_process_that_reads_pdfs_may_be_killed_between_two_of_them():
    load_pdf_apart(plain_pdf(), "one.pdf", max_pages=10)
    process = apart._READER.process
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert "Secretary-General" in load_pdf_apart(plain_pdf(), "two.pdf", max_pages=10).text
