"""A sentence taken apart: what the checks compare between a claim and a source."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.claims.dates import DateMention, find_dates
from pipeline.claims.frames import Frame, find_frames
from pipeline.claims.lexicon import Lexicon, load_lexicon
from pipeline.claims.names import Name, find_names, same
from pipeline.claims.numbers import Quantity, find_quantities
from pipeline.claims.provisions import Provision, find_provisions
from pipeline.data import Span, TreatyReference
from pipeline.entities import extract_entities
from pipeline.language import Analysis, Language, RawEntity
from pipeline.treaties import find_citations, find_treaty_references

if TYPE_CHECKING:
    from spacy.tokens import Doc

_CONTENT = ("NOUN", "VERB", "ADJ", "ADV", "PROPN", "NUM", "X")
_ANAPHORS = frozenset(
    [
        "it",
        "its",
        "they",
        "them",
        "their",
        "this",
        "that",
        "these",
        "those",
        "such",
        "there",
        "same",
        "both",
        "he",
        "she",
        "his",
        "her",
    ]
)
_POINTING = ("this", "that", "these", "those", "such")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
MAX_CHARACTERS = 4_000  # of one sentence; a longer one is a table or a run of noise and is read up to here


@dataclass(frozen=True, slots=True)
class Word:
    """A content word that belongs to no name, date, number or provision."""

    index: int
    lemma: str
    pos: str
    text: str


@dataclass(frozen=True, slots=True)
class Scope:
    """A quantifier or focus word, the kind of it, and the lemma that it bears on."""

    kind: str
    word: str
    over: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one sentence holds. Offsets are into `text`; `doc` is its parse, token indexes are into it.

    `stands_for` is the name that "it" or "this treaty" stands for where that is known from outside the sentence.
    """

    text: str
    doc: "Doc"
    dates: tuple[DateMention, ...]
    quantities: tuple[Quantity, ...]
    names: tuple[Name, ...]
    provisions: tuple[Provision, ...]
    treaties: tuple[TreatyReference, ...]
    frames: tuple[Frame, ...]
    words: tuple[Word, ...]
    scopes: tuple["Scope", ...]
    stands_for: Name | None = None

    @property
    def main(self) -> Frame | None:
        """The frame of the main clause, the last resort being any frame."""
        return next((frame for frame in self.frames if frame.main), self.frames[0] if self.frames else None)

    @property
    def anaphoric(self) -> bool:
        """Whether the sentence leans on what stands before it ("It entered into force", "the same paragraph")."""
        return any(token.lower_ in _ANAPHORS or _bare_definite(token.i, self) for token in self.doc)

    def name_at(self, index: int) -> Name | None:
        """The name that the token belongs to, or that it stands for."""
        token = self.doc[index]
        for name in self.names:
            if name.start <= token.idx < name.end:
                return name
        return self.stands_for if is_leaning(index, self) else None


def is_leaning(index: int, reading: Reading) -> bool:
    """Whether the token points to something named elsewhere: "it", "this treaty", "the centre"."""
    token = reading.doc[index]
    if token.lower_ in _ANAPHORS or any(child.lower_ in _POINTING for child in token.children):
        return True
    return _bare_definite(index, reading)


