"""Rules within a row of a record, each at its edge; those of deaths and bookings are elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from lscb import records
from tests.records.read import Read, read_file

CHILDREN, CONFERENCES, ENQUIRIES = "children", "conferences", "section_47_enquiries"
PLANS, REVIEWS = "child_protection_plans", "reviews"
ATTENDANCE, EVALUATIONS = "conference_attendance", "training_evaluations"
MODULES, SCHOOLS = "e_learning", "schools"
DESIGNATED, WHOLE = "designated_lead_trained", "whole_staff_trained"
RECORDS = records.declared()

GOOD = {
    PLANS: "SECRET,2014-05-05,2014-11-03,neglect,multiple,0",
    CONFERENCES: "SECRET,2014-05-05,2014-05-01,no",
    ENQUIRIES: "SECRET,2014-05-01,yes,2014-05-05",
    REVIEWS: "SECRET,2014-05-05,2014-08-04",
    CHILDREN: "SECRET,2010-02-03,,female,WBRI,MOB HAND,,SECRET-F",
    ATTENDANCE: "SECRET,2014-05-05,initial,Police,yes,no",
    EVALUATIONS: "SECRET,2014-05-05,3,7,2014-08-05,yes",
    MODULES: "SECRET,Police,Neglect,2014-05-05",
    SCHOOLS: "SECRET,2015-03-31,primary,2014-05-05,2013-05-05,yes",
}
PRIVATE = re.compile(r"SECRET|\d{4}-\d{2}-\d{2}")


class Case(NamedTuple):
    """A rule of a record, some cells that break it and some that just do not."""

    record: str
    dfe: str | None
    asks: bool
    column: str
    breaks: dict[str, str]
    meets: dict[str, str]


CASES = [
    Case(PLANS, "8840, 8925", False, "plan_end", {"plan_end": "2014-05-05"}, {}),
    Case(
        PLANS,
        "8840, 8925",
        False,
        "plan_end",
        {"plan_end": "2014-05-04"},
        {"plan_end": "2014-05-06"},
    ),
    Case(
        PLANS,
        "8730",
        False,
        "previous_plans",
        {"previous_plans": "-1"},
        {"previous_plans": "5"},
    ),
    Case(PLANS, "8730", False, "previous_plans", {"previous_plans": "two"}, {}),
    Case(PLANS, None, True, "previous_plans", {"previous_plans": "6"}, {"previous_plans": "5"}),
    Case(
        PLANS,
        "8905",
        False,
        "initial_category",
        {"initial_category": "cruelty"},
        {"initial_category": "Sexual Abuse"},
    ),
    Case(
        PLANS,
        "8910",
        False,
        "latest_category",
        {"latest_category": ""},
        {"latest_category": "emotional abuse"},
    ),
    Case(
        CONFERENCES,
        "8615",
        False,
        "conference_date",
        {"conference_date": "2014-04-30"},
        {"conference_date": "2014-05-01"},
    ),
    Case(
        CONFERENCES,
        "8875",
        False,
        "conference_date",
        {"conference_date": "2014-05-10"},
        {"conference_date": "2014-05-09"},
    ),
    Case(
        CONFERENCES,
        "8875",
        False,
        "conference_date",
        {"conference_date": "2014-05-11"},
        {"conference_date": "2014-05-12"},
    ),
    Case(
        CONFERENCES,
        None,
        False,
        "strategy_discussion",
        {"transfer_in": "yes"},
        {"transfer_in": "yes", "strategy_discussion": ""},
    ),
    Case(CONFERENCES, None, True, "strategy_discussion", {"strategy_discussion": ""}, {}),
    Case(
        CONFERENCES,
        None,
        True,
        "conference_date",
        {"conference_date": "2014-07-01"},
        {"conference_date": "2014-06-30"},
    ),
    Case(
        ENQUIRIES,
        "8615",
        False,
        "conference_date",
        {"conference_date": "2014-04-30"},
        {"conference_date": "2014-05-01"},
    ),
    Case(
        ENQUIRIES,
        None,
        True,
        "conference_required",
        {"conference_required": "no"},
        {"conference_required": "no", "conference_date": ""},
    ),
    Case(
        ENQUIRIES,
        None,
        True,
        "conference_required",
        {"conference_required": ""},
        {"conference_required": "", "conference_date": ""},
    ),
    Case(
        REVIEWS,
        "8841",
        False,
        "review_date",
        {"review_date": "2014-05-05"},
        {"review_date": "2014-05-06"},
    ),
    Case(CHILDREN, "4180", False, "sex", {"sex": ""}, {"sex": "not recorded"}),
    Case(CHILDREN, "4220", False, "ethnicity", {"ethnicity": "WBRX"}, {"ethnicity": "NOBT"}),
    Case(
        CHILDREN,
        "8540",
        False,
        "disabilities",
        {"disabilities": "MOB, HAND"},
        {"disabilities": ""},
    ),
    Case(CHILDREN, "8540", False, "disabilities", {"disabilities": "MOBHAND"}, {}),
    Case(
        CHILDREN,
        "8790",
        False,
        "disabilities",
        {"disabilities": "NONE MOB"},
        {"disabilities": "NONE"},
    ),
    Case(CHILDREN, "8790", False, "disabilities", {"disabilities": "MOB NONE"}, {}),
    Case(
        CHILDREN,
        "8525Q",
        True,
        "birth_date",
        {"expected_birth_date": "2010-02-03"},
        {"birth_date": "", "expected_birth_date": "2015-06-01"},
    ),
    Case(CHILDREN, "8525Q", True, "birth_date", {"birth_date": ""}, {}),
    Case(
        CHILDREN,
        "8535Q",
        True,
        "death_date",
        {"death_date": "2010-02-02"},
        {"death_date": "2010-02-03"},
    ),
    Case(ATTENDANCE, None, False, "agency", {"agency": "Dr Example"}, {"agency": "Drs' surgeries"}),
    Case(ATTENDANCE, None, False, "agency", {"agency": "total"}, {"agency": "Total Care"}),
    Case(ATTENDANCE, None, False, "agency", {"agency": "a@b.uk"}, {"agency": "Beat 1234"}),
    Case(EVALUATIONS, None, False, "score_before", {"score_before": "11"}, {"score_before": "10"}),
    Case(EVALUATIONS, None, False, "score_before", {"score_before": "0"}, {"score_before": "1"}),
    Case(EVALUATIONS, None, False, "score_after", {"score_after": "11"}, {"score_after": "10"}),
    Case(EVALUATIONS, None, False, "score_after", {"score_after": "0"}, {"score_after": "1"}),
    Case(EVALUATIONS, None, False, "followed_up", {"followed_up": "2014-05-05"}, {}),
    Case(
        EVALUATIONS,
        None,
        False,
        "follow_up_answer",
        {"followed_up": ""},
        {"followed_up": "", "follow_up_answer": ""},
    ),
    # 60 days after 5 May are on 4 July; 150 on 2 October.
    Case(
        EVALUATIONS,
        None,
        True,
        "followed_up",
        {"followed_up": "2014-07-03"},
        {"followed_up": "2014-07-04"},
    ),
    Case(
        EVALUATIONS,
        None,
        True,
        "followed_up",
        {"followed_up": "2014-10-03"},
        {"followed_up": "2014-10-02"},
    ),
    Case(MODULES, None, False, "agency", {"agency": "TOTAL"}, {"agency": "Total Care"}),
    Case(MODULES, None, False, "agency", {"agency": "PC 12345"}, {"agency": "Beat 1234"}),
    Case(MODULES, None, False, "module", {"module": "Total"}, {"module": "Total safety"}),
    Case(SCHOOLS, None, False, "as_at", {"as_at": "2015-03-30"}, {}),
    Case(
        SCHOOLS,
        None,
        False,
        "as_at",
        {"as_at": "2015-04-30"},
        {"as_at": "2014-03-31", DESIGNATED: ""},
    ),
    Case(SCHOOLS, None, False, DESIGNATED, {DESIGNATED: "2015-04-01"}, {DESIGNATED: "2015-03-31"}),
    Case(SCHOOLS, None, False, WHOLE, {WHOLE: "2015-04-01"}, {WHOLE: "2015-03-31"}),
    Case(
        SCHOOLS,
        None,
        True,
        "policy_checked",
        {"policy_checked": "not returned", WHOLE: ""},
        {"policy_checked": "not returned", DESIGNATED: "", WHOLE: ""},
    ),
]
IDS = [f"{case.record}, {' '.join(case.breaks.values()) or 'blank'}" for case in CASES]


@pytest.fixture
def reads(tmp_path: Path):
    """Reads the good row of a record, and one after it that has other cells."""

    def read(record: str, cells: dict[str, str]) -> Read:
        names = RECORDS[record].names()
        good = dict(zip(names, GOOD[record].split(","), strict=True))
        rows = [good | {names[0]: "SECRET-0"}, good | cells]
        lines = [",".join(f'"{row[name]}"' for name in names) for row in rows]
        path = tmp_path / f"{record}.csv"
        path.write_text("\n".join([",".join(names), *lines]) + "\n", encoding="utf-8")
        return read_file(RECORDS[record], path, f"data/x/2014-15/{record}.csv")

    return read


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_row_that_breaks_a_rule_is_named_by_its_number(reads, case):
    found = reads(case.record, case.breaks)
    (letter,) = found.queries if case.asks else found.problems
    assert (letter.row, letter.column, letter.rule) == (3, case.column, case.dfe)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_row_that_only_just_meets_a_rule_is_not_named(reads, case):
    found = reads(case.record, case.meets)
    assert (found.problems, found.queries) == ((), ())
    assert len(found.rows) == 2


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_rule_that_asks_leaves_the_rows_and_one_that_does_not_leaves_none(reads, case):
    found = reads(case.record, case.breaks)
    assert (found.read, len(found.rows)) == (2, 2 if case.asks else 0)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_no_letter_repeats_an_identifier_or_a_date(reads, case):
    found = reads(case.record, case.breaks)
    letters = [str(letter) for letter in (*found.problems, *found.queries)]
    assert [words for words in letters if PRIVATE.search(words)] == []


def test_every_rule_is_tried():
    tried = {(case.record, case.column, case.dfe, case.asks) for case in CASES}
    for name in GOOD:
        record = RECORDS[name]
        rules = [(each, False) for each in record.rules] + [(each, True) for each in record.queries]
        values = [(name, c.name, c.dfe, False) for c in record.columns if c.dfe]
        declared = {(name, each.column, each.dfe, asks) for each, asks in rules}
        assert declared | {*values} <= tried


def test_the_numbers_of_all_rules_are_known_each_by_itself():
    known = records.rule_numbers()
    assert {case.dfe for case in CASES if case.dfe} - {"8840, 8925"} <= known
    assert {"8840", "8925", "2883", "2885", "8675Q", "2884", "8832"} <= known
    assert all(re.fullmatch(r"\d{3,4}Q?", number) for number in known)


def test_the_rules_of_values_are_those_without_which_a_row_cannot_be_counted():
    assert records.rules_of_values() == {"8905", "8910", "8730", "4180", "4220"}
