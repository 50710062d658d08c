"""A made-up board as one extract: Ofsted's Annex A, and the Standard Safeguarding Dataset.

Read back here in plain openpyxl and csv, and counted from the board's CSV files.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import datetime
from io import BytesIO, StringIO

import openpyxl
import pytest

from lscb.synthetic.board import MadeUpBoard, made_up_board
from lscb.synthetic.formats import FORMATS
from lscb.years import ReportingYear

LAST = ReportingYear("2014-15")
YEARS = LAST.since(ReportingYear("2009-10"))
AS_AT = "2015-03-31"
SIX_MONTHS_BEFORE, A_YEAR_BEFORE = "2014-09-30", "2014-03-31"
PLANS, HELD, REVIEWS = "child_protection_plans", "conferences", "reviews"
CHILDREN, ENQUIRIES = "children", "section_47_enquiries"
KEYS = {CHILDREN: 1, ENQUIRIES: 2, HELD: 2, PLANS: 2, REVIEWS: 3}
"""How many of each record's first columns say which row it is."""

GENDERS = {"a) Male": "male", "b) Female": "female", "c) Not stated/recorded": "not recorded"}
LETTERED = {
    "a) Neglect": "neglect",
    "b) Physical abuse": "physical abuse",
    "c) Sexual abuse": "sexual abuse",
    "d) Emotional abuse": "emotional abuse",
    "e) Multiple/not recommended": "multiple",
}
YES_NO = {"a) Yes": "yes", "b) No": "no"}
SEXES = {"M": "male", "F": "female", "U": "not recorded"}


@pytest.fixture(scope="module")
def board() -> MadeUpBoard:
    return made_up_board("newshire", LAST)


def rows(board: MadeUpBoard, name: str) -> list[dict[str, str]]:
    """The last year's rows of one record."""
    return board.records[str(LAST), name].to_dict("records")


def latest(board: MadeUpBoard, name: str) -> list[tuple[str, ...]]:
    """Every year's rows of one record, as the last file that holds each has it."""
    found = {}
    for year in YEARS:
        for row in board.records[str(year), name].itertuples(index=False, name=None):
            found[row[: KEYS[name]]] = row
    return sorted(found.values())


@pytest.fixture(scope="module")
def lists(board: MadeUpBoard) -> dict[str, list[dict[str, object]]]:
    """The sheets of the workbook: each row by its headings."""
    ((place, content),) = FORMATS["annex-a"](board.records, YEARS, "999").items()
    assert place == ("2014-15", "annex_a.xlsx")
    sheets = openpyxl.load_workbook(BytesIO(content))
    assert sheets.sheetnames == ["List 5", "List 7"]
    found = {}
    for sheet in sheets:
        headings, *cells = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(headings, row, strict=True)) for row in cells]
    return found


def day(cell: object) -> str:
    """A real date of Excel's, as text; nothing for an empty cell."""
    if cell is None:
        return ""
    assert isinstance(cell, datetime)
    return cell.date().isoformat()


def test_list_7_is_every_plan_open_on_the_day_or_ended_in_the_six_months_before(board, lists):
    reviewed: dict[tuple[str, str], str] = {}
    for row in rows(board, REVIEWS):
        plan = row["child_id"], row["plan_start"]
        reviewed[plan] = max(reviewed.get(plan, ""), row["review_date"])
    wanted = [
        (*row.values(), reviewed.get((row["child_id"], row["plan_start"]), ""))
        for row in rows(board, PLANS)
        if row["plan_end"] == "" or row["plan_end"] >= SIX_MONTHS_BEFORE
    ]
    found = [
        (
            row["Child Unique ID"],
            day(row["Child Protection Plan Start Date"]),
            day(row["Child Protection Plan End Date"]),
            LETTERED[row["Initial Category of Abuse"]],
            LETTERED[row["Latest Category of Abuse"]],
            str(row["Number of Previous Child Protection Plans"]),
            day(row["Date of latest review conference"]),
        )
        for row in lists["List 7"]
    ]
    assert sorted(found) == sorted(wanted)
    assert 100 < len(found) < len(rows(board, PLANS))


