"""What each format gives: text, headings, title, date, metadata."""

import io
import json

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents.plain import load_markdown
from tests.documents.reading import outline, read, read_one

TERMS = "The parties shall consult each other in good faith, and report on what they have agreed."

MARKDOWN = """---
id: N01
title: "Outer Space Treaty: status"
as_of: "2024-05"
tier: reference
source: Our own words
tags: [law, orbit]
nested: {a: b}
---

# Outer Space Treaty

The **treaty** is in force, see [the text](https://example.org/a_(b)) and `Article IV`.

## Parties ##

* first item with snake_case_names
* second *item*

Depositaries
------------

```
# no heading here
```

### *Moscow*
Text.
"""


def test_markdown_gives_plain_text_headings_and_front_matter(tmp_path):
    document = read_one(tmp_path, "note.md", MARKDOWN)
    assert document.text.startswith(
        "Outer Space Treaty\n\nThe treaty is in force, see the text and Article IV.\n\nParties\n"
    )
    assert "snake_case_names" in document.text
    assert "# no heading here" in document.text
    assert "----" not in document.text
    assert outline(document) == [(1, "Parties"), (1, "Depositaries"), (2, "Moscow")]
    assert (document.title, document.date, document.tier) == ("Outer Space Treaty: status", "2024-05", "reference")
    assert document.source == "Our own words"
    assert document.metadata["tags"] == "law; orbit"
    assert "nested" not in document.metadata
    assert all(isinstance(value, str) for value in document.metadata.values())


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"# One\n\n{TERMS}\n\n# Two\n\n{TERMS}", "Name of the file"),
        (f"# One\n\n{TERMS}\n\n## Two\n\n{TERMS}", "One"),
        (f"{TERMS}\n\n# One\n\n{TERMS}", "Name of the file"),
        (f"The Law of Orbits\n\n{TERMS}", "The Law of Orbits"),
        (f"This article was written by ChatGPT\n\n{TERMS}", "Name of the file"),
        (f"---\n\n{TERMS}\n", "Name of the file"),
    ],
)
def test_title_of_a_markdown_file(tmp_path, text, title):
    assert read_one(tmp_path, "name-of_the-file.md", text).title == title


def test_an_untitled_row_begins_with_its_title_in_capitals(tmp_path):
    row = {"id": "x1", "text": f"MainText:\nTREATY ON THE LAW OF ORBITS BETWEEN TWO STATES The parties, {TERMS}"}
    document = read_one_row(tmp_path, row)
    assert document.title == "TREATY ON THE LAW OF ORBITS BETWEEN TWO STATES"
    assert read_one_row(tmp_path, {"id": "x2", "text": TERMS}).title == "x2"


def read_one_row(tmp_path, row):
    (tmp_path / "r.jsonl").write_text(json.dumps(row))
    documents, rejections = read(tmp_path / "r.jsonl")
    assert not rejections
    return documents[str(row["id"])]


def test_a_row_keeps_its_text_and_its_fields(tmp_path):
    row = {"_id": "un/ost", "id": "other", "text": f"  {TERMS}\n", "title": "T", "as_of": "1967-01-27", "n": 5,
           "list": ["a", "b"], "source": "UNOOSA", "tier": "reference", "deep": {"a": 1}}  # fmt: skip
    (tmp_path / "r.jsonl").write_text(json.dumps(row))
    documents, _ = read(tmp_path / "r.jsonl")
    document = documents["un/ost"]
    assert document.text == f"  {TERMS}\n"
    assert (document.title, document.date, document.source) == ("T", "1967-01-27", "UNOOSA")
    assert document.metadata["n"] == "5"
    assert document.metadata["list"] == "a; b"
    assert "deep" not in document.metadata


