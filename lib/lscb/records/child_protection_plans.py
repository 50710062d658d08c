"""Child protection plans: one row a plan.

The columns are those of the children in need census: a year's extract holds every plan that
was open at any time in the year, so the same plan stands in several years' files.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pandas as pd

from lscb.records.record import (
    FILE,
    LATEST_FILE,
    SINCE,
    YEARS,
    Across,
    Column,
    Overall,
    Record,
    Rule,
    looked_up,
)
from lscb.statistics.periods import reporting_years

CHANGED_MUCH = 0.25
"""The change from one year to the next at which COLLECT asks whether a number is right."""

CATEGORIES = ("neglect", "physical abuse", "sexual abuse", "emotional abuse", "multiple")

RECORD = Record(
    name="child_protection_plans",
    row="a child protection plan that was open at any time in the year",
    key=("child_id", "plan_start"),
    dated="plan_start",
    closed="plan_end",
    columns=(
        Column("child_id", "The child's identifier in the case system.", private=True),
        Column("plan_start", "The day the plan started.", "date", private=True),
        Column(
            "plan_end",
            "The day the plan ended; blank while the child is still on a plan.",
            "date",
            required=False,
            private=True,
        ),
        Column(
            "initial_category",
            "The category of abuse decided when the plan started; several together, or none "
            "recommended, are multiple.",
            "code",
            codes=CATEGORIES,
            dfe="8905",
        ),
        Column(
            "latest_category",
            "The most recent category of abuse.",
            "code",
            codes=CATEGORIES,
            dfe="8910",
        ),
        Column(
            "previous_plans",
            "How many times the child had been on a plan of this council before this one.",
            "whole number",
            at_least=0,
            dfe="8730",
        ),
    ),
    rules=(
        Rule(
            "plan_end",
            "expected a day after plan_start",
            lambda plans: ~(plans.plan_end <= plans.plan_start),
            dfe="8840, 8925",
        ),
    ),
    queries=(
        Rule(
            "previous_plans",
            "more than five earlier plans is unusual",
            lambda plans: plans.previous_plans <= 5,
        ),
    ),
)


def _overlapping(child_protection_plans: pd.DataFrame) -> pd.Series:
    """Plans that start before an earlier plan of the same child has ended."""
    plans = child_protection_plans.sort_values(["child_id", "plan_start"])
    ends = plans.plan_end.fillna(pd.Timestamp.max)
    latest_end = ends.groupby(plans.child_id).cummax()
    end_before = latest_end.groupby(plans.child_id).shift()
    return (plans.plan_start < end_before).reindex(child_protection_plans.index)


def _vanished(child_protection_plans: pd.DataFrame) -> pd.Series:
    """Plans still open in an earlier year's file that the latest file does not hold at all."""
    latest = child_protection_plans.attrs[LATEST_FILE]
    return child_protection_plans.plan_end.isna() & (child_protection_plans[FILE] != latest)


def _held_late(child_protection_plans: pd.DataFrame) -> pd.Series:
    """Plans that were open when a year ended whose file does not hold them, though a later does.

    By that year's file fewer were open then than the next one's started with.
    """
    years = child_protection_plans.attrs.get(YEARS, [])
    follows = {year: before for before, year in pairwise(dict.fromkeys(years))}
    before = child_protection_plans[SINCE].map(follows).astype("string")
    started = reporting_years(child_protection_plans.plan_start)
    ended = reporting_years(child_protection_plans.plan_end)
    # A later file of all years holds what ended long before, too.
    return ((started <= before) & (ended.isna() | (ended > before))).fillna(False)


def _open_after_death(
    child_protection_plans: pd.DataFrame, child_deaths: pd.DataFrame
) -> pd.Series:
    deaths = child_deaths.dropna(subset="child_id").drop_duplicates("child_id")
    return _open_after(child_protection_plans, deaths.set_index("child_id").date_of_death)


def _open_after_census_death(
    child_protection_plans: pd.DataFrame, children: pd.DataFrame
) -> pd.Series:
    return _open_after(child_protection_plans, children.set_index("child_id").death_date)


def _open_after(plans: pd.DataFrame, deaths: pd.Series) -> pd.Series:
    """Plans open after the day the child died; `deaths` are by child."""
    died = looked_up(plans.child_id, deaths)
    return died.notna() & (plans.plan_end.fillna(pd.Timestamp.max) > died)


def _without_conference(
    child_protection_plans: pd.DataFrame, conferences: pd.DataFrame
) -> pd.Series:
    """Plans that start on no day of an initial conference of the child, as far as those are held.

    Plans started before the first year of conferences have theirs in no file.
    """
    held = pd.MultiIndex.from_frame(conferences[["child_id", "conference_date"]])
    starts = pd.MultiIndex.from_frame(child_protection_plans[["child_id", "plan_start"]])
    known = reporting_years(child_protection_plans.plan_start) >= _first_year(conferences)
    return known & ~starts.isin(held)