def _bare_definite(index: int, reading: Reading) -> bool:
    """Whether it is a definite noun with nothing that says which one, such as "the treaty" or "the centre"."""
    token = reading.doc[index]
    if token.pos_ != "NOUN" or token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj"):
        return False
    children = list(token.children)
    return [child.lower_ for child in children] == ["the"]


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence of evidence and the readings that may tell what its pronouns stand for: title, sentences before.

    `under` are the articles and the like that the headings above it name.
    """

    reading: Reading
    background: tuple[Reading, ...] = ()
    under: tuple[Provision, ...] = ()

    def names(self) -> tuple[Name, ...]:
        return (*self.reading.names, *(name for reading in self.background for name in reading.names))

    def treaty_ids(self) -> frozenset[str]:
        """Instruments of the sentence; where it names none, those of the title and those named last before it."""
        for reading in (self.reading, *reversed(self.background)):
            if reading.treaties:
                beside = () if reading is self.reading else self.background[0].treaties
                return frozenset(reference.treaty_id for reference in (*reading.treaties, *beside))
        return frozenset()


class Reader:
    """Takes sentences apart, each distinct one once; shared over all claims of a run."""

    def __init__(self, language: Language, lexicon: Lexicon | None = None) -> None:
        self.language = language
        self.lexicon = lexicon or load_lexicon()
        self._known: dict[str, Reading] = {}

    def __len__(self) -> int:
        return len(self._known)

    def read(self, text: str) -> Reading:
        """The reading of one sentence or short text."""
        text = text[:MAX_CHARACTERS]
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._read(text)
        return known

    def prepare(self, texts: Iterable[str]) -> None:
        """Take apart many sentences that will be read: in one batch they take half the time."""
        cut = dict.fromkeys(text[:MAX_CHARACTERS] for text in texts)
        new = [text for text in cut if text not in self._known]
        for text, doc in zip(new, self.language.parse_all(new), strict=True):
            self._known[text] = self._reading(text, doc)

    def read_in_context(self, text: str, context: str) -> Reading:
        """The reading of a claim whose pronouns stand for the last thing named in `context`."""
        reading = self.read(text)
        before = self.read(context) if context.strip() else None
        if before is None or not before.names or not reading.anaphoric:
            return reading
        antecedent = before.names[-1]
        if any(same(antecedent, name) for name in reading.names):
            return reading
        outside = replace(antecedent, start=-1, end=-1)  # it has no place in the claim's own words
        treaties = (*reading.treaties, *before.treaties)
        return replace(reading, names=(*reading.names, outside), treaties=treaties, stands_for=outside)

    def source(self, text: str, background: Sequence[str], *, heading: str = "") -> Source:
        """A sentence of evidence with what stands before it, and under which heading it stands."""
        behind = tuple(self.read(before) for before in background if before.strip())
        return Source(self.read(text), behind, find_provisions(heading))

    def _read(self, text: str) -> Reading:
        return self._reading(text, self.language.parse(text))

    def _reading(self, text: str, doc: "Doc") -> Reading:
        provisions = find_provisions(text)
        treaties = find_treaty_references(text)
        taken = (*_stretches(provisions), *find_citations(text))
        dates = find_dates(text, taken=(*taken, *((ref.start, ref.end) for ref in treaties)))
        printed = [(ref.start, ref.end) for ref in treaties if ref.form in ("series", "resolution", "doc")]
        # "The 1967 Treaty" counts nothing.
        years = [year.span() for ref in treaties for year in _YEAR.finditer(text, ref.start, ref.end)]
        taken = (*taken, *_stretches(dates), *printed, *years)
        known = [
            (ent.start, ent.end, ent.canonical_id) for ent in extract_entities(text, _analysis(doc)) if ent.canonical_id
        ]
        known += [(reference.start, reference.end, reference.treaty_id) for reference in treaties]
        names = find_names(doc, tuple(known), taken=taken)
        quantities = find_quantities(doc, taken=(*taken, *_stretches(names)))
        used = (*taken, *_stretches(names), *((one.phrase_start, one.end) for one in quantities))
        return Reading(
            text=text,
            doc=doc,
            dates=dates,
            quantities=quantities,
            names=names,
            provisions=provisions,
            treaties=treaties,
            frames=tuple(frame for frame in find_frames(doc, self.lexicon) if not _in_name(frame, doc, names)),
            words=tuple(_words(doc, used, self.lexicon)),
            scopes=tuple(
                Scope(self.lexicon.scope[token.lower_], token.lower_, token.head.lemma_.lower())
                for token in doc
                if token.lower_ in self.lexicon.scope and not any(n.start <= token.idx < n.end for n in names)
            ),
        )


def _analysis(doc: "Doc") -> Analysis:
    """What the parse found of sentences and entities, so that the text is not read a second time."""
    sentences = tuple(Span(sentence.start_char, sentence.end_char) for sentence in doc.sents)
    return Analysis(sentences, tuple(RawEntity(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents))


def _stretches(found: Iterable[DateMention | Quantity | Name | Provision]) -> tuple[tuple[int, int], ...]:
    return tuple((item.start, item.end) for item in found)


def _in_name(frame: Frame, doc: "Doc", names: tuple[Name, ...]) -> bool:
    """Whether a predicate is only a part of a name ("the Test Ban Treaty")."""
    token = doc[frame.index]
    return not frame.main and any(name.start <= token.idx < name.end for name in names)


def _words(doc: "Doc", taken: tuple[tuple[int, int], ...], lexicon: Lexicon) -> Iterable[Word]:
    for token in doc:
        if token.pos_ not in _CONTENT or token.dep_ in ("aux", "auxpass", "neg") or not token.text[:1].isalnum():
            continue
        if any(start <= token.idx < end for start, end in taken):
            continue
        lemma = token.lemma_.lower()
        if token.is_stop and lemma not in lexicon.sides and lemma not in lexicon.groups:
            continue
        yield Word(token.i, lemma, token.pos_, token.text)
