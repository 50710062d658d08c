"""The gate, attacked from the outside: what an enumeration of every possible report finds.

The enumerations here know only what is printed, and none of the project's own arithmetic.
"""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lscb.disclosure.gate import cleared_tables
from lscb.errors import DataError, DisclosureError
from lscb.tables import TOTAL, WITHHELD, Balance, Cell, Column, Identity, Table, percent_columns

MOST = 12
"""The largest count the enumeration tries: above every count in the random tables."""


def two_way(counts: list[list[int]], breakdown: bool = False) -> Table:
    """A table of counts by row and column with all its totals."""
    rows = [
        {"row": f"r{i}", "column": f"c{j}", "count": n}
        for i, line in enumerate(counts)
        for j, n in enumerate(line)
    ]
    rows += [{"row": f"r{i}", "column": TOTAL, "count": sum(r)} for i, r in enumerate(counts)]
    columns = [sum(column) for column in zip(*counts, strict=True)]
    rows += [{"row": TOTAL, "column": f"c{j}", "count": n} for j, n in enumerate(columns)]
    rows.append({"row": TOTAL, "column": TOTAL, "count": sum(columns)})
    return Table(
        name="two_way",
        title="Counts",
        population="Children",
        source="a test",
        dimensions={"row": "Row", "column": "Column"},
        columns=(Column("count", "Count", "children", "children", breakdown=breakdown),),
        cells=pd.DataFrame(rows),
    )


def share(numerator: int, denominator: int, *, spared: bool = False) -> Table:
    """One numerator of one denominator, with its percentage."""
    cells = pd.DataFrame(
        [{"year": "2014-15", "k": numerator, "n": denominator, "percent": 1.0, "lower": 0.5}]
    ).assign(upper=1.5)
    return Table(
        name="share",
        title="Share",
        population="Children",
        source="a test",
        dimensions={"year": "Year"},
        columns=(
            Column("k", "Of these", "children", "some"),
            Column("n", "All", "children", "all", spared=spared),
            *percent_columns("Share", ("k", "n")),
        ),
        cells=cells,
        balances=(Balance(("n",), ("k",), "others"),),
    )


def printed(table: Table) -> dict[tuple[str, str], object]:
    """What is printed, by row and column."""
    return {(r["row"], r["column"]): r["count"] for r in table.cells.to_dict("records")}


def possible(shown: dict[tuple[str, str], object], rows: int, columns: int) -> list[tuple]:
    """Every table of counts that would be printed just so, as tuples of its inner counts.

    Where zeros are shown a withheld count is one at least.
    """
    choices = [
        [
            line
            for line in product(
                *(
                    range(1, MOST + 1)
                    if shown[f"r{i}", f"c{j}"] == WITHHELD
                    else [shown[f"r{i}", f"c{j}"]]
                    for j in range(columns)
                )
            )
            if _agrees(shown[f"r{i}", TOTAL], sum(line))
        ]
        for i in range(rows)
    ]
    return [
        lines
        for lines in product(*choices)
        if all(
            _agrees(shown[TOTAL, f"c{j}"], sum(line[j] for line in lines)) for j in range(columns)
        )
        and _agrees(shown[TOTAL, TOTAL], sum(map(sum, lines)))
    ]


def _agrees(shown: object, count: int) -> bool:
    return count >= 1 if shown == WITHHELD else shown == count


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=2))
def test_no_small_count_of_a_two_by_two_table_can_be_worked_out(counts):
    try:
        (table,) = cleared_tables([two_way(counts)], "public", "test").tables
    except DisclosureError:
        return
    shown = printed(table)
    reports = possible(shown, 2, 2)
    assert tuple(map(tuple, counts)) in [tuple(r) for r in reports]
    for i, j in product(range(2), range(2)):
        if 1 <= counts[i][j] <= 5:
            assert len({report[i][j] for report in reports}) > 1
    for i in range(2):
        if 1 <= sum(counts[i]) <= 5:
            assert len({sum(report[i]) for report in reports}) > 1


@pytest.mark.parametrize("breakdown", [False, True])
@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(0, 15), min_size=4, max_size=4), min_size=3, max_size=3))
def test_every_printed_number_is_the_true_one_and_none_is_small(breakdown, counts):
    original = two_way(counts, breakdown)
    try:
        (table,) = cleared_tables([original], "public", "test").tables
    except DisclosureError:
        return
    smallest = 0 if breakdown else 1
    true = printed(original)
    for place, value in printed(table).items():
        assert value in (WITHHELD, true[place])
        assert value == WITHHELD or not smallest <= value <= 5


