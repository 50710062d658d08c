"""What the made-up rows count to, and every published figure they do not meet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from lscb.statistics.durations import BANDS, duration_bands
from lscb.statistics.working_days import working_days
from lscb.synthetic.draws import Rows
from lscb.synthetic.fitted.lateness import is_late_in
from lscb.synthetic.fitted.published import (
    AT_31_MARCH,
    CATEGORIES,
    DURATIONS,
    WAITS,
    Published,
    share_is,
    total_of,
)

Counts = Counter[tuple[str, str]]
"""Numbers by reporting year, as text, and measure."""


@dataclass(frozen=True)
class Unmet:
    """A published figure that the made-up records do not meet, and what they come to instead.

    A share is called by its measure with `_percent`, and both its figures are percentages.
    """

    year: str
    measure: str
    published: float
    made: float


def counts(published: Published, plans: Rows, held: Rows, reviews: Rows) -> Counts:
    """Every measure of every year, and those at 31 March of the year before the first."""
    found: Counts = Counter()
    for year in (published.opening, *published.years):
        named = _of_plans(plans, year.first_day, year.last_day)
        if year != published.opening:
            named |= _of_conferences(held, year.first_day, year.last_day)
            in_time = _reviews_in_time(plans, reviews, year.first_day, year.last_day)
            named["reviews_in_time"] = in_time
        found |= {(str(year), measure): number for measure, number in named.items()}
    return found


def unmet(published: Published, made: Counts) -> list[Unmet]:
    """Every figure not met, year by year: those published as counts, and shares."""
    return [*_counts_unmet(published, made), *_shares_unmet(published, made)]


def _counts_unmet(published: Published, made: Counts) -> Iterator[Unmet]:
    for year in (published.opening, *published.years):
        for measure in filter(_is_fitted, published.counts.columns):
            if year == published.opening and not measure.startswith(AT_31_MARCH):
                continue
            wanted = published.count(year, measure)
            number = made[str(year), measure]
            if wanted is not None and wanted != number:
                yield Unmet(str(year), measure, wanted, number)


def _shares_unmet(published: Published, made: Counts) -> Iterator[Unmet]:
    for year in published.years:
        for measure in filter(_is_fitted, published.shares.columns):
            share, total = published.share(year, measure), total_of(measure)
            if share is None or total is None:
                continue
            part, whole = made[str(year), measure], made[str(year), total]
            if not share_is(part, whole, share):
                percent = round(100 * part / whole, 1) if whole else float("nan")
                yield Unmet(str(year), f"{measure}_percent", share, percent)


FITTED = {
    "plans_at_31_march",
    "plans_started",
    "plans_ended",
    "second_or_subsequent_plans",
    "conferences",
    "conferences_within_15_days",
    "reviews_due",
    "reviews_in_time",
    *(f"{base}_{name}" for base in ("ended", "open") for name in DURATIONS.values()),
    *(
        f"{base}_{name}"
        for base in ("started_first", "open_first", "open_latest")
        for name in CATEGORIES.values()
    ),
    *(f"conferences_{name}" for name in WAITS),
}
"""The measures that are fitted; what else is published is left alone."""


def _is_fitted(measure: str) -> bool:
    return measure in FITTED


def _of_plans(plans: Rows, first: date, last: date) -> Counts:
    started = [plan for plan in plans if first <= plan["plan_start"] <= last]
    ended = [plan for plan in plans if plan["plan_end"] and first <= plan["plan_end"] <= last]
    still_open = _open_on(plans, last)
    found: Counts = Counter(
        plans_at_31_march=len(still_open), plans_started=len(started), plans_ended=len(ended)
    )
    found["reviews_due"] = len(_over_three_months(plans, last))
    found["second_or_subsequent_plans"] = sum(plan["previous_plans"] > 0 for plan in started)
    found |= _by_band("ended", ended, [plan["plan_end"] for plan in ended])
    found |= _by_band("open", still_open, [last for _ in still_open])
    for base, those, column in (
        ("started_first", started, "initial_category"),
        ("open_first", still_open, "initial_category"),
        ("open_latest", still_open, "latest_category"),
    ):
        found.update(f"{base}_{CATEGORIES[plan[column]]}" for plan in those)
    return found


def _open_on(plans: Rows, day: date) -> Rows:
    return [
        plan
        for plan in plans
        if plan["plan_start"] <= day and (plan["plan_end"] is None or plan["plan_end"] > day)
    ]


def _by_band(base: str, plans: Rows, until: list[date]) -> Counts:
    starts = pd.to_datetime(pd.Series([plan["plan_start"] for plan in plans], dtype=object))
    bands = duration_bands(starts, pd.to_datetime(pd.Series(until, dtype=object)))
    return Counter(f"{base}_{DURATIONS[band]}" for band in bands)


def _of_conferences(held: Rows, first: date, last: date) -> Counts:
    this_year = [row for row in held if first <= row["conference_date"] <= last]
    dated = [row for row in this_year if row["strategy_discussion"]]
    days = working_days(
        *(
            pd.to_datetime(pd.Series([row[name] for row in dated], dtype=object))
            for name in ("strategy_discussion", "conference_date")
        )
    )
    found: Counts = Counter(conferences=len(this_year))
    found["conferences_within_15_days"] = int((days <= 15).sum())
    for name, (least, most) in WAITS.items():
        found[f"conferences_{name}"] = int(days.between(least, most).sum())
    return found


def _reviews_in_time(plans: Rows, reviews: Rows, first: date, last: date) -> int:
    """Plans open for over three months none of whose reviews was late in the year."""
    held: dict[tuple[str, date], list[date]] = defaultdict(list)
    for row in reviews:
        held[row["child_id"], row["plan_start"]].append(row["review_date"])
    return sum(
        not is_late_in(start, sorted(held[child, start]), first, last)
        for child, start in _over_three_months(plans, last)
    )


def _over_three_months(plans: Rows, day: date) -> list[tuple[str, date]]:
    """The child and start of each plan open on a day and not in the first band of duration."""
    still_open = _open_on(plans, day)
    starts = pd.to_datetime(pd.Series([p["plan_start"] for p in still_open], dtype=object))
    bands = duration_bands(starts, pd.Series(pd.Timestamp(day), index=starts.index))
    return [
        (plan["child_id"], plan["plan_start"])
        for plan, band in zip(still_open, bands, strict=True)
        if band != BANDS[0]
    ]
