"""How well statements are told from praise, and sentences cut into claims, on sentences that we labelled by hand."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.claims import extract_claims
from pipeline.data import Claim, Document, Record, Span
from pipeline.documents import Limits, Source, find_sources, parse
from pipeline.errors import DocumentError
from pipeline.language import Language
from pipeline.settings import load_settings

LABELLED = Path("tests/claims/labelled_sentences.jsonl")
NOTES = Path("corpus")
ARTICLE = Path("article/strategic-partnerships-for-space-defense.txt")
LABELS = ("checkable", "opinion", "vague", "forecast", "self")
_SAME = 0.8  # F1 of the words of two claims that count as one; a subject left unresolved falls below it
_DROPPED = frozenset(["the", "a", "an", "this", "these", "that", "which", "who", "s"])


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence by its place in its document, its label and the claims that it ought to be cut into."""

    row_id: str
    doc: str
    part: str
    place: Span
    label: str
    claims: tuple[str, ...]


def measure_statements(data: Path, language: Language, labelled: Path = LABELLED) -> Iterator[tuple[str, Record]]:
    """A name and its figures for the sentences that rules may be made from, and for those kept apart."""
    documents, gold = read_labelled(labelled, data)
    found = {name: extract_claims(document, language) for name, document in documents.items()}
    for part, name in (("dev", "statements"), ("held", "statements (held out)")):
        yield name, figures([row for row in gold if row.part == part], found)


def read_labelled(path: Path, data: Path) -> tuple[dict[str, Document], list[Labelled]]:
    """The documents that the labelled sentences stand in, by name, and the sentences.

    Paragraphs of our own are put together from their rows; notes are read from `corpus/`; the article is read from
    the data folder, since the labels hold offsets into it and none of its text.
    """
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    documents: dict[str, Document] = {}
    gold: list[Labelled] = []
    own: dict[str, str] = {}
    for row in rows:
        name = row["doc"]
        if name == "article":
            document = documents.setdefault(name, _parsed(data / ARTICLE))
            place = Span(row["start"], row["end"])
        elif name.startswith("notes/"):
            document = documents.setdefault(name, _parsed(NOTES / name))
            at = document.text.find(row["text"])
            if at < 0:
                raise DocumentError(str(NOTES / name), f"does not hold the sentence {row['id']}", f"correct {path}")
            place = Span(at, at + len(row["text"]))
        else:
            before = own.get(name, "")
            own[name] = f"{before} {row['text']}".lstrip()
            place = Span(len(own[name]) - len(row["text"]), len(own[name]))
        claims = tuple(_worded(claim, documents[name].text if name in documents else "") for claim in row["claims"])
        gold.append(Labelled(row["id"], name, row["part"], place, row["label"], claims))
    documents |= {name: _paragraph(name, text) for name, text in own.items()}
    return documents, gold


def figures(gold: Sequence[Labelled], found: Mapping[str, Sequence[Claim]]) -> Record:
    """Precision, recall and F1 of each label over sentences, and of the claims cut from checkable sentences."""
    pairs = [(row.label, label_of(row, found[row.doc])) for row in gold]
    out: Record = {"sentences": len(gold), "accuracy": round(sum(a == b for a, b in pairs) / max(1, len(pairs)), 4)}
    for label in LABELS:
        right = sum(a == b == label for a, b in pairs)
        out[label] = _rates(right, sum(b == label for _, b in pairs), sum(a == label for a, _ in pairs))
    right = said = wanted = 0
    for row in gold:
        if row.label == "checkable":
            predicted = [claim.text for claim in claims_in(row, found[row.doc]) if claim.checkable]
            right += len(matched(row.claims, predicted))
            said += len(predicted)
            wanted += len(row.claims)
    out["splitting"] = _rates(right, said, wanted)
    return out


def claims_in(row: Labelled, claims: Iterable[Claim]) -> list[Claim]:
    """The claims that begin within the sentence."""
    return [claim for claim in claims if claim.start is not None and row.place.start <= claim.start < row.place.end]


def label_of(row: Labelled, claims: Iterable[Claim]) -> str:
    """What the sentence was taken for: checkable where anything in it is."""
    kinds = [claim.kind for claim in claims_in(row, claims)]
    return "checkable" if "claim" in kinds else next(iter(kinds), "none")


def matched(wanted: Sequence[str], predicted: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of one wanted and one predicted claim that say the same in nearly the same words, the closest first."""
    scored = sorted(((-_alike(a, b), i, j) for i, a in enumerate(wanted) for j, b in enumerate(predicted)))
    taken: list[tuple[int, int]] = []
    for score, i, j in scored:
        if -score >= _SAME and all(i != a and j != b for a, b in taken):
            taken.append((i, j))
    return [(wanted[i], predicted[j]) for i, j in taken]


def _alike(one: str, other: str) -> float:
    left, right = _words(one), _words(other)
    both = sum(min(left.count(word), right.count(word)) for word in set(left))
    return 2 * both / max(1, len(left) + len(right))


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.lower()) if word not in _DROPPED]


def _rates(right: int, said: int, wanted: int) -> Record:
    precision, recall = right / max(1, said), right / max(1, wanted)
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
        "n": wanted,
    }


def _worded(claim: str | list[str | list[int]], text: str) -> str:
    """A claim in words: given as such, or as offsets into the article with what stands before them."""
    if isinstance(claim, str):
        return claim
    return " ".join(piece if isinstance(piece, str) else text[piece[0] : piece[1]] for piece in claim)


def _parsed(path: Path) -> Document:
    limits = Limits.from_settings(load_settings())
    found = next(find_sources([path], limits=limits))
    if not isinstance(found, Source):
        raise DocumentError(str(path), found.cause, found.remedy)
    return parse(found, limits=limits)


def _paragraph(name: str, text: str) -> Document:
    return Document(name, text, name, name, "text/plain", "", "unverified")
