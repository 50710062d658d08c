"""Cleared tables with their counts rounded, and figures made anew.

Where a policy rounds to multiples, rounded counts still add up: rounding comes after withholding
and looks at nothing but what is printed, so that it tells no more than the exact numbers would.
Where it prints classes, each count is the middle of its own, and they need not add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from lscb.disclosure.classes import midpoint
from lscb.disclosure.rounding import rounded
from lscb.disclosure.system import System
from lscb.statistics.rates import proportions, rates
from lscb.tables import NOT_AVAILABLE, WITHHELD, Cell, Column, Ratio, Table, is_number


def rounded_tables(
    tables: Sequence[Table], system: System, withheld: np.ndarray, base: int
) -> list[Table]:
    """Cleared tables with what is printed rounded to a base; things are not rounded.

    Percentages and rates are made from the rounded counts, with their limits. Every other figure
    that is made from counts is withheld.
    """
    numbers = _rounded(system, withheld, base)
    note = (
        f"Counts are rounded to multiples of {base} so that they still add up, and percentages and "
        "rates are made from the rounded counts."
    )
    return [_rounded_table(table, numbers, note, symbols_tell=False) for table in tables]


def midpoint_tables(tables: Sequence[Table], system: System, size: int) -> list[Table]:
    """Cleared tables with the middle of its class in the place of each count; things stay.

    So do counts that others have published: everybody knows them as they are, and so the board's
    ledger must. Percentages and rates are made from what is printed, whatever stood there. Every
    other figure that is made from counts is withheld, and so is a symbol in its place: it would
    tell a smaller count of a class from a larger one.
    """
    numbers = {
        each.cell: midpoint(system.own_values[each.cell], size)
        for each in system.own.counts
        if each.counts != "things" and not each.known
    }
    note = (
        f"Each count is printed as the middle of a class of {size}, {midpoint(1, size)} for 1 to "
        f"{size} and so on, and none as none, so that totals need not be the sums of their parts; "
        "a count that others have published is printed as it is. Percentages and rates are made "
        "from the printed counts, however few are behind them."
    )
    return [_rounded_table(table, numbers, note, symbols_tell=True) for table in tables]


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


def _rounded_table(
    table: Table, numbers: Mapping[Cell, int], note: str, *, symbols_tell: bool
) -> Table:
    cells, rows = table.cells.copy(), table.cells.to_dict("records")
    for number, row in enumerate(rows):
        for column in table.counted():
            if is_number(row[column.name]):
                cell = table.cell(column, row)
                cells.at[number, column.name] = numbers.get(cell, row[column.name])
    for column in table.columns:
        if column.ratio is not None:
            made = _made_anew(cells, column.ratio)
            cells[column.name] = [
                was if figure is None or not (symbols_tell or is_number(was)) else figure
                for figure, was in zip(made, table.cells[column.name], strict=True)
            ]
        elif (column.rests_on or column.made_of is not None) and not column.is_count:
            cells[column.name] = [
                WITHHELD if _tells(table, column, row, symbols_tell) else row[column.name]
                for row in rows
            ]
    shown = table.with_cells(cells)
    has_counts = any(column.counts in ("children", "staff") for column in table.counted())
    return replace(shown, notes=(*table.notes, note)) if has_counts else shown


def _made_anew(cells: pd.DataFrame, ratio: Ratio) -> list[object]:
    """The figure of each row from its printed counts, None where one of them is not printed."""
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
    figures = found[names[ratio.limit]]
    if ratio.is_share:
        # A rounded count may come to more than an exact one that it is part of.
        figures = figures.where(of[both] <= over[both])
    figures = figures.astype(object).where(figures.notna(), NOT_AVAILABLE)
    return [figures.get(row) for row in cells.index]


def _tells(table: Table, column: Column, row: Mapping[str, object], symbols_tell: bool) -> bool:
    """Whether a figure tells of exact counts: a number does, words do, and a symbol may."""
    figure = row[column.name]
    if is_number(figure) or not str(figure).startswith("["):
        return True
    rests_on_numbers = all(is_number(row[name]) for name in column.rests_on)
    return symbols_tell and rests_on_numbers and bool(table.counts_behind(column, row))
