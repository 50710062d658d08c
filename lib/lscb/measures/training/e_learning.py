"""E-learning: what was completed, and by how many people."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from lscb.measures.training.bookings import YEAR, as_listed
from lscb.scope import Scope
from lscb.statistics.periods import reporting_years
from lscb.tables import NOT_APPLICABLE, TOTAL, Cell, Column, Identity, Table

SOURCE = "the board's e-learning system"

PEOPLE = {
    "panel": "People do not add up over modules.",
    "public": "People are given for all modules together, and not by module.",
}
"""What a reader must know of the people, by edition."""


def e_learning_by_module(scope: Scope, e_learning: pd.DataFrame) -> Table:
    """Modules completed and the people who completed them, by module, this year and last.

    Completions: each time a module was completed. People: each person once for a module, and once
    in the total however many modules they completed; so people do not add up over modules. In
    public people are given in the total alone: less the people of a module, its completions tell
    how few took it again.
    """
    years = reporting_years(e_learning.completed)
    dated = e_learning.assign(year=years)
    dated = dated[dated.year.isin([str(year) for year in scope.this_and_last])]
    modules = sorted(dated.module.unique(), key=as_listed)
    rows = [
        {
            "year": str(year),
            "module": module,
            "completions": len(completed),
            "people": completed.person_id.nunique() if shown else NOT_APPLICABLE,
        }
        for year in scope.this_and_last
        for of_year in [dated[dated.year == str(year)]]
        for module in [*modules, TOTAL]
        for completed in [of_year if module == TOTAL else of_year[of_year.module == module]]
        for shown in [module == TOTAL or scope.edition == "panel"]
    ]
    cells = pd.DataFrame(rows, columns=["year", "module", "completions", "people"])
    people = {(row["year"], row["module"]): _people(row["year"], row["module"]) for row in rows}
    return Table(
        name="e_learning_by_module",
        title="E-learning completed, by module",
        population="E-learning modules completed in the year, and people who completed them",
        source=SOURCE,
        dimensions=YEAR | {"module": "Module"},
        columns=(
            Column("completions", "Modules completed", "staff", "e-learning completions"),
            Column(
                "people",
                "People who completed the module; in the total, any module",
                "staff",
                over=("module",),
                elsewhere=people,
            ),
        ),
        cells=cells,
        identities=tuple(_completed_again(people)),
        notes=(
            "People are not completions: one person may complete several modules, or one again. "
            + PEOPLE[scope.edition],
        ),
    )


def _people(year: str, module: str) -> Cell:
    """People of a module, or those of any, who are not the sum of the modules' people."""
    if module == TOTAL:
        return Cell.of("people of any module", year=year)
    return Cell.of("people of a module", year=year, module=module)


def _completed_again(people: dict[tuple[str, str], Cell]) -> Iterable[Identity]:
    """The completions that were not a person's first, which anyone can subtract."""
    for (year, module), cell in people.items():
        at = {"year": year, "module": module}
        again = Cell.of("completions after the first", **at)
        yield Identity((Cell.of("e-learning completions", **at),), (cell,), again)
