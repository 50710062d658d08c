"""Counts printed as classes: of a count of 1 to 6 nobody can tell more than that.

What is printed is tried against every table there could be: OpenSAFELY's own table says of which
counts each printed number may be, and a count that is not printed may be any.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lscb.disclosure.classes import class_of, midpoint
from lscb.disclosure.gate import Clearance, cleared_tables
from lscb.disclosure.policies import policy
from lscb.disclosure.suppression import instance_of, safe_pattern
from lscb.disclosure.system import System
from lscb.ledger import Publication, values_of
from lscb.tables import NOT_APPLICABLE, NOT_AVAILABLE, TOTAL, WITHHELD, Balance, Column, Table
from tests.disclosure.test_policies import (
    COLUMNS,
    PLACES,
    POPULATION,
    figures,
    per_10000,
    poisson,
    shares,
    summed,
    two_way,
)

SMALL = range(1, 7)


def published_as(counts: np.ndarray) -> np.ndarray:
    """Each count as OpenSAFELY's documentation has it: 1 to 6 as 3, 7 to 12 as 9 and so on."""
    table = np.array([0, *(6 * n + 3 for n in range(20) for _ in SMALL)])
    return table[counts]


@pytest.mark.parametrize("count", range(60))
def test_a_count_is_printed_as_the_middle_of_its_class(count):
    printed = midpoint(count, 6)
    assert printed == published_as(np.array(count))
    least, most = class_of(printed, 6)
    assert class_of(count, 6) == (least, most) and least <= count <= most
    assert [n for n in range(80) if midpoint(n, 6) == printed] == list(
        range(int(least), int(most) + 1)
    )


def cleared(*tables: Table, past: tuple[Publication, ...] = ()) -> Clearance:
    return cleared_tables(tables, "public", "testshire", "midpoint6", past)


@cache
def tried(most: int) -> dict[tuple[str, str], np.ndarray]:
    """Every two-by-two table of counts of so many at most, by place."""
    return summed(list(np.indices((most + 1,) * 4, dtype=np.int16).reshape(4, -1)))


def left(tables: dict, shown: dict) -> np.ndarray:
    """Which of the tables would have been published just the same."""
    found = np.ones(len(next(iter(tables.values()))), dtype=bool)
    for place, figure in shown.items():
        if figure != WITHHELD:
            found &= published_as(tables[place]) == figure
    return found


def assert_each_small_count_may_be_any(tables: dict, shown: dict, true: dict) -> None:
    possible = left(tables, shown)
    for place, count in true.items():
        if count in SMALL:
            assert set(SMALL) <= set(np.unique(tables[place][possible])), place


four = st.lists(
    st.one_of(st.integers(0, 20), st.integers(0, 7), st.just(0)), min_size=4, max_size=4
)


@settings(max_examples=40, deadline=None)
@given(four)
@example([2, 1, 0, 0])
@example([6, 0, 0, 6])
@example([1, 1, 1, 1])
def test_of_a_count_of_1_to_6_nothing_narrower_can_be_told(counts):
    (table,) = cleared(two_way(counts)).tables
    shown, true = figures(table), summed(counts)
    for place, figure in shown.items():
        assert figure in (WITHHELD, published_as(np.array(true[place])))
    assert_each_small_count_may_be_any(tried(26), shown, true)


@settings(max_examples=25, deadline=None)
@given(four)
@example([9, 2, 12, 0])
def test_nor_of_what_is_left_over_between_two_printed_counts(counts):
    """The second column is printed nowhere: what is not one of `some`."""
    (table,) = cleared(shares(counts[::2], counts[1::2])).tables
    of, all_of = (list(figures(table, name).values()) for name in ("k", "n"))
    rows = dict.fromkeys(row for row, _ in PLACES)
    shown = {(row, COLUMNS[0]): n for row, n in zip(rows, of, strict=True)}
    shown |= {(row, TOTAL): n for row, n in zip(rows, all_of, strict=True)}
    assert_each_small_count_may_be_any(tried(26), shown, summed(counts))


def by_row(dimension: str, counts: list[int]) -> Table:
    """The children of `two_way` by row and another dimension."""
    table = two_way(counts)
    return Table(
        name=f"by_{dimension}",
        title="Counts",
        population="Children",
        source="a test",
        dimensions={"row": "Row", dimension: "Another"},
        columns=table.columns,
        cells=table.cells.rename(columns={"column": dimension}),
    )


MOST = 9


@cache
def tried_twice() -> tuple[dict, dict]:
    """Every pair of two-by-two tables with the same rows, and counts of so many at most."""
    every = np.indices((MOST + 1,) * 6, dtype=np.int8).reshape(6, -1)
    a, b, c, d, e, f = (each.astype(np.int16) for each in every)
    fits = (a + b >= e) & (c + d >= f)
    a, b, c, d, e, f = (each[fits] for each in (a, b, c, d, e, f))
    return summed([a, b, c, d]), summed([e, a + b - e, f, c + d - f])


