"""What an outsider knows beside the tables: rules, bounds and sums over two of them."""

from __future__ import annotations

import pandas as pd

from lscb.disclosure.gate import cleared_tables
from lscb.tables import TOTAL, WITHHELD, Cell, Column, Identity, Table


def rate(count: int, shown: object) -> Table:
    """A count of a known population and what stands in its rate's place."""
    return Table(
        name="rate",
        title="Rate",
        population="Children",
        source="a test",
        dimensions={"year": "Year"},
        columns=(
            Column("count", "Deaths", "children", "deaths", breakdown=True),
            Column("population", "Children", stated=True),
            Column("rate", "Rate", rests_on=("count", "population")),
        ),
        cells=pd.DataFrame(
            [{"year": "2014-15", "count": count, "population": 1000, "rate": shown}]
        ),
    )


def test_no_symbol_tells_one_withheld_count_from_another():
    """No rate is given for one or two deaths: that there is none must not show."""
    patterns = {
        tuple(cleared_tables([rate(count, shown)], "public", "test").tables[0].cells.iloc[0])
        for count, shown in ((0, 0.0), (1, "[x]"), (2, "[x]"), (3, 3.0), (5, 5.0))
    }
    assert patterns == {("2014-15", WITHHELD, 1000, WITHHELD)}


def test_a_symbol_that_all_can_explain_stays():
    unknown = rate(40, "[x]")
    cells = unknown.cells.assign(population="[x]")
    (cleared,) = cleared_tables([unknown.with_cells(cells)], "public", "test").tables
    assert cleared.cells.iloc[0].tolist() == ["2014-15", 40, "[x]", "[x]"]


def people_and_attendances(people: int, attendances: int) -> Table:
    at = {"year": "2014-15"}
    return Table(
        name="people",
        title="People",
        population="Staff",
        source="a test",
        dimensions={"year": "Year"},
        columns=(
            Column("people", "People", "staff", "people"),
            Column("attendances", "Attendances", "staff", "attendances"),
        ),
        cells=pd.DataFrame([{**at, "people": people, "attendances": attendances}]),
        identities=(
            Identity(
                (Cell.of("attendances", **at),),
                (Cell.of("people", **at),),
                Cell.of("attendances after the first", **at),
                nobody=True,
            ),
        ),
    )


def test_a_remainder_that_counts_nobody_is_no_secret():
    (cleared,) = cleared_tables([people_and_attendances(8, 10)], "public", "test").tables
    assert cleared.cells.iloc[0].tolist() == ["2014-15", 8, 10]


def test_a_bound_that_everyone_knows_is_used_by_the_attacker():
    """Six attended for one agency and eight people were trained for two: two at least were not
    of the first. With no more than two attendances left, they are two exactly."""
    at = {"year": "2014-15"}
    cells = [
        {**at, "agency": "A", "people": 6, "attendances": 6},
        {**at, "agency": "B", "people": 2, "attendances": 2},
        {**at, "agency": TOTAL, "people": 8, "attendances": 8},
    ]
    one = people_and_attendances(8, 8)
    bounded = [
        Identity(
            (Cell.of("attendances", **at, agency=a),),
            (Cell.of("people", **at, agency=a),),
            Cell.of("attendances after the first", **at, agency=a),
            nobody=True,
        )
        for a in "AB"
    ]
    fields = {name: getattr(one, name) for name in one.__dataclass_fields__}
    table = Table(
        **fields
        | {
            "dimensions": {"year": "Year", "agency": "Agency"},
            "cells": pd.DataFrame(cells),
            "identities": tuple(bounded),
        }
    )
    (cleared,) = cleared_tables([table], "public", "test").tables
    agencies = cleared.cells[cleared.cells.agency != TOTAL]
    assert (agencies[["people", "attendances"]] == WITHHELD).all(axis=None)


def test_what_subtraction_over_two_tables_gives_is_protected_too():
    """Open before plus started less open now: three ended, which no table prints."""
    at = {"year": "2014-15"}
    cells = pd.DataFrame([{**at, "before": 20, "started": 10, "now": 27}])
    table = Table(
        name="category",
        title="One category",
        population="Children",
        source="a test",
        dimensions={"year": "Year"},
        columns=tuple(Column(n, n, "children", n) for n in ("before", "started", "now")),
        cells=cells,
        identities=(
            Identity(
                (Cell.of("before", **at), Cell.of("started", **at)),
                (Cell.of("now", **at),),
                Cell.of("ended", **at),
            ),
        ),
    )
    (cleared,) = cleared_tables([table], "public", "test").tables
    assert WITHHELD in cleared.cells.iloc[0].tolist()


def test_a_total_that_may_be_none_has_parts_that_may_be_none():
    """A part that is known to be no zero would say that the total is none either."""
    total = rate(3, 1.5)
    parts = Table(
        name="parts",
        title="Deaths by sex",
        population="Children",
        source="a test",
        dimensions={"year": "Year", "sex": "Sex"},
        columns=(Column("count", "Deaths", "children", "deaths"),),
        cells=pd.DataFrame(
            [
                {"year": "2014-15", "sex": "Male", "count": 3},
                {"year": "2014-15", "sex": "Female", "count": 0},
                {"year": "2014-15", "sex": TOTAL, "count": 3},
            ]
        ),
    )
    _, by_sex = cleared_tables([total, parts], "public", "test").tables
    assert by_sex.cells["count"].tolist() == [WITHHELD, WITHHELD, WITHHELD]
