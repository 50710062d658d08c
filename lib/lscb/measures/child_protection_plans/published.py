"""What was counted here beside what DfE printed of this council, figure by figure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import pandas as pd

from lscb.comparators.compared import Comparators
from lscb.comparators.held import NOT_AVAILABLE
from lscb.comparators.published import CATEGORIES, DURATIONS, PUBLISHED, WAITS
from lscb.measures.child_protection_plans.categories import (
    BASES,
    plans_by_category,
    second_or_subsequent_plans,
)
from lscb.measures.child_protection_plans.conferences import DAYS, WITHIN, icpc_timeliness
from lscb.measures.child_protection_plans.durations import (
    plans_by_duration_ended,
    plans_by_duration_open,
)
from lscb.measures.child_protection_plans.flow import plan_flow
from lscb.measures.child_protection_plans.plans import SOURCE
from lscb.measures.child_protection_plans.reviews import reviews_in_time
from lscb.records.child_protection_plans import CATEGORIES as LABELS
from lscb.scope import Scope
from lscb.statistics.durations import BANDS
from lscb.tables import NOT_APPLICABLE, Cell, Column, Table, is_number

NOTHING = "none that is held"


def as_published(
    scope: Scope,
    child_protection_plans: pd.DataFrame,
    conferences: pd.DataFrame | None = None,
    reviews: pd.DataFrame | None = None,
) -> Table | None:
    """Each count that DfE has published of this council for the year, beside ours.

    A count that is equal is known to everybody, so that the gate withholds nothing by it; None
    where the report states no comparators, or where none of them is this council's.
    """
    compared = scope.comparators
    if compared is None:
        return None
    tables = [
        plan_flow(scope, child_protection_plans),
        plans_by_duration_ended(scope, child_protection_plans),
        plans_by_duration_open(scope, child_protection_plans),
        plans_by_category(scope, child_protection_plans),
        second_or_subsequent_plans(scope, child_protection_plans),
    ]
    if conferences is not None:
        tables.append(icpc_timeliness(scope, conferences))
    if reviews is not None:
        tables.append(reviews_in_time(scope, child_protection_plans, reviews))
    counted = _counted(tables)
    rows = list(_rows(compared, str(scope.year), counted))
    if not rows:
        return None
    printed = _printed(compared, scope)
    by_board = any(row["name"] in printed for row in rows)
    for row in rows:
        row["printed"] = f"{printed[row['name']]:g}" if row["name"] in printed else NOT_APPLICABLE
    equal = (
        row["cell"]
        for year in scope.years
        for row in _rows(compared, str(year), counted)
        if row["counted"] == row["published"]
    )
    return Table(
        name="as_published",
        title="What was counted here and what DfE published",
        population="Children, plans and conferences of this council in the year",
        source=f"{SOURCE} and conferences; DfE, Characteristics of children in need",
        dimensions={"measure": "Published measure"},
        columns=(
            Column(
                "counted",
                "Counted here",
                "children",
                elsewhere={(str(row["measure"]),): row["cell"] for row in rows},
            ),
            Column("published", "Published by DfE", stated=True),
        ),
        cells=pd.DataFrame(rows),
        attributes={
            **({"printed": "What the board's own report of the year printed"} if by_board else {}),
            "release": "DfE's release",
        },
        known=frozenset(equal),
        notes=(
            "DfE withholds small counts too, and others so that they cannot be worked out.",
            *_made_up(scope),
            *_does_not_balance(compared, scope),
            *_printed_beside(printed, {str(row["name"]) for row in rows}),
            *compared.titled(str(row["release"]) for row in rows),
        ),
    )


def _made_up(scope: Scope) -> list[str]:
    if scope.report.records != "made-up":
        return []
    return [
        "The records are made up: where DfE published a figure they may have been made to come to "
        "it, and where it withheld or published none, what is counted here is invented."
    ]


def _does_not_balance(compared: Comparators, scope: Scope) -> list[str]:
    """That what DfE published of plans open, started and ended does not add up, as a sentence."""
    last, year = str(scope.year.previous), str(scope.year)
    flow = [
        compared.figure(measure, at, compared.release_by_year(measure, [at]).get(at, NOTHING), area)
        for area in (compared.area,)
        for measure, at in (
            ("plans_at_31_march", last),
            ("plans_started", year),
            ("plans_ended", year),
            ("plans_at_31_march", year),
        )
    ]
    if not all(is_number(figure) for figure in flow):
        return []
    before, started, ended, after = (int(figure) for figure in flow)
    if before + started - ended == after:
        return []
    return [
        f"DfE's own figures do not add up: {before:,} children on a plan at 31 March {year[:4]}, "
        f"and {started:,} plans started less {ended:,} ended, come to "
        f"{before + started - ended:,}, not {after:,}. No records can be equal to all four."
    ]


def _printed(compared: Comparators, scope: Scope) -> dict[str, float]:
    """What the board printed in its own report of the year, by measure.

    In the public edition no share whose count DfE withholds: beside its total it would give the
    count back.
    """
    year = str(scope.year)
    found = {}
    for name, number in compared.printed(PUBLISHED, year).items():
        counted = PUBLISHED[name].of[0] if PUBLISHED[name].of else name
        release = compared.release_by_year(counted, [year]).get(year, NOTHING)
        known = is_number(compared.figure(counted, year, release, compared.area))
        if known or scope.edition == "panel":
            found[name] = number
    return found


def _printed_beside(printed: Mapping[str, float], rows: Collection[str]) -> list[str]:
    """What the board printed that has no row here, such as shares, as a sentence."""
    found = [
        f"{PUBLISHED[name].label}: {number:,g}"
        for name, number in printed.items()
        if name not in rows
    ]
    return [f"The board's own report printed: {'; '.join(found)}."] if found else []


def _counted(tables: list[Table]) -> dict[Cell, int]:
    """Every whole count of some tables, by the count it is."""
    return {
        table.cell(column, row): int(row[column.name])
        for table in tables
        for column in table.counted()
        for row in table.cells.to_dict("records")
        if is_number(row[column.name])
    }


def _rows(
    compared: Comparators, year: str, counted: dict[Cell, int]
) -> Iterator[dict[str, object]]:
    """A row for each count of the year that a release holds of this council."""
    for measure, cell in _cells(year).items():
        release = compared.release_by_year(measure, [year]).get(year, NOTHING)
        published = compared.figure(measure, year, release, compared.area)
        if cell in counted and published != NOT_AVAILABLE:
            yield {
                "name": measure,
                "measure": PUBLISHED[measure].meaning,
                "counted": counted[cell],
                "published": published,
                "release": release,
                "cell": cell,
            }


def _cells(year: str) -> dict[str, Cell]:
    """The count each published measure is, wherever it stands in our tables."""
    found = {
        "plans_at_31_march": Cell.of("plans open", year=year),
        "plans_started": Cell.of("plans started", year=year),
        "plans_ended": Cell.of("plans ended", year=year),
    }
    for name, band in zip(DURATIONS, BANDS, strict=True):
        found[f"ended_{name}"] = Cell.of("plans ended", year=year, duration=band)
    for name, band in zip(DURATIONS, BANDS, strict=True):
        found[f"open_{name}"] = Cell.of("plans open", year=year, duration=band)
    for base, basis in zip(("started_first", "open_first", "open_latest"), BASES, strict=True):
        for name, label in zip(CATEGORIES, LABELS, strict=True):
            at = {"year": year, "basis": basis, "category": label.capitalize()}
            found[f"{base}_{name}"] = Cell.of("plans by category", **at)
    found["second_or_subsequent_plans"] = Cell.of("repeat plans", year=year)
    found["reviews_due"] = Cell.of("plans open over 3 months", year=year)
    found["reviews_in_time"] = Cell.of("reviewed in time", year=year)
    found["conferences"] = Cell.of("conferences", year=year)
    found["conferences_within_15_days"] = Cell.of("conferences", year=year, group=WITHIN)
    for name, (days, group) in zip(WAITS, DAYS.items(), strict=True):
        at = {"year": year, "group": group, "working_days": days}
        found[f"conferences_{name}"] = Cell.of("conferences", **at)
    return found
