"""From a question to an answer: sentences of the best evidence, each with its citation, or an abstention."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.answers.differing import find_differing
from pipeline.answers.evidence import Candidate, about_its_articles, eligible, find_candidates, of_another
from pipeline.answers.judge import Judge, load_judge
from pipeline.answers.questions import WANTED, Question, read_question
from pipeline.answers.reading import Reader
from pipeline.data import Answer, AnswerSentence, Citation, Filters, Hit
from pipeline.embeddings import Embedder
from pipeline.index import Snapshot
from pipeline.search import search

MOST_SENTENCES = 4
# So many passages are read for an answer, and so many are shown beside an abstention.
PASSAGES = 6
_NEAREST = 3
# The next three are set by hand. A document that is no reference answers only if it is by so much surer than those are.
_SURER = 0.25
# A further sentence may be rated so much lower than the best one if it speaks of something the others do not.
_FURTHER = 1.5
# Two sentences that share so much of their words say the same.
_SAME = 0.6
_DANGLING = re.compile(
    r"^(?:It|Its|They|Their|He|His|She|Her|This|These|Those|That|Both|The\s+(?:treaty|agreement|convention|document"
    r"|resolution|text|accord|accords|same))\b"
)
_FIGURES = re.compile(r"\d+(?:[.,/]\d+)*")
# A sentence on the way back may refer in its midst, too: "Under Article 20 that withdrawal took effect".
_REFERRING = re.compile(rf"{_DANGLING.pattern}|\b(?:this|that|these|those|such)\s+[a-z]+")


class _Judged(NamedTuple):
    """A sentence, the neighbour that it needs, and how likely they answer."""

    candidate: Candidate
    neighbour: Candidate | None
    confidence: float


def answer(
    snapshot: Snapshot,
    embedder: Embedder,
    reader: Reader,
    question: str,
    *,
    filters: Filters = Filters(),  # noqa: B008 - frozen
    question_id: str | None = None,
) -> Answer:
    """One to four sentences of the evidence that answer the question, each with its citation, or an abstention.

    A sentence is given exactly as its document has it: a citation's span covers it, `document.text[start:end]` is its
    text. Most answers are one sentence; a further one is added where it speaks of a part of the question that the
    others leave out, where a sentence that opens with a pronoun needs the one before it, or where only two neighbours
    together answer. What a question asks of an article ("What does Article IV of the Outer Space Treaty say about
    ...") is quoted from the article itself where the index holds the treaty's text, and answered by nothing that
    speaks of other articles alone. Sentences come by relevance, those of one passage in the order of the text. Where
    sources give different numbers or dates for what is asked, the answer is a sentence for each, the newest first,
    and says so (see `find_differing`).

    The answer's confidence is how likely the fitted model holds it that its best sentence answers (see
    `Judge.sureness`; for an article quoted from its own text at least the threshold). Below the fitted
    threshold the answer abstains: no sentences, a reason, and the nearest passages for a person to judge.
    """
    embedder.get_ready()
    reader.get_ready()
    asked = read_question(question, snapshot.lexical)
    hits = search(snapshot, embedder, [asked.text], k=PASSAGES, filters=filters, smoothing=False)[0]
    judge = load_judge()
    candidates = find_candidates(snapshot, embedder, asked, hits, judge.rate_by)

    def abstain(reason: str, confidence: float = 0.0) -> Answer:
        return Answer(question, (), (), True, confidence, reason, hits[:_NEAREST], question_id)

    if not asked.stems:
        return abstain("The question has no words to look for.")
    if not candidates:
        return abstain("The index holds nothing that speaks to the question.")
    unspoken = _unspoken_article(asked, candidates)
    if unspoken is not None:
        return abstain(f"No evidence speaks of “{unspoken}”.")
    of_articles = about_its_articles(asked, candidates)
    if not of_articles:
        numbers = " or ".join(map(str, sorted(asked.articles)))
        return abstain(f"No evidence speaks of an article {numbers}.")
    fit = eligible(asked, of_articles)
    if not fit:
        return abstain(f"The question asks for {WANTED[asked.kind]}, and the nearest evidence gives none.")
    own_text = _of_the_article(asked, fit)

    def judged(some: Sequence[Candidate]) -> _Judged:
        one, neighbour, readings = judge.choose(reader, asked.text, some, of_articles)
        return _Judged(one, neighbour, judge.sureness(one, readings))

    best, neighbour, confidence = _best(judge, own_text or fit, judged)
    if best.hit.tier == "reference":
        fit = _reliable(fit)
    if own_text:
        # The article itself is there; whether it speaks to the question shows in the words that are asked about.
        confidence = max(confidence, judge.threshold) if _speaks(asked, own_text) else 0.0
    if confidence < judge.threshold:
        return abstain(_reason(asked, best), confidence)
    figure = None if own_text else _unspoken_figure(asked, best, candidates)
    if figure is not None:
        return abstain(f"The nearest evidence says nothing of “{figure}”.")
    differing = find_differing(asked, best, [(judge.rate(candidate), candidate) for candidate in fit])[:MOST_SENTENCES]
    if differing:
        chosen = [figure.candidate for figure in differing]
    else:
        chosen = _with_further(judge, asked, best, own_text or fit)
        if neighbour and not own_text and neighbour not in chosen:
            chosen = [*chosen[: MOST_SENTENCES - 1], neighbour]
        chosen = _in_order(chosen, candidates)
    sentences, citations = _cite(chosen)
    told = "; ".join(figure.told(number) for number, figure in enumerate(differing, start=1))
    return Answer(question, sentences, citations, False, confidence, None, (), question_id, conflict=told or None)


def _of_the_article(question: Question, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that are the text of the article that an open question is about; none for other questions."""
    if question.kind != "open":
        return []
    return [candidate for candidate in candidates if "provision" in candidate.hit.parts]


