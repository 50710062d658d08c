"""Plans reviewed in time: the days on which reviews fall due, and the year they belong to.

The reporting year is 2014-15 unless a test says otherwise: 1 April 2014 to 31 March 2015.
"""

from __future__ import annotations

import pandas as pd
import pytest

from lscb.disclosure.gate import cleared_tables
from lscb.measures.child_protection_plans import plans_by_duration_open, reviews_in_time
from lscb.tables import WITHHELD, Table
from tests.drawn import assert_shows, drawn, scope

PLANS, REVIEWS = "child_protection_plans", "reviews"


def plans(*starts: str, end: str = "") -> pd.DataFrame:
    rows = [f"a{n} | {start} | {end}" for n, start in enumerate(starts)]
    return drawn(PLANS, "\n".join(["child_id | plan_start | plan_end", *rows]))


def reviews(*held: tuple[str, str], child: str = "a0") -> pd.DataFrame:
    rows = [f"{child} | {start} | {day}" for start, day in held]
    return drawn(REVIEWS, "\n".join(["child_id | plan_start | review_date", *rows]))


def counted(table: Table, year: str = "2014-15") -> tuple[int, int]:
    """How many plans were reviewed in time, and of how many."""
    (row,) = table.cells[table.cells.year == year].to_dict("records")
    return row["numerator"], row["denominator"]


def in_time(start: str, *held: str, year: str = "2014-15", latest: str | None = None) -> bool:
    """Whether a plan still open at the year's end, with these reviews, was reviewed in time."""
    asked = scope(latest or year)
    table = reviews_in_time(asked, plans(start), reviews(*((start, day) for day in held)))
    in_time, of = counted(table, year)
    assert of == 1
    return bool(in_time)


def test_plans_are_counted_with_their_share_and_its_limits():
    # DfE's table D6: "182 of 182 reviews in time" is 100 % (Wilson limits 97.9 to 100.0)
    begun = "times | plan_start\n182   | 2014-09-01"
    held = "times | plan_start | review_date\n182   | 2014-09-01 | 2014-11-28"
    assert_shows(
        reviews_in_time(scope(), drawn(PLANS, begun), drawn(REVIEWS, held)),
        """
        year    | numerator | denominator | percent | lower | upper
        2013-14 | 0         | 0           | [z]     | [z]   | [z]
        2014-15 | 182       | 182         | 100.0   | 97.9  | 100.0
        """,
    )


@pytest.mark.parametrize(
    ("start", "counts"),
    [
        # Three months before 31 March 2015 is 31 December 2014: a plan of that day is just three
        # months old. 30 December was three months ago on 30 March: that one is older.
        ("2014-12-31", 0),
        ("2014-12-30", 1),
        ("2015-03-31", 0),
        ("2009-06-01", 1),
    ],
)
def test_only_plans_open_for_more_than_three_months_are_looked_at(start, counts):
    table = reviews_in_time(scope(), plans(start), reviews())
    assert counted(table)[1] == counts


@pytest.mark.parametrize(("end", "counts"), [("2015-03-31", 0), ("2015-04-01", 1)])
def test_only_plans_open_at_31_march_are_looked_at(end, counts):
    table = reviews_in_time(scope(), plans("2014-06-02", end=end), reviews())
    assert counted(table) == (0, counts)


def test_the_plans_looked_at_are_those_open_but_for_the_first_band_of_duration():
    days = pd.date_range("2014-10-01", "2015-03-31").strftime("%Y-%m-%d")
    drawn_plans = plans(*days)
    bands = plans_by_duration_open(scope(), drawn_plans).cells
    now = bands[(bands.year == "2014-15") & (bands.part == "Total")].set_index("duration")
    expected = now["count"]["Total"] - now["count"]["3 months or less"]
    assert counted(reviews_in_time(scope(), drawn_plans, reviews())) == (0, expected)
    assert expected == 91  # 31 October days, 30 of November, 30 of December: the 31st is the bound


@pytest.mark.parametrize(
    ("start", "held", "expected"),
    [
        # 10 October and three months are 10 January; the next is due after the year.
        ("2014-10-10", "2015-01-10", True),
        ("2014-10-10", "2015-01-11", False),
        # 30 November and three months: 28 February 2015, for there is no 30th.
        ("2014-11-30", "2015-02-28", True),
        ("2014-11-30", "2015-03-01", False),
        # 28 November falls due on the same day.
        ("2014-11-28", "2015-02-28", True),
    ],
)
def test_the_first_review_is_due_three_calendar_months_after_the_start(start, held, expected):
    assert in_time(start, held) == expected


@pytest.mark.parametrize(("held", "expected"), [("2012-02-29", True), ("2012-03-01", False)])
def test_in_a_leap_year_a_plan_of_30_november_is_first_reviewed_by_29_february(held, expected):
    table = reviews_in_time(
        scope("2011-12", first_year="2010-11"),
        plans("2011-11-30"),
        reviews(("2011-11-30", held)),
    )
    assert counted(table, "2011-12") == (int(expected), 1)


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        # Reviewed on 1 August, next due on 1 February.
        ("2015-02-01", True),
        ("2015-02-02", False),
    ],
)
def test_later_reviews_are_due_six_calendar_months_after_the_one_before(later, expected):
    assert in_time("2014-06-02", "2014-08-01", later) == expected


def test_the_next_review_counts_from_the_one_held_and_not_from_the_day_it_was_due():
    # First due on 10 July and held on 10 June: the next is due on 10 December, not in January.
    assert in_time("2014-04-10", "2014-06-10", "2014-12-10")
    assert not in_time("2014-04-10", "2014-06-10", "2015-01-09")


