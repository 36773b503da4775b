"""What in a statement can be checked: dates, numbers, provisions, norms, acts and words of something named."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.claims.clauses import Clause
from pipeline.claims.cues import Cues
from pipeline.claims.frames import Frame
from pipeline.claims.names import Name
from pipeline.claims.reading import Reading, is_leaning

if TYPE_CHECKING:
    from spacy.tokens import Token

_CLASSES = ("example", "way", "part", "element", "aspect", "reason", "matter", "step", "basis", "kind", "sort", "thing")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a statement from outside its sentence.

    `instrument` is the treaty that "it" or "the treaty" stands for, `named` any name that its subject stands for.
    `around` is the instrument that the sentences before it, or the title, speak of: what "parties" are parties to.
    `pointed` are the words that point to something certain, each with the name of that.
    `text` is the document's: a name that it has in lower case, too, only repeats its words in capitals.
    """

    instrument: str = ""
    named: str = ""
    around: str = ""
    pointed: tuple[Name, ...] = ()
    text: str = ""


def find_facts(reading: Reading, clause: Clause, setting: Setting, cues: Cues) -> list[str]:
    """What in the statement can be checked, each in a few words."""
    names = [name for name in reading.names if name.ids or name.text.lower() not in setting.text]
    names += setting.pointed
    facts = [f"it gives the date {date.text}" for date in reading.dates if within(clause, reading, date.start)]
    facts += [
        f"it gives the number {one.text} ({one.unit})"
        for one in reading.quantities
        if not one.ordinal and one.unit and one.value > 2 and within(clause, reading, one.start)
    ]
    subject = replace(clause, own=clause.tokens)
    facts += [f"it names {part.text}" for part in reading.provisions if within(subject, reading, part.start)]
    facts += _of_an_instrument(reading, clause, setting, cues)
    first = _first(reading, clause)
    if first:
        facts.append(f"it says what was {first}")
    event = _event(reading, clause, cues)
    if event:
        facts.append(f"it reports an event of the past and its time ('{event}')")
    reported = _reported(reading, clause, names, cues)
    if reported:
        facts.append(f"it reports what somebody said ('{reported}')")
    if setting.named:
        facts += [
            f"it reports an act of {setting.named} ('{verb}')"
            for verb in _acts(reading, clause, (), cues, leaning=True)
        ]
    if names:
        led = attribution(reading, clause, cues)
        if led is not None:
            facts.append(f"it attributes something ('{led[1]}')")
        facts += [f"it reports an act of something named ('{verb}')" for verb in _acts(reading, clause, names, cues)]
        facts += [f"it says who made something named ('{noun}')" for noun in _creations(reading, clause, names, cues)]
    return list(dict.fromkeys(facts))[:4]


def _of_an_instrument(reading: Reading, clause: Clause, setting: Setting, cues: Cues) -> Iterator[str]:
    """What the statement says of a treaty, or of those whom it binds."""
    instrument = next((ref.text for ref in reading.treaties if ref.form != "backref"), setting.instrument)
    duty = _duty(reading, clause, cues)
    if duty and (instrument or setting.around):
        yield f"it says what those bound by the {instrument or setting.around} may or must do ('{duty}')"
    under = _under(reading, clause)
    if under:
        yield f"it says what holds {under}"
    norm = _norm(reading, clause, cues)
    if norm and reading.doc[clause.head].text == norm:
        instrument = instrument or setting.around
    if instrument:
        if norm:
            yield f"it says what the {instrument.removeprefix('The ')} does ('{norm}')"
        for verb in _provides(reading, clause, cues):
            yield f"it says what the {instrument.removeprefix('The ')} provides ('{verb}')"


def attribution(reading: Reading, clause: Clause, cues: Cues) -> tuple["Token", str] | None:
    """The word that says who leads, owns or pays ("U.S.-led", one token or three), and how it is written."""
    doc = reading.doc
    for index in sorted(clause.own):
        token = doc[index]
        if token.lower_.rpartition("-")[2] not in cues.attribution_endings:
            continue
        if "-" in token.text:
            return token, str(token.text)
        if index > 1 and doc[index - 1].text == "-" and not doc[index - 1].whitespace_:
            return token, f"{doc[index - 2].text}-{token.text}"
    return None


