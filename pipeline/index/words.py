"""Words as the lexical index sees them: lower case, accents folded, English stems, each with its offsets.

The index, its queries, the highlighter and the answers all ask this module, so that they agree on what a match is.
"""

import functools
from dataclasses import dataclass
from typing import Literal

import tantivy

from pipeline.unicode import encodable

# Longer "words" are noise (encoded data, lines without spaces); tantivy takes no term beyond 65,530 bytes.
_LONGEST_WORD = 60

# Words that make a question of a sentence; an answer has no reason to hold them.
QUESTION_WORDS = frozenset(
    ["what", "which", "who", "whom", "whose", "when", "where", "why", "how", "do", "does", "did"]
)
# Words that hold sentences together and say little of a subject.
_FUNCTION_WORDS = """
    a about above across after again all along also although am among an and another any are aren around as at
    be because been before being below between both but by can cannot could couldn d did didn do does doesn doing
    don done down during each either else ever every few for from further give given gives had hadn has hasn have
    haven having he her here hers herself him himself his how however i if in into is isn it its itself just let ll
    m many may me might mightn more most much must mustn my myself neither no nor not of off often on once only or
    other ought our ours ourselves out over own per quite rather re s same shall shan she should shouldn since so
    some such t than that the their theirs them themselves then there these they this those through thus to too
    toward towards under until up upon us ve very was wasn we were weren what whatever when where whether which while
    who whom whose why will with within without won would wouldn yet you your yours yourself yourselves
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its stem, where it stands (`text[start:end]`), and what it does there."""

    stem: str
    start: int
    end: int
    kind: Literal["content", "function", "question"]

    @property
    def content(self) -> bool:
        """Whether the word says something of a subject."""
        return self.kind == "content"


def _build(*, stem: bool) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    filters = [
        tantivy.Filter.remove_long(_LONGEST_WORD),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
    ]
    if stem:
        filters.append(tantivy.Filter.stemmer("english"))
    for each in filters:
        builder = builder.filter(each)
    return builder.build()


@functools.cache
def analyzer() -> tantivy.TextAnalyzer:
    """The analyzer that fields and queries share."""
    return _build(stem=True)


@functools.cache
def _plain() -> tantivy.TextAnalyzer:
    return _build(stem=False)


def find_words(text: str) -> list[Word]:
    """The words of a text in order; time grows with its length only."""
    text = encodable(text)
    # The same text, twice: the stems, and the forms by which function words are known ("us" stems to "us", "was" to
    # "was", but "does" to "doe"). Both chains drop the same tokens, because the length filter comes before stemming.
    stems = analyzer().pre_tokenize(text).tokens
    forms = _plain().pre_tokenize(text).tokens
    shouted = text.isupper()
    found = []
    for stem, form in zip(stems, forms, strict=True):
        start, end = stem.char_offset_from, stem.char_offset_to
        kind: Literal["content", "function", "question"] = "content"
        # "WHO", "US" and "IT" are names unless everything is in capitals.
        if shouted or end - start == 1 or not text[start:end].isupper():
            if form.text in QUESTION_WORDS:
                kind = "question"
            elif form.text in FUNCTION_WORDS:
                kind = "function"
        found.append(Word(stem.text, start, end, kind))
    return found


def stems(text: str) -> list[str]:
    """The stems of a text in order, function words included."""
    found: list[str] = analyzer().analyze(encodable(text))
    return found


def content_words(text: str) -> list[Word]:
    """The words of a text that say something of its subject; all of them where none does ("who is who")."""
    every = find_words(text)
    return [word for word in every if word.content] or every
