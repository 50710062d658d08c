"""One record over the years: each thing once, no year left out, and rules across rows and files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from lscb import records
from lscb.errors import Problem
from lscb.records.across import broken_across
from lscb.records.history import History
from lscb.records.record import FILE, ROW
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.records.read import record_over_years

YEARS = ReportingYear("2014-15").since(ReportingYear("2012-13"))
RECORDS = records.declared()
PLANS, DEATHS = "child_protection_plans", "child_deaths"

Rows = dict[str, list[str]]
"""The rows of each reporting year's file."""


def rows_wide(rows: Rows) -> int | None:
    """How many columns the rows have; all of them where there is no row."""
    return max((line.count(",") + 1 for lines in rows.values() for line in lines), default=None)


class Board:
    """A board's files, and what is read from them."""

    def __init__(self, root: Path) -> None:
        self.place = ReportPlace(Workbench(root), "newshire", YEARS[-1])

    def holds(self, name: str, rows: Rows) -> History:
        """Write the record's files and read them again."""
        for year, lines in rows.items():
            path = self.place.data(ReportingYear(year)) / f"{name}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            header = ",".join(RECORDS[name].names()[: rows_wide(rows)])
            path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return record_over_years(RECORDS[name], self.place, YEARS)


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return Board(tmp_path)


def plan(child: str, start: str, end: str = "") -> str:
    return ",".join([child, start, end, "neglect", "neglect", "0"])


def death(case: str, child: str, day: str) -> str:
    return f"{case},{child},{day},{day},yes,no,,,"


def file(name: str, year: str) -> str:
    return f"data/newshire/{year}/{name}.csv"


def every_year(last: list[str], **earlier: list[str]) -> Rows:
    """Files of every year, such as y2013_14; those not given are their header row alone."""
    given = {key[1:].replace("_", "-"): rows for key, rows in earlier.items()}
    return {str(year): [] for year in YEARS} | given | {"2014-15": last}


def broken(**histories: History) -> set[tuple[str, int | None, str | None]]:
    broken_rules = broken_across(records.rules(), histories)
    found = [each.problem for each in broken_rules if not each.asks]
    assert all(p.found is None for p in found if "training" not in p.file)
    return {(problem.file, problem.row, problem.column) for problem in found}


def test_a_plan_in_several_years_files_is_one_plan_and_the_latest_file_wins(board):
    held = board.holds(
        PLANS,
        {
            "2012-13": [plan("a", "2012-05-01")],
            "2013-14": [plan("a", "2012-05-01")],
            "2014-15": [plan("a", "2012-05-01", "2014-06-01"), plan("b", "2014-05-01")],
        },
    )
    assert (held.read, held.superseded, held.rejected) == (4, 2, 0)
    assert held.rows.plan_end.tolist()[0] == pd.Timestamp("2014-06-01")
    assert held.rows[FILE].unique().tolist() == [file(PLANS, "2014-15")]
    assert held.rows[ROW].tolist() == [2, 3]
    assert not held.problems


def test_a_later_years_folder_is_never_read(board):
    later = {"2015-16": [plan("z", "2015-05-01")]}
    held = board.holds(PLANS, {str(year): [] for year in YEARS} | later)
    assert held.read == 0


def test_every_row_read_is_used_superseded_or_rejected(board):
    held = board.holds(
        PLANS,
        {
            "2012-13": [plan("a", "2012-05-01"), plan("b", "2012-06-01", "never")],
            "2013-14": [plan("a", "2012-05-01")],
            "2014-15": [plan("a", "2012-05-01", "2014-06-01")],
        },
    )
    assert (held.read, len(held.rows), held.superseded, held.rejected) == (4, 1, 1, 2)
    (problem,) = held.problems
    assert (problem.file, problem.row, problem.column) == (file(PLANS, "2012-13"), 3, "plan_end")


def test_header_rows_alone_are_a_record_with_no_rows(board):
    held = board.holds(PLANS, {str(year): [] for year in YEARS})
    assert len(held.rows) == 0
    assert not held.problems
    assert {*RECORDS[PLANS].names(), FILE, ROW} <= set(held.rows.columns)
    assert held.rows.plan_start.dtype.kind == "M"


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_a_record_with_no_rows_has_the_types_of_one_with_rows(board, name):
    held = board.holds(name, {str(year): [] for year in YEARS})
    for column in RECORDS[name].columns:
        if column.kind == "date":
            assert held.rows[column.name].dtype.kind == "M", column.name


def test_one_extract_of_all_years_needs_no_earlier_files(board):
    rows = [plan(year[:4], f"{year[:4]}-05-01", f"{year[:4]}-08-01") for year in map(str, YEARS)]
    assert not board.holds(PLANS, {"2014-15": rows}).problems


@pytest.mark.parametrize("gone", ["2012-13", "2013-14"])
def test_a_year_that_no_file_covers_is_named(board, gone):
    rows = {str(year): [plan(str(year), f"{year.start}-05-01")] for year in YEARS}
    rows["2014-15"] = [plan("c", "2014-05-01")]
    del rows[gone]
    (problem,) = board.holds(PLANS, rows).problems
    assert problem.file == file(PLANS, gone)
    assert "header row" in problem.expected
    assert "first_year" in problem.expected


