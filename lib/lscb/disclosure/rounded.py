"""Cleared tables with their counts rounded so that they still add up, and figures made anew.

Rounding comes after withholding and looks at nothing but what is printed, so that it tells no more
than the exact numbers would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from lscb.disclosure.rounding import rounded
from lscb.disclosure.system import System
from lscb.statistics.rates import proportions, rates
from lscb.tables import NOT_AVAILABLE, WITHHELD, Cell, Ratio, Table, is_number


def rounded_tables(
    tables: Sequence[Table], system: System, withheld: np.ndarray, base: int
) -> list[Table]:
    """Cleared tables with what is printed rounded to a base; things are not rounded.

    Percentages and rates are made from the rounded counts, with their limits. Every other figure
    that is made from counts is withheld.
    """
    numbers = _rounded(system, withheld, base)
    return [_rounded_table(table, numbers, base) for table in tables]


def _rounded(system: System, withheld: np.ndarray, base: int) -> dict[Cell, int]:
    """The rounded value of each printed count."""
    printed = ~(withheld | system.hidden())
    # A sum with a count in it that is not printed is no sum to a reader.
    incomplete = abs(system.equations[:, np.flatnonzero(~printed)]).sum(axis=1) > 0
    things = np.array([count.stated.counts == "things" for count in system.counts])
    equations = system.equations[np.flatnonzero(~incomplete)][:, np.flatnonzero(printed)]
    values = rounded(system.values()[printed], equations, base, things[printed])
    cells = [cell for cell, is_printed in zip(system.cells, printed, strict=True) if is_printed]
    return dict(zip(cells, (int(value) for value in values), strict=True))


def _rounded_table(table: Table, numbers: Mapping[Cell, int], base: int) -> Table:
    cells = table.cells.copy()
    for number, row in enumerate(table.cells.to_dict("records")):
        for column in table.counted():
            if is_number(row[column.name]):
                cells.at[number, column.name] = numbers[table.cell(column, row)]
    for column in table.columns:
        if column.ratio is not None:
            cells[column.name] = _made_anew(cells, table.cells[column.name], column.ratio)
        elif (column.rests_on or column.made_of is not None) and not column.is_count:
            cells[column.name] = [_not_made_anew(figure) for figure in table.cells[column.name]]
    note = (
        f"Counts are rounded to multiples of {base} so that they still add up, and percentages and "
        "rates are made from the rounded counts."
    )
    return replace(table.with_cells(cells), notes=(*table.notes, note))


def _made_anew(cells: pd.DataFrame, before: pd.Series, ratio: Ratio) -> list[object]:
    """The figure of each row from its rounded counts, where one was printed."""
    counts = cells[[ratio.numerator, ratio.denominator]]
    numbers = counts.where(counts.map(is_number)).astype(float)
    of, over = numbers[ratio.numerator], numbers[ratio.denominator]
    both = of.notna() & over.notna()
    found = (
        proportions(of[both], over[both])
        if ratio.is_share
        else rates(of[both].astype(int), over[both], ratio.per)
    )
    names = {"lower": "lower", "upper": "upper", None: "percent" if ratio.is_share else "rate"}
    figures = found[names[ratio.limit]].reindex(cells.index)
    return [
        (NOT_AVAILABLE if pd.isna(figure) else figure) if is_number(was) else was
        for figure, was in zip(figures, before, strict=True)
    ]


def _not_made_anew(figure: object) -> object:
    return WITHHELD if is_number(figure) or _says(figure) else figure


def _says(figure: object) -> bool:
    """Whether a figure is words, such as a verdict, which would tell of exact counts."""
    return isinstance(figure, str) and not figure.startswith("[")
