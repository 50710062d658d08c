"""Rules across rows, files and records: each broken by one example and met by its neighbour."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

import pytest

from lscb import records
from lscb.errors import Problem
from lscb.records.across import BrokenRule, broken_across
from lscb.records.extract import Extract, Written
from lscb.records.history import History
from lscb.records.reading import RecordFile
from lscb.records.record import FILE, LATEST_FILE, ROW, SINCE, UNIT, YEARS, Across
from tests.drawn import drawn

CHILDREN, CONFERENCES, DEATHS = "children", "conferences", "child_deaths"
ENQUIRIES, PLANS, REVIEWS = "section_47_enquiries", "child_protection_plans", "reviews"
INVITATIONS, BOOKINGS, EVALUATIONS = "conference_attendance", "training", "training_evaluations"
RULES = records.rules()
PRIVATE = re.compile(r"SECRET|\d{4}-\d{2}-\d{2}|\d{2}/\d{2}/\d{4}")


def history(
    record: str, text: str, *years: str, window: tuple[date, date] | None = None
) -> History:
    """A record's rows, drawn, as they would be of files of some years; all are of the last.

    Columns `file` and `since` say of which year's file a row is and which held it first.
    """
    years = years or ("2013-14", "2014-15")
    lines = [line for line in text.strip().splitlines() if line.strip()]
    head, *cells = ([cell.strip() for cell in line.split("|")] for line in lines)
    of = {
        name: [row[head.index(name)] for row in cells] for name in ("file", "since") if name in head
    }
    kept = [n for n, name in enumerate(head) if name not in of]
    rows = drawn(record, "\n".join(" | ".join(row[n] for n in kept) for row in [head, *cells]))
    if record == PLANS:
        rows = rows.assign(previous_plans=rows.previous_plans.fillna(0))
    files = [f"data/x/{year}/{record}.csv" for year in years]
    of_files = [f"data/x/{year}/{record}.csv" for year in of.get("file", [years[-1]] * len(rows))]
    since = of.get("since", [years[0]] * len(rows))
    rows = rows.assign(**{FILE: of_files, ROW: range(2, len(rows) + 2), UNIT: "row", SINCE: since})
    rows.attrs |= {LATEST_FILE: files[-1], YEARS: list(years)}
    extracts = [Extract(record, file, rows, {}, window=window) for file in files]
    each = tuple(RecordFile(extract, rows) for extract in extracts)
    return History(records.declared()[record], rows, each, ())


def broken(*held: History) -> list[BrokenRule]:
    return list(broken_across(RULES, {each.record.name: each for each in held}))


Drawn = dict[str, str]


class Case(NamedTuple):
    """A rule: which row and column break it in some records, and records that just meet it."""

    record: str
    dfe: str | None
    asks: bool
    row: int | None
    column: str
    says: str
    breaks: Drawn
    meets: Drawn


def plan(*rows: str, columns: str = "child_id | plan_start | plan_end") -> Drawn:
    return {PLANS: "\n".join([columns, *rows])}


def beside(record: str, columns: str, *rows: str) -> Drawn:
    return {record: "\n".join([columns, *rows])}


NUMBERED = "child_id | plan_start | plan_end | previous_plans"
FROM = "child_id | plan_start | plan_end | file | since"
HELD = "child_id | conference_date"
DISCUSSED = "child_id | conference_date | strategy_discussion"
REVIEWED = "child_id | plan_start | review_date"
BORN = "child_id | birth_date"
DIED = "child_id | death_date"
REGISTERED = "child_id | date_of_death"
ENQUIRED = "child_id | strategy_discussion | conference_required | conference_date"
INVITED = "conference_id | conference_date | conference_type | agency"
BOOKED = "booking_id | session_date | status"
EVALUATED = "booking_id | session_date"
CAME = beside(BOOKINGS, BOOKED, "SECRET | 2014-05-05 | attended")
OPEN = plan("SECRET | 2014-05-05 |")
ENDED = plan("SECRET | 2014-05-05 | 2014-11-03")

CASES: dict[str, Case] = {
    "a plan within another": Case(
        PLANS, "8935, 8940", False, 3, "plan_start", "end of the child's earlier plan",
        plan("SECRET | 2014-05-05 | 2014-11-03", "SECRET | 2014-11-02 | 2014-12-01"),
        plan("SECRET | 2014-05-05 | 2014-11-03", "SECRET | 2014-11-03 | 2014-12-01"),
    ),
    "a plan while another is open": Case(
        PLANS, "8935, 8940", False, 3, "plan_start", "end of the child's earlier plan",
        plan("SECRET | 2014-05-05 |", "SECRET | 2014-11-03 |"),
        plan("SECRET | 2014-05-05 |", "SECRET-2 | 2014-11-03 |"),
    ),
    "a plan within the one before it": Case(
        PLANS, "8935, 8940", False, 4, "plan_start", "end of the child's earlier plan",
        plan("SECRET | 2014-05-05 | 2014-11-03", "SECRET | 2014-11-03 | 2014-12-01",
             "SECRET | 2014-11-28 | 2015-01-05"),
        plan("SECRET | 2014-11-03 | 2014-12-01", "SECRET | 2014-05-05 | 2014-11-03",
             "SECRET | 2014-12-01 | 2015-01-05"),
    ),
    "a plan that vanished": Case(
        PLANS, None, False, 2, "plan_end", "a later year's file does not hold it",
        plan("SECRET | 2013-05-06 | | 2013-14 | 2013-14", columns=FROM),
        plan("SECRET | 2013-05-06 | 2014-03-31 | 2013-14 | 2013-14", columns=FROM),
    ),
    "a plan held late": Case(
        PLANS, None, True, 2, "plan_start", "in the file of the year before too",
        plan("SECRET | 2014-03-31 | | 2014-15 | 2014-15", columns=FROM),
        plan("SECRET | 2014-04-01 | | 2014-15 | 2014-15", columns=FROM),
    ),
    "a plan that had ended by then and is held late": Case(
        PLANS, None, True, 2, "plan_start", "in the file of the year before too",
        plan("SECRET | 2013-05-06 | 2014-04-01 | 2014-15 | 2014-15", columns=FROM),
        plan("SECRET | 2013-05-06 | 2014-03-31 | 2014-15 | 2014-15", columns=FROM),
    ),
    "a plan that ends after a registered death": Case(
        PLANS, "8915, 8920", False, 2, "plan_end", "child death register",
        ENDED | beside(DEATHS, REGISTERED, "SECRET | 2014-11-02"),
        ENDED | beside(DEATHS, REGISTERED, "SECRET | 2014-11-03"),
    ),
    "a plan open after a registered death": Case(
        PLANS, "8915, 8920", False, 2, "plan_end", "child death register",
        OPEN | beside(DEATHS, REGISTERED, "SECRET | 2014-11-02"),
        OPEN | beside(DEATHS, REGISTERED, "SECRET-2 | 2014-11-02", "| 2014-11-02"),
    ),
    "a plan that ends after a death in the census": Case(
        PLANS, "8915, 8920", False, 2, "plan_end", "the child's own record",
        ENDED | beside(CHILDREN, DIED, "SECRET | 2014-11-02"),
        ENDED | beside(CHILDREN, DIED, "SECRET | 2014-11-03", "SECRET-2 | 2014-11-02"),
    ),
    "a plan that starts after a death in the census": Case(
        PLANS, "8915, 8920", False, 2, "plan_end", "the child's own record",
        ENDED | beside(CHILDREN, DIED, "SECRET | 2014-05-04"),
        ENDED | beside(CHILDREN, DIED, "SECRET |"),
    ),
    "a plan without a conference": Case(
        PLANS, "2885", False, 2, "plan_start", "an initial conference of the child",
        OPEN | beside(CONFERENCES, HELD, "SECRET | 2014-05-06", "SECRET-2 | 2014-05-05"),
        OPEN | beside(CONFERENCES, HELD, "SECRET | 2014-05-05"),
    ),
    "a plan of the first year of conferences": Case(
        PLANS, "2885", False, 2, "plan_start", "an initial conference of the child",
        plan("SECRET | 2013-04-01 |") | beside(CONFERENCES, HELD, "SECRET-2 | 2014-05-05"),
        plan("SECRET | 2013-03-31 |") | beside(CONFERENCES, HELD, "SECRET-2 | 2014-05-05"),
    ),
    "more plans than conferences": Case(
        PLANS, "2883", False, None, "plan_start", "2 plans started in 2014-15 and 1 initial",
        plan("SECRET | 2014-05-05 |", "SECRET-2 | 2014-05-05 |")
        | beside(CONFERENCES, HELD, "SECRET | 2014-05-05"),
        plan("SECRET | 2014-05-05 |", "SECRET-2 | 2014-05-05 |")
        | beside(CONFERENCES, HELD, "SECRET | 2014-05-05", "SECRET-2 | 2014-05-05"),
    ),
    "plans and no conferences in a year": Case(
        PLANS, "2883", False, None, "plan_start", "1 plans started in 2014-15 and 0 initial",
        OPEN | beside(CONFERENCES, HELD, "SECRET-2 | 2013-05-06"),
        plan("SECRET | 2014-03-31 |") | beside(CONFERENCES, HELD, "SECRET | 2014-03-31"),
    ),
    "plans and no conferences at all": Case(
        PLANS, "2883", False, None, "plan_start", "1 plans started in 2014-15 and 0 initial",
        OPEN | beside(CONFERENCES, HELD),
        plan("SECRET | 2013-03-31 |") | beside(CONFERENCES, HELD),
    ),
    "a plan that was never reviewed": Case(
        PLANS, None, True, 3, "plan_start", "none is held",
        plan("SECRET-2 | 2014-05-05 |", "SECRET | 2014-05-06 | 2014-08-07")
        | beside(REVIEWS, REVIEWED, "SECRET-2 | 2014-05-05 | 2014-05-06"),
        plan("SECRET-2 | 2014-05-05 |", "SECRET | 2014-05-06 | 2014-08-06")
        | beside(REVIEWS, REVIEWED, "SECRET-2 | 2014-05-05 | 2014-05-06"),
    ),
    "an open plan that was never reviewed": Case(
        PLANS, None, True, 3, "plan_start", "none is held",
        plan("SECRET-2 | 2014-05-05 |", "SECRET | 2014-08-04 |") | beside(
            REVIEWS, REVIEWED, "SECRET-2 | 2014-05-05 | 2014-08-04",
            "SECRET-2 | 2014-05-05 | 2014-11-05",
        ),
        plan("SECRET-2 | 2014-05-05 |", "SECRET | 2014-08-04 |") | beside(
            REVIEWS, REVIEWED, "SECRET-2 | 2014-05-05 | 2014-08-04",
            "SECRET-2 | 2014-05-05 | 2014-11-04",
        ),
    ),
    "fewer earlier plans than are held": Case(
        PLANS, None, True, 2, "previous_plans", "at least as many earlier plans",
        plan("SECRET | 2014-11-03 | | 0", "SECRET | 2014-05-05 | 2014-11-03 | 0", columns=NUMBERED),
        plan("SECRET | 2014-11-03 | | 1", "SECRET | 2014-05-05 | 2014-11-03 | 0", columns=NUMBERED),
    ),
    "a plan that starts at eighteen": Case(
        PLANS, None, True, 2, "plan_start", "under 18",
        OPEN | beside(CHILDREN, BORN, "SECRET | 1996-05-05"),
        OPEN | beside(CHILDREN, BORN, "SECRET | 1996-05-06", "SECRET-2 | 1990-01-01"),
    ),
    "a death the register does not have": Case(
        CHILDREN, None, True, 2, "death_date", "in the child death register",
        beside(CHILDREN, DIED, "SECRET | 2014-11-03")
        | beside(DEATHS, REGISTERED, "SECRET-2 | 2014-11-03"),
        beside(CHILDREN, DIED, "SECRET | 2014-11-02", "SECRET-2 | 2014-11-03")
        | beside(DEATHS, REGISTERED, "SECRET-2 | 2014-11-03"),
    ),
    "a review of no plan": Case(
        REVIEWS, None, False, 2, "plan_start", "a plan in child_protection_plans.csv",
        OPEN | beside(REVIEWS, REVIEWED, "SECRET | 2014-05-06 | 2014-08-04"),
        OPEN | beside(REVIEWS, REVIEWED, "SECRET | 2014-05-05 | 2014-08-04"),
    ),
    "a review after the plan's end": Case(
        REVIEWS, None, False, 2, "review_date", "on or before the plan_end",
        ENDED | beside(REVIEWS, REVIEWED, "SECRET | 2014-05-05 | 2014-11-04"),
        ENDED | beside(REVIEWS, REVIEWED, "SECRET | 2014-05-05 | 2014-11-03"),
    ),
    "an overdue conference": Case(
        ENQUIRIES, "8675Q", True, 2, "strategy_discussion", "15 working days",
        beside(ENQUIRIES, ENQUIRED, "SECRET | 2015-03-09 | yes |"),
        beside(ENQUIRIES, ENQUIRED, "SECRET | 2015-03-10 | yes |"),
    ),
    "an overdue conference where Good Friday falls within": Case(
        ENQUIRIES, "8675Q", True, 2, "strategy_discussion", "15 working days",
        beside(ENQUIRIES, ENQUIRED, "SECRET | 2018-03-07 | yes |"),
        beside(ENQUIRIES, ENQUIRED, "SECRET | 2018-03-08 | yes |"),
    ),
    "an overdue conference of an enquiry that needs one": Case(
        ENQUIRIES, "8675Q", True, 2, "strategy_discussion", "15 working days",
        beside(ENQUIRIES, ENQUIRED, "SECRET | 2014-05-01 | yes |"),
        beside(ENQUIRIES, ENQUIRED, "SECRET | 2014-05-01 | no |", "SECRET-2 | 2014-05-01 | |",
               "SECRET-3 | 2014-05-01 | yes | 2014-05-14"),
    ),
    "a conference whose discussion began no enquiry": Case(
        CONFERENCES, None, True, 2, "strategy_discussion", "of a section 47 enquiry of the child",
        beside(CONFERENCES, DISCUSSED, "SECRET | 2014-05-06 | 2014-05-02")
        | beside(ENQUIRIES, ENQUIRED, "SECRET | 2014-05-01 | yes | 2014-05-06"),
        beside(CONFERENCES, DISCUSSED, "SECRET | 2014-05-06 | 2014-05-01",
               "SECRET-2 | 2014-05-06 | 2014-04-30", "SECRET-3 | 2014-05-06 |")
        | beside(ENQUIRIES, ENQUIRED, "SECRET | 2014-05-01 | yes | 2014-05-06"),
    ),
    "a conference of two days": Case(
        INVITATIONS, None, False, 3, "conference_date", "the day that the conference's first row",
        beside(INVITATIONS, INVITED, "SECRET | 2014-05-05 | initial | Police",
               "SECRET | 2014-05-06 | initial | Housing"),
        beside(INVITATIONS, INVITED, "SECRET | 2014-05-05 | initial | Police",
               "SECRET | 2014-05-05 | initial | Housing",
               "SECRET-2 | 2014-05-06 | initial | Police"),
    ),
    "a conference of two types": Case(
        INVITATIONS, None, False, 3, "conference_type", "the type that the conference's first row",
        beside(INVITATIONS, INVITED, "SECRET | 2014-05-05 | initial | Police",
               "SECRET | 2014-05-05 | review | Housing"),
        beside(INVITATIONS, INVITED, "SECRET | 2014-05-05 | initial | Police",
               "SECRET | 2014-05-05 | initial | Housing",
               "SECRET-2 | 2014-05-05 | review | Police"),
    ),
    "an agency that was invited once": Case(
        INVITATIONS, None, True, 4, "agency", "one invitation in all",
        beside(INVITATIONS, INVITED, "SECRET | 2014-05-05 | initial | Police",
               "SECRET-2 | 2014-05-06 | initial | Police",
               "SECRET-2 | 2014-05-06 | initial | Housing"),
        beside(INVITATIONS, INVITED, "SECRET | 2014-05-05 | initial | Police",
               "SECRET-2 | 2014-05-06 | initial | Police"),
    ),
    "an evaluation of no booking": Case(
        EVALUATIONS, None, True, 2, "booking_id", "no booking in training.csv",
        beside(EVALUATIONS, EVALUATED, "SECRET-2 | 2014-05-05") | CAME,
        # Of the day before the first booking that is held it may be one of an earlier year.
        beside(EVALUATIONS, EVALUATED, "SECRET | 2014-05-05", "SECRET-2 | 2014-05-04") | CAME,
    ),
    "an evaluation by someone who did not come": Case(
        EVALUATIONS, None, True, 2, "booking_id", "was not attended",
        beside(EVALUATIONS, EVALUATED, "SECRET | 2014-05-05")
        | beside(BOOKINGS, BOOKED, "SECRET | 2014-05-05 | did not attend"),
        beside(EVALUATIONS, EVALUATED, "SECRET | 2014-05-05")
        | beside(BOOKINGS, BOOKED, "SECRET | 2014-05-05 | attended unbooked"),
    ),
    "an evaluation of another day": Case(
        EVALUATIONS, None, True, 2, "session_date", "has another day",
        beside(EVALUATIONS, EVALUATED, "SECRET | 2014-05-06") | CAME,
        beside(EVALUATIONS, EVALUATED, "SECRET | 2014-05-05") | CAME,
    ),
}  # fmt: skip


def histories(tables: Drawn, **options: object) -> list[History]:
    return [history(record, text, **options) for record, text in tables.items()]


def of_case(case: Case, tables: Drawn) -> list[BrokenRule]:
    """The rules of a case that its records break, and not others that they break besides."""
    found = broken(*histories(tables))
    return [e for e in found if e.record == case.record and case.says in e.problem.expected]


@pytest.mark.parametrize("name", CASES)
def test_what_breaks_a_rule_is_named(name):
    case = CASES[name]
    (found,) = of_case(case, case.breaks)
    problem = found.problem
    assert (problem.rule, found.asks) == (case.dfe, case.asks)
    assert (problem.row, problem.column) == (case.row, case.column)
    assert problem.file.endswith(f"/{case.record}.csv")


@pytest.mark.parametrize("name", CASES)
def test_what_only_just_meets_a_rule_is_not_named(name):
    case = CASES[name]
    says = re.sub(r"\d+ ", "", case.says.split(" and ")[0])
    found = broken(*histories(case.meets))
    assert [e for e in found if e.record == case.record and says in e.problem.expected] == []


@pytest.mark.parametrize("name", CASES)
def test_no_letter_of_a_rule_repeats_an_identifier_or_a_date(name):
    said = [str(each.problem) for each in broken(*histories(CASES[name].breaks))]
    assert said
    assert [words for words in said if PRIVATE.search(words)] == []


NOT_HERE = {"child_deaths", "training", "training_sessions"}
"""The records of rules of deaths and of bookings, which have their own tests."""


def test_every_rule_is_tried():
    for rule in RULES:
        if isinstance(rule, Across) and rule.needs[0] not in NOT_HERE:
            tried = [c for c in CASES.values() if c.says in rule.expected]
            tried = [c for c in tried if (c.record, c.dfe) == (rule.needs[0], rule.dfe)]
            assert tried, rule.expected


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if len(case.breaks) > 1])
def test_a_rule_is_left_out_where_one_of_its_records_is_missing(name):
    case = CASES[name]
    for missing in case.breaks:
        rest = {record: text for record, text in case.breaks.items() if record != missing}
        assert of_case(case, rest) == []


@pytest.mark.parametrize("name", CASES)
def test_a_rule_is_left_out_where_one_of_its_records_has_problems(name):
    case = CASES[name]
    held = histories(case.breaks)
    wrong = Problem("data/x/2014-15/x.csv", "expected something else")
    for n, each in enumerate(held):
        spoilt = History(each.record, each.rows, each.files, (wrong,))
        found = broken(*held[:n], spoilt, *held[n + 1 :])
        assert [e for e in found if case.says in e.problem.expected] == []


WHOLE_YEARS = {"2885", "2883", "8675Q"}
AND_SAYING = ("none is held", "of a section 47 enquiry")


@pytest.mark.parametrize("name", CASES)
def test_what_needs_whole_years_is_left_out_for_a_list_of_some_months(name):
    case = CASES[name]
    window = (date(2014, 9, 30), date(2015, 3, 31))
    found = broken(*histories(case.breaks, window=window))
    said = [e for e in found if e.record == case.record and case.says in e.problem.expected]
    left_out = case.dfe in WHOLE_YEARS or any(words in case.says for words in AND_SAYING)
    assert bool(said) is not left_out


CHANGES = [(4, 5, False), (4, 6, True), (4, 3, False), (4, 2, True), (0, 1, True), (3, 3, False)]


@pytest.mark.parametrize(("was", "now", "asked"), CHANGES)
def test_a_change_of_over_a_quarter_from_the_year_before_is_asked_about(was, now, asked):
    """COLLECT's checks from year to year: plans started, ended, and open at 31 March."""
    rows = [f"b-{n} | 2013-05-06 | 2013-11-04" for n in range(was)]
    rows += [f"n-{n} | 2014-05-06 | 2014-11-04" for n in range(now)]
    said = [
        e.problem
        for e in broken(history(PLANS, plan(*rows)[PLANS]))
        if "change" in e.problem.expected
    ]
    assert [problem.expected.split(":")[0] for problem in said] == (
        ["plans started", "plans ended"] if asked else []
    )
    assert all(f"{was} in 2013-14 and {now} in 2014-15" in p.expected for p in said)


