"""Counts that somebody else has published: they are known, whatever this report withholds.

The attacker here knows them beside all that is printed. He tries every whole number there could
be, and uses none of the project's own arithmetic.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lscb.disclosure.elsewhere import with_given_away
from lscb.disclosure.gate import UNTOLD, cleared_tables
from lscb.disclosure.policies import policy
from lscb.disclosure.suppression import instance_of
from lscb.disclosure.system import System
from lscb.errors import DisclosureError
from lscb.tables import TOTAL, WITHHELD, Cell, Column, Identity, Table

ROWS, COLUMNS = ("r0", "r1"), ("c0", "c1")
Place = tuple[str, str]


def place_of(cell: Cell) -> Place:
    at = dict(cell.at)
    return at.get("row", TOTAL), at.get("column", TOTAL)


def cell_at(place: Place) -> Cell:
    row, column = place
    return Cell.of("children", row=row, column=column)


def summed(counts: list[int]) -> dict[Place, int]:
    """A two-by-two table by place, with its totals; the counts are r0 c0, r0 c1, r1 c0, r1 c1."""
    a, b, c, d = counts
    return {
        ("r0", "c0"): a,
        ("r0", "c1"): b,
        ("r0", TOTAL): a + b,
        ("r1", "c0"): c,
        ("r1", "c1"): d,
        ("r1", TOTAL): c + d,
        (TOTAL, "c0"): a + c,
        (TOTAL, "c1"): b + d,
        (TOTAL, TOTAL): a + b + c + d,
    }


def two_way(counts: list[int], known: set[Place] = frozenset(), breakdown: bool = False) -> Table:
    rows = [{"row": r, "column": c, "count": n} for (r, c), n in summed(counts).items()]
    return Table(
        name="two_way",
        title="Counts",
        population="Children",
        source="a test",
        dimensions={"row": "Row", "column": "Column"},
        columns=(Column("count", "Count", "children", "children", breakdown=breakdown),),
        cells=pd.DataFrame(rows),
        known=frozenset(cell_at(place) for place in known),
    )


def printed(table: Table) -> dict[Place, object]:
    return {(r["row"], r["column"]): r["count"] for r in table.cells.to_dict("records")}


def cleared(counts: list[int], known: set[Place] = frozenset()) -> dict[Place, object]:
    (table,) = cleared_tables([two_way(counts, known)], "public", "test").tables
    return printed(table)


def zeros_told(table: Table) -> bool:
    """Whether none is told from a small count in it, as every reader is told."""
    return not table.columns[0].breakdown and UNTOLD not in table.notes


def withheld(shown: dict[Place, object]) -> set[Place]:
    return {place for place, figure in shown.items() if figure == WITHHELD}


def one_row(**counts: int) -> Table:
    """Counts of one year, a column each, the first being the sum of the others."""
    whole, *parts = counts
    return Table(
        name="one_row",
        title="Counts",
        population="Children",
        source="a test",
        dimensions={"year": "Year"},
        columns=tuple(Column(name, name, "children", name) for name in counts),
        cells=pd.DataFrame([{"year": "2014-15"} | counts]),
        identities=(Identity((at_year(whole),), tuple(at_year(part) for part in parts)),),
    )


def at_year(name: str) -> Cell:
    return Cell.of(name, year="2014-15")


def public(table: Table, *known: str) -> Table:
    """The public form of a table of one year, when some of its counts are known to all."""
    told = replace(table, known=frozenset(at_year(name) for name in known))
    (found,) = cleared_tables([told], "public", "test").tables
    return found


def shown_in(table: Table, *known: str) -> dict[str, object]:
    """Its row."""
    return row_of(public(table, *known))


def row_of(table: Table) -> dict[str, object]:
    return table.cells.drop(columns="year").iloc[0].to_dict()


def test_a_small_count_that_is_published_elsewhere_is_no_secret():
    counts = [3, 20, 30, 40]
    assert ("r0", "c0") in withheld(cleared(counts))
    assert cleared(counts, {("r0", "c0")}) == summed(counts)


@pytest.mark.parametrize("known", [["some"], ["many"], ["all"], ["some", "many"], ["all", "many"]])
def test_a_known_count_is_never_withheld_and_the_small_one_still_is_unknown(known):
    shown = shown_in(one_row(all=34, few=4, some=10, many=20), *known)
    assert shown["few"] == WITHHELD
    assert not [name for name in known if shown[name] == WITHHELD]
    # What is hidden must be two counts at least, or the sum gives the one.
    assert list(shown.values()).count(WITHHELD) >= 2


def test_a_small_count_that_others_give_away_is_withheld_here_and_stops_nothing():
    shown = shown_in(one_row(all=34, few=4, many=30), "all", "many")
    assert shown == {"all": 34, "few": WITHHELD, "many": 30}


def test_a_zero_beside_a_small_count_is_withheld_where_others_withhold_both():
    """As DfE did for Portsmouth in 2014-15: 232 = 166 + 6 + 56 + two it withheld, 4 and none."""
    row = one_row(all=232, neglect=166, few=4, sexual=6, emotional=56, none=0)
    shown = shown_in(row, "all", "neglect", "sexual", "emotional")
    assert {name for name, figure in shown.items() if figure == WITHHELD} == {"few", "none"}


def test_a_zero_is_shown_where_nobody_else_has_published_the_rest():
    shown = shown_in(one_row(all=232, neglect=166, few=4, sexual=6, emotional=56, none=0))
    assert shown["none"] == 0


def test_the_same_counts_are_protected_when_nobody_else_has_published_them():
    shown = shown_in(one_row(all=34, few=4, many=30))
    assert list(shown.values()).count(WITHHELD) >= 2


def test_for_a_count_that_is_given_away_no_other_is_withheld():
    """Its row's total and the other count of the row are published: only it is held back."""
    counts, known = [3, 20, 30, 40], {("r0", "c1"), ("r0", TOTAL)}
    assert withheld(cleared(counts, known)) == {("r0", "c0")}


