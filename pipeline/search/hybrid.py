"""The search: candidates, fusion, closer looks, the treaty-aware step, and hits in a stable order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.data import MODES, Filters, Hit, Mode
from pipeline.embeddings import Embedder
from pipeline.index import Catalog, Snapshot, StoredPassage
from pipeline.search.expand import SPEAKING, WORDS_WEIGHT, expand
from pipeline.search.fuse import (
    DENSE_WEIGHT,
    FEEDBACK_WEIGHT,
    SMOOTH_WEIGHT,
    SMOOTHED,
    convex,
    feedback,
    nudge,
    reread,
    smooth,
)
from pipeline.search.late import DEPTH, LATE_WEIGHT, late, weigh
from pipeline.search.provisions import NamedInstruments, find_instruments, keys_of_articles
from pipeline.search.rerank import Ranker, reorder
from pipeline.search.retrieve import Candidates, retrieve
from pipeline.search.wording import spell_out
from pipeline.unicode import encodable

# Each ranker is asked for at least so many candidates.
_DEPTH = 100
# More than what is wanted, because rows of documents that are just leaving or arriving fall out.
_SPARE = 20
# What the text of an article that the query names is lifted by, in standard scores: as much as a clear match in both
# rankers, so that the text itself comes before what is written about it, but not whatever else the query says.
_PROVISION_LIFT = 3.0
# Queries are embedded and searched in portions, so that memory does not grow with their number.
_QUERIES_AT_ONCE = 256
# So many rankings are kept with a snapshot, some 50 KB each.
_REMEMBERED = 32


@dataclass(frozen=True, slots=True)
class _Ranked:
    """One query's keys with their scores, best first, and what each ranker and each later stage said of them.

    `alike` is what the passages that are most like each of the best score, and `about` how far the first ones are about
    a subject, from 0 for a sentence to 1 (see `fuse.smooth`, `expand.py`): what smoothing takes.
    """

    scores: Mapping[int, float]
    order: list[int]
    candidates: Candidates
    provisions: frozenset[int] = frozenset()
    stages: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    alike: Mapping[int, float] = field(default_factory=dict)
    about: float = 0.0

    def plain(self, key: int) -> float:
        """The score without the lift of an article's own text."""
        return self.scores[key] - (_PROVISION_LIFT if key in self.provisions else 0.0)


def search(
    snapshot: Snapshot,
    embedder: Embedder | None,
    queries: Sequence[str],
    *,
    k: int = 10,
    mode: Mode = "hybrid",
    filters: Filters = Filters(),  # noqa: B008 - frozen
    ranker: Ranker | None = None,
    smoothing: bool = True,
) -> list[tuple[Hit, ...]]:
    """The best passages for each query, at most `k` each, in the order of the queries.

    Hits come by score, descending, equal ones by passage id; ranks count from 1. In `hybrid` mode the score is the
    weighted mean of standard scores (see `fuse.convex`), of what a second look at the best of them gives (see
    `late.py`) and a third one at the very best (see `rerank.py`), of the nearness to the first passages of that order
    (see `fuse.feedback`), of the match with their words (see `expand.py`), and of what passages like it score (see
    `fuse.smooth`); in the others the ranker's own: cosine or BM25. The passages that are the text of an article that
    the query names ("Article IV of the Outer Space Treaty") always join the candidates of a hybrid search and are
    lifted. A hit's parts are `dense` and `lexical` (the rankers' scores, absent where a ranker did not name the
    passage), `dense_rank` and `lexical_rank`, `late` (the second look's mean cosine), `rerank` (log odds that it is
    what the query looks for, where it was read), `feedback` (the cosine with the first passages), `words` (BM25 for the
    query in their words), `alike` (the mean score of the passages that are most like it), `fused`, and `provision`
    where it was lifted.

    A query without a letter or digit finds nothing; so does `k` below 1.

    Args:
        snapshot: the state of the index to search.
        embedder: the model that the index was made with; may be None in `lexical` mode.
        queries: any text; lone surrogates are read as replacement characters.
        k: how many hits to return at most; more than the index holds is no error.
        mode: which rankers to ask.
        filters: what the passages must satisfy; the filter is exact.
        ranker: takes the third look; without one there is none. It is for `hybrid` mode alone.
        smoothing: whether passages that are alike are to score alike. Whoever looks for the one passage that settles
            something, and not for all that are about a subject, does better without.
    """
    if mode not in MODES:
        raise ValueError(f"'{mode}' is no mode of search; use one of {', '.join(MODES)}.")
    if embedder is None and mode != "lexical":
        raise ValueError(f"mode '{mode}' needs an embedder")
    results: list[tuple[Hit, ...]] = [()] * len(queries)
    asked = [(at, encodable(query)) for at, query in enumerate(queries) if any(map(str.isalnum, query))]
    if k <= 0 or not asked:
        return results
    allowed = None if filters.empty else snapshot.catalog.keys_matching(filters)
    if len(snapshot.vectors) == 0 or (allowed is not None and len(allowed) == 0):
        return results
    if embedder is not None and mode != "lexical":
        # The names of instruments, which a query is searched for first, take as long to load as the encoder.
        embedder.get_ready()
    if ranker is not None and mode == "hybrid":
        ranker.get_ready()
    for at in range(0, len(asked), _QUERIES_AT_ONCE):
        portion = asked[at : at + _QUERIES_AT_ONCE]
        texts = [query for _, query in portion]
        found = _search(snapshot, embedder, texts, k, mode, allowed, ranker, smoothing)
        for (place, _), hits in zip(portion, found, strict=True):
            results[place] = hits
    return results


