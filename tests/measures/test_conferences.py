"""Initial conferences: how long after the strategy discussion they were held."""

from __future__ import annotations

from lscb.measures.child_protection_plans import icpc_timeliness
from lscb.tables import TOTAL
from tests.drawn import assert_shows, drawn, scope

HELD = "conferences"


def test_conferences_are_banded_by_working_days_at_each_bound():
    # Monday 2 June 2014: no bank holiday until 25 August
    held = drawn(
        HELD,
        """
        strategy_discussion | conference_date | transfer_in
        2014-06-02          | 2014-06-16      | no
        2014-06-02          | 2014-06-17      | no
        2014-06-02          | 2014-06-23      | no
        2014-06-02          | 2014-06-24      | no
        2014-06-02          | 2014-06-30      | no
        2014-06-02          | 2014-07-01      | no
        2014-06-02          | 2014-06-02      | no
                            | 2014-06-16      | no
                            | 2014-06-16      | yes
        """,
    )
    assert_shows(
        icpc_timeliness(scope("2014-15"), held),
        """
        group                           | working_days | count | denominator | percent
        Within 15 working days          | Total        | 4     | 7           | 57.1
        Within 15 working days          | 10 or fewer  | 2     | 7           | 28.6
        Within 15 working days          | 11 to 15     | 2     | 7           | 28.6
        Later                           | Total        | 3     | 7           | 42.9
        Later                           | 16 to 20     | 2     | 7           | 28.6
        Later                           | 21 or more   | 1     | 7           | 14.3
        No strategy discussion recorded | Total        | 1     | [z]         | [z]
        Transferred in                  | Total        | 1     | [z]         | [z]
        Total                           | Total        | 9     | [z]         | [z]
        """,
        year="2014-15",
    )


def test_bank_holidays_do_not_count_against_a_conference():
    # 18 and 21 April 2014 were Good Friday and Easter Monday: without them it is day 17
    held = drawn(
        HELD,
        """
        strategy_discussion | conference_date | transfer_in
        2014-04-08          | 2014-05-01      | no
        """,
    )
    assert_shows(
        icpc_timeliness(scope("2014-15"), held),
        """
        count
        1
        """,
        year="2014-15",
        working_days="11 to 15",
    )


def test_a_conference_belongs_to_the_year_in_which_it_was_held():
    held = drawn(
        HELD,
        """
        strategy_discussion | conference_date | transfer_in
        2014-03-20          | 2014-03-31      | no
        2014-03-20          | 2014-04-01      | no
        2013-03-20          | 2013-03-28      | no
        """,
    )
    assert_shows(
        icpc_timeliness(scope("2014-15"), held),
        """
        year    | count
        2013-14 | 1
        2014-15 | 1
        """,
        group=TOTAL,
    )


def test_the_share_held_in_15_working_days_is_the_one_bexley_reported():
    held = drawn(
        HELD,
        """
        times | strategy_discussion | conference_date | transfer_in
        272   | 2013-06-03          | 2013-06-24      | no
        60    | 2013-06-03          | 2013-06-25      | no
        """,
    )
    # 272 of 332, printed as 82 %: Bexley LSCB annual report 2013/14. Limits: scipy.stats.binomtest
    assert_shows(
        icpc_timeliness(scope("2013-14"), held),
        """
        percent | lower | upper
        81.9    | 77.4  | 85.7
        """,
        year="2013-14",
        group="Within 15 working days",
        working_days=TOTAL,
    )


def test_a_year_in_which_nothing_can_be_measured_has_no_shares():
    held = drawn(HELD, "conference_date | transfer_in\n2014-06-02 | no\n2014-06-02 | yes")
    cells = icpc_timeliness(scope("2014-15"), held).cells
    assert (cells.percent == "[z]").all()
    assert cells[(cells.year == "2014-15") & (cells.group == TOTAL)]["count"].tolist() == [2]
