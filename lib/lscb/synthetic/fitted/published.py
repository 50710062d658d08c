"""The figures that were published of one board, as bounds that its made-up rows must keep."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import pandas as pd

from lscb.statistics.durations import BANDS
from lscb.years import ReportingYear

DURATIONS = dict(
    zip(
        BANDS,
        (
            "3_months_or_less",
            "3_to_6_months",
            "6_to_12_months",
            "1_to_2_years",
            "2_years_or_more",
        ),
        strict=True,
    )
)
"""How measures call the bands of duration, shortest first."""

CATEGORIES = {
    "neglect": "neglect",
    "physical abuse": "physical",
    "sexual abuse": "sexual",
    "emotional abuse": "emotional",
    "multiple": "multiple",
}
"""How measures call the categories of abuse, in the record's order."""

WAITS = {
    "within_10_days": (0, 10),
    "11_to_15_days": (11, 15),
    "16_to_20_days": (16, 20),
    "21_days_or_more": (21, 10**6),
}
"""How measures call the working days a conference took, least and most."""

BASIC = ("plans_at_31_march", "plans_started", "plans_ended")
TOTALS = {
    "ended_": "plans_ended",
    "open_": "plans_at_31_march",
    "started_first_": "plans_started",
    "second_or_subsequent_plans": "plans_started",
    "conferences_": "conferences",
    "reviews_in_time": "reviews_due",
}
"""What a share is a share of, by how its measure's name begins."""

AT_31_MARCH = ("plans_at_31_march", "open_", "reviews_due")
"""How the measures begin that are of plans open at 31 March, whatever happened in the year."""

ROUNDING = 1e-9


def total_of(measure: str) -> str | None:
    """The measure that a count is a part of; None where there is none."""
    return next((total for start, total in TOTALS.items() if measure.startswith(start)), None)


def share_is(count: float, total: float, share: float) -> bool:
    """Whether a part of a total is the share, to as many places as the share is given to."""
    if not total:
        return False
    return abs(100 * count / total - share) <= _half(share) + ROUNDING


def _half(share: float) -> float:
    """Half of the last place: a share that is not a whole number has one decimal place."""
    return 0.5 if float(share).is_integer() else 0.05


@dataclass(frozen=True)
class Published:
    """What is published of a board: counts, and percentages that stand in for counts.

    `counts` and `shares` are indexed by reporting year as text; a column is a count measure.
    `years` are those to be fitted; the year before the first has the opening stock.
    """

    counts: pd.DataFrame
    shares: pd.DataFrame
    years: list[ReportingYear]

    @property
    def opening(self) -> ReportingYear:
        return self.years[0].previous

    def count(self, year: ReportingYear, measure: str) -> int | None:
        """A published count; None where it is withheld or not published."""
        found = _number(self.counts, year, measure)
        return None if found is None else round(found)

    def share(self, year: ReportingYear, measure: str) -> float | None:
        return _number(self.shares, year, measure)

    def bounds(self, year: ReportingYear, measure: str, total: int) -> tuple[int, int] | None:
        """The least and the most a count may be, `total` being what it is a part of.

        None where nothing is published, or where no whole number rounds to the share.
        """
        count, share = self.count(year, measure), self.share(year, measure)
        if count is not None:
            return count, count
        if share is None:
            return None
        low, high = ((share + way * _half(share)) * total / 100 for way in (-1, 1))
        # A count whose share is just half way may be rounded either way: better none such.
        inside = floor(low + ROUNDING) + 1, ceil(high - ROUNDING) - 1
        if inside[0] <= inside[1]:
            return inside
        edge = ceil(low - ROUNDING), floor(high + ROUNDING)
        return edge if edge[0] <= edge[1] else None

    def is_withheld(self, measure: str) -> bool:
        """Whether a measure was published of some year, so that a gap is a figure withheld."""
        return measure in self.counts.columns

    def opening_stock(self) -> int:
        """Plans open as the first year began."""
        stock = self.count(self.opening, "plans_at_31_march")
        if stock is not None:
            return stock
        at_end, started, ended = (self.count(self.years[0], measure) or 0 for measure in BASIC)
        return max(0, at_end - started + ended)


def checked(
    published: pd.DataFrame, shares: pd.DataFrame | None, years: list[ReportingYear]
) -> Published:
    """The published figures, fit to be fitted.

    Raises ValueError when the years do not follow one another, when a year's basic totals are
    not all given, and when a count is not a whole number of 0 or more.
    """
    if not years or years != years[-1].since(years[0]):
        raise ValueError("expected one or more reporting years that follow one another")
    found = Published(published, pd.DataFrame() if shares is None else shares, years)
    for year in years:
        lacking = [name for name in BASIC if found.count(year, name) is None]
        if lacking:
            raise ValueError(
                f"{year}: expected a published number of each of {', '.join(BASIC)}, without which "
                f"no records can be fitted; withheld or not published: {', '.join(lacking)}"
            )
    given = published.reindex([str(year) for year in (found.opening, *years)]).stack().dropna()
    if (given < 0).any() or (given % 1 != 0).any():
        (year, measure), *_ = given.index[(given < 0) | (given % 1 != 0)]
        raise ValueError(f"{year}: expected a whole number of 0 or more as {measure}")
    return found


def _number(figures: pd.DataFrame, year: ReportingYear, measure: str) -> float | None:
    if measure not in figures.columns or str(year) not in figures.index:
        return None
    found = figures.at[str(year), measure]
    return None if pd.isna(found) else float(found)