def test_a_year_is_not_covered_by_the_plans_carried_over_from_it(board):
    """The commonest file there is: plans open on 1 April 2014, whatever year they started in.

    Those of 2012-13 and 2013-14 that had ended by then are in nobody's file.
    """
    carried = [
        plan("a", "2012-05-01", "2014-06-01"),
        plan("b", "2013-05-01"),
        plan("c", "2014-05-01"),
    ]
    held = board.holds(PLANS, {"2014-15": carried})
    assert {problem.file for problem in held.problems} == {
        file(PLANS, "2012-13"),
        file(PLANS, "2013-14"),
    }


def test_a_year_is_not_covered_by_the_deaths_still_to_be_reviewed(board):
    open_cases = [death("1", "", "2012-05-01"), death("2", "", "2013-05-01")]
    held = board.holds(DEATHS, {"2014-15": [*open_cases, death("3", "", "2014-05-01")]})
    assert held.problems


def test_no_plan_is_broken_where_plans_follow_one_another(board):
    plans = [plan("a", "2014-05-01", "2014-06-01"), plan("a", "2014-06-01", "2014-08-01")]
    assert not broken(child_protection_plans=board.holds(PLANS, every_year(plans)))


def test_an_overlapping_plan_is_named_by_its_row(board):
    plans = [plan("a", "2014-05-01", "2014-09-01"), plan("a", "2014-06-01", "2014-12-01")]
    found = broken(child_protection_plans=board.holds(PLANS, every_year(plans)))
    assert found == {(file(PLANS, "2014-15"), 3, "plan_start")}


def test_a_plan_that_starts_while_another_is_open_is_named(board):
    plans = [plan("a", "2014-05-01"), plan("a", "2014-06-01", "2014-12-01")]
    found = broken(child_protection_plans=board.holds(PLANS, every_year(plans)))
    assert found == {(file(PLANS, "2014-15"), 3, "plan_start")}


def test_every_plan_within_a_long_one_is_named_at_once(board):
    plans = [
        plan("a", "2014-05-01", "2014-12-01"),
        plan("a", "2014-06-01", "2014-07-01"),
        plan("a", "2014-08-01", "2014-09-01"),
    ]
    found = broken(child_protection_plans=board.holds(PLANS, every_year(plans)))
    assert {row for _, row, _ in found} == {3, 4}


def test_plans_of_two_children_never_overlap(board):
    plans = [plan("a", "2014-05-01", "2014-12-01"), plan("b", "2014-06-01", "2014-07-01")]
    assert not broken(child_protection_plans=board.holds(PLANS, every_year(plans)))


def test_an_open_plan_that_a_later_file_does_not_hold_is_named_where_it_stands(board):
    held = board.holds(
        PLANS, every_year([plan("b", "2014-05-01")], y2013_14=[plan("a", "2013-06-01")])
    )
    assert broken(child_protection_plans=held) == {(file(PLANS, "2013-14"), 2, "plan_end")}


def test_an_open_plan_that_vanished_from_a_file_that_is_empty_now_is_named(board):
    held = board.holds(PLANS, every_year([], y2013_14=[plan("a", "2013-06-01")]))
    assert broken(child_protection_plans=held) == {(file(PLANS, "2013-14"), 2, "plan_end")}


@pytest.mark.parametrize(
    ("end", "wrong"), [("2014-06-01", False), ("2014-06-02", True), ("", True)]
)
def test_a_plan_ends_by_the_day_the_child_died(board, end, wrong):
    plans = board.holds(PLANS, every_year([plan("a", "2014-05-01", end)]))
    deaths = board.holds(DEATHS, every_year([death("1", "a", "2014-06-01")]))
    found = broken(child_protection_plans=plans, child_deaths=deaths)
    assert found == ({(file(PLANS, "2014-15"), 2, "plan_end")} if wrong else set())


def test_a_plan_that_starts_after_the_child_died_is_named(board):
    plans = board.holds(PLANS, every_year([plan("a", "2014-05-01", "2014-06-01")]))
    deaths = board.holds(DEATHS, every_year([death("1", "a", "2014-04-01")]))
    assert broken(child_protection_plans=plans, child_deaths=deaths)


def test_where_no_child_died_no_plan_is_broken(board):
    plans = board.holds(PLANS, every_year([plan("a", "2014-05-01")]))
    deaths = board.holds(DEATHS, every_year([]))
    assert not broken(child_protection_plans=plans, child_deaths=deaths)


def test_where_no_dead_child_has_an_identifier_no_plan_is_broken(board):
    plans = board.holds(PLANS, every_year([plan("a", "2014-05-01")]))
    deaths = board.holds(DEATHS, every_year([death("1", "", "2014-06-01")]))
    assert not broken(child_protection_plans=plans, child_deaths=deaths)


