"""A report's counts as they are registered: where each stands, what adds up, and no value."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from lscb.disclosure.gate import cleared_tables
from lscb.errors import DataError
from lscb.registration import Place, Registration, registered
from lscb.tables import (
    TOTAL,
    Balance,
    Cell,
    Column,
    Identity,
    Table,
    percent_columns,
)

YEAR = "2014-15"
VALUES = (7111, 7222, 7333, 21666, 9444, 2222, 3333)
"""Numbers that nothing but a value can be, for all the counts of the two tables."""


def by_category() -> Table:
    """Plans by category, of which one is known to all; a percentage; and a test of all."""
    counts = dict(zip(("Neglect", "Physical", "Sexual", TOTAL), VALUES[:4], strict=True))
    cells = pd.DataFrame(
        {"category": list(counts), "count": list(counts.values()), "all": VALUES[3]}
    )
    return Table(
        name="by_category",
        title="Plans",
        population="Plans",
        source="a test",
        dimensions={"category": "Category"},
        columns=(
            Column("count", "Plans", "children", "plans", finer=("category",)),
            Column("all", "All", "children", "plans", over=("category",), spared=True),
            *percent_columns("Share", ("count", "all")),
            Column("twice", "Of the share", unit="percent", rests_on=("percent",)),
            Column("published", "Published elsewhere", stated=True),
        ),
        cells=cells.assign(percent=1.5, lower=1.25, upper=1.75, twice=2.5, published=8.5),
        known=frozenset({Cell.of("plans", category="Neglect")}),
    )


def flow() -> Table:
    """A flow of the year with what is left over, a thing, and a figure of the other table."""
    cells = pd.DataFrame(
        [{"year": YEAR, "open": VALUES[4], "ended": VALUES[5], "places": VALUES[6], "p": 0.5}]
    )
    behind = {(YEAR,): frozenset({Cell.of("plans", category="Sexual"), Cell.of("plans")})}
    return Table(
        name="flow",
        title="Flow",
        population="Plans",
        source="a test",
        dimensions={"year": "Year"},
        columns=(
            Column("open", "Open", "children", "open"),
            Column("ended", "Ended", "children", "ended"),
            Column("places", "Places", "things", "places"),
            Column("p", "Chance", unit="p", made_of=behind),
        ),
        cells=cells,
        balances=(Balance(("open",), ("ended",), "still open"),),
        identities=(
            Identity(
                (Cell.of("places", year=YEAR),), (Cell.of("ended", year=YEAR),), Cell.of("apart")
            ),
            Identity((Cell.of("plans"),), (Cell.of("a count that no table prints"),)),
        ),
    )


def registration(*zeros_told: str) -> Registration:
    return registered([by_category(), flow()], zeros_told)[0]


def of(found: Registration, quantity: str, **at: str):
    return next(each for each in found.counts if each.cell == Cell.of(quantity, **at))


def test_a_registration_is_the_same_again_from_its_json():
    """Identities keep their remainder among what they sum to, which is all anyone needs of it."""
    stated = json.loads(json.dumps(registration("statutory").as_json()))
    again = Registration.from_json(stated)
    assert again.as_json() == stated
    assert again.counts == registration("statutory").counts
    assert dict(again.made_of) == dict(registration("statutory").made_of)
    assert Registration.from_json(again.as_json()) == again
    sides = [(i.left, {*i.right, i.remainder} - {None}) for i in registration().identities]
    assert [(i.left, set(i.right)) for i in again.identities] == sides
    assert all(identity.remainder is None for identity in again.identities)


def test_a_registration_of_a_clearing_is_the_same_again():
    cleared = cleared_tables([by_category(), flow()], "public", "testshire").registration
    assert Registration.from_json(json.loads(json.dumps(cleared.as_json()))).counts == (
        cleared.counts
    )


def test_a_registration_holds_no_value():
    text = json.dumps(registration("statutory", "breakdown").as_json())
    remainders = (VALUES[4] - VALUES[5], VALUES[6] - VALUES[5])
    for value in (*VALUES, *remainders, 1.5, 1.25, 1.75, 2.5, 8.5, 0.5):
        assert str(value) not in text
    assert YEAR in text, "what stands in it would be found"


def test_of_each_count_it_says_where_it_stands():
    total = of(registration(), "plans")
    assert set(total.places) == {
        Place(0, 3, "count"),
        *(Place(0, row, "all") for row in range(4)),
    }
    assert of(registration(), "plans", category="Sexual").places == (Place(0, 2, "count"),)


def test_of_each_count_it_says_whether_it_may_be_withheld():
    found = registration()
    assert not of(found, "plans", category="Neglect").may_be_withheld, "it is known"
    assert not of(found, "places", year=YEAR).may_be_withheld, "it is a thing"
    assert of(found, "plans").may_be_withheld
    assert of(found, "plans").spared
    assert not of(found, "plans", category="Sexual").spared


def test_zeros_are_told_in_the_families_in_which_the_policy_tells_them():
    found = registration("statutory")
    assert of(found, "plans").zeros_told
    assert not of(found, "plans", category="Sexual").zeros_told
    assert not of(registration(), "plans").zeros_told


def test_a_remainder_is_a_count_that_no_table_prints():
    rest = of(registration("statutory"), "still open", year=YEAR)
    assert (rest.counts, rest.printed, rest.places) == ("children", False, ())
    assert of(registration(), "apart").counts == "things", "a sum with things in it is no secret"


def test_an_identity_of_a_count_that_no_table_prints_is_left_out():
    cells = {c for i in registration().identities for c in (*i.left, *i.right)}
    assert Cell.of("a count that no table prints") not in cells
    assert Cell.of("places", year=YEAR) in cells


def test_every_figure_that_is_no_count_says_what_it_is_made_from():
    """By row: the share, its limits and what rests on them are made from both counts."""
    made_of = registration().made_of
    tables = [by_category(), flow()]
    figures = {
        Place(number, row, column.name)
        for number, table in enumerate(tables)
        for row in range(len(table.cells))
        for column in table.columns
        if not column.is_count and not column.stated
    }
    assert set(made_of) == figures
    sexual, whole = Cell.of("plans", category="Sexual"), Cell.of("plans")
    for name in ("percent", "lower", "upper", "twice"):
        assert made_of[Place(0, 2, name)] == {sexual, whole}
        assert made_of[Place(0, 3, name)] == {whole}
    assert made_of[Place(1, 0, "p")] == {sexual, whole}


def test_what_is_made_from_a_symbol_is_none_to_be_told():
    table = by_category()
    cells = table.cells.copy()
    cells.loc[2, ["percent", "lower", "upper", "twice"]] = "[x]"
    found, _ = registered([table.with_cells(cells)], ())
    assert Place(0, 2, "percent") not in found.made_of
    assert Place(0, 1, "percent") in found.made_of


def test_a_column_that_does_not_say_what_it_is_made_from_is_refused():
    table = by_category()
    with pytest.raises(ValueError, match="by_category: secret does not say"):
        Table(
            **{
                **table.__dict__,
                "columns": (*table.columns, Column("secret", "Nobody knows of what")),
                "cells": table.cells.assign(secret=1),
            }
        )


@pytest.mark.parametrize(
    "said",
    [
        {"quantity": "plans"},
        {"rests_on": ("count",)},
        {"made_of": {}},
        {"stated": True},
        {"panel_only": True},
    ],
)
def test_a_column_that_says_what_it_is_is_taken(said):
    assert Column("figure", "A figure", **said).is_registered
    assert not Column("figure", "A figure").is_registered


def test_two_tables_that_disagree_are_refused_without_a_value():
    other = by_category()
    wrong = other.with_cells(other.cells.replace(VALUES[1], VALUES[1] + 1))
    with pytest.raises(DataError) as raised:
        registered([by_category(), wrong], ())
    assert "two tables disagree" in raised.value.text()
    assert not [value for value in VALUES if str(value) in raised.value.text()]


def test_parts_that_are_not_their_total_are_refused_without_a_value():
    table = by_category()
    wrong = table.with_cells(table.cells.replace(VALUES[3], VALUES[3] + 1))
    with pytest.raises(DataError) as raised:
        registered([wrong], ())
    assert "expected counts that add up" in raised.value.text()
    assert not [value for value in VALUES if str(value) in raised.value.text()]