@pytest.mark.parametrize(
    ("years", "asked"),
    [
        (("2013-14", "2014-15"), True),
        (("2014-15",), False),
        (("2013-14", "2014-15", "2014-15"), True),
        (("2014-15", "2014-15"), False),
    ],
)
def test_years_are_compared_where_each_has_a_file(years, asked):
    rows = plan(*(f"n-{n} | 2014-05-06 |" for n in range(5)))[PLANS]
    assert (
        any("change" in e.problem.expected for e in broken(history(PLANS, rows, *years))) is asked
    )


def test_a_plan_open_on_the_last_of_march_is_counted_as_open_then():
    rows = ["a | 2013-05-06 | 2014-03-31", "b | 2013-05-06 | 2014-04-01", "c | 2014-04-01 |"]
    said = [e.problem.expected for e in broken(history(PLANS, plan(*rows)[PLANS]))]
    assert not any("at 31 March" in words for words in said)


def test_a_rule_speaks_in_the_words_of_the_file_that_broke_it():
    case = CASES["more plans than conferences"]
    plans, conferences = histories(case.breaks)
    written = {"plan_start": Written("CPPstartDate"), "child_id": Written("LAchildID")}
    of_census = Extract(PLANS, "data/x/2014-15/cin.xml", plans.rows, written)
    rows = plans.rows.assign(**{FILE: of_census.file, UNIT: "line"})
    census = History(plans.record, rows, (RecordFile(of_census, rows),), ())
    said = {e.problem.rule: e.problem for e in broken(census, conferences)}
    assert said["2883"].column == "CPPstartDate"
    assert said["2885"].where == "line 3, CPPstartDate"


@pytest.mark.parametrize("name", CASES)
def test_the_order_of_the_rows_changes_no_letter(name):
    """What is found of each row is found wherever it stands."""
    tables = CASES[name].breaks
    rows = {record: text.splitlines() for record, text in tables.items()}
    turned = {record: "\n".join([head, *reversed(rest)]) for record, (head, *rest) in rows.items()}
    found, again = (
        sorted(each.problem.expected for each in broken(*histories(each_way)))
        for each_way in (tables, turned)
    )
    assert found == again