@st.composite
def twice(draw) -> tuple[list[int], list[int]]:
    """The same children by column and by group; no class goes beyond what is tried."""
    a, b, c, d = draw(st.lists(st.integers(0, 4), min_size=4, max_size=4))
    e, f = draw(st.integers(0, min(a + b, 6))), draw(st.integers(0, min(c + d, 6)))
    return [a, b, c, d], [e, a + b - e, f, c + d - f]


@settings(max_examples=20, deadline=None)
@given(twice())
def test_nor_from_two_tables_of_the_same_children(both):
    one, other = cleared(two_way(both[0]), by_row("group", both[1])).tables
    assert_neither_tells(both, figures(one), figures(other))


@settings(max_examples=20, deadline=None)
@given(twice())
def test_nor_from_a_report_together_with_an_earlier_one(both):
    first = cleared(two_way(both[0]))
    values = values_of(first.registration, [table.cells for table in first.tables])
    past = Publication("2014-09-01", "2013-14", "0", "midpoint6", first.registration, values)
    later = cleared(by_row("group", both[1]), past=(past,))
    assert_neither_tells(both, figures(first.tables[0]), figures(later.tables[0]))


def test_the_trial_finds_what_two_reports_that_know_nothing_of_each_other_tell():
    """So that the tests above can fail: each of these alone tells nothing."""
    both = [0, 3, 1, 1], [1, 2, 2, 0]
    one, other = (
        cleared(table).tables[0] for table in (two_way(both[0]), by_row("group", both[1]))
    )
    with pytest.raises(AssertionError):
        assert_neither_tells(both, figures(one), figures(other))


def assert_neither_tells(both: tuple, one: dict, other: dict) -> None:
    tables = {(n, place): each for n, t in enumerate(tried_twice()) for place, each in t.items()}
    shown = {(n, place): x for n, t in enumerate((one, other)) for place, x in t.items()}
    true = {(n, place): x for n, t in enumerate(both) for place, x in summed(t).items()}
    assert_each_small_count_may_be_any(tables, shown, true)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_no_pattern_that_tells_nothing_narrower_costs_less(counts):
    table, true = two_way(counts), summed(counts)
    system = System.of([table], policy("midpoint6"))
    found = safe_pattern(system)
    assert found.is_optimal
    places = [table.cell(table.columns[0], row) for row in table.cells.to_dict("records")]
    weights = instance_of(system).weights[[system.cells.index(cell) for cell in places]]
    for withheld in product((True, False), repeat=len(PLACES)):
        if weights[list(withheld)].sum() < found.weight - 1e-6:
            hidden = {p for p, hide in zip(PLACES, withheld, strict=True) if hide}
            shown = {p: WITHHELD if p in hidden else published_as(true[p]) for p in PLACES}
            possible = left(tried(12), shown)
            assert any(
                not set(SMALL) <= set(tried(12)[p][possible]) for p in PLACES if true[p] in SMALL
            )


def test_a_total_of_a_few_shows_its_class_where_its_parts_are_not_told():
    """Printed beside two parts that are some, 3 in all could be 2 at least, and each 5 at most."""
    (table,) = cleared(two_way([2, 1, 0, 0])).tables
    shown = figures(table)
    assert WITHHELD in {shown["r0", "c0"], shown["r0", "c1"], shown["r0", TOTAL]}
    assert [shown[place] for place in PLACES].count(WITHHELD) < len(PLACES)


def test_a_rate_is_made_from_what_is_printed_whether_or_not_there_is_one_of_so_few():
    """There is no rate of two children: said in its place, that would tell them from six."""
    table = per_10000([2, 40, 41], [0, 0, 0])
    cells = table.cells.copy()
    cells.loc[0, ["rate_per_10000", "lower", "upper"]] = NOT_AVAILABLE
    (shown,) = cleared(table.with_cells(cells)).tables
    row = shown.cells.to_dict("records")[0]
    assert row["k"] == 3
    expected = [10_000 * each / POPULATION for each in (3, *poisson(3))]
    found = [row[name] for name in ("rate_per_10000", "lower", "upper")]
    assert found == pytest.approx(expected, abs=0.0501)
    assert set(shown.cells.population) == {POPULATION}, "what others state is as it was"


def test_a_symbol_that_stands_for_too_few_is_withheld():
    table = shares([40, 41, 42], [40, 40, 40])
    (shown,) = cleared(table.with_cells(table.cells.assign(p=NOT_APPLICABLE))).tables
    assert set(shown.cells.p) == {WITHHELD}
    assert set(shown.cells.verdict) == {WITHHELD}


def test_things_are_printed_as_they_are():
    table = Table(
        name="courses",
        title="Courses",
        population="People",
        source="a test",
        dimensions={"course": "Course"},
        columns=(
            Column("places", "Places", "things", "places"),
            Column("attended", "Attended", "staff", "attended"),
        ),
        cells=pd.DataFrame({"course": ["a", "b"], "places": [20, 25], "attended": [14, 19]}),
        balances=(Balance(("places",), ("attended",), "places left"),),
    )
    (shown,) = cleared(table).tables
    assert list(shown.cells.places) == [20, 25]
    assert list(shown.cells.attended) == [15, 21]
