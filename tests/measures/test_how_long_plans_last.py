"""How long plans last, from small drawn records."""

from __future__ import annotations

import pytest

from lscb.measures.child_protection_plans import how_long_plans_last
from lscb.measures.child_protection_plans.survival import two_figures
from lscb.statistics.durations import BANDS
from lscb.tables import NOT_APPLICABLE, Absent, Cell
from tests.drawn import assert_shows, drawn, scope

YEAR = "2014-15"

# Of 40 plans that started as the year began half ended on their 91st day, and of the rest half on
# their 183rd; the others are still open on the last of the year's 365 days.
PLANS = """
    times | plan_start | plan_end
    20    | 2014-04-01 | 2014-06-30
    10    | 2014-04-01 | 2014-09-30
    10    | 2014-04-01 |
"""

OLDER = "    30    | 2012-04-02 | 2014-10-01\n"


def panel(plans: str) -> object:
    return how_long_plans_last(scope(YEAR, "panel"), drawn("child_protection_plans", plans))


def test_plans_of_one_day_are_shared_by_whether_they_lasted():
    assert_shows(
        panel(PLANS),
        """
        measure                             | estimate
        On a plan for more than 3 months, % | 50.0
        On a plan for more than 6 months, % | 25.0
        On a plan for more than 9 months, % | 25.0
        """,
        measure=tuple(f"On a plan for more than {months} months, %" for months in (3, 6, 9)),
    )


def test_half_of_them_have_ended_by_the_91st_day_which_is_three_months():
    assert_shows(panel(PLANS), "estimate\n3.0", measure="Half of plans end within, months")


def test_beyond_what_was_followed_nothing_is_said():
    assert_shows(panel(PLANS), "estimate\n[x]", measure="On a plan for more than 15 months, %")


def test_plans_open_before_the_year_are_at_risk_only_from_its_first_day():
    """Thirty long ones tell nothing of the first months, of which the forty tell alone."""
    older = PLANS + OLDER
    both = [panel(plans).cells.set_index("measure").estimate for plans in (PLANS, older)]
    short = [f"On a plan for more than {months} months, %" for months in (3, 6, 9)]
    assert list(both[0][short]) == list(both[1][short])


def test_what_ended_before_the_year_or_began_after_it_is_not_followed():
    others = "    50    | 2012-04-02 | 2014-03-31\n    50    | 2015-04-01 |\n"
    assert panel(PLANS + others).cells.equals(panel(PLANS).cells)


def test_of_few_plans_the_public_is_told_that_they_are_too_few():
    few = drawn("child_protection_plans", PLANS.replace("20 ", "2  ").replace("10 ", "3  "))
    assert isinstance(how_long_plans_last(scope(YEAR), few), Absent)


def test_in_public_an_estimate_stands_only_on_ten_and_more_of_all_that_it_rests_on():
    plans = drawn("child_protection_plans", PLANS + OLDER)
    table = how_long_plans_last(scope(YEAR), plans)
    flow = {Cell.of(f"plans {of}", year=YEAR) for of in ("started", "ended")}
    flow.add(Cell.of("plans open", year="2013-14"))
    short = {Cell.of("plans ended", year=YEAR, duration=band) for band in BANDS[:2]}
    for column in table.columns:
        assert column.fewest == 10
        assert column.made_of[("On a plan for more than 6 months, %",)] == flow | short


def test_in_public_figures_are_of_two_figures_and_the_median_is_a_whole_month():
    plans = drawn("child_protection_plans", PLANS.replace("2014-06-30", "2014-07-14") + OLDER)
    by_edition = [
        how_long_plans_last(scope(YEAR, edition), plans).cells.set_index("measure")
        for edition in ("panel", "public")
    ]
    median = "Half of plans end within, months"
    # Of 40 at risk half have ended on the 105th day: 105 ÷ (365.25 ÷ 12) = 3.45 months.
    assert [cells.estimate[median] for cells in by_edition] == [3.4, 3.0]
    share = "On a plan for more than 6 months, %"
    # Of 25 % Greenwood's sum is 20 ÷ (40 × 20) + 10 ÷ (20 × 10) = 0.075; 1.96 × √0.075 ÷ 1.386 is
    # 0.387, and 0.25 to the power of e^0.387 is 12.98 %.
    assert [str(cells.lower[share]) for cells in by_edition] == ["13.0", "13"]


