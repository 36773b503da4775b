"""References by the manner of the page: newspapers and debates, years, lists of provisions, tables, papers' own parts."""

import pytest

from pipeline.treaties import find_treaty_references
from tests.treaties.factories import bare, name, pinpoint, plain

TABLES = [
    ("Treaty | Parties | Clause\nOST | 115 | Art. IV\nLIAB | 98 | Art. II\nREG | 75 | Art. IV", [name("OST", "OST"), bare("Art. IV", "OST", "4"), name("LIAB", "LIAB"), bare("Art. II", "LIAB", "2"), name("REG", "REG"), bare("Art. IV", "REG", "4")]),
    ("| Treaty | Way out |\n|---|---|\n| Outer Space Treaty | Article XVI |\n| NPT | Article X |", [name("Outer Space Treaty", "OST"), bare("Article XVI", "OST", "16"), name("NPT", "NPT"), bare("Article X", "NPT", "10")]),
    ("a | b says it, and Article\nIV of the Outer Space Treaty too", [pinpoint("Article\nIV of the Outer Space Treaty", "OST", "4")]),
]  # fmt: skip

SILENT = [
    "Valve | Thread\nA1 | NPT\nB2 | BSP",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TABLES)
def test_references_by_the_manner_of_the_page(text: str, expected: list[object]) -> None:
    assert plain(find_treaty_references(text)) == expected


@pytest.mark.parametrize("text", SILENT)
def test_silence_on_such_pages(text: str) -> None:
    assert plain(find_treaty_references(text)) == []
