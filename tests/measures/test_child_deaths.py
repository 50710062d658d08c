"""Child deaths, counted from small drawn registers."""

from __future__ import annotations

import pytest

from lscb.measures.child_deaths import (
    deaths_by_category,
    deaths_by_year,
    deaths_expected,
    reviews_by_modifiable_factors,
)
from tests.drawn import assert_shows, drawn, scope


def population(**by_mid_year: int) -> dict[str, object]:
    return {"by": {int(year.removeprefix("mid_")): people for year, people in by_mid_year.items()}}


def test_a_death_belongs_to_the_year_of_death_and_not_of_its_notification():
    deaths = drawn(
        "child_deaths",
        """
        date_of_death | date_notified | resident
        2013-03-31    | 2013-04-02    | yes
        2013-04-01    | 2013-04-01    | yes
        2014-03-31    | 2014-04-01    | yes
        """,
    )
    assert_shows(
        deaths_by_year(scope("2014-15", windows=("2005-06", 5)), deaths),
        """
        period  | notified | residents
        2012-13 | 1        | 1
        2013-14 | 2        | 2
        2014-15 | 0        | 0
        """,
    )


def test_deaths_of_other_areas_children_are_notified_and_are_not_residents():
    deaths = drawn(
        "child_deaths",
        """
        date_of_death | resident
        2014-05-02    | yes
        2014-05-03    | no
        """,
    )
    table = deaths_by_year(scope("2014-15"), deaths)
    assert_shows(
        table,
        """
        period  | notified | residents
        2014-15 | 2        | 1
        """,
        period="2014-15",
    )


def test_deaths_before_and_after_the_reports_years_are_not_counted():
    deaths = drawn(
        "child_deaths",
        """
        date_of_death | resident
        2012-03-31    | yes
        2015-04-01    | yes
        """,
    )
    table = deaths_by_year(scope("2014-15"), deaths)
    assert (table.cells.notified == 0).all()


def test_a_window_follows_the_years_and_has_their_sum_and_the_rate_of_all_its_mid_years():
    deaths = drawn(
        "child_deaths",
        """
        times | date_of_death | resident
        5     | 2012-05-02    | yes
        10    | 2013-05-02    | yes
        5     | 2014-05-02    | yes
        1     | 2014-05-02    | no
        """,
    )
    people = population(mid_2012=100, mid_2013=0, mid_2014=100)
    table = deaths_by_year(scope("2014-15", population_0_17=people), deaths)
    # PHEindicatormethods test data, testdata_Rate: 5 of 100 people at 95 %
    assert_shows(
        table,
        """
        period             | notified | residents | population | rate_per_100000 | lower  | upper
        2012-13            | 5        | 5         | 100        | 5000.0          | 1623.5 | 11668.3
        2013-14            | 10       | 10        | 0          | [x]             | [x]    | [x]
        2014-15            | 6        | 5         | 100        | 5000.0          | 1623.5 | 11668.3
        2012-13 to 2014-15 | 21       | 20        | 200        | 10000.0         | 6105.7 | 15444.9
        """,
    )


def test_no_rate_is_given_for_one_or_two_deaths_and_one_is_for_none():
    deaths = drawn(
        "child_deaths",
        """
        times | date_of_death | resident
        1     | 2012-05-02    | yes
        2     | 2013-05-02    | yes
        """,
    )
    people = population(mid_2012=50_000, mid_2013=50_000, mid_2014=50_000)
    table = deaths_by_year(scope("2014-15", population_0_17=people), deaths)
    # No deaths: -log(0.025) ÷ 50,000. Three over 150,000: 0.6187 and 8.7673 by exact Poisson tables
    assert_shows(
        table,
        """
        period             | residents | rate_per_100000 | lower | upper
        2012-13            | 1         | [x]             | [x]   | [x]
        2013-14            | 2         | [x]             | [x]   | [x]
        2014-15            | 0         | 0.0             | 0.0   | 7.4
        2012-13 to 2014-15 | 3         | 2.0             | 0.4   | 5.8
        """,
    )


