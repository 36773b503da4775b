"""Facts within a clause that itself only praises, lists or states a purpose."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.claims.checkable import Sorting
from pipeline.claims.clauses import Clause
from pipeline.claims.cues import Cues
from pipeline.claims.facts import Setting, attribution
from pipeline.claims.inflection import is_plural, past_copula
from pipeline.claims.reading import Reading, is_leaning

if TYPE_CHECKING:
    from spacy.tokens import Token

_LISTING = ("include", "contain", "comprise")
_HAVING = ("have", "see", "involve")
_EMPTY = (*_LISTING, "be", *_HAVING)
_VERBS = {"prohibition": "prohibits", "ban": "bans", "restriction": "restricts", "limitation": "limits"}
_SIGNS = (",", ";", ".", "–", "—")


def facts_inside(
    reading: Reading, clause: Clause, setting: Setting, cues: Cues, *, reports: bool = False
) -> list[tuple[Clause, Sorting]]:
    """What can be checked in a clause that does not report itself; none where it does.

    "Japan's participation in the U.S.-led Space Data Association signifies a commitment" says that the association is
    U.S.-led; "key initiatives include the agreement formalized in 2019" that it was formalized then; a list of what a
    treaty includes says each of its items. A clause of "have" or the like that `reports` (can be checked as it is) is
    left whole.
    """
    head = reading.doc[clause.head]
    if not _only_praises(head, cues) or (reports and head.lemma_.lower() in _HAVING):
        return []
    found: list[tuple[Clause, Sorting]] = []
    for one, reason in (*_items(reading, clause, setting, cues), *_within(reading, clause, setting, cues)):
        if one.own <= clause.own and not any(one.own & other.own for other, _ in found):
            found.append((one, Sorting("claim", f"It can be checked: {reason}.")))
    return found


def _only_praises(head: "Token", cues: Cues) -> bool:
    lemma = head.lemma_.lower()
    if lemma not in _EMPTY:
        return lemma in cues.promotional
    complements = [child for child in head.children if child.dep_ in ("attr", "acomp", "dobj")]
    if lemma == "be":
        words = [word for complement in complements for word in (complement, *complement.children)]
        return any(word.lemma_.lower() in cues.evaluative or word.lower_ in cues.evaluative for word in words)
    return bool(complements)


def _items(reading: Reading, clause: Clause, setting: Setting, cues: Cues) -> Iterator[tuple[Clause, str]]:
    """The items of "These include a prohibition on x, the commitment to y and the assertion that z"."""
    head = reading.doc[clause.head]
    subject = next((child for child in head.lefts if child.dep_ == "nsubj"), None)
    leaning = subject is not None and (
        is_leaning(subject.i, reading) or subject.lemma_.lower() in ("provision", "principle")
    )
    if head.lemma_ not in _LISTING or not setting.instrument or not leaning:
        return
    firsts = [child for child in head.rights if child.dep_ == "dobj"]
    items = [token for token in reading.doc[head.i + 1 :] if _is_item(token, firsts)]
    edges = sorted(item.left_edge.i for item in items)
    for item in items:
        start = item.left_edge.i
        stop = next((edge for edge in edges if edge > start), max(clause.own) + 1)
        own = _trimmed(item, range(start, stop))
        if len(own) >= 3:
            yield (
                _clause(item, own, *_said_by(setting.instrument, item, own)),
                (f"it says what the {setting.instrument} includes"),
            )


def _is_item(token: "Token", firsts: list["Token"]) -> bool:
    """Whether a noun is an object of the list, also where the parser hung it on a clause of the item before it."""
    if token in firsts:
        return True
    if token.dep_ != "conj" or token.pos_ != "NOUN" or token.left_edge.lower_ not in ("a", "an", "the"):
        return False
    return any(first == token.head or first.is_ancestor(token) for first in firsts)


def _within(reading: Reading, clause: Clause, setting: Setting, cues: Cues) -> Iterator[tuple[Clause, str]]:
    """Attributions, dated or attributed acts on a noun, and words that forbid or demand."""
    doc = reading.doc
    led = attribution(reading, clause, cues)
    if led is not None:
        token, said = led
        noun = token.head if token.dep_ in ("amod", "compound", "nmod") else token
        own = _trimmed(noun, range(noun.left_edge.i, noun.i + 1))
        yield _clause(noun, own, *_attributed(noun, token, own, said)), f"it attributes something ('{said}')"
    for token in (doc[index] for index in sorted(clause.own)):
        if any(name.start <= token.idx < name.end for name in reading.names):
            continue  # "the Treaty on the Prohibition of Nuclear Weapons" is a name and no norm
        if _reports(token, cues) and _has_fact(token, reading):
            noun = token.head
            before = _trimmed(noun, range(noun.left_edge.i, token.left_edge.i))
            after = _trimmed(token, range(token.left_edge.i, _end_of(token).i + 1))
            act = _clause(token, before + after, *before, past_copula(plural=is_plural(noun, joined=False)), *after)
            yield act, "it tells an act with its date or doer"
        elif setting.instrument and _binds(token, cues):
            own = _trimmed(token, range(token.left_edge.i, _end_of(token).i + 1))
            yield _clause(token, own, *_said_by(setting.instrument, token, own)), f"it tells a norm ('{token.text}')"


def _attributed(noun: "Token", by: "Token", own: list[int], said: str) -> list[int | str]:
    """The attribution of a named thing ("The Space Data Association is U.S.-led"), or that there is such a thing."""
    words = own[1:] if noun.doc[own[0]].pos_ == "DET" else own
    name = [index for index in words if index > by.i]
    if noun.pos_ == "PROPN" and name:
        return ["The", *name, "are" if is_plural(noun) else "is", *(index for index in words if index <= by.i)]
    return ["There are" if is_plural(noun) else f"There is {'an' if said[:1].lower() in 'aeio' else 'a'}", *words]


def _said_by(instrument: str, noun: "Token", own: list[int]) -> list[int | str]:
    """What an instrument says by a noun: "a ban on x" as "bans x", "the rule that x" as "under it, x"."""
    for child in noun.rights:
        verb = _VERBS.get(noun.lemma_.lower())
        if child.dep_ == "prep" and child.lower_ in ("on", "of", "against") and verb is not None:
            return [f"The {instrument} {verb}", *(index for index in own if index > child.i)]
        if child.dep_ in ("acl", "ccomp") and child.left_edge.lower_ == "that" and child.left_edge.dep_ == "mark":
            return [f"Under the {instrument},", *(index for index in own if index > child.left_edge.i)]
    return [f"The {instrument} includes", *own]


def _clause(head: "Token", own: list[int], *wording: int | str) -> Clause:
    return Clause("inside", head.i, frozenset(own), frozenset(), wording)


def _reports(token: "Token", cues: Cues) -> bool:
    """Whether the word heads a participle on a noun: "the agreement formalized in 2019"."""
    return token.dep_ == "acl" and token.tag_ == "VBN" and token.lemma_.lower() not in cues.promotional


def _binds(token: "Token", cues: Cues) -> bool:
    """Whether the word says what an instrument forbids or demands ("a prohibition on")."""
    norm = token.lemma_.lower() in cues.norms and token.pos_ == "NOUN" and token.dep_ not in ("amod", "compound")
    return norm and any(child.dep_ == "prep" for child in token.children)


def _has_fact(token: "Token", reading: Reading) -> bool:
    """Whether a date or number stands in the clause, or somebody named did what it says."""
    first, last = token.left_edge.idx, token.right_edge.idx + len(token.right_edge)
    dated = [date.start for date in reading.dates]
    dated += [quantity.start for quantity in reading.quantities if quantity.value > 1 and not quantity.ordinal]
    if any(first <= start < last for start in dated):
        return True
    agents = [child for child in token.children if child.dep_ == "agent"]
    return any(reading.name_at(word.i) is not None for agent in agents for word in agent.subtree)


def _end_of(token: "Token") -> "Token":
    """The last token of the clause without what is coordinated with it or trails after a comma as praise."""
    last = token
    for child in token.rights:
        if child.dep_ in ("conj", "cc", "punct", "relcl", "advcl"):
            break
        end = _end_of(child) if child.dep_ in ("prep", "dobj", "pobj", "agent") else child.right_edge
        last = max(last, end, key=lambda one: one.i)
    return last


def _trimmed(token: "Token", indexes: range) -> list[int]:
    """The indexes less commas, full stops and "and" at their ends."""
    own = list(indexes)
    while own and (token.doc[own[-1]].text in _SIGNS or token.doc[own[-1]].dep_ == "cc"):
        own.pop()
    while own and token.doc[own[0]].text in _SIGNS:
        own.pop(0)
    return own
