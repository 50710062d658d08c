"""Attendances by agency and course: whole for the panel, merged by a stated rule in public."""

from __future__ import annotations

import pandas as pd

from lscb.disclosure.gate import cleared_tables
from lscb.measures.training import (
    training_by_agency,
    training_by_agency_and_course,
    training_by_course,
)
from lscb.tables import TOTAL, WITHHELD, Absent
from tests.drawn import assert_shows, drawn, scope

SESSIONS = """
    session_id | course     | session_date | capacity
    s1         | Neglect    | 2014-05-05   | 300
    s2         | Recruiting | 2014-06-06   | 100
    s3         | Online     | 2014-07-07   | 100
    s9         | Neglect    | 2013-05-05   | 300
"""

BOOKINGS = """
    times | session_id | session_date | agency    | status
    80    | s1         | 2014-05-05   | Health    | attended
    20    | s2         | 2014-06-06   | Health    | attended unbooked
    7     | s1         | 2014-05-05   | Health    | cancelled
    19    | s1         | 2014-05-05   | Police    | attended
    3     | s2         | 2014-06-06   | Police    | attended
    2     | s3         | 2014-07-07   | Probation | attended
    50    | s1         | 2014-05-05   | Probation | did not attend
    60    | s9         | 2013-05-05   | Police    | attended
    1     | s1         | 2014-05-05   | Probation | attended
"""


def records(bookings: str = BOOKINGS, sessions: str = SESSIONS) -> tuple[pd.DataFrame, ...]:
    return drawn("training", bookings), drawn("training_sessions", sessions)


def test_the_panel_sees_every_agency_at_every_course_held_in_the_year():
    table = training_by_agency_and_course(scope("2014-15", "panel"), *records())
    assert_shows(
        table,
        """
        course     | agency    | attended
        Neglect    | Total     | 100
        Neglect    | Health    | 80
        Neglect    | Police    | 19
        Neglect    | Probation | 1
        Online     | Total     | 2
        Online     | Health    | 0
        Online     | Police    | 0
        Online     | Probation | 2
        Recruiting | Total     | 23
        Recruiting | Health    | 20
        Recruiting | Police    | 3
        Recruiting | Probation | 0
        Total      | Total     | 125
        Total      | Health    | 100
        Total      | Police    | 22
        Total      | Probation | 3
        """,
    )
    assert "added together" not in " ".join(table.notes)


def test_in_public_what_had_under_a_hundred_attendances_is_added_together_and_said_to_be():
    table = training_by_agency_and_course(scope("2014-15"), *records())
    assert_shows(
        table,
        """
        course                           | agency                            | attended
        Neglect                          | Total                             | 100
        Neglect                          | Health                            | 80
        Neglect                          | Agencies of under 100 attendances | 20
        Courses of under 100 attendances | Total                             | 25
        Courses of under 100 attendances | Health                            | 20
        Courses of under 100 attendances | Agencies of under 100 attendances | 5
        Total                            | Total                             | 125
        Total                            | Health                            | 100
        Total                            | Agencies of under 100 attendances | 25
        """,
    )
    assert "Agencies with fewer than 100 attendances in the year are added" in table.notes[-1]


def test_where_no_agency_or_no_course_is_large_enough_there_is_no_table_and_it_says_why():
    few = BOOKINGS.replace("80 ", "79 ")
    absent = training_by_agency_and_course(scope("2014-15"), *records(few))
    assert isinstance(absent, Absent)
    assert "no agency, or no course, had 100 of them" in absent.why
    whole = training_by_agency_and_course(scope("2014-15", "panel"), *records(few))
    assert whole.cells.attended.max() == 124


def test_its_totals_are_the_counts_of_the_tables_of_agencies_and_of_courses():
    bookings, sessions = records()
    asked = scope("2014-15", "panel")
    crossed = training_by_agency_and_course(asked, bookings, sessions)
    agencies, courses = training_by_agency(asked, bookings), training_by_course(asked, *records())
    for by, single in (("agency", agencies), ("course", courses)):
        other = "course" if by == "agency" else "agency"
        margin = crossed.cells[crossed.cells[other] == TOTAL]
        assert dict(zip(margin[by], margin.attended, strict=True)) == dict(
            zip(single.cells[by], single.cells.attended, strict=True)
        )
        # The same cell, so that the gate protects it as one.
        of_crossed = {crossed.cell(crossed.columns[0], row) for row in margin.to_dict("records")}
        column = single.column("attended")
        assert of_crossed == {single.cell(column, row) for row in single.cells.to_dict("records")}


def test_what_is_added_together_gives_away_no_agency_that_is_withheld():
    bookings, sessions = records()
    asked = scope("2014-15")
    tables = [
        training_by_agency(asked, bookings),
        training_by_agency_and_course(asked, bookings, sessions),
    ]
    by_agency, crossed = cleared_tables(tables, "public", "a test").tables
    shown = by_agency.cells.set_index("agency").attended
    # Three of Probation are withheld; were 22 of the Police shown, 25 less 22 would tell of them.
    assert shown["Probation"] == WITHHELD
    assert WITHHELD in (shown["Police"], crossed.cells.attended.iloc[-1])