def is_norm(reading: Reading, clause: Clause, setting: Setting, cues: Cues) -> bool:
    """Whether "must", "shall" or "will" tell a duty under an instrument rather than advice or the future."""
    provision = any(within(clause, reading, part.start) for part in reading.provisions)
    named = bool(reading.treaties or setting.instrument or setting.around)
    head = reading.doc[clause.head]
    subject = next((child for child in head.lefts if child.dep_ in ("nsubj", "nsubjpass")), None)
    return provision or (named and subject is not None and subject.lemma_.lower() in cues.bound)


def frames_of(reading: Reading, clause: Clause) -> list[Frame]:
    """The predicates of the clause itself."""
    return [frame for frame in reading.frames if frame.index in clause.own]


def within(clause: Clause, reading: Reading, start: int) -> bool:
    """Whether the offset lies on a token of the clause itself."""
    return any(reading.doc[i].idx <= start < reading.doc[i].idx + len(reading.doc[i]) for i in clause.own)


def values(token: "Token", cues: Cues) -> bool:
    """Whether the word praises or blames."""
    return token.lemma_.lower() in cues.evaluative or token.lower_ in cues.evaluative


def _event(reading: Reading, clause: Clause, cues: Cues) -> str | None:
    """The words "within the first week" behind a verb in the past that neither praises nor states a purpose."""
    head = reading.doc[clause.head]
    if head.tag_ != "VBD" or head.lemma_.lower() in cues.promotional or values(head, cues):
        return None
    return next(
        (ent.text for ent in reading.doc.ents if ent.label_ in ("DATE", "TIME") and ent.start in clause.own), None
    )


def _norm(reading: Reading, clause: Clause, cues: Cues) -> str | None:
    """A word of the clause that says what those bound may, must or must not do."""
    for index in sorted(clause.own):
        token = reading.doc[index]
        if token.lemma_.lower() in cues.norms and token.pos_ in ("NOUN", "VERB"):
            return str(token.text)
    return None


