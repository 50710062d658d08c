"""Deaths by age and sex, reviews by category, and how long deaths wait for one."""

from __future__ import annotations

from lscb.measures.child_deaths import (
    deaths_awaiting_review,
    deaths_by_age,
    deaths_by_sex,
    reviews_by_category,
    reviews_by_year_of_death,
    time_to_review,
)
from lscb.tables import TOTAL, Absent, Cell
from tests.drawn import assert_shows, drawn, scope

WINDOW = "2012-13 to 2014-15"

DEATHS = """
    times | date_of_death | resident | age_group     | sex
    2     | 2012-05-02    | yes      | 0 to 27 days  | male
    1     | 2013-05-02    | yes      | 0 to 27 days  | female
    1     | 2014-05-02    | yes      | 5 to 9 years  |
    1     | 2015-03-31    | yes      |               | female
    1     | 2014-05-02    | no       | 5 to 9 years  | male
    1     | 2012-03-31    | yes      | 5 to 9 years  | male
"""


def test_in_public_deaths_are_by_age_over_a_window_and_not_by_sex_too():
    assert_shows(
        deaths_by_age(scope(), drawn("child_deaths", DEATHS)),
        f"""
        period   | age_group       | sex     | count
        {WINDOW} | 0 to 27 days    | {TOTAL} | 3
        {WINDOW} | 28 to 364 days  | {TOTAL} | 0
        {WINDOW} | 1 to 4 years    | {TOTAL} | 0
        {WINDOW} | 5 to 9 years    | {TOTAL} | 1
        {WINDOW} | 10 to 14 years  | {TOTAL} | 0
        {WINDOW} | 15 to 17 years  | {TOTAL} | 0
        {WINDOW} | Not recorded    | {TOTAL} | 1
        {WINDOW} | {TOTAL}         | {TOTAL} | 5
        """,
    )


def test_the_panel_sees_ages_by_sex_and_the_reporting_year_beside_the_window():
    table = deaths_by_age(scope(edition="panel"), drawn("child_deaths", DEATHS))
    assert table.cells.period.unique().tolist() == [WINDOW, "2014-15"]
    assert_shows(
        table,
        """
        sex          | count
        Male         | 2
        Female       | 1
        Not recorded | 0
        Total        | 3
        """,
        period=WINDOW,
        age_group="0 to 27 days",
    )


def test_sexes_and_those_not_recorded_are_all_deaths_of_residents():
    assert_shows(
        deaths_by_sex(scope(), drawn("child_deaths", DEATHS)),
        """
        sex          | count
        Male         | 2
        Female       | 2
        Not recorded | 1
        Total        | 5
        """,
    )


def test_a_register_that_gives_no_ages_and_no_sexes_is_told_so_and_not_shown_as_not_recorded():
    deaths = drawn("child_deaths", "date_of_death | resident\n2014-05-02 | yes")
    assert deaths_by_age(scope(), deaths) == Absent(
        "Not counted: the register does not give age_group, how old the children were."
    )
    assert isinstance(deaths_by_sex(scope(), deaths), Absent)


def test_reviews_are_by_the_deaths_category_and_what_they_found():
    deaths = drawn(
        "child_deaths",
        """
        times | review_completed | category   | modifiable_factors
        3     | 2012-05-02       | malignancy | no
        1     | 2013-05-02       | malignancy | yes
        2     | 2014-05-02       | infection  | insufficient information
        1     | 2015-04-01       | infection  | yes
        """,
    )
    table = reviews_by_category(scope(), deaths)
    # Wilson limits of 1 of 4, 4.6 and 69.9 %, are those of Newcombe's table of single proportions.
    assert_shows(
        table,
        """
        category   | reviews | denominator | numerator | percent | lower | upper
        Malignancy | 4       | 4           | 1         | 25.0    | 4.6   | 69.9
        Infection  | 2       | 0           | 0         | [z]     | [z]   | [z]
        Total      | 6       | 4           | 1         | 25.0    | 4.6   | 69.9
        """,
        category=("Malignancy", "Infection", TOTAL),
    )
    assert len(table.cells) == 11


def test_six_months_after_a_death_are_calendar_months_and_their_last_day_is_within():
    deaths = drawn(
        "child_deaths",
        """
        date_of_death | review_completed
        2013-08-31    | 2014-02-28
        2013-08-31    | 2014-03-01
        2013-03-15    | 2014-03-15
        2013-03-15    | 2014-03-16
        """,
    )
    assert_shows(
        time_to_review(scope(edition="panel"), deaths),
        """
        period  | reviews | within_6_months | within_12_months | over_12_months
        2012-13 | 0       | 0               | 0                | 0
        2013-14 | 4       | 1               | 2                | 1
        2014-15 | 0       | 0               | 0                | 0
        """,
    )


def test_deaths_await_review_from_the_day_they_are_notified_until_it_is_completed():
    deaths = drawn(
        "child_deaths",
        """
        date_notified | review_completed | resident
        2013-10-01    |                  | yes
        2013-09-30    | 2014-04-01       | yes
        2013-09-29    | 2014-03-31       | yes
        2013-03-30    |                  | yes
        2014-04-01    |                  | yes
        2013-10-05    |                  | no
        """,
    )
    assert_shows(
        deaths_awaiting_review(scope(), deaths),
        """
        year    | awaiting | under_6_months | under_12_months | over_12_months
        2012-13 | 1        | 1              | 0               | 0
        2013-14 | 3        | 1              | 1               | 1
        2014-15 | 3        | 0              | 1               | 2
        """,
    )


def test_reviews_of_a_year_are_of_its_own_deaths_and_of_earlier_ones():
    deaths = drawn(
        "child_deaths",
        """
        date_of_death | resident | review_completed
        2014-04-01    | yes      | 2015-03-31
        2014-03-31    | yes      | 2014-04-01
        2009-05-02    | no       | 2014-04-01
        2014-05-02    | yes      |
        2013-05-02    | yes      | 2014-03-31
        2014-05-02    | yes      | 2015-04-01
        """,
    )
    table = reviews_by_year_of_death(scope(), deaths)
    assert_shows(
        table,
        """
        period  | reviews | of_the_year | of_earlier
        2012-13 | 0       | 0           | 0
        2013-14 | 1       | 1           | 0
        2014-15 | 3       | 1           | 2
        """,
    )


def test_a_years_deaths_less_those_reviewed_in_it_are_a_count_that_anyone_finds():
    table = reviews_by_year_of_death(scope(), drawn("child_deaths", DEATHS))
    remainders = {identity.remainder for identity in table.identities if identity.remainder}
    assert Cell.of("deaths not reviewed in their year", period="2014-15") in remainders
    assert len(remainders) == 3
