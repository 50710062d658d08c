"""What months of starts and durations of open plans tell together."""

from __future__ import annotations

from lscb.disclosure.policies import policy
from lscb.disclosure.system import System
from lscb.measures.child_protection_plans import (
    plan_flow,
    plans_by_duration_open,
    plans_by_month,
)
from tests.drawn import drawn, scope

PLANS = "child_protection_plans"


def test_the_months_of_starts_and_the_durations_of_open_plans_are_one_account():
    """Every way to start and end about the bounds of a band: the gate refuses what does not add."""
    days = ("2014-04-01", "2014-09-30", "2014-10-01", "2014-12-30", "2014-12-31", "2015-01-01")
    rows = [
        f"{times} | {day} | {end}"
        for times, day in enumerate(days, start=6)
        for end in ("", "2015-03-31")
    ]
    plans = drawn(PLANS, "\n".join(["times | plan_start | plan_end", *rows]))
    asked = scope("2014-15")
    tables = [
        measure(asked, plans) for measure in (plan_flow, plans_by_month, plans_by_duration_open)
    ]
    found = System.of(tables, policy("dfe"))
    counts = {cell: count.value for cell, count in zip(found.cells, found.counts, strict=True)}
    ended = {
        dict(cell.at)["months"]: value
        for cell, value in counts.items()
        if "months" in dict(cell.at)
    }
    # 6 and 7 started by September, 8 to 10 from October, 11 in January: as many of each ended.
    assert ended == {
        "April to September": 6 + 7,
        "October to December": 8 + 9 + 10,
        "January to March": 11,
    }
