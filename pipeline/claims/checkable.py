"""Whether a statement can be checked, and if not, what it is: opinion, vague, forecast, or about the document."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.claims.clauses import Clause
from pipeline.claims.cues import Cues
from pipeline.claims.facts import Setting, find_facts, frames_of, is_norm, values, within
from pipeline.claims.reading import Reading
from pipeline.data import ClaimKind
from pipeline.treaties import find_citations

if TYPE_CHECKING:
    from spacy.tokens import Token

_CITES = re.compile(
    r"(?:See|Cf\.?|Compare|Ibid|Id\.|Sources?:|Note:|(?:Table|Figure|Fig\.|Box|Map|Chart)\s+\d)(?!\w)|\[\d{4}\] [A-Z]"
)
_COPULAS = ("be", "become", "remain", "seem", "prove", "appear")


@dataclass(frozen=True, slots=True)
class Sorting:
    """What kind of statement it is, and why in words."""

    kind: ClaimKind
    reason: str


def sort_statement(reading: Reading, clause: Clause, setting: Setting, cues: Cues) -> Sorting:
    """The kind of one statement of a sentence, with the reason."""
    head = reading.doc[clause.head]
    text = _text(reading, clause)
    about = _about_itself(reading, clause, cues)
    if about:
        return Sorting("self", f"It speaks about the document itself ('{about}').")
    if text.endswith(":"):
        return Sorting("vague", "It only introduces a list.")
    if text.endswith("?"):
        return Sorting("vague", "It is a question.")
    facts = find_facts(reading, clause, setting, cues)
    bound = is_norm(reading, clause, setting, cues)
    ahead = _ahead(reading, clause, text, cues, bool(facts))
    if ahead and not (bound and facts):
        return Sorting("forecast", f"It speaks of what is to come ('{ahead}').")
    advice = next((word.text for word in (head, *head.children) if word.lower_ in cues.advice_auxiliaries), None)
    if advice is not None and not bound:
        return Sorting("opinion", f"It says what ought to be, not what is ('{advice}').")
    praise = _praise(reading, clause, cues)
    stated = bool(facts) and head.lemma_.lower() in cues.provisions  # "the Accords highlight the need for transparency"
    if praise and not stated and not _outweighs(reading, clause):
        return Sorting("opinion", f"It values rather than reports ('{praise}').")
    verbs = any(reading.doc[index].tag_ in ("VBD", "VBZ", "VBP", "MD") for index in clause.tokens)
    if not verbs and (_CITES.match(text) or find_citations(text)):
        return Sorting("vague", "It only says where something is printed, or what a table shows.")
    if facts:
        return Sorting("claim", f"It can be checked: {'; '.join(facts)}.")
    if not verbs and not any(child.dep_ in ("nsubj", "nsubjpass") for child in head.children):
        return Sorting("vague", "It has no verb of its own and states nothing that could be true or false.")
    verb = next((frame for frame in frames_of(reading, clause) if frame.predicate in cues.promotional), None)
    if verb is not None:
        said = reading.doc[verb.index].text
        return Sorting("vague", f"It states a purpose or a benefit in general ('{said}') that nothing could disprove.")
    return Sorting("vague", "It names no date, number, provision or act of anything named that could be checked.")


def _text(reading: Reading, clause: Clause) -> str:
    own = sorted(clause.own)
    return reading.text[reading.doc[own[0]].idx : reading.doc[own[-1]].idx + len(reading.doc[own[-1]])].strip()


def _about_itself(reading: Reading, clause: Clause, cues: Cues) -> str | None:
    """The words by which a statement speaks about the text that it stands in."""
    text = reading.text.lower()
    phrase = next((phrase for phrase in sorted(cues.self_phrases) if phrase in text), None)
    if phrase is not None:
        return phrase
    head = reading.doc[clause.head]
    for token in reading.doc:
        if token.lemma_.lower() in cues.self_nouns and _points_here(token):
            if token.dep_ in ("nsubj", "nsubjpass", "poss") and token.head in (head, *head.children):
                return f"{token.left_edge.text} {token.text}" if token.left_edge != token else str(token.text)
            if token.dep_ == "pobj" and token.i < head.i and token.head.i <= 1:
                return f"{token.head.text} {token.left_edge.text} {token.text}"
        writes = token.lower_ in ("we", "i") or token.lemma_.lower() in ("author", "reader")
        if writes and token.dep_ == "nsubj" and token.head == head and head.lemma_.lower() in cues.discourse:
            return f"{token.text} {head.text}"
    return None


def _points_here(token: "Token") -> bool:
    """Whether a noun such as "report" is this one, or the one before or after it in the same text."""
    words = {child.lower_ for child in token.children}
    return bool({"this", "present", "next", "following", "preceding", "previous", "our"} & words)


def _ahead(reading: Reading, clause: Clause, text: str, cues: Cues, facts: bool) -> str | None:
    """The words that set the statement in the future; a future that somebody announced is not one."""
    head = reading.doc[clause.head]
    verb = head.head if head.dep_ in ("attr", "acomp") else head
    for child in verb.children:
        if child.dep_ in ("aux", "auxpass") and child.lower_ in cues.forecast_auxiliaries:
            return str(child.text)
    lower = text.lower()
    for phrase in sorted(cues.forecast_phrases):
        found = re.search(rf"\b{phrase}\b", lower)
        if found is not None and (not facts or _leads(reading, clause, phrase)):
            return str(found[0])
    modal = next((child.text for child in verb.children if child.lower_ in cues.possible_auxiliaries), None)
    time = next((phrase for phrase in sorted(cues.time_ahead) if re.search(rf"\b{phrase}\b", lower)), None)
    if modal is not None and time is not None:
        return f"{modal} ... {time}"
    return None


def _leads(reading: Reading, clause: Clause, phrase: str) -> bool:
    """Whether the words of the phrase hang on the statement's own verb ("is expected to operate")."""
    head = reading.doc[clause.head]
    words = set(phrase.split())
    return any(token.lower_ in words and token in (head, *head.children) for token in reading.doc)


