"""The tables of the Standard Safeguarding Dataset that are read, and how their cells are written.

Names, workers and teams stand in them too, and are never asked for.
"""

from __future__ import annotations

import re

import pandas as pd

from lscb.records.ethnicities import ETHNICITIES
from lscb.records.extract import Written
from lscb.records.formats import census
from lscb.records.formats.sheet_format import table_cells
from lscb.records.sheets import Sheet

PERSONS, ENQUIRIES, CONFERENCES, PLANS, REVIEWS = (
    "ssd_person",
    "ssd_s47_enquiry",
    "ssd_initial_cp_conference",
    "ssd_cp_plans",
    "ssd_cp_reviews",
)

KNOWN_BY = {
    PERSONS: ("pers_person_id",),
    ENQUIRIES: ("s47e_s47_enquiry_id",),
    CONFERENCES: ("icpc_icpc_id",),
    PLANS: ("cppl_cp_plan_id",),
    REVIEWS: ("cppr_cp_review_id",),
}
"""Each table's own key, whose prefix no other table has."""

NEEDED = {
    PERSONS: ("pers_person_id", "pers_dob", "pers_ethnicity"),
    ENQUIRIES: (
        "s47e_s47_enquiry_id",
        "s47e_person_id",
        "s47e_s47_start_date",
        "s47e_s47_end_date",
        "s47e_s47_nfa",
    ),
    CONFERENCES: (
        "icpc_s47_enquiry_id",
        "icpc_person_id",
        "icpc_icpc_transfer_in",
        "icpc_icpc_date",
    ),
    PLANS: (
        "cppl_cp_plan_id",
        "cppl_person_id",
        "cppl_cp_plan_start_date",
        "cppl_cp_plan_end_date",
        "cppl_cp_plan_ola",
        "cppl_cp_plan_initial_category",
        "cppl_cp_plan_latest_category",
    ),
    REVIEWS: ("cppr_person_id", "cppr_cp_plan_id", "cppr_cp_review_date"),
}
PERHAPS = {PERSONS: ("pers_expected_dob", "pers_sex", "pers_gender", "pers_death_date")}

NOTHING = ("", "null", "placeholder_data")
"""What stands in a cell that holds nothing: SQL Server's own word, and the dataset's."""
NO_KEY = "-1"
FLAGS = ("cppl_cp_plan_ola", "icpc_icpc_transfer_in", "s47e_s47_nfa")
AS_FLAG = dict.fromkeys(("y", "yes", "1", "true"), "Y") | dict.fromkeys(
    ("n", "no", "0", "false"), "N"
)

ABUSE = {
    "Neglect": "neglect",
    "Physical abuse": "physical abuse",
    "Sexual abuse": "sexual abuse",
    "Emotional abuse": "emotional abuse",
    "Multiple": "multiple",
} | census.ABUSE

SEXES = census.SEXES | {
    "01": "male",
    "02": "female",
    "09": "indeterminate",
    "00": "not recorded",
    "I": "indeterminate",
    **census.GENDERS,
}
"""pers_sex, and pers_gender as it is specified, as it is extracted, and as Excel shows it."""

WRITTEN: dict[str, dict[str, Written]] = {
    "children": {
        "child_id": Written("pers_person_id"),
        "birth_date": Written("pers_dob"),
        "expected_birth_date": Written("pers_expected_dob"),
        "sex": Written("pers_sex or pers_gender", SEXES),
        # CNHE is how the dataset's guidance spells the code of Chinese.
        "ethnicity": Written("pers_ethnicity", {c: c for c in ETHNICITIES} | {"CNHE": "CHNE"}),
        "death_date": Written("pers_death_date"),
    },
    "section_47_enquiries": {
        "child_id": Written("s47e_person_id"),
        "strategy_discussion": Written("s47e_s47_start_date"),
        "conference_required": Written("s47e_s47_nfa"),
        "conference_date": Written("icpc_icpc_date of its conference"),
    },
    "conferences": {
        "child_id": Written("icpc_person_id"),
        "conference_date": Written("icpc_icpc_date"),
        "strategy_discussion": Written("s47e_s47_start_date of its icpc_s47_enquiry_id"),
        "transfer_in": Written("icpc_icpc_transfer_in", {"Y": "yes", "N": "no"}),
    },
    "child_protection_plans": {
        "child_id": Written("cppl_person_id"),
        "plan_start": Written("cppl_cp_plan_start_date"),
        "plan_end": Written("cppl_cp_plan_end_date"),
        "initial_category": Written("cppl_cp_plan_initial_category", ABUSE),
        "latest_category": Written("cppl_cp_plan_latest_category", ABUSE),
        "previous_plans": Written("previous plans, counted by cppl_cp_plan_start_date"),
    },
    "reviews": {
        "child_id": Written("cppr_person_id"),
        "plan_start": Written("cppl_cp_plan_start_date of its cppr_cp_plan_id"),
        "review_date": Written("cppr_cp_review_date"),
    },
}

_ABUSE_NAMED = {
    name.casefold(): whole
    for whole, short, code in (
        ("Neglect", "neglect", "NEG"),
        ("Physical abuse", "physical", "PHY"),
        ("Sexual abuse", "sexual", "SAB"),
        ("Emotional abuse", "emotional", "EMO"),
        ("Multiple", "multiple", "MUL"),
    )
    for name in (whole, short, code)
}


def dataset_cells(name: str, sheet: Sheet) -> pd.DataFrame:
    """A table's cells, blank where they hold nothing. Raises Unreadable for a missing column."""
    cells = table_cells(sheet, NEEDED[name], PERHAPS.get(name, ()))
    cells = cells.mask(cells.apply(lambda each: each.str.casefold().isin(NOTHING)), "")
    keys = [heading for heading in cells if heading.endswith("_id")]
    flags = [heading for heading in cells if heading in FLAGS]
    return cells.assign(
        **{key: cells[key].replace(NO_KEY, "") for key in keys},
        **{
            flag: cells[flag].map(lambda said: AS_FLAG.get(said.casefold(), said)) for flag in flags
        },
    )


def category(said: str) -> str:
    """A category of abuse by the dataset's own name; several named together are Multiple.

    What names anything else is left as it is, for the record's checks to refuse.
    """
    if re.match(r"mul(tiple)?\b", said, re.IGNORECASE):
        return "Multiple"
    parts = re.split(r"[,;:/&+|()\[\]\"]|\band\b", said, flags=re.IGNORECASE)
    named = {_ABUSE_NAMED.get(part.strip().casefold()) for part in parts if part.strip()}
    if not named or None in named:
        return said
    return "Multiple" if len(named) > 1 else str(named.pop())
