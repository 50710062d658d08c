"""Deaths by ethnic group and by deprivation beside the children of each group."""

from __future__ import annotations

import pytest

from lscb.measures.child_deaths import deaths_by_deprivation, deaths_by_ethnicity
from lscb.tables import NOT_AVAILABLE, TOTAL, Absent, Cell
from tests.drawn import assert_shows, drawn, scope

WINDOW = "2012-13 to 2014-15"

CHILDREN = {
    "population_by_ethnic_group": {
        "by": {
            "White": 100,
            "Mixed": 100,
            "Asian or Asian British": 100,
            "Black or Black British": 1000,
            "Other ethnic groups": 100,
        }
    },
    "population_by_deprivation_quintile": {"by": {1: 100, 2: 200, 3: 100, 4: 100, 5: 100}},
}

ETHNICITIES = """
    times | date_of_death | resident | ethnicity
    4     | 2012-05-02    | yes      | WBRI
    1     | 2015-03-31    | yes      | WROM
    2     | 2013-05-02    | yes      | MWBC
    3     | 2013-05-02    | yes      | CHNE
    1     | 2014-05-02    | yes      | REFU
    1     | 2014-05-02    | yes      |
    9     | 2014-05-02    | no       | BCRB
    9     | 2012-03-31    | yes      | BCRB
"""

QUINTILES = """
    times | date_of_death | resident | deprivation_quintile
    5     | 2012-05-02    | yes      | 1
    20    | 2013-05-02    | yes      | 2
    2     | 2014-05-02    | yes      | 5
    3     | 2014-05-02    | yes      |
    9     | 2014-05-02    | no       | 3
"""


def test_deaths_of_residents_are_by_ethnic_group_and_those_not_known_have_a_row():
    table = deaths_by_ethnicity(scope(), drawn("child_deaths", ETHNICITIES))
    # Without the census figure: counts alone, and that it was not supplied.
    assert [column.name for column in table.columns] == ["count"]
    assert any(note.startswith("Not supplied in the report's parameters") for note in table.notes)
    assert_shows(
        table,
        f"""
        period   | ethnic_group           | count
        {WINDOW} | White                  | 5
        {WINDOW} | Mixed                  | 2
        {WINDOW} | Asian or Asian British | 3
        {WINDOW} | Black or Black British | 0
        {WINDOW} | Other ethnic groups    | 0
        {WINDOW} | Not known              | 2
        {WINDOW} | {TOTAL}                | 12
        """,
    )


def test_a_groups_rate_is_of_its_children_times_the_years_of_the_window():
    table = deaths_by_ethnicity(scope(**CHILDREN), drawn("child_deaths", ETHNICITIES))
    # 5 of 300: the limits of 5 events, 1.6235 and 11.6683, are those of exact Poisson tables; of 3
    # events 0.6187 and 8.7673, and of none 3.6889.
    assert_shows(
        table,
        """
        ethnic_group           | population | rate_per_100000 | lower | upper
        White                  | 300        | 1666.7          | 541.2 | 3889.4
        Mixed                  | 300        | [x]             | [x]   | [x]
        Asian or Asian British | 300        | 1000.0          | 206.2 | 2922.4
        Black or Black British | 3000       | 0.0             | 0.0   | 123.0
        Other ethnic groups    | 300        | 0.0             | 0.0   | 1229.6
        Not known              | [z]        | [z]             | [z]   | [z]
        Total                  | [z]        | [z]             | [z]   | [z]
        """,
    )


def test_a_groups_ratio_is_to_all_other_known_groups_together():
    table = deaths_by_ethnicity(scope(**CHILDREN), drawn("child_deaths", ETHNICITIES))
    # White: 5 ÷ 300, the others 5 ÷ 3,900. R's binom.test(5, 10) gives 0.187086 and 0.812914: as
    # ratios 0.230142 and 4.345136, times 13.
    assert_shows(
        table,
        """
        ethnic_group | ratio | ratio_lower | ratio_upper
        White        | 13.0  | 2.99        | 56.49
        Mixed        | [x]   | [x]         | [x]
        """,
        ethnic_group=("White", "Mixed"),
    )
    assert "5 comparisons a period" in " ".join(table.notes)


def test_where_all_other_groups_had_no_death_there_is_no_ratio_to_them():
    deaths = drawn(
        "child_deaths",
        "times | date_of_death | resident | ethnicity\n4 | 2014-05-02 | yes | WBRI",
    )
    ratios = deaths_by_ethnicity(scope(**CHILDREN), deaths).cells
    assert ratios.ratio.iloc[0] == NOT_AVAILABLE
    assert ratios.ratio_upper.iloc[0] == NOT_AVAILABLE
    assert ratios.ratio_lower.iloc[0] > 0


def test_a_ratio_rests_on_the_deaths_of_no_known_group_as_well():
    table = deaths_by_ethnicity(scope(**CHILDREN), drawn("child_deaths", ETHNICITIES))
    behind = table.column("ratio").made_of[WINDOW, "White"]
    quantity = "deaths of residents"
    assert behind == {
        Cell.of(quantity, period=WINDOW, ethnic_group="White"),
        Cell.of(quantity, period=WINDOW, ethnic_group="Not known"),
        Cell.of(quantity, period=WINDOW),
    }


def test_deaths_are_by_deprivation_quintile_and_those_not_recorded_have_a_row():
    table = deaths_by_deprivation(scope(**CHILDREN), drawn("child_deaths", QUINTILES))
    # PHEindicatormethods test data, testdata_Rate: 5 and 20 of 100 people have 1623.5 to
    # 11668.3 and 6105.7 to 15444.9; here they are 5 of 300 and 20 of 600.
    assert_shows(
        table,
        """
        quintile                   | count | population | rate_per_100000 | lower  | upper
        Quintile 1, most deprived  | 5     | 300        | 1666.7          | 541.2  | 3889.4
        Quintile 2                 | 20    | 600        | 3333.3          | 2035.2 | 5148.3
        Quintile 3                 | 0     | 300        | 0.0             | 0.0    | 1229.6
        Quintile 4                 | 0     | 300        | 0.0             | 0.0    | 1229.6
        Quintile 5, least deprived | 2     | 300        | [x]             | [x]    | [x]
        Not recorded               | 3     | [z]        | [z]             | [z]    | [z]
        Total                      | 30    | [z]        | [z]             | [z]    | [z]
        """,
    )
    assert not {"ratio"} & set(table.cells)


@pytest.mark.parametrize("measure", [deaths_by_ethnicity, deaths_by_deprivation])
def test_the_panel_sees_the_reporting_year_beside_the_window_and_its_children_once(measure):
    record = drawn("child_deaths", ETHNICITIES).assign(deprivation_quintile="3")
    table = measure(scope(edition="panel", **CHILDREN), record)
    assert table.cells.period.unique().tolist() == [WINDOW, "2014-15"]
    by_period = table.cells.groupby("period", sort=False).population.first()
    assert by_period.tolist() == [300, 100]


@pytest.mark.parametrize("measure", [deaths_by_ethnicity, deaths_by_deprivation])
def test_a_register_that_does_not_give_the_group_is_told_so(measure):
    deaths = drawn("child_deaths", "date_of_death | resident\n2014-05-02 | yes")
    assert isinstance(measure(scope(**CHILDREN), deaths), Absent)
