"""Tests between groups of children, and deaths in the first year of life."""

from __future__ import annotations

import pytest

from lscb.disclosure.gate import cleared_tables
from lscb.measures.child_deaths import (
    deaths_by_age,
    deaths_by_deprivation,
    deaths_by_ethnicity,
    groups_compared,
    infant_deaths,
)
from lscb.records.ethnicities import ETHNIC_GROUPS
from lscb.tables import WITHHELD, Absent, Cell
from tests.drawn import assert_shows, drawn, scope

WINDOW = "2012-13 to 2014-15"

ALIKE = {
    "population_by_ethnic_group": {"by": dict.fromkeys(ETHNIC_GROUPS, 100)},
    "population_by_deprivation_quintile": {"by": dict.fromkeys(range(1, 6), 100)},
}


def deaths(times: int, ethnicity: str, quintile: str):
    return drawn(
        "child_deaths",
        f"""
        times   | date_of_death | resident | ethnicity   | deprivation_quintile
        {times} | 2013-05-02    | yes      | {ethnicity} | {quintile}
        9       | 2013-05-02    | no       | BCRB        | 3
        9       | 2012-03-31    | yes      | BCRB        | 3
        1       | 2013-05-02    | yes      |             |
        """,
    )


def test_p_is_exact_and_corrected_for_two_tests_and_under_ten_deaths_have_no_verdict():
    # Of 2 deaths in one of five groups of a size: X² 2² ÷ 0.4 - 2 = 8, of the chance 5 ÷ 25. Both
    # in the most deprived fifth: z (2 × 5 - 2 × 3) ÷ √(2 × 2) = 2, of the chance 2 ÷ 25, and twice
    # that by Holm; the larger p is then multiplied by 1.
    assert_shows(
        groups_compared(scope(**ALIKE), deaths(2, "WBRI", "1")),
        """
        test                              | statistic | p    | p_corrected | verdict
        Differences between ethnic groups | 8.0       | 0.2  | 0.2         | too few to compare
        Rate where deprivation is deeper  | 2.0       | 0.08 | 0.16        | too few to compare
        """,
    )


@pytest.mark.parametrize(
    ("quintile", "z", "verdict"), [("1", 4.5, "higher than"), ("5", -4.5, "lower than")]
)
def test_a_verdict_says_which_way_the_rate_goes_with_deprivation(quintile, z, verdict):
    # z: 10 deaths two ranks from the middle, 20 ÷ √(10 × 2).
    table = groups_compared(scope(**ALIKE), deaths(10, "WBRI", quintile))
    assert table.cells.statistic.tolist() == [40.0, z]
    assert table.cells.verdict.tolist() == ["higher than", verdict]
    assert table.cells.p_corrected.tolist() == [0.001, 0.001]
    assert table.cells.found_by.tolist() == ["full enumeration"] * 2


def test_a_difference_that_chance_may_well_make_is_no_clear_one():
    table = groups_compared(scope(**ALIKE), deaths(10, "WBRI", "3"))
    assert table.cells[["p", "verdict"]].iloc[1].tolist() == [1.0, "no clear difference from"]


def test_each_test_rests_on_every_count_of_its_table_and_a_corrected_one_on_those_of_both():
    table = groups_compared(scope(**ALIKE), deaths(10, "WBRI", "3"))
    by_group, by_fifth = table.column("p").made_of.values()
    quantity = "deaths of residents"
    assert {Cell.of(quantity, period=WINDOW, ethnic_group=g) for g in ("White", "Not known")} < (
        by_group
    )
    assert Cell.of(quantity, period=WINDOW, quintile="Not recorded") in by_fifth
    assert (len(by_group), len(by_fifth)) == (7, 7)
    assert set(table.column("verdict").made_of.values()) == {by_group | by_fifth}


def test_what_the_parameters_do_not_state_is_not_tested_and_nothing_is_before_a_window():
    stated = {"population_by_ethnic_group": ALIKE["population_by_ethnic_group"]}
    one = groups_compared(scope(**stated), deaths(10, "WBRI", "3"))
    assert one.cells.test.tolist() == ["Differences between ethnic groups"]
    assert one.cells.p.tolist() == one.cells.p_corrected.tolist()
    assert isinstance(groups_compared(scope(), deaths(10, "WBRI", "3")), Absent)
    assert groups_compared(scope("2013-14", **ALIKE), deaths(10, "WBRI", "3")).cells.empty


INFANTS = """
    times | date_of_death | resident | age_group
    2     | 2012-05-02    | yes      | 0 to 27 days
    3     | 2014-05-02    | yes      | 28 to 364 days
    1     | 2014-05-02    | yes      | 1 to 4 years
    1     | 2014-05-02    | yes      |
    9     | 2014-05-02    | no       | 0 to 27 days
    9     | 2012-03-31    | yes      | 0 to 27 days
"""


