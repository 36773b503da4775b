import pytest
import spacy

import pipeline.treaties.component
from pipeline.treaties import find_treaty_references

TEXT = "Article VI of the Outer Space Treaty applies.\n\nThe Treaty also has (Article IX)."


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    nlp = spacy.blank("en")
    nlp.add_pipe(pipeline.treaties.component.NAME)
    return nlp


def test_component_gives_what_the_function_finds(nlp: spacy.Language) -> None:
    doc = nlp(TEXT)
    assert doc._.treaty_references == find_treaty_references(TEXT)
    assert [(span.text, span.label_) for span in doc.spans["treaty_references"]] == [
        ("Article VI of the Outer Space Treaty", "OST"),
        ("Treaty", "OST"),
        ("Article IX", "OST"),
    ]
    assert doc.spans["treaty_references"][0]._.treaty_reference.articles == ("6",)


def test_component_works_on_a_stream_and_on_empty_texts(nlp: spacy.Language) -> None:
    assert [len(doc._.treaty_references) for doc in nlp.pipe([TEXT, "", "Nothing here."])] == [3, 0, 0]


def test_component_takes_a_file_of_instruments(tmp_path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "id: LUNA\nname: Luna Compact\nofficial_title: Compact on the Far Side\ntype: treaty\nconfidence: low\nsource: test\n"
    )
    nlp = spacy.blank("en")
    nlp.add_pipe("treaty_references", config={"registry": str(path)})
    assert [one.treaty_id for one in nlp("the Luna Compact")._.treaty_references] == ["LUNA"]
