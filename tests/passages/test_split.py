import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.data import Document, Heading, Page, Span
from pipeline.passages import embedding_text, split_passages


def count_words(texts):
    """A stand-in for the encoder's word pieces: four letters make one, and a text has two marks at its ends."""
    return [2 + sum(-(-len(word) // 4) for word in text.split()) for text in texts]


def document(text, *, title="", headings=(), pages=()):
    return Document("d", text, title, "test", "text/plain", "0" * 64, "reference", headings=headings, pages=pages)


def sentences_of(text, headings=()):
    edges = [edge for heading in headings for edge in (heading.start, heading.end)]
    spans = []
    for match in re.finditer(r"[^.]+\.?", text):
        cuts = [match.start(), *(edge for edge in edges if match.start() < edge < match.end()), match.end()]
        spans += [Span(a, b) for a, b in itertools.pairwise(cuts) if text[a:b].strip()]
    return spans


def prose(sentences, words):
    return " ".join(" ".join(f"w{n}x{w}" for w in range(words - 1)) + " end." for n in range(sentences))


def split(doc, **options):
    return split_passages(doc, sentences_of(doc.text, doc.headings), count_tokens=count_words, **options)


@st.composite
def documents(draw):
    """Texts of paragraphs of words of any length, some lines of which are headings."""
    word = st.text(st.sampled_from("abc.;,é한漢"), min_size=1, max_size=12) | st.just("x" * 900)
    line = st.lists(word, min_size=0, max_size=60).map(" ".join)
    text, headings = "", []
    for words, level in draw(st.lists(st.tuples(line, st.integers(0, 4)), max_size=12)):
        if level and words.strip():
            headings.append(Heading(len(text), len(text) + len(words), level))
        text += words + draw(st.sampled_from(["\n", "\n\n", " \n"]))
    return document(text, title=draw(line), headings=tuple(headings))


@settings(max_examples=150, deadline=None)
@given(documents())
def test_every_visible_character_outside_headings_stands_in_exactly_one_passage(doc):
    passages = split(doc)
    heads = {at for heading in doc.headings for at in range(heading.start, heading.end)}
    wanted = [at for at, char in enumerate(doc.text) if not char.isspace() and at not in heads]
    held = [at for p in passages for at in range(p.start, p.end) if not doc.text[at].isspace()]
    if wanted:
        assert held == wanted
    else:
        assert held == [at for at, char in enumerate(doc.text) if not char.isspace()]


@settings(max_examples=150, deadline=None)
@given(documents())
def test_passages_are_exact_slices_within_the_encoders_reach(doc):
    for passage in split(doc):
        assert doc.text[passage.start : passage.end] == passage.text == passage.text.strip()
        assert passage.passage_id == f"d#{passage.start}-{passage.end}"
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end
        assert all(a.end <= b.start for a, b in zip(passage.sentences, passage.sentences[1:], strict=False))
        assert count_words([embedding_text(doc.title, passage)])[0] <= 256


@given(documents())
def test_the_same_document_always_gives_the_same_passages(doc):
    assert split(doc) == split(doc)


@given(st.lists(st.integers(3, 60), min_size=1, max_size=60))
def test_passages_are_whole_sentences_up_to_the_most_words(lengths):
    text = " ".join(prose(1, length) for length in lengths)
    passages = split(document(text), max_tokens=10_000)
    assert [span for p in passages for span in p.sentences] == [
        Span(s.start + (s.start > 0), s.end) for s in sentences_of(text)
    ]
    assert all(len(p.text.split()) <= 180 for p in passages)


def test_passages_have_the_aimed_length_where_the_section_allows():
    words = [len(p.text.split()) for p in split(document(prose(100, 20)), max_tokens=10_000)]
    assert min(words) >= 100
    assert max(words) <= 180


def test_a_rest_is_shared_out_instead_of_standing_alone():
    assert [len(p.text.split()) for p in split(document(prose(19, 10)), max_tokens=10_000)] in ([90, 100], [100, 90])


def test_no_passage_crosses_a_heading_and_each_knows_its_path():
    text, headings = "", []
    for level, title, body in [(1, "Part One", 2), (2, "Article I", 3), (2, "Article II", 1), (1, "Part Two", 2)]:
        headings.append(Heading(len(text), len(text) + len(title), level))
        text += f"{title}\n{prose(body, 12)}\n"
    passages = split(document(text, headings=tuple(headings)))
    assert [p.heading for p in passages] == [
        ("Part One",),
        ("Part One", "Article I"),
        ("Part One", "Article II"),
        ("Part Two",),
    ]
    assert not any("Part" in p.text or "Article" in p.text for p in passages)


def test_a_document_of_headings_alone_is_still_found():
    passages = split(document("Contents\nScope\n", headings=(Heading(0, 8, 1), Heading(9, 14, 1))))
    assert [p.text for p in passages] == ["Contents\nScope"]


def test_a_passage_bears_the_label_of_the_page_on_which_it_starts():
    text = prose(20, 20)
    pages = (Page(0, 600, 1, "iv"), Page(600, len(text), 2, "1"))
    passages = split(document(text, pages=pages), max_tokens=10_000)
    assert passages[0].page == "iv"
    assert passages[-1].page == "1"
    assert {p.page for p in split(document(text))} == {None}


def test_a_sentence_over_the_limit_is_cut_at_clauses_into_even_parts():
    text = "; ".join(" ".join(f"word{n}" for n in range(30)) for _ in range(10)) + "."
    passages = split(document(text), max_tokens=100_000)
    words = [len(p.text.split()) for p in passages]
    assert sum(words) == 300
    assert min(words) >= 100
    assert all(p.text.endswith((";", ".")) for p in passages)
    assert all(len(p.sentences) == 1 for p in passages)


def test_one_endless_line_and_one_endless_word_are_cut_without_loss():
    for text in ("word " * 50_000, "x" * 20_000):
        passages = split(document(text))
        assert "".join(p.text for p in passages).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_nothing_visible_gives_no_passage(text):
    assert split(document(text)) == ()


@pytest.mark.parametrize("title", ["A title", "漢" * 500, "각" * 500, "word " * 300])
def test_what_is_embedded_ends_with_the_exact_text_and_begins_with_what_it_is_about(title):
    text = f"Heading\n{prose(3, 10)}"
    passage = split(document(text, title=title, headings=(Heading(0, 7, 1),)))[0]
    embedded = embedding_text(title, passage)
    assert embedded.endswith("\n" + passage.text)
    assert embedded.startswith(title[:5])
    assert "Heading" in embedded
    assert len(embedded) - len(passage.text) < 250