def test_the_hash_of_a_row_does_not_depend_on_the_order_of_its_fields(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": "some words", "title": "T"}')
    (tmp_path / "b.jsonl").write_text('{"title": "T",   "text": "some words", "id": "x"}')
    one, two = (read(tmp_path / name)[0]["x"].content_hash for name in ("a.jsonl", "b.jsonl"))
    assert one == two


@given(st.text(alphabet=st.sampled_from("#=-*_`[]()!~ \nab1."), max_size=200))
def test_any_markdown_can_be_read_and_headings_lie_in_the_text(text):
    content = load_markdown(text.encode(), "a.md")
    for heading in content.headings:
        assert content.text[heading.start : heading.end].strip()


# --- Word ------------------------------------------------------------------------------------------------------


def word(build) -> bytes:
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_word_headings_come_from_styles(tmp_path):
    def build(document):
        document.add_heading("Law of Orbits", 0)
        document.add_heading("Treaties", 1)
        document.add_paragraph(TERMS)
        document.add_heading("Moon", 2)
        document.add_paragraph("First", style="List Bullet")
        own = document.styles.add_style("Own heading", WD_STYLE_TYPE.PARAGRAPH)
        own.base_style = document.styles["Heading 1"]
        document.add_paragraph("Registers", style="Own heading")
        document.add_paragraph(TERMS)
        table = document.add_table(rows=2, cols=2)
        for at, cell in enumerate(cell for row in table.rows for cell in row.cells):
            cell.text = f"cell {at}"

    document = read_one(tmp_path, "a.docx", word(build))
    assert document.title == "Law of Orbits"
    assert outline(document) == [(1, "Treaties"), (2, "Moon"), (1, "Registers")]
    assert "cell 0 | cell 1\ncell 2 | cell 3" in document.text


def test_articles_of_a_treaty_in_word_without_styles_are_headings(tmp_path):
    def build(document):
        for number in range(1, 5):
            document.add_paragraph(f"Article {number}")
            document.add_paragraph(TERMS)

    assert outline(read_one(tmp_path, "a.docx", word(build))) == [(1, f"Article {n}") for n in range(1, 5)]


def test_word_title_and_date_come_from_its_properties(tmp_path):
    from datetime import datetime

    def build(document):
        document.add_paragraph(TERMS)
        document.core_properties.title = "Orbits"
        document.core_properties.author = "A. Clerk"
        document.core_properties.modified = datetime(2021, 3, 4)

    document = read_one(tmp_path, "a.docx", word(build))
    assert (document.title, document.date) == ("Orbits", "2021-03-04")


# --- HTML ------------------------------------------------------------------------------------------------------

PAGE = f"""<!DOCTYPE html><html><head><title>Orbits | Site</title>
<meta property="article:published_time" content="2024-03-02T10:00:00Z">
<script>alert("stolen")</script><style>p {{ color: red }}</style></head>
<body onload="alert('stolen')"><nav><a href="/">Home</a> <a href="/x">Other pages of this site to visit</a></nav>
<h1>The Law of <i>Orbits</i></h1>
<p onclick="alert('stolen')">First <b>para</b>graph.<br>{TERMS}</p>
<h2>Treaties</h2><p>{TERMS} See <a href="javascript:alert('stolen')">this link</a>.</p>
<ul><li>One</li><li>Two</li></ul>
<h3>Moon</h3><p>{TERMS} {TERMS}</p><img src=x onerror="alert('stolen')" alt="stolen">
<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>
<p style="display:none">stolen</p><!-- stolen --><noscript>stolen</noscript><iframe srcdoc="stolen"></iframe>
<h2>End</h2><p>{TERMS}</p>
<footer>Copyright</footer></body></html>"""


def test_html_gives_text_headings_title_and_date_and_nothing_active(tmp_path):
    document = read_one(tmp_path, "a.html", PAGE)
    assert document.text.startswith(f"The Law of Orbits\n\nFirst paragraph.\n{TERMS}\n\nTreaties\n\n")
    assert outline(document) == [(1, "Treaties"), (2, "Moon"), (1, "End")]
    assert (document.title, document.date) == ("The Law of Orbits", "2024-03-02")
    assert "- One\n- Two" in document.text
    assert "a | b\nc | d" in document.text
    for word in ("stolen", "alert", "<", "Home", "Copyright", "color"):
        assert word not in document.text


def test_html_entities_are_not_unfolded(tmp_path):
    bomb = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><html><p>Some words &b; &amp; more.</p></html>'
    assert "hahaha" not in read_one(tmp_path, "a.html", bomb).text


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
def test_html_encodings(tmp_path, encoding):
    declared = f'<meta charset="{encoding}">' if encoding != "utf-16" else ""
    page = f"<html><head>{declared}</head><body><p>Adoptée à Genève par les États parties.</p></body></html>"
    assert read_one(tmp_path, "a.html", page.encode(encoding)).text == "Adoptée à Genève par les États parties."
