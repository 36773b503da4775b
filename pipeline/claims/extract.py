"""From a document to its statements: which can be checked, and what the others are."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.claims.clauses import fact_spans, joined
from pipeline.claims.context import SECTION, antecedent
from pipeline.claims.cues import Cues, load_cues
from pipeline.claims.frames import Frame
from pipeline.claims.names import Name
from pipeline.claims.reading import Reader, Reading, is_leaning
from pipeline.data import Claim, ClaimKind, Document, Heading, Span
from pipeline.language import Language

_BULLET = re.compile(r"[-*•–—·▪◦]\s+|\(?[a-z0-9ivx]{1,4}[.)]\s+", re.IGNORECASE)
_MIN_WORDS = 3


@dataclass(frozen=True, slots=True)
class Sorting:
    """What kind of sentence it is, and why in words."""

    kind: ClaimKind
    reason: str


def extract_claims(document: Document, language: Language) -> tuple[Claim, ...]:
    """Every sentence outside headings as a claim, in document order; `text == document.text[start:end]`.

    Kind "claim" states a fact that can be checked (a date, number, provision, attribution or act of something named);
    any other kind says with its reason why there is nothing to check. The id is made of document, place and words:
    the same sentence keeps it, an edited one gets another.
    """
    reader = Reader(language)
    cues = load_cues()
    spans = language.analyse(document.text, headings=document.headings).sentences
    claims: list[Claim] = []
    section: list[Reading] = []
    above: tuple[Heading, ...] = ()
    for span in spans:
        heads = tuple(heading for heading in document.headings if heading.start < span.end and span.start < heading.end)
        if heads:
            continue
        start, end = _trimmed(document.text, span)
        text = document.text[start:end]
        if len(re.findall(r"\w+", text)) < _MIN_WORDS:
            continue
        path = _headings_above(document, start)
        if path != above:
            section, above = [], path
        reading = reader.read(text)
        titles = [reader.read(document.text[heading.start : heading.end]) for heading in reversed(path)]
        meant = antecedent(reading, section, titles, cues)
        sorting = _sort(document, Span(start, end), reading, reader.read(meant) if meant else None, cues)
        about = f"{SECTION}{document.text[path[-1].start : path[-1].end]}" if path else ""
        parts = joined(fact_spans(reading, cues), start) if sorting.kind == "claim" else ()
        for part in parts or (Span(start, end),):
            words = document.text[part.start : part.end]
            claims.append(
                Claim(
                    claim_id=claim_id(document.doc_id, part.start, part.end, words),
                    text=words,
                    kind=sorting.kind,
                    reason=sorting.reason,
                    doc_id=document.doc_id,
                    start=part.start,
                    end=part.end,
                    context=meant or about,
                )
            )
        section.insert(0, reading)
    return tuple(claims)


def claim_id(doc_id: str, start: int, end: int, text: str) -> str:
    """The stable id of the statement at this place: 16 hex digits."""
    return hashlib.sha256(f"{doc_id}\x1f{start}\x1f{end}\x1f{text}".encode()).hexdigest()[:16]


def _trimmed(text: str, span: Span) -> tuple[int, int]:
    """The sentence without white space around it and without the sign of a list item before it."""
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    bullet = _BULLET.match(text, start, end)
    return (bullet.end(), end) if bullet else (start, end)


def _headings_above(document: Document, start: int) -> tuple[Heading, ...]:
    """The headings under which the offset stands, outermost first."""
    path: list[Heading] = []
    for heading in document.headings:
        if heading.start >= start:
            break
        path = [*(above for above in path if above.level < heading.level), heading]
    return tuple(path)


def _sort(document: Document, span: Span, reading: Reading, meant: Reading | None, cues: Cues) -> Sorting:
    """The kind of a sentence: about the document, no statement, forecast, checkable, advice, praise or vague."""
    text = reading.text.lower()
    notice = document.ai_notice
    if notice is not None and notice.start < span.end and span.start < notice.end:
        return Sorting("self", "It is a notice about how this document was made.")
    phrase = next((phrase for phrase in sorted(cues.self_phrases) if phrase in text), None)
    if phrase is not None:
        return Sorting("self", f"It speaks about the document itself ('{phrase}').")
    if reading.text.rstrip().endswith(":"):
        return Sorting("vague", "It only introduces a list.")
    if reading.text.rstrip().endswith("?"):
        return Sorting("vague", "It is a question.")
    names = _proper(reading, document)
    facts = _facts(reading, names, meant, cues)
    ahead = _forecast(reading, text, cues)
    if ahead and not facts:
        return Sorting("forecast", f"It speaks of what is to come ('{ahead}').")
    if ahead and reading.main is not None and _has_auxiliary(reading, cues.forecast_auxiliaries):
        return Sorting("forecast", f"It speaks of what is to come ('{ahead}').")
    if facts:
        return Sorting("claim", f"It can be checked: {'; '.join(facts)}.")
    if not any(token.tag_ in ("VBD", "VBZ", "VBP", "MD") for token in reading.doc):
        return Sorting("vague", "It has no verb of its own and states nothing that could be true or false.")
    if _has_auxiliary(reading, cues.advice_auxiliaries):
        return Sorting("opinion", "It says what ought to be, not what is.")
    praise = [
        token.text
        for token in reading.doc
        if token.lemma_.lower() in cues.evaluative or token.lower_ in cues.evaluative
    ]
    if praise:
        return Sorting("opinion", f"It values rather than reports ('{praise[0]}').")
    verbs = [frame for frame in reading.frames if frame.predicate in cues.promotional]
    if verbs:
        word = reading.doc[verbs[0].index].text
        return Sorting("opinion", f"It praises or states a purpose ('{word}') without a fact that could be checked.")
    return Sorting("vague", "It names no date, number, provision or act of anything named that could be checked.")


def _facts(reading: Reading, names: Sequence[Name], meant: Reading | None, cues: Cues) -> list[str]:
    """What in the sentence can be checked, each in a few words."""
    facts = [f"it gives the date {date.text}" for date in reading.dates]
    facts += [
        f"it gives the number {one.text} ({one.unit})"
        for one in reading.quantities
        if _telling(one.value, one.unit, one.ordinal)
    ]
    facts += [f"it names {part.text}" for part in reading.provisions]
    instrument = next((ref.text for one in (reading, meant) if one is not None for ref in one.treaties), None)
    norm = next((t.text for t in reading.doc if t.lemma_.lower() in cues.norms and t.pos_ in ("NOUN", "VERB")), None)
    if instrument is not None and norm is not None:
        facts.append(f"it says what the {instrument} does ('{norm}')".replace("the The", "The"))
    if meant is not None and meant.names:
        facts += [f"it reports an act of {meant.text} ('{verb}')" for verb in _acts(reading, (), cues, leaning=True)]
    if names:
        led = next(
            (t.text for t in reading.doc if t.lower_.rpartition("-")[2] in cues.attribution_endings and "-" in t.text),
            None,
        )
        led = led or _split_attribution(reading, cues)
        if led is not None:
            facts.append(f"it attributes something ('{led}')")
        facts += [f"it reports an act of something named ('{verb}')" for verb in _acts(reading, names, cues)]
        facts += [f"it says who made something named ('{noun}')" for noun in _creations(reading, names, cues)]
    return list(dict.fromkeys(facts))[:4]


def _telling(value: float, unit: str, ordinal: bool) -> bool:
    """Whether a number is a figure rather than a figure of speech ("one challenge", "both", "first of all")."""
    return not ordinal and bool(unit) and value > 2


def _split_attribution(reading: Reading, cues: Cues) -> str | None:
    """The words "U.S.-led" where the parser cut them into three tokens."""
    doc = reading.doc
    for token in doc[2:]:
        if (
            token.lower_ in cues.attribution_endings
            and doc[token.i - 1].text == "-"
            and not doc[token.i - 1].whitespace_
        ):
            return f"{doc[token.i - 2].text}-{token.text}"
    return None


def _proper(reading: Reading, document: Document) -> tuple[Name, ...]:
    """Names that are not just a phrase of the document in capitals ("Military Space Forces" of its title)."""
    return tuple(name for name in reading.names if name.ids or name.text.lower() not in document.text)


def _acts(reading: Reading, names: Sequence[Name], cues: Cues, *, leaning: bool = False) -> list[str]:
    """Verbs that report something of a name and are neither praise nor purpose nor mere possibility.

    With `leaning`, a subject that stands for something named before counts as a name.
    """
    verbs = []
    for frame in reading.frames:
        token = reading.doc[frame.index]
        verb = token.head if token.dep_ in ("attr", "acomp", "oprd") else token
        modal = any(child.dep_ == "aux" and child.tag_ in ("MD", "TO") for child in verb.children)
        if verb.tag_ in ("VBG", "VB") and not any(child.dep_ in ("aux", "auxpass") for child in verb.children):
            continue  # "in maintaining stability", "help build": no statement that it happened
        praise = frame.predicate in cues.promotional and not (frame.predicate in ("have", "make") and frame.negated)
        if praise or frame.predicate in cues.evaluative or frame.hedged or modal:
            continue
        if (
            frame.predicate in cues.creation
            and not _names_in(frame.objects, reading, names)
            and not _by_name(frame, reading, names)
        ):
            continue
        if frame.predicate in ("be", "refer"):
            if not frame.places | frame.others:
                continue
        elif frame.copular and not _plain_copula(frame, reading, cues):
            continue
        if (leaning and any(is_leaning(index, reading) for index in frame.subjects | frame.objects)) or _names_in(
            frame.arguments, reading, names
        ):
            verbs.append(token.text)
    return verbs


def _plain_copula(frame: Frame, reading: Reading, cues: Cues) -> bool:
    """Whether "X is a Y" says what X is and does not merely praise it."""
    token = reading.doc[frame.index]
    if token.pos_ not in ("NOUN", "ADJ", "PROPN", "VERB"):
        return False
    words = [token, *(child for child in token.children if child.dep_ in ("amod", "advmod", "compound"))]
    if any(word.lemma_.lower() in cues.evaluative or word.lower_ in cues.evaluative for word in words):
        return False
    return token.lemma_.lower() not in (
        "example",
        "way",
        "part",
        "element",
        "aspect",
        "reason",
        "matter",
        "step",
        "basis",
    )


def _names_in(indexes: frozenset[int], reading: Reading, names: Sequence[Name]) -> bool:
    for index in indexes:
        for token in (reading.doc[index], *reading.doc[index].subtree):
            if any(name.start <= token.idx < name.end for name in names):
                return True
    return False


def _by_name(frame: Frame, reading: Reading, names: Sequence[Name]) -> bool:
    """A passive with a named doer: "the framework established by NATO countries"."""
    token = reading.doc[frame.index]
    return any(child.dep_ == "agent" and _names_in(frozenset([child.i]), reading, names) for child in token.children)


def _creations(reading: Reading, names: Sequence[Name], cues: Cues) -> list[str]:
    """Nouns such as "the establishment of the NATO Space Centre"."""
    nouns = []
    for token in reading.doc:
        if token.pos_ == "NOUN" and token.lemma_.lower() in cues.creation:
            of = [child for child in token.children if child.dep_ == "prep" and child.lower_ == "of"]
            heads = frozenset(pobj.i for child in of for pobj in child.children if pobj.dep_ == "pobj")
            if any(name.start <= reading.doc[index].idx < name.end for index in heads for name in names):
                nouns.append(token.text)
    return nouns


def _forecast(reading: Reading, text: str, cues: Cues) -> str | None:
    phrase = next((phrase for phrase in sorted(cues.forecast_phrases) if phrase in text), None)
    if phrase is not None:
        return phrase
    main = reading.main
    if main is not None:
        verb = reading.doc[main.index]
        verb = verb.head if verb.dep_ in ("attr", "acomp") else verb
        for child in verb.children:
            if child.dep_ == "aux" and child.lower_ in cues.forecast_auxiliaries:
                return str(child.text)
    return None


def _has_auxiliary(reading: Reading, auxiliaries: frozenset[str]) -> bool:
    root = next((token for token in reading.doc if token.dep_ == "ROOT"), None)
    return root is not None and any(child.dep_ == "aux" and child.lower_ in auxiliaries for child in root.children)
