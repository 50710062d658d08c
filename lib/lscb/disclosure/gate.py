"""The disclosure gate: all of a report's tables go in together, cleared tables come out.

Nothing else leaves the process that reads records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lscb.disclosure.attack import exposed, with_given_away
from lscb.disclosure.suppression import withheld_counts
from lscb.disclosure.system import System
from lscb.errors import DisclosureError, Problem
from lscb.report import Edition
from lscb.tables import SYMBOLS, WITHHELD, Cell, Column, Table, is_number


def cleared_tables(tables: Sequence[Table], edition: Edition, place: str) -> list[Table]:
    """The tables of one report as its edition may show them.

    The panel edition is whole. In the public one counts of 1 to 5 children or staff are
    withheld, with what else must be so that they cannot be worked out from what is left, and
    every figure that rests on a withheld count. `place` names the report in a letter.

    Raises DisclosureError when the tables cannot be made safe, and DataError when they do not
    add up, in either edition.
    """
    system = System.of(tables)
    if edition == "panel":
        return list(tables)
    system = with_given_away(system)
    try:
        withheld = withheld_counts(system)
    except ValueError as unsafe:
        raise _refusal(place, str(unsafe)) from None
    if exposed(system, withheld):
        raise _refusal(place, "counts found exposed by the last check")
    printed = {
        cell: count.value
        for cell, count, hold in zip(system.cells, system.counts, withheld, strict=True)
        if count.printed and not hold
    }
    cells = {cell for cell, hold in zip(system.cells, withheld, strict=True) if hold}
    return [_with_symbols(table, cells, printed) for table in tables]


def _with_symbols(table: Table, withheld: set[Cell], printed: Mapping[Cell, int]) -> Table:
    """The table with [c] for each withheld count and each figure that rests on one.

    A symbol in such a figure's place, such as "no rate for one or two deaths", would tell of the
    count as well: it stays only where a figure it rests on is itself a symbol for all to see.
    """
    cells = table.cells.copy()
    for number, row in enumerate(table.cells.to_dict("records")):
        counts = {c.name for c in table.counted() if table.cell(c, row) in withheld}
        gone = {name for name in counts if is_number(row[name])}
        gone |= {
            c.name
            for c in table.columns
            if gone & set(c.rests_on) and all(is_number(row[name]) for name in c.rests_on)
        }
        gone |= {c.name for c in table.columns if not _may_be_told(table, c, row, printed)}
        for name in gone:
            cells.at[number, name] = WITHHELD
    return table.with_cells(cells)


def _may_be_told(
    table: Table, column: Column, row: Mapping[str, object], printed: Mapping[Cell, int]
) -> bool:
    """Whether all counts that a figure of many is made of are printed, and large enough.

    A symbol in its place tells of them too, such as that last year's count was none, unless it is
    said to rest on none.
    """
    if column.made_of is None:
        return True
    at = tuple(str(row[dimension]) for dimension in table.dimensions)
    if row[column.name] in SYMBOLS:
        return all(cell in printed for cell in column.made_of.get(at, ()))
    behind = column.made_of[at]
    return all(cell in printed and printed[cell] >= column.fewest for cell in behind)


def _refusal(place: str, what: str) -> DisclosureError:
    return DisclosureError(
        [
            Problem(
                place,
                "expected a pattern that keeps every count of 1 to 5 from being worked out; "
                f"none was found for: {what}",
            )
        ],
        "Nothing was let out. Leave the chapter out of the public edition, or build the panel "
        "edition with:  lscb build BOARD YEAR --edition panel",
    )
