"""Controlled rounding, against enumeration of all roundings of small tables."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse

from lscb.disclosure.rounding import NoRoundingError, rounded
from tests.benchmarks.linked_tables import tabulated


def adjacent(value: float, base: int) -> tuple[int, ...]:
    down = int(value // base) * base
    return (down,) if down == value else (down, down + base)


def least_change(values: np.ndarray, equations: sparse.csr_array, base: int) -> float:
    """The least sum of changes of any rounding to adjacent multiples; infinite if there is none."""
    least = np.inf
    for each in product(*[adjacent(value, base) for value in values]):
        if not (equations @ np.array(each)).any():
            least = min(least, float(np.abs(values - each).sum()))
    return least


@st.composite
def small_tables(draw) -> tuple[np.ndarray, sparse.csr_array]:
    sizes, tables = draw(
        st.sampled_from(
            [((4,), [(0,)]), ((2, 3), [(0, 1)]), ((2, 2, 2), [(0, 1), (0, 2)])],
        )
    )
    records = list(product(*[range(size) for size in sizes]))
    counts = draw(st.lists(st.integers(0, 9), min_size=len(records), max_size=len(records)))
    return tabulated(dict(zip(records, counts, strict=True)), sizes, tables)[1:]


@given(small_tables(), st.sampled_from([3, 5]))
@settings(max_examples=60, deadline=None)
def test_no_rounding_changes_less(table, base):
    values, equations = table
    least = least_change(values, equations, base)
    assume(np.isfinite(least))
    found = rounded(values, equations, base, np.zeros(len(values), dtype=bool))
    assert not (found % base).any()
    assert not (equations @ found).any()
    assert (np.abs(found - values) < base).all()
    assert (found[values == 0] == 0).all()
    assert np.abs(found - values).sum() == least
    again = rounded(values, equations, base, np.zeros(len(values), dtype=bool))
    assert (again == found).all()


def test_counts_rounded_one_by_one_would_not_add_up():
    """2 + 2 + 2 = 6: each rounds to 3 and the total to 6, so one of them has to be 0."""
    values, equations = np.array([2.0, 2, 2, 6]), sparse.csr_array([[1.0, 1, 1, -1]])
    found = rounded(values, equations, 3, np.zeros(4, dtype=bool))
    assert sorted(found[:3]) == [0, 3, 3] and found[3] == 6


def test_a_fixed_count_stays_and_its_table_follows():
    """1 + 7 + 7 = 15, which is published: 0, 5 and 10 change 6 in all; 5, 5 and 5 change 8."""
    values, equations = np.array([1.0, 7, 7, 15]), sparse.csr_array([[1.0, 1, 1, -1]])
    found = rounded(values, equations, 5, np.array([False, False, False, True]))
    assert found[0] == 0 and sorted(found[1:3]) == [5, 10] and found[3] == 15


def test_a_count_moves_further_where_adjacent_multiples_cannot_add_up():
    """Nine ones in a ring through a cube, two in each line they share, to multiples of 2.

    Each line's two must be 2 and 0, in turn round the ring, which nine cannot be.
    """
    ring = ["000", "100", "110", "111", "211", "221", "222", "022", "002"]
    ones = {tuple(int(at) for at in place): 1 for place in ring}
    _, values, equations = tabulated(ones, (3, 3, 3), [(0, 1, 2)])
    found = rounded(values, equations, 2, np.zeros(len(values), dtype=bool))
    assert not (found % 2).any() and not (equations @ found).any()
    assert (found[values == 0] == 0).all() and (found >= 0).all()
    assert (np.abs(found - values) >= 2).any()
    assert (np.abs(found - values) < 4).all()


def test_there_may_be_no_rounding_at_all():
    """4 + 4 = 8 where one 4 is published: no multiple of 5 is 4 more than another."""
    values, equations = np.array([4.0, 4, 8]), sparse.csr_array([[1.0, 1, -1]])
    with pytest.raises(NoRoundingError):
        rounded(values, equations, 5, np.array([True, False, False]))