def test_a_single_small_count_takes_another_with_it_in_its_row_and_its_column():
    (table,) = cleared_tables([two_way([[3, 20], [30, 40]])], "public", "test").tables
    shown = printed(table)
    assert shown["r0", "c0"] == WITHHELD
    assert [shown[TOTAL, TOTAL], shown["r1", TOTAL]] == [93, 70]
    assert list(shown.values()).count(WITHHELD) == 4


def test_the_issue_of_fifteen_is_ten_and_three_and_two_ones_is_seen():
    """Two withheld counts that sum to 2 are one each where zeros are shown (sdcTools, #194)."""
    (table,) = cleared_tables([two_way([[10, 6, 1, 1], [20, 20, 20, 20]])], "public", "test").tables
    shown = printed(table)
    gone = [j for j in range(4) if shown["r0", f"c{j}"] == WITHHELD]
    assert len(gone) > 2 or shown["r0", TOTAL] == WITHHELD


def test_a_complement_of_two_is_protected_like_a_count_of_two():
    (table,) = cleared_tables([share(180, 182, spared=True)], "public", "test").tables
    row = table.cells.iloc[0]
    assert row.k == WITHHELD
    assert row.n == 182
    assert (row.percent, row.lower, row.upper) == (WITHHELD, WITHHELD, WITHHELD)


def test_a_share_of_all_is_shown_where_zeros_are():
    (table,) = cleared_tables([share(182, 182)], "public", "test").tables
    assert table.cells.iloc[0].tolist() == ["2014-15", 182, 182, 1.0, 0.5, 1.5]


def test_a_percentage_goes_when_its_numerator_goes():
    (table,) = cleared_tables([share(3, 40, spared=True)], "public", "test").tables
    assert table.cells.iloc[0].tolist() == ["2014-15", WITHHELD, 40, WITHHELD, WITHHELD, WITHHELD]


def test_the_same_count_in_another_table_is_withheld_there_too():
    small = share(3, 40)
    other = Table(
        name="other",
        title="The same again",
        population="Children",
        source="a test",
        dimensions={"year": "Year", "kind": "Kind"},
        columns=(Column("count", "Count", "children", "some"),),
        cells=pd.DataFrame([{"year": "2014-15", "kind": TOTAL, "count": 3}]),
    )
    _, cleared = cleared_tables([small, other], "public", "test").tables
    assert cleared.cells["count"].tolist() == [WITHHELD]


def test_things_are_never_withheld():
    table = two_way([[3, 20], [30, 40]])
    things = Table(
        **{
            **{name: getattr(table, name) for name in table.__dataclass_fields__},
            "columns": (Column("count", "Sessions", "things", "sessions"),),
        }
    )
    (cleared,) = cleared_tables([things], "public", "test").tables
    assert WITHHELD not in printed(cleared).values()


def test_the_panel_edition_is_whole():
    original = two_way([[3, 0], [1, 40]])
    (cleared,) = cleared_tables([original], "panel", "test").tables
    pd.testing.assert_frame_equal(cleared.cells, original.cells)


def test_the_pattern_is_the_same_every_time():
    tables = [two_way([[3, 8, 9, 2], [7, 7, 7, 7], [11, 0, 4, 6]]), share(180, 182)]
    first = cleared_tables(tables, "public", "test").tables
    for _ in range(3):
        for one, other in zip(first, cleared_tables(tables, "public", "test").tables, strict=True):
            pd.testing.assert_frame_equal(one.cells, other.cells)


def test_tables_that_cannot_be_made_safe_are_refused_with_exit_code_13():
    pinned = Table(
        name="pinned",
        title="Pinned",
        population="Staff",
        source="a test",
        dimensions={"year": "Year"},
        columns=(
            Column("places", "Places", "things", "places"),
            Column("empty", "Empty places", "things", "empty"),
            Column("staff", "Staff", "staff", "staff"),
        ),
        cells=pd.DataFrame([{"year": "2014-15", "places": 10, "empty": 7, "staff": 3}]),
        balances=(Balance(("places",), ("empty", "staff")),),
    )
    with pytest.raises(DisclosureError) as refusal:
        cleared_tables([pinned], "public", "northshire 2014-15")
    assert refusal.value.exit_code == 13
    assert "staff" in str(refusal.value)
    assert "3" not in str(refusal.value).replace("13", "")


