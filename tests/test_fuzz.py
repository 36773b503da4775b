"""Made inputs of every kind: no rule for treaties or entities raises anything, and all offsets hold.

A few hundred inputs here; `make fuzz` tries 100,000, `make fuzz FUZZ=5000` another number.
"""

import os
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.data import Entity, TreatyReference
from pipeline.entities.abbreviations import find_definitions
from pipeline.entities.capitals import find_described, find_names
from pipeline.entities.dates import find_dates
from pipeline.entities.extract import extract_entities
from pipeline.entities.gazetteer import load_gazetteer
from pipeline.entities.rules import load_rules
from pipeline.language import Analysis
from pipeline.treaties import find_treaty_references, load_registry

COUNT = int(os.environ.get("FUZZ", "300"))
INSTRUMENTS = sorted({name for one in load_registry().instruments.values() for name in one.names})
THINGS = sorted({name for thing in load_gazetteer().things for name in thing.names})
SPACES = [
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\f",
    "\x1c",
    "\x85",
    "\u00a0",
    "\u2003",
    "\u2028",
    "-\n",
    "- \n ",
    "/\n",
]
MARKS = [
    *".,;:!?()[]{}<>'\"&%$€£#*|@_/\\§¶-–—−‑…’‘“”«»°¹²³⁴[3]",
    "\u00ad",
    "\u200b",
    "\u2060",
    "\ufeff",
    "\0",
    "\ud800",
]
LETTERS = [*"aAlLiIoOsS105|VXCDZ٣५１Ⅳ½ßİıſﬁΣЖ漢", "e\u0301", "🛰", "\U0001d7d9", "\u0660", "\u00b5", "ǅ"]
WORDS = (
    "Article Articles ARTICLE Art. art. Arts. Artic1e § §§ Section sec. Chapter ch. Part paragraph paras. para "
    "sub-paragraph sentence lit. clause Common Id. Ibid., of the to under this that said these latter former "
    "Treaty treaty Convention Accords Protocol Charter Agreement conventions 1967 1972 (2004) (XXI) 19l2 2O05 I "
    "IV lV VI XIV IX ix iv 5 51 2(4) (a) (1) (b)(ii) first second twentieth 3rd Five bis ter A/RES/ S/RES/ "
    "A/AC.105/ UN Doc. UNTS U.N.T.S. UNTS205 610UNTS TIAS ILM vol. p. No. 610 6l0 2O5 205 1/2 75/36 resolution "
    "resolutions UNSCR General Assembly Security Council and or & through until I.L.M. NATO OST NPT START-up "
    "self-defence supra note hereinafter al-Zarqawi Gen. Lt. President Ms Minister U.S. US-led Japan's of's Space "
    "Command Ministry Department Operation Project Directive 2009/81/EC Act Corp. Inc. Ltd. $3 €1,200.50 million "
    "bn USD 4-5 US$ 30 February 31 May 2024 2024-13-45 2024-02-30 Sept. 1-3 March 0 99 Falcon 9 Kosmos 1408 "
    "satellites rocket constellation (SDA) ( OST ) www.nato.int "
).split()  # fmt: skip
SENTENCES = [
    "Under Article IV(1) of the Outer Space Treaty (610 UNTS 205), no State may place such weapons in orbit.",
    "The 1972 Convention, Arts. II-IV and XII, makes the launching State liable; see also resolution 47/68.",
    "On 5 January 2024 Gen. Stephen Whiting of U.S. Space Command (USSPACECOM) met NATO's Secretary General in London.",
    "NATO declared in 2019 that Article 5 may be invoked after an attack in space, as does Article 51 UN Charter.",
    "The Artemis Accords, Section 10(4), rest on the Treaty; these accords were signed by 40 States by 31 May 2024.",
    "Paragraph 2 of Article IX of that Treaty, first sentence, was read with A/RES/76/231 and UN Doc A/AC.105/1203.",
    "The Ministry of Defence spent $1.2 billion on Project Blackjack satellites and €300 million on Falcon 9 launches.",
    "Id. art. 9; Common Article 3; Articles 35(3) and 55 AP I; S/RES/1540 (2004); 18 UST 2410; TIAS 6347.",
    "The Space Development Agency (SDA) and the European Union (EU) follow Directive 2009/81/EC and the Act of 2015.",
]


def mutated(sentence: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """A sentence with stretches taken out, doubled, or put in place of others."""
    for at, length, put in edits:
        at %= len(sentence) + 1
        sentence = sentence[:at] + put + sentence[at + length :]
    return sentence


PIECES = st.sampled_from([*WORDS, *SPACES, *MARKS, *LETTERS]) | st.sampled_from(INSTRUMENTS) | st.sampled_from(THINGS)
FRAGMENTS = st.builds(
    lambda gap, pieces: gap.join(pieces), st.sampled_from(["", " ", " ", "\n"]), st.lists(PIECES, max_size=16)
)
EDITS = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 9), PIECES | st.text(max_size=3)), max_size=6)
MUTATED = st.lists(st.builds(mutated, st.sampled_from(SENTENCES), EDITS), min_size=1, max_size=3).map(" ".join)
TEXTS = st.one_of(st.text(max_size=120), FRAGMENTS, MUTATED)
OWN = st.sampled_from([None, None, "OST", "UNC", "ARTEMIS", "GC", "NOWHERE", ""])


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """Patterns and names are read once, before the first input."""
    extract_entities("Article IV of the Outer Space Treaty.", Analysis((), ()))


@given(text=TEXTS, own=OWN)
@settings(max_examples=COUNT, deadline=None, suppress_health_check=list(HealthCheck))
def test_rules_raise_nothing_and_offsets_hold(text: str, own: str | None) -> None:
    references = find_treaty_references(text, own=own)
    in_order(text, references)
    in_order(text, extract_entities(text, Analysis((), ()), treaties=references))
    rules = load_rules()
    dates = [(date.start, date.end) for date in find_dates(text, rules)]
    assert dates == sorted(dates)
    spans = [
        *dates,
        *((found.start, found.end) for found in load_gazetteer().find(text)),
        *((start, end) for start, end, _ in find_names(text, rules)),
        *((start, end) for start, end, _ in find_described(text, rules)),
        *((one.start, one.end) for one in find_definitions(text)),
        *(match.span() for pattern in (rules.money, rules.titled, rules.cited_law) for match in pattern.finditer(text)),
    ]
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip()


def in_order(text: str, found: Iterable[TreatyReference | Entity]) -> None:
    reached = 0
    for one in found:
        assert reached <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text == one.text.strip()
        reached = one.end
