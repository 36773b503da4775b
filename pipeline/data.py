"""Every type that travels between rooms. Read this file first.

All offsets are Python character offsets into `Document.text`, half-open: `document.text[start:end]`.
Objects with a `record()` go out as JSON; the names of the keys are promised to users and programs.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Record = dict[str, Json]
Tier = Literal["reference", "unverified"]
Form = Literal["name", "pinpoint", "pinpoint_bare", "backref", "series", "resolution", "doc"]
Mode = Literal["hybrid", "dense", "lexical"]
VerdictLabel = Literal["supported", "refuted", "not_enough_info"]
ClaimKind = Literal["claim", "opinion", "vague", "forecast", "self"]
Stance = Literal["supports", "refutes", "neutral"]
Decision = Literal["accept", "change", "reject"]

TIERS: tuple[Tier, ...] = ("reference", "unverified")
MODES: tuple[Mode, ...] = ("hybrid", "dense", "lexical")
VERDICTS: tuple[VerdictLabel, ...] = ("supported", "refuted", "not_enough_info")
DECISIONS: tuple[Decision, ...] = ("accept", "change", "reject")
# What JSON permits but some readers of lines and some terminals take for a line end or a command.
_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def json_line(record: Record) -> str:
    """The record as one line of JSON without a line end, safe to print."""
    line = json.dumps(record, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


# --- documents -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open character offsets into a document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line; its words are `document.text[start:end]`. Level 1 is the highest one below the title."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Page:
    """The stretch of a document's text that stands on one page; `label` is what the page calls itself ("iv", "12")."""

    start: int
    end: int
    number: int
    label: str


ORIGIN = "ingested_from"


@dataclass(frozen=True, slots=True)
class Document:
    """One source with its final text. Nothing changes the text after this object exists.

    `doc_id` is the id of a JSONL row, or a file's path relative to the ingested root with forward slashes.
    `content_hash` is the SHA-256 (hex) of the bytes that the document was read from. `date` is ISO 8601, a day,
    month or year: the date as of which the source speaks. `ai_notice` spans the words that say that AI helped to
    write it, None where no such notice was found. `metadata` holds what the source says of itself, and under `ORIGIN`
    the file, or file and line, that it was read from.
    """

    doc_id: str
    text: str
    title: str
    source: str
    media_type: str
    content_hash: str
    tier: Tier
    date: str | None = None
    headings: tuple[Heading, ...] = ()
    pages: tuple[Page, ...] = ()
    ai_notice: Span | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A source that could not be used: which, why, and what the user can do."""

    origin: str
    cause: str
    remedy: str

    def record(self) -> Record:
        return {"source": self.origin, "cause": self.cause, "remedy": self.remedy}

    def __str__(self) -> str:
        return f"{self.origin}: {self.cause}; {self.remedy}."


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: whole sentences of one document, `text == document.text[start:end]`.

    `passage_id` is `f"{doc_id}#{start}-{end}"`. `heading` is the path of headings above it, outermost first.
    `page` is the label of the page on which it starts. `sentences` are offsets into the document, not the passage.
    """

    passage_id: str
    doc_id: str
    start: int
    end: int
    text: str
    heading: tuple[str, ...] = ()
    page: str | None = None
    sentences: tuple[Span, ...] = ()


# --- mentions --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entity:
    """A labelled span, linked to a canonical name where that is certain. `origin` says which part found it."""

    start: int
    end: int
    text: str
    label: str
    canonical_id: str | None = None
    canonical_name: str | None = None
    origin: Literal["model", "gazetteer", "rule"] = "model"

    def record(self) -> Record:
        return {
            "kind": "entity",
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "label": self.label,
            "canonical_id": self.canonical_id,
            "canonical_name": self.canonical_name,
            "origin": self.origin,
        }


