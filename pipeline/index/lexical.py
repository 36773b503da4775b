"""The lexical index: BM25 over title, heading and text of every passage, kept by tantivy.

It is derived from the catalogue and may be rebuilt from it. BM25 as in Robertson and Zaragoza, "The Probabilistic
Relevance Framework: BM25 and Beyond" (2009), with tantivy's k1 = 1.2 and b = 0.75, summed over the fields.
"""

import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tantivy
from numpy.typing import NDArray

from pipeline.errors import IndexBusy, IndexMismatch, IndexWriteFailed, NotAnIndex
from pipeline.index.words import Word, analyzer, find_words, stems
from pipeline.unicode import encodable

FIELDS = ("title", "heading", "text")
# The field `text` holds title and heading too: a passage is found by where it stands as well as by what it says, and
# a word that is in both counts once at full weight. A match in the title or heading proper adds a share.
BOOSTS = {"title": 0.3, "heading": 0.3, "text": 1.0}
# Function words are kept, at a lower weight: dropping them cost 0.04 nDCG@10 on Fool Me Twice (sentences as queries).
# This and the boosts were chosen by hand with Cranfield, NPL and Fool Me Twice all in view.
FUNCTION_WEIGHT = 0.6
# Limits of one query. Of a longer one, the first characters are read and the rarest words of these are kept.
MOST_CHARACTERS = 100_000
MOST_TERMS = 128
MOST_PHRASES = 8
MOST_PHRASE_WORDS = 24
MOST_SYNONYMS = 64
# A quoted phrase counts as much again as its words; more would let one phrase outweigh all else that was asked.
_PHRASE_BOOST = 2.0

_ANALYZER = "travaux_english_1"
# One thread writes, so that the same rows in the same order give the same segments.
_HEAP_BYTES = 64_000_000
# Up to so many allowed keys the filter is part of the query; beyond, hits are fetched until enough of them pass.
_SMALL_FILTER = 2_000
_KEYS_AT_ONCE = 10_000
# A search asks for the frequencies of some 300 stems, mostly the same ones again.
_FREQUENCIES_KEPT = 50_000
_QUOTED = re.compile(r'"([^"]{1,1000})"|“([^”]{1,1000})”')
_OURS = re.compile(r"meta\.json|\.managed\.json|[0-9a-f]{32}(\.\d+)?\.[a-z]+|\.tmp[A-Za-z0-9]+")

_should, _must = tantivy.Occur.Should, tantivy.Occur.Must


@dataclass(frozen=True, slots=True)
class LexicalRow:
    """A passage to be indexed under its catalogue key; `heading` is the path of headings above it as one text."""

    key: int
    title: str
    heading: str
    text: str