def test_a_small_count_beside_one_that_is_given_away_is_protected_all_the_same():
    counts, known = [3, 9, 4, 8], {("r0", "c1"): 9, ("r0", TOTAL): 12}
    shown = cleared(counts, set(known))
    assert {("r0", "c0"), ("r1", "c0")} <= withheld(shown)
    assert can_tell(INNER, shown, known, ("r0", "c0"))
    assert not can_tell(INNER, shown, known, ("r1", "c0"))


def things(places: int, empty: int, staff: int) -> Table:
    """Places are things, which are never withheld, so that they give the staff away."""
    return Table(
        name="places",
        title="Places",
        population="Staff",
        source="a test",
        dimensions={"year": "Year"},
        columns=(
            Column("places", "Places", "things", "places"),
            Column("empty", "Empty places", "things", "empty"),
            Column("staff", "Staff", "staff", "staff"),
        ),
        cells=pd.DataFrame([{"year": "2014-15", "places": places, "empty": empty, "staff": staff}]),
        identities=(Identity((at_year("places"),), (at_year("empty"), at_year("staff"))),),
    )


def test_a_count_that_only_this_report_gives_away_is_not_excused_by_what_others_know():
    other = replace(two_way([9, 9, 9, 9]), known=frozenset({cell_at(("r0", "c0"))}))
    for tables in ([things(10, 7, 3)], [things(10, 7, 3), other]):
        with pytest.raises(DisclosureError, match="staff"):
            cleared_tables(tables, "public", "test")


def test_a_count_given_away_by_this_report_and_by_others_is_still_not_excused():
    told = replace(things(10, 7, 3), known=frozenset({at_year("empty"), at_year("places")}))
    with pytest.raises(DisclosureError, match="staff"):
        cleared_tables([told], "public", "test")


def away(table: Table) -> set[Place]:
    system = with_given_away(System.of([table], policy("dfe")))
    pairs = zip(system.cells, system.counts, strict=True)
    return {place_of(cell) for cell, count in pairs if count.given_away}


