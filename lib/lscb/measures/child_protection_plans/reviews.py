"""Whether the plans still open had been reviewed as often as they must be.

A plan's first review conference is due within three months of its start and each later one
within six months of the one before (Working Together to Safeguard Children; DfE, LAIT data
dictionary, measure 19, once national indicator 67). A due date is the same day that many
calendar months later, or the last day of a month that has no such day, and is met by a review
on it or before it. DfE does not publish its exact day rule: calendar months are this package's.
"""

from __future__ import annotations

import pandas as pd

from lscb.measures.child_protection_plans.plans import SOURCE, YEAR, open_on
from lscb.records.reviews import PLAN
from lscb.scope import Scope
from lscb.statistics.durations import BANDS, duration_bands
from lscb.statistics.rates import proportions
from lscb.tables import (
    NOT_APPLICABLE,
    Balance,
    Cell,
    Column,
    Identity,
    Table,
    percent_columns,
)
from lscb.years import ReportingYear

NOT_YET_DUE = BANDS[0]
"""The band of plans too young for a first review to have fallen due."""

FIRST_REVIEW, LATER_REVIEW = pd.DateOffset(months=3), pd.DateOffset(months=6)


def reviews_in_time(
    scope: Scope, child_protection_plans: pd.DataFrame, reviews: pd.DataFrame
) -> Table:
    """Plans open at each 31 March all of whose reviews in the year were held in time.

    Population and denominator: plans open at 31 March for more than three calendar months: all
    but those of the first band of duration, as in DfE's table D6. Numerator: those of them all
    of whose reviews that fell due in the year were held by the day they were due. A review that
    fell due in an earlier year and was late is that year's matter, but one that had still not
    been held at 31 March is late: the next would have fallen due in the year. Percentage with
    Wilson limits.
    """
    counted = {
        year: _over_three_months(child_protection_plans, year) for year in scope.this_and_last
    }
    cells = pd.DataFrame(
        [
            {
                "year": str(year),
                "numerator": int((~_late(plans, reviews, year)).sum()),
                "denominator": len(plans),
            }
            for year, plans in counted.items()
        ]
    )
    cells = cells.join(proportions(cells.numerator, cells.denominator))
    return Table(
        name="reviews_in_time",
        title="Plans open at 31 March all of whose reviews in the year were held in time",
        population="Children who at 31 March had been on a child protection plan for more than 3 "
        "months",
        source=f"{SOURCE} and reviews",
        dimensions=YEAR,
        columns=(
            Column(
                "numerator",
                "Children all of whose reviews were in time",
                "children",
                "reviewed in time",
            ),
            Column(
                "denominator",
                "Children on a plan for more than 3 months",
                "children",
                "plans open over 3 months",
                spared=True,
            ),
            *percent_columns(
                "Share of children on a plan for more than 3 months", ("numerator", "denominator")
            ),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_APPLICABLE),
        balances=(Balance(("denominator",), ("numerator",), "reviewed late"),),
        identities=tuple(
            Identity(
                (Cell.of("plans open", year=year),),
                (
                    Cell.of("plans open", year=year, duration=NOT_YET_DUE),
                    Cell.of("plans open over 3 months", year=year),
                ),
            )
            for year in counted
        ),
        notes=(
            "The first review is due within 3 months of the plan's start, each later one within "
            "6 months of the one before.",
            "DfE does not publish its exact day rule: calendar months are taken here, and a "
            "review on the day it was due is in time.",
            "Only reviews that fell due in the year are looked at, and any that fell due before "
            "and had still not been held at 31 March.",
        ),
    )


def _over_three_months(plans: pd.DataFrame, year: ReportingYear) -> pd.DataFrame:
    """Plans open at the year's 31 March, but for those in the first band of duration."""
    still_open = open_on(plans, year.last_day)
    until = pd.Series(pd.Timestamp(year.last_day), index=still_open.index)
    return still_open[duration_bands(still_open.plan_start, until) != NOT_YET_DUE]


def _late(plans: pd.DataFrame, reviews: pd.DataFrame, year: ReportingYear) -> pd.Series:
    """Whether any of a plan's reviews was late in the year. Same index as `plans`."""
    wanted = _reviews_wanted(plans, reviews)
    first, last = pd.Timestamp(year.first_day), pd.Timestamp(year.last_day)
    overdue = (wanted.due <= last) & ~(wanted.held <= wanted.due)
    this_years = (wanted.due >= first) | ~(wanted.held <= last)
    return (overdue & this_years).groupby(level=0).any().reindex(plans.index)


def _reviews_wanted(plans: pd.DataFrame, reviews: pd.DataFrame) -> pd.DataFrame:
    """Every review that has fallen or will fall due: the day, and when it was held.

    Indexed as `plans`, a plan as often as it has reviews and once more for the one to come,
    which has not been `held`.
    """
    begun = plans[PLAN].assign(plan=plans.index)
    held = begun.merge(reviews, on=PLAN).set_index("plan").review_date.sort_values()
    days = pd.concat([plans.plan_start, held]).sort_index(kind="stable")
    is_start = ~days.index.duplicated()
    due = (days + FIRST_REVIEW).where(is_start, days + LATER_REVIEW)
    return pd.DataFrame({"due": due, "held": days.groupby(level=0).shift(-1)})