class LexicalIndex:
    """One tantivy index. Any number may be open for reading, in any processes, while one of them writes.

    What is read stays as it was at `open` or at the last `reload` or own `commit`. Writing starts with the first
    `add` or `remove` and ends with `commit`; a process killed in between leaves the last commit in force.
    Scores do not depend on how rows were spread over commits; rows that were removed may weigh on word statistics
    until tantivy merges the segment that they stood in.
    """

    def __init__(self, index: tantivy.Index, folder: Path | None) -> None:
        self._index = index
        self._folder = folder
        self._schema: tantivy.Schema = index.schema
        self._writer: tantivy.IndexWriter | None = None
        index.register_tokenizer(_ANALYZER, analyzer())
        index.config_reader("manual")
        self._searcher: tantivy.Searcher = index.searcher()
        self._frequencies: dict[str, int] = {}

    @classmethod
    def create(cls, folder: Path) -> "LexicalIndex":
        """An empty index in `folder`; what an earlier index, whole or half made, left there is deleted first.

        Raises:
            IndexWriteFailed: the folder cannot be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for path in folder.iterdir():
                if _OURS.fullmatch(path.name):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            return cls(tantivy.Index(_schema(), path=str(folder), reuse=False), folder)
        except (OSError, ValueError) as error:
            raise _write_failed(folder, error) from error

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        """The index in `folder` at its last commit.

        Raises:
            NotAnIndex: there is none, or its files are damaged.
            IndexMismatch: its fields are not those of this version.
        """
        if not (folder / "meta.json").is_file():
            raise NotAnIndex(f"{folder}: there is no lexical index here; ingest the sources again.")
        try:
            found = tantivy.Index.open(str(folder))
        except (OSError, ValueError) as error:
            raise _damaged(folder, error) from error
        if found.schema != _schema():
            raise IndexMismatch(
                f"{folder}: the lexical index was made by another version; ingest the sources into a new index."
            )
        try:
            return cls(found, folder)
        except (OSError, ValueError) as error:
            raise _damaged(folder, error) from error

    @classmethod
    def empty(cls) -> "LexicalIndex":
        """An index of nothing, in memory."""
        return cls(tantivy.Index(_schema()), None)

    # --- writing -----------------------------------------------------------------------------------------------

    def add(self, rows: Iterable[LexicalRow]) -> None:
        """Take rows in at the next `commit`; a row takes the place of an earlier one with its key.

        Raises:
            IndexBusy: another writer is at work.
            IndexWriteFailed: nothing since the last commit is kept then.
        """
        with self._writing() as writer:
            for row in rows:
                document = tantivy.Document()
                document.add_integer("key", int(row.key))
                document.add_text("title", encodable(row.title))
                document.add_text("heading", encodable(row.heading))
                for part in (row.title, row.heading, row.text):
                    document.add_text("text", encodable(part))
                writer.delete_documents_by_term("key", int(row.key))
                writer.add_document(document)

    def remove(self, keys: Iterable[int]) -> None:
        """Take rows out at the next `commit`; keys that are not held are passed over. Raises as `add` does."""
        with self._writing() as writer:
            for key in keys:
                writer.delete_documents_by_term("key", int(key))

    def commit(self) -> None:
        """Make what was added and removed durable and visible here, and let other writers in. Raises as `add` does."""
        if self._writer is None:
            return
        with self._writing() as writer:
            writer.commit()
            # Dropping a writer cuts its merges short; waiting for them keeps the number of segments low.
            self._writer = None
            writer.wait_merging_threads()
        self.reload()

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """The writer; one that failed is dropped with all that was not committed."""
        try:
            yield self._open_writer()
        except (OSError, ValueError) as error:
            self._writer = None
            raise _write_failed(self._folder, error) from error
        except BaseException:
            self._writer = None
            raise

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            try:
                self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            except ValueError as error:
                if "LockBusy" in str(error):
                    raise IndexBusy(
                        f"{self._folder}: another process is writing to this index; wait for it to finish."
                    ) from error
                raise
        return self._writer

    # --- reading -----------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """See what has been committed by now, here or in another process.

        Raises:
            NotAnIndex: the files were damaged or taken away.
        """
        try:
            self._index.reload()
        except (OSError, ValueError) as error:
            raise _damaged(self._folder, error) from error
        self._searcher = self._index.searcher()
        self._frequencies = {}

    def __len__(self) -> int:
        count: int = self._searcher.num_docs
        return count

    def keys(self) -> NDArray[np.int64]:
        """The keys of all rows, ascending."""
        return np.sort(self._keys_of(tantivy.Query.all_query(), len(self)))

    def missing(self, keys: Sequence[int]) -> list[int]:
        """Those of `keys` that no committed row has, in the given order."""
        held: set[int] = set()
        for at in range(0, len(keys), _KEYS_AT_ONCE):
            some = [int(key) for key in keys[at : at + _KEYS_AT_ONCE]]
            query = tantivy.Query.term_set_query(self._schema, "key", some)
            held.update(self._keys_of(query, len(some)).tolist())
        return [key for key in keys if int(key) not in held]

    def _keys_of(self, query: tantivy.Query, count: int) -> NDArray[np.int64]:
        if count == 0 or len(self) == 0:
            return np.empty(0, np.int64)
        addresses = [address for _, address in self._searcher.search(query, count, count=False).hits]
        return np.array(self._searcher.fast_field_values("key", addresses), dtype=np.int64)

    def frequency(self, stem: str) -> int:
        """How many rows have a word of that stem in title, heading or text; removed ones may still count."""
        count = self._frequencies.get(stem)
        if count is None:
            if len(self._frequencies) >= _FREQUENCIES_KEPT:
                self._frequencies.clear()
            count = self._frequencies[stem] = int(self._searcher.doc_freq("text", stem))
        return count

    def naming(self, name: str) -> int:
        """How many rows have the words of a name side by side, in title, heading or text."""
        words = stems(name)[:MOST_PHRASE_WORDS]
        if not words or len(self) == 0:
            return 0
        found = self._searcher.search(self._name(words), 1, count=True)
        return int(found.count)  # type: ignore[attr-defined] # its stub leaves it out

    def search(
        self, query: str, k: int, *, allowed: NDArray[np.int64] | None = None, synonyms: Sequence[str] = ()
    ) -> list[tuple[int, float]]:
        """The best rows for a query as (key, BM25), scores descending, equal ones by key; at most `k`.

        Any text is a safe query: it is taken as words, never as query syntax, but for "quoted phrases", whose words
        must stand side by side to earn the phrase's share of the score. Question words are left out where the query
        has others, function words count less, a word used twice counts twice. Of a long query the first 100,000
        characters are read, and of their words the 128 that fewest rows have. Rows without any of the words are
        not found.

        Args:
            query: what the user typed, or a sentence.
            k: how many rows to return at most.
            allowed: keys to which the search is limited, ascending; None limits nothing. The filter is exact and
                leaves the scores as they are.
            synonyms: other names of something that the query names. A row earns the share of the one it matches
                best, whole names only, as if that name were a quoted phrase of the query.
        """
        if k <= 0 or len(self) == 0 or (allowed is not None and len(allowed) == 0):
            return []
        built = self._query(query[:MOST_CHARACTERS], synonyms)
        if built is None:
            return []
        within = allowed
        if allowed is not None and len(allowed) <= _SMALL_FILTER:
            limit_to = tantivy.Query.term_set_query(self._schema, "key", [int(key) for key in allowed])
            limit_to = tantivy.Query.const_score_query(limit_to, 0.0)
            built, within = tantivy.Query.boolean_query([(_must, built), (_must, limit_to)]), None
        return self._best(built, k, within)

    def score(self, terms: Mapping[str, float], keys: Sequence[int]) -> dict[int, float]:
        """BM25 of weighted stems in title, heading and text of the given rows; rows without any of them are left out.

        Args:
            terms: stems, as `Word.stem` gives them, with what each counts.
            keys: rows to be scored.
        """
        if not terms or not keys:
            return {}
        among = tantivy.Query.term_set_query(self._schema, "key", [int(key) for key in keys])
        parts = [(_must, tantivy.Query.const_score_query(among, 0.0))]
        for term, weight in terms.items():
            query = tantivy.Query.term_query(self._schema, "text", term, index_option="freq")
            parts.append((_should, tantivy.Query.boost_query(query, weight)))
        found = self._best(tantivy.Query.boolean_query(parts), len(keys), None)
        return {key: score for key, score in found if score > 0.0}

    def _best(self, query: tantivy.Query, k: int, within: NDArray[np.int64] | None) -> list[tuple[int, float]]:
        """The top k, fetched in growing portions until ties at the border and the filter leave no doubt."""
        total = len(self)
        fetch = min(total, k + 16)
        while True:
            hits = self._searcher.search(query, fetch, count=False).hits
            scores = np.array([score for score, _ in hits], dtype=np.float64)
            keys = np.array(self._searcher.fast_field_values("key", [at for _, at in hits]), dtype=np.int64)
            whole = len(hits) < fetch or fetch == total
            last = scores[-1] if len(scores) else 0.0
            if within is not None:
                passed = np.isin(keys, within)
                keys, scores = keys[passed], scores[passed]
            order = np.lexsort((keys, -scores))[:k]
            # Rows that were not fetched score at most `last`; the k-th must be above that for the order to be final.
            if whole or (len(order) == k and scores[order[-1]] > last):
                return [(int(keys[i]), float(scores[i])) for i in order]
            fetch = min(total, fetch * 4)

    def _query(self, text: str, synonyms: Sequence[str]) -> tantivy.Query | None:
        phrases = [stems(match[1] or match[2])[:MOST_PHRASE_WORDS] for match in _QUOTED.finditer(text)]
        phrases = [phrase for phrase in phrases if len(phrase) > 1][:MOST_PHRASES]
        terms = _weights(find_words(text))
        if len(terms) > MOST_TERMS:
            # A term that no row has is of no use and gives way to all others.
            rarest = sorted(terms, key=lambda term: (self.frequency(term) or len(self) + 1, term))[:MOST_TERMS]
            terms = {term: terms[term] for term in sorted(rarest)}
        if not terms:
            return None
        parts = [part for term, weight in terms.items() for part in self._term(term, weight)]
        parts += [part for phrase in phrases for part in self._phrase(phrase)]
        names = [name for name in (stems(synonym)[:MOST_PHRASE_WORDS] for synonym in synonyms[:MOST_SYNONYMS]) if name]
        if names:
            parts.append(tantivy.Query.disjunction_max_query([self._name(name) for name in names]))
        return tantivy.Query.boolean_query([(_should, part) for part in parts])

    def _term(self, term: str, weight: float) -> Iterator[tantivy.Query]:
        for field in FIELDS:
            query = tantivy.Query.term_query(self._schema, field, term, index_option="freq")
            yield tantivy.Query.boost_query(query, BOOSTS[field] * weight)

    def _phrase(self, phrase: list[str]) -> Iterator[tantivy.Query]:
        for field in FIELDS:
            query = tantivy.Query.phrase_query(self._schema, field, list(phrase))
            yield tantivy.Query.boost_query(query, BOOSTS[field] * _PHRASE_BOOST)

    def _name(self, name: list[str]) -> tantivy.Query:
        # The field `text` holds title and heading as well.
        if len(name) == 1:
            return tantivy.Query.term_query(self._schema, "text", name[0], index_option="freq")
        return tantivy.Query.phrase_query(self._schema, "text", list(name))


def _weights(found: Sequence[Word]) -> dict[str, float]:
    """What each word of a query counts, by stem: its number of uses, less for function words, none for "what"."""
    asked = [word for word in found if word.kind != "question"] or found
    weights: dict[str, float] = defaultdict(float)
    for word in asked:
        weights[word.stem] += FUNCTION_WEIGHT if word.kind == "function" else 1.0
    return weights


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("key", stored=False, indexed=True, fast=True)
    for field in FIELDS:
        builder.add_text_field(field, stored=False, tokenizer_name=_ANALYZER, index_option="position")
    return builder.build()


def _write_failed(folder: Path | None, error: Exception) -> IndexWriteFailed:
    return IndexWriteFailed(
        f"{folder}: the lexical index cannot be written ({_first_line(error)}); free some space or check the "
        "permissions, and run the same command again. What it held before still stands."
    )


def _damaged(folder: Path | None, error: Exception) -> NotAnIndex:
    return NotAnIndex(
        f"{folder}: the lexical index cannot be read ({_first_line(error)}); ingest the sources into a new index."
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