def _search(
    snapshot: Snapshot,
    embedder: Embedder | None,
    queries: Sequence[str],
    k: int,
    mode: Mode,
    allowed: NDArray[np.int64] | None,
    ranker: Ranker | None,
    smoothing: bool,
) -> list[tuple[Hit, ...]]:
    size = len(snapshot.vectors) if allowed is None else len(allowed)
    depth = min(size, max(_DEPTH, k + _SPARE))
    # Whoever searches mostly asks the same words again, for an answer: the ranking of a single query is kept.
    key = (embedder, queries[0], mode, depth, ranker) if len(queries) == 1 and allowed is None else None
    ranked = snapshot.remembered.get(key)
    if ranked is None:
        named = [find_instruments(query) for query in queries]
        wordings = [spell_out(query, names, snapshot.lexical) for query, names in zip(queries, named, strict=True)]
        found = retrieve(snapshot, embedder, wordings, named, depth=depth, mode=mode, allowed=allowed)
        begun = [_begin(snapshot, query, each, depth) for query, each in zip(wordings, found, strict=True)]
        if ranker is not None and mode == "hybrid":
            begun = _read_together(snapshot, ranker, queries, begun)
        ranked = [
            _finish(snapshot, query, each, _lifted(snapshot.catalog, names, mode, allowed))
            for query, each, names in zip(wordings, begun, named, strict=True)
        ]
        if key is not None:
            for oldest in list(snapshot.remembered)[: 1 - _REMEMBERED]:
                snapshot.remembered.pop(oldest, None)
            snapshot.remembered[key] = ranked
    if smoothing and mode == "hybrid":
        ranked = [_smoothed(each) for each in ranked]
    # One look-up for what most queries need; whoever lost rows to documents on their way out looks further.
    tops = {key for each in ranked for key in _with_ties(each, k)}
    stored = snapshot.catalog.stored_passages(sorted(tops))
    return [_hits(snapshot.catalog, each, k, stored) for each in ranked]


def _lifted(catalog: Catalog, named: NamedInstruments, mode: Mode, allowed: NDArray[np.int64] | None) -> frozenset[int]:
    if mode != "hybrid" or not named.pinpointed:
        return frozenset()
    keys = keys_of_articles(catalog, named)
    return keys if allowed is None else keys.intersection(allowed.tolist())


def _begin(snapshot: Snapshot, query: str, candidates: Candidates, depth: int) -> _Ranked:
    """What the rankers that were asked say together, and the second look at it."""
    dense, lexical = candidates.dense, candidates.lexical
    if dense is None or lexical is None:
        scores = dict(dense if dense is not None else lexical or {})
        return _Ranked(scores, _best_first(scores), candidates)
    scores = convex((dense, lexical), (DENSE_WEIGHT, 1.0 - DENSE_WEIGHT), sizes=(depth, depth))
    order = _best_first(scores)
    if candidates.pieces is None:
        return _Ranked(scores, order, candidates)
    top = order[:DEPTH]
    read = late(snapshot.catalog, candidates.pieces, weigh(query, candidates.pieces, snapshot.lexical), top)
    scores = reread(scores, read, top, LATE_WEIGHT)
    return _Ranked(scores, _best_first(scores), candidates, stages={"late": read})


def _read_together(
    snapshot: Snapshot, ranker: Ranker, queries: Sequence[str], begun: Sequence[_Ranked]
) -> list[_Ranked]:
    """The third look at the first of each query; all are read at once."""
    found = ranker.read(snapshot.catalog, queries, [each.order for each in begun])
    scores = [reorder(each.scores, read) for each, read in zip(begun, found, strict=True)]
    return [
        _Ranked(each, _best_first(each), one.candidates, stages={**one.stages, "rerank": read})
        for one, each, read in zip(begun, scores, found, strict=True)
    ]


