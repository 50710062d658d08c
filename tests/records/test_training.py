"""Training bookings: whose outcomes add up, and whose rows are no bookings."""

from __future__ import annotations

import pandas as pd
import pytest

from lscb.records import training, training_sessions
from lscb.records.record import YEARS, Across, Overall
from tests.drawn import drawn


def report_of(year: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows as those of a report's folders, of which the last is the year's."""
    rows.attrs[YEARS] = ["2013-14", year]
    return rows


def said(bookings: pd.DataFrame, sessions: pd.DataFrame) -> list[str]:
    """What rules about the records as a whole say."""
    held = {"training": report_of("2014-15", bookings), "training_sessions": sessions}
    rules = [rule for rule in training.ACROSS if isinstance(rule, Overall)]
    return [words for rule in rules for words in rule.broken(*(held[name] for name in rule.needs))]


def broken(rules: tuple, column: str, first: pd.DataFrame, second: pd.DataFrame) -> list[bool]:
    (rule,) = (r for r in rules if isinstance(r, Across) and r.column == column)
    return rule.broken(first, second).tolist()


SESSIONS = """
    session_id | course          | session_date | capacity
    s1         | Neglect         | 2014-05-05   | 50
    s2         | Online safety   | 2014-06-06   | 50
    s3         | Online safety   | 2015-04-01   | 50
"""


def test_a_booking_without_an_outcome_is_said_by_agency_and_by_course_with_how_many_are_short():
    bookings = drawn(
        "training",
        """
        times | session_id | session_date | agency | status
        31    | s1         | 2014-05-05   | Police | attended
        3     | s1         | 2014-05-05   | Police | cancelled
        2     | s2         | 2014-06-06   | Police | did not attend
        4     | s2         | 2014-06-06   | Police | booked
        5     | s2         | 2014-06-06   | Police | attended unbooked
        7     | s1         | 2014-05-05   | Health | attended
        """,
    )
    # 31 + 3 + 2 + 4 were booked by the Police, and 2 + 4 for Online safety.
    assert said(bookings, drawn("training_sessions", SESSIONS)) == [
        f"'{name}', 2014-15: {sums} short: say what became of each that is still booked"
        for name, sums in [
            ("Police", "40 booked, but 3 cancelled + 2 did not attend + 31 attended is 4"),
            ("Online safety", "6 booked, but 0 cancelled + 2 did not attend + 0 attended is 4"),
        ]
    ]


def test_each_year_is_added_up_by_itself():
    bookings = drawn(
        "training",
        """
        session_id | session_date | agency | status
        s1         | 2014-03-31   | Police | booked
        s1         | 2014-04-01   | Police | booked
        """,
    )
    letters = said(bookings, drawn("training_sessions", SESSIONS))
    assert [letter[:17] for letter in letters[:2]] == ["'Police', 2013-14", "'Police', 2014-15"]


@pytest.mark.parametrize(
    "rows",
    [
        "s3 | 2015-04-01 | Police | booked",
        "s1 | 2014-05-05 | Police | attended\n s1 | 2014-05-05 | Police | cancelled",
        "s1 | 2014-05-05 | Police | waiting list",
        "s1 | 2014-05-05 | Police | cancelled by the board",
        "",
    ],
)
def test_sessions_to_come_and_rows_that_are_no_bookings_leave_nothing_short(rows):
    bookings = drawn("training", f"session_id | session_date | agency | status\n{rows}")
    assert said(bookings, drawn("training_sessions", SESSIONS)) == []


def test_a_booking_is_for_a_session_that_is_there_unless_the_board_cancelled_it():
    bookings = drawn(
        "training",
        """
        session_id | session_date | agency | status
        s1         | 2014-05-05   | Police | attended
        s9         | 2014-05-05   | Police | attended
        s9         | 2014-05-05   | Police | cancelled by the board
        """,
    )
    sessions = drawn("training_sessions", SESSIONS)
    assert broken(training.ACROSS, "session_id", bookings, sessions) == [False, True, False]


def test_a_session_was_not_held_where_the_board_cancelled_every_booking():
    bookings = drawn(
        "training",
        """
        session_id | session_date | agency | status
        s1         | 2014-05-05   | Police | cancelled by the board
        s1         | 2014-05-05   | Police | cancelled
        s2         | 2014-06-06   | Police | cancelled by the board
        """,
    )
    sessions = drawn("training_sessions", SESSIONS)
    found = broken(training_sessions.ACROSS, "session_id", sessions, bookings)
    assert found == [False, True, False]


def asked(column: str, bookings: pd.DataFrame) -> list[bool]:
    """The rows that a rule of a column which only asks is about."""
    rules = (r for r in training.ACROSS if isinstance(r, Across) and r.column == column)
    (rule,) = (r for r in rules if r.asks)
    return rule.broken(bookings).tolist()


def test_a_person_who_stands_twice_for_a_session_with_one_outcome_is_asked_about():
    bookings = drawn(
        "training",
        """
        booking_id | person_id | session_id | status
        b1         | p1        | s1         | attended
        B1         | P1        | s1         | attended
        b2         | p1        | s1         | cancelled
        b3         | p1        | s2         | attended
        b4         | p2        | s1         | attended
        """,
    )
    assert asked("booking_id", bookings) == [False, True, False, False, False]


def test_an_agency_of_one_booking_is_asked_about_since_its_name_is_printed():
    bookings = drawn("training", "agency\nPolice\nJane Smith\nPolice")
    assert asked("agency", bookings) == [False, True, False]


def test_agencies_that_all_but_vanish_from_one_year_to_the_next_are_asked_about():
    names = ["Police", "Health", "Schools", "Housing", "Probation"]
    rows = [f"s{n} | 2013-05-0{n + 1} | {name}" for n, name in enumerate(names)]
    text = "\n".join(["session_id | session_date | agency", *rows, "s9 | 2014-05-01 | Police"])
    rule = next(r for r in training.ACROSS if isinstance(r, Overall) and r.column == "agency")
    (words,) = rule.broken(drawn("training", text))
    assert words.startswith("2014-15: bookings of 1 of the 5 agencies")
    most = [row.replace("2013-05", "2014-05") for row in rows[:3]]
    assert list(rule.broken(drawn("training", "\n".join([text, *most])))) == []
