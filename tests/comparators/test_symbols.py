"""What stands in a figure's place: its meaning depends on when it was published."""

from __future__ import annotations

import pandas as pd
import pytest

from lscb.comparators.symbols import EXPLORE, FIRST_PUBLISHED, numbers, symbols


def read(era, *cells):
    return symbols(pd.Series(cells, dtype=object), era).tolist()


def test_what_each_symbol_means_in_explore_education_statistics():
    assert read(EXPLORE, "c", "x", ":", "z", "u") == ["[c]", "[x]", "[x]", "[z]", "[u]"]


def test_what_each_symbol_meant_when_first_published():
    assert read(FIRST_PUBLISHED, "x", "..") == ["[c]", "[x]"]


def test_an_x_was_withheld_and_became_not_available():
    assert read(FIRST_PUBLISHED, "x") == ["[c]"]
    assert read(EXPLORE, "x") == ["[x]"]


@pytest.mark.parametrize("cell", ["", "C", "..", "-", "*", "~", "[c]", "12", "none"])
def test_nothing_else_is_a_symbol_now(cell):
    assert read(EXPLORE, cell) == [""]


@pytest.mark.parametrize("cell", ["c", ":", "z", "u", "X"])
def test_a_symbol_of_a_later_era_is_none_of_an_earlier(cell):
    assert read(FIRST_PUBLISHED, cell) == [""]


@pytest.mark.parametrize(
    ("cell", "number"),
    [("0", 0), ("42", 42), ("41.6", 41.6), ("11,397,500", 11397500), ("1,234.5", 1234.5)],
)
def test_numbers_are_read_with_and_without_commas(cell, number):
    assert numbers(pd.Series([cell], dtype=object)).tolist() == [number]


@pytest.mark.parametrize(
    "cell", ["-5", "+5", "1e5", "1,23", "1,2345", ",5", "٣", "nan", "inf", "", "4 2", "12%", "0x1F"]
)
def test_nothing_else_is_a_number(cell):
    assert numbers(pd.Series([cell], dtype=object)).isna().all()
