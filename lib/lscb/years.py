"""Reporting years, which run from April to March."""

from __future__ import annotations

import datetime
import re
from functools import total_ordering

_YEAR = re.compile(r"((?:19|20)[0-9]{2})-([0-9]{2})")


@total_ordering
class ReportingYear:
    """A reporting year such as 2013-14: 1 April 2013 to 31 March 2014.

    Raises ValueError for anything that is not two consecutive years written so.
    """

    def __init__(self, text: str) -> None:
        match = _YEAR.fullmatch(text)
        if match is None:
            raise ValueError("expected a reporting year such as 2013-14")
        self.start = int(match[1])
        if int(match[2]) != (self.start + 1) % 100:
            such_as = ReportingYear.starting(self.start)
            raise ValueError(f"expected two consecutive years, {such_as}")

    @classmethod
    def starting(cls, year: int) -> ReportingYear:
        """The reporting year that starts on 1 April of `year`."""
        return cls(f"{year}-{(year + 1) % 100:02d}")

    @classmethod
    def of(cls, day: datetime.date) -> ReportingYear:
        """The reporting year that a day is in."""
        return cls.starting(day.year if day.month > 3 else day.year - 1)

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.start, 4, 1)

    @property
    def last_day(self) -> datetime.date:
        return datetime.date(self.start + 1, 3, 31)

    @property
    def days(self) -> str:
        """The first and the last day in words: "1 April 2013 to 31 March 2014"."""
        return f"1 April {self.start} to 31 March {self.start + 1}"

    @property
    def mid_year(self) -> int:
        """The year whose 30 June population estimate serves this year's rates.

        The June before the year ends, as DfE does: 2013-14 is divided by mid-2013.
        """
        return self.start

    @property
    def previous(self) -> ReportingYear:
        return ReportingYear.starting(self.start - 1)

    def since(self, first: ReportingYear) -> list[ReportingYear]:
        """The years from `first` to this one, in order."""
        return [ReportingYear.starting(start) for start in range(first.start, self.start + 1)]

    def __str__(self) -> str:
        return f"{self.start}-{(self.start + 1) % 100:02d}"

    def __repr__(self) -> str:
        return f"ReportingYear('{self}')"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReportingYear) and self.start == other.start

    def __lt__(self, other: ReportingYear) -> bool:
        return self.start < other.start

    def __hash__(self) -> int:
        return hash(self.start)
