"""The cheapest safe pattern, against answers from elsewhere and against enumeration.

`plans_400.csv` and `deaths_150.csv` beside this file are counts of made-up records, drawn for this
project; their least weights were found with another program of another method.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linprog

from lscb.disclosure.optimum import Instance, UnprotectableError, optimal_pattern
from lscb.disclosure.search import Found, Search
from tests.benchmarks.linked_tables import TOTAL, banded, microcounts_of, tabulated

HERE = Path(__file__).resolve().parent


def instance_of(values, equations, must, *, low=None, high=None, **named) -> Instance:
    """An instance in which everything may be withheld, at its own count, unless it is said."""
    values, number = np.array(values, dtype=float), len(values)
    nothing = np.full(number, np.nan)
    told = {
        "values": values,
        "equations": sparse.csr_array(np.array(equations, dtype=float)),
        "least": np.zeros(number),
        "most": np.full(number, np.inf),
        "hidden": np.zeros(number, dtype=bool),
        "must": np.isin(np.arange(number), must),
        "may": np.ones(number, dtype=bool),
        "weights": values,
        "low": nothing if low is None else low,
        "high": nothing if high is None else high,
    }
    return Instance(**told | named)


def ranges(instance: Instance, withheld: np.ndarray) -> dict[int, tuple[float, float]]:
    """What an attacker can work out of each target: programs over all counts of the report."""
    known = ~(withheld | instance.hidden)
    lower = np.where(known, instance.values, np.minimum(instance.least, instance.values))
    upper = np.where(known, instance.values, np.maximum(instance.most, instance.values))
    targets = np.flatnonzero(~np.isnan(instance.low) | ~np.isnan(instance.high))
    found = {}
    for target in targets:
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(known))
            goal[target] = sign
            solved = linprog(
                goal,
                A_eq=instance.equations,
                b_eq=np.zeros(instance.equations.shape[0]),
                bounds=np.column_stack([lower, upper]),
            )
            ends.append(solved.x[target] if solved.status == 0 else -sign * np.inf)
        found[int(target)] = tuple(ends)
    return found


def exposed(instance: Instance, withheld: np.ndarray) -> list[int]:
    return [
        place
        for place, (least, most) in ranges(instance, withheld).items()
        if least > np.nan_to_num(instance.low[place], nan=np.inf) + 1e-6
        or most < np.nan_to_num(instance.high[place], nan=-np.inf) - 1e-6
    ]


def two_way(inner: list[list[int]]) -> tuple[list[tuple[int, int]], np.ndarray, np.ndarray]:
    """The places, counts and equations of a table of two dimensions with its totals."""
    counts = {(i, j): n for i, row in enumerate(inner) for j, n in enumerate(row)}
    places, values, equations = tabulated(counts, (len(inner), len(inner[0])), [(0, 1)])
    return places, values, equations.toarray()


# Answers from elsewhere


def test_a_table_of_statistics_norway():
    """`z1`, fictitious, with `maxN` of 3: the six counts that GaussSuppression withholds.

    ssb-gausssuppression, tests/testthat/test-GaussSuppressionFromData.R.
    """
    rows = {
        "A": (11, 11, 55, 36),
        "B": (7, 1, 29, 18),
        "C": (5, 8, 35, 25),
        "D": (13, 2, 17, 13),
        "E": (9, 14, 63, 52),
        "F": (12, 9, 24, 22),
        "G": (6, 4, 22, 8),
        "H": (9, 3, 38, 15),
    }
    places, values, equations = two_way([list(row) for row in rows.values()])
    must = [n for n, value in enumerate(values) if value <= 3]
    small = np.isin(np.arange(len(values)), must)
    instance = instance_of(
        values,
        equations,
        must,
        low=np.where(small, 0, np.nan),
        high=np.where(small, 4, np.nan),
    )
    pattern = optimal_pattern(instance)
    withheld = {places[n] for n in np.flatnonzero(pattern.withheld)}
    lines = {"annet": 0, "arbeid": 1}
    assert withheld == {(list(rows).index(r), lines[c]) for r in "BDH" for c in lines}
    assert pattern.is_optimal


def test_two_ones_beside_a_three():
    """15 = 10 + 3 + x + x tells both, who are known to be one at least: a third must go.

    github.com/sdcTools/UserSupport, issue 194, case 3.
    """
    values = [10, 3, 1, 1, 15]
    instance = instance_of(
        values,
        [[1, 1, 1, 1, -1]],
        [2, 3],
        least=np.ones(5),
        high=np.array([np.nan, np.nan, 2, 2, np.nan]),
    )
    assert exposed(instance, instance.must) == [2, 3]
    pattern = optimal_pattern(instance)
    assert list(np.flatnonzero(pattern.withheld)) == [1, 2, 3]
    assert ranges(instance, pattern.withheld) == {2: (1, 3), 3: (1, 3)}


def test_two_withheld_in_each_line_are_not_enough():
    """Each line has two withheld counts, and w|b is 47 all the same; one more count protects it.

    github.com/sdcTools/sdcTable, tests/testthat/test-simpleheuristic.R.
    """
    inner = [[30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]]
    places, values, equations = two_way(inner)
    held = {(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 1), (2, 3), (3, 1), (3, 3)}
    must = [n for n, place in enumerate(places) if place in held]
    low, high = np.full((2, len(values)), np.nan)
    low[must], high[must] = values[must] - 1, values[must] + 1
    instance = instance_of(
        values, equations, must, low=low, high=high, weights=np.ones(len(values))
    )
    secret = places.index((0, 1))
    assert exposed(instance, instance.must) == [secret]
    assert ranges(instance, instance.must)[secret] == pytest.approx((47, 47))
    pattern = optimal_pattern(instance)
    assert pattern.withheld.sum() == 10
    assert exposed(instance, pattern.withheld) == []


def test_one_withheld_count_takes_three_more():
    """A's women are withheld; the cheapest others are A's men and both of C.

    `microdata1` by region A to D, men and women: github.com/sdcTools/sdcTable,
    tests/testthat/test-protectTable.r and data-raw/microdata1.R.
    """
    inner = [[18, 2], [14, 19], [12, 10], [11, 14]]
    places, values, equations = two_way(inner)
    must = [places.index((0, 1))]
    low, high = np.full((2, len(values)), np.nan)
    low[must], high[must] = 0, 3
    pattern = optimal_pattern(instance_of(values, equations, must, low=low, high=high))
    assert {places[n] for n in np.flatnonzero(pattern.withheld)} == set(product((0, 2), (0, 1)))


def test_two_tables_that_are_each_safe_give_a_count_away():
    """Small regions less county 1 are K and N: N, which is 7, has to go with K.

    github.com/sdcTools/sdcTable, tests/testthat/test-linked-tables.r.
    """
    names = ["A", "B", "I", "J", "K", "L", "M", "N", "county 1", "county 2", "big", "small", "all"]
    values = [2, 2, 8, 8, 3, 3, 3, 7, 20, 16, 6, 30, 36]
    sums = {
        "county 1": "ABIJ",
        "county 2": "KLMN",
        "big": "LM",
        "small": "ABIJKN",
        "all": ("county 1", "county 2"),
    }
    sums = [*sums.items(), ("all", ("big", "small"))]
    equations = np.zeros((len(sums), len(names)))
    for row, (total, parts) in enumerate(sums):
        equations[row, names.index(total)] = 1
        equations[row, [names.index(part) for part in parts]] = -1
    must = [names.index(name) for name in "ABKLM"]
    low, high = np.full((2, len(values)), np.nan)
    low[must], high[must] = np.array(values)[must] - 1, np.array(values)[must] + 1
    instance = instance_of(values, equations, must, low=low, high=high)
    assert exposed(instance, instance.must) == [names.index("K")]
    assert exposed(replace(instance, equations=instance.equations[[0, 1, 4]]), instance.must) == []
    pattern = optimal_pattern(instance)
    assert {names[n] for n in np.flatnonzero(pattern.withheld)} == set("ABKLMN")


@pytest.mark.parametrize(
    ("name", "tables", "primary", "cells", "weight"),
    [
        ("deaths_150", [(0, 1), (0, 2), (1, 3), (0, 3)], 97, 104, 168.2),
        ("plans_400", [(0, 1, 2)], 110, 127, 141.4),
    ],
)
def test_the_least_weight_of_made_up_tables(name, tables, primary, cells, weight):
    instance = banded(*microcounts_of(HERE / f"{name}.csv"), tables)
    assert instance.must.sum() == primary
    pattern = optimal_pattern(instance)
    assert pattern.is_optimal
    assert pattern.weight == pytest.approx(weight)
    assert pattern.bound == pytest.approx(weight)
    assert pattern.withheld.sum() == cells
    assert exposed(instance, pattern.withheld) == []


# Enumeration


class Reports:
    """Every report of whole counts, and what patterns leave possible.

    Knows the records behind the tables and no equation. A report under which no published count
    differs is one that the attacker must take to be possible.
    """

    def __init__(self, instance: Instance, places, sizes) -> None:
        self.instance = instance
        inner = list(product(*[range(size) for size in sizes]))
        counts = np.array(list(_sums_to(int(instance.values.max()), len(inner))))
        adds = np.array(
            [
                [all(at in (TOTAL, v) for at, v in zip(place, record, strict=True))]
                for place in places
                for record in inner
            ]
        ).reshape(len(places), len(inner))
        reports = np.unique(counts @ adds.T, axis=0)
        floor = np.minimum(instance.least, instance.values)
        self.reports = reports[(reports >= floor).all(axis=1)].astype(int)
        bits = 1 << np.arange(len(places))
        self.differing = (self.reports != instance.values) @ bits
        self.unknown = int(instance.hidden @ bits)
        self.bits = bits

    def safe(self, patterns: np.ndarray) -> np.ndarray:
        """A truth a pattern, given in bits: whether each target can be low and high enough."""
        known = ~(patterns | self.unknown)
        safe = np.ones(len(patterns), dtype=bool)
        for place, enough in self._demands():
            for possible in self._possible(place):
                masks = np.unique(self.differing[enough & possible])
                safe &= ((masks[:, None] & known) == 0).any(axis=0)
        return safe

    def _demands(self):
        for place, (low, high) in enumerate(
            zip(self.instance.low, self.instance.high, strict=True)
        ):
            if not np.isnan(low):
                yield place, self.reports[:, place] <= low
            if not np.isnan(high):
                yield place, self.reports[:, place] >= high

    def _possible(self, place):
        """What is possible to an outsider, and to each who knows of another count what it is."""
        yield np.ones(len(self.reports), dtype=bool)
        for case in set(self.instance.cases) - {place}:
            yield self.reports[:, case] == self.instance.values[case]

    def least_weight(self) -> float:
        """The weight of the cheapest safe pattern; infinite if there is none."""
        instance = self.instance
        free = np.flatnonzero(instance.may & ~instance.must & ~instance.hidden)
        choices = np.arange(1 << len(free))[:, None] >> np.arange(len(free)) & 1
        patterns = choices @ self.bits[free] + int(instance.must @ self.bits)
        weights = choices @ instance.weights[free] + instance.weights[instance.must].sum(
            dtype=float
        )
        return float(weights[self.safe(patterns)].min(initial=np.inf))


def _sums_to(total: int, number: int):
    """All ways to have so many whole counts that sum to the total."""
    if number == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _sums_to(total - first, number - 1):
            yield (first, *rest)


SHAPES = {
    "one way": ((4,), [(0,)]),
    "two by two": ((2, 2), [(0, 1)]),
    "two by three": ((2, 3), [(0, 1)]),
    "two linked": ((2, 2, 2), [(0, 1), (0, 2)]),
}


@st.composite
def small_tables(draw) -> tuple[Instance, list, tuple[int, ...]]:
    """Tables of few children, of whom one or two are too few, with any weights.

    Of each one there may be somebody who knows that it is one.
    """
    sizes, tables = SHAPES[draw(st.sampled_from(sorted(SHAPES)))]
    records = list(product(*[range(size) for size in sizes]))
    most = 4 if len(records) < 8 else 2
    counts = draw(st.lists(st.integers(0, most), min_size=len(records), max_size=len(records)))
    assume(sum(counts) <= (12 if len(records) < 8 else 8))
    micro = dict(zip(records, counts, strict=True))
    zeros_shown = draw(st.booleans())
    instance = banded(micro, sizes, tables, largest=2, zeros_shown=zeros_shown)
    places = tabulated(micro, sizes, tables)[0]
    whole = np.array([set(place) == {TOTAL} for place in places])
    insiders = draw(st.booleans())
    number = len(places)

    def each(*choices: float) -> np.ndarray:
        found = draw(st.lists(st.sampled_from(choices), min_size=number, max_size=number))
        return np.array(found, dtype=float)

    hidden = (each(*[0] * 7, 1) == 1) & ~whole
    forced = each(*[0] * 7, 1) == 1
    instance = replace(
        instance,
        most=np.full(number, np.inf),
        hidden=hidden,
        must=instance.must & ~hidden & ~whole,
        may=instance.may & ~hidden & ~forced,
        weights=each(1, 1.3, 2, 2.5),
        low=np.where(whole, np.nan, np.where(instance.must & (not zeros_shown), 0, np.nan)),
        high=np.where(whole, np.nan, np.where(instance.must, 3, np.nan)),
    )
    ones = np.flatnonzero(instance.must & (instance.values == 1))
    return replace(instance, cases=tuple(map(int, ones)) if insiders else ()), places, sizes


@given(small_tables())
@settings(max_examples=300, deadline=None)
def test_no_cheaper_pattern_is_safe(drawn):
    instance, places, sizes = drawn
    reports = Reports(instance, places, sizes)
    least = reports.least_weight()
    if np.isinf(least):
        with pytest.raises(UnprotectableError):
            optimal_pattern(instance)
        return
    pattern = optimal_pattern(instance)
    withheld = pattern.withheld
    assert reports.safe(np.array([withheld @ reports.bits]))[0]
    assert pattern.weight == pytest.approx(least)
    assert pattern.is_optimal and pattern.gap == 0
    assert not (withheld & ~instance.must & ~instance.may).any()
    assert (withheld | ~instance.must).all()


@given(small_tables())
@settings(max_examples=120, deadline=None)
def test_a_search_cut_short_is_safe_and_has_nothing_to_spare(drawn):
    instance, places, sizes = drawn
    reports = Reports(instance, places, sizes)
    least = reports.least_weight()
    assume(np.isfinite(least))
    pattern = optimal_pattern(instance, rounds=0, nodes=0)
    assert reports.safe(np.array([pattern.withheld @ reports.bits]))[0]
    assert pattern.bound <= least + 1e-9
    assert pattern.gap * pattern.weight == pytest.approx(pattern.weight - pattern.bound)
    for count in np.flatnonzero(pattern.withheld & ~instance.must):
        assert instance.weights[count] > 0
        without = pattern.withheld.copy()
        without[count] = False
        assert not reports.safe(np.array([without @ reports.bits]))[0]


def test_the_enumeration_finds_the_small_counts_alone_exposed():
    """1 and 2 withheld in a line of 3, and nothing else: told, whatever the attacker does."""
    sizes, micro = (2, 2), {(0, 0): 1, (0, 1): 4, (1, 0): 2, (1, 1): 3}
    instance = banded(micro, sizes, [(0, 1)], largest=2)
    reports = Reports(instance, tabulated(micro, sizes, [(0, 1)])[0], sizes)
    assert not reports.safe(np.array([instance.must @ reports.bits]))[0]
    assert exposed(instance, instance.must)


# What is always so


@pytest.fixture(scope="module")
def deaths() -> Instance:
    tables = [(0, 1), (0, 2), (1, 3), (0, 3)]
    return banded(*microcounts_of(HERE / "deaths_150.csv"), tables)


def test_the_same_instance_has_the_same_pattern(deaths):
    first, second = optimal_pattern(deaths), optimal_pattern(deaths)
    assert (first.withheld == second.withheld).all()


def test_of_equal_patterns_the_first_is_chosen():
    """2 needs one other withheld beside it, and each of the three others would do."""
    instance = instance_of(
        [9, 9, 2, 9, 29],
        [[1, 1, 1, 1, -1]],
        [2],
        may=np.array([True, True, True, True, False]),
        low=np.array([np.nan, np.nan, 0, np.nan, np.nan]),
        high=np.array([np.nan, np.nan, 6, np.nan, np.nan]),
    )
    assert list(np.flatnonzero(optimal_pattern(instance).withheld)) == [0, 2]


def test_the_order_of_equations_changes_no_weight(deaths):
    order = np.random.default_rng(1).permutation(deaths.equations.shape[0])
    shuffled = optimal_pattern(replace(deaths, equations=deaths.equations[order]))
    assert shuffled.weight == optimal_pattern(deaths).weight


def test_tables_that_share_nothing_do_not_change_each_other(deaths):
    """Two instances side by side, counts of the one between counts of the other."""
    _, values, equations = two_way([[1, 9, 7], [8, 2, 9], [7, 8, 12]])
    must = np.flatnonzero(values <= 5)
    low, high = np.full((2, len(values)), np.nan)
    low[must], high[must] = 0, 6
    other = instance_of(values, equations, must, low=low, high=high)
    order = np.argsort([*range(len(deaths.values)), *(3 * np.arange(len(values)) + 0.5)])
    mixed = Instance(
        equations=sparse.csr_array(
            sparse.block_diag([deaths.equations, other.equations], format="csr")[:, order]
        ),
        **{
            name: np.concatenate([getattr(deaths, name), getattr(other, name)])[order]
            for name, each in vars(deaths).items()
            if isinstance(each, np.ndarray)
        },
    )
    together = optimal_pattern(mixed)
    alone = np.concatenate([optimal_pattern(each).withheld for each in (deaths, other)])
    assert (together.withheld == alone[order]).all()
    assert together.is_optimal


def test_what_cannot_be_protected_is_named():
    """A total of 3 that is published, and two known ones under it; a third table is in order."""
    values = [1, 2, 3, 1, 9, 10]
    instance = instance_of(
        values,
        [[1, 1, -1, 0, 0, 0], [0, 0, 0, 1, 1, -1]],
        [0, 1, 3],
        may=np.array([True, True, False, True, True, False]),
        high=np.array([6, 6, np.nan, 6, np.nan, np.nan]),
    )
    with pytest.raises(UnprotectableError) as refused:
        optimal_pattern(instance)
    assert refused.value.places == (0, 1)


def test_a_search_that_went_wrong_is_found_out(deaths, monkeypatch):
    """Were small counts alone held safe, the last attack would say that they are not."""
    monkeypatch.setattr(
        Search, "found", lambda search: Found(search.part.always, cost=0, bound=0, rounds=0)
    )
    with pytest.raises(ArithmeticError, match="is not"):
        optimal_pattern(deaths)


def test_a_target_must_be_unknown_and_so_must_a_case():
    with pytest.raises(ValueError, match="not to be withheld"):
        instance_of([1, 2, 3], [[1, 1, -1]], [], high=np.array([6, np.nan, np.nan]))
    with pytest.raises(ValueError, match="not to be withheld"):
        instance_of([1, 2, 3], [[1, 1, -1]], [1, 2], cases=(0,))