@dataclass(frozen=True, slots=True)
class TreatyReference:
    """A span that names an instrument and perhaps a provision; articles and paragraphs in arabic figures.

    `status` tells of an instrument that is not in force, or suspended or left by its main parties, that it is so, and
    since when; else it is None.
    """

    start: int
    end: int
    text: str
    treaty_id: str
    articles: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()
    form: Form = "name"
    status: str | None = None

    def record(self) -> Record:
        record: Record = {
            "kind": "treaty",
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "treaty_id": self.treaty_id,
            "articles": list(self.articles),
            "paragraphs": list(self.paragraphs),
            "form": self.form,
        }
        return record if self.status is None else record | {"status": self.status}


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity or treaty reference where it stands: its document and, once split, its passage."""

    doc_id: str
    found: Entity | TreatyReference
    passage_id: str | None = None

    def record(self) -> Record:
        place: Record = {"doc_id": self.doc_id}
        if self.passage_id is not None:
            place["passage_id"] = self.passage_id
        return place | self.found.record()


# --- search ----------------------------------------------------------------------------------------------------


DATE_PREFIX = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"  # what a date filter takes, as a regular expression
TOGETHER = " + "  # between entities that a passage must all name


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to; empty fields limit nothing, several fields must all hold.

    `date_from` and `date_to` are ISO prefixes, both inclusive; a document that may be within passes ("2024" from
    "2024-06"), one without a date fails any date filter.
    `entities` are canonical ids or surface forms (case-insensitive), or up to ten joined by " + " that a passage must
    all name ("NATO + Japan"); `treaties` are treaty ids or names, alone or with an article ("OST", "OST:IV",
    "Outer Space Treaty:4"). Each field wants at least one of its values in the passage. `exclude_documents` is how a
    document is kept from being its own evidence.
    """

    documents: tuple[str, ...] = ()
    exclude_documents: tuple[str, ...] = ()
    tier: Tier | None = None
    date_from: str | None = None
    date_to: str | None = None
    entities: tuple[str, ...] = ()
    treaties: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query. `parts` tells what each ranker said: its score and rank before fusion."""

    rank: int
    score: float
    passage: Passage
    title: str
    tier: Tier
    date: str | None = None
    parts: Mapping[str, float] = field(default_factory=dict)

    def record(self) -> Record:
        return {
            "rank": self.rank,
            "score": round(self.score, 6),
            "doc_id": self.passage.doc_id,
            "passage_id": self.passage.passage_id,
            "start": self.passage.start,
            "end": self.passage.end,
            "text": self.passage.text,
            "title": self.title,
            "heading": " > ".join(self.passage.heading) or None,
            "page": self.passage.page,
            "tier": self.tier,
            "date": self.date,
            "parts": {name: round(value, 6) for name, value in self.parts.items()},
        }


# --- answers ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact span of a held document that an answer's sentence was taken from; `number` starts at 1."""

    number: int
    doc_id: str
    passage_id: str
    start: int
    end: int
    text: str
    title: str
    page: str | None = None
    tier: Tier = "unverified"
    date: str | None = None

    def record(self) -> Record:
        return {
            "number": self.number,
            "doc_id": self.doc_id,
            "passage_id": self.passage_id,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "title": self.title,
            "page": self.page,
            "tier": self.tier,
            "date": self.date,
        }


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer and the numbers of the citations that bear it."""

    text: str
    citations: tuple[int, ...]

    def record(self) -> Record:
        return {"text": self.text, "citations": list(self.citations)}


@dataclass(frozen=True, slots=True)
class Answer:
    """One to four sentences with their citations, or an abstention with the reason and what came nearest.

    `confidence` is how likely the sentences are to answer the question. `struck` are sentences that a language model
    wrote and that what they cite does not support; `notice` says why its words are not there although asked for.
    `conflict` says where sources differ, the newest first: "56 as of July 2025 [1]; 52 as of December 2024 [2]".
    """

    question: str
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    abstained: bool
    confidence: float
    reason: str | None = None
    nearest: tuple[Hit, ...] = ()
    question_id: str | None = None
    struck: tuple[AnswerSentence, ...] = ()
    notice: str | None = None
    conflict: str | None = None

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)

    def record(self) -> Record:
        head: Record = {} if self.question_id is None else {"question_id": self.question_id}
        return head | {
            "question": self.question,
            "answer": self.text,
            "abstained": self.abstained,
            "confidence": round(self.confidence, 4),
            "reason": self.reason,
            "sentences": [sentence.record() for sentence in self.sentences],
            "citations": [citation.record() for citation in self.citations],
            "nearest": [hit.record() for hit in self.nearest],
            "struck": [sentence.record() for sentence in self.struck],
            "notice": self.notice,
            "conflict": self.conflict,
        }


# --- claims ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement to be checked. `text` can be read alone: what the user gave, or one fact of a document's sentence.

    `kind` is "claim" for what can be checked; anything else says why it is not and gets no verdict.
    `context` is what the claim needs to be understood alone (the heading, the thing a "this treaty" stands for).
    For a claim found in a document `quote` is the document's text from `start` to `end`, which no other claim shares;
    `parts` are all places that the claim is made of, such as a subject that it has in common with another, and
    `sentence` is the sentence that it stands in.
    """

    claim_id: str
    text: str
    kind: ClaimKind = "claim"
    reason: str = ""
    doc_id: str | None = None
    start: int | None = None
    end: int | None = None
    context: str = ""
    quote: str = ""
    parts: tuple[Span, ...] = ()
    sentence: Span | None = None

    @property
    def checkable(self) -> bool:
        return self.kind == "claim"

    def record(self) -> Record:
        out: Record = {"claim_id": self.claim_id, "claim": self.text}
        if self.doc_id is not None:
            out |= {"doc_id": self.doc_id, "start": self.start, "end": self.end}
            out |= {"text": self.quote or self.text, "checkable": self.checkable}
            out |= {"parts": [[part.start, part.end] for part in self.parts]}
            out |= {"sentence": None if self.sentence is None else [self.sentence.start, self.sentence.end]}
            if not self.checkable:
                out |= {"kind": self.kind, "reason": self.reason}
        return out