def test_list_5_is_every_enquiry_of_the_six_months_before_with_its_conference(board, lists):
    wanted = [
        tuple(row.values())
        for row in rows(board, ENQUIRIES)
        if row["strategy_discussion"] >= SIX_MONTHS_BEFORE
    ]
    not_needed = "Was an Initial Child Protection Conference deemed unnecessary?"
    found = [
        (
            row["Child Unique ID"],
            day(row["Strategy discussion initiating Section 47 Enquiry Start Date"]),
            {"yes": "no", "no": "yes"}[YES_NO[row[not_needed]]],
            day(row["Date of Initial Child Protection Conference"]),
        )
        for row in lists["List 5"]
    ]
    assert sorted(found) == sorted(wanted)
    assert len(found) > 50


def test_list_5_says_which_conferences_led_to_a_plan(board, lists):
    plans = {(row["child_id"], row["plan_start"]) for row in rows(board, PLANS)}
    answers = Counter()
    for row in lists["List 5"]:
        held = day(row["Date of Initial Child Protection Conference"])
        said = row["Did the Initial Child Protection Conference Result in a Child Protection Plan"]
        led = (row["Child Unique ID"], held) in plans
        assert said == (None if not held else "a) Yes" if led else "b) No")
        answers[said] += 1
    assert len(answers) == 3


def test_list_5_counts_the_childs_other_enquiries_and_conferences_of_the_year(board, lists):
    asked = Counter(
        row["child_id"]
        for row in rows(board, ENQUIRIES)
        if row["strategy_discussion"] > A_YEAR_BEFORE
    )
    held = Counter(row["child_id"] for row in rows(board, HELD))
    for row in lists["List 5"]:
        child = row["Child Unique ID"]
        itself = day(row["Date of Initial Child Protection Conference"]) != ""
        assert row["Number of Section 47 Enquiries in the last 12 months"] == asked[child] - 1
        assert row["Number of ICPCs in the last 12 months"] == held[child] - itself


def test_both_lists_describe_the_child_and_name_no_worker(board, lists):
    children = {row["child_id"]: row for row in rows(board, CHILDREN)}
    for row in (row for sheet in lists.values() for row in sheet):
        child = children[row["Child Unique ID"]]
        born = day(row["Date of Birth"])
        assert (GENDERS[row["Gender"]], born) == (child["sex"], child["birth_date"])
        assert re.fullmatch(rf"[a-t]\) {child['ethnicity']}", row["Ethnicity"])
        said = {"NONE": "b) No", "": "c) Unknown"}.get(child["disabilities"], "a) Yes")
        assert row["Does the Child have a Disability"] == said
        birthdays = [f"{int(born[:4]) + n}{born[4:]}" for n in range(1, 19)] if born else []
        age = sum(birthday <= AS_AT for birthday in birthdays)
        assert row["Age of Child (Years)"] == (age if born else None)
        assert (row["Allocated Team"], row["Allocated Worker"]) == (
            "made-up-team-1",
            "made-up-worker-1",
        )


@pytest.fixture(scope="module")
def tables(board: MadeUpBoard) -> dict[str, list[dict[str, str]]]:
    """The tables of the dataset: rows by heading, a moment as its day."""
    found = {}
    for (year, name), content in FORMATS["ssd"](board.records, YEARS, "999").items():
        assert year == "2014-15"
        read = csv.DictReader(StringIO(content.decode("utf-8"), newline=""))
        found[name.removesuffix(".csv")] = [
            {heading: moment(cell) for heading, cell in row.items()} for row in read
        ]
    return found


def moment(cell: str) -> str:
    return cell.removesuffix(" 00:00:00.000")


def category(text: str) -> str:
    return "multiple" if text.startswith("Multiple: ") else text.lower()


def test_the_dataset_describes_every_child_of_every_year(board, tables):
    found = [
        (
            row["pers_person_id"],
            row["pers_dob"],
            row["pers_expected_dob"],
            SEXES[row["pers_sex"]],
            row["pers_ethnicity"],
            row["pers_death_date"],
        )
        for row in tables["ssd_person"]
    ]
    assert sorted(found) == [(*row[:5], row[6]) for row in latest(board, CHILDREN)]
    assert not any(row["pers_forename"] or row["pers_surname"] for row in tables["ssd_person"])


