"""How long protecting a report takes beside counting it, and what is withheld of every table.

    python tests/benchmarks/protection.py

Seconds are those of this process for the made-up board's public report: of its measures, of the
system of equations of all its counts, of the pattern of what is withheld, and of the linear attack
on what is left; the least of TURNS, and each as a share of the measures' time.

Then every committed report is cleared under each policy, years in order, each protected against
those before it. Of each table's counts of all reports together the share that is withheld is
printed, with how many counts there are, and the same of each board.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable

from years_in_order import cleared_in_order, examined_once, whole_tables

from lscb.audit import attacked, of_tables
from lscb.disclosure.gate import Clearance, cleared_tables
from lscb.disclosure.policies import policy
from lscb.disclosure.system import System
from lscb.tables import WITHHELD, is_number
from lscb.workbench import Workbench

BOARD, YEAR = "northshire", "2014-15"
POLICIES = ("dfe", "dfe_insider", "opensafely", "acro10", "midpoint6")
TURNS = 3

Shares = dict[str, list[int]]
"""By name, how many counts are withheld and how many there are."""


def _seconds(what: Callable[[], object]) -> float:
    """The least seconds of so many turns."""
    found = []
    for _ in range(TURNS):
        began = time.perf_counter()
        what()
        found.append(time.perf_counter() - began)
    return min(found)


def _print_seconds() -> None:
    (place,) = Workbench.around().reports(BOARD, YEAR)
    examined_once(place)
    tables = whole_tables(place)
    cleared = cleared_tables(tables, "public", str(place))
    told = of_tables(cleared.registration, cleared.exact, str(place), "dfe", cleared.values)
    system = _seconds(lambda: System.of(tables, policy("dfe")))
    steps = {
        "measures": _seconds(lambda: whole_tables(place)),
        "system": system,
        "protection": _seconds(lambda: cleared_tables(tables, "public", str(place))) - system,
        "linear audit": _seconds(lambda: attacked([told])),
    }
    steps["gate together"] = sum(steps.values()) - steps["measures"]
    print(f"{place}: {len(tables)} tables, {len(cleared.registration.counts)} counts")
    print(f"{'':16}{'seconds':>9}{'of the measures':>17}")
    for name, seconds in steps.items():
        print(f"{name:16}{seconds:9.2f}{seconds / steps['measures']:17.2f}", flush=True)


def _add(cleared: Clearance, board: str, tables: Shares, boards: Shares) -> None:
    for table in cleared.tables:
        for column in table.counted():
            figures = table.cells[column.name]
            withheld, shown = int((figures == WITHHELD).sum()), int(figures.map(is_number).sum())
            for held in (tables[table.name], boards[board]):
                held[0] += withheld
                held[1] += withheld + shown


def _print_shares() -> None:
    tables, boards = ({under: defaultdict(lambda: [0, 0]) for under in POLICIES} for _ in "tb")
    workbench = Workbench.around()
    for board in workbench.boards():
        reports = [(place, whole_tables(place)) for place in workbench.reports(board)]
        for under in POLICIES:
            for _, cleared in cleared_in_order(reports, under):
                _add(cleared, board, tables[under], boards[under])
    print(
        f"\n{'withheld of the counts of':34}{'counts':>8}" + "".join(f"{p:>12}" for p in POLICIES)
    )
    for shares in (tables, boards):
        for name in shares[POLICIES[0]]:
            if shares[POLICIES[0]][name][1]:
                _print_line(name, [shares[under][name] for under in POLICIES])
        print()
    _print_line("all", [[sum(n) for n in zip(*boards[p].values(), strict=True)] for p in POLICIES])


def _print_line(name: str, shares: list[list[int]]) -> None:
    each = "".join(f"{withheld / counts:12.1%}" for withheld, counts in shares)
    print(f"{name:34}{shares[0][1]:8,}{each}", flush=True)


def main() -> None:
    """Print both tables."""
    _print_seconds()
    _print_shares()


if __name__ == "__main__":
    main()
