"""What is worth a look in a record's rows over the years."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from lscb.errors import Problem
from lscb.records import declared
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.records.read import record_over_years

CONFERENCES = declared()["conferences"]
PLANS = declared()["child_protection_plans"]
YEARS = [ReportingYear("2013-14"), ReportingYear("2014-15")]

ASKED = ("are they one?", "first_year", "is dated in", "struck out", "no row of this file")


def asked(folder: Path, record: object, **files: list[str]) -> list[Problem]:
    """What is asked of a record's rows that stand in the files of years, by folder."""
    bench = Workbench(folder)
    place = ReportPlace(bench, "x", YEARS[-1])
    for year, rows in files.items():
        path = place.data(ReportingYear(year.removeprefix("y").replace("_", "-")))
        path.mkdir(parents=True)
        text = "\n".join([record.template().strip(), *rows]) + "\n"
        (path / f"{record.name}.csv").write_text(text, encoding="utf-8")
    history = record_over_years(record, place, YEARS)
    assert history.problems == ()
    return [q for q in history.queries if any(words in q.expected for words in ASKED)]


def conference(child: str, day: str = "2014-06-04") -> str:
    return f"{child},{day},,yes"


@pytest.mark.parametrize(
    ("one", "other"),
    [("ab-1", "AB-1"), ("0012", "12"), ("12", "12.0"), ("a-1", "a1"), ("7", "'7")],
)
def test_identifiers_that_only_excel_tells_apart_are_asked_about(tmp_path, one, other):
    rows = [conference(one), conference("c-3"), conference(other, "2014-09-01")]
    (query,) = asked(tmp_path, CONFERENCES, y2014_15=rows, y2013_14=[conference("d", "2013-05-01")])
    assert (query.row, query.column) == (4, "child_id")
    assert "row 2" in query.expected
    assert one not in query.expected.replace("row 2", "")


def test_many_such_identifiers_are_one_query_that_names_the_other_file(tmp_path):
    older = [conference(f"0{n}", "2013-06-03") for n in range(10, 40)]
    newer = [conference(f"{n}") for n in range(10, 40)]
    (query,) = asked(tmp_path, CONFERENCES, y2013_14=older, y2014_15=newer)
    assert "29 more like it" in query.expected
    assert "2013-14/conferences.csv" in query.expected


@pytest.mark.parametrize(
    ("one", "other"), [("1", "10"), ("10", "100"), ("1-12", "11-2"), ("0", "00a")]
)
def test_identifiers_that_differ_are_not_asked_about(tmp_path, one, other):
    rows = [conference(one), conference(other), conference(one, "2014-09-01")]
    assert not asked(tmp_path, CONFERENCES, y2014_15=rows, y2013_14=[conference("d", "2013-05-01")])


def plan(child: str, start: str, end: str = "") -> str:
    return f"{child},{start},{end},neglect,neglect,0"


def test_plans_that_ended_long_before_the_first_year_are_asked_about_and_open_ones_not(tmp_path):
    rows = [plan("a", "2009-05-01"), plan("b", "2009-05-01", "2010-01-04"), plan("c", "2013-05-01")]
    rows += [plan("d", "2008-05-01", "2009-01-05"), plan("e", "2011-05-03", "2013-05-01")]
    rows += [plan("f", "2012-05-03", "2013-03-01"), plan("g", "2014-05-01", "2014-09-01")]
    (query,) = asked(tmp_path, PLANS, y2014_15=rows)
    assert (query.row, query.column) == (3, "plan_end")
    assert "2 rows in all" in query.expected


def days(first: str, last: str, number: int) -> list[str]:
    every = pd.bdate_range(first, last)
    return [str(every[n * len(every) // number].date()) for n in range(number)]


@pytest.mark.parametrize(
    ("number", "last", "is_asked"), [(80, "2015-02-27", True), (80, "2015-03-31", False)]
)
def test_a_year_of_many_events_with_none_in_its_last_month_is_asked_about(
    tmp_path, number, last, is_asked
):
    of_year = [conference(f"c-{n}", day) for n, day in enumerate(days("2014-04-01", last, number))]
    found = asked(tmp_path, CONFERENCES, y2013_14=[conference("d", "2013-05-01")], y2014_15=of_year)
    assert bool(found) is is_asked
    if is_asked:
        assert "March 2015" in found[0].expected


def test_of_a_year_of_few_events_nothing_is_asked(tmp_path):
    few = [conference("c-1", "2014-06-04"), conference("c-2", "2014-07-04")]
    assert not asked(tmp_path, CONFERENCES, y2013_14=[conference("d", "2013-05-01")], y2014_15=few)


def test_what_an_extract_of_all_years_no_longer_has_is_asked_about(tmp_path):
    """Beside an extract of all years, an earlier file's rows would be counted for good."""
    first = [conference(f"a-{n}", f"2013-05-0{n}") for n in (1, 2, 3, 7, 8, 9)]
    everything = [*first[1:], conference("b-1", "2014-05-06")]
    (query,) = asked(tmp_path, CONFERENCES, y2013_14=first, y2014_15=everything)
    assert (query.row, query.file.split("/")[-2]) == (2, "2013-14")


def test_a_late_row_of_an_earlier_year_makes_no_extract_of_all_years(tmp_path):
    first = [conference(f"a-{n}", f"2013-05-0{n}") for n in (1, 2, 3, 7, 8, 9)]
    second = [conference("late", "2013-06-05"), conference("b-1", "2014-05-06")]
    assert not asked(tmp_path, CONFERENCES, y2013_14=first, y2014_15=second)


def test_a_file_of_another_year_than_its_folders_is_asked_about(tmp_path):
    first = [conference("a-1", "2013-05-01")]
    (query,) = asked(tmp_path, CONFERENCES, y2013_14=first, y2014_15=first)
    assert "no row of this file is of 2014-15" in query.expected
