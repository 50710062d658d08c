"""DfE's rules about an episode of need: each broken by one census and met by its neighbour."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from lscb.records.formats.census_rules import RULES, broken_rules
from lscb.records.formats.collect_tables import FORMAT
from lscb.records.sheets import csv_sheet
from tests.records.formats.censuses import line_of
from tests.records.formats.written_census import (
    census,
    child,
    details,
    enquiry,
    extracts_of,
    files_of,
    plan,
)

ENQUIRIES, CONFERENCES = "section_47_enquiries", "conferences"
PLANS, REVIEWS = "child_protection_plans", "reviews"
AT = {
    "CINdetails": "<CINdetails>",
    "Section47": "<Section47>",
    "ChildProtectionPlans": "<ChildProtectionPlans>",
    "Reviews": "<CPPreviewDate>",
}
"""How the element that a row is made of starts, by its table."""


class Case(NamedTuple):
    """A rule, one or more CINdetails of a child that break it and some that just do not.

    `stops` is the record whose chapter it stops, or that it is asked of; `row` says which element
    of the table, from 1, breaks it.
    """

    dfe: str
    table: str
    column: str
    stops: str
    breaks: str
    meets: str
    row: int = 1


BEGUN, HELD = "2018-05-01", "2018-05-14"

CASES = [
    Case(
        "1104",
        "Section47",
        "DateOfInitialCPC",
        CONFERENCES,
        details(enquiry(HELD, HELD), referred="2018-05-15").replace(
            f"<S47ActualStartDate>{HELD}", "<S47ActualStartDate>"
        ),
        details(enquiry(HELD, HELD), referred=HELD),
    ),
    Case(
        "1104",
        "CINdetails",
        "DateOfInitialCPC",
        CONFERENCES,
        details(transfer=HELD, referred="2018-05-15"),
        details(transfer=HELD, referred=HELD),
    ),
    Case(
        "1105",
        "ChildProtectionPlans",
        "CPPstartDate",
        PLANS,
        details(plan(HELD), referred="2018-05-15"),
        details(plan(HELD), referred=HELD),
    ),
    Case(
        "2889",
        "Section47",
        "S47ActualStartDate",
        ENQUIRIES,
        details(enquiry(BEGUN), referred="2018-05-02"),
        details(enquiry(BEGUN), referred=BEGUN),
    ),
    Case(
        "8565",
        "Section47",
        "S47ActualStartDate",
        ENQUIRIES,
        details(enquiry(BEGUN), closed="2018-04-30"),
        details(enquiry(BEGUN), closed=BEGUN),
    ),
    Case(
        "8565",
        "Section47",
        "DateOfInitialCPC",
        CONFERENCES,
        details(enquiry(BEGUN, HELD), closed="2018-05-11"),
        details(enquiry(BEGUN, HELD), closed=HELD),
    ),
    Case(
        "8565",
        "CINdetails",
        "DateOfInitialCPC",
        CONFERENCES,
        details(transfer=HELD, closed="2018-05-11"),
        details(transfer=HELD, closed=HELD),
    ),
    Case(
        "8565",
        "ChildProtectionPlans",
        "CPPstartDate",
        PLANS,
        details(plan(HELD), closed="2018-05-11"),
        details(plan(HELD), closed=HELD),
    ),
    Case(
        "8565",
        "ChildProtectionPlans",
        "CPPendDate",
        PLANS,
        details(plan(HELD, "2018-09-03"), closed="2018-09-02"),
        details(plan(HELD, "2018-09-03"), closed="2018-09-03"),
    ),
    Case(
        "8832",
        "ChildProtectionPlans",
        "CPPstartDate",
        PLANS,
        details(plan(HELD), nfa="true"),
        details(plan(HELD), nfa="false"),
    ),
    Case(
        "2884",
        "CINdetails",
        "DateOfInitialCPC",
        CONFERENCES,
        details(enquiry(BEGUN, HELD), transfer=HELD),
        details(enquiry(BEGUN, "2018-05-15"), transfer=HELD),
    ),
    Case(
        "2884",
        "CINdetails",
        "DateOfInitialCPC",
        CONFERENCES,
        details(enquiry(BEGUN, HELD)) + details(transfer=HELD),
        details(enquiry(BEGUN, HELD)) + details(transfer="2018-06-04"),
        row=2,
    ),
    Case(
        "8870Q",
        "Section47",
        "InitialCPCtarget",
        ENQUIRIES,
        details(enquiry(BEGUN, target="2018-05-19")),
        details(enquiry(BEGUN, target="2018-05-18")),
    ),
    Case(
        "8842Q",
        "Reviews",
        "CPPreviewDate",
        REVIEWS,
        details(plan(HELD, "", "2018-08-06", "")),
        details(plan(HELD, "", "2018-08-06", "2018-11-05")),
        row=2,
    ),
]
IDS = [f"{case.dfe} {case.table} {case.column} {n}" for n, case in enumerate(CASES)]

Said = set[tuple[str | None, str | None, int | None, bool]]
"""The rule, column and line of each letter, and whether it only asks."""


def said(text: str, record: str) -> Said:
    """What the letters say of one of DfE's rules about episodes."""
    files = files_of(text, record)
    problems = {(p.rule, p.column, p.row, False) for file in files for p in file.problems}
    return problems | {(q.rule, q.column, q.row, True) for file in files for q in file.queries}


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_what_breaks_a_rule_is_named_by_its_line_and_item(case):
    text = census(child("other"), child("a", case.breaks))
    found = said(text, case.stops)
    line = line_of(text, AT[case.table], case.row)
    assert (case.dfe, case.column, line, case.dfe.endswith("Q")) in found
    numbers = {rule.dfe for rule in RULES}
    assert {each for each in found if each[0] in numbers} == {
        (case.dfe, case.column, line, case.dfe.endswith("Q"))
    }


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_what_only_just_meets_a_rule_breaks_none(case):
    text = census(child("a", case.meets))
    for record in (ENQUIRIES, CONFERENCES, PLANS, REVIEWS):
        assert said(text, record) == set()


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_rule_stops_the_record_it_is_about_and_no_other(case):
    stopped = {
        extract.record
        for extract in extracts_of(census(child("a", case.breaks)))
        for problem in extract.problems
        if problem.rule == case.dfe
    }
    assert stopped == (set() if case.dfe.endswith("Q") else {case.stops})


