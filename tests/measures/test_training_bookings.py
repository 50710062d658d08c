"""Bookings of training by course and by agency, counted from small drawn ones."""

from __future__ import annotations

from hypothesis import given, settings

from lscb.measures.training import training_by_agency, training_by_course
from lscb.tables import TOTAL
from tests.drawn import assert_shows, drawn, scope
from tests.measures.bookings import BOOKINGS, headcount, random_bookings

SESSIONS = "training_sessions"


def test_fill_and_attendance_rate_are_two_rates():
    # Leicester, Leicestershire and Rutland, training report, quarter 1 of 2016-17: 393 places,
    # 318 booked, 29 cancelled, 20 did not attend; 304 attended, 35 of them unbooked. The report
    # prints 96 % (304 of 318) and 77 % (304 of 393), both as the "attendance rate".
    sessions = drawn(
        SESSIONS,
        """
        session_id | course       | session_date | capacity
        s1         | Safeguarding | 2016-05-03   | 200
        s2         | Safeguarding | 2016-06-07   | 193
        """,
    )
    bookings = drawn(
        BOOKINGS,
        """
        times | session_id | session_date | agency  | status
        269   | s1         | 2016-05-03   | Schools | attended
        29    | s1         | 2016-05-03   | Schools | cancelled
        20    | s2         | 2016-06-07   | Schools | did not attend
        35    | s2         | 2016-06-07   | Schools | attended unbooked
        """,
    )
    table = training_by_course(scope("2016-17"), bookings, sessions)
    assert_shows(
        table,
        """
        sessions | capacity | booked | cancelled | did_not_attend | attended | attended_unbooked
        2        | 393      | 318    | 29        | 20             | 304      | 35
        """,
        course=TOTAL,
    )
    assert_shows(
        table,
        """
        attended_from_bookings | fill | attendance_rate
        269                    | 77.4 | 93.1
        """,
        course=TOTAL,
    )


def test_courses_are_those_held_in_the_year_in_the_order_of_the_alphabet():
    sessions = drawn(
        SESSIONS,
        """
        session_id | course              | session_date | capacity
        s1         | neglect             | 2014-04-01   | 10
        s2         | Domestic abuse      | 2015-03-31   | 20
        s3         | Safer recruitment   | 2014-03-31   | 30
        s4         | Online safety       | 2015-04-01   | 40
        s5         | Domestic abuse      | 2014-10-01   | 15
        """,
    )
    bookings = drawn(
        BOOKINGS,
        """
        session_id | session_date | agency | status
        s1         | 2014-04-01   | Police | attended
        s2         | 2015-03-31   | Police | cancelled
        s3         | 2014-03-31   | Police | attended
        s4         | 2015-04-01   | Police | attended
        """,
    )
    assert_shows(
        training_by_course(scope("2014-15"), bookings, sessions),
        """
        year    | course         | sessions | capacity | booked | attended | fill | attendance_rate
        2014-15 | Domestic abuse | 2        | 35       | 1      | 0        | 0.0  | [z]
        2014-15 | neglect        | 1        | 10       | 1      | 1        | 10.0 | 100.0
        2014-15 | Total          | 3        | 45       | 2      | 1        | 2.2  | 100.0
        """,
    )


def test_waiting_lists_and_what_the_board_cancelled_are_no_bookings_and_no_sessions():
    sessions = drawn(
        SESSIONS,
        """
        session_id | course            | session_date | capacity
        s1         | Domestic abuse    | 2014-05-01   | 10
        s2         | Domestic abuse    | 2014-09-01   | 20
        s3         | Safer recruitment | 2014-09-01   | 30
        """,
    )
    bookings = drawn(
        BOOKINGS,
        """
        times | session_id | session_date | agency  | status
        4     | s1         | 2014-05-01   | Police  | attended
        2     | s1         | 2014-05-01   | Police  | waiting list
        3     | s1         | 2014-05-01   | Police  | cancelled by the board
        7     | s2         | 2014-09-01   | Housing | cancelled by the board
        1     | s3         | 2014-09-01   | Housing | waiting list
        """,
    )
    # The second session was cancelled whole; nobody at all was booked on the third.
    assert_shows(
        training_by_course(scope("2014-15"), bookings, sessions),
        """
        course            | sessions | capacity | booked | cancelled | attended | fill
        Domestic abuse    | 1        | 10       | 4      | 0         | 4        | 40.0
        Safer recruitment | 1        | 30       | 0      | 0         | 0        | 0.0
        Total             | 2        | 40       | 4      | 0         | 4        | 10.0
        """,
    )
    assert_shows(
        training_by_agency(scope("2014-15"), bookings),
        """
        agency | booked | cancelled | attended | attendance_rate
        Police | 4      | 0         | 4        | 100.0
        Total  | 4      | 0         | 4        | 100.0
        """,
    )


@settings(max_examples=20, deadline=None)
@given(random_bookings())
def test_bookings_and_attendances_add_up_in_every_row(bookings):
    cells = training_by_agency(scope("2014-15"), bookings).cells
    lost = cells.cancelled + cells.did_not_attend
    assert (cells.booked == lost + cells.attended_from_bookings).all()
    assert (cells.attended == cells.attended_from_bookings + cells.attended_unbooked).all()
    figures = ["booked", "cancelled", "did_not_attend", "attended_unbooked", "attended"]
    parts, total = cells[cells.agency != TOTAL], cells[cells.agency == TOTAL]
    assert parts[figures].sum().tolist() == total[figures].iloc[0].tolist()


def test_agencies_are_those_that_booked_and_those_with_a_headcount():
    bookings = drawn(
        BOOKINGS,
        """
        session_date | agency  | status
        2014-05-01   | Schools | attended
        2013-05-01   | Housing | attended
        """,
    )
    eligible = {"training_eligible": headcount(Police=90)}
    assert_shows(
        training_by_agency(scope("2014-15", **eligible), bookings),
        """
        agency  | sessions | capacity | booked | attended | fill | attendance_rate
        Police  | [z]      | [z]      | 0      | 0        | [z]  | [z]
        Schools | [z]      | [z]      | 1      | 1        | [z]  | 100.0
        Total   | [z]      | [z]      | 1      | 1        | [z]  | 100.0
        """,
    )