def _duty(reading: Reading, clause: Clause, cues: Cues) -> str | None:
    """The "may" or "must" of a clause about those whom an instrument binds."""
    head = reading.doc[clause.head]
    subject = next((child for child in head.lefts if child.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None or subject.lemma_.lower() not in cues.bound:
        return None
    return next((str(child.text) for child in head.lefts if child.tag_ == "MD"), None)


def _under(reading: Reading, clause: Clause) -> str | None:
    """The words "under the Liability Convention" where they hang on the statement's verb."""
    for child in reading.doc[clause.head].children:
        if child.dep_ == "prep" and child.lower_ == "under" and child.i in clause.own:
            end = child.right_edge.idx + len(child.right_edge)
            named = any(child.idx < ref.start < end and ref.form != "backref" for ref in reading.treaties)
            if named and any(word.tag_ == "MD" for word in reading.doc[clause.head].lefts):
                return str(reading.text[child.idx : end])
    return None


def _first(reading: Reading, clause: Clause) -> str | None:
    """The words "the first collision" where the statement says that something was the first or the only one."""
    head = reading.doc[clause.head]
    for child in head.children:
        if head.lemma_ == "be" and child.dep_ == "attr" and child.i in clause.own:
            said = next((word for word in child.lefts if word.lower_ in ("first", "only", "last", "sole")), None)
            if said is not None and any(word.dep_ in ("prep", "acl", "relcl") for word in child.rights):
                return f"the {said.text} {child.text}"
    return None


def _provides(reading: Reading, clause: Clause, cues: Cues) -> list[str]:
    """Verbs by which an instrument speaks ("encourages", "calls on") with the instrument for their subject."""
    verbs = []
    for frame in frames_of(reading, clause):
        token = reading.doc[frame.index]
        told = frame.objects | frame.others | frame.places or any(
            child.dep_ in ("ccomp", "xcomp") for child in token.children
        )
        if frame.predicate not in cues.provisions or not told:
            continue
        if token.i != clause.head and token.tag_ == "VBG":
            continue
        subject = frame.subjects or frozenset(clause.subject)
        for index in subject:
            start = reading.doc[index].idx
            named = any(ref.start <= start < ref.end for ref in reading.treaties)
            if named or is_leaning(index, reading):
                verbs.append(str(token.text))
                break
    return verbs


def _reported(reading: Reading, clause: Clause, names: Sequence[Name], cues: Cues) -> str | None:
    """A verb of saying whose speaker is named or pointed to, with what was said."""
    for frame in frames_of(reading, clause):
        token = reading.doc[frame.index]
        if frame.predicate not in cues.saying or not any(
            child.dep_ in ("ccomp", "xcomp", "oprd", "dobj") for child in token.children
        ):
            continue
        if token.tag_ == "VBG" or not frame.subjects or any(child.lower_ == "to" for child in token.lefts):
            continue
        pointed = any(is_leaning(index, reading) for index in frame.subjects) and token.tag_ in ("VBD", "VBZ")
        if _names_in(frame.subjects, reading, names) or pointed:
            return str(token.text)
    return None


def _acts(reading: Reading, clause: Clause, names: Sequence[Name], cues: Cues, *, leaning: bool = False) -> list[str]:
    """Verbs that report something of a name and are neither praise nor purpose nor mere possibility.

    With `leaning`, a subject that stands for something named before counts as a name.
    """
    verbs = []
    for frame in frames_of(reading, clause):
        token = reading.doc[frame.index]
        verb = token.head if token.dep_ in ("attr", "acomp", "oprd") else token
        modal = any(child.dep_ == "aux" and child.tag_ in ("MD", "TO") for child in verb.children)
        if verb.tag_ in ("VBG", "VB") and not any(child.dep_ in ("aux", "auxpass") for child in verb.children):
            continue  # "in maintaining stability", "help build": no statement that it happened
        if not frame.predicate[:1].isalpha():
            continue
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
            verbs.append(str(token.text))
    return verbs


def _plain_copula(frame: Frame, reading: Reading, cues: Cues) -> bool:
    """Whether "X is a Y" says what X is and does not merely praise it."""
    token = reading.doc[frame.index]
    if token.pos_ not in ("NOUN", "ADJ", "PROPN", "VERB"):
        return False
    words = [token, *(child for child in token.children if child.dep_ in ("amod", "advmod", "compound"))]
    return token.lemma_.lower() not in _CLASSES and not any(values(word, cues) for word in words)


def _names_in(indexes: Iterable[int], reading: Reading, names: Sequence[Name]) -> bool:
    for index in indexes:
        for token in (reading.doc[index], *reading.doc[index].subtree):
            if any(name.start <= token.idx < name.end for name in names):
                return True
    return False


def _by_name(frame: Frame, reading: Reading, names: Sequence[Name]) -> bool:
    """A passive with a named doer: "the framework established by NATO countries"."""
    token = reading.doc[frame.index]
    return any(child.dep_ == "agent" and _names_in([child.i], reading, names) for child in token.children)


def _creations(reading: Reading, clause: Clause, names: Sequence[Name], cues: Cues) -> list[str]:
    """Nouns such as "the establishment of the NATO Space Centre" as the subject of a plain act."""
    nouns = []
    for index in sorted(clause.tokens):
        token = reading.doc[index]
        if token.pos_ == "NOUN" and token.lemma_.lower() in cues.creation and token.dep_ in ("nsubj", "nsubjpass"):
            of = [child for child in token.children if child.dep_ == "prep" and child.lower_ == "of"]
            heads = frozenset(pobj.i for child in of for pobj in child.children if pobj.dep_ == "pobj")
            if any(name.start <= reading.doc[i].idx < name.end for i in heads for name in names):
                nouns.append(str(token.text))
    return nouns
