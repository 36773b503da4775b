"""What "this treaty", "these accords" and "it" stand for in a document."""

from collections.abc import Sequence

from pipeline.claims.cues import Cues
from pipeline.claims.reading import Reading

SECTION = "section: "  # begins a context that only says under which heading a statement stands
REACH = 6  # sentences looked back over; a thing named further back is not surely the one meant


def antecedent(reading: Reading, before: Sequence[Reading], headings: Sequence[Reading], cues: Cues) -> str:
    """The name that the sentence leans on, or "" where it leans on nothing or nothing certain is found.

    The nearest instrument counts for a treaty word, the nearest name for a body word or a pronoun; sentences of the
    section come first, the nearest one foremost, then its headings from the innermost.

    Args:
        reading: the sentence.
        before: sentences of its section that stand before it, nearest first.
        headings: headings above it, innermost first.
        cues: which nouns stand for instruments and bodies.
    """
    noun = _leaning_noun(reading)
    if noun is None:
        return ""
    near = (*before[:REACH], *headings)
    if noun in cues.instrument_nouns:
        return next((one.treaties[-1].text for one in near if one.treaties), "")
    if noun in ("it", "they", "this", "these", "those", "its", "their"):
        return next((_topic(one) for one in near if _topic(one)), "")
    if noun in cues.group_nouns:
        return next((name.text for one in near for name in one.names), "")
    return ""


def _leaning_noun(reading: Reading) -> str | None:
    """The lemma of the subject (or first noun) that points back: "treaty" in "This treaty", "it" in "It bans"."""
    for token in reading.doc:
        if token.dep_ not in ("nsubj", "nsubjpass", "pobj", "poss"):
            continue
        if token.lower_ in ("it", "they", "this", "these", "those", "its", "their"):
            return str(token.lower_)
        if token.pos_ == "NOUN":
            children = [child for child in token.children if child.dep_ not in ("punct", "relcl", "acl")]
            pointing = any(child.lower_ in ("this", "these", "that", "those", "such") for child in children)
            if pointing or [child.lower_ for child in children] == ["the"]:
                return str(token.lemma_.lower())
    return None


def _topic(reading: Reading) -> str:
    """What a sentence is about: its instrument, or the name that is its subject or stands in it alone."""
    if reading.treaties:
        return reading.treaties[0].text
    main = reading.main
    if main is not None:
        for index in sorted(main.subjects):
            name = reading.name_at(index)
            if name is not None:
                return name.text
    return reading.names[0].text if len(reading.names) == 1 else ""