def test_what_is_given_away_is_what_follows_from_known_counts_and_nothing_else():
    counts = [3, 20, 4, 40]
    assert away(two_way(counts)) == set()
    assert away(two_way(counts, {("r0", "c1")})) == set()
    assert away(two_way(counts, {("r0", "c1"), ("r0", TOTAL)})) == {("r0", "c0")}
    # With the column's total it is known of r1 c0 too, by way of r0 c0.
    more = {("r0", "c1"), ("r0", TOTAL), (TOTAL, "c0")}
    assert away(two_way(counts, more)) == {("r0", "c0"), ("r1", "c0")}


def test_a_known_sum_too_small_to_hold_a_large_count_gives_its_parts_away():
    # A row of five in all: neither of its counts is 6.
    assert away(two_way([2, 3, 30, 40], {("r0", TOTAL)})) == {("r0", "c0"), ("r0", "c1")}


def test_a_count_that_is_known_is_not_asked_about():
    system = System.of([two_way([3, 20, 30, 40], {("r0", "c0")})], policy("dfe"))
    assert not instance_of(system).must.any()


def test_a_remainder_of_known_counts_is_known():
    """Of 34 plans 30 are first ones, both published: four are not, which is no secret."""
    table = Table(
        name="share",
        title="Share",
        population="Children",
        source="a test",
        dimensions={"year": "Year"},
        columns=tuple(Column(name, name, "children", name) for name in ("started", "first")),
        cells=pd.DataFrame([{"year": "2014-15", "started": 34, "first": 30}]),
        identities=(Identity((at_year("started"),), (at_year("first"),), at_year("repeat")),),
    )
    assert WITHHELD in shown_in(table).values()
    assert WITHHELD in shown_in(table, "started").values()
    assert shown_in(table, "started", "first") == {"started": 34, "first": 30}


def repeated(places: dict[Place, int], known: set[Place] = frozenset()) -> Table:
    """A table of one dimension that repeats counts of the two-way table, a row each."""
    names = {f"{row} {column}": (row, column) for row, column in places}
    return Table(
        name="as_published",
        title="Counted here and published",
        population="Children",
        source="a test",
        dimensions={"measure": "Published measure"},
        columns=(
            Column(
                "counted",
                "Counted here",
                "children",
                elsewhere={(name,): cell_at(place) for name, place in names.items()},
            ),
            Column("rests", "Twice as many", unit="as measured", rests_on=("counted",)),
        ),
        cells=pd.DataFrame(
            [
                {"measure": name, "counted": places[place], "rests": 2 * places[place]}
                for name, place in names.items()
            ]
        ),
        known=frozenset(cell_at(place) for place in known),
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=4, max_size=4), st.randoms(use_true_random=False))
def test_a_table_that_repeats_counts_withholds_the_same_ones_and_what_rests_on_them(counts, chance):
    places = summed(counts)
    some = {place: places[place] for place in chance.sample(list(places), 5)}
    known = set(chance.sample(list(places), 3))
    whole, again = cleared_tables([two_way(counts), repeated(some, known)], "public", "test").tables
    shown = printed(whole)
    rows = again.cells.set_index("measure")
    for row, column in some:
        assert rows.counted[f"{row} {column}"] == shown[row, column]
        assert (rows.rests[f"{row} {column}"] == WITHHELD) == (shown[row, column] == WITHHELD)


def test_a_repeated_count_is_the_same_count_and_not_another_to_hide_behind():
    counts = [3, 20, 30, 40]
    alone = cleared(counts)
    whole, _ = cleared_tables([two_way(counts), repeated(summed(counts))], "public", "test").tables
    assert printed(whole) == alone


def test_repeated_counts_are_not_added_up_as_if_they_were_parts():
    """The rows of such a table are of all kinds: a Total among them is the total of none."""
    with_total = repeated({("r0", "c0"): 9, (TOTAL, TOTAL): 50})
    whole, again = cleared_tables([two_way([9, 11, 13, 17]), with_total], "public", "test").tables
    assert again.cells.counted.tolist() == [9, 50]
    assert withheld(printed(whole)) == set()


MOST = 15
"""The largest number the attacker tries for a count that is not a sum: with true ones of 9 at most,
that leaves room for any to be 6 and for the others to make up for it."""

