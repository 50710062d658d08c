"""Uptake of training by agency, counted from small drawn bookings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from lscb.measures.training import uptake_beside_all, uptake_by_agency
from lscb.tables import TOTAL, Absent
from tests.drawn import assert_shows, drawn, scope
from tests.measures.bookings import BOOKINGS, headcount, random_bookings

REFRESH = {"value": 3}


@settings(max_examples=20, deadline=None)
@given(random_bookings())
def test_people_trained_are_never_more_than_attendances_or_than_people_in_date(bookings):
    figures = {"training_refresh_years": REFRESH, "training_eligible": headcount(Police=9)}
    people = uptake_by_agency(scope("2014-15", **figures), bookings).cells
    attended = bookings[bookings.status.str.startswith("attended")]
    this_year = attended[attended.session_date >= "2014-04-01"]
    total = people[people.headcount == TOTAL].iloc[0]
    assert total.trained == this_year.person_id.nunique()
    assert total.in_date == attended.person_id.nunique()
    assert (people.trained <= people.in_date).all()
    parts = people[(people.agency != TOTAL)]
    assert parts.trained.sum() == total.trained


def test_a_person_counts_once_for_the_agency_of_the_latest_attendance():
    bookings = drawn(
        BOOKINGS,
        """
        booking_id | person_id | session_date | agency  | status
        b1         | p1        | 2014-05-01   | Police  | attended
        b2         | p1        | 2014-09-01   | Schools | attended unbooked
        b3         | p1        | 2014-12-01   | Housing | cancelled
        b4         | p1        | 2015-04-01   | Housing | attended
        b5         | p2        | 2014-05-01   | Police  | attended
        b6         | p2        | 2014-06-01   | Police  | attended
        b7         | p3        | 2014-06-01   | Police  | did not attend
        """,
    )
    figures = {"training_eligible": headcount(Police=10, Schools=10, Housing=10)}
    assert_shows(
        uptake_by_agency(scope("2014-15", **figures), bookings),
        """
        headcount          | agency  | trained | eligible | percent
        Headcount supplied | Housing | 0       | 10       | 0.0
        Headcount supplied | Police  | 1       | 10       | 10.0
        Headcount supplied | Schools | 1       | 10       | 10.0
        Headcount supplied | Total   | 2       | 30       | 6.7
        Total              | Total   | 2       | 30       | 6.7
        """,
    )


def test_of_two_attendances_on_one_day_the_later_booking_is_the_latest():
    bookings = drawn(
        BOOKINGS,
        """
        booking_id | person_id | session_date | agency  | status
        b2         | p1        | 2014-05-01   | Schools | attended
        b1         | p1        | 2014-05-01   | Police  | attended
        """,
    )
    figures = {"training_eligible": headcount(Police=10, Schools=10)}
    assert_shows(
        uptake_by_agency(scope("2014-15", **figures), bookings),
        """
        agency  | trained
        Police  | 0
        Schools | 1
        Total   | 1
        """,
        headcount="Headcount supplied",
    )


def test_people_in_date_are_those_trained_in_the_refresh_period():
    bookings = drawn(
        BOOKINGS,
        """
        person_id | session_date | agency | status
        p1        | 2012-03-31   | Police | attended
        p2        | 2012-04-01   | Police | attended
        p3        | 2013-06-01   | Police | attended
        p4        | 2015-03-31   | Police | attended
        p5        | 2015-04-01   | Police | attended
        """,
    )
    figures = {"training_refresh_years": REFRESH, "training_eligible": headcount(Police=10)}
    assert_shows(
        uptake_by_agency(scope("2014-15", **figures), bookings),
        """
        trained | in_date | eligible
        1       | 3       | 10
        """,
        agency="Police",
    )


def test_without_a_refresh_period_nobody_can_be_called_in_date():
    bookings = drawn(
        BOOKINGS,
        """
        person_id | session_date | agency | status
        p1        | 2014-05-01   | Police | attended
        p2        | 2013-05-01   | Police | attended
        """,
    )
    figures = {"training_eligible": headcount(Police=10)}
    assert_shows(
        uptake_by_agency(scope("2014-15", **figures), bookings),
        """
        trained | in_date | eligible | percent
        1       | [x]     | 10       | 10.0
        """,
        agency="Police",
    )


def test_nobody_can_be_called_in_date_when_the_records_begin_within_the_refresh_period():
    bookings = drawn(BOOKINGS, "session_date | agency | status\n2014-05-01 | Police | attended")
    figures = {"training_refresh_years": REFRESH, "training_eligible": headcount(Police=10)}
    for first_year, in_date in (("2013-14", "[x]"), ("2012-13", 1)):
        asked = scope("2014-15", first_year=first_year, **figures)
        assert uptake_by_agency(asked, bookings).cells.in_date.unique().tolist() == [in_date]


def test_an_agency_without_a_headcount_has_no_uptake_and_is_named():
    bookings = drawn(
        BOOKINGS,
        """
        person_id | session_date | agency       | status
        p1        | 2014-05-01   | Police       | attended
        p2        | 2014-05-01   | GP practices | attended
        """,
    )
    figures = {"training_eligible": headcount(Police=20)}
    table = uptake_by_agency(scope("2014-15", **figures), bookings)
    assert_shows(
        table,
        """
        headcount              | agency       | trained | eligible | headcount_date | percent
        Headcount supplied     | Police       | 1       | 20       | 2015-03-31     | 5.0
        Headcount supplied     | Total        | 1       | 20       | 2015-03-31     | 5.0
        Headcount not supplied | GP practices | 1       | [x]      | [x]            | [x]
        Headcount not supplied | Total        | 1       | [x]      | [x]            | [x]
        Total                  | Total        | 2       | [x]      | [x]            | [x]
        """,
    )
    assert table.missing == ("Headcount not supplied by GP practices.",)


def test_no_uptake_is_given_where_more_were_trained_than_are_eligible():
    bookings = drawn(
        BOOKINGS,
        """
        times | session_date | agency  | status
        6     | 2014-05-01   | Police  | attended
        5     | 2014-05-01   | Schools | attended
        """,
    )
    figures = {"training_eligible": headcount(Police=5, Schools=5)}
    # All of 5: Wilson's lower limit is 5 ÷ (5 + 1.96²)
    assert_shows(
        uptake_by_agency(scope("2014-15", **figures), bookings),
        """
        agency  | trained | eligible | percent | lower | upper
        Police  | 6       | 5        | [z]     | [z]   | [z]
        Schools | 5       | 5        | 100.0   | 56.6  | 100.0
        Total   | 11      | 10       | [z]     | [z]   | [z]
        """,
        headcount="Headcount supplied",
    )


def test_uptake_and_its_limits_are_those_of_public_health_england():
    bookings = drawn(
        BOOKINGS,
        """
        times | session_date | agency | status
        20    | 2014-05-01   | Police | attended
        """,
    )
    figures = {"training_eligible": headcount(Police=100)}
    # PHEindicatormethods test data, testdata_Prop: 20 of 100 at 95 %
    assert_shows(
        uptake_by_agency(scope("2014-15", **figures), bookings),
        """
        percent | lower | upper
        20.0    | 13.3  | 28.9
        """,
        agency="Police",
    )


@pytest.mark.parametrize("training_eligible", [None, {"by": {}}])
def test_without_any_headcount_people_trained_are_still_counted(training_eligible):
    bookings = drawn(BOOKINGS, "session_date | agency | status\n2014-05-01 | Police | attended")
    figures = {"training_eligible": training_eligible} if training_eligible else {}
    assert_shows(
        uptake_by_agency(scope("2014-15", **figures), bookings),
        """
        headcount              | agency | trained | eligible | percent
        Headcount not supplied | Police | 1       | [x]      | [x]
        Headcount not supplied | Total  | 1       | [x]      | [x]
        Total                  | Total  | 1       | [x]      | [x]
        """,
    )


def test_an_agency_far_from_all_together_is_said_to_differ_and_a_small_one_is_not():
    # 90 of 400 are 22.5 %; 99.8 % of agencies of 200 lie within 3.09 × √(0.225 × 0.775 ÷ 200) = 9.1
    # points of that, of 20 within 28.9 and of 9 nobody is asked; 95 % within 1.96 ÷ 3.09 of those.
    bookings = drawn(
        "training",
        """
        times | agency  | session_date | status
        70    | Health  | 2014-05-02   | attended
        10    | Schools | 2014-05-02   | attended
        6     | Housing | 2014-05-02   | attended
        4     | Youth   | 2014-05-02   | attended
        """,
    )
    eligible = {"by": {"Health": 200, "Schools": 171, "Housing": 20, "Youth": 9}}
    table = uptake_beside_all(scope("2014-15", training_eligible=eligible), bookings)
    assert_shows(
        table,
        """
        agency  | lower_95 | upper_95
        Health  | 16.7     | 28.3
        Housing | 4.2      | 40.8
        Schools | 16.2     | 28.8
        Youth   | 0.0      | 49.8
        """,
    )
    assert_shows(
        table,
        """
        agency  | share | target | lower_998 | upper_998 | verdict
        Health  | 35.0  | 22.5   | 13.4      | 31.6      | higher than
        Housing | 30.0  | 22.5   | 0.0       | 51.4      | no clear difference from
        Schools | 5.8   | 22.5   | 12.6      | 32.4      | lower than
        Youth   | 44.4  | 22.5   | 0.0       | 65.5      | too few to compare
        """,
    )


def uptake_of(eligible: dict[str, int]):
    bookings = drawn(
        "training",
        """
        times | agency  | session_date | status
        70    | Health  | 2014-05-02   | attended
        10    | Schools | 2014-05-02   | attended
        4     | Youth   | 2014-05-02   | attended
        """,
    )
    return uptake_beside_all(scope("2014-15", training_eligible={"by": eligible}), bookings)


def test_an_agency_with_more_trained_than_eligible_is_not_compared_and_has_its_row():
    # Health and Schools: 80 of 371.
    assert_shows(
        uptake_of({"Health": 200, "Schools": 171, "Youth": 3}),
        """
        agency  | share | target | verdict
        Health  | 35.0  | 21.6   | higher than
        Schools | 5.8   | 21.6   | lower than
        Youth   | [z]   | [z]    | [z]
        """,
    )


def test_what_is_said_beneath_does_not_depend_on_how_many_are_eligible():
    few, many = ({"Health": 200, "Schools": 171, "Youth": youth} for youth in (4, 40))
    assert uptake_of(few).notes == uptake_of(many).notes


def test_where_no_agency_fits_its_headcount_each_has_a_row():
    table = uptake_of({"Health": 2, "Schools": 1})
    assert_shows(table, "agency | share | verdict\nHealth | [z] | [z]\nSchools | [z] | [z]")


def test_without_headcounts_nobody_is_compared():
    assert uptake_of({}) == Absent("Not compared: no agency supplied a headcount.")
