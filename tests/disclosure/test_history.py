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
from lscb.tables import TOTAL, WITHHELD, Balance, Cell, Column, Table

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


@settings(max_examples=60, deadline=None)
@given(counts_of_four, some_tables, some_tables)
def test_what_was_printed_before_is_printed_again_and_hides_nothing(counts, first, later):
    """It is known, so that withholding it now would protect nobody."""
    one, two = two_releases(counts, first, later, "")
    before = {place: n for place, n in one.shown.items() if n != WITHHELD}
    assert {p: two.shown[p] for p in before if p in two.shown} == {
        p: n for p, n in before.items() if p in two.shown
    }


@pytest.mark.parametrize("hidden", ["", "column", "all"])
@settings(max_examples=40, deadline=None)
@given(counts_of_four, some_tables)
def test_the_same_report_again_withholds_the_same(hidden, counts, names):
    one, two = two_releases(counts, names, names, hidden)
    assert two.shown == one.shown
    assert two.told == one.told


def test_the_attack_finds_what_two_releases_tell_together():
    """So that the tests above can fail: each of these alone tells nothing."""
    counts = [3, 9, 4, 8]
    one = released([table("both", counts)])
    assert not told_to(TRIED, summed(counts), [one])
    other = replace(one, shown={("r0", "c1"): 9}, told={("r0", "c1"): True})
    assert told_to(TRIED, summed(counts), [one, other]) >= {("r0", "c0")}


def complement_alone(counts: Sequence[int]) -> Table:
    """The second row's count, which would hide the first's beside their total."""
    whole = table("rows", counts)
    return whole.with_cells(whole.cells[whole.cells.row == "r1"])


@dataclass(frozen=True)
class Kept:
    """A release as the ledger alone has it."""

    publication: Publication


def test_a_withdrawn_publication_stays_known(tmp_path):
    """A count that it printed hides nothing in a later report: another must."""
    counts, ledger = [1, 2, 20, 30], tmp_path / "data" / "testshire" / "ledger.jsonl"
    assert released([table("rows", counts)]).shown == {
        ("r0", TOTAL): WITHHELD,
        ("r1", TOTAL): WITHHELD,
        WHOLE: 53,
    }
    line = released([complement_alone(counts)]).publication
    added(ledger, line.as_json())
    added(ledger, {"withdrawn": line.digest, "year": line.year, "day": "2015-10-01"})
    past = [Kept(each) for each in publications(ledger, "ledger")]
    assert released([table("rows", counts)], past).shown == {
        ("r0", TOTAL): WITHHELD,
        ("r1", TOTAL): 50,
        WHOLE: WITHHELD,
    }


FLOW = ("before", "started", "ended", "open")
YEARS = ("2013-14", "2014-15")


def flowing(numbers: Sequence) -> dict[tuple[str, str], object]:
    """Two years of a stock and its flow by year and name: each starts as the one before ended."""
    before, started, ended, started_next, ended_next = numbers
    after = before + started - ended
    return {
        ("2012-13", "open"): before,
        ("2013-14", "started"): started,
        ("2013-14", "ended"): ended,
        ("2013-14", "open"): after,
        ("2014-15", "started"): started_next,
        ("2014-15", "ended"): ended_next,
        ("2014-15", "open"): after + started_next - ended_next,
    }


BEFORE = {"2013-14": "2012-13", "2014-15": "2013-14"}


def flow(numbers: Sequence[int], years: Sequence[str], columns: Sequence[str] = FLOW) -> Table:
    """The flow of some years; what was open as a year began is the count of the year before."""
    number = flowing(numbers)
    before = {(year,): Cell.of("open", year=BEFORE[year]) for year in years}
    names = [name for name in columns if name != "before"]
    rows = [
        {"year": year, "before": number[BEFORE[year], "open"]}
        | {name: number[year, name] for name in names}
        for year in years
    ]
    return Table(
        name="flow",
        title="Flow",
        population="Children",
        source="a test",
        dimensions={"year": "Year"},
        columns=tuple(
            Column(name, name, "children", elsewhere=before)
            if name == "before"
            else Column(name, name, "children", name)
            for name in columns
        ),
        cells=pd.DataFrame(rows),
        balances=(Balance(FLOW[:2], FLOW[2:]),) if len(columns) == len(FLOW) else (),
    )


