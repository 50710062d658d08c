"""Plans started in each month of all years, and which months are marked, on plans drawn by hand."""

from __future__ import annotations

import pandas as pd

from lscb.measures.child_protection_plans import plans_started_by_month
from lscb.tables import Absent
from tests.drawn import drawn, scope

PANEL = {"edition": "panel", "first_year": "2013-14"}
ALTERNATING = [10, 12] * 12
"""Two years of months: mean 11, each 2 from the next, so limits 11 ± 5.32."""


def months() -> list[str]:
    return [f"{day:%Y-%m}" for day in pd.date_range("2013-04-01", "2015-03-31", freq="MS")]


def of(counts: list[int]) -> pd.DataFrame:
    rows = [f"{month}-05 | {n}" for month, n in zip(months(), counts, strict=True) if n]
    plans = drawn("child_protection_plans", "\n".join(["plan_start | times", *rows]))
    return plans_started_by_month(scope(**PANEL), plans).cells.set_index("month")


def test_every_month_of_the_records_is_there_with_the_mean_and_its_limits():
    cells = of(ALTERNATING)
    assert list(cells.index) == months()
    assert list(cells.started) == ALTERNATING
    assert set(cells["mean"]) == {11.0}
    assert (set(cells.lower), set(cells.upper)) == ({5.7}, {16.3})
    assert set(cells.mark) == {"usual variation"}
    assert list(cells.year.iloc[[0, 11, 12, 23]]) == ["2013-14", "2013-14", "2014-15", "2014-15"]


def test_a_month_without_a_plan_is_nought_and_no_gap():
    assert of([0, *ALTERNATING[1:]]).started["2013-04"] == 0


def test_a_month_outside_the_limits_is_marked_and_why():
    counts = ALTERNATING.copy()
    counts[5] = 20
    cells = of(counts)
    assert cells.mark["2013-09"] == "above the upper limit"
    assert (cells.mark != "usual variation").sum() == 1


def test_seven_months_on_one_side_are_marked_and_six_are_not():
    counts = [10, 12] * 6 + [12, 13, 12, 13, 12, 13] + [10, 10, 10, 10, 10, 10]
    mean = sum(counts) / 24
    assert 11 < mean < 12
    # From March 2014, the last of the alternating months, twelve and more seven times in a row.
    marked = of(counts).mark
    assert list(marked.index[marked == "in a run above the mean"]) == [
        *("2014-03", "2014-04", "2014-05", "2014-06", "2014-07", "2014-08", "2014-09")
    ]


def test_a_lower_limit_is_never_less_than_no_plans():
    assert set(of([0, 9] * 12).lower) == {0.0}


def test_the_public_edition_has_no_such_table_and_says_where_it_is():
    plans = drawn("child_protection_plans", "plan_start\n2014-05-01")
    found = plans_started_by_month(scope(), plans)
    assert isinstance(found, Absent)
    assert "panel alone" in found.why


def test_one_year_is_too_few_months():
    plans = drawn("child_protection_plans", "plan_start\n2014-05-01")
    found = plans_started_by_month(scope(edition="panel", first_year="2014-15"), plans)
    assert isinstance(found, Absent)
    assert "13 months" in found.why
