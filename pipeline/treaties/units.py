"""The pieces of which references are made, as they are read: names, nouns, provisions, and what is joined of them."""

from typing import NamedTuple

from pipeline.treaties.citations import Citation
from pipeline.treaties.lexicon import Entry
from pipeline.treaties.pinpoints import Pinpoint


class Name(NamedTuple):
    """A name of one instrument, or of several that share it; `needs` as in the lexicon's entry."""

    start: int
    end: int
    treaty_ids: tuple[str, ...]
    needs: tuple[str, ...] | None
    acronym: bool


class Noun(NamedTuple):
    """A noun that may stand for an instrument ("the 1967 Treaty"), from its year to its year.

    `determined` tells that "the", "this" or the like stands before it, `near` that it is "this" or "present",
    `rank` is 1 for "the latter", 2 for "the former" of those named last, else 0. `bracket` is where the bracket begins
    in which the text makes it a short form of what stands before (`(the "Treaty")`), None where it does not.
    """

    start: int
    end: int
    kind: str
    year: str
    determined: bool
    near: bool
    rank: int
    capital: bool
    bracket: int | None = None


class Other(NamedTuple):
    """An instrument that has a name of its own and is not in the registry; `kind` is its noun."""

    start: int
    end: int
    kind: str


class Evoker(NamedTuple):
    """Words that bring an instrument to mind, with the articles that it may then be about (none given: any)."""

    start: int
    end: int
    entries: tuple[Entry, ...]


class Mention(NamedTuple):
    """One expression of a text: an instrument, a provision, or both joined; `foreign` if it is plainly not ours."""

    start: int
    end: int
    base: Name | Noun | Other | None
    pinpoint: Pinpoint | None
    foreign: bool = False


Joinable = Name | Noun | Other | Pinpoint | Citation
Unit = Joinable | Evoker
