"""Proper names in a sentence, and whether a source speaks of the same one."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Known = tuple[int, int, str]  # start, end, id
_CAPITALISED = re.compile(r"[A-Z][\w’'.-]*|[A-Z]\d[\w-]*")
_ATTRIBUTION = re.compile(r"-[a-z]+ed$")  # "U.S.-led" says something of the name that follows
# A post that many bodies have: it is named together with its body ("Secretary General of the Council of Europe").
_POSTS = {("secretary", "general"), ("director", "general"), ("high", "representative"), ("high", "commissioner")}
_STATE = re.compile("[A-Z]{2}")
_NO_STATE = {"EU", "UN"}
_DROPPED = {"the", "a", "an", "of", "for", "on", "and", "in", "to", "&", "'s", "’s", "-"}


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name: its words in order without articles, lower case, and the ids under which it is known.

    `state` is the State that a capital stands for where it does something, else "". The words of a `person` leave out
    titles, so that "General Holm" is "Anna Holm".
    """

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    ids: frozenset[str]
    state: str = ""
    person: bool = False


class _Tables(NamedTuple):
    """Names by their forms in lower case; words that stand for a longer name, that name nothing; seats."""

    forms: dict[str, str]
    heads: frozenset[str]
    generic: frozenset[str]
    titles: frozenset[str]
    seats: dict[str, str]
    towns: dict[str, str]
    capitals: frozenset[str]


@cache
def _tables() -> _Tables:
    raw = yaml.safe_load((Path(__file__).parent / "aliases.yaml").read_text(encoding="utf-8"))
    forms = {form.lower(): name for name, forms in raw["aliases"].items() for form in (name, *forms)}
    towns = raw["seats"] | {town: state for state, towns in raw["towns"].items() for town in towns}
    return _Tables(
        forms,
        frozenset(raw["heads"]),
        frozenset(raw["generic"]),
        frozenset(raw["titles"]),
        raw["seats"],
        towns,
        frozenset([*raw["seats"], *raw["capitals"]]),
    )


def find_names(
    doc: "Doc", known: tuple[Known, ...] = (), *, taken: tuple[tuple[int, int], ...] = ()
) -> tuple[Name, ...]:
    """Names of a parsed sentence in order: runs of capitalised words, with the ids under which they are known.

    Args:
        doc: the parsed sentence.
        known: start, end and id of linked entities and instruments in the same text.
        taken: offsets of dates, articles and the like, which are no names.
    """
    runs: list[tuple[int, int]] = []
    index = 0
    while index < len(doc):
        if not _is_name_word(doc, index) or _inside(doc, index, taken):
            index += 1
            continue
        stop = index + 1
        while stop < len(doc):
            if _is_name_word(doc, stop) and not _inside(doc, stop, taken):
                stop += 1
            elif _joins(doc, stop, taken):
                stop += 2
            elif _joins_a_post(doc, index, stop, taken):
                stop += 3
            else:
                break
        runs.append((index, stop))
        index = stop
    names = (_name(doc, first, stop, known) for first, stop in runs)
    return tuple(name for name in names if name.ids or not set(name.words) <= _tables().generic)


def _inside(doc: "Doc", index: int, taken: tuple[tuple[int, int], ...]) -> bool:
    token = doc[index]
    return any(token.idx < end and start < token.idx + len(token) for start, end in taken)


def _is_name_word(doc: "Doc", index: int) -> bool:
    token = doc[index]
    if not _CAPITALISED.match(token.text) or _ATTRIBUTION.search(token.text):
        return False
    if token.is_sent_start or index == 0:
        # A sentence's first word is capitalised anyway: only a proper noun or an all-capital word counts.
        follows = (
            index + 1 < len(doc) and doc[index + 1].text[:1].isupper() and doc[index + 1].pos_ in ("PROPN", "NOUN")
        )
        return not token.is_stop and (
            token.pos_ == "PROPN" or token.text.isupper() or (follows and token.pos_ != "VERB")
        )
    return token.pos_ in ("PROPN", "NOUN", "ADJ") or (token.text.isupper() and len(token) > 1)


def _joins(doc: "Doc", index: int, taken: tuple[tuple[int, int], ...]) -> bool:
    """Whether a small word ties two halves of one name ("Department of State", "York–Smith")."""
    if doc[index].lower_ not in ("of", "-", "&") or index + 1 >= len(doc):
        return False
    return _is_name_word(doc, index + 1) and not _inside(doc, index + 1, taken)


