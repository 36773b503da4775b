import itertools
import json
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.data import Heading, Span
from pipeline.errors import ModelError
from pipeline.language import BLOCK_CHARACTERS, Language


@pytest.fixture(scope="module")
def language() -> Language:
    return Language()


def sentences(language, text, headings=()):
    return [text[span.start : span.end] for span in language.analyse(text, headings=headings).sentences]


@pytest.mark.parametrize(
    "expected",
    [
        ["Under Art. IV of the Treaty, the parties agree.", "See No. 5 of the list."],
        ["U.S. Space Command was set up in Colorado.", "It leads the operation."],
        ["He works for the U.S. Army.", "She does not."],
        ["Resolution 2222 (XXI).", "The Assembly adopted it in December 1966."],
        ["Mr. John W. Raymond led it.", "Gen. Stephen N. Whiting came.", "Lt. Gen. B. Chance Saltzman followed."],
        ["It cost $1.5 million.", "Then prices rose by 3.5 per cent."],
        ["Many objects, e.g. satellites, were lost, i.e. they burned up.", "Fig. 3 shows it."],
        ["NATO acted under Article V.", "On 11 January the council met."],
        ["States Parties shall: (a) notify; (b) register; and (c) report."],
        ["The object of the Fund shall be:", "(a) To promote trade among members;", "(b) To lend money."],
        ["(A) In general.—The term means a resource in space.", "It was added by Pub. L. 114-90."],
        ["See Art. 5.", "The parties agreed on 5 May."],
        ["Did it work?", "Yes!", "Then he left."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(language, expected):
    assert sentences(language, " ".join(expected)) == expected


def test_blank_lines_headings_and_list_items_end_a_sentence(language):
    text = (
        "Article I\nThe parties shall:\n- notify the depositary\n- register objects\n\nOuter space is free\n\nfor all"
    )
    assert sentences(language, text, [Heading(0, 9, 1)]) == [
        "Article I",
        "The parties shall:",
        "- notify the depositary",
        "- register objects",
        "Outer space is free",
        "for all",
    ]


def test_a_wrapped_line_does_not_end_a_sentence(language):
    text = "The States Parties to the Treaty shall carry on activities in the exploration\nand use of outer space."
    assert sentences(language, text) == [text]


LINES = st.text(st.sampled_from("aB.;:() \n\t-1IVX”é漢"), max_size=200)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=LINES, edges=st.lists(st.integers(0, 200), max_size=4))
def test_sentences_hold_every_visible_character_once(language, text, edges):
    headings = [Heading(min(a, len(text)), min(a + 5, len(text)), 1) for a in edges]
    found = language.analyse(text, headings=headings).sentences
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    held = [at for span in found for at in range(span.start, span.end) if not text[at].isspace()]
    assert held == [at for at, char in enumerate(text) if not char.isspace()]


def test_offsets_hold_beyond_one_block_even_in_one_endless_line(language):
    text = "and NATO met Japan in London " * (3 * BLOCK_CHARACTERS // 29)
    analysis = language.analyse(text)
    assert len(text) > 2 * BLOCK_CHARACTERS
    assert {text[entity.start : entity.end].strip() for entity in analysis.entities} & {"NATO", "Japan", "London"}
    assert analysis.entities[-1].end > 2 * BLOCK_CHARACTERS
    held = [at for span in analysis.sentences for at in range(span.start, span.end) if not text[at].isspace()]
    assert held == [at for at, char in enumerate(text) if not char.isspace()]


def test_entities_come_in_the_models_own_labels_with_offsets(language):
    text = "In December 2019 NATO leaders met in London."
    found = {text[entity.start : entity.end]: entity.label for entity in language.analyse(text).entities}
    assert found == {"December 2019": "DATE", "NATO": "ORG", "London": "GPE"}


def test_the_full_parse_has_tags_lemmas_and_dependencies(language):
    doc = language.parse("The treaty was signed in London.")
    assert [token.lemma_ for token in doc if token.dep_ == "ROOT"] == ["sign"]


@pytest.mark.parametrize("text", ["", " \n\n\t"])
def test_nothing_visible_has_no_sentences(language, text):
    assert language.analyse(text).sentences == ()


def test_another_model_without_sentence_recogniser_gets_a_rule_for_sentences(tmp_path):
    import spacy

    spacy.blank("en").to_disk(tmp_path / "blank")
    language = Language(str(tmp_path / "blank"))
    assert sentences(language, "One is here. Two is there.") == ["One is here.", "Two is there."]
    assert language.name.startswith("en_")


def test_shared_word_vectors_are_computed_only_where_a_part_listens_to_them(language, tmp_path):
    import spacy
    from spacy.training import Example

    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96}
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec")
    nlp.add_pipe("senter", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    doc = nlp.make_doc("One is here. Two is there.")
    told = {"words": [token.text for token in doc], "sent_starts": [1, 0, 0, 0, 1, 0, 0, 0]}
    nlp.initialize(lambda: [Example.from_dict(doc, told)])
    nlp.to_disk(tmp_path / "listening")
    listening = Language(str(tmp_path / "listening"))
    assert "".join(sentences(listening, "One is here. Two is there.")).startswith("One")
    assert listening._fast.pipe_names == ["tok2vec", "senter"]
    assert language._fast.pipe_names == ["senter", "ner"]


@pytest.mark.parametrize("damage", ["missing", "empty folder", "broken config"])
def test_a_model_that_cannot_be_loaded_is_named_with_the_remedy(tmp_path, damage):
    folder = tmp_path / "model"
    if damage != "missing":
        folder.mkdir()
    if damage == "broken config":
        (folder / "config.cfg").write_text("[nlp]\nlang = 5\n")
        (folder / "meta.json").write_text('{"lang": "en", "name": "x", "version": "1"}')
    with pytest.raises(ModelError, match="is no spaCy model that can be loaded; install it"):
        Language(str(folder)).analyse("Anything.")


def test_the_shipped_model_comes_without_torch_and_another_thread_may_have_it():
    script = """
import sys, threading
from pipeline.language import Language, _without_torch
Language().analyse("NATO met.")
assert "torch" not in sys.modules
with _without_torch():
    other = threading.Thread(target=lambda: __import__("torch"))
    other.start()
    other.join()
assert "torch" in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_shipped_model_is_named_with_its_version_without_being_loaded():
    language = Language()
    assert language.name.startswith("en_core_web_sm 3.")
    assert "_fast" not in vars(language)


def test_sentences_of_the_reference_notes_are_found(language, shared):
    notes = [json.loads(line) for line in (shared / "claims/notes.jsonl").read_text(encoding="utf-8").splitlines()]
    right = said = wanted = 0
    for note in notes:
        gold, at = set(), 0
        for sentence in note["sentences"]:
            start = note["text"].index(sentence["text"], at)
            at = start + len(sentence["text"])
            gold.add(Span(start, at))
        found = set(language.analyse(note["text"]).sentences)
        right, said, wanted = right + len(gold & found), said + len(found), wanted + len(gold)
    assert 2 * right / (said + wanted) > 0.99