def test_one_late_review_among_others_is_enough():
    # Due 2 September, held on the 9th; the next, due on 9 March, is in time.
    assert not in_time("2014-06-02", "2014-09-09", "2015-03-02")


def test_reviews_need_not_stand_in_order():
    assert in_time("2014-06-02", "2015-01-30", "2014-08-01")


def test_a_review_that_was_never_held_is_late():
    # First due on 2 September 2014.
    assert not in_time("2014-06-02")


def test_a_review_that_is_not_due_until_after_31_march_is_not_missed():
    # Reviewed on 1 October, next due on 1 April 2015.
    assert in_time("2014-07-02", "2014-10-01")


@pytest.mark.parametrize(
    ("held", "expected"),
    [(["2015-03-30"], True), (["2015-03-31"], False), (["2015-04-01"], False), ([], False)],
)
def test_the_years_last_due_day_is_30_march(held, expected):
    # Six months after 30 September are 30 March, and after 1 October 1 April: none are 31 March.
    # Three months after 31 December are, but a plan of that day is not yet looked at.
    assert in_time("2014-07-01", "2014-09-30", *held) == expected


@pytest.mark.parametrize(("held", "expected"), [("2014-04-01", True), ("2014-04-02", False)])
def test_the_years_first_due_day_is_1_april(held, expected):
    # Six months after 1 October 2013.
    assert in_time("2013-07-02", "2013-10-01", held, "2014-10-01") == expected


@pytest.mark.parametrize("late", ["2014-04-10", "2014-04-01"])
def test_a_review_that_fell_due_last_year_is_last_years_matter(late):
    # Reviewed on 20 September 2013, due on 20 March 2014, held in April: the next is due six
    # months after that.
    start, before = "2013-06-24", "2013-09-20"
    assert in_time(start, before, late, "2014-10-01", "2015-03-31")
    assert not in_time(start, before, late, year="2013-14", latest="2014-15")


@pytest.mark.parametrize(("next_one", "expected"), [("2014-10-10", True), ("2014-10-11", False)])
def test_after_a_late_review_the_next_is_due_six_months_from_when_it_was_held(next_one, expected):
    # Due on 20 March 2014, held on 10 April: next due on 10 October, and then on 10 April 2015.
    assert in_time("2013-06-24", "2013-09-20", "2014-04-10", next_one) == expected


def test_a_review_due_last_year_and_still_not_held_is_late_this_year_too():
    # Due on 20 March 2014. Even held then, the next would have been due on 20 September.
    assert not in_time("2013-06-24", "2013-09-20")
    assert not in_time("2013-06-24", "2013-09-20", "2015-04-02")


def test_a_review_held_after_the_year_does_not_help_it():
    # Due on 2 March 2015 and held on 2 April: seen from 2015-16, last year's plan is still late.
    assert not in_time("2014-06-02", "2014-09-02", "2015-04-02", year="2014-15", latest="2015-16")


def test_a_plan_older_than_the_records_is_known_by_its_last_review_before_them():
    # The records begin on 1 April 2012. Of a plan of 2010 they hold the review of 6 February
    # 2012: the year's first is due on 6 August.
    first = scope("2012-13")
    start = "2010-11-08"
    for held, expected in (("2012-08-06", 1), ("2012-08-07", 0)):
        known = reviews((start, "2012-02-06"), (start, held), (start, "2013-02-04"))
        assert counted(reviews_in_time(first, plans(start), known), "2012-13") == (expected, 1)


def test_a_plan_is_known_by_its_child_and_its_start():
    # Two children's plans of one day, and the first child's earlier plan: none helps another.
    both = plans("2014-06-02", "2014-06-02")
    held = reviews(("2014-06-02", "2014-09-01"), ("2014-06-02", "2015-02-27"))
    assert counted(reviews_in_time(scope(), both, held)) == (1, 2)
    earlier = reviews(("2013-01-07", "2014-09-01"), ("2013-01-07", "2015-02-27"))
    assert counted(reviews_in_time(scope(), plans("2014-06-02"), earlier)) == (0, 1)


@pytest.mark.parametrize(("late", "shown"), [(0, True), (3, False), (6, True)])
def test_few_late_reviews_are_not_to_be_found_by_subtraction(late, shown):
    starts = ["2014-06-02"] * 40
    held = [
        f"a{n} | {start} | {day}"
        for n, start in enumerate(starts)
        for day in ("2014-09-03" if n < late else "2014-09-02", "2015-03-02")
    ]
    known = drawn(REVIEWS, "\n".join(["child_id | plan_start | review_date", *held]))
    table = reviews_in_time(scope(), plans(*starts), known)
    assert counted(table) == (40 - late, 40)
    (cleared,) = cleared_tables([table], "public", "test").tables
    (row,) = cleared.cells[cleared.cells.year == "2014-15"].to_dict("records")
    assert (WITHHELD not in row.values()) == shown


def test_a_first_band_of_a_few_plans_is_not_to_be_found_by_subtraction():
    # 40 plans of June and three of March: with 43 open and 40 of them over three months old,
    # the three would be known.
    drawn_plans = plans(*["2014-06-02"] * 40, *["2015-03-02"] * 3)
    tables = [
        plans_by_duration_open(scope(), drawn_plans),
        reviews_in_time(scope(), drawn_plans, reviews()),
    ]
    durations, reviewed = cleared_tables(tables, "public", "test").tables
    now = durations.cells[durations.cells.year == "2014-15"].set_index("duration")["count"]
    of = reviewed.cells.set_index("year").denominator["2014-15"]
    assert now["3 months or less"] == WITHHELD
    assert WITHHELD in (now["Total"], of)
