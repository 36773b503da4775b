"""Encodings, newlines and control characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents.text import clean, decode
from tests.documents.reading import read_one

FRENCH = "La Déclaration française sur l'espace a été adoptée à Genève. Le traité est entré en vigueur."
GERMAN = "Der Weltraumvertrag wurde in Zürich erörtert. Österreich und die Schweiz stimmten überein."
DASHES = "The “Accords” – signed in 2020 – aren’t a treaty. They cost €5 million…"
RUSSIAN = "Договор о космосе был подписан в Москве в 1967 году. Он запрещает ядерное оружие в космосе."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (FRENCH, "utf-32"),
        (FRENCH, "latin-1"),
        (GERMAN, "latin-1"),
        (DASHES, "cp1252"),
        ("The treaty was signed in Zürich. " * 3, "latin-1"),
        ("Café", "latin-1"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "utf-8"),
        ("plain", "ascii"),
        ("a", "ascii"),
    ],
)
def test_encodings_are_found(tmp_path, text, encoding):
    assert read_one(tmp_path, "a.txt", text.encode(encoding)).text == text


def test_western_text_far_into_a_long_file_is_found():
    text = "plain words only. " * 30_000 + FRENCH
    assert decode(text.encode("latin-1"), "a.txt")[0] == text


def test_nul_bytes_in_a_text_are_removed(tmp_path):
    document = read_one(tmp_path, "a.txt", b"The treaty\0 binds all states that ratify it, as Article I\0 says.")
    assert document.text == "The treaty binds all states that ratify it, as Article I says."


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\x0cb\x0bc\u2028d\u2029e\x85f", "a\nb\nc\nd\ne\nf"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff\ufeffg", "abcdefg"),
        ("tab\tand  spaces \u00a0 stay ", "tab\tand  spaces \u00a0 stay "),
        ("e\u0301 stays apart, ﬁ stays one", "e\u0301 stays apart, ﬁ stays one"),
        ("half \ud800 a pair", "half \ufffd a pair"),
        ("😀 soft\u00adhyphen", "😀 soft\u00adhyphen"),
    ],
)
def test_only_newlines_and_control_characters_change(raw, text):
    assert clean(raw) == text


@given(st.text())
def test_cleaning_twice_changes_nothing_more_and_text_can_be_written(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    cleaned.encode("utf-8")
    assert not any(ord(character) < 32 and character not in "\n\t" for character in cleaned)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1))
def test_utf8_comes_back_as_it_was(text):
    if not text.startswith("\ufeff") and text.isprintable():
        assert decode(text.encode("utf-8"), "a.txt")[0] == text
