"""Child protection plans: one row a plan.

The columns are those of the children in need census: a year's extract holds every plan that
was open at any time in the year, so the same plan stands in several years' files.
"""

from __future__ import annotations

import pandas as pd

from lscb.records.history import FILE, LATEST_FILE, Across, looked_up
from lscb.records.record import Column, Record, Rule

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
        ),
        Column("latest_category", "The most recent category of abuse.", "code", codes=CATEGORIES),
        Column(
            "previous_plans",
            "How many times the child had been on a plan of this council before this one.",
            "whole number",
            at_least=0,
        ),
    ),
    rules=(
        Rule(
            "plan_end",
            "expected a day after plan_start",
            lambda plans: ~(plans.plan_end <= plans.plan_start),
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


def _open_after_death(
    child_protection_plans: pd.DataFrame, child_deaths: pd.DataFrame
) -> pd.Series:
    deaths = child_deaths.dropna(subset="child_id").drop_duplicates("child_id")
    died = looked_up(child_protection_plans.child_id, deaths.set_index("child_id").date_of_death)
    until = child_protection_plans.plan_end.fillna(pd.Timestamp.max)
    return died.notna() & (until > died)


ACROSS = (
    Across(
        "plan_start",
        "expected a day on or after the end of the child's earlier plan (DfE rules 8935, 8940)",
        _overlapping,
    ),
    Across(
        "plan_end",
        "this plan was open when the file was made and a later year's file does not hold it: "
        "expected every plan open at any time in a year in that year's file",
        _vanished,
    ),
    Across(
        "plan_end",
        "expected the plan to end by the day the child died (DfE rules 8915, 8920)",
        _open_after_death,
    ),
)