@pytest.mark.parametrize("edition", ["public", "panel"])
def test_a_total_that_is_not_its_parts_stops_the_report_in_either_edition(edition):
    table = two_way([[8, 20], [30, 40]])
    wrong = table.cells.copy()
    wrong.loc[wrong.row.eq(TOTAL) & wrong.column.eq(TOTAL), "count"] = 99
    with pytest.raises(DataError, match="counts that add up"):
        cleared_tables([table.with_cells(wrong)], edition, "test")


def test_two_tables_that_disagree_about_a_count_stop_the_report():
    with pytest.raises(DataError, match="disagree"):
        cleared_tables([share(30, 40), share(31, 40)], "panel", "test")


def test_a_flow_gives_no_small_count_back():
    """Open at the start plus started is ended plus open at the end; the ends were four."""
    flow = Table(
        name="flow",
        title="Flow",
        population="Plans",
        source="a test",
        dimensions={"year": "Year"},
        columns=tuple(
            Column(name, name, "children", name, spared=name != "started")
            for name in ("before", "started", "ended", "after")
        ),
        cells=pd.DataFrame(
            [{"year": "2014-15", "before": 50, "started": 20, "ended": 4, "after": 66}]
        ),
        balances=(Balance(("before", "started"), ("ended", "after")),),
    )
    (cleared,) = cleared_tables([flow], "public", "test").tables
    row = cleared.cells.iloc[0]
    assert row.ended == WITHHELD
    assert row.started == WITHHELD


def test_an_identity_between_tables_is_a_way_to_a_count_that_is_closed():
    """A single year withheld, the sum of two years printed, and the other year: one must go."""
    years = Table(
        name="years",
        title="Years",
        population="Children",
        source="a test",
        dimensions={"period": "Period"},
        columns=(Column("count", "Deaths", "children", "deaths", breakdown=True),),
        cells=pd.DataFrame(
            {"period": ["2013-14", "2014-15", "2013-14 to 2014-15"], "count": [4, 12, 16]}
        ),
        identities=(
            Identity(
                (Cell.of("deaths", period="2013-14 to 2014-15"),),
                (Cell.of("deaths", period="2013-14"), Cell.of("deaths", period="2014-15")),
            ),
        ),
    )
    (cleared,) = cleared_tables([years], "public", "test").tables
    assert cleared.cells["count"].tolist().count(WITHHELD) == 2


def with_a_test(counts: list[int], fewest: int = 0, result: object = 0.5) -> list[Table]:
    """Counts of years, and a test of all of them together in a table of its own."""
    years = [f"201{n}-1{n + 1}" for n in range(len(counts))]
    of_years = Table(
        name="by_year",
        title="Counts",
        population="Children",
        source="a test",
        dimensions={"year": "Year"},
        columns=(Column("count", "Count", "children", "children"),),
        cells=pd.DataFrame({"year": years, "count": counts}),
    )
    behind = {("all",): frozenset(Cell.of("children", year=year) for year in years)}
    together = Table(
        name="variation",
        title="Variation",
        population="Children",
        source="a test",
        dimensions={"period": "Period"},
        columns=(Column("p", "Chance", unit="p", made_of=behind, fewest=fewest),),
        cells=pd.DataFrame({"period": ["all"], "p": [result]}),
    )
    return [of_years, together]


@pytest.mark.parametrize(
    ("counts", "fewest", "shown"),
    [([12, 20, 0], 0, 0.5), ([12, 20, 3], 0, WITHHELD), ([12, 20, 9], 10, WITHHELD)],
)
def test_a_test_of_many_counts_is_told_only_where_all_of_them_are(counts, fewest, shown):
    _, together = cleared_tables(with_a_test(counts, fewest), "public", "test").tables
    assert together.cells.p.tolist() == [shown]
    _, whole = cleared_tables(with_a_test(counts, fewest), "panel", "test").tables
    assert whole.cells.p.tolist() == [0.5]


def test_a_test_of_counts_that_no_table_prints_is_not_told():
    _, together = with_a_test([12, 20, 30])
    (alone,) = cleared_tables([together], "public", "test").tables
    assert alone.cells.p.tolist() == [WITHHELD]


def test_a_test_that_does_not_apply_says_so_where_all_can_see_why():
    _, together = cleared_tables(with_a_test([12, 20], result="[z]"), "public", "test").tables
    assert together.cells.p.tolist() == ["[z]"]
    _, together = cleared_tables(with_a_test([12, 3], result="[z]"), "public", "test").tables
    assert together.cells.p.tolist() == [WITHHELD]