def _speaks(question: Question, own_text: Sequence[Candidate]) -> bool:
    about = {term.stem for term in question.terms if term.treaty_id is None}
    return not about or any(about & candidate.stems for candidate in own_text)


def _unspoken_article(question: Question, candidates: Sequence[Candidate]) -> str | None:
    """The question's words for an article that none of the passages speaks of."""
    missing = {term.treaty_id for term in candidates[0].missing}
    for candidate in candidates[1:]:
        missing &= {term.treaty_id for term in candidate.missing}
    return next((ref.text for ref in question.named.pinpointed if ref.treaty_id in missing), None)


def _unspoken_figure(question: Question, best: Candidate, candidates: Sequence[Candidate]) -> str | None:
    """A figure of the question that neither the sentence, its neighbours, nor title, headings and date have."""
    near = [
        other.text
        for other in candidates
        if other.hit.passage.passage_id == best.hit.passage.passage_id and abs(other.index - best.index) <= 1
    ]
    given = set(_FIGURES.findall(" ".join((best.hit.title, *best.hit.passage.heading, best.hit.date or "", *near))))
    asked = (figure for figure in _FIGURES.findall(question.text) if not _is_of_article(question, figure))
    return next((figure for figure in asked if figure not in given), None)


def _is_of_article(question: Question, figure: str) -> bool:
    return figure.isdecimal() and int(figure) in question.articles


def _best(
    judge: Judge,
    candidates: Sequence[Candidate],
    judged: Callable[[Sequence[Candidate]], _Judged],
) -> _Judged:
    """The sentence that answers best and how surely; of a reference document unless another one answers far surer."""
    reliable = _reliable(candidates)
    best = judged(reliable or candidates)
    if reliable and max(candidates, key=judge.rate).hit.tier != "reference":
        other = judged([candidate for candidate in candidates if candidate.hit.tier != "reference"])
        if other.confidence >= best.confidence + _SURER:
            return other
    return best


def _reliable(candidates: Sequence[Candidate]) -> list[Candidate]:
    return [candidate for candidate in candidates if candidate.hit.tier == "reference"]


