"""Which merge saves most, where too much of a table is withheld: by hand-worked cases."""

from __future__ import annotations

import pandas as pd

from lscb.disclosure.gate import cleared_tables
from lscb.tables import TOTAL, Column, Table


def by(dimension: str, **counts: int) -> Table:
    rows = [{dimension: label, "count": count} for label, count in counts.items()]
    return Table(
        name="deaths",
        title="Deaths",
        population="Children",
        source="a test",
        dimensions={dimension: "What they are counted by"},
        columns=(Column("count", "Deaths", "children", "deaths", breakdown=True),),
        cells=pd.DataFrame([*rows, {dimension: TOTAL, "count": sum(counts.values())}]),
    )


def said(table: Table) -> tuple[str, ...]:
    return cleared_tables([table], "public", "a test").said


def test_the_two_that_are_large_enough_together_are_named():
    """2 and 4 make 6; 2 and 1, or 4 and 1, save one count and leave another too small."""
    found = said(by("category", Fire=2, Water=4, Road=1, Illness=20))
    assert found[0].startswith("3 of 5 counts are withheld")
    assert found[1] == (
        "deaths: 3 of 5 counts are withheld; adding Fire and Water together (category) would save 2"
    )


def test_of_periods_only_neighbours_are_added_together():
    """The first and the last would make 6, and nothing lies between them that may be skipped."""
    found = said(by("period", y1=4, y2=1, y3=2, y4=30))
    assert "adding y1 and y2 together (period)" in found[1]
    assert "would save 1" in found[1]


def test_nothing_is_suggested_where_a_third_is_withheld_or_less():
    assert said(by("category", Fire=2, Water=9, Road=20, Flood=30, Illness=40)) == (
        "2 of 6 counts are withheld; no safe pattern costs the reader less",
    )


def test_that_no_merge_helps_is_said_too():
    found = said(by("category", Fire=3))
    assert found[1].endswith("and no two categories added together would save any")
