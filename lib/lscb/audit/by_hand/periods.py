"""Years and rolling periods in somebody's table: "2012-13", "2012", "2012-13 to 2014-15"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lscb.audit.by_hand.symbols import plain

TIMES = {
    *("year", "years", "period", "time", "time_period", "financial_year", "reporting_year"),
    *("rolling_period", "calendar_year", "three_years", "rolling_years"),
}
"""Headings of columns that say when; all are taken for one dimension."""

_FINANCIAL = re.compile(r"(\d{4})[-/](\d{2}|\d{4})")
_CALENDAR = re.compile(r"\d{4}")
_BETWEEN = re.compile(r"(\d{4}(?:[-/]\d{2,4})?) ?(?:to|-) ?(\d{4}(?:[-/]\d{2,4})?)")


@dataclass(frozen=True)
class Period:
    """Years from the first to the last, financial ones by the year in which they start."""

    first: int
    last: int
    financial: bool

    @property
    def years(self) -> tuple[Period, ...]:
        every = range(self.first, self.last + 1)
        return tuple(Period(year, year, self.financial) for year in every)

    def __str__(self) -> str:
        ends = [self._in_words(year) for year in dict.fromkeys((self.first, self.last))]
        return " to ".join(ends)

    def _in_words(self, year: int) -> str:
        return f"{year}-{(year + 1) % 100:02}" if self.financial else str(year)


def period(text: str) -> Period | None:
    """The period that a value names; None where it names none."""
    words = plain(text)
    if _CALENDAR.fullmatch(words):
        return Period(int(words), int(words), financial=False)
    if found := _FINANCIAL.fullmatch(words):
        first, last = int(found[1]), int(found[1][: 4 - len(found[2])] + found[2])
        # "1999-00" ends in the next century.
        last += 100 if found[2] == "00" and first % 100 == 99 else 0
        if last == first + 1:
            return Period(first, first, financial=True)
        return Period(first, last, financial=False) if last > first else None
    if found := _BETWEEN.fullmatch(words):
        one, other = period(found[1]), period(found[2])
        if one and other and one.financial == other.financial and one.first < other.last:
            return Period(one.first, other.last, one.financial)
    return None
