"""Children on a plan by age, by sex and by ethnic group, each on small records drawn by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from lscb.disclosure.gate import cleared_tables
from lscb.measures.child_protection_plans import plans_by_age, plans_by_ethnicity, plans_by_sex
from lscb.measures.child_protection_plans.flow import plan_flow
from lscb.tables import Absent
from tests.drawn import assert_shows, drawn, scope

PEOPLE = {
    "White": 8000,
    "Mixed": 500,
    "Asian or Asian British": 500,
    "Black or Black British": 500,
    "Other ethnic groups": 500,
}


def on_plans(children: pd.DataFrame) -> pd.DataFrame:
    """A plan of each child, open since before both years' ends."""
    plans = drawn("child_protection_plans", f"plan_start | times\n2013-05-01 | {len(children)}")
    return plans.assign(child_id=children.child_id)


def of_groups(**codes: int) -> pd.DataFrame:
    rows = "\n".join(f"{code} | 2010-01-01 | {times}" for code, times in codes.items())
    return drawn("children", f"ethnicity | birth_date | times\n{rows}")


def test_age_is_in_completed_years_on_31_march_itself():
    children = drawn(
        "children",
        """
        birth_date | expected_birth_date | sex
        2015-04-01 |                     | female
                   | 2015-06-01          | not recorded
        2015-03-31 |                     | male
        2014-04-01 |                     | male
        2014-03-31 |                     | female
        2010-04-01 |                     | female
        2010-03-31 |                     | female
        2005-03-31 |                     | male
        1999-04-01 |                     | male
        1999-03-31 |                     | indeterminate
        1996-03-31 |                     | female
                   |                     | male
        """,
    )
    table = plans_by_age(scope(), on_plans(children), children)
    assert_shows(
        table,
        """
        age_group    | count
        Unborn       | 2
        Under 1      | 2
        1 to 4       | 2
        5 to 9       | 1
        10 to 15     | 2
        16 and over  | 2
        Not recorded | 1
        Total        | 12
        """,
        year="2014-15",
    )
    assert_shows(
        plans_by_sex(scope(), on_plans(children), children),
        """
        sex          | count
        Male         | 5
        Female       | 4
        Not recorded | 3
        Total        | 12
        """,
        year="2014-15",
    )


def test_last_years_age_is_that_of_last_years_day():
    children = drawn("children", "birth_date\n2014-03-31")
    table = plans_by_age(scope(), on_plans(children), children)
    shown = table.cells[table.cells["count"] == 1]
    assert list(zip(shown.year, shown.age_group, strict=True)) == [
        ("2013-14", "Under 1"),
        ("2013-14", "Total"),
        ("2014-15", "1 to 4"),
        ("2014-15", "Total"),
    ]


def test_a_child_of_whom_no_record_is_held_is_counted_as_not_recorded():
    children = drawn("children", "birth_date | sex\n2010-01-01 | male\n2010-01-01 | male")
    plans, known = on_plans(children), children.iloc[:1]
    for measure, at in ((plans_by_age, "age_group"), (plans_by_sex, "sex")):
        cells = measure(scope(), plans, known).cells
        of_year = cells[cells.year == "2014-15"].set_index(at)["count"]
        assert of_year[of_year.index.str.startswith("Not recorded")].item() == 1


def test_the_panel_alone_is_told_age_by_sex():
    children = drawn("children", "birth_date | sex\n2010-01-01 | male\n2010-01-01 | female")
    public = plans_by_age(scope(), on_plans(children), children).cells
    assert set(public.sex) == {"Total"}
    panel = plans_by_age(scope(edition="panel"), on_plans(children), children).cells
    boys = panel[(panel.year == "2014-15") & (panel.sex == "Male")]
    assert boys.set_index("age_group")["count"].to_dict()["5 to 9"] == 1