def _joins_a_post(doc: "Doc", first: int, stop: int, taken: tuple[tuple[int, int], ...]) -> bool:
    """Whether "of the" ties a post to the name of the body that it is in."""
    if stop + 2 >= len(doc) or (doc[stop].lower_, doc[stop + 1].lower_) != ("of", "the"):
        return False
    return _words(doc[first:stop].text)[-2:] in _POSTS and _is_name_word(doc, stop + 2)


def _name(doc: "Doc", first: int, stop: int, known: tuple[Known, ...]) -> Name:
    start, end = doc[first].idx, doc[stop - 1].idx + len(doc[stop - 1])
    text = doc.text[start:end]
    ids = {name for begins, ends, name in known if begins < end and start < ends}
    state = _tables().seats.get(text, "") if _acts(doc[first:stop].root) else ""
    for form in (text, state):
        alias = _tables().forms.get(_bare(form))
        if alias is not None:
            ids.add(alias)
    words = _words(text)
    person = all(token.ent_type_ in ("PERSON", "") for token in doc[first:stop]) and doc[stop - 1].ent_type_ == "PERSON"
    person = person and all(one.startswith("P:") for one in ids)
    if person:
        words = tuple(word for word in words[:-1] if word not in _tables().titles) + words[-1:]
    return Name(start, end, text, words, frozenset(ids), state, person)


def _acts(token: "Token") -> bool:
    """Whether a name is of who does something or has something: "Moscow vetoed", "by Moscow", "Moscow's veto"."""
    while token.dep_ == "conj":
        token = token.head
    by = token.dep_ == "pobj" and token.head.lower_ == "by" and token.head.dep_ == "agent"
    return by or token.dep_ == "poss" or (token.dep_ == "nsubj" and token.head.lemma_ != "be")


def _bare(text: str) -> str:
    return re.sub(r"^the\s+|['’]s$", "", text.lower()).strip()


def _words(text: str) -> tuple[str, ...]:
    folded = (_fold(word) for word in re.findall(r"[\w.]+", text.lower()))
    return tuple(word for word in folded if word and word not in _DROPPED)


def _fold(word: str) -> str:
    return word.replace(".", "").removesuffix("’s")


def same(claimed: Name, stated: Name) -> bool:
    """Whether two names surely mean one thing: an id in common, one ending in the other, or its initials.

    English puts the head of a name last: "the Accords" may be "the Artemis Accords", while "the Space Centre" is not
    "the Space Centre of Excellence".
    """
    if claimed.ids & stated.ids:
        return True
    if claimed.words == stated.words:
        return bool(claimed.words)
    if claimed.ids and stated.ids:
        return False
    if _ends_with(stated.words, claimed.words) or _ends_with(claimed.words, stated.words):
        short = min(claimed.words, stated.words, key=len)
        return len(short) > 1 or short[0] in _tables().heads or not (claimed.ids or stated.ids)
    return _initials(claimed, stated) or _initials(stated, claimed)


def is_state(name: Name) -> bool:
    """Whether the name is of a State: it is known by the code that ISO 3166 gives to States."""
    return any(_STATE.fullmatch(one) for one in name.ids - _NO_STATE) and not name.state


def state_of(town: Name) -> Name | None:
    """The State that a town lies in, where the list knows it; without a place of its own in the sentence."""
    state = _tables().towns.get(town.text) or _tables().towns.get(f"The {town.text}")
    if state is None:
        return None
    alias = _tables().forms.get(_bare(state))
    return Name(-1, -1, state, _words(state), frozenset([alias] if alias else []))


def is_capital(town: Name) -> bool:
    """Whether a town is known to be the capital of its State."""
    return town.text in _tables().capitals


def _ends_with(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    return bool(short) and len(short) < len(long) and long[-len(short) :] == short


def _initials(short: Name, long: Name) -> bool:
    letters = short.text.replace(".", "")
    if not (2 <= len(letters) <= 8 and letters.isupper()):
        return False
    firsts = "".join(word[0] for word in re.findall(r"[A-Za-z]+", long.text) if word.lower() not in _DROPPED)
    return letters == firsts.upper()