def test_a_year_without_a_population_has_no_rate_and_neither_has_its_window():
    deaths = drawn(
        "child_deaths",
        """
        times | date_of_death | resident
        9     | 2014-05-02    | yes
        """,
    )
    people = population(mid_2012=50_000, mid_2013=50_000)
    table = deaths_by_year(scope("2014-15", population_0_17=people), deaths)
    assert_shows(
        table,
        """
        period             | residents | population | rate_per_100000
        2014-15            | 9         | [x]        | [x]
        2012-13 to 2014-15 | 9         | [x]        | [x]
        """,
        period=("2014-15", "2012-13 to 2014-15"),
    )


@pytest.mark.parametrize(
    ("year", "windows", "labels"),
    [
        pytest.param("2013-14", ("2012-13", 3), [], id="one that is not complete"),
        pytest.param("2014-15", ("2012-13", 3), ["2012-13 to 2014-15"], id="complete"),
        pytest.param("2016-17", ("2012-13", 3), ["2012-13 to 2014-15"], id="it does not move"),
        pytest.param(
            "2017-18",
            ("2012-13", 3),
            ["2012-13 to 2014-15", "2015-16 to 2017-18"],
            id="the next does not overlap",
        ),
        pytest.param("2016-17", ("2012-13", 5), ["2012-13 to 2016-17"], id="five years"),
        pytest.param("2014-15", ("2010-11", 5), [], id="one the records do not cover whole"),
        pytest.param("2014-15", ("2015-16", 3), [], id="none has begun"),
    ],
)
def test_windows_are_shown_when_they_are_complete_and_never_move(year, windows, labels):
    nothing = drawn("child_deaths", "date_of_death | resident")
    asked = scope(year, "public", windows=windows)
    by_year = deaths_by_year(asked, nothing).cells.period
    assert [label for label in by_year if " to " in label] == labels
    for measure in (deaths_by_category, deaths_expected, reviews_by_modifiable_factors):
        assert measure(asked, nothing).cells.period.unique().tolist() == labels


@pytest.mark.parametrize(
    "measure", [deaths_by_category, deaths_expected, reviews_by_modifiable_factors]
)
def test_the_panel_sees_each_single_year_and_the_public_none(measure):
    nothing = drawn("child_deaths", "date_of_death | resident")
    panel = measure(scope("2014-15", "panel"), nothing).cells.period.unique()
    public = measure(scope("2014-15", "public"), nothing).cells.period.unique()
    assert panel.tolist() == ["2012-13", "2013-14", "2014-15"]
    assert public.tolist() == ["2012-13 to 2014-15"]


def test_categories_are_the_forms_in_its_order_then_reviews_not_complete_then_the_total():
    deaths = drawn(
        "child_deaths",
        """
        times | date_of_death | resident | review_completed | category
        2     | 2014-05-02    | yes      | 2015-01-09       | perinatal or neonatal event
        1     | 2014-06-02    | yes      | 2015-01-09       | infection
        3     | 2014-07-02    | yes      |                  |
        4     | 2014-07-02    | no       | 2015-01-09       | infection
        """,
    )
    # The ten categories: child death review forms, Form C
    assert_shows(
        deaths_by_category(scope("2014-15", "panel"), deaths),
        """
        category                                        | count
        Deliberately inflicted injury, abuse or neglect | 0
        Suicide or deliberate self-inflicted harm       | 0
        Trauma and other external factors               | 0
        Malignancy                                      | 0
        Acute medical or surgical condition             | 0
        Chronic medical condition                       | 0
        Chromosomal, genetic and congenital anomalies   | 0
        Perinatal or neonatal event                     | 2
        Infection                                       | 1
        Sudden unexpected, unexplained death            | 0
        Review not complete                             | 3
        Total                                           | 6
        """,
        period="2014-15",
    )


def test_in_public_categories_are_of_all_deaths_of_a_window():
    deaths = drawn(
        "child_deaths",
        """
        times | date_of_death | resident | review_completed | category
        2     | 2012-05-02    | yes      | 2013-01-09       | malignancy
        3     | 2014-06-02    | yes      | 2015-01-09       | malignancy
        """,
    )
    table = deaths_by_category(scope("2014-15", "public"), deaths)
    assert_shows(
        table,
        """
        period             | count
        2012-13 to 2014-15 | 5
        """,
        category="Malignancy",
    )