def flow_released(tables: Sequence[Table], past: Sequence[Release] = ()) -> Release:
    cleared = cleared_tables(tables, "public", "testshire", past=[p.publication for p in past])
    shown = {
        _year_and_name(each.cell(column, row)): row[column.name]
        for each in cleared.tables
        for row in each.cells.to_dict("records")
        for column in each.columns
    }
    told = {_year_and_name(c.cell): c.zeros_told for c in cleared.registration.counts}
    values = values_of(cleared.registration, [t.cells for t in cleared.tables])
    line = Publication("2015-09-01", "2014-15", "0", "dfe", cleared.registration, values)
    return Release(shown, told, line)


def _year_and_name(cell: Cell) -> tuple[str, str]:
    return dict(cell.at)["year"], cell.quantity


_FLOWS = flowing(list(np.indices((MOST + 1,) * 5, dtype=np.int16).reshape(5, -1)))
_REAL = np.logical_and.reduce([_FLOWS[year, "open"] >= 0 for year in YEARS])
FLOWS = {place: numbers[_REAL] for place, numbers in _FLOWS.items()}
"""Every flow of two years that he tries."""


@st.composite
def flows(draw) -> list[int]:
    before, started, started_next = (draw(st.integers(0, 9)) for _ in range(3))
    ended = draw(st.integers(0, min(9, before + started)))
    ended_next = draw(st.integers(0, min(9, before + started - ended + started_next)))
    return [before, started, ended, started_next, ended_next]


@settings(max_examples=80, deadline=None)
@given(flows(), st.sampled_from([(FLOW, YEARS), (FLOW, YEARS[1:]), (FLOW[:3], YEARS)]))
def test_no_count_of_a_flow_can_be_told_from_the_report_of_the_next_year(numbers, shown):
    """One year's end is the next one's start, whether a later report shows both years or one."""
    columns, years = shown
    try:
        one = flow_released([flow(numbers, YEARS[:1], columns)])
        two = flow_released([flow(numbers, years)], [one])
    except DisclosureError:
        assume(False)
    true = flowing(numbers)
    assert told_to(FLOWS, true, [one, two]) <= told_to(FLOWS, true, [one, bare(two)])
    assert not told_to(FLOWS, true, [one, two]) & set(one.shown)
    assert not small_shown(true, two)


@settings(max_examples=100, deadline=None)
@given(
    counts_of_four,
    st.sampled_from(INNER),
    st.sampled_from([-2, -1, 1, 2]),
    some_tables,
    st.booleans(),
)
def test_a_correction_tells_no_difference_of_a_few(counts, place, by, names, spared):
    """Old and new numbers together; a headline's correction is told all the same."""
    corrected = [n + by * (p == place) for n, p in zip(counts, INNER, strict=True)]
    assume(min(corrected) >= 0)
    old, new = (
        [table(name, each, spared=spared and name == "total") for name in sorted(names)]
        for each in (counts, corrected)
    )
    try:
        one = released(old)
        two = released(new, [one])
    except DisclosureError:
        assume(False)
    spare = {WHOLE} if spared and "total" in names else set()
    then, now = possible(TRIED, [one]), possible(TRIED, [two])
    for each in set(two.shown) - spare:
        before, after = TRIED[each][then], TRIED[each][now]
        least, most = after.min() - before.max(), after.max() - before.min()
        assert not (least >= 1 and most <= 5), each
        assert not (least >= -5 and most <= -1), each
    # What was printed before as it is now is known, and so is that a count was no zero.
    true = summed(corrected)
    known = {place for place, n in one.shown.items() if n == true[place]}
    known |= {p for p, told in one.told.items() if told and (TRIED[p][now] > 5).any()}
    assert told_to(TRIED, true, [two]) <= known


def test_a_corrected_total_is_withheld_but_for_a_headline():
    counts, corrected = [10, 20, 30, 40], [12, 20, 30, 40]
    one = released([table("rows", counts)])
    assert released([table("rows", corrected)]).shown == {
        ("r0", TOTAL): 32,
        ("r1", TOTAL): 70,
        WHOLE: 102,
    }
    two = released([table("rows", corrected)], [one])
    assert two.shown[("r0", TOTAL)] == two.shown[WHOLE] == WITHHELD
    spare = [table("total", each, spared=True) for each in (counts, corrected)]
    with_headline = released([table("rows", counts), spare[0]])
    told = released([table("rows", corrected), spare[1]], [with_headline])
    assert told.shown[WHOLE] == 102
    assert told.shown[("r0", TOTAL)] == told.shown[("r1", TOTAL)] == WITHHELD
