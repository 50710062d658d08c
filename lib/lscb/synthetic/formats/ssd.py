"""The Standard Safeguarding Dataset: five of its tables, as one extract of the last 31 March.

The extract knows of every year what the last file that holds it knows. A few plans of another
council stand in it, as they do in real ones, and are nobody's to count. The dataset has no number
of previous plans.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from lscb.records import declared
from lscb.synthetic.draws import identifier
from lscb.synthetic.formats.codes import SEXES
from lscb.years import ReportingYear

Cells = dict[str, str]
Identifiers = dict[tuple[str, str], str]

HELD = ("children", "section_47_enquiries", "conferences", "child_protection_plans", "reviews")
"""The records that the tables hold."""

TABLES = {
    "ssd_person": (
        "pers_person_id",
        "pers_forename",
        "pers_surname",
        "pers_sex",
        "pers_gender",
        "pers_ethnicity",
        "pers_dob",
        "pers_common_child_id",
        "pers_legacy_id",
        "pers_upn_unknown",
        "pers_send_flag",
        "pers_expected_dob",
        "pers_death_date",
        "pers_is_mother",
        "pers_nationality",
    ),
    "ssd_s47_enquiry": (
        "s47e_s47_enquiry_id",
        "s47e_referral_id",
        "s47e_person_id",
        "s47e_s47_start_date",
        "s47e_s47_end_date",
        "s47e_s47_nfa",
        "s47e_s47_outcome_json",
        "s47e_s47_completed_by_worker_id",
        "s47e_s47_completed_by_team",
    ),
    "ssd_initial_cp_conference": (
        "icpc_icpc_id",
        "icpc_icpc_meeting_id",
        "icpc_s47_enquiry_id",
        "icpc_person_id",
        "icpc_cp_plan_id",
        "icpc_referral_id",
        "icpc_icpc_transfer_in",
        "icpc_icpc_target_date",
        "icpc_icpc_date",
        "icpc_icpc_outcome_cp_flag",
        "icpc_icpc_outcome_json",
        "icpc_icpc_team",
        "icpc_icpc_worker_id",
    ),
    "ssd_cp_plans": (
        "cppl_cp_plan_id",
        "cppl_referral_id",
        "cppl_icpc_id",
        "cppl_person_id",
        "cppl_cp_plan_start_date",
        "cppl_cp_plan_end_date",
        "cppl_cp_plan_ola",
        "cppl_cp_plan_initial_category",
        "cppl_cp_plan_latest_category",
    ),
    "ssd_cp_reviews": (
        "cppr_cp_review_id",
        "cppr_person_id",
        "cppr_cp_plan_id",
        "cppr_cp_review_due",
        "cppr_cp_review_date",
        "cppr_cp_review_meeting_id",
        "cppr_cp_review_outcome_continue_cp",
        "cppr_cp_review_quorate",
        "cppr_cp_review_participation",
    ),
}
"""Each table's columns; those that nothing here needs are blank."""

ABUSE = {
    "neglect": "Neglect",
    "physical abuse": "Physical abuse",
    "sexual abuse": "Sexual abuse",
    "emotional abuse": "Emotional abuse",
    "multiple": "Multiple: Neglect, Physical abuse",
}
OF_ANOTHER_COUNCIL = 5  # plans, of the first children who transferred in
THEIR_LENGTH = timedelta(days=150)
OUTCOMES = (
    "NFA_FLAG",
    "LEGAL_ACTION_FLAG",
    "PROV_OF_SERVICES_FLAG",
    "PROV_OF_SB_CARE_FLAG",
    "CP_CONFERENCE_FLAG",
    "NFA_CONTINUE_SINGLE_FLAG",
    "MONITOR_FLAG",
    "OTHER_OUTCOMES_EXIST_FLAG",
)
"""What an enquiry can come to: keys of its s47e_s47_outcome_json, all there in any case."""
ENQUIRY = timedelta(days=10)  # from its strategy discussion to its end, at most


def ssd_files(
    records: Mapping[tuple[str, str], pd.DataFrame], years: list[ReportingYear], council: str
) -> dict[tuple[str, str], bytes]:
    """The extract's tables, by the folder of the last of the years and the file's name.

    `records` are by year and record name, every cell as text. The tables do not say whose they
    are, so that `council` is not in them.
    """
    latest = {name: _latest(records, years, name) for name in HELD}
    return {
        (str(years[-1]), f"{name}.csv"): pd.DataFrame(rows, columns=TABLES[name])
        .to_csv(index=False, lineterminator="\n")
        .encode()
        for name, rows in _tables(latest, years[-1].last_day).items()
    }


def _latest(
    records: Mapping[tuple[str, str], pd.DataFrame], years: list[ReportingYear], name: str
) -> list[Cells]:
    """What the last file to hold each row says of it, as a report's reader takes it."""
    every = pd.concat([records[str(year), name] for year in years])
    return every.drop_duplicates(list(declared()[name].key), keep="last").to_dict("records")