def test_deaths_are_expected_unexpected_or_not_yet_known():
    deaths = drawn(
        "child_deaths",
        """
        times | date_of_death | resident | expected
        4     | 2014-05-02    | yes      | yes
        2     | 2014-05-02    | yes      | no
        1     | 2014-05-02    | yes      |
        7     | 2014-05-02    | no       | yes
        """,
    )
    assert_shows(
        deaths_expected(scope("2014-15", "panel"), deaths),
        """
        expected      | count
        Expected      | 4
        Unexpected    | 2
        Not yet known | 1
        Total         | 7
        """,
        period="2014-15",
    )


def test_the_review_of_an_earlier_years_death_counts_in_the_year_of_the_review():
    deaths = drawn(
        "child_deaths",
        """
        date_of_death | resident | review_completed | modifiable_factors
        2011-05-02    | yes      | 2014-03-31       | yes
        2011-05-02    | yes      | 2014-04-01       | no
        2014-05-02    | yes      |                  |
        """,
    )
    assert_shows(
        reviews_by_modifiable_factors(scope("2014-15", "panel"), deaths),
        """
        period  | reviews | denominator | numerator
        2012-13 | 0       | 0           | 0
        2013-14 | 1       | 1           | 1
        2014-15 | 1       | 1           | 0
        """,
    )


def test_reviews_without_enough_information_are_not_in_the_denominator():
    deaths = drawn(
        "child_deaths",
        """
        times | date_of_death | resident | review_completed | modifiable_factors
        20    | 2014-05-02    | yes      | 2014-10-01       | yes
        80    | 2014-05-02    | yes      | 2014-10-01       | no
        7     | 2014-05-02    | yes      | 2014-10-01       | insufficient information
        """,
    )
    # PHEindicatormethods test data, testdata_Prop: 20 of 100 at 95 %
    assert_shows(
        reviews_by_modifiable_factors(scope("2014-15", "public"), deaths),
        """
        reviews | insufficient_information | denominator | numerator | percent | lower | upper
        107     | 7                        | 100         | 20        | 20.0    | 13.3  | 28.9
        """,
    )


def test_a_year_without_reviews_has_no_percentage():
    deaths = drawn(
        "child_deaths",
        """
        date_of_death | resident | review_completed | modifiable_factors
        2014-05-02    | yes      | 2014-10-01       | insufficient information
        """,
    )
    assert_shows(
        reviews_by_modifiable_factors(scope("2014-15", "panel"), deaths),
        """
        period  | reviews | denominator | numerator | percent | lower | upper
        2012-13 | 0       | 0           | 0         | [z]     | [z]   | [z]
        2013-14 | 0       | 0           | 0         | [z]     | [z]   | [z]
        2014-15 | 1       | 0           | 0         | [z]     | [z]   | [z]
        """,
    )


def test_modifiable_factors_before_april_2010_were_another_question_and_are_not_shown():
    deaths = drawn(
        "child_deaths",
        """
        date_of_death | resident | review_completed | modifiable_factors
        2009-05-02    | yes      | 2010-03-31       | yes
        2009-05-02    | yes      | 2010-04-01       | yes
        """,
    )
    years = {"first_year": "2008-09", "windows": ("2008-09", 3)}
    panel = reviews_by_modifiable_factors(scope("2011-12", "panel", **years), deaths)
    assert_shows(
        panel,
        """
        period  | reviews | numerator
        2010-11 | 1       | 1
        2011-12 | 0       | 0
        """,
    )
    public = reviews_by_modifiable_factors(scope("2013-14", "public", **years), deaths)
    assert public.cells.period.tolist() == ["2011-12 to 2013-14"]


def test_deaths_judged_preventable_are_in_no_count_of_modifiable_factors():
    deaths = drawn(
        "child_deaths",
        """
        times | date_of_death | review_completed | preventable | modifiable_factors
        5     | 2009-05-02    | 2010-03-31       | preventable |
        2     | 2009-05-02    | 2010-04-01       |             | yes
        """,
    )
    years = {"first_year": "2009-10", "windows": ("2009-10", 3)}
    assert_shows(
        reviews_by_modifiable_factors(scope("2011-12", "panel", **years), deaths),
        """
        period  | reviews | denominator | numerator
        2010-11 | 2       | 2           | 2
        2011-12 | 0       | 0           | 0
        """,
    )
    public = reviews_by_modifiable_factors(scope("2011-12", "public", **years), deaths)
    assert public.cells.empty
