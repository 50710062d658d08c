"""The rules of evaluations: scores in range, and bookings that are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from lscb.records import training_evaluations
from tests.drawn import drawn
from tests.records.read import read_file

HEADINGS = "booking_id,session_date,score_before,score_after,followed_up,follow_up_answer\n"


def read(folder: Path, row: str):
    path = folder / "training_evaluations.csv"
    path.write_text(HEADINGS + row, encoding="utf-8")
    return read_file(training_evaluations.RECORD, path, path.name)


@pytest.mark.parametrize(
    "row",
    [
        "b1,2014-05-05,1,10,2014-08-05,yes",
        "b1,2014-05-05,,,,",
        "b1,2014-05-05,5,,2014-08-05,",
        "b1,2014-05-05,,7,2014-08-05,No",
    ],
)
def test_an_evaluation_may_be_answered_in_part_or_not_at_all(tmp_path, row):
    found = read(tmp_path, row)
    assert (found.problems, found.queries) == ((), ())


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        ("b1,2014-05-05,0,5,,", "score_before", "expected a whole number, 1 or more"),
        ("b1,2014-05-05,5,11,,", "score_after", "expected a whole number, 10 or less"),
        ("b1,2014-05-05,5.5,6,,", "score_before", "expected a whole number"),
        ("b1,2014-05-05,5,6,2014-05-05,", "followed_up", "expected a day after session_date"),
        ("b1,2014-05-05,5,6,,yes", "follow_up_answer", "expected the day on which it was asked"),
        ("b1,2014-05-05,5,6,2014-08-05,perhaps", "follow_up_answer", "expected one of: yes, no"),
    ],
)
def test_what_cannot_be_right_is_a_problem_of_its_column(tmp_path, row, column, expected):
    (problem,) = read(tmp_path, row).problems
    assert problem.column == column
    assert expected in problem.what


@pytest.mark.parametrize(("day", "asks"), [("2014-06-04", 0), ("2014-05-20", 1), ("2014-12-05", 1)])
def test_a_follow_up_long_before_or_after_three_months_is_asked_about(tmp_path, day, asks):
    # 60 days after 5 April is 4 June.
    found = read(tmp_path, f"b1,2014-04-05,5,6,{day},")
    assert found.problems == ()
    assert len(found.queries) == asks


def test_an_evaluation_of_no_booking_or_of_one_not_attended_or_another_day_is_asked_about():
    training = drawn(
        "training",
        """
        booking_id | session_date | status
        b1         | 2014-05-05   | attended
        b2         | 2014-05-05   | cancelled
        b3         | 2014-05-05   | attended unbooked
        """,
    )
    said = drawn(
        "training_evaluations",
        """
        booking_id | session_date
        b1         | 2014-05-05
        b2         | 2014-05-05
        b3         | 2014-05-06
        b4         | 2014-05-05
        b5         | 2013-05-05
        """,
    )
    broken = [rule.broken(said, training).tolist() for rule in training_evaluations.ACROSS]
    no = [False] * 5
    # The last is older than any booking that is held.
    assert broken == [[*no[:3], True, False], [False, True, *no[:3]], [*no[:2], True, *no[:2]]]
    assert all(rule.asks for rule in training_evaluations.ACROSS)
