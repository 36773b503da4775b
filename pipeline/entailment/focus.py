"""Long evidence cut down to the sentences that may bear on a claim; the model was trained on such, and no longer."""

import re

MOST_WORDS = 80
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_LONG_WORD = re.compile(r"\w{4,}")


def focus(evidence: str, claim: str, *, most_words: int = MOST_WORDS) -> str:
    """The sentences of the evidence that share most words with the claim, in their order.

    Evidence of at most `most_words` words comes back as it is; at least one sentence is kept, however long.
    """
    if len(evidence.split()) <= most_words:
        return evidence
    wanted = set(_LONG_WORD.findall(claim.lower()))
    sentences = _SENTENCE_END.split(evidence)
    shared = [len(wanted & set(_LONG_WORD.findall(sentence.lower()))) for sentence in sentences]
    kept: set[int] = set()
    room = most_words
    for place in sorted(range(len(sentences)), key=lambda place: (-shared[place], place)):
        words = len(sentences[place].split())
        if kept and words > room:
            continue
        kept.add(place)
        room -= words
    return " ".join(sentences[place] for place in sorted(kept))
