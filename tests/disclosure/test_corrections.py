"""A report that prints a corrected number beside others that were published before and stand."""

from __future__ import annotations

import pandas as pd

from lscb.disclosure.gate import Clearance, cleared_tables
from lscb.ledger import Publication, values_of
from lscb.tables import TOTAL, WITHHELD, Column, Table


def by_category(**counts: int) -> list[Table]:
    """Plans by category, and their number as a headline, which is withheld last."""
    everything = {**counts, TOTAL: sum(counts.values())}
    return [_plans("by_category", everything), _plans("all", {TOTAL: everything[TOTAL]}, True)]


def _plans(name: str, counts: dict[str, int], spared: bool = False) -> Table:
    rows = [("2013-14", category, count) for category, count in counts.items()]
    return Table(
        name=name,
        title="Plans",
        population="Plans",
        source="a test",
        dimensions={"year": "Year", "category": "Category"},
        columns=(Column("count", "Plans", "children", "plans", spared=spared),),
        cells=pd.DataFrame(rows, columns=["year", "category", "count"]),
    )


def publication(clearance: Clearance) -> Publication:
    cells = [table.cells.astype(str) for table in clearance.tables]
    values = values_of(clearance.registration, cells)
    return Publication("2014-09-01", "2013-14", "0", "dfe", clearance.registration, values)


def shown(clearance: Clearance) -> dict[str, object]:
    cells = clearance.tables[0].cells
    return dict(zip(cells["category"], cells["count"], strict=True))


def test_a_number_that_a_correction_left_as_it_was_hides_nothing_any_more():
    """Five plans more of one category: a small count is not hidden behind what all know."""
    first = cleared_tables(by_category(a=9, b=12, c=3, d=4), "public", "test")
    assert shown(first) == {"a": 9, "b": 12, "c": WITHHELD, "d": WITHHELD, TOTAL: 28}
    past = [publication(first)]
    corrected = cleared_tables(by_category(a=9, b=12, c=3, d=9), "public", "test", past=past)
    both = shown(first) | {k: v for k, v in shown(corrected).items() if v != WITHHELD}
    assert both[TOTAL] == 33
    # What neither publication prints: that they come to so many leaves each more than one value.
    assert [category for category, count in both.items() if count == WITHHELD] == ["c", "d"]