def test_the_datasets_own_plans_are_those_of_the_csv_files(board, tables):
    found = [
        (
            row["cppl_person_id"],
            row["cppl_cp_plan_start_date"],
            row["cppl_cp_plan_end_date"],
            category(row["cppl_cp_plan_initial_category"]),
            category(row["cppl_cp_plan_latest_category"]),
        )
        for row in tables["ssd_cp_plans"]
        if row["cppl_cp_plan_ola"] == "N"
    ]
    assert sorted(found) == [row[:5] for row in latest(board, PLANS)]


def test_a_few_plans_are_another_councils_and_end_as_the_child_transfers_in(board, tables):
    theirs = [row for row in tables["ssd_cp_plans"] if row["cppl_cp_plan_ola"] == "Y"]
    transfers = {row[:2] for row in latest(board, HELD) if row[3] == "yes"}
    births = {row[0]: row[1] for row in latest(board, CHILDREN)}
    assert 1 <= len(theirs) <= 10
    for row in theirs:
        assert (row["cppl_person_id"], row["cppl_cp_plan_end_date"]) in transfers
        assert births[row["cppl_person_id"]] < row["cppl_cp_plan_start_date"]
        assert row["cppl_cp_plan_start_date"] < row["cppl_cp_plan_end_date"]


def test_the_datasets_enquiries_and_conferences_are_those_of_the_csv_files(board, tables):
    discussed = {
        row["s47e_s47_enquiry_id"]: (row["s47e_person_id"], row["s47e_s47_start_date"])
        for row in tables["ssd_s47_enquiry"]
    }
    held_after = {row["icpc_s47_enquiry_id"]: row for row in tables["ssd_initial_cp_conference"]}
    asked = [
        (
            row["s47e_person_id"],
            row["s47e_s47_start_date"],
            "yes" if row["s47e_s47_nfa"] == "N" else "no",
            held_after.get(row["s47e_s47_enquiry_id"], {}).get("icpc_icpc_date", ""),
        )
        for row in tables["ssd_s47_enquiry"]
    ]
    held = [
        (
            row["icpc_person_id"],
            row["icpc_icpc_date"],
            discussed[row["icpc_s47_enquiry_id"]][1] if row["icpc_s47_enquiry_id"] else "",
            {"Y": "yes", "N": "no"}[row["icpc_icpc_transfer_in"]],
        )
        for row in tables["ssd_initial_cp_conference"]
    ]
    assert sorted(asked) == latest(board, ENQUIRIES)
    assert sorted(held) == latest(board, HELD)


def test_every_plan_names_the_conference_it_started_at_and_the_other_way_about(tables):
    plans = {row["cppl_cp_plan_id"]: row for row in tables["ssd_cp_plans"]}
    assert len(plans) == len(tables["ssd_cp_plans"])
    for row in tables["ssd_initial_cp_conference"]:
        assert (row["icpc_icpc_outcome_cp_flag"] == "Y") == (row["icpc_cp_plan_id"] != "")
        if row["icpc_cp_plan_id"]:
            plan = plans[row["icpc_cp_plan_id"]]
            assert plan["cppl_icpc_id"] == row["icpc_icpc_id"]
            assert plan["cppl_cp_plan_start_date"] == row["icpc_icpc_date"]


def test_the_datasets_reviews_are_those_of_the_csv_files(board, tables):
    plans = {row["cppl_cp_plan_id"]: row for row in tables["ssd_cp_plans"]}
    found = [
        (
            row["cppr_person_id"],
            plans[row["cppr_cp_plan_id"]]["cppl_cp_plan_start_date"],
            row["cppr_cp_review_date"],
        )
        for row in tables["ssd_cp_reviews"]
    ]
    assert sorted(found) == latest(board, REVIEWS)


def test_the_dataset_writes_a_day_as_a_moment(board):
    content = FORMATS["ssd"](board.records, YEARS, "999")["2014-15", "ssd_cp_plans.csv"].decode()
    first = latest(board, PLANS)[0]
    assert f"{first[0]},{first[1]} 00:00:00.000," in content
