"""An audit as it is printed: per table what is withheld and how near an attacker comes.

A terminal's log may be kept or passed on: no line has a value, nor a bound of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lscb.audit.findings import Audit, Finding, TableAudit

SHOWN = 20
"""How many places of one kind are printed one by one."""

HEADINGS = ("table", "counts", "withheld", "share", "narrowest", "seconds")

EXPLAINED = (
    "narrowest: by how many the greatest count that may stand in a withheld place exceeds the "
    "least, in the place of the table where that is fewest"
)


def lines_of(audit: Audit) -> Iterator[str]:
    """The tables, what others and insiders can tell, and a summary."""
    rows = [HEADINGS, *(_row(table) for table in audit.tables if table.cells)]
    yield from in_columns(rows)
    yield EXPLAINED
    yield from _listed("told by others, so that nothing is claimed", audit.told_by_others)
    yield from _listed("told by an earlier publication of the board already", audit.told_before)
    yield from _listed("told to one who knows a single case, if there is one", audit.to_insiders)
    yield from _listed("worked out, but not small", audit.recovered)
    revised = [Finding("told", spot.table, str(spot)) for spot in audit.evidence.revised]
    yield from _listed("revised, so that a reader sees by how many", revised)
    yield from (f"not tried: {limit}" for limit in audit.limits)
    yield summary(audit)


def summary(audit: Audit) -> str:
    """One line of what was attacked and found."""
    targets = [count for count in audit.evidence.counts if count.spots]
    withheld = sum(count.is_withheld for count in targets)
    found = len(audit.exposed)
    return (
        f"{len(targets):,} counts, {withheld:,} withheld ({share(withheld, len(targets))}); "
        f"attackers: {', '.join(audit.attackers)}; "
        f"{found or 'none'} exposed; {audit.seconds:.1f} seconds"
    )


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def in_columns(rows: list[tuple[str, ...]], words: int = 1) -> Iterator[str]:
    """Rows as columns: those of words to the left, figures to the right."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.ljust(wide) if n < words else cell.rjust(wide)
            for n, (cell, wide) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _row(table: TableAudit) -> tuple[str, ...]:
    narrowest = "-" if table.narrowest is None else _number(table.narrowest)
    return (
        table.name,
        str(table.cells),
        str(table.withheld),
        share(table.withheld, table.cells),
        narrowest,
        f"{table.seconds:.2f}",
    )


def _number(width: float) -> str:
    return "no bound" if width == float("inf") else f"{width:.0f}"


def _listed(what: str, found: Iterable[Finding]) -> Iterator[str]:
    """A kind of finding, the first few by their places."""
    found = list(found)
    if not found:
        return
    yield f"{what}: {len(found)}"
    yield from (f"  {each.table}: {each.where}" for each in found[:SHOWN])
    if len(found) > SHOWN:
        yield f"  and {len(found) - SHOWN} more"
