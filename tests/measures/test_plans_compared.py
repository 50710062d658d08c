"""The year beside England and beside the year before, in the words that chance allows."""

from __future__ import annotations

from lscb.disclosure.gate import cleared_tables
from lscb.measures.child_protection_plans import plans_compared, second_or_subsequent_plans
from lscb.tables import Table
from tests.drawn import assert_shows, drawn, published, scope

RATE = "Children on a plan at 31 March, per 10,000 children"
AGAIN = "Plans started that were a second or later one (%)"
TIMELY = "Initial conferences within 15 working days (%)"

# DfE, Characteristics of children in need, release 2024, for England in 2013-14.
ENGLAND = published(
    """
    area      | year    | measure                            | value
    E92000001 | 2013-14 | plans_at_31_march_per_10000        | 42.1
    E92000001 | 2013-14 | second_or_subsequent_plans_percent | 15.8
    E92000001 | 2013-14 | conferences_within_15_days_percent | 69.3
    """
)

# What DfE printed of Bexley: 255 children on a plan of 54,866 at 31 March 2014; 17 of 270 plans
# started in 2012-13 and 24 of 299 in 2013-14 were second or later ones (tables D1 and D3).
BEXLEY = """
    times | plan_start | plan_end   | previous_plans
    17    | 2012-06-01 | 2012-12-03 | 1
    253   | 2012-06-01 | 2012-12-03 | 0
    24    | 2013-06-03 |            | 1
    231   | 2013-06-03 |            | 0
    44    | 2013-06-03 | 2013-12-02 | 0
"""
POPULATION = {"by": {2012: 54_500, 2013: 54_866}}

# The board printed 272 of 332 conferences within 15 working days.
CONFERENCES = """
    times | strategy_discussion | conference_date | transfer_in
    272   | 2013-06-03          | 2013-06-10      | no
    60    | 2013-06-03          | 2013-07-15      | no
"""


def compared(plans: str = BEXLEY, conferences: str = CONFERENCES) -> Table:
    asked = scope("2013-14", compared=ENGLAND, population_0_17=POPULATION)
    return plans_compared(
        asked,
        drawn("child_protection_plans", plans),
        drawn("conferences", conferences),
    )


def test_englands_rate_lies_inside_bexleys_interval_and_is_no_clear_difference():
    # Byar: 255 × (1 - 1 ÷ 2295 - 1.96 ÷ (3 × √255))³ = 224.7, and 256 × (1 - 1 ÷ 2304 + 1.96 ÷ (3 ×
    # √256))³ = 288.3; ÷ 54,866 × 10,000.
    assert_shows(
        compared(),
        """
        own  | lower | upper | other | verdict
        46.5 | 40.9  | 52.5  | 42.1  | no clear difference from
        """,
        measure=RATE,
        beside="England",
    )


def test_17_of_270_to_24_of_299_repeat_plans_is_no_clear_change():
    assert_shows(
        compared(),
        """
        own | other | verdict
        8.0 | 6.3   | no clear difference from
        """,
        measure=AGAIN,
        beside="2012-13",
    )


def test_82_per_cent_of_conferences_in_time_is_above_englands_69():
    assert_shows(
        compared(),
        """
        own  | other | verdict
        81.9 | 69.3  | higher than
        """,
        measure=TIMELY,
        beside="England",
    )


def test_outside_the_95_per_cent_limits_and_inside_the_wider_ones_is_no_clear_difference():
    # 250 of 332 is 75.3 %. Wilson: 95 %, 70.4 to 79.6, above England's 69.3; 99.8 %, 67.4 to 81.8.
    between = CONFERENCES.replace("272 ", "250 ").replace("60 ", "82 ")
    assert_shows(
        compared(conferences=between),
        """
        own  | lower | upper | other | verdict
        75.3 | 70.4  | 79.6  | 69.3  | no clear difference from
        """,
        measure=TIMELY,
        beside="England",
    )
    assert "Verdicts are of 99.8 % limits" in compared().notes[0]


def test_under_ten_are_too_few_to_compare():
    few = """
        times | plan_start | previous_plans
        9     | 2013-06-03 | 1
        """
    table = compared(few)
    assert_shows(table, "verdict\ntoo few to compare", measure=RATE, beside="England")
    assert_shows(table, "verdict\ntoo few to compare", measure=AGAIN, beside="England")


def test_what_is_not_published_or_not_counted_is_not_compared():
    table = compared()
    beside = table.cells[table.cells.beside == "England"]
    assert list(beside.measure) == [RATE, AGAIN, TIMELY]
    without = plans_compared(scope("2013-14"), drawn("child_protection_plans", BEXLEY))
    assert "England" not in set(without.cells.beside)
    assert TIMELY not in set(without.cells.measure)


def test_how_many_comparisons_were_made_is_said():
    table = compared()
    assert f"{len(table.cells)} comparisons were made" in " ".join(table.notes)


def test_a_comparison_of_a_withheld_count_is_withheld_and_englands_figure_is_not():
    plans = drawn("child_protection_plans", BEXLEY.replace("24    |", "4     |"))
    asked = scope("2013-14", compared=ENGLAND, population_0_17=POPULATION)
    tables = [second_or_subsequent_plans(asked, plans), plans_compared(asked, plans)]
    _, shown = cleared_tables(tables, "public", "test").tables
    row = shown.cells[(shown.cells.measure == AGAIN) & (shown.cells.beside == "England")].iloc[0]
    assert list(row[["own", "lower", "upper", "other", "verdict"]]) == ["[c]"] * 3 + [15.8, "[c]"]


# Conferences within 15 working days, DfE's release of 2024, table C4: Bexley's neighbours of April
# 2021 in 2013-14 are among them. The third withholds one number, the fourth is not in the release.
NEIGHBOURS = """
    area      | year    | measure                    | value
    E08000001 | 2013-14 | conferences_within_15_days | 287
    E08000001 | 2013-14 | conferences                | 308
    E08000002 | 2013-14 | conferences_within_15_days | 236
    E08000002 | 2013-14 | conferences                | 431
    E08000003 | 2013-14 | conferences_within_15_days | [c]
    E08000003 | 2013-14 | conferences                | 60
    E99999999 | 2013-14 | conferences_within_15_days_percent | 82
"""


def beside_neighbours(*codes: str) -> Table:
    others = published(NEIGHBOURS, neighbours=" ".join(codes))
    asked = scope("2013-14", compared=others, population_0_17=POPULATION)
    return plans_compared(
        asked, drawn("child_protection_plans", BEXLEY), drawn("conferences", CONFERENCES)
    )


def test_neighbours_are_taken_together_and_compared_by_the_difference():
    # 523 of 739 is 70.8 %. By hand, Newcombe at 99.8 %: 81.9 - 70.8 = 11.2 points less the root of
    # 7.4² + 4.9² leaves 2.3, which is above none.
    assert_shows(
        beside_neighbours("E08000001", "E08000002", "E08000004"),
        """
        own  | other | verdict
        81.9 | 70.8  | higher than
        """,
        measure=TIMELY,
        beside="Neighbours together",
    )


def test_there_is_no_comparison_with_neighbours_of_whom_a_count_is_withheld():
    table = beside_neighbours("E08000001", "E08000002", "E08000003")
    assert "Neighbours together" not in set(table.cells.beside)
    assert "Neighbours" not in " ".join(table.notes)
