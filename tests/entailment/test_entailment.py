import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline.entailment.load
from pipeline.entailment import CLASSES, Entailment, focus, load_entailment, load_ranker, load_reader
from pipeline.entailment.load import CALIBRATION, RANKER, RANKER_FOLDER, READER, READER_FOLDER, SHIPPED, SHIPPED_FOLDER
from pipeline.entailment.packed import PACKED, PLAIN, pack, unpack
from pipeline.errors import ModelError
from pipeline.settings import Settings
from tests.entailment.conftest import save_small_model

PAIRS = [
    ("The Treaty entered into force on 10 October 1967.", "The Treaty entered into force in 1967."),
    ("The Treaty entered into force on 10 October 1967.", "The Treaty entered into force in 1972."),
    ("The Accords were opened in Washington. " * 40, "The Treaty has seventeen articles."),
]


@pytest.fixture(scope="module")
def small(small_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(cache=tmp_path_factory.mktemp("cache"), entailment=str(small_model))


def by_torch(folder: Path, pairs: list[tuple[str, str]]) -> np.ndarray:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    order = [model.config.label2id[name] for name in ("ENTAILMENT", "CONTRADICTION", "NEUTRAL")]
    coded = tokenizer(
        [focus(*pair) for pair in pairs],
        [pair[1] for pair in pairs],
        padding=True,
        truncation=True,
        max_length=256,
        return_tensors="pt",
    )
    with torch.no_grad():
        return torch.softmax(model(**coded).logits, -1).numpy()[:, order]


def test_a_named_model_answers_as_it_does_in_transformers_whatever_the_order_of_its_classes(
    small: Settings, small_model: Path
):
    model = load_entailment(small)
    scores = model.score(PAIRS)
    assert scores.shape == (3, len(CLASSES))
    assert np.allclose(scores, by_torch(small_model, PAIRS), atol=0.03)
    assert model.name == str(small_model)


def test_probabilities_do_not_depend_on_the_company_of_a_pair(small: Settings):
    model = load_entailment(small)
    many = model.score(PAIRS * 20)
    assert np.array_equal(many[:3], many[-3:])
    assert np.array_equal(model.score(PAIRS[:1])[0], many[0])
    assert np.allclose(many.sum(axis=1), 1, atol=1e-5)


def test_no_pairs_have_no_scores(small: Settings):
    assert load_entailment(small).score([]).shape == (0, 3)


def test_packed_weights_answer_as_the_plain_ones(small: Settings, small_model: Path, tmp_path: Path):
    pack(small_model, tmp_path / "packed")
    assert (tmp_path / "packed" / PACKED).stat().st_size < (small_model / PLAIN).stat().st_size / 2
    unpack(tmp_path / "packed", tmp_path / "plain")
    plain = load_entailment(small, model=str(tmp_path / "plain"))
    assert np.allclose(plain.score(PAIRS), load_entailment(small).score(PAIRS), atol=0.05)


def test_a_calibration_beside_the_weights_is_heeded(small: Settings, small_model: Path, tmp_path: Path):
    folder = shutil.copytree(small_model, tmp_path / "model")
    (folder / CALIBRATION).write_text(json.dumps({"temperature": 2.0, "bias": [0.0, 5.0, 0.0]}))
    before, after = load_entailment(small).score(PAIRS), load_entailment(small, model=str(folder)).score(PAIRS)
    assert (after[:, 1] > before[:, 1]).all()


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ({0: "positive", 1: "negative"}, "has the classes positive, negative"),
        ({0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"}, "has the classes LABEL_0, LABEL_1, LABEL_2"),
    ],
)
def test_a_model_of_another_kind_is_refused(small: Settings, tmp_path: Path, labels: dict[int, str], said: str):
    folder = save_small_model(tmp_path, labels)
    with pytest.raises(ModelError, match=f"{said}; an entailment model has entailment, contradiction and neutral"):
        load_entailment(small, model=str(folder))


def test_a_folder_without_a_model_is_refused(small: Settings, tmp_path: Path):
    with pytest.raises(ModelError, match=r"is no model of transformers"):
        load_entailment(dataclasses.replace(small, entailment=str(tmp_path)))


def test_the_shipped_model_is_the_default_and_small(settings: Settings):
    model = load_entailment(settings)
    assert (model.name, model.model_hash) == (SHIPPED, (SHIPPED_FOLDER / "SHA256").read_text().split()[0])
    sizes = [
        sum(path.stat().st_size for path in folder.iterdir())
        for folder in (SHIPPED_FOLDER, READER_FOLDER, RANKER_FOLDER)
    ]
    # Each is bound to 30 MB; of the reader and the ranker all layers are their own, but not the word vectors.
    assert [size < most for size, most in zip(sizes, (24_000_000, 12_000_000, 12_000_000), strict=True)] == [True] * 3


def test_the_shipped_weights_in_the_form_of_transformers_are_a_model_that_one_can_name(
    settings: Settings, tmp_path: Path
):
    unpack(SHIPPED_FOLDER, tmp_path)
    named = load_entailment(dataclasses.replace(settings, cache=tmp_path / "cache"), model=str(tmp_path))
    assert np.array_equal(named.score(PAIRS), load_entailment(settings).score(PAIRS))


EVIDENCE = "The Outer Space Treaty entered into force on 10 October 1967 and has 115 parties."


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        ("The Outer Space Treaty came into force in 1967.", "supported"),
        ("The Outer Space Treaty entered into force in October 1972.", "refuted"),
        ("The Outer Space Treaty never entered into force.", "refuted"),
        ("The Outer Space Treaty has 98 parties.", "refuted"),
        ("Mexico is the depositary of the Treaty of Tlatelolco.", "not_enough_info"),
    ],
)
def test_the_shipped_model_tells_support_from_contradiction_and_silence(settings: Settings, claim: str, label: str):
    scores = load_entailment(settings).score([(EVIDENCE, claim)])[0]
    assert CLASSES[int(scores.argmax())] == label


