"""What becomes of weighed signals: a label, and how likely that very label is."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.claims.alignment import Assessment, Scores
from pipeline.claims.combine import Assessed
from pipeline.claims.conclude import conclude, denies, says_so
from pipeline.claims.weigh import Weighed, probabilities
from pipeline.claims.weights import load_weights
from pipeline.data import Claim, Evidence

CLAIM = Claim("c1", "The pact has nine parties.")


def assessed(doc_id: str, text: str) -> Assessed:
    evidence = Evidence(doc_id, f"{doc_id}#0-{len(text)}", 0, len(text), text, 0.9, "neutral", "reference")
    features = {"coverage": 0.8, "own": 0.8, "predicate": 1.0, "agreements": 0.0, "similarity": 0.9}
    return Assessed(evidence, Assessment(Scores(0.2, 0.2, 0.6), (), features))


@pytest.mark.parametrize(
    ("side", "constant", "opposed", "label"),
    [
        ("supported", 1.0, 0.0, "supported"),
        ("supported", 0.5, 0.0, "not_enough_info"),
        ("refuted", 0.5, 0.0, "refuted"),
        ("refuted", 0.2, 0.3, "not_enough_info"),
        ("refuted", 0.2, 0.6, "refuted"),  # what a source says in so many words
    ],
)
def test_what_is_not_likely_enough_is_left_open(side: str, constant: float, opposed: float, label: str) -> None:
    shipped = load_weights()
    even = {name: dict.fromkeys(signals, 0.0) for name, signals in shipped.together.items()}
    even[side]["constant"] = constant
    signals = dict.fromkeys(next(iter(even.values())), 0.0) | {"opposed": opposed}
    weighed = Weighed(signals, (0.9,), np.zeros((1, 3), np.float32))
    verdict = conclude(CLAIM, [assessed("a.md", "The pact has parties.")], weighed, replace(shipped, together=even))
    assert verdict.label == label
    likely = probabilities(signals, even)
    assert verdict.confidence == pytest.approx(likely.max() if label != "not_enough_info" else likely[2])


@pytest.mark.parametrize(
    ("scores", "side", "label"),
    [
        (Scores(0.1, 0.8, 0.1), "supported", "refuted"),
        (Scores(0.8, 0.0, 0.2), "refuted", "supported"),
        (Scores(0.1, 0.8, 0.1), "not_enough_info", "refuted"),
        (Scores(0.3, 0.3, 0.4), "supported", "supported"),
    ],
)
def test_what_the_words_say_outright_goes_before_the_model(scores: Scores, side: str, label: str) -> None:
    piece = assessed("a.md", "The pact has parties.")
    piece = replace(piece, assessment=replace(piece.assessment, scores=scores))
    shipped = load_weights()
    sure = {name: dict.fromkeys(signals, 0.0) for name, signals in shipped.together.items()}
    sure[side]["constant"] = 5.0
    weighed = Weighed(dict.fromkeys(next(iter(sure.values())), 0.0), (0.9,), np.zeros((1, 3), np.float32))
    assert conclude(CLAIM, [piece], weighed, replace(shipped, together=sure)).label == label


def test_a_conflict_is_as_sure_as_leaving_the_claim_open_is_likely():
    pieces = [assessed("a.md", "The pact has nine parties."), assessed("b.md", "The pact has eight parties.")]
    shipped = load_weights()
    # Both sides alike, and leaving it open less likely than either.
    even = {name: dict.fromkeys(signals, 0.0) for name, signals in shipped.together.items()}
    for label, constant in (("supported", 1.0), ("refuted", 1.0), ("not_enough_info", 0.0)):
        even[label]["constant"] = constant
    read = np.array([[0.9, 0.05, 0.05], [0.05, 0.9, 0.05]], np.float32)
    weighed = Weighed(dict.fromkeys(next(iter(even.values())), 0.0), (0.9, 0.9), read)
    likely = probabilities(weighed.signals, even)
    assert likely[0] == pytest.approx(likely[1])
    assert likely[2] < likely[0]
    verdict = conclude(CLAIM, pieces, weighed, replace(shipped, together=even))
    assert verdict.label == "not_enough_info"
    assert verdict.confidence == pytest.approx(likely[2])
    assert verdict.reasons[0].startswith("The sources contradict each other")
    assert {piece.stance for piece in verdict.evidence} == {"supports", "refutes"}


@pytest.mark.parametrize(
    ("text", "claim", "same"),
    [
        ("New Zealand joined in 2015, Germany in 2019.", "New Zealand joined in 2015, Germany in 2019.", True),
        ("It met. New Zealand  joined in 2015. It left.", "new zealand joined in 2015", True),
        ("It is untrue that New Zealand joined in 2015.", "New Zealand joined in 2015.", False),
        ("New Zealand joined in 2015 and left in 2016.", "New Zealand joined in 2015.", False),
        ("", "", False),
    ],
)
def test_the_same_words_are_a_whole_sentence(text: str, claim: str, same: bool) -> None:
    assert says_so(text, claim) is same


@pytest.mark.parametrize(
    ("text", "claim", "denied"),
    [
        ("Mining is not in itself appropriation.", "Mining is in itself appropriation.", True),
        ("Oslo paid the sum without admitting guilt.", "Oslo paid the sum with admitting guilt.", True),
        ("It is untrue that Oslo has not paid the sum.", "Oslo has paid the sum.", False),
        ("Mining is not in itself appropriation.", "Mining is not in itself appropriation.", False),
        ("Oslo has not paid and will not pay the sum.", "Oslo has paid and will pay the sum.", False),
        ("It does not pay.", "It does pay.", False),
        ("Oslo paid the sum with a loan.", "Oslo paid the sum without delay.", False),
        ("Hardly any State has signed the pact.", "Any State has signed the pact.", False),
    ],
)
def test_the_same_words_but_for_a_negation(text: str, claim: str, denied: bool) -> None:
    assert denies(text, claim) is denied


def test_a_sentence_in_the_claims_own_words_never_refutes_it():
    claim = Claim("c1", "New Zealand joined in 2015, Germany in 2019.")
    shipped = load_weights()
    sure = {name: dict.fromkeys(signals, 0.0) for name, signals in shipped.together.items()}
    sure["refuted"]["constant"] = 5.0
    read = np.array([[0.1, 0.8, 0.1], [0.1, 0.1, 0.8]], np.float32)
    weighed = Weighed(dict.fromkeys(next(iter(sure.values())), 0.0), (0.9, 0.3), read)
    pieces = [assessed("a.md", claim.text), assessed("b.md", "Germany has a space agency.")]
    verdict = conclude(claim, pieces, weighed, replace(shipped, together=sure))
    assert (verdict.label, verdict.evidence[0].stance) == ("supported", "supports")
    assert "same words" in verdict.reasons[0]
    against = replace(weighed, nearness=(0.9, 0.85), read=np.array([[0.1, 0.8, 0.1], [0.0, 0.9, 0.1]], np.float32))
    verdict = conclude(claim, pieces, against, replace(shipped, together=sure))
    assert verdict.label == "not_enough_info"
    assert {piece.stance for piece in verdict.evidence} == {"supports", "refutes"}
