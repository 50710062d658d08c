"""The disclosure gate: all of a report's tables go in together, cleared tables come out.

Nothing else leaves the process that reads records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lscb.disclosure.elsewhere import with_given_away
from lscb.disclosure.merges import suggested_merges
from lscb.disclosure.optimum import Pattern, UnprotectableError
from lscb.disclosure.policies import policy
from lscb.disclosure.rounded import midpoint_tables, rounded_tables
from lscb.disclosure.suppression import safe_pattern
from lscb.disclosure.system import System
from lscb.editions import Edition
from lscb.errors import DisclosureError, Problem
from lscb.ledger import Publication
from lscb.registration import Registration
from lscb.tables import SYMBOLS, WITHHELD, Cell, Column, Table, is_number


@dataclass(frozen=True)
class Clearance:
    """The tables an edition may show, and the registration of what they hold.

    `exact` are the same tables before what they print is rounded to multiples, where the policy
    does that: a class hides more of a count, and an audit is to see no more than the class;
    `values` are the true counts, for an audit in this process. `said` is for the analyst alone: how
    much is withheld, and what would save most where that is much of a table.
    """

    tables: list[Table]
    registration: Registration
    exact: list[Table]
    values: Mapping[Cell, int]
    said: tuple[str, ...] = ()


def cleared_tables(
    tables: Sequence[Table],
    edition: Edition,
    place: str,
    under: str = "dfe",
    past: Sequence[Publication] = (),
    key: bytes = b"",
) -> Clearance:
    """The tables of one report as its edition may show them, under a policy by its name.

    `past` is what was published before of the board, in order, and `key` the board's own: of
    counts that would do as well it decides which are withheld beside small ones, so that nobody
    without it can tell from the choice what they are.

    The panel edition is whole. In the public one small counts of children or staff are withheld,
    with what else must be so that they cannot be worked out from what is left, and every figure
    that rests on a withheld count. Where that cannot be while zeros are shown, the zeros of those
    counts are withheld too, and the table says so. `place` names the report in a letter.

    Raises DisclosureError when the tables cannot be made safe, and DataError when they do not
    add up, in either edition.
    """
    rule = policy(under)
    system = System.of(tables, rule, past, key)
    if edition == "panel":
        whole = list(tables)
        return Clearance(whole, system.own, whole, system.own_values)
    protected = _protected(system, place)
    exact = cleared = _with_symbols(tables, protected)
    if rule.rounded_to is not None:
        cleared = rounded_tables(
            cleared, protected.system, protected.pattern.withheld, rule.rounded_to
        )
    if rule.class_size is not None:
        exact = cleared = midpoint_tables(cleared, protected.system, rule.class_size)
    said = (_how_much(protected), *suggested_merges(tables, exact, rule))
    return Clearance(cleared, protected.system.told(), exact, system.own_values, said)


@dataclass(frozen=True)
class _Protected:
    """A system with the cells that are withheld, and the values of those that are printed."""

    system: System
    pattern: Pattern
    withheld: frozenset[Cell]
    printed: Mapping[Cell, int]
    untold: frozenset[Cell]


def _protected(system: System, place: str) -> _Protected:
    """The system with a safe pattern; its zeros withheld where nothing else is safe."""
    untold: frozenset[Cell] = frozenset()
    while True:
        system = with_given_away(system)
        try:
            pattern = safe_pattern(system)
        except UnprotectableError as unsafe:
            more = system.zeros_around(unsafe.places)
            if not more:
                raise _refusal(place, system.quantities(unsafe.places)) from None
            untold |= more
            system = system.with_zeros_untold(more)
        else:
            break
    pairs = list(zip(system.counts, pattern.withheld, strict=True))
    return _Protected(
        system,
        pattern,
        frozenset(count.stated.cell for count, hold in pairs if hold),
        {c.stated.cell: c.value for c, hold in pairs if c.stated.printed and not hold},
        untold,
    )


def _with_symbols(tables: Sequence[Table], protected: _Protected) -> list[Table]:
    """The tables with what is withheld as symbols; those that lost their zeros say so."""
    return [_noted(_cleared(table, protected), table, protected.untold) for table in tables]


def _how_much(protected: _Protected) -> str:
    """How many counts are withheld, and whether fewer would do."""
    withheld, all_of_them = (
        len(protected.withheld),
        len(protected.withheld | set(protected.printed)),
    )
    proven = (
        "no safe pattern costs the reader less"
        if protected.pattern.is_optimal
        else f"a safe pattern may cost the reader {protected.pattern.gap:.1%} less at most"
    )
    return f"{withheld} of {all_of_them} counts are withheld; {proven}"


UNTOLD = "Zeros are withheld here like small counts: shown, they would tell of others."


def _noted(cleared: Table, table: Table, untold: frozenset[Cell]) -> Table:
    rows = table.cells.to_dict("records")
    here = any(table.cell(c, r) in untold for c in table.counted() for r in rows if untold)
    return replace(cleared, notes=(*table.notes, UNTOLD)) if here else cleared


def _cleared(table: Table, protected: _Protected) -> Table:
    """The table with [c] for each withheld count and each figure that rests on one.

    A symbol in such a figure's place, such as "no rate for one or two deaths", would tell of the
    count as well: it stays only where a figure it rests on is itself a symbol for all to see.
    """
    withheld, printed = protected.withheld, protected.printed
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
        return not column.panel_only
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
                "expected a pattern that keeps every small count from being worked out; "
                f"none was found for: {what}",
            )
        ],
        "Nothing was let out. Leave the chapter out of the public edition, or build the panel "
        "edition with:  lscb build BOARD YEAR --edition panel",
    )
