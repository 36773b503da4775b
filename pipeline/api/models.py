"""What requests hold and what answers look like; what an answer holds within is the record of the command line."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pipeline.data import DATE_PREFIX, Decision, Filters, Mode, Tier, VerdictLabel

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000)]
Day = Annotated[str, StringConstraints(pattern=f"^{DATE_PREFIX}$")]
Kind = Literal["entities", "treaties", "all"]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Limited(_Asked):
    """What a search is limited to; what is left out limits nothing."""

    documents: list[str] = Field(default=[], max_length=1_000)
    exclude_documents: list[str] = Field(default=[], max_length=1_000)
    tier: Tier | None = None
    date_from: Day | None = None
    date_to: Day | None = None
    entities: list[str] = Field(default=[], max_length=100)
    treaties: list[str] = Field(default=[], max_length=100)

    def filters(self) -> Filters:
        """The same as Travaux has it inside."""
        return Filters(
            tuple(self.documents),
            tuple(self.exclude_documents),
            self.tier,
            self.date_from,
            self.date_to,
            tuple(self.entities),
            tuple(self.treaties),
        )


class SearchRequest(Limited):
    """A query for ranked passages."""

    query: Text
    k: int = Field(default=10, ge=1, le=1_000)
    mode: Mode = "hybrid"


class AskRequest(Limited):
    """A question for a cited answer."""

    question: Text


class ClaimGiven(_Asked):
    """One claim to be checked."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    claim: Text


class VerifyRequest(_Asked):
    """Either a held document whose claims are to be checked, or claims."""

    doc_id: str | None = None
    claims: list[ClaimGiven] = Field(default=[], max_length=200)
    tiers: list[Tier] = Field(default=["reference"], min_length=1)


class Found(BaseModel):
    """Passages, best first; each hit is the record that the command line prints."""

    hits: list[dict[str, Any]]


class Checked(BaseModel):
    """Verdicts, and the statements of a document that are no claims."""

    verdicts: list[dict[str, Any]]
    unchecked: list[dict[str, Any]] = []


class Mentions(BaseModel):
    """Entities and treaty references with offsets into `text`."""

    doc_id: str
    text: str
    mentions: list[dict[str, Any]]


class Held(BaseModel):
    """The documents of the index."""

    documents: list[dict[str, Any]]


class Health(BaseModel):
    """That the service runs, and on which index."""

    status: Literal["ok"] = "ok"
    counts: dict[str, Any]


class Listed(Held):
    """A page of the documents; `total` is how many there are."""

    total: int


class Added(BaseModel):
    """What became of uploaded files."""

    added: list[str]
    updated: list[str]
    skipped: list[str]
    rejected: list[dict[str, Any]]
    passages: int
    seconds: float


class TierGiven(_Asked):
    """The tier that a document is to have."""

    tier: Tier


class Queue(BaseModel):
    """A page of the verdicts, the riskiest first; `total` is how many there are."""

    items: list[dict[str, Any]]
    total: int


class DecisionGiven(_Asked):
    """A decision on a verdict, best with the fingerprint of the one that was seen: then it is on no later one.

    Whoever has a token of their own decides in their own name.
    """

    decision: Decision
    label: VerdictLabel | None = None
    note: Annotated[str, StringConstraints(max_length=4_000)] = ""
    reviewer: Annotated[str, StringConstraints(max_length=200)] = ""
    fingerprint: Annotated[str, StringConstraints(max_length=64)] = ""


class Sound(BaseModel):
    """Where the parts of the index disagree; empty when it is sound."""

    problems: list[str]