@pytest.mark.parametrize(
    ("text", "question", "answered"),
    [
        (
            "The UN Office for Outer Space Affairs runs the register.",
            "Which office is in charge of the register?",
            True,
        ),
        ("The UN Office for Outer Space Affairs runs the register.", "When was the register opened?", False),
        (EVIDENCE, "When did the Outer Space Treaty come into force?", True),
        (EVIDENCE, "How many States are parties to the Outer Space Treaty?", True),
        (EVIDENCE, "Who is the depositary of the Outer Space Treaty?", False),
    ],
)
def test_the_reader_tells_whether_a_text_answers_a_question(
    settings: Settings, text: str, question: str, answered: bool
):
    model = load_reader(settings)
    assert (model.score([(text, question)])[0, 0] > 0.5) == answered
    assert model.name == READER


def test_the_reader_is_the_same_whatever_model_judges_claims(settings: Settings, small: Settings):
    other = load_reader(dataclasses.replace(settings, entailment=small.entailment))
    pairs = [(EVIDENCE, "How many States are parties?")]
    assert np.array_equal(other.score(pairs), load_reader(settings).score(pairs))


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("rules on weapons of mass destruction in orbit", 1),
        ("When did the treaty come into force?", 0),
        ("Space debris in low orbits doubled within ten years.", 2),
    ],
)
def test_the_ranker_tells_what_a_query_looks_for(settings: Settings, query: str, best: int):
    model = load_ranker(settings)
    passages = [
        EVIDENCE,
        "Article IV of the Outer Space Treaty forbids States to place nuclear arms around the Earth.",
        "Twice as many fragments as a decade before circle the Earth below 2,000 kilometres.",
    ]
    assert int(model.score([(passage, query) for passage in passages])[:, 0].argmax()) == best
    assert model.name == RANKER


GONE_ON = pytest.mark.parametrize(
    ("shipped", "load"), [("READER_FOLDER", load_reader), ("RANKER_FOLDER", load_ranker)], ids=["reader", "ranker"]
)


