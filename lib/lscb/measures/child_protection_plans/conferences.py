"""How long after the strategy discussion the initial conference was held."""

from __future__ import annotations

import pandas as pd

from lscb.measures.child_protection_plans.plans import YEAR
from lscb.scope import Scope
from lscb.statistics.periods import reporting_years
from lscb.statistics.rates import proportions
from lscb.statistics.working_days import working_days
from lscb.tables import (
    NOT_APPLICABLE,
    TOTAL,
    Balance,
    Cell,
    Column,
    Identity,
    Table,
    percent_columns,
)

WITHIN, LATER = "Within 15 working days", "Later"
NO_DATE, TRANSFERRED = "No strategy discussion recorded", "Transferred in"
DAYS = {
    "10 or fewer": WITHIN,
    "11 to 15": WITHIN,
    "16 to 20": LATER,
    "21 or more": LATER,
}
"""DfE's bands of working days, and the side of the 15-day rule each is on."""


def icpc_timeliness(scope: Scope, conferences: pd.DataFrame) -> Table:
    """Children who had an initial conference in each year, by working days it took.

    Counted from the day after the strategy discussion, leaving out England's bank holidays.
    Percentage: children of the group ÷ children whose conference can be measured. Children who
    transferred in, and those without a recorded discussion, are counted apart.
    """
    held = conferences.assign(year=reporting_years(conferences.conference_date))
    rows = [
        row
        for year in scope.this_and_last
        for row in _timeliness_rows(str(year), held[held.year == str(year)])
    ]
    cells = pd.DataFrame(rows)
    measured = cells.group.isin([WITHIN, LATER])
    found = proportions(cells["count"], cells.denominator).where(measured, axis=0)
    cells = cells.join(found)
    cells["denominator"] = cells.denominator.where(measured)
    return Table(
        name="icpc_timeliness",
        title="Initial child protection conferences by working days since the strategy discussion",
        population="Children who had an initial child protection conference in the year",
        source="the council's case system, conferences",
        dimensions=YEAR
        | {"group": "Whether within 15 working days", "working_days": "Working days it took"},
        columns=(
            Column("count", "Children with a conference", "children", "conferences"),
            Column(
                "denominator",
                "Children whose conference can be measured",
                "children",
                "measured conferences",
                over=("group", "working_days"),
            ),
            *percent_columns(
                "Share of children whose conference can be measured", ("count", "denominator")
            ),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_APPLICABLE),
        balances=(Balance(("denominator",), ("count",), "other measured conferences"),),
        identities=tuple(
            Identity(
                (Cell.of("measured conferences", year=year),),
                tuple(Cell.of("conferences", year=year, group=g) for g in (WITHIN, LATER)),
            )
            for year in scope.this_and_last
        )
        + tuple(
            # Each plan starts with a conference (DfE's rules 2883 and 2885): the rest led to none.
            Identity(
                (Cell.of("conferences", year=year),),
                (Cell.of("plans started", year=year),),
                Cell.of("conferences that led to no plan", year=year),
                none_is_told=True,
            )
            for year in scope.this_and_last
        ),
        notes=("Children are counted, not meetings.",),
    )


def _timeliness_rows(year: str, held: pd.DataFrame) -> list[dict[str, object]]:
    dated = held[(held.transfer_in == "no") & held.strategy_discussion.notna()]
    days = working_days(dated.strategy_discussion, dated.conference_date)
    bands = pd.cut(days, [-1, 10, 15, 20, 10**6], labels=list(DAYS)).value_counts()
    counted: list[tuple[str, str, int]] = []
    for group in (WITHIN, LATER):
        parts = [(group, band, int(bands[band])) for band, side in DAYS.items() if side == group]
        counted += [(group, TOTAL, sum(n for *_, n in parts)), *parts]
    transferred = int((held.transfer_in == "yes").sum())
    undated = len(held) - len(dated) - transferred
    counted += [(NO_DATE, TOTAL, undated), (TRANSFERRED, TOTAL, transferred)]
    counted += [(TOTAL, TOTAL, len(held))]
    return [
        {"year": year, "group": g, "working_days": d, "count": n, "denominator": len(dated)}
        for g, d, n in counted
    ]