def _praise(reading: Reading, clause: Clause, cues: Cues) -> str | None:
    """The word of worth that the statement turns on: what its subject is said to be, or to play, serve as or mark."""
    head = reading.doc[clause.head]
    lemma = head.lemma_.lower()
    if lemma in cues.valuing:
        return str(head.text)
    for child in head.children:
        if child.dep_ in ("nsubj", "nsubjpass") and child.lemma_.lower() in cues.worth:
            return str(child.text)
        if child.dep_ == "advmod" and child.lower_ in cues.stance:
            return str(child.text)
    turning: list[Token] = []
    if lemma in _COPULAS:
        turning = [child for child in head.children if child.dep_ in ("attr", "acomp", "oprd")]
    elif lemma in cues.portraying:
        turning = [child for child in head.children if child.dep_ in ("dobj", "attr", "oprd")]
        turning += [
            word for child in head.children if child.dep_ == "prep" and child.lower_ == "as" for word in child.children
        ]
    turning += [
        word
        for kind in turning
        if kind.lemma_.lower() in ("kind", "sort", "type", "piece", "act")
        for of in kind.children
        if of.lower_ == "of"
        for word in of.children
    ]
    for word in turning:
        for near in (word, *(child for child in word.children if child.dep_ in ("amod", "advmod", "compound", "conj"))):
            if near.i in clause.own and (values(near, cues) or near.lemma_.lower() in cues.worth):
                return str(near.text)
    if lemma in ("underscore", "highlight", "demonstrate", "emphasize", "emphasise", "show", "stress"):
        for child in head.children:
            if child.dep_ == "dobj" and child.lemma_.lower() in cues.worth:
                return str(child.text)
    return None


def _outweighs(reading: Reading, clause: Clause) -> bool:
    """Whether a date or a number makes a statement checkable although it values, too.

    A year that only tells which thing is meant does not ("the 2022 moratorium was the most significant step").
    """
    telling = {
        token.idx
        for token in reading.doc
        if token.dep_ in ("nummod", "amod", "compound", "nmod") and token.head.pos_ in ("NOUN", "PROPN")
    }
    dated = any(within(clause, reading, date.start) and date.start not in telling for date in reading.dates)
    return dated or any(
        one.value > 2 and one.unit and not one.ordinal and within(clause, reading, one.start)
        for one in reading.quantities
    )
