"""Whether the plans started in a month are more or fewer than usual variation explains."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from lscb.measures.child_protection_plans.plans import SOURCE, YEAR
from lscb.scope import Scope
from lscb.statistics.control_charts import FEWEST_POINTS, xmr_chart
from lscb.statistics.periods import months, reporting_years
from lscb.tables import Absent, Column, Table

MARKS: Mapping[tuple[str, int], str] = {
    ("outside", 1): "above the upper limit",
    ("outside", -1): "below the lower limit",
    ("run", 1): "in a run above the mean",
    ("run", -1): "in a run below the mean",
    ("trend", 1): "in a rise",
    ("trend", -1): "in a fall",
    ("two_of_three", 1): "near the upper limit",
    ("two_of_three", -1): "near the lower limit",
}
UNMARKED = "usual variation"

RULES = (
    "A month is marked where it lies outside the limits, which are the mean ± 2.66 × the mean "
    "difference of one month from the next; where it is one of seven or more in a row on one side "
    "of the mean, or of seven or more that rise or fall each time; and where it is one of two of "
    "three in a row in the outer third before a limit, or beyond it (Making Data Count, NHS "
    "England). Where plans have moved to another level most months are marked: that is what "
    "the chart shows, and no single month is then a sign. A lower limit below 0 is given as 0. "
    "Brothers and sisters often start plans on one day, which makes months vary more, and the "
    "limits allow for it."
)

COLUMNS = (
    Column("started", "Plans started in the month", "children", "plans started"),
    Column("mean", "Mean of all months", unit="plans a month", panel_only=True),
    Column("lower", "Lower limit of usual variation", unit="plans a month", panel_only=True),
    Column("upper", "Upper limit of usual variation", unit="plans a month", panel_only=True),
    Column("mark", "Whether and why the month is marked", unit="words", panel_only=True),
)


def plans_started_by_month(scope: Scope, child_protection_plans: pd.DataFrame) -> Table | Absent:
    """Plans started in each month of the records, beside the limits of their usual variation.

    An XmR chart of all months. For the panel alone: most boards' months are of few children, and to
    hide those would hide months of the other tables too.
    """
    if scope.edition == "public":
        return Absent("For the panel alone: plans started in each month of all years.")
    first, last = scope.years[0].first_day, scope.year.last_day
    days = pd.Series(pd.date_range(first, last, freq="MS"))
    if len(days) < FEWEST_POINTS:
        return Absent(
            f"Not charted: {FEWEST_POINTS} months or more are needed to tell usual variation."
        )
    counted = months(child_protection_plans.plan_start).value_counts()
    labels = months(days)
    started = counted.reindex(labels, fill_value=0).astype(int)
    chart = xmr_chart(started.astype(float))
    cells = pd.DataFrame(
        {
            "year": reporting_years(days).to_numpy(),
            "month": labels.to_numpy(),
            "started": started.to_numpy(),
            "mean": chart.centre.round(1).to_numpy(),
            "lower": chart.lower.clip(lower=0).round(1).to_numpy(),
            "upper": chart.upper.round(1).to_numpy(),
            "mark": _marks(chart),
        }
    )
    return Table(
        name="plans_started_by_month",
        title="Child protection plans started in each month of all years",
        population="Child protection plans of this council",
        source=SOURCE,
        dimensions=YEAR | {"month": "Month"},
        columns=COLUMNS,
        cells=cells,
        notes=(RULES,),
    )


def _marks(chart: pd.DataFrame) -> list[str]:
    """In words, why each month is marked."""
    return [
        "; ".join(words for (rule, way), words in MARKS.items() if row[rule] == way) or UNMARKED
        for row in chart.to_dict("records")
    ]