def _reason(question: Question, best: Candidate) -> str:
    missing = [term.form for term in best.missing]
    if missing:
        return f"The nearest evidence says nothing of {', '.join(f'“{form}”' for form in missing[:4])}."
    if best.features["kind_missed"]:
        return f"The question asks for {WANTED[question.kind]}, and the nearest sentence gives none."
    return "The nearest evidence is not close enough to the question to answer it."


def _with_further(
    judge: Judge, question: Question, best: Candidate, candidates: Sequence[Candidate]
) -> list[Candidate]:
    chosen = [best]
    about = {term.stem for term in question.terms if term.treaty_id is None}
    instruments = {term.stem for term in question.terms if term.treaty_id is not None}
    covered = set(best.around)
    floor = judge.rate(best) - _FURTHER
    for candidate in sorted(candidates, key=judge.rate, reverse=True):
        if len(chosen) == MOST_SENTENCES or judge.rate(candidate) < floor:
            break
        if any(_alike(candidate, other) for other in chosen):
            continue
        # What is said of another instrument is no further part of the answer.
        if of_another(question, candidate) or (instruments & best.around and not instruments & candidate.around):
            continue
        # Without a topic ("What does Article II say?") all that the article says is asked for.
        if (candidate.covered & about) - covered or (not about and "provision" in candidate.hit.parts):
            chosen.append(candidate)
            covered |= candidate.around
    return chosen


def _alike(one: Candidate, other: Candidate) -> bool:
    if one.span == other.span and one.hit.passage.doc_id == other.hit.passage.doc_id:
        return True
    union = one.stems | other.stems
    return len(one.stems & other.stems) >= _SAME * len(union)


def _in_order(chosen: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Candidate]:
    """By relevance of the passage, then by place in it; with the sentence before one that would dangle."""
    ordered: list[Candidate] = []
    for passage_id in dict.fromkeys(candidate.hit.passage.passage_id for candidate in chosen):
        of_passage = [candidate for candidate in chosen if candidate.hit.passage.passage_id == passage_id]
        for candidate in sorted(of_passage, key=lambda each: each.span):
            before = _needed_before(candidate, candidates)
            ordered += [one for one in (*before, candidate) if one not in ordered]
    # What the answer rests on comes before what was taken along, should both not fit.
    extra = [candidate for candidate in ordered if candidate not in chosen]
    while len(ordered) > MOST_SENTENCES:
        ordered.remove(extra.pop())
    return ordered


def _needed_before(candidate: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The sentences before, if this one opens with a pronoun and only they name what is asked about or for.

    They go back to the nearest sentence that does, over those that themselves refer back. Where title and headings name
    it already, the citation shows them and the sentence stands alone.
    """
    passage_id = candidate.hit.passage.passage_id
    earlier = {other.index: other for other in candidates if other.hit.passage.passage_id == passage_id}
    between: list[Candidate] = []
    last = candidate
    pattern = _DANGLING
    while pattern.search(last.text) and len(between) < MOST_SENTENCES - 1:
        before = earlier.get(last.index - 1)
        if before is None:
            break
        between.insert(0, before)
        gives_instead = candidate.features["kind_missed"] > 0.0 and before.features["kind_met"] > 0.0
        if gives_instead or before.covered - candidate.around:
            return between
        last, pattern = before, _REFERRING
    return []


def _cite(chosen: Sequence[Candidate]) -> tuple[tuple[AnswerSentence, ...], tuple[Citation, ...]]:
    sentences = tuple(AnswerSentence(candidate.text, (at,)) for at, candidate in enumerate(chosen, start=1))
    return sentences, tuple(_citation(at, candidate) for at, candidate in enumerate(chosen, start=1))


def _citation(number: int, candidate: Candidate) -> Citation:
    hit: Hit = candidate.hit
    return Citation(
        number=number,
        doc_id=hit.passage.doc_id,
        passage_id=hit.passage.passage_id,
        start=candidate.span.start,
        end=candidate.span.end,
        text=candidate.text,
        title=hit.title,
        page=hit.passage.page,
        tier=hit.tier,
        date=hit.date,
    )