def _finish(snapshot: Snapshot, query: str, begun: _Ranked, lifted: frozenset[int]) -> _Ranked:
    """What the first passages of a hybrid search say of all others, and the text of articles that the query names."""
    candidates = begun.candidates
    if candidates.dense is None or candidates.lexical is None:
        return begun
    keys, vectors = snapshot.catalog.vectors_of(list(begun.scores))
    near = feedback(begun.scores, keys, vectors)
    scores = nudge(begun.scores, near, FEEDBACK_WEIGHT)
    worded, about = _in_their_words(snapshot, query, scores)
    scores = nudge(scores, worded, WORDS_WEIGHT * about)
    best = np.isin(keys, _best_first(scores)[:SMOOTHED])
    alike = smooth(scores, keys[best], vectors[best])
    lowest = min(scores.values(), default=0.0)
    for key in lifted:
        scores[key] = scores.get(key, lowest) + _PROVISION_LIFT
    stages = {**begun.stages, "feedback": near, "words": worded}
    return _Ranked(scores, _best_first(scores), candidates, lifted, stages, alike, about)


def _smoothed(ranked: _Ranked) -> _Ranked:
    """The same with passages that are alike scoring more alike."""
    plain = {key: ranked.plain(key) for key in ranked.scores}
    added = SMOOTH_WEIGHT * ranked.about
    scores = reread(plain, ranked.alike, list(ranked.alike), added / (1.0 + added))
    for key in ranked.provisions:
        scores[key] += _PROVISION_LIFT
    return replace(ranked, scores=scores, order=_best_first(scores), stages={**ranked.stages, "alike": ranked.alike})


def _in_their_words(snapshot: Snapshot, query: str, scores: Mapping[int, float]) -> tuple[dict[int, float], float]:
    """What each candidate scores for the query in the words of the first ones; how far these are about a subject."""
    first = _best_first(scores)[:SPEAKING]
    texts = snapshot.catalog.texts_of(first)
    terms, about = expand(query, [texts[key] for key in first if key in texts], snapshot.lexical)
    found = snapshot.lexical.score(terms, list(scores))
    return {key: found.get(key, 0.0) for key in scores}, about


def _best_first(scores: Mapping[int, float]) -> list[int]:
    keys = np.fromiter(scores, np.int64, len(scores))
    order: list[int] = keys[np.lexsort((keys, -np.fromiter(scores.values(), np.float64, len(scores))))].tolist()
    return order


def _with_ties(ranked: _Ranked, k: int) -> Iterator[int]:
    """The first `k` keys and those that score as much as the last of them."""
    for at, key in enumerate(ranked.order):
        if at >= k and ranked.scores[key] < ranked.scores[ranked.order[k - 1]]:
            return
        yield key


def _hits(catalog: Catalog, ranked: _Ranked, k: int, stored: Mapping[int, StoredPassage]) -> tuple[Hit, ...]:
    wanted = k
    keys = list(_with_ties(ranked, wanted))
    live = [key for key in keys if key in stored]
    while len(live) < k and len(keys) < len(ranked.order):
        wanted += k - len(live)
        keys = list(_with_ties(ranked, wanted))
        stored = catalog.stored_passages(keys)
        live = [key for key in keys if key in stored]
    live.sort(key=lambda key: (-ranked.scores[key], stored[key].passage.passage_id))
    ranks = [
        {key: rank for rank, key in enumerate(each or (), start=1)}
        for each in (ranked.candidates.dense, ranked.candidates.lexical)
    ]
    return tuple(_hit(rank, key, ranked, ranks, stored[key]) for rank, key in enumerate(live[:k], start=1))


def _hit(rank: int, key: int, ranked: _Ranked, ranks: Sequence[Mapping[int, int]], stored: StoredPassage) -> Hit:
    parts: dict[str, float] = {}
    rankers = (("dense", ranked.candidates.dense), ("lexical", ranked.candidates.lexical))
    for (name, scores), places in zip(rankers, ranks, strict=True):
        if scores is not None and key in scores:
            parts[name] = scores[key]
            parts[f"{name}_rank"] = float(places[key])
    parts |= {name: scores[key] for name, scores in ranked.stages.items() if key in scores}
    if ranked.candidates.dense is not None and ranked.candidates.lexical is not None:
        parts["fused"] = ranked.plain(key)
    if key in ranked.provisions:
        parts["provision"] = 1.0
    return Hit(rank, ranked.scores[key], stored.passage, stored.title, stored.tier, stored.date, parts)
