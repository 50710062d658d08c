"""Children known to social care: one row a child, as the children in need census describes one.

Codes of disability are the census's own (DfE children in need census guide 2023-24).
"""

from __future__ import annotations

import pandas as pd

from lscb.records.ethnicities import ETHNICITIES
from lscb.records.record import Across, Column, Record, Rule

SEXES = ("male", "female", "indeterminate", "not recorded")

DISABILITIES = (
    "NONE",
    "MOB",
    "HAND",
    "PC",
    "INC",
    "COMM",
    "LD",
    "HEAR",
    "VIS",
    "BEH",
    "CON",
    "AUT",
    "DDA",
)


def _known_disabilities(children: pd.DataFrame) -> pd.Series:
    known = "|".join(DISABILITIES)
    return children.disabilities.isna() | children.disabilities.str.fullmatch(
        f"({known})( ({known}))*"
    )


RECORD = Record(
    name="children",
    row="a child known to social care in the year, born or not",
    key=("child_id",),
    columns=(
        Column("child_id", "The child's identifier in the case system.", private=True),
        Column(
            "birth_date",
            "The day the child was born; blank for a child not born yet.",
            "date",
            required=False,
            private=True,
        ),
        Column(
            "expected_birth_date",
            "The day the birth is expected, for a child not born yet.",
            "date",
            required=False,
            private=True,
        ),
        Column(
            "sex",
            "The child's sex; not recorded for one not born yet.",
            "code",
            codes=SEXES,
            dfe="4180",
        ),
        Column(
            "ethnicity",
            "The census's code of ethnicity; REFU where refused, NOBT where not yet obtained.",
            "code",
            required=False,
            codes=ETHNICITIES,
            dfe="4220",
        ),
        Column(
            "disabilities",
            "The census's codes of disability with a space between them, NONE for none; blank for "
            "a child not born yet.",
            required=False,
            private=True,
        ),
        Column(
            "death_date",
            "The day the child died, from the death certificate.",
            "date",
            required=False,
            private=True,
        ),
        Column(
            "family_id",
            "What brothers and sisters have in common, such as the family's reference in the case "
            "system. Where it is given for all, limits allow for families.",
            required=False,
            expected=False,
            private=True,
        ),
    ),
    rules=(
        Rule(
            "disabilities",
            "expected the census's codes with a space between them, such as MOB HAND, or NONE",
            _known_disabilities,
            dfe="8540",
        ),
        Rule(
            "disabilities",
            "expected no other code beside NONE",
            lambda children: ~children.disabilities.fillna("").str.contains(r"NONE .| NONE"),
            dfe="8790",
        ),
    ),
    queries=(
        Rule(
            "birth_date",
            "expected either birth_date or expected_birth_date, and not both",
            lambda children: children.birth_date.isna() ^ children.expected_birth_date.isna(),
            dfe="8525Q",
        ),
        Rule(
            "death_date",
            "expected a day on or after birth_date",
            lambda children: ~(children.death_date < children.birth_date),
            dfe="8535Q",
        ),
    ),
)


def _missing_in_the_register(children: pd.DataFrame, child_deaths: pd.DataFrame) -> pd.Series:
    """Deaths, in the years the register covers, of children that it does not have.

    The census holds only children known to social care: most deaths are in the register alone.
    """
    first = child_deaths.date_of_death.min()
    covered = children.death_date >= first
    return covered & ~children.child_id.isin(child_deaths.child_id)


ACROSS = (
    Across(
        "death_date",
        "expected this death in the child death register, under the same child_id",
        _missing_in_the_register,
        asks=True,
    ),
)
