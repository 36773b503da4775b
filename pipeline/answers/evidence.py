"""Sentences that might answer a question, and what speaks for each of them."""

import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.answers.gaps import GAPS, find_gaps
from pipeline.answers.questions import CERTAIN, Question, Term, numbered_articles
from pipeline.answers.sought import gives
from pipeline.answers.words import find_words
from pipeline.data import Hit, Span, TreatyReference
from pipeline.embeddings import Embedder
from pipeline.index import Snapshot, Word
from pipeline.search import find_instruments
from pipeline.treaties.numerals import value_of

# Fewer words make no statement; what is longer is no sentence but a table or a list run together.
_FEWEST_WORDS, _MOST_WORDS = 4, 150
# How fast closeness falls with the distance to the best hit in standard scores: to a half at 1 / 0.3. One of four
# shapes tried, alike on SQuAD (0.746 to 0.758 right sentences) and picked with the development questions in view.
_FALL = 0.3
# How many sentences are compared with the question by their vectors. The best sentence by all features was among the
# six best without this one for all 693 answerable questions of SQuAD 2.0.
_COMPARED = 8
# A name of two words or more ("Space Centre").
_NAME = re.compile(r"\b[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)+")
_AFTER_ITS_WORD = re.compile(r"\b(?:articles?|art\.|sections?|paragraphs?|principles?)\s+(\w+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a hit with what speaks for it.

    `span` are document offsets. `features` are numbers from about 0 to 1, named in `FEATURES`. `stems` are the stems
    of its words; `covered` are those of the question's terms that the sentence has, `around` those that it has together
    with title and headings, `missing` the terms that not even its passage, title or headings have; `instruments` are
    the ids of those that the sentence itself names, where the question names any.
    """

    hit: Hit
    index: int
    span: Span
    text: str
    stems: frozenset[str]
    covered: frozenset[str]
    around: frozenset[str]
    missing: tuple[Term, ...]
    instruments: frozenset[str]
    features: Mapping[str, float]


FEATURES = (
    "similarity",  # cosine of question and sentence, 0 where the other features leave little hope
    "words",  # share of the question's terms, by rarity, in the sentence
    "words_around",  # the same in sentence, title, headings and the sentence before
    "words_left",  # the share in the sentence of those terms that title and headings do not have; 1 if they have all
    "words_passage",  # the same in the passage with title and headings
    "pairs",  # share of the question's neighbouring words that are near each other in the sentence
    "kind_met",  # how plainly the sentence holds what a question of its kind asks for
    "kind_missed",  # it does not, though the kind has a check
    "closeness",  # how near the passage is to the best hit's score: 1 for the best one
    "passage",  # cosine of question and passage
    "opening",  # the sentence opens its passage
    *GAPS,
)


def find_candidates(
    snapshot: Snapshot,
    embedder: Embedder,
    question: Question,
    hits: Sequence[Hit],
    rate: Callable[[Mapping[str, float]], float],
) -> list[Candidate]:
    """The sentences of the hits with their features, in the order of the hits and of the text.

    `rate` says by the features how well a sentence answers. Encoding is what takes time, so only those get their
    similarity to the question that are the best without it; the others have 0.
    """
    rarity = _rarity(snapshot, question.terms)
    most = _idf(len(snapshot.lexical), 0.0)
    mentioned = _instruments_by_passage(snapshot, question, hits)
    places: list[tuple[Hit, int, Span, str]] = []
    for hit in hits:
        for index, span in enumerate(_sentences(hit)):
            text = _slice(hit, span)
            if _is_statement(text, hit):
                places.append((hit, index, span, text))
    if not places:
        return []
    best = max(hit.score for hit in hits)
    context_stems = {hit.passage.passage_id: _stems(_context(hit)) for hit in hits}
    title_names = {hit.passage.passage_id: _named(_context(hit)) for hit in hits}
    passage_stems = {hit.passage.passage_id: _stems(hit.passage.text) for hit in hits}
    candidates = []
    for at, (hit, index, span, text) in enumerate(places):
        words = find_words(text)
        own = frozenset(word.stem for word in words)
        passage_id = hit.passage.passage_id
        names = mentioned[passage_id]
        title = context_stems[passage_id]
        previous = _stems(places[at - 1][3]) if at and places[at - 1][0] is hit else frozenset()
        own_names = _named(text) if question.named.references else frozenset()
        everything = own | title | passage_stems[passage_id]
        given = gives(question, text, words)
        checked = question.kind != "open"
        left = [
            term for term in question.terms if not (term.stem in title or term.treaty_id in title_names[passage_id])
        ]
        features = {
            "similarity": 0.0,
            "words": _share(question.terms, rarity, own, own_names),
            "words_around": _share(question.terms, rarity, own | title | previous, names),
            "words_left": _share(left, rarity, own, own_names) if left else 1.0,
            "words_passage": _share(question.terms, rarity, everything, names),
            "pairs": _pairs(question, words),
            "kind_met": given if checked else 0.0,
            "kind_missed": float(checked and given == 0.0),
            "closeness": 1.0 / (1.0 + _FALL * (best - hit.score)),
            "passage": hit.parts.get("dense", 0.0),
            "opening": float(index == 0),
            **find_gaps(question, text, _context(hit), own, everything, rarity, most),
        }
        covered = frozenset(t.stem for t in question.terms if t.stem in own or t.treaty_id in own_names)
        around = frozenset(t.stem for t in question.terms if t.stem in own | title or t.treaty_id in names)
        missing = tuple(t for t in question.terms if not (t.stem in everything or t.treaty_id in names))
        candidates.append(Candidate(hit, index, span, text, own, covered, around, missing, own_names, features))
    return _with_similarity(embedder, question, candidates, rate)


def _with_similarity(
    embedder: Embedder,
    question: Question,
    candidates: list[Candidate],
    rate: Callable[[Mapping[str, float]], float],
) -> list[Candidate]:
    rated = sorted(range(len(candidates)), key=lambda at: -rate(candidates[at].features))
    chosen = rated[:_COMPARED]
    vectors = embedder.embed_queries([question.text, *(candidates[at].text for at in chosen)])
    for at, cosine in zip(chosen, (vectors[1:] @ vectors[0]).tolist(), strict=True):
        candidates[at] = replace(candidates[at], features={**candidates[at].features, "similarity": cosine})
    return candidates


def of_another(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence speaks of other instruments than the question does."""
    asked = {term.treaty_id for term in question.terms if term.treaty_id is not None}
    return bool(asked and candidate.instruments and not asked & candidate.instruments)


def about_its_articles(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that can be about one of the articles that the question names.

    Such are the sentences of the article itself, known from the registry or by its heading, and sentences of passages
    that name it, unless they name other articles alone. All candidates where the question names none, or asks for one.
    """
    if not question.articles or question.kind == "article":
        return list(candidates)

    def can_be(candidate: Candidate) -> bool:
        hit = candidate.hit
        if "provision" in hit.parts or question.articles & numbered_articles(". ".join(hit.passage.heading)):
            return True
        own = numbered_articles(candidate.text)
        named = own or numbered_articles(f"{hit.title}. {hit.passage.text}")
        return bool(question.articles & named)

    able = [candidate for candidate in candidates if can_be(candidate)]
    # Where a sentence names the article, it is about it, and so are those up to the one that names another; no others
    # of its passage are.
    naming: dict[str, dict[int, frozenset[int]]] = {}
    for candidate in candidates:
        if numbers := numbered_articles(candidate.text):
            naming.setdefault(candidate.hit.passage.passage_id, {})[candidate.index] = numbers

    def is_about(candidate: Candidate) -> bool:
        named = naming.get(candidate.hit.passage.passage_id, {})
        if not any(question.articles & numbers for numbers in named.values()):
            return True
        before = [index for index in named if index <= candidate.index]
        return bool(before) and bool(question.articles & named[max(before)])

    return [candidate for candidate in able if is_about(candidate)]


def eligible(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that can be an answer: with a date where one is asked for, a number, the number of an article.

    "The Space Centre of Excellence" is no answer to what is asked of the Space Centre where both are spoken of.
    """
    fit = [c for c in candidates if not (question.kind in CERTAIN and c.features["kind_missed"])]
    for name in _NAME.findall(question.text):
        longer = re.compile(rf"\b{re.escape(name)}\s+(?:of|for)\s+(?:the\s+)?[A-Z]")
        if longer.search(question.text):
            continue
        of_more = {c.text for c in fit if name in c.text and name not in longer.sub("", c.text)}
        if of_more and any(name in c.text and c.text not in of_more for c in fit):
            fit = [c for c in fit if c.text not in of_more]
    return fit


def _sentences(hit: Hit) -> Sequence[Span]:
    passage = hit.passage
    return passage.sentences or (Span(passage.start, passage.end),)


def _slice(hit: Hit, span: Span) -> str:
    return hit.passage.text[span.start - hit.passage.start : span.end - hit.passage.start]


def _is_statement(text: str, hit: Hit) -> bool:
    count = len(text.split())
    return _FEWEST_WORDS <= count <= _MOST_WORDS and not text.endswith("?") and text.strip() not in hit.passage.heading


def _context(hit: Hit) -> str:
    return ". ".join(part for part in (hit.title, *hit.passage.heading) if part)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in find_words(text))


def _named(text: str) -> frozenset[str]:
    """Ids of the instruments that a text names."""
    return frozenset(reference.treaty_id for reference in find_instruments(text).references)


def _rarity(snapshot: Snapshot, terms: Sequence[Term]) -> dict[str, float]:
    """How much a term tells, by stem: the logarithm of how few passages have it (Robertson's idf)."""
    count = len(snapshot.lexical)
    rarity = {}
    for term in terms:
        # A name of an instrument tells as much as a word that one passage in twenty has.
        having = count / 20 if term.treaty_id else snapshot.lexical.frequency(term.stem)
        rarity[term.stem] = term.weight * _idf(count, having)
    return rarity


def _idf(count: int, having: float) -> float:
    return math.log(1.0 + (count - having + 0.5) / (having + 0.5))


def _share(
    terms: Sequence[Term], rarity: Mapping[str, float], stems: frozenset[str], instruments: set[str] | frozenset[str]
) -> float:
    total = sum(rarity[term.stem] for term in terms)
    if total <= 0.0:
        return 0.0
    return sum(rarity[term.stem] for term in terms if term.stem in stems or term.treaty_id in instruments) / total


def _pairs(question: Question, words: Sequence[Word]) -> float:
    """Share of the pairs of neighbouring terms of the question that stand within five words of each other."""
    plain = [term.stem for term in question.terms if term.treaty_id is None]
    wanted = list(itertools.pairwise(plain))
    if not wanted:
        return 0.0
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        places.setdefault(word.stem, []).append(at)
    near = sum(
        any(abs(a - b) <= 5 for a in places.get(first, ()) for b in places.get(second, ())) for first, second in wanted
    )
    return near / len(wanted)


def _instruments_by_passage(snapshot: Snapshot, question: Question, hits: Sequence[Hit]) -> dict[str, frozenset[str]]:
    """The instruments that each passage or its title speaks of, by passage id.

    A treaty that the question pinpoints ("Article 12 of the Antarctic Treaty") counts where that article is spoken
    of; in a document whose title names the treaty, "Article 12" alone will do.
    """
    if not question.named.references:
        return {hit.passage.passage_id: frozenset() for hit in hits}
    spoken: dict[str, list[TreatyReference]] = {hit.passage.passage_id: [] for hit in hits}
    for hit in hits:
        spoken[hit.passage.passage_id] += find_instruments(f"{_context(hit)}. {hit.passage.text}").references
    for doc_id in dict.fromkeys(hit.passage.doc_id for hit in hits):
        for mention in snapshot.catalog.mentions_of(doc_id):
            if isinstance(mention.found, TreatyReference) and mention.passage_id in spoken:
                spoken[mention.passage_id].append(mention.found)
    own = {hit.passage.passage_id for hit in hits if "provision" in hit.parts}
    titles = {hit.passage.passage_id: _named(_context(hit)) for hit in hits}
    texts = {hit.passage.passage_id: f"{_context(hit)}. {hit.passage.text}" for hit in hits}
    found: dict[str, frozenset[str]] = {}
    for passage_id, references in spoken.items():
        ids = {ref.treaty_id for ref in references}
        for ref in question.named.pinpointed:
            named = {number for other in references if other.treaty_id == ref.treaty_id for number in other.articles}
            bare = ref.treaty_id in titles[passage_id] and _speaks_of(ref.articles, texts[passage_id])
            if passage_id in own:
                ids.add(ref.treaty_id)
            elif named.isdisjoint(ref.articles) and not bare:
                ids.discard(ref.treaty_id)
        found[passage_id] = frozenset(ids)
    return found


def _speaks_of(articles: Sequence[str], text: str) -> bool:
    """Whether a text has one of these numbers after a word like "Article" or "Section"."""
    return any(str(value_of(match[1]) or match[1]) in articles for match in _AFTER_ITS_WORD.finditer(text))