@GONE_ON
def test_weights_that_go_with_others_are_refused(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shipped: str,
    load: Callable[[Settings], Entailment],
):
    folder = shutil.copytree(getattr(pipeline.entailment.load, shipped), tmp_path / "part")
    own, base = (folder / "SHA256").read_text().splitlines()
    (folder / "SHA256").write_text(f"{own}\n{'0' * 64}  {base.split()[1]}\n")
    monkeypatch.setattr(f"pipeline.entailment.load.{shipped}", folder)
    with pytest.raises(ModelError, match=r"go with others than .*; install Travaux again"):
        load(settings)
    (folder / "SHA256").unlink()
    with pytest.raises(ModelError, match=r"cannot be read .*; install Travaux again"):
        load(settings)


@pytest.mark.parametrize("start", ["unpacked", "as before packing"])
def test_weights_stored_as_what_differs_are_whole_again_with_their_base(tmp_path: Path, small_model: Path, start: str):
    from safetensors.numpy import load_file, save_file

    pack(small_model, tmp_path / "base")
    unpack(tmp_path / "base", tmp_path / "plain")
    weights = load_file((tmp_path / "plain" if start == "unpacked" else small_model) / PLAIN)
    changed = next(name for name in weights if name.endswith("layer.0.output.dense.weight"))
    weights[changed] = weights[changed] * 2
    save_file(weights, tmp_path / "plain" / PLAIN, metadata={"format": "pt"})
    pack(tmp_path / "plain", tmp_path / "part", base=tmp_path / "base")
    assert set(load_file(tmp_path / "part" / PACKED)) == {changed, f"{changed}.scale"}
    unpack(tmp_path / "part", tmp_path / "again", base=tmp_path / "base")
    again = load_file(tmp_path / "again" / PLAIN)
    assert again.keys() == weights.keys()
    for name, value in weights.items():
        assert np.allclose(again[name], value, rtol=1e-5, atol=0 if start == "unpacked" else np.abs(value).max() / 127)
    assert (tmp_path / "again" / "config.json").is_file()


@pytest.mark.parametrize(
    ("shipped", "load"),
    [("SHIPPED_FOLDER", load_entailment), ("READER_FOLDER", load_reader), ("RANKER_FOLDER", load_ranker)],
    ids=["claims", "reader", "ranker"],
)
def test_altered_weights_are_refused(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shipped: str,
    load: Callable[[Settings], Entailment],
):
    folder = shutil.copytree(getattr(pipeline.entailment.load, shipped), tmp_path / "weights")
    monkeypatch.setattr(f"pipeline.entailment.load.{shipped}", folder)
    with (folder / PACKED).open("r+b") as stream:
        stream.seek(1_000_000)
        stream.write(b"\x00\x01\x02\x03")
    with pytest.raises(ModelError, match=r"are not the pinned ones .* install Travaux again"):
        load(settings)


def test_short_evidence_is_left_as_it_is():
    assert focus("One. Two.", "Two") == "One. Two."


def test_of_long_evidence_the_sentences_that_speak_of_the_claim_are_kept_in_their_order():
    filler = "Nothing of interest was decided at that meeting of the board either. "
    evidence = filler * 5 + "The depositary is Mexico. " + filler * 5 + "Mexico received the ratifications."
    kept = focus(evidence, "Mexico received ratifications as depositary", most_words=30)
    assert kept.index("The depositary is Mexico.") < kept.index("Mexico received the ratifications.")
    assert len(kept.split()) <= 30


@given(st.text(alphabet="ab .!?\n", max_size=400), st.text(alphabet="ab ", max_size=20), st.integers(1, 30))
def test_focus_keeps_sentences_whole_and_at_least_one(evidence: str, claim: str, most: int):
    kept = focus(evidence, claim, most_words=most)
    assert set(kept.split()) <= set(evidence.split())
    assert bool(kept.split()) == bool(evidence.split())