INNER = summed(list(np.indices((MOST + 1,) * 4).reshape(4, -1)))
"""Every two-by-two table he tries: a long row of numbers for each place."""


def can_tell(tried: dict, shown: dict, known: dict, place: object, *, told: bool = True) -> bool:
    """Whether one who sees what is shown, and knows what is known, can tell that a count is
    small: under 6 and, where zeros are hidden among small counts, whether it is nought."""
    possible = np.ones(len(tried[place]), dtype=bool)
    for where, figure in shown.items():
        if figure != WITHHELD:
            possible &= tried[where] == figure
        elif told:
            possible &= tried[where] >= 1
    for where, figure in known.items():
        possible &= tried[where] == figure
    left = tried[place][possible]
    assert left.size, "the truth was not among what was tried"
    return not ((left >= 6).any() and (told or (left == 0).any()))


def hold_out(true: dict, shown: dict, known: set, tried: dict, told: bool) -> None:
    """Nothing small is shown that is not known, nothing known is withheld, and no small count can
    be told that could not be told of a report that shows nothing but its zeros."""
    published = {place: true[place] for place in known}
    smallest = 1 if told else 0
    least = {place: 0 if n < smallest else WITHHELD for place, n in true.items()}
    for place, n in true.items():
        assert shown[place] in (n, WITHHELD)
        assert shown[place] == n or place not in known
        if place not in known and smallest <= n <= 5:
            assert shown[place] == WITHHELD
            if can_tell(tried, shown, published, place, told=told):
                assert can_tell(tried, least, published, place, told=told)


@pytest.mark.parametrize("breakdown", [False, True])
@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(0, 9), min_size=4, max_size=4),
    st.sets(st.sampled_from(sorted(summed([0, 0, 0, 0])))),
)
def test_no_small_count_can_be_told_but_by_what_others_have_published(breakdown, counts, known):
    # What others publish never stops a report that would not be stopped without it: these are not.
    table = two_way(counts, known, breakdown)
    (found,) = cleared_tables([table], "public", "test").tables
    hold_out(summed(counts), printed(found), known, INNER, zeros_told(found))


FLOW = ("before", "started", "ended", "after")


def flowing(before: object, started: object, ended: object) -> dict[str, object]:
    flow = (before, started, ended, before + started - ended)
    return dict(zip(FLOW, flow, strict=True))


_TRIED = flowing(*np.indices((36,) * 3).reshape(3, -1))
FLOWS = {name: each[_TRIED["after"] >= 0] for name, each in _TRIED.items()}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=3, max_size=3), st.sets(st.sampled_from(FLOW)))
def test_no_small_count_of_a_flow_can_be_told_but_by_what_others_have_published(counts, known):
    before, started, ended = counts
    true = flowing(before, started, min(ended, before + started))
    table = replace(
        one_row(**true),
        identities=(Identity(*(tuple(map(at_year, side)) for side in (FLOW[:2], FLOW[2:]))),),
    )
    found = public(table, *known)
    hold_out(true, row_of(found), known, FLOWS, zeros_told(found))


def test_the_attacker_tells_what_can_be_told_and_no_more():
    """So that the tests above can fail."""
    whole = summed([3, 9, 9, 9])
    row_only = whole | {("r0", "c0"): WITHHELD, ("r0", "c1"): WITHHELD}
    square = row_only | {("r1", "c0"): WITHHELD, ("r1", "c1"): WITHHELD}
    assert can_tell(INNER, row_only, {}, ("r0", "c0"))
    assert not can_tell(INNER, square, {}, ("r0", "c0"))
    assert can_tell(INNER, square, {("r0", "c1"): 9}, ("r0", "c0"))
    # Of 6 in a row, two counts that are not nought are both under 6.
    six = summed([2, 4, 9, 9])
    sums_only = {place: n if TOTAL in place else WITHHELD for place, n in six.items()}
    assert can_tell(INNER, sums_only, {}, ("r0", "c1"))
    assert not can_tell(INNER, sums_only, {}, ("r1", "c1"))
