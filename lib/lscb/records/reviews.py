"""Review conferences: one row a review of one child's plan.

As in the children in need census, a year's extract holds every review held in the year and, for
each plan that was open on 1 April, the last one before it, from which the year's first due date
is counted. So the same review stands in two years' files.
"""

from __future__ import annotations

import pandas as pd

from lscb.records.record import Across, Column, Record, Rule

PLAN = ["child_id", "plan_start"]
"""The columns that say which plan was reviewed."""

RECORD = Record(
    name="reviews",
    row="a review conference of one child's plan held in the year, or the last one before the "
    "year of a plan that was open on 1 April",
    key=(*PLAN, "review_date"),
    dated="review_date",
    latest_of=tuple(PLAN),
    columns=(
        Column("child_id", "The child's identifier in the case system.", private=True),
        Column(
            "plan_start",
            "The day the plan under review started, as in child_protection_plans.csv.",
            "date",
            private=True,
        ),
        Column("review_date", "The day of the review conference.", "date", private=True),
    ),
    rules=(
        Rule(
            "review_date",
            "expected a day after plan_start",
            lambda reviews: ~(reviews.review_date <= reviews.plan_start),
            dfe="8841",
        ),
    ),
)


def _without_plan(reviews: pd.DataFrame, child_protection_plans: pd.DataFrame) -> pd.Series:
    return _reviewed(reviews, child_protection_plans)["_merge"] == "left_only"


def _after_the_end(reviews: pd.DataFrame, child_protection_plans: pd.DataFrame) -> pd.Series:
    return reviews.review_date > _reviewed(reviews, child_protection_plans).plan_end


def _reviewed(reviews: pd.DataFrame, child_protection_plans: pd.DataFrame) -> pd.DataFrame:
    """The plan of each review, where there is one. Same index as `reviews`."""
    plans = child_protection_plans[[*PLAN, "plan_end"]]
    found = reviews[PLAN].merge(plans, on=PLAN, how="left", indicator=True)
    return found.set_index(reviews.index)


ACROSS = (
    Across(
        "plan_start",
        "expected the child_id and plan_start of a plan in child_protection_plans.csv",
        _without_plan,
    ),
    Across(
        "review_date",
        "expected a day on or before the plan_end of the plan in child_protection_plans.csv",
        _after_the_end,
    ),
)
