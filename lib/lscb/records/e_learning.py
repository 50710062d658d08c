"""E-learning: one row a module that a person completed."""

from __future__ import annotations

import pandas as pd

from lscb.records.record import Column, Record, Rule


def _is_not_total(column: str) -> Rule:
    return Rule(
        column,
        "expected another name: Total is kept for totals",
        lambda completed: completed[column].str.lower() != "total",
    )


def _is_a_name(completed: pd.DataFrame) -> pd.Series:
    """An agency's name may be printed: an address or a number of a person must not be."""
    return ~completed.agency.fillna("").str.contains(r"@|\d{5}")


RECORD = Record(
    name="e_learning",
    row="an e-learning module that a person completed; each time it was completed again is a row",
    key=("person_id", "module", "completed"),
    dated="completed",
    columns=(
        Column(
            "person_id",
            "The person, by a reference that lasts from year to year; where it is that of "
            "training.csv the two can be told to be one person.",
            private=True,
        ),
        Column("agency", "The agency the person worked for, as the board names it."),
        Column("module", "The module's title."),
        Column("completed", "The day on which it was completed.", "date"),
    ),
    rules=(
        _is_not_total("agency"),
        _is_not_total("module"),
        Rule("agency", "expected the name of an agency, which is printed", _is_a_name),
    ),
)
