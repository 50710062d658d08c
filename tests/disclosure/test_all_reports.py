"""Every report that is committed, public, years in order: no count of a few can be told.

Each year is cleared with what the years before it have published, under each policy, and attacked
together with all of those by every attacker of the audit.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from lscb.audit import ATTACKERS, Audit, attacked, of_tables
from lscb.disclosure.gate import Clearance
from lscb.ledger import values_of
from lscb.tables import Table
from lscb.workbench import ReportPlace, Workbench
from tests.benchmarks.years_in_order import cleared_in_order, whole_tables
from tests.conftest import ROOT

POLICIES = ("dfe", "dfe_insider", "opensafely", "acro10", "midpoint6")
REPORTS = {"northshire": 6, "bexley": 5, "bracknell_forest": 5, "portsmouth": 5, "sutton": 5}


def test_every_committed_report_is_asked_about():
    workbench = Workbench(ROOT)
    assert {board: len(workbench.years(board)) for board in workbench.boards()} == REPORTS


@cache
def reports(board: str) -> list[tuple[ReportPlace, list[Table]]]:
    return [(place, whole_tables(place)) for place in Workbench(ROOT).reports(board)]


def published(board: str, under: str) -> Iterator[tuple[ReportPlace, Clearance]]:
    return cleared_in_order(reports(board), under)


@pytest.mark.slow
@pytest.mark.parametrize("under", POLICIES)
@pytest.mark.parametrize("board", sorted(REPORTS))
def test_nothing_can_be_told_from_a_year_together_with_all_before_it(board, under):
    evidences = []
    for place, cleared in published(board, under):
        told = (cleared.registration, cleared.exact, str(place), under)
        # With the true values of this year a policy is not kept by luck either.
        audit = attacked([*evidences, of_tables(*told, cleared.values)], ATTACKERS)
        assert not audit.exposed, _named(place, audit)
        evidences.append(of_tables(*told))


def _named(place: ReportPlace, audit: Audit) -> str:
    return f"{place}: " + "; ".join(str(found.problem()) for found in audit.exposed)


@pytest.mark.slow
@pytest.mark.parametrize("board", sorted(REPORTS))
def test_what_was_printed_in_one_year_is_not_withheld_in_the_next(board):
    """A count that stays as it was: withheld now, it would cost readers and protect nobody."""
    before = {}
    for _, cleared in published(board, "dfe"):
        values = values_of(cleared.registration, [table.cells for table in cleared.tables])
        for count, value in zip(cleared.registration.counts, values, strict=True):
            if count.printed and before.get(count.cell) == cleared.values[count.cell]:
                assert value is not None, str(count.cell)
        pairs = zip(cleared.registration.counts, values, strict=True)
        before |= {count.cell: value for count, value in pairs if value is not None}
