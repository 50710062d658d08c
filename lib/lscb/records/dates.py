"""A column of text as days, judged as a column: whether the day or the month stands first.

In England the day does. One date that cannot be so, such as 10/18/2014, says that the file was
saved elsewhere, and then 05/06/2014 in the next row may be either day: none is guessed. Where Excel
was told the wrong of the two, it has made dates of what could be swapped and left the rest text.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

EARLIEST = date(1980, 1, 1)
LATEST = date(2100, 1, 1)

AS = "written YYYY-MM-DD or DD/MM/YYYY"
NO_DATE = f"expected a date, {AS}"
NO_SUCH_DAY = f"expected a date of the calendar, {AS}; there is no such day"
OUT_OF_SPAN = f"expected a date from {EARLIEST.year} to {LATEST.year - 1}, {AS}"
SHORT_YEAR = f"expected a date with all four figures of its year, {AS}"
DAY_NUMBER = f"{NO_DATE}; this looks like Excel's day number: format the column as a date"
SWAPPED = {
    "year last": f"expected a date with the day first, {AS}; here the month stands first",
    "year first": f"expected a date with the month before the day, {AS}; here it stands last",
}
IN_DOUBT = {
    "year last": (
        "expected the day first in the whole column; in another row the month stands first, so "
        "that none can be trusted: write YYYY-MM-DD"
    ),
    "year first": (
        "expected the month before the day in the whole column; in another row it stands last, "
        "so that none can be trusted: write YYYY-MM-DD"
    ),
}

SPLIT = (
    "expected dates alone or text alone; here what is text has no day up to the 12th and what is a "
    "date has no other, so that Excel has swapped the days and months of the dates: export again, "
    "or write YYYY-MM-DD"
)
SPLIT_FROM, NEARLY_ALL = 5, 0.9
"""So many dates of each kind are by chance all up to and all after the 12th once in 1,000 times."""

# Case systems stamp times on days: the day is what counts.
_TIME = re.compile(r"[t ](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?z?\Z")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_NAMED = re.compile(r"([0-9]{1,2})([-/. ])([a-z]+)\2([0-9]{4}|[0-9]{2})")
_RUN_TOGETHER = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SHORT = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{1,2}")
_DAY_NUMBER = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTH = {name: n for n, whole in enumerate(_MONTHS, 1) for name in (whole, whole[:3])}


class _Figures(NamedTuple):
    """The parts of a date, as they stand where the day comes before the month or ends the date.

    `order` says where the year stands, or "sure" where nobody swaps the other two.
    """

    order: str
    year: int
    month: int
    day: int

    @property
    def swapped(self) -> bool:
        """Whether it is a date only with the month for the day."""
        swapped = self.month > 12 and self.order != "sure"
        return swapped and _day(self.year, self.day, self.month) is not None

    @property
    def ambiguous(self) -> bool:
        """Whether it would be another date with the month for the day."""
        return self.month != self.day <= 12 and self.order != "sure"


def dates(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The days of a column of text cells, and what was expected of each that cannot be read.

    The first is datetime64[ns], NaT where a cell is blank or was not read; the second is text,
    blank where nothing is wrong. Both have the index of `cells`. Nothing is raised, and the words
    repeat no cell.

    Read are 2014-10-18, 18/10/2014, 18-10-2014, 18.10.2014, 18-Oct-2014, 18 October 2014,
    18-Oct-14 (1980 to 2079) and 20141018, whatever their time of day. Where a date of the column
    can only have its day and month swapped, no date is read that might have.
    """
    codes, texts = pd.factorize(cells.fillna("").astype(object))
    stripped = np.array([_without_time(" ".join(text.split()).lower()) for text in texts], object)
    of_text, days = pd.factorize(stripped)
    found = [_found(day) for day in days]
    doubtful = {each.order for each in found if isinstance(each, _Figures) and each.swapped}
    split = _is_split([each for each in found if isinstance(each, _Figures)])
    judged = [_judged(each, doubtful, split) for each in found]
    place = of_text[codes]
    read = np.array([day for day, _ in judged], dtype="datetime64[ns]")[place]
    words = np.array([why for _, why in judged], dtype=object)[place]
    return pd.Series(read, cells.index), pd.Series(words, cells.index, dtype=object)


def _without_time(text: str) -> str:
    """A date without its time of day; in universal time (Z), the day it then was in England."""
    time = _TIME.search(text)
    if time and text.endswith("z") and _YEAR_FIRST.fullmatch(day := text[: time.start()]):
        if not EARLIEST.year <= int(day[:4]) < LATEST.year:
            return day
        try:
            there = pd.Timestamp(f"{day}T{time[0][1:-1]}", tz="UTC").tz_convert("Europe/London")
        except ValueError:
            return day
        return f"{there:%Y-%m-%d}"
    return text[: time.start()] if time else text


def _found(text: str) -> _Figures | str:
    """The date a text is, or what was expected instead; nothing is expected of a blank."""
    if found := _YEAR_FIRST.fullmatch(text):
        return _Figures("year first", int(found[1]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.fullmatch(text):
        return _Figures("year last", int(found[4]), int(found[3]), int(found[1]))
    if (found := _NAMED.fullmatch(text)) and found[3] in _MONTH:
        return _Figures("sure", _whole_year(found[4]), _MONTH[found[3]], int(found[1]))
    if found := _RUN_TOGETHER.fullmatch(text):
        figures = _Figures("sure", int(found[1]), int(found[2]), int(found[3]))
        # Eight figures may be anything, an identifier above all: a date is what makes them one.
        return figures if _day(*figures[1:]) else NO_DATE
    if _SHORT.fullmatch(text):
        return SHORT_YEAR
    if _DAY_NUMBER.fullmatch(text):
        return DAY_NUMBER
    return NO_DATE if text else ""


def _is_split(found: list[_Figures]) -> bool:
    """Whether Excel has made dates of all that it could swap: the text left has no other day.

    One in ten may be otherwise, since somebody may have typed it in again.
    """
    made = [each.day <= 12 for each in found if each.order == "year first"]
    left = [each.day > 12 and each.month <= 12 for each in found if each.order == "year last"]
    return all(len(of) >= SPLIT_FROM and sum(of) >= NEARLY_ALL * len(of) for of in (made, left))


def _judged(found: _Figures | str, doubtful: set[str], split: bool) -> tuple[date | None, str]:
    """The day, or none and what was expected."""
    if isinstance(found, str):
        return None, found
    if found.swapped:
        return None, SWAPPED[found.order]
    day = _day(found.year, found.month, found.day)
    if not EARLIEST.year <= found.year < LATEST.year:
        return None, OUT_OF_SPAN
    if day is None:
        return None, NO_SUCH_DAY
    if split and found.order == "year first" and found.ambiguous:
        return None, SPLIT
    if found.order in doubtful and found.ambiguous:
        return None, IN_DOUBT[found.order]
    return day, ""


def _whole_year(written: str) -> int:
    """A year; in two figures it is one of 1980 to 2079."""
    year = int(written)
    if len(written) == 4:
        return year
    return year + (1900 if year >= 80 else 2000)


def _day(year: int, month: int, day: int) -> date | None:
    """A day of the calendar, if it is one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
