"""How soon a second plan follows a first, on plans drawn by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from lscb.disclosure.gate import cleared_tables
from lscb.measures.child_protection_plans import plan_flow, time_to_second_plan
from lscb.scope import Scope
from lscb.tables import Absent
from tests.drawn import assert_shows, drawn, scope

HEAD = "child_id | plan_start | plan_end | previous_plans"


def of(
    plans: str, *, more: int = 0, children: str = "", **asked: object
) -> tuple[Scope, pd.DataFrame]:
    """The table of some plans, and of so many children more who are followed to the last day."""
    rows = [line.strip() for line in plans.strip().splitlines()]
    rows += [f"other {n} | 2011-05-01 | 2012-04-01 | 0" for n in range(more)]
    record = drawn("child_protection_plans", "\n".join([HEAD, *rows]))
    known = drawn("children", children or "child_id | birth_date\nnobody | 2005-01-01")
    asked = {"edition": "panel"} | asked
    return time_to_second_plan(scope(**asked), record, known)


def seen(table: pd.DataFrame) -> list[int]:
    return list(table.cells.second)


def test_the_share_allows_for_those_followed_for_less():
    # Twenty first plans. One is followed by a second after 100 days: 19/20 are left. Ten are lost
    # on day 200; of the nine left one starts a second after 300 days: 19/20 × 8/9 are left.
    lost = "\n".join(f"late {n} | 2013-01-01 | 2014-09-12 | 0" for n in range(10))
    table = of(
        f"""a | 2012-01-01 | 2012-06-01 | 0
        a | 2012-09-09 | 2013-01-01 | 1
        b | 2012-01-01 | 2012-06-01 | 0
        b | 2013-03-28 |            | 1
        {lost}""",
        more=8,
    )
    assert_shows(
        table,
        """
        period             | within    | second | first | percent
        2012-13 to 2014-15 | 6 months  | 1      | 20    | 5.0
        2012-13 to 2014-15 | 12 months | 2      | 20    | 15.6
        2012-13 to 2014-15 | 24 months | 2      | 20    | 15.6
        """,
    )


@pytest.mark.parametrize(
    ("second_start", "expected"),
    [("2012-12-01", [1, 1, 1]), ("2012-12-02", [0, 1, 1]), ("2012-06-01", [1, 1, 1])],
)
def test_six_months_are_183_days_and_the_same_day_counts(second_start, expected):
    table = of(f"a | 2012-01-01 | 2012-06-01 | 0\na | {second_start} | | 1", more=10)
    assert seen(table) == expected


@pytest.mark.parametrize(
    ("second_start", "expected"), [("2014-06-01", [0, 0, 1]), ("2014-06-02", [0, 0, 0])]
)
def test_24_months_are_730_days(second_start, expected):
    table = of(f"a | 2012-01-01 | 2012-06-01 | 0\na | {second_start} | | 1", more=10)
    assert seen(table) == expected


@pytest.mark.parametrize("column", ["birth_date", "death_date"])
def test_nobody_is_followed_beyond_the_18th_birthday_or_the_death(column):
    stop = {"birth_date": "1994-08-01", "death_date": "2012-08-01"}[column]
    plans = "a | 2012-01-01 | 2012-06-01 | 0\na | 2012-09-01 | | 1"
    table = of(plans, more=10, children=f"child_id | {column}\na | {stop}")
    assert seen(table) == [0, 0, 0]
    assert set(table.cells["first"]) == {11}


def test_who_was_18_or_had_died_when_the_first_plan_ended_is_not_followed():
    children = "child_id | birth_date | death_date\na | 1994-06-01 |\nb | 2005-01-01 | 2012-06-01"
    plans = "a | 2012-01-01 | 2012-06-01 | 0\nb | 2012-01-01 | 2012-06-01 | 0"
    assert set(of(plans, more=10, children=children).cells["first"]) == {10}


def test_a_first_plan_is_one_with_no_plan_before_and_ended_in_the_years_of_the_records():
    table = of(
        """earlier | 2011-01-01 | 2012-03-31 | 0
        again | 2012-01-01 | 2012-06-01 | 1
        open | 2014-01-01 | | 0""",
        more=10,
    )
    assert set(table.cells["first"]) == {10}


def test_a_third_plan_is_not_counted_as_a_second():
    table = of(
        """a | 2012-01-01 | 2012-06-01 | 0
        a | 2014-01-01 | 2014-02-01 | 1
        a | 2014-03-01 | | 2""",
        more=10,
    )
    assert seen(table) == [0, 0, 1]


def test_the_public_is_told_of_fixed_windows_followed_to_their_own_end():
    plans = "a | 2012-01-01 | 2014-06-01 | 0\na | 2015-05-01 | | 1"
    table = of(plans, more=10, year="2015-16", edition="public")
    assert set(table.cells.period) == {"2012-13 to 2014-15"}
    assert seen(table) == [0, 0, 0]
    assert seen(of(plans, more=10, year="2015-16")) == [0, 1, 1]
    assert of(plans, more=10, windows=("2013-14", 5), edition="public").cells.empty


def test_too_few_first_plans_give_no_estimate():
    plan = "a | 2012-01-01 | 2012-06-01 | 0"
    assert isinstance(of(plan, edition="public"), Absent)
    assert set(of(plan).cells.percent) == {"[x]"}


def repeats(times: int, wait: str) -> str:
    rows = (
        f"r{wait}{n} | 2012-01-01 | 2012-06-01 | 0\nr{wait}{n} | {wait} | | 1" for n in range(times)
    )
    return "\n".join(rows)


def cleared(plans: str, more: int) -> pd.DataFrame:
    (table,) = cleared_tables([of(plans, more=more, edition="public")], "public", "here").tables
    return table.cells.set_index("within")


def test_an_estimate_that_rests_on_fewer_than_ten_second_plans_is_not_public():
    cells = cleared(repeats(9, "2012-09-01") + "\n" + repeats(6, "2013-03-01"), 40)
    assert list(cells.second) == [9, 15, 15]
    assert cells.percent["6 months"] == "[c]"
    assert cells.percent["12 months"] == 27.0


def test_no_difference_of_two_counts_gives_back_a_few_children():
    cells = cleared(repeats(20, "2012-09-01") + "\n" + repeats(3, "2013-03-01"), 40)
    assert "[c]" in {cells.second["6 months"], cells.second["12 months"]}
    assert "[c]" in {cells.second["6 months"], cells.second["24 months"]}


def test_the_few_plans_that_ended_and_were_no_first_ones_are_not_given_back():
    rows = "\n".join(f"old {n} | 2012-01-01 | 2012-06-01 | 1" for n in range(3))
    plans = "\n".join([HEAD, rows, *(f"o{n} | 2011-05-01 | 2012-07-01 | 0" for n in range(30))])
    record = drawn("child_protection_plans", plans)
    known = drawn("children", "child_id | birth_date\nnobody | 2005-01-01")
    tables = [
        m(scope(), *given)
        for m, given in ((plan_flow, (record,)), (time_to_second_plan, (record, known)))
    ]
    flow, again = (table.cells for table in cleared_tables(tables, "public", "here").tables)
    assert "[c]" in {*flow.ended, *again["first"]}