def _tables(rows: Mapping[str, list[Cells]], as_at: date) -> dict[str, list[Cells]]:
    """Rows of each table, with those of its columns that are not blank."""
    known = _Known(
        plans=_numbered("plan", rows["child_protection_plans"], "plan_start"),
        enquiries=_numbered("enquiry", rows["section_47_enquiries"], "strategy_discussion"),
        conferences=_numbered("conference", rows["conferences"], "conference_date"),
    )
    plans = [_plan(row, known) for row in rows["child_protection_plans"]]
    reviews = enumerate(rows["reviews"], start=1)
    return {
        "ssd_person": [_person(row) for row in rows["children"]],
        "ssd_s47_enquiry": [_enquiry(row, known, as_at) for row in rows["section_47_enquiries"]],
        "ssd_initial_cp_conference": [_conference(row, known) for row in rows["conferences"]],
        "ssd_cp_plans": plans + _plans_of_another_council(rows, len(plans)),
        "ssd_cp_reviews": [_review(number, row, known) for number, row in reviews],
    }


@dataclass(frozen=True)
class _Known:
    """The identifier of each plan, enquiry and conference, by its child and its day."""

    plans: Identifiers
    enquiries: Identifiers
    conferences: Identifiers


def _numbered(kind: str, rows: list[Cells], day: str) -> Identifiers:
    return {
        (row["child_id"], row[day]): identifier(kind, number)
        for number, row in enumerate(rows, start=1)
    }


def _person(child: Cells) -> Cells:
    return {
        "pers_person_id": child["child_id"],
        "pers_sex": SEXES[child["sex"]],
        "pers_ethnicity": child["ethnicity"],
        "pers_dob": _time(child["birth_date"]),
        "pers_expected_dob": _time(child["expected_birth_date"]),
        "pers_death_date": _time(child["death_date"]),
    }


def _enquiry(row: Cells, known: _Known, as_at: date) -> Cells:
    """An enquiry, which is over by its conference at the latest; that may have yet to be held."""
    child, discussed = row["child_id"], row["strategy_discussion"]
    over = min(str(date.fromisoformat(discussed) + ENQUIRY), row["conference_date"] or str(as_at))
    required = row["conference_required"] == "yes"
    outcome = dict.fromkeys(OUTCOMES, "N") | {
        "NFA_FLAG": "N" if required else "Y",
        "CP_CONFERENCE_FLAG": "Y" if required else "N",
        "TOTAL_NO_OF_OUTCOMES": 1,
        "OUTCOME_COMMENTS": "",
    }
    return {
        "s47e_s47_enquiry_id": known.enquiries[child, discussed],
        "s47e_person_id": child,
        "s47e_s47_start_date": _time(discussed),
        "s47e_s47_end_date": _time(over),
        "s47e_s47_nfa": outcome["NFA_FLAG"],
        "s47e_s47_outcome_json": json.dumps(outcome),
    }


def _conference(row: Cells, known: _Known) -> Cells:
    child, held = row["child_id"], row["conference_date"]
    plan = known.plans.get((child, held), "")
    return {
        "icpc_icpc_id": known.conferences[child, held],
        "icpc_s47_enquiry_id": known.enquiries.get((child, row["strategy_discussion"]), ""),
        "icpc_person_id": child,
        "icpc_cp_plan_id": plan,
        "icpc_icpc_transfer_in": "Y" if row["transfer_in"] == "yes" else "N",
        "icpc_icpc_date": _time(held),
        "icpc_icpc_outcome_cp_flag": "Y" if plan else "N",
    }


def _plan(row: Cells, known: _Known) -> Cells:
    started = row["child_id"], row["plan_start"]
    return {
        "cppl_cp_plan_id": known.plans[started],
        "cppl_icpc_id": known.conferences.get(started, ""),
        "cppl_person_id": row["child_id"],
        "cppl_cp_plan_start_date": _time(row["plan_start"]),
        "cppl_cp_plan_end_date": _time(row["plan_end"]),
        "cppl_cp_plan_ola": "N",
        "cppl_cp_plan_initial_category": ABUSE[row["initial_category"]],
        "cppl_cp_plan_latest_category": ABUSE[row["latest_category"]],
    }


def _plans_of_another_council(rows: Mapping[str, list[Cells]], numbered: int) -> list[Cells]:
    """What some children who transferred in were on before, until the day of the conference."""
    births = {row["child_id"]: row["birth_date"] for row in rows["children"]}
    theirs = []
    for row in rows["conferences"]:
        started = str(date.fromisoformat(row["conference_date"]) - THEIR_LENGTH)
        if row["transfer_in"] == "yes" and "" < births[row["child_id"]] < started:
            theirs.append((row["child_id"], started, row["conference_date"]))
    return [
        {
            "cppl_cp_plan_id": identifier("plan", number),
            "cppl_person_id": child,
            "cppl_cp_plan_start_date": _time(started),
            "cppl_cp_plan_end_date": _time(ended),
            "cppl_cp_plan_ola": "Y",
            "cppl_cp_plan_initial_category": ABUSE["neglect"],
            "cppl_cp_plan_latest_category": ABUSE["neglect"],
        }
        for number, (child, started, ended) in enumerate(
            theirs[:OF_ANOTHER_COUNCIL], start=numbered + 1
        )
    ]


def _review(number: int, row: Cells, known: _Known) -> Cells:
    return {
        "cppr_cp_review_id": identifier("review", number),
        "cppr_person_id": row["child_id"],
        "cppr_cp_plan_id": known.plans[row["child_id"], row["plan_start"]],
        "cppr_cp_review_date": _time(row["review_date"]),
    }


def _time(day: str) -> str:
    """A day as the extract's datetimes show it."""
    return f"{day} 00:00:00.000" if day else ""
