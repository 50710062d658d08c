"""Each statistical neighbour's published rate, one by one."""

from __future__ import annotations

import pandas as pd

from lscb.comparators.compared import ENGLAND, Comparators, Figure
from lscb.comparators.held import WITHHELD
from lscb.measures.child_protection_plans.beside import (
    NO_RELEASE,
    RATE,
    SOURCE,
    are_real,
)
from lscb.scope import Scope
from lscb.tables import Column, Table, is_number

ITSELF, NEIGHBOUR, REGION, COUNTRY = "this area", "statistical neighbour", "region", "country"


def neighbours_rates(scope: Scope) -> Table | None:
    """The year's published rate of children on a plan, an area a row, the highest first.

    This area, where anything is published of it, its statistical neighbours, its region and
    England, all of the first release that holds the year. An area without a figure stands last.
    In public the area's own is withheld where DfE withholds its count.
    """
    compared = scope.comparators
    if compared is None:
        return None
    release = compared.release_by_year(RATE, [str(scope.year)]).get(str(scope.year), NO_RELEASE)
    rows = [
        {
            "area": compared.name(code),
            "kind": kind,
            "rate": _rate(scope, compared, code, release),
            "release": release,
        }
        for code, kind in _areas(compared).items()
    ]
    ordered = sorted(rows, key=lambda row: -row["rate"] if is_number(row["rate"]) else 1)
    return Table(
        name="neighbours_rates",
        title="Published rates of children on a plan at 31 March for each 10,000 children, by area",
        population="Children on a child protection plan at 31 March",
        source=SOURCE,
        dimensions={"area": "Area"},
        columns=(
            Column(
                "rate",
                "Children on a plan for each 10,000 children, as published",
                unit="rate",
                stated=True,
            ),
        ),
        cells=pd.DataFrame(ordered, columns=["area", "kind", "rate", "release"]),
        attributes={"kind": "What the area is to this one", "release": "DfE's release"},
        is_own=False,
        notes=(
            *_model(scope, compared),
            *compared.titled([release]),
            *are_real(scope),
        ),
    )


def _model(scope: Scope, compared: Comparators) -> list[str]:
    """Whose list of neighbours it is, as sentences."""
    if not compared.neighbours:
        return ["No statistical neighbours are stated for this area."]
    notes = [f"Statistical neighbours are those of DfE's model of {compared.model}."]
    if compared.is_model_later_than(scope.year):
        notes.append(f"The list that was in force in {scope.year} is not held.")
    return notes


def _areas(compared: Comparators) -> dict[str, str]:
    """Who is shown, by code, and what each is to this area."""
    own = {compared.area: ITSELF} if compared.has_figures_of(compared.area) else {}
    found = own | dict.fromkeys(compared.neighbours, NEIGHBOUR)
    if compared.region is not None and compared.has_figures_of(compared.region):
        found[compared.region] = REGION
    return found | {ENGLAND: COUNTRY}


def _rate(scope: Scope, compared: Comparators, code: str, release: str) -> Figure:
    year = str(scope.year)
    of_itself = scope.edition == "public" and code == compared.area
    if of_itself and compared.is_count_withheld(RATE, year, release):
        return WITHHELD
    return compared.figure(RATE, year, release, code)
