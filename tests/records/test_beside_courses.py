"""The rules of e-learning and of schools."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.records import e_learning, schools
from lscb.records.record import Record
from tests.records.read import read_file


def read(folder: Path, record: Record, row: str):
    path = folder / f"{record.name}.csv"
    path.write_text(record.template() + row, encoding="utf-8")
    return read_file(record, path, path.name)


def test_a_module_that_was_completed_is_read(tmp_path):
    assert read(tmp_path, e_learning.RECORD, "p1,Police,Privacy,2014-05-05").problems == ()


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        ("p1,Total,Privacy,2014-05-05", "agency", "Total is kept for totals"),
        ("p1,Police,total,2014-05-05", "module", "Total is kept for totals"),
        ("p1,jane@x.uk,Privacy,2014-05-05", "agency", "expected the name of an agency"),
        ("p1,Police,Privacy,", "completed", "expected"),
    ],
)
def test_what_cannot_be_a_completed_module_is_a_problem(tmp_path, row, column, expected):
    (problem,) = read(tmp_path, e_learning.RECORD, row).problems
    assert problem.column == column
    assert expected in problem.what


@pytest.mark.parametrize(
    "row",
    [
        "a,2015-03-31,primary,2015-03-31,2010-01-01,yes",
        "a,2015-03-31,college,,,no",
        "a,2015-03-31,nursery,,,not returned",
    ],
)
def test_a_school_may_have_sent_a_return_or_none(tmp_path, row):
    found = read(tmp_path, schools.RECORD, row)
    assert (found.problems, found.queries) == ((), ())


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        ("a,2015-03-30,primary,,,yes", "as_at", "expected a 31 March"),
        ("a,2015-03-31,primary,2015-04-01,,yes", "designated_lead_trained", "on or before as_at"),
        ("a,2015-03-31,primary,,2016-01-01,yes", "whole_staff_trained", "on or before as_at"),
        ("a,2015-03-31,infant,,,yes", "phase", "expected one of"),
        ("a,2015-03-31,primary,,,", "policy_checked", "expected"),
    ],
)
def test_what_cannot_be_right_of_a_school_is_a_problem(tmp_path, row, column, expected):
    (problem,) = read(tmp_path, schools.RECORD, row).problems
    assert problem.column == column
    assert expected in problem.what


def test_a_school_of_which_training_is_known_without_a_return_is_asked_about(tmp_path):
    found = read(tmp_path, schools.RECORD, "a,2015-03-31,primary,2015-01-01,,not returned")
    assert found.problems == ()
    (query,) = found.queries
    assert query.column == "policy_checked"
