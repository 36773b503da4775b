"""Statements that share a verb said once: "New Zealand joined in 2015, Germany in 2019 and France in 2020"."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NAME = ("PROPN", "NUM", "DET")
_END = (".", ";")


def gapped(doc: "Doc", root: "Token") -> list[tuple[set[int], list[int]]]:
    """For each statement its own tokens and its words in order; empty where the sentence is not built so.

    Every group must be a name, the preposition of the first one and its object, up to the end of the sentence.
    """
    verb = min((child.i for child in root.lefts if child.dep_ in ("aux", "auxpass")), default=root.i)
    link = next((child for child in root.rights if child.dep_ == "prep"), None)
    if link is None or not _is_name(doc, 0, verb):
        return []
    stop = len(doc)
    while stop > 0 and doc[stop - 1].text in _END:
        stop -= 1
    groups = _groups(doc, link.i + 1, stop)
    first, rest = groups[0], groups[1:]
    if not rest or any(token.is_punct for token in doc[verb : link.i]):
        return []
    out: list[tuple[set[int], list[int]]] = [(set(range(first[1])), list(range(first[1])))]
    for start, end in rest:
        at = next((index for index in range(start, end) if doc[index].lower_ == link.lower_), end)
        if at + 1 >= end or not _is_name(doc, start, at):
            return []
        words = [*range(start, at), *range(verb, link.i), *range(at, end)]
        out.append((set(range(start, end)), words))
    return out


def in_full(doc: "Doc") -> list[str]:
    """The statements of such a sentence, each with the verb; empty for any other sentence."""
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    groups = gapped(doc, root) if root is not None and root.pos_ == "VERB" else []
    return ["".join(doc[index].text_with_ws for index in words).rstrip() + "." for _, words in groups]


def _groups(doc: "Doc", start: int, stop: int) -> list[tuple[int, int]]:
    """The stretches between commas and "and"."""
    groups: list[tuple[int, int]] = []
    begun = start
    at = start
    while at < stop:
        if doc[at].text == "," or doc[at].lower_ == "and":
            groups.append((begun, at))
            while at < stop and (doc[at].text == "," or doc[at].lower_ == "and"):
                at += 1
            begun = at
        else:
            at += 1
    return [*groups, (begun, stop)]


def _is_name(doc: "Doc", start: int, end: int) -> bool:
    tokens = doc[start:end]
    return (
        start < end
        and all(token.pos_ in _NAME or token.lower_ == "of" or token.text[0].isupper() for token in tokens)
        and any(token.text[0].isupper() for token in tokens)
    )