def _not_reviewed(child_protection_plans: pd.DataFrame, reviews: pd.DataFrame) -> pd.Series:
    """Plans that lasted over three months, or are still open so long, of which no file has a
    review, though their reviews would be in these files."""
    if reviews.empty:
        return pd.Series(False, index=child_protection_plans.index)
    key = ["child_id", "plan_start"]
    reviewed = pd.MultiIndex.from_frame(reviews[key].drop_duplicates())
    plans = pd.MultiIndex.from_frame(child_protection_plans[key])
    until = child_protection_plans.plan_end.fillna(reviews.review_date.max())
    first_due = child_protection_plans.plan_start + pd.DateOffset(months=3)
    within = child_protection_plans.plan_start >= reviews.review_date.min()
    return within & (first_due < until) & ~plans.isin(reviewed)


def _fewer_than_held(child_protection_plans: pd.DataFrame) -> pd.Series:
    """Plans whose number of earlier plans is less than these very files show."""
    in_order = child_protection_plans.sort_values(["child_id", "plan_start"])
    earlier = in_order.groupby("child_id").cumcount().reindex(child_protection_plans.index)
    return child_protection_plans.previous_plans < earlier


def _past_childhood(child_protection_plans: pd.DataFrame, children: pd.DataFrame) -> pd.Series:
    born = looked_up(child_protection_plans.child_id, children.set_index("child_id").birth_date)
    return child_protection_plans.plan_start >= born + pd.DateOffset(years=18)


def _more_plans_than_conferences(
    child_protection_plans: pd.DataFrame, conferences: pd.DataFrame
) -> Iterable[str]:
    started = reporting_years(child_protection_plans.plan_start).value_counts().sort_index()
    held = reporting_years(conferences.conference_date).value_counts()
    for year, plans in started.items():
        conferences_held = held.get(year, 0)
        if year >= _first_year(conferences) and plans > conferences_held:
            yield (
                f"{plans} plans started in {year} and {conferences_held} initial conferences were "
                "held: expected no more plans than conferences"
            )


def _first_year(conferences: pd.DataFrame) -> str:
    """The first year whose conferences are held: that of a conference or of a file."""
    held = reporting_years(conferences.conference_date)
    return min([*held, *conferences.attrs[YEARS]])


def _changed_much(child_protection_plans: pd.DataFrame) -> Iterable[str]:
    """Counts of the latest year that are over a quarter above or below the year before's."""
    years = list(dict.fromkeys(child_protection_plans.attrs.get(YEARS, [])))[-2:]
    if len(years) < 2:
        return
    started = reporting_years(child_protection_plans.plan_start)
    ended = reporting_years(child_protection_plans.plan_end)
    counts = {
        "plans started": [int((started == year).sum()) for year in years],
        "plans ended": [int((ended == year).sum()) for year in years],
        "children on a plan at 31 March": [
            int(((started <= year) & (ended.isna() | (ended > year))).sum()) for year in years
        ],
    }
    for what, (was, now) in counts.items():
        if abs(now - was) > was * CHANGED_MUCH:
            yield (
                f"{what}: {was} in {years[0]} and {now} in {years[1]}, a change of over "
                f"{CHANGED_MUCH:.0%}: is it right?"
            )


ACROSS = (
    Across(
        "plan_start",
        "expected a day on or after the end of the child's earlier plan",
        _overlapping,
        dfe="8935, 8940",
    ),
    Across(
        "plan_end",
        "this plan was open when the file was made and a later year's file does not hold it: "
        "expected every plan open at any time in a year in that year's file",
        _vanished,
    ),
    Across(
        "plan_start",
        "expected this plan in the file of the year before too: it was open as that year ended",
        _held_late,
        asks=True,
    ),
    Across(
        "plan_end",
        "expected the plan to end by the day the child died, as the child death register has it",
        _open_after_death,
        dfe="8915, 8920",
    ),
    Across(
        "plan_end",
        "expected the plan to end by the day the child died, as the child's own record has it",
        _open_after_census_death,
        dfe="8915, 8920",
    ),
    Across(
        "plan_start",
        "expected the day of an initial conference of the child",
        _without_conference,
        dfe="2885",
        whole_years=True,
    ),
    Overall("plan_start", _more_plans_than_conferences, dfe="2883"),
    Across(
        "plan_start",
        "expected a review of this plan, which lasted over three months: none is held",
        _not_reviewed,
        asks=True,
        whole_years=True,
    ),
    Across(
        "previous_plans",
        "expected at least as many earlier plans as these files hold of the child",
        _fewer_than_held,
        asks=True,
    ),
    Across(
        "plan_start",
        "expected a child under 18 when the plan started",
        _past_childhood,
        asks=True,
    ),
    Overall("plan_start", _changed_much, asks=True),
)
