"""The child death register: one row a death notified to the panel.

Categories are those of the analysis form, in its order: where several apply, the highest in
the list is recorded (child death review forms, in use from April 2008). Until March 2010 panels
said whether a death was preventable, and since then whether there were modifiable factors: two
questions, of which a review answers the one of its day.
"""

from __future__ import annotations

import pandas as pd

from lscb.records.ethnicities import ETHNICITIES
from lscb.records.record import Across, Column, Record, Rule
from lscb.years import ReportingYear

CATEGORIES = (
    "deliberately inflicted injury, abuse or neglect",
    "suicide or deliberate self-inflicted harm",
    "trauma and other external factors",
    "malignancy",
    "acute medical or surgical condition",
    "chronic medical condition",
    "chromosomal, genetic and congenital anomalies",
    "perinatal or neonatal event",
    "infection",
    "sudden unexpected, unexplained death",
)

MODIFIABLE_FACTORS_SINCE = ReportingYear("2010-11")
"""The first year whose reviews say whether there were modifiable factors."""

MODIFIABLE_FACTORS = ("yes", "no", "insufficient information")

PREVENTABLE = (
    "preventable",
    "potentially preventable",
    "not preventable",
    "inadequate information",
)

AGE_GROUPS = (
    "0 to 27 days",
    "28 to 364 days",
    "1 to 4 years",
    "5 to 9 years",
    "10 to 14 years",
    "15 to 17 years",
)

QUINTILES = ("1", "2", "3", "4", "5")
"""Of all small areas of England by the index of multiple deprivation, the most deprived first."""


def _before(deaths: pd.DataFrame) -> pd.Series:
    """Whether a review was completed when panels were asked whether a death was preventable."""
    return deaths.review_completed < pd.Timestamp(MODIFIABLE_FACTORS_SINCE.first_day)


def _since(deaths: pd.DataFrame) -> pd.Series:
    return deaths.review_completed >= pd.Timestamp(MODIFIABLE_FACTORS_SINCE.first_day)


def _answered(deaths: pd.DataFrame) -> pd.Series:
    return deaths.modifiable_factors.notna() | deaths.preventable.notna()


RECORD = Record(
    name="child_deaths",
    row="a child's death that was notified to the child death overview panel",
    key=("case_id",),
    dated="date_of_death",
    closed="review_completed",
    columns=(
        Column("case_id", "The panel's reference for the death.", private=True),
        Column(
            "child_id",
            "The child's identifier in the case system, where the child had one.",
            required=False,
            expected=False,
            private=True,
            unique=True,
        ),
        Column("date_of_death", "The day the child died.", "date", private=True),
        Column("date_notified", "The day the panel was told of the death.", "date", private=True),
        Column(
            "resident",
            "Whether the child normally lived in the council's area.",
            "code",
            codes=("yes", "no"),
        ),
        Column(
            "expected",
            "Whether the death was anticipated as a significant possibility 24 hours before; "
            "blank while not known.",
            "code",
            required=False,
            codes=("yes", "no"),
        ),
        Column(
            "review_completed",
            "The day the panel completed its review; blank until then.",
            "date",
            required=False,
            private=True,
        ),
        Column(
            "category",
            "The category of death the panel recorded; blank until the review is complete.",
            "code",
            required=False,
            codes=CATEGORIES,
        ),
        Column(
            "modifiable_factors",
            "Whether the panel identified modifiable factors; blank until the review is complete, "
            "and for a review completed before 1 April 2010.",
            "code",
            required=False,
            codes=MODIFIABLE_FACTORS,
        ),
        Column(
            "preventable",
            "Whether the panel judged the death preventable, for a review completed before 1 "
            "April 2010; blank for every other.",
            "code",
            required=False,
            expected=False,
            codes=PREVENTABLE,
        ),
        Column(
            "age_group",
            "How old the child was.",
            "code",
            required=False,
            expected=False,
            codes=AGE_GROUPS,
        ),
        Column(
            "sex",
            "The child's sex.",
            "code",
            required=False,
            expected=False,
            codes=("male", "female", "not recorded"),
        ),
        Column(
            "ethnicity",
            "The census's code of ethnicity; REFU where refused, NOBT where not yet obtained.",
            "code",
            required=False,
            expected=False,
            codes=ETHNICITIES,
        ),
        Column(
            "deprivation_quintile",
            "In which fifth of England's small areas by deprivation (IMD) the child lived, 1 for "
            "the most deprived.",
            "code",
            required=False,
            expected=False,
            codes=QUINTILES,
        ),
        Column(
            "place_of_death",
            "Where the child died.",
            required=False,
            expected=False,
            private=True,
        ),
        Column(
            "plan_status",
            "Whether the child had been the subject of a child protection plan: never, "
            "previously, or when the child died.",
            "code",
            required=False,
            expected=False,
            codes=("never", "previous", "current"),
        ),
        Column(
            "statutory_order",
            "Whether the child was the subject of a statutory order.",
            "code",
            required=False,
            expected=False,
            codes=("yes", "no"),
        ),
        Column(
            "case_review",
            "Whether the death is one of which there was a serious case review.",
            "code",
            required=False,
            expected=False,
            codes=("yes", "no"),
        ),
    ),
    rules=(
        Rule(
            "date_notified",
            "expected a day on or after date_of_death",
            lambda deaths: ~(deaths.date_notified < deaths.date_of_death),
        ),
        Rule(
            "review_completed",
            "expected a day on or after date_of_death",
            lambda deaths: ~(deaths.review_completed < deaths.date_of_death),
        ),
        Rule(
            "category",
            "expected a category when review_completed is given, and none before",
            lambda deaths: deaths.category.notna() == deaths.review_completed.notna(),
        ),
        Rule(
            "modifiable_factors",
            "expected an answer when review_completed is given, and none before",
            lambda deaths: (
                ~(_since(deaths) & ~_answered(deaths))
                & (deaths.modifiable_factors.isna() | deaths.review_completed.notna())
            ),
        ),
        Rule(
            "modifiable_factors",
            "expected none where review_completed is before 1 April 2010: panels then said "
            "whether a death was preventable, which is given at preventable",
            lambda deaths: ~(_before(deaths) & deaths.modifiable_factors.notna()),
        ),
        Rule(
            "preventable",
            "expected an answer where review_completed is before 1 April 2010: panels then said "
            "whether a death was preventable, and not whether there were modifiable factors",
            lambda deaths: ~(_before(deaths) & ~_answered(deaths)),
        ),
        Rule(
            "preventable",
            "expected none unless review_completed is before 1 April 2010: since then panels say "
            "whether there were modifiable factors, which is given at modifiable_factors",
            lambda deaths: deaths.preventable.isna() | _before(deaths),
        ),
    ),
    queries=(
        Rule(
            "expected",
            "a completed review usually says whether the death was expected",
            lambda deaths: deaths.expected.notna() | deaths.review_completed.isna(),
        ),
    ),
)


def _registered_twice(child_deaths: pd.DataFrame) -> pd.Series:
    """Deaths of a child whose death an earlier row has under another reference."""
    return child_deaths.child_id.notna() & child_deaths.duplicated("child_id")


ACROSS = (Across("child_id", "expected each child's death under one case_id", _registered_twice),)