@pytest.mark.parametrize(
    ("number", "printed"),
    [(81.6, "82"), (100.0, "100"), (9.96, "10"), (9.04, "9.0"), (1.84, "1.8"), (0.0, "0.0")],
)
def test_two_significant_figures_are_two_digits_as_they_are_printed(number, printed):
    assert str(two_figures(number)) == printed


# Sixty children, three to a family, whose plans last alike within a family and not between them.
FAMILIES = "child_id | plan_start | plan_end\n" + "\n".join(
    f"c{child} | 2014-04-01 | {'2014-06-30' if child // 3 % 2 else '2014-12-31'}"
    for child in range(60)
)
THREES = "\n".join(["child_id | family_id", *(f"c{n} | f{n // 3}" for n in range(60))])
ALONE = "\n".join(["child_id | family_id", *(f"c{n} | f{n}" for n in range(60))])
HALF = "On a plan for more than 6 months, %"


def by_family(children: str | None, edition: str = "panel"):
    plans = drawn("child_protection_plans", FAMILIES)
    known = None if children is None else drawn("children", children)
    return how_long_plans_last(scope(YEAR, edition), plans, known)


def limits(table) -> tuple[float, float]:
    row = table.cells.set_index("measure").loc[HALF]
    assert row.estimate == 50.0
    return row.lower, row.upper


def test_limits_are_as_wide_as_those_of_so_many_families():
    # Twenty families of which ten last: a share of 20 has a standard error of 11.2, of 60 of 6.5.
    for children, error in ((THREES, 100 * (0.25 / 20) ** 0.5), (ALONE, 100 * (0.25 / 60) ** 0.5)):
        lower, upper = limits(by_family(children))
        assert (upper - lower) / 2 == pytest.approx(1.96 * error, rel=0.15)


def test_how_many_families_they_are_is_said_to_the_panel_and_to_the_nearest_ten_in_public():
    rows = [
        by_family(THREES, edition).cells.set_index("measure") for edition in ("panel", "public")
    ]
    assert rows[0].estimate["Families whose plans these are"] == 20
    label = "Families whose plans these are, to the nearest ten"
    assert rows[1].estimate[label] == 20
    assert set(rows[1].loc[label][["lower", "upper"]]) == {NOT_APPLICABLE}


@pytest.mark.parametrize(("brothers_and_sisters", "told"), [(19, False), (20, True)])
def test_the_public_is_not_told_of_families_where_few_plans_are_of_brothers_and_sisters(
    brothers_and_sisters, told
):
    # Of sixty plans so many are of a child whose family has one already: all of the first family.
    families = [f"c{n} | f{0 if n <= brothers_and_sisters else n}" for n in range(60)]
    table = by_family("\n".join(["child_id | family_id", *families]), "public")
    assert any("Families" in row for row in table.cells.measure) == told


@pytest.mark.parametrize(
    "children",
    [None, "child_id | family_id\nc0 | f0", THREES.replace("c59 | f19", "c59 |")],
    ids=["no children", "one child of sixty", "one family not known"],
)
def test_where_a_family_is_not_known_children_are_taken_as_independent_and_that_is_said(children):
    table = by_family(children)
    assert "treat children as independent" in table.notes[0]
    assert "too narrow" in table.notes[0]
    assert not any("Families" in row for row in table.cells.measure)
    # Of 60 at risk 30 ended on one day: Greenwood's sum is 30 ÷ (60 × 30); the log-log limits of a
    # half are ½ to the powers of e^±(1.96 × √(1 ÷ 60) ÷ ln 2) = e^±0.365.
    assert limits(table) == (36.8, 61.8)


def test_where_families_are_known_the_note_says_what_was_drawn():
    (note,) = by_family(THREES).notes
    assert "2,000 draws of families" in note
    assert "independent" not in note