@pytest.mark.parametrize("measure", [plans_by_age, plans_by_sex, plans_by_ethnicity])
def test_a_record_of_children_that_does_not_say_is_no_table_of_noughts(measure):
    children = drawn("children", "disabilities\nNONE")
    assert isinstance(measure(scope(), on_plans(children), children), Absent)


def test_the_gate_refuses_ages_that_are_not_those_of_the_years_plans():
    children = drawn("children", "birth_date | times\n2010-01-01 | 7")
    plans = on_plans(children)
    flow = plan_flow(scope(), plans)
    cleared_tables([flow, plans_by_age(scope(), plans, children)], "panel", "here")
    with pytest.raises(Exception, match="counts that add up"):
        cleared_tables([flow, plans_by_age(scope(), plans.iloc[1:], children)], "panel", "here")


def test_a_group_is_compared_with_all_others_whose_group_is_known():
    # Mixed: 40 of 500. All others: 60 of 9,500. 0.08 ÷ 0.00631578... = 12.67, by hand.
    children = of_groups(WBRI=30, MWBC=40, AIND=15, BCRB=10, OOTH=5, REFU=3)
    plans = on_plans(children)
    table = plans_by_ethnicity(scope(population_by_ethnic_group={"by": PEOPLE}), plans, children)
    assert_shows(
        table,
        """
        ethnic_group           | count | rate_per_10000 | ratio | verdict
        White                  | 30    | 37.5           | 0.11  | lower than
        Mixed                  | 40    | 800.0          | 12.67 | higher than
        Asian or Asian British | 15    | 300.0          | 3.35  | higher than
        Black or Black British | 10    | 200.0          | 2.11  | no clear difference from
        Other ethnic groups    | 5     | 100.0          | 1.0   | too few to compare
        Not known              | 3     | [z]            | [z]   | [z]
        Total                  | 103   | [z]            | [z]   | [z]
        """,
    )
    assert "5 comparisons" in table.notes[1]
    assert "Exploratory" in table.notes[1]


def test_without_populations_there_are_counts_and_no_rates_and_it_is_said():
    children = of_groups(WBRI=7, MWBC=2)
    table = plans_by_ethnicity(scope(), on_plans(children), children)
    assert [column.name for column in table.columns] == ["count"]
    assert list(table.cells["count"]) == [7, 2, 0, 0, 0, 0, 9]
    assert "was not supplied" in table.notes[0]


def in_public(children: pd.DataFrame) -> pd.DataFrame:
    """Plans by ethnic group in a report that prints how many there are in all."""
    plans = on_plans(children)
    asked = scope(population_by_ethnic_group={"by": PEOPLE})
    tables = [plans_by_ethnicity(asked, plans, children), plan_flow(asked, plans)]
    cleared, _ = cleared_tables(tables, "public", "here").tables
    return cleared.cells.set_index("ethnic_group")


def test_no_ratio_gives_back_a_group_that_is_withheld():
    # All but those not known are large; but the ratios would tell how many those are.
    cells = in_public(of_groups(WBRI=60, MWBC=40, AIND=30, BCRB=20, OOTH=10, NOBT=2))
    assert cells["count"]["Not known"] == "[c]"
    assert set(cells.ratio[:5]) == set(cells.verdict[:5]) == {"[c]"}
    assert cells.rate_per_10000["White"] == 75.0


def test_where_nothing_is_withheld_all_ratios_are_shown():
    cells = in_public(of_groups(WBRI=60, MWBC=40, AIND=30, BCRB=20, OOTH=10))
    assert "[c]" not in set(cells.to_numpy().ravel())


def test_of_nobody_on_a_plan_no_ratio_is_available():
    children = of_groups(WBRI=1)
    table = plans_by_ethnicity(
        scope(population_by_ethnic_group={"by": PEOPLE}), on_plans(children).iloc[:0], children
    )
    assert set(table.cells.ratio[:5]) == {"[x]"}
    assert set(table.cells.verdict[:5]) == {"too few to compare"}
