"""The part of a sentence that states the fact: cut out exactly, so that praise around it is not checked with it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.claims.cues import Cues
from pipeline.claims.reading import Reading
from pipeline.data import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_MIN_WORDS = 3
_CLAUSES = ("acl", "relcl")
_EMPTY = ("include", "be", "have", "see", "involve", "comprise")


def fact_spans(reading: Reading, cues: Cues) -> tuple[Span, ...]:
    """Offsets into the sentence of its statements of fact, in order, none overlapping another.

    The whole sentence where its main clause reports something itself, less a purpose clause at its end ("... to
    establish principles"). Where the main clause praises or merely lists, the clauses within that report: "The Outer
    Space Treaty, signed in 1967" of a sentence that goes on to call it a cornerstone. Empty where nothing can be cut
    out; the sentence then stands as it is.
    """
    root = next((token for token in reading.doc if token.dep_ == "ROOT"), None)
    if root is None:
        return ()
    if not _praises(root, cues):
        return _without_purpose(root, reading)
    found: list[Span] = []
    for span in sorted(_inner(reading, cues), key=lambda span: (span.start, span.start - span.end)):
        words = reading.text[span.start : span.end].split()
        if len(words) >= _MIN_WORDS and all(span.start >= other.end for other in found):
            found.append(span)
    return tuple(found)


def _praises(root: "Token", cues: Cues) -> bool:
    lemma = root.lemma_.lower()
    if lemma not in _EMPTY:
        return lemma in cues.promotional
    complements = [child for child in root.children if child.dep_ in ("attr", "acomp", "dobj")]
    if lemma == "be":
        words = [word for complement in complements for word in (complement, *complement.children)]
        return any(word.lemma_.lower() in cues.evaluative or word.lower_ in cues.evaluative for word in words)
    return bool(complements)


def _without_purpose(root: "Token", reading: Reading) -> tuple[Span, ...]:
    """The sentence up to a purpose clause that ends it, where a statement is left."""
    end = len(reading.text.rstrip().rstrip(".").rstrip())
    for token in reading.doc:
        if token.tag_ == "VB" and token.dep_ in ("advcl", "acl", "xcomp") and token.head.pos_ in ("VERB", "NOUN"):
            marks = [child for child in token.children if child.lower_ == "to" and child.dep_ == "aux"]
            last = token.right_edge
            if marks and token.head.dep_ != "ROOT" and last.idx + len(last) >= end and not _has_fact(token, reading):
                start = token.left_edge.idx
                left = reading.text[:start].rstrip(" ,;")
                if len(left.split()) >= 2 * _MIN_WORDS:
                    return (Span(0, len(left)),)
    return ()


def _inner(reading: Reading, cues: Cues) -> Iterator[Span]:
    for token in reading.doc:
        if _attributes(token, cues):
            phrase = token.head if token.dep_ in ("amod", "compound", "nmod") else token
            yield _slice(reading, phrase.left_edge, phrase)
        if _reports(token, reading, cues):
            yield _slice(reading, token.head.left_edge, _end_of(token))
        if _binds(token, cues):
            yield _slice(reading, token.left_edge if token.pos_ == "NOUN" else token, _end_of(token))
        if token.dep_ in ("ccomp", "acl") and token.tag_ in ("VB", "VBN") and _forbids(token):
            subject = next((child for child in token.children if child.dep_ in ("nsubj", "nsubjpass")), None)
            if subject is not None:
                yield _slice(reading, subject.left_edge, _end_of(token))


def _reports(token: "Token", reading: Reading, cues: Cues) -> bool:
    """Whether the word heads a clause on a noun that reports a fact ("signed in 1967")."""
    clause = token.dep_ in _CLAUSES and token.pos_ in ("VERB", "AUX") and token.head.pos_ in ("NOUN", "PROPN")
    return clause and token.lemma_.lower() not in cues.promotional and _has_fact(token, reading)


def _binds(token: "Token", cues: Cues) -> bool:
    """Whether the word says what an instrument forbids or demands ("a prohibition on")."""
    norm = token.lemma_.lower() in cues.norms and token.pos_ in ("NOUN", "VERB") and token.dep_ != "amod"
    return norm and any(child.dep_ in ("prep", "dobj") for child in token.children)


def _attributes(token: "Token", cues: Cues) -> bool:
    """Whether the word says who leads, owns or pays ("U.S.-led", in one token or three)."""
    if token.lower_.rpartition("-")[2] not in cues.attribution_endings:
        return False
    return "-" in token.text or (token.i > 1 and token.doc[token.i - 1].text == "-")


def _has_fact(token: "Token", reading: Reading) -> bool:
    """Whether a date or number stands in the clause, or somebody named did what it says."""
    first, last = token.left_edge.idx, token.right_edge.idx + len(token.right_edge)
    dated = [date.start for date in reading.dates]
    dated += [quantity.start for quantity in reading.quantities if quantity.value > 1 and not quantity.ordinal]
    if any(first <= start < last for start in dated):
        return True
    agents = [child for child in token.children if child.dep_ == "agent"]
    return any(reading.name_at(word.i) is not None for agent in agents for word in agent.subtree)


def _forbids(token: "Token") -> bool:
    below = {child.lower_ for child in token.children}
    return bool({"can", "may", "must", "shall"} & below and {"not", "n't"} & below)


def _end_of(token: "Token") -> "Token":
    """The last token of the clause without what is coordinated with it or trails after a comma as praise."""
    last = token
    for child in token.rights:
        if child.dep_ in ("conj", "cc", "punct", "relcl", "advcl"):
            break
        last = max(
            last, _end_of(child) if child.dep_ in ("prep", "dobj", "pobj", "agent") else child.right_edge, key=_place
        )
    return last


def _place(token: "Token") -> int:
    return int(token.i)


def _slice(reading: Reading, first: "Token", last: "Token") -> Span:
    return Span(first.idx, last.idx + len(last))


def joined(spans: Sequence[Span], base: int) -> tuple[Span, ...]:
    """The spans moved from offsets into a sentence to offsets into its document."""
    return tuple(Span(base + span.start, base + span.end) for span in spans)
