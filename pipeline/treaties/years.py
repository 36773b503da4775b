"""The years that stand beside a name, and whether they are those of the instrument that it names."""

from collections.abc import Collection
from typing import NamedTuple

from pipeline.treaties import grammar
from pipeline.treaties.numerals import figures_of

# How many years out a writer may be who puts a year to a name.
_OUT = 5


class Years(NamedTuple):
    """The years beside a name, in figures, empty where there is none; and how far the name reaches with either.

    `after` follows it as "of 1967" or "(1967)" (`in_bracket`), `plain` without anything, `of_date` in a full date.
    """

    before: str
    after: str
    in_bracket: bool
    plain: str
    of_date: str
    start: int
    end: int

    @property
    def stated(self) -> list[str]:
        """Those that are said of the name, in order."""
        return [year for year in (self.before, self.after, self.of_date) if year]

    def is_far(self, own: Collection[str]) -> bool:
        """Whether a year is none of an instrument with these: the Washington Treaty of 1922 is not that of 1949.

        What stands before a name, or in a bracket, may be the year of a meeting or a print, which can only be later.
        """
        if not own:
            return False
        first, last = int(min(own)) - _OUT, int(max(own)) + _OUT
        later = "" if self.in_bracket else self.after
        return any(int(year) < first for year in self.stated) or any(
            int(year) > last for year in (later, self.of_date) if year
        )


def years_beside(text: str, start: int, end: int) -> Years:
    """The years beside the name that stands at `text[start:end]`."""
    before = grammar.YEAR_BEFORE.search(text[max(0, start - 8) : start])
    after = grammar.YEAR_AFTER.match(text, end)
    date = grammar.DATE_AFTER.match(text, end)
    return Years(
        figures_of(before["year"]) if before else "",
        figures_of(after["of"] or after["bracket"] or "") if after else "",
        bool(after and after["bracket"]),
        figures_of(after["plain"] or "") if after else "",
        figures_of(date["year"]) if date else "",
        start - (len(before[0]) if before else 0),
        after.end() if after else end,
    )
