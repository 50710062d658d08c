"""The child death register: one row a death notified to the panel.

Categories are those of the analysis form, in its order: where several apply, the highest in
the list is recorded (child death review forms, in use from April 2008).
"""

from __future__ import annotations

import pandas as pd

from lscb.records.history import Across
from lscb.records.record import Column, Record, Rule

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

MODIFIABLE_FACTORS = ("yes", "no", "insufficient information")

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
            "Whether the panel identified modifiable factors (before April 2010: whether it "
            "judged the death preventable); blank until the review is complete.",
            "code",
            required=False,
            codes=MODIFIABLE_FACTORS,
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
            lambda deaths: deaths.modifiable_factors.notna() == deaths.review_completed.notna(),
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