def test_every_rule_is_tried():
    declared = {(rule.dfe, rule.table, rule.column) for rule in RULES}
    assert {(case.dfe, case.table, case.column) for case in CASES} == declared


def test_the_episode_of_another_child_or_referral_breaks_no_rule():
    """Episodes are told apart by their child and their place in it, never by their number alone."""
    closed = details(closed="2018-05-02", referred="2018-04-30", nfa="true")
    inside = (enquiry("2018-06-04", "2018-06-18"), plan("2018-06-18", "2018-09-03"))
    text = census(
        child("a", closed),
        child("b", details(*inside)),
        child("c", closed, details(*inside, referred="2018-06-04")),
        child("d", details(*inside), details(referred="2018-12-03")),
    )
    for record in (ENQUIRIES, CONFERENCES, PLANS):
        assert said(text, record) == set()


def test_two_children_at_a_conference_on_one_day_are_each_in_one_place():
    """One moved here and one did not: DfE 2884 is about one child."""
    text = census(child("a", details(enquiry(BEGUN, HELD))), child("b", details(transfer=HELD)))
    assert said(text, CONFERENCES) == set()


@pytest.mark.parametrize("missing", ["CINreferralDate", "CINclosureDate"])
def test_an_episode_that_lacks_a_date_breaks_no_rule_about_it(missing):
    lacking = details(
        enquiry(BEGUN, HELD),
        plan(HELD, "2018-09-03"),
        referred="" if missing == "CINreferralDate" else BEGUN,
        closed="" if missing == "CINclosureDate" else "2018-09-03",
    )
    for record in (ENQUIRIES, CONFERENCES, PLANS):
        assert said(census(child("a", lacking)), record) == set()


@pytest.mark.parametrize("nfa", ["true", "1", "TRUE", "True"])
def test_no_further_action_is_read_in_whichever_capitals(nfa):
    rules = {each[0] for each in said(census(child("a", details(plan(HELD), nfa=nfa))), PLANS)}
    assert rules == {"8832"}


@pytest.mark.parametrize("nfa", ["false", "0", "FALSE", ""])
def test_a_referral_that_led_on_may_have_a_plan(nfa):
    assert said(census(child("a", details(plan(HELD), nfa=nfa))), PLANS) == set()


def test_a_date_that_cannot_be_read_is_one_letter_and_breaks_no_rule():
    text = census(child("a", details(plan("soon"), referred="2018-05-15")))
    assert [each[:2] for each in said(text, PLANS)] == [(None, "CPPstartDate")]


def test_a_conference_that_stands_in_both_places_is_read_once_each_and_refused():
    text = census(child("a", details(enquiry(BEGUN, HELD), transfer=HELD)))
    files = files_of(text, CONFERENCES)
    assert [file.read for file in files] == [1, 1]
    (problem,) = (problem for file in files for problem in file.problems)
    assert problem.rule == "2884"
    assert "not in both" in problem.expected


def test_every_row_that_breaks_a_rule_is_named():
    broken = [details(plan(HELD), nfa="1") for _ in range(3)]
    text = census(*(child(f"c-{n}", each) for n, each in enumerate(broken)))
    lines = {line_of(text, AT["ChildProtectionPlans"], n) for n in (1, 2, 3)}
    assert {row for _, _, row, _ in said(text, PLANS)} == lines


COLLECT = {
    "CINdetails": "LAchildID,CINdetailsID,CINreferralDate,CINclosureDate,DateOfInitialCPC,"
    "ReferralNFA\na,1,02/05/2018,,14/05/2018,FALSE\na,2,01/06/2018,,,TRUE\n",
    "Section47": "LAchildID,CINdetailsID,S47ActualStartDate,InitialCPCtarget,DateOfInitialCPC,"
    "ICPCnotRequired\na,1,2018-05-01,2018-05-19,2018-05-14,false\n",
    "ChildProtectionPlans": "LAchildID,CINdetailsID,CPPID,CPPstartDate,CPPendDate,"
    "InitialCategoryOfAbuse,LatestCategoryOfAbuse,NumberOfPreviousCPP\n"
    "a,2,1,2018-06-18,,NEG,NEG,0\n",
}


def test_the_same_rules_are_applied_to_the_tables_of_collect(tmp_path: Path):
    """Though one table has been through Excel and another not."""
    sheets = {}
    for name, text in COLLECT.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        sheets[name] = csv_sheet(path, f"{name}.csv")
    found = [
        (problem.file, problem.row, problem.rule)
        for extract in FORMAT.extracts(sheets)
        for problem in (*extract.problems, *extract.queries)
    ]
    assert set(found) == {
        ("CINdetails.csv", 2, "2884"),
        ("Section47.csv", 2, "2889"),
        ("Section47.csv", 2, "8870Q"),
        ("ChildProtectionPlans.csv", 2, "8832"),
    }
    assert len(found) == 4


def test_without_episodes_there_is_nothing_to_hold_against():
    table = pd.DataFrame({"child": [1], "CINdetailsID": [1], "S47ActualStartDate": ["2018-05-01"]})
    assert broken_rules({"Section47": table}, {"Section47": "x.csv"}, "row").found == ()