def births(**by_year: int) -> dict[str, object]:
    return {"live_births": {"by": {int(year.removeprefix("y_")): n for year, n in by_year.items()}}}


def test_infant_deaths_are_beside_the_births_of_the_calendar_years_the_years_begin_in():
    born = births(y_2011=9000, y_2012=500, y_2013=300, y_2014=200, y_2015=9000)
    # 5 of 1,000: the limits of 5 events by exact Poisson tables, 1.62 and 11.67.
    assert_shows(
        infant_deaths(scope(edition="panel", **born), drawn("child_deaths", INFANTS)),
        f"""
        period   | count | live_births | rate_per_1000 | lower | upper
        {WINDOW} | 5     | 1000        | 5.0           | 1.6   | 11.7
        2014-15  | 3     | 200         | 15.0          | 3.1   | 43.8
        """,
    )


def test_where_the_births_of_a_year_are_not_stated_its_window_has_no_rate():
    table = infant_deaths(scope(**births(y_2013=300, y_2014=200)), drawn("child_deaths", INFANTS))
    assert_shows(
        table,
        f"""
        period   | count | live_births | rate_per_1000 | lower | upper
        {WINDOW} | 5     | [x]         | [x]           | [x]   | [x]
        """,
    )


def test_without_births_there_is_the_count_alone_and_that_they_are_not_supplied():
    table = infant_deaths(scope(), drawn("child_deaths", INFANTS))
    assert [column.name for column in table.columns] == ["count"]
    assert table.notes == (
        "Not supplied in the report's parameters: live births, so that no rate is given.",
    )


def test_infant_deaths_are_the_sum_of_two_ages_that_another_table_shows():
    (identity,) = infant_deaths(scope(), drawn("child_deaths", INFANTS)).identities
    assert identity.left == (Cell.of("deaths under 1 year", period=WINDOW),)
    assert [dict(cell.at)["age_group"] for cell in identity.right] == [
        "0 to 27 days",
        "28 to 364 days",
    ]


def let_out(register) -> dict[str, object]:
    """The public tables of a register by name, after the gate."""
    asked = scope(**ALIKE)
    measures = (deaths_by_age, infant_deaths, deaths_by_ethnicity, deaths_by_deprivation)
    tables = [measure(asked, register) for measure in (*measures, groups_compared)]
    return {
        table.name: table.cells for table in cleared_tables(tables, "public", "Testshire").tables
    }


def public(unknown: int):
    """Deaths in groups of six and more, and some of no known group."""
    return drawn(
        "child_deaths",
        f"""
        times     | date_of_death | resident | ethnicity | deprivation_quintile | age_group
        20        | 2013-05-02    | yes      | WBRI      | 1                    | 0 to 27 days
        6         | 2013-05-02    | yes      | MWBC      | 2                    | 28 to 364 days
        6         | 2013-05-02    | yes      | AIND      | 3                    | 1 to 4 years
        6         | 2013-05-02    | yes      | BCRB      | 4                    | 5 to 9 years
        6         | 2013-05-02    | yes      | OOTH      | 5                    | 10 to 14 years
        {unknown} | 2013-05-02    | yes      |           |                      | 1 to 4 years
        """,
    )


@pytest.mark.parametrize("unknown", [0, 6])
def test_where_every_count_is_printed_tests_and_ratios_are_let_out(unknown):
    tables = let_out(public(unknown))
    assert WITHHELD not in set(tables["groups_compared"].to_numpy().ravel())
    assert tables["deaths_by_ethnicity"].ratio.iloc[0] == 3.33  # 20 ÷ 300 and 24 ÷ 1,200


@pytest.mark.parametrize("unknown", range(1, 6))
def test_a_few_deaths_of_no_known_group_keep_back_all_that_would_tell_how_many(unknown):
    tables = let_out(public(unknown))
    tested = tables["groups_compared"]
    assert set(tested[["statistic", "p", "p_corrected", "verdict", "found_by"]].stack()) == {
        WITHHELD
    }
    ratios = tables["deaths_by_ethnicity"].iloc[:5][["ratio", "ratio_lower", "ratio_upper"]]
    assert set(ratios.stack()) == {WITHHELD}


def test_a_count_of_infants_does_not_give_away_the_first_four_weeks():
    deaths = drawn(
        "child_deaths",
        """
        times | date_of_death | resident | age_group      | ethnicity | deprivation_quintile
        3     | 2013-05-02    | yes      | 0 to 27 days   | WBRI      | 1
        9     | 2013-05-02    | yes      | 28 to 364 days | WBRI      | 1
        8     | 2013-05-02    | yes      | 1 to 4 years   | WBRI      | 1
        """,
    )
    tables = let_out(deaths)
    infants, ages = tables["infant_deaths"], tables["deaths_by_age"]["count"].tolist()
    assert ages[0] == WITHHELD
    assert WITHHELD in {infants["count"].iloc[0], ages[1]}
