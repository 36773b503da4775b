"""The verdict that the entailment model decides or helps to decide, with the alignment's reasons."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.claims.combine import EVIDENCE_SHOWN, REASONS_SHOWN, Assessed, decide
from pipeline.claims.weigh import Weighed, probabilities
from pipeline.claims.weights import Weights
from pipeline.data import REGISTRY, Claim, Stance, Verdict, VerdictLabel

LABELS: tuple[VerdictLabel, ...] = ("supported", "refuted", "not_enough_info")
_STANCES: dict[VerdictLabel, Stance] = {"supported": "supports", "refuted": "refutes", "not_enough_info": "neutral"}
_SAID: dict[VerdictLabel, str] = {
    "supported": "{what} says what the claim says",
    "refuted": "{what} speaks against the claim",
    "not_enough_info": "{what} does not settle the claim",
}
# A claim that is likelier supported or refuted than anything else, yet less than this, is left open; but not one that
# the words of a source contradict outright. A false "supported" is the worst of errors, so it takes more.
_LEAST: dict[VerdictLabel, float] = {"supported": 0.5, "refuted": 0.4, "not_enough_info": 0.0}
_CLEAR = 0.5  # probability from which a sentence counts as for or against a claim
# A sentence beside the deciding one is shown as for or against the claim only if it lies nearly as near: of others the
# model holds too many for contradictions.
_AS_NEAR = 0.1
_BALANCED = 0.15  # sources are in conflict when both sides are clear and lie nearer than this
# How sure a sentence in the claim's own words makes: of 46 such pairs of the research sets 34 are supported, and the
# other 12 are about words in scope of a quantifier.
_IN_THESE_WORDS = 0.97
_SAME_WORDS = 5  # fewer say too little to be the same statement
_WORD = re.compile(r"[^\W_]+(?:[.,/’'-][^\W_]+)*")
_LEANING = re.compile(
    r"(?:it|its|they|their|he|she|his|her|this|that|these|those|both|such|there"
    r"|the (?:treaty|agreement|convention|accords?|protocol|resolution|document|text|same|latter|former))\b",
    re.IGNORECASE,
)


def says_so(text: str, claim: str) -> bool:
    """Whether a sentence of the text is the claim in the same words, but for capitals, spaces and the full stop."""
    whole, wanted = (" ".join(each.casefold().split()) for each in (text, claim))
    wanted = wanted.rstrip(".!? ")
    at = whole.find(wanted) if wanted else -1
    while at >= 0:
        before, after = whole[:at].rstrip(), whole[at + len(wanted) :]
        if (not before or before[-1] in '.!?"”’)') and (not after or after[0] in ".!?"):
            return True
        at = whole.find(wanted, at + 1)
    return False


def denies(sentence: str, claim: str) -> bool:
    """Whether the sentence is the claim in the same words, five at least, but for a negation ("with" for "without")."""
    theirs, ours = _negations(sentence), _negations(claim)
    if len(ours) < _SAME_WORDS or [word for word, _ in theirs] != [word for word, _ in ours]:
        return False
    return sum(one != other for one, other in zip(theirs, ours, strict=True)) == 1


def _negations(text: str) -> list[tuple[str, bool]]:
    """The words of a text, each with whether a negation stands before it; negations themselves are left out.

    Not the lexicon's negators: without "no", "none", "neither" or "hardly" another sentence is left than its contrary.
    """
    words: list[tuple[str, bool]] = []
    denied = False
    for word in _WORD.findall(
        text.casefold().replace("n't", " not").replace("n’t", " not").replace("cannot", "can not")
    ):
        if word in ("not", "never"):
            denied = True
        elif word == "without":
            words.append(("with", True))
            denied = False
        else:
            words.append((word, denied))
            denied = False
    return words


def read_as(verdict: Verdict, scores: NDArray[np.float32], *, verbatim: bool = False) -> Verdict:
    """The verdict on given evidence, with the label that the model holds likeliest.

    Args:
        verdict: what the alignment found; its reasons follow the model's where the labels agree.
        scores: the model's probabilities, shape (3,), in the order of `pipeline.entailment.CLASSES`.
        verbatim: the evidence says it in the same words, which goes before what the model makes of it.
    """
    label = LABELS[int(scores.argmax())]
    sure = float(scores.max())
    reason = f"{_SAID[label].format(what='The evidence, read as a whole,')} (entailment model, {sure:.0%})."
    if verbatim:
        sure = max(float(scores[0]), _IN_THESE_WORDS)
        label, reason = "supported", "The evidence says it in the same words."
    if verdict.label == label:
        return replace(verdict, confidence=sure, reasons=(reason, *verdict.reasons))
    noted = f"Compared word by word it would be {verdict.label.replace('_', ' ')}."
    evidence = verdict.evidence[:1] and (
        replace(verdict.evidence[0], stance=_STANCES[label]),
        *verdict.evidence[1:],
    )
    return replace(verdict, label=label, confidence=sure, reasons=(reason, noted, *verdict.reasons), evidence=evidence)


def conclude(
    claim: Claim, assessed: Sequence[Assessed], weighed: Weighed, weights: Weights, *, strict: float = 0.0
) -> Verdict:
    """The verdict on evidence found in the index.

    Args:
        claim: what was checked.
        assessed: its candidates, in the order of the retrieval.
        weighed: the claim's signals, and each candidate's.
        weights: `weights.yaml`.
        strict: the least probability for "supported"; below it the verdict is "not_enough_info".
    """
    worded = decide(claim, assessed, weights)
    if not assessed:
        return worded
    likely = probabilities(weighed.signals, weights.together)
    label = LABELS[int(likely.argmax())]
    sure = float(likely.max())
    verbatim, denied = ((), ()) if _LEANING.match(claim.text) else _in_its_words(claim, assessed)
    if verbatim:  # whatever the model makes of them
        read = weighed.read.copy()
        read[list(verbatim)] = (1.0, 0.0, 0.0)
        weighed = replace(weighed, read=read)
    for_it, against = (int(weighed.read[:, side].argmax()) for side in (0, 1))
    deciding: tuple[int, ...] = (max(range(len(assessed)), key=lambda place: weighed.nearness[place]),)
    head = "The nearest sentence"
    contested = for_it != against and _in_conflict(weighed, for_it, against)
    if verbatim:
        contested = contested and weighed.nearness[against] >= weighed.nearness[verbatim[0]] - _AS_NEAR
    else:
        contested = contested and abs(likely[0] - likely[1]) < _BALANCED
    if worded.label not in (label, "not_enough_info"):  # what the words say outright goes before the model
        label, sure = worded.label, worded.confidence
    if verbatim and not contested:
        label, sure = "supported", max(float(likely[0]), _IN_THESE_WORDS)
    if denied and not contested:
        label, sure = "refuted", max(float(likely[1]), _IN_THESE_WORDS)
    if contested:
        label, sure, deciding = "not_enough_info", float(likely[2]), (for_it, against)
        reasons = ["The sources contradict each other on this claim; a person must weigh them."]
    elif label == "supported" and sure < strict:
        label, sure, deciding = "not_enough_info", 1.0 - sure, (for_it,)
        reasons = [f"It is likely supported ({1.0 - sure:.0%}), but not by the {strict:.0%} that were asked for."]
    elif verbatim or denied:
        deciding = (verbatim or denied)[:1]
        title = assessed[deciding[0]].evidence.title
        named = f" of '{title}'" if title else ""
        reasons = [f"A sentence{named} says it in the same words{'' if verbatim else ' but for a negation'}."]
    else:
        outright = label == "refuted" and weighed.signals["opposed"] >= weights.decision["refuted"]
        if sure < _LEAST[label] and not outright:
            label, sure = "not_enough_info", float(likely[2])
        if label != "not_enough_info":
            deciding = (_deciding(label, assessed, weighed),)
            title = assessed[deciding[0]].evidence.title
            head = f"A sentence of '{title}'" if title else "A sentence"
        reasons = [f"{_SAID[label].format(what=head)} ({sure:.0%} likely)."]
    if worded.label == label:
        reasons += worded.reasons[1:] if label != "refuted" else worded.reasons
    else:
        reasons += [
            finding.reason
            for finding in assessed[deciding[0]].assessment.findings
            if finding.reason and (finding.outcome == "agrees") == (label == "supported")
        ]
    # What the registry says beside documents is shown after them, unless it decides.
    of_registry = [item.evidence.doc_id.startswith(REGISTRY) for item in assessed]
    order = [
        *deciding,
        *sorted(range(len(assessed)), key=lambda place: (of_registry[place], -weighed.nearness[place])),
    ]
    shown = [
        replace(assessed[place].evidence, stance=_stance(place, label, deciding, weighed))
        for place in list(dict.fromkeys(order))[:EVIDENCE_SHOWN]
    ]
    return Verdict(claim, label, sure, tuple(dict.fromkeys(reasons))[:REASONS_SHOWN], tuple(shown))


def _in_its_words(claim: Claim, assessed: Sequence[Assessed]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The candidates that say the claim in the same words; where none does, those that do so but for a negation."""
    texts = [item.evidence.text for item in assessed]
    same = tuple(place for place, text in enumerate(texts) if says_so(text, claim.text))
    return same, () if same else tuple(place for place, text in enumerate(texts) if denies(text, claim.text))


def _deciding(label: VerdictLabel, assessed: Sequence[Assessed], weighed: Weighed) -> int:
    """The candidate that speaks most clearly for the label, by model and alignment."""

    def clear(place: int) -> float:
        scores = assessed[place].assessment.scores
        worded = scores.supported if label == "supported" else scores.refuted
        return float(weighed.read[place, LABELS.index(label)]) + worded + weighed.nearness[place]

    return max(range(len(assessed)), key=clear)


def _in_conflict(weighed: Weighed, for_it: int, against: int) -> bool:
    return bool(weighed.read[for_it, 0] >= _CLEAR and weighed.read[against, 1] >= _CLEAR)


def _stance(place: int, label: VerdictLabel, deciding: Sequence[int], weighed: Weighed) -> Stance:
    if place in deciding and label != "not_enough_info":
        return _STANCES[label]
    side = int(weighed.read[place].argmax())
    near = weighed.nearness[place] >= max(weighed.nearness[one] for one in deciding) - _AS_NEAR
    return _STANCES[LABELS[side]] if near and weighed.read[place, side] >= _CLEAR else "neutral"
