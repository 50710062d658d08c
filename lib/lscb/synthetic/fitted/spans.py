"""When plans may start and end, how long they last, and what is published of such a plan.

Plans are sorted into kinds: the year a plan starts in and its band of duration at the first
31 March after, the year it ends in and its band of duration then. All that is published of how
many plans there are, and how long they last, is a sum over kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from lscb.statistics.durations import TWO_YEARS_IN_DAYS
from lscb.synthetic.children import PLAN_LENGTHS
from lscb.synthetic.draws import BURN_IN_YEARS, Days
from lscb.years import ReportingYear

STILL_OPEN = -1
"""The band at the end of a plan that has not ended."""

LONGEST = 5 * 365
SHORTEST = 7
RARE = 0.0002
"""The weight of a length that no plan is expected to have, but one may have to."""

NOT_STARTED_ON = ((4, 1), (4, 2))
"""Days from which two years, which are 729 days, are over at the second 31 March after."""


class Kind(NamedTuple):
    """A kind of plan; years are counted so that the first one fitted is 1.

    `ends` is the year after the last for a plan still open at the end.
    """

    starts: int
    first_band: int
    ends: int
    last_band: int


def _length_weights() -> np.ndarray:
    """The weight of each length in days, from 0 to the longest."""
    days = np.arange(LONGEST + 1)
    weights = np.where(days < SHORTEST, 0.0, RARE)
    for (least, usual, most), share in PLAN_LENGTHS.items():
        rising = (days - least) / (usual - least)
        falling = (most - days) / (most - usual)
        shape = np.clip(np.minimum(rising, falling), 0, None)
        weights += share / 100 * shape / shape.sum()
    tail = np.where(days >= TWO_YEARS_IN_DAYS, np.exp((TWO_YEARS_IN_DAYS - days) / 180), 0)
    return weights + 0.03 * tail / tail.sum()


LENGTH_WEIGHTS = _length_weights()
LASTS_LONGER = np.append(LENGTH_WEIGHTS[::-1].cumsum()[::-1], 0)
WORKING_SHARE = 5 / 7
"""Of all days, about those on which a plan may end."""


@dataclass(frozen=True)
class YearOfStarts:
    """The working days of a reporting year on which plans may start."""

    days: pd.Series
    last_day: pd.Timestamp

    @cached_property
    def first_bands(self) -> np.ndarray:
        """The band of duration at the year's own 31 March, for each day."""
        return self.bands(np.array([self.last_day], dtype="datetime64[D]"))[:, 0]

    @cached_property
    def _bounds(self) -> tuple[np.ndarray, ...]:
        return tuple(
            (self.days + pd.DateOffset(months=months)).to_numpy().astype("datetime64[D]")[:, None]
            for months in (3, 6, 12)
        )

    def bands(self, ends: np.ndarray) -> np.ndarray:
        """The place of the band of each start (a row) and end (a column), as `duration_bands`."""
        three, six, twelve = self._bounds
        bands = (ends > three).astype(int) + (ends > six) + (ends >= twelve)
        return bands + (self.lasted(ends) >= TWO_YEARS_IN_DAYS)

    def lasted(self, ends: np.ndarray) -> np.ndarray:
        """Days from each start (a row) to each end (a column)."""
        starts = self.days.to_numpy().astype("datetime64[D]")[:, None]
        return (ends - starts).astype(int)


class Span:
    """The years fitted, those before in which plans then open had started, and their days."""

    def __init__(self, years: list[ReportingYear], calendar: Days) -> None:
        self.last = len(years)
        self.first = 1 - BURN_IN_YEARS
        self._years = {
            n: ReportingYear.starting(years[0].start + n - 1)
            for n in range(self.first, self.last + 1)
        }
        self._days = {
            n: [day for day in calendar if year.first_day <= day <= year.last_day]
            for n, year in self._years.items()
        }
        self._starts = {n: self._year_of_starts(n) for n in self._years}

    def year(self, number: int) -> ReportingYear:
        return self._years[number]

    def number(self, day: date) -> int:
        """The number of the year that a day is in."""
        return day.year - (day.month < 4) - self._years[1].start + 1

    def start_days(self, number: int) -> list[date]:
        return [day.date() for day in self._starts[number].days]

    def end_days(self, number: int) -> list[date]:
        return self._days[number]

    def _year_of_starts(self, number: int) -> YearOfStarts:
        days = [d for d in self._days[number] if (d.month, d.day) not in NOT_STARTED_ON]
        last_day = pd.Timestamp(self._years[number].last_day)
        return YearOfStarts(pd.Series(pd.to_datetime(days)), last_day)

    def weights(self, starts: int, ends: int) -> tuple[np.ndarray, np.ndarray]:
        """How likely each start in a year and end in another are together, and their band.

        Rows are the days of starts, columns those of ends; one column, without a band, for plans
        still open after the last year.
        """
        days = self._starts[starts]
        if ends > self.last:
            last_day = np.array([self.year(self.last).last_day], dtype="datetime64[D]")
            lasted = np.minimum(days.lasted(last_day) + 1, LONGEST + 1)
            return LASTS_LONGER[lasted], np.full(lasted.shape, STILL_OPEN)
        end_days = np.array(self._days[ends], dtype="datetime64[D]")
        lasted = days.lasted(end_days)
        known = (lasted >= 0) & (lasted <= LONGEST)
        weights = np.where(known, LENGTH_WEIGHTS[np.clip(lasted, 0, LONGEST)], 0)
        return weights / WORKING_SHARE, days.bands(end_days)

    def weights_of(self, kind: Kind) -> np.ndarray:
        """How likely each start and end are for a plan of one kind; 0 for other kinds' days."""
        weights, bands = self.weights(kind.starts, kind.ends)
        of_kind = (self._starts[kind.starts].first_bands == kind.first_band)[:, None]
        return np.where(of_kind & (bands == kind.last_band), weights, 0)

    def kinds(self) -> dict[Kind, float]:
        """Every kind a plan can be, and how likely it is among plans started in the same year."""
        found: dict[Kind, float] = {}
        for starts in self._years:
            first_bands = self._starts[starts].first_bands
            for ends in range(max(starts, 1), self.last + 2):
                weights, bands = self.weights(starts, ends)
                for first in np.unique(first_bands):
                    rows = first_bands == first
                    sums = np.bincount((bands[rows] + 1).ravel(), weights[rows].ravel())
                    found |= {
                        Kind(starts, int(first), ends, band): float(weight)
                        for band, weight in enumerate(sums, start=STILL_OPEN)
                        if weight > 0
                    }
        return found