REGISTRY = "registry:"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that speaks to a claim: of a held document, of a given text, or of what the treaty registry knows.

    A fact of the registry has the `doc_id` `REGISTRY` and the instrument's id, and no passage.
    """

    doc_id: str
    passage_id: str
    start: int
    end: int
    text: str
    score: float
    stance: Stance
    tier: Tier
    title: str = ""
    page: str | None = None
    date: str | None = None

    def record(self) -> Record:
        return {
            "doc_id": self.doc_id,
            "passage_id": self.passage_id,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "score": round(self.score, 4),
            "stance": self.stance,
            "tier": self.tier,
            "title": self.title,
            "page": self.page,
            "date": self.date,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the evidence says of a claim. `reasons` are sentences a reviewer understands; `confidence` is 0 to 1."""

    claim: Claim
    label: VerdictLabel
    confidence: float
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]

    def record(self) -> Record:
        return self.claim.record() | {
            "verdict": self.label,
            "confidence": round(self.confidence, 4),
            "reasons": list(self.reasons),
            "evidence": [piece.record() for piece in self.evidence],
        }


@dataclass(frozen=True, slots=True)
class Profile:
    """How the sentences of a document divide; each is counted once, so that all but `checkable` add up to `sentences`.

    `checkable` ones are `supported` where every claim in them is, `refuted` where any is, else `unsupported`.
    """

    sentences: int
    checkable: int
    supported: int
    refuted: int
    unsupported: int
    opinion: int
    vague: int
    forecast: int
    self: int

    def record(self) -> Record:
        """Counts, and under "shares" their part of all sentences, 0 to 1."""
        counts = {name: int(getattr(self, name)) for name in self.__slots__}
        total = max(1, self.sentences)
        shares = {name: round(count / total, 4) for name, count in counts.items() if name != "sentences"}
        return {**counts, "shares": dict(shares)}


# --- reviews ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's dated decision on a verdict. A later row for the same claim takes its place; none is ever changed.

    `decision`: accept keeps the verdict, change sets `label`, reject says that the claim or verdict is of no use.
    `time` is ISO 8601 in UTC.
    """

    judgement_id: int
    claim_id: str
    decision: Decision
    label: VerdictLabel | None
    note: str
    reviewer: str
    time: str

    def record(self) -> Record:
        return {
            "judgement_id": self.judgement_id,
            "claim_id": self.claim_id,
            "decision": self.decision,
            "verdict": self.label,
            "note": self.note,
            "reviewer": self.reviewer,
            "time": self.time,
        }


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A verdict with its history of judgements, oldest first; `current` is the last one or None.

    `earlier` are judgements on former verdicts of the same claim, which said something else or cited other evidence.
    `reopened` says why decisions no longer hold, such as a document that has changed; else it is empty. `signatures` is
    how many people must decide alike. `fingerprint` is the same for verdicts that say the same on the same evidence.
    """

    verdict: Verdict
    history: tuple[Judgement, ...] = ()
    earlier: tuple[Judgement, ...] = ()
    reopened: str = ""
    signatures: int = 1
    fingerprint: str = ""

    @property
    def current(self) -> Judgement | None:
        return self.history[-1] if self.history else None

    @property
    def label(self) -> VerdictLabel | None:
        """The verdict that stands: as found, as a reviewer changed it, or None where one set the claim aside."""
        decided = None if self.reopened else self.current
        return self.verdict.label if decided is None or decided.decision == "accept" else decided.label

    @property
    def signed_by(self) -> tuple[str, ...]:
        """The reviewers whose last decision is what the current one is, in the order in which they first decided."""
        last = {judgement.reviewer: judgement for judgement in self.history}
        now = self.current
        return tuple(
            name for name, one in last.items() if now and (one.decision, one.label) == (now.decision, now.label)
        )

    @property
    def disputed(self) -> bool:
        """Whether reviewers' last decisions differ."""
        return len({one.reviewer for one in self.history}) > len(self.signed_by)

    @property
    def status(self) -> Literal["pending", "reviewed"]:
        signed = not self.disputed or self.signatures == 1
        return "reviewed" if signed and not self.reopened and len(self.signed_by) >= self.signatures else "pending"

    def record(self) -> Record:
        return self.verdict.record() | {
            "status": self.status,
            "fingerprint": self.fingerprint,
            "signed_by": list(self.signed_by),
            "disputed": self.disputed,
            "reopened": self.reopened,
            "decision": self.current.record() if self.current else None,
            "history": [judgement.record() for judgement in self.history],
            "earlier": [judgement.record() for judgement in self.earlier],
        }


# --- reports ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, by document id; rejections name file, cause and remedy."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    passages: int = 0
    seconds: float = 0.0

    def __add__(self, other: "IngestReport") -> "IngestReport":
        return IngestReport(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def record(self) -> Record:
        return {
            "added": list(self.added),
            "updated": list(self.updated),
            "skipped": list(self.skipped),
            "rejected": [rejection.record() for rejection in self.rejected],
            "passages": self.passages,
            "seconds": round(self.seconds, 3),
        }