def test_a_child_who_died_twice_is_named(board):
    twice = [death("1", "a", "2014-06-01"), death("2", "a", "2014-06-01")]
    deaths = board.holds(DEATHS, every_year(twice))
    assert deaths.problems or broken(child_deaths=deaths)


def test_a_rule_is_left_out_where_a_record_was_not_supplied(board):
    bookings = "b-1,p-1,Police,s-1,2014-05-05,attended"
    held = board.holds("training", every_year([bookings]))
    assert not broken(training=held)


@pytest.mark.parametrize(
    ("session", "day", "column"),
    [("s-2", "2014-05-05", "session_id"), ("s-1", "2014-05-06", "session_date")],
)
def test_a_booking_that_fits_no_session_is_named(board, session, day, column):
    bookings = board.holds("training", every_year([f"b-1,p-1,Police,{session},{day},attended"]))
    sessions = board.holds("training_sessions", every_year(["s-1,A course,2014-05-05,20"]))
    found = broken(training=bookings, training_sessions=sessions)
    assert found == {(file("training", "2014-15"), 2, column)}


def test_a_booking_where_no_session_was_held_is_named(board):
    bookings = board.holds("training", every_year(["b-1,p-1,Police,s-1,2014-05-05,attended"]))
    sessions = board.holds("training_sessions", every_year([]))
    assert broken(training=bookings, training_sessions=sessions)


def test_a_session_that_is_not_there_is_not_repeated_since_an_export_may_have_anything_there(board):
    row = "b-1,p-1,Police,Jane Smith jane@x.org,2014-05-05,attended"
    bookings = board.holds("training", every_year([row]))
    sessions = board.holds("training_sessions", every_year(["s-1,A course,2014-05-05,20"]))
    histories = {"training": bookings, "training_sessions": sessions}
    found = [each for each in broken_across(records.rules(), histories) if not each.asks]
    assert [each.problem.column for each in found] == ["session_id"]
    assert all(each.problem.found is None for each in found)


def test_a_link_to_itself_in_an_earlier_year_is_a_problem(board):
    day = "2012-05-01,attended"
    board.holds("training", every_year([f"b-1,p-1,Police,s-1,{day}"], y2012_13=[]))
    path = board.place.data(YEARS[0]) / "training.csv"
    path.unlink()
    path.symlink_to(path)
    assert record_over_years(RECORDS["training"], board.place, YEARS).problems


def test_the_problems_of_every_years_file_are_said_at_once(board):
    rows = {str(year): [plan("a", "never")] for year in YEARS}
    problems = board.holds(PLANS, rows).problems
    assert [problem.file for problem in problems] == [file(PLANS, str(year)) for year in YEARS]
    assert all(isinstance(problem, Problem) for problem in problems)


def test_references_that_begin_again_each_year_are_a_problem_and_no_year_is_lost(board):
    numbered = [[death(str(n), "", f"201{y}-05-0{n}") for n in range(1, 6)] for y in (2, 3, 4)]
    rows = dict(zip(("2012-13", "2013-14", "2014-15"), numbered, strict=True))
    problems = board.holds(DEATHS, rows).problems
    assert [problem.column for problem in problems] == ["case_id"] * 2
    assert all("begin again each year" in problem.expected for problem in problems)


def test_so_are_those_of_a_board_with_two_deaths_a_year(board):
    rows = {
        "2012-13": [death("1", "", "2012-05-01"), death("2", "", "2012-07-01")],
        "2013-14": [death("9", "", "2013-05-01")],
        "2014-15": [death("1", "", "2014-05-01"), death("2", "", "2014-07-01")],
    }
    assert len(board.holds(DEATHS, rows).problems) == 1


def test_one_such_reference_is_asked_about(board):
    rows = {year: [death("1", "", f"{year[:4]}-05-01")] for year in ("2012-13", "2013-14")}
    held = board.holds(DEATHS, rows | {"2014-15": [death("9", "", "2014-05-01")]})
    assert held.problems == ()
    assert any("begin again each year" in query.expected for query in held.queries)


def test_bookings_of_a_session_that_was_put_off_are_the_same_bookings(board):
    put_off = [[f"b-{n},p-{n},Police,s-1,{day},attended" for n in range(9)] for day in DAYS_OF_IT]
    rows = dict(zip(("2013-14", "2014-15"), put_off, strict=True))
    first = ["b-99,p-99,Police,s-9,2012-05-01,attended"]
    held = board.holds("training", {"2012-13": first} | rows)
    assert held.problems == ()
    assert len(held.rows) == 10


DAYS_OF_IT = ("2014-03-27", "2014-05-01")


def test_a_date_that_was_corrected_is_no_such_problem(board):
    before = [death(str(n), "", f"2013-05-0{n}") for n in range(1, 6)]
    corrected = [
        death("1", "", "2013-05-09"),
        *(d for d in before[1:]),
        death("9", "", "2014-06-01"),
    ]
    held = board.holds(DEATHS, {"2012-13": [], "2013-14": before, "2014-15": corrected})
    assert held.problems == ()
    assert len(held.rows) == 6
