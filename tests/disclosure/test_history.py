"""Two publications of one board, one after the other, attacked together by enumeration.

The attacker holds both. He tries every table there could be and keeps those that would have been
printed just so; none of the project's own arithmetic is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lscb.disclosure.gate import cleared_tables
from lscb.errors import DisclosureError
from lscb.ledger import Publication, added, publications, values_of
from lscb.tables import TOTAL, WITHHELD, Balance, Cell, Column, Identity, Table

ROWS, COLUMNS = ("r0", "r1"), ("c0", "c1")
INNER = tuple((row, column) for row in ROWS for column in COLUMNS)
BY_ROW, BY_COLUMN = tuple((r, TOTAL) for r in ROWS), tuple((TOTAL, c) for c in COLUMNS)
WHOLE = (TOTAL, TOTAL)
SHOWN = {
    "total": (WHOLE,),
    "rows": (*BY_ROW, WHOLE),
    "columns": (*BY_COLUMN, WHOLE),
    "both": (*INNER, *BY_ROW, *BY_COLUMN, WHOLE),
}
"""What each table of the same children shows."""

Place = tuple[str, str]


def summed(counts: Sequence) -> dict[Place, object]:
    """A two-by-two table by place, with its totals; the counts are r0 c0, r0 c1, r1 c0, r1 c1."""
    a, b, c, d = counts
    sums = (a + b, c + d, a + c, b + d, a + b + c + d)
    return dict(zip((*INNER, *BY_ROW, *BY_COLUMN, WHOLE), (a, b, c, d, *sums), strict=True))


def table(name: str, counts: Sequence[int], hidden: str = "", *, spared: bool = False) -> Table:
    """One table of the children, by row, by column, by both or by neither.

    None is not told from a small count in it where `hidden` is "all", nor below a total by column
    where it is "column".
    """
    by = {"rows": ("row",), "columns": ("column",)}.get(name, ("row", "column"))
    number = summed(counts)
    rows = [{"row": row, "column": c, "count": number[row, c]} for row, c in SHOWN[name]]
    return Table(
        name=name,
        title="Counts",
        population="Children",
        source="a test",
        dimensions={dimension: dimension for dimension in by},
        columns=(
            Column(
                "count",
                "Count",
                "children",
                "children",
                breakdown=hidden == "all",
                finer=("column",) if hidden == "column" and "column" in by else (),
                spared=spared,
            ),
        ),
        cells=pd.DataFrame(rows),
    )


@dataclass(frozen=True)
class Release:
    """What was printed of each place, where none is told from a small count, and the line of the
    ledger that says so."""

    shown: Mapping[Place, object]
    told: Mapping[Place, bool]
    publication: Publication


def released(tables: Iterable[Table], past: Sequence[Release] = ()) -> Release:
    """The tables as they are published after others."""
    cleared = cleared_tables(
        list(tables), "public", "testshire", past=[each.publication for each in past]
    )
    figures = [
        t.cells.assign(**{d: TOTAL for d in ("row", "column") if d not in t.dimensions})
        for t in cleared.tables
    ]
    shown = {(r["row"], r["column"]): r["count"] for t in figures for r in t.to_dict("records")}
    told = {_place_of(c.cell): c.zeros_told for c in cleared.registration.counts}
    values = values_of(cleared.registration, [t.cells for t in cleared.tables])
    line = Publication("2015-09-01", "2014-15", "0", "dfe", cleared.registration, values)
    return Release(shown, told, line)


def _place_of(cell: Cell) -> Place:
    at = dict(cell.at)
    return at.get("row", TOTAL), at.get("column", TOTAL)


MOST = 15
"""The largest number the attacker tries for a count that is not a sum: with true ones of 9 at most,
that leaves room for any to be 6 and for the others to make up for it."""

TRIED = summed(list(np.indices((MOST + 1,) * 4).reshape(4, -1)))
"""Every two-by-two table he tries: a long row of numbers for each place."""


def possible(tried: Mapping, releases: Iterable[Release]) -> np.ndarray:
    """Which of the tables tried would have been printed just so, in every release."""
    left = np.ones(len(next(iter(tried.values()))), dtype=bool)
    for release in releases:
        for place, figure in release.shown.items():
            if figure != WITHHELD:
                left &= tried[place] == figure
            elif release.told[place]:
                left &= tried[place] >= 1
    assert left.any(), "the truth was not among what was tried"
    return left


def told_to(tried: Mapping, true: Mapping, releases: Sequence[Release]) -> set:
    """The small counts withheld in a release and printed in none, of which all the releases
    together tell that they are small."""
    left = possible(tried, releases)
    found = set()
    for place in {p for release in releases for p in release.shown}:
        if any(release.shown.get(place, WITHHELD) != WITHHELD for release in releases):
            continue
        zeros_told = any(release.told.get(place) for release in releases)
        values = tried[place][left]
        beyond = (values > 5).any() and (zeros_told or (values == 0).any())
        if true[place] <= 5 and not beyond:
            found.add(place)
    return found


def bare(release: Release) -> Release:
    """The release as if it showed nothing, not even which counts are none."""
    nothing = dict.fromkeys(release.shown, WITHHELD)
    return replace(release, shown=nothing, told=dict.fromkeys(release.told, False))


def small_shown(true: Mapping, release: Release) -> set:
    """The small counts that a release prints."""
    return {
        place
        for place, figure in release.shown.items()
        if figure != WITHHELD and (1 if release.told[place] else 0) <= true[place] <= 5
    }


counts_of_four = st.lists(st.integers(0, 9), min_size=4, max_size=4)
some_tables = st.sets(st.sampled_from(sorted(SHOWN)), min_size=1)


def two_releases(counts, first, later, hidden) -> tuple[Release, Release]:
    """The same children in two reports of other tables; an example that cannot be is passed."""
    made = {name: table(name, counts, hidden) for name in first | later}
    try:
        one = released(made[name] for name in sorted(first))
        return one, released((made[name] for name in sorted(later)), [one])
    except DisclosureError:
        assume(False)
        raise


@pytest.mark.parametrize("hidden", ["", "column", "all"])
@settings(max_examples=100, deadline=None)
@given(counts_of_four, some_tables, some_tables)
def test_no_count_withheld_before_can_be_told_from_other_tables_of_the_same_children(
    hidden, counts, first, later
):
    """A total that comes later, a table that is dropped, a finer one that is added."""
    releases = two_releases(counts, first, later, hidden)
    true = summed(counts)
    assert told_to(TRIED, true, releases) <= told_to(TRIED, true, [releases[0], bare(releases[1])])
    assert not told_to(TRIED, true, releases) & set(releases[0].shown)
    assert not small_shown(true, releases[1])
