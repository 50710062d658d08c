"""What each policy promises, held against what is printed under it.

Figures made from rounded counts are made here again by other arithmetic, and a withheld count is
attacked by trying every table there could be.
"""

from __future__ import annotations

from functools import cache
from math import sqrt
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from lscb.disclosure.gate import UNTOLD, cleared_tables
from lscb.disclosure.policies import PRESETS, policy
from lscb.errors import DisclosureError
from lscb.report import Disclosure
from lscb.tables import (
    TOTAL,
    WITHHELD,
    Balance,
    Cell,
    Column,
    Table,
    percent_columns,
    rate_columns,
)

LARGEST = {"dfe": 5, "dfe_insider": 5, "opensafely": 7, "acro10": 9, "hes2018": 7}
"""The largest count that is withheld, as each policy's publisher states it."""

IN_CLASSES = {"midpoint6": 6}
"""The size of the classes of those that print small counts as one: see test_classes.py."""

WORDS = {
    "dfe": "1 to 5",
    "dfe_insider": "1 to 5",
    "opensafely": "7 or fewer",
    "acro10": "under 10",
    "hes2018": "1 to 7",
}

HIDES_ZEROS = {"opensafely", "acro10"}
BASE = 5
POPULATION = 4567
ONE_DECIMAL = 0.0501
"""How far a figure that is printed with one decimal place may be from what it is."""

ROWS, COLUMNS = ("r0", "r1"), ("c0", "c1")
PLACES = [(row, column) for row in (*ROWS, TOTAL) for column in (*COLUMNS, TOTAL)]


def test_every_preset_is_one_that_a_report_may_choose_and_the_reverse():
    allowed = get_args(Disclosure.model_fields["policy"].annotation)
    assert sorted(allowed) == sorted(path.stem for path in PRESETS.iterdir())
    assert sorted(allowed) == sorted([*LARGEST, *IN_CLASSES])


@pytest.mark.parametrize("name", sorted(LARGEST))
def test_a_preset_says_in_words_what_it_does(name):
    rule = policy(name)
    assert rule.largest_withheld == LARGEST[name]
    assert WORDS[name] in rule.says
    assert ("rounded to multiples of 5" in rule.says) == (rule.rounded_to == BASE)
    assert (rule.rounded_to is None) == ("rounded" not in rule.says)
    assert (not rule.zeros_told) == ("zeros among them" in rule.says)
    assert rule.class_size is None
    assert (rule.attacker == "insider") == ("knows" in rule.says)


def test_a_preset_of_classes_says_what_they_are_and_promises_nothing_of_insiders():
    rule = policy("midpoint6")
    assert rule.class_size == rule.largest_withheld == 6
    assert "3 stands for 1 to 6, 9 for 7 to 12" in rule.says
    assert rule.attacker == "outsider"


def test_a_policy_that_is_not_held_is_an_error():
    with pytest.raises(FileNotFoundError):
        policy("none")


def summed(counts) -> dict[tuple[str, str], object]:
    """A two-by-two table by place, with its totals."""
    a, b, c, d = counts
    sums = (a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d)
    return dict(zip(PLACES, sums, strict=True))


def two_way(counts: list[int]) -> Table:
    rows = [{"row": r, "column": c, "count": n} for (r, c), n in summed(counts).items()]
    return Table(
        name="two_way",
        title="Counts",
        population="Children",
        source="a test",
        dimensions={"row": "Row", "column": "Column"},
        columns=(Column("count", "Count", "children", "children"),),
        cells=pd.DataFrame(rows),
    )


def of_some(of: list[int], others: list[int]) -> tuple[list[str], list[int], list[int]]:
    """Categories with their total: how many of each are some, and how many there are."""
    both = [k + rest for k, rest in zip(of, others, strict=True)]
    names = [f"category {n}" for n in range(len(of))]
    return [*names, TOTAL], [*of, sum(of)], [*both, sum(both)]


def shares(of: list[int], others: list[int]) -> Table:
    """Some of all by category, as percentages, and a test of all together."""
    names, k, n = of_some(of, others)
    behind = frozenset(Cell.of("all", category=name) for name in names)
    return Table(
        name="shares",
        title="Shares",
        population="Children",
        source="a test",
        dimensions={"category": "Category"},
        columns=(
            Column("k", "Of these", "children", "some"),
            Column("n", "All", "children", "all"),
            *percent_columns("Share", ("k", "n")),
            Column("p", "Chance", unit="p", made_of={(name,): behind for name in names}),
            Column("verdict", "Verdict", unit="words", rests_on=("k", "n")),
        ),
        cells=pd.DataFrame({"category": names, "k": k, "n": n}).assign(
            percent=12.34, lower=1.23, upper=23.45, p=0.012, verdict="higher than"
        ),
        balances=(Balance(("n",), ("k",), "others"),),
    )


def per_10000(of: list[int], others: list[int]) -> Table:
    """The same children by category, for each 10,000 of a population that others publish."""
    names, k, _ = of_some(of, others)
    return Table(
        name="per_10000",
        title="Rates",
        population="Children",
        source="a test",
        dimensions={"category": "Category"},
        columns=(
            Column("k", "Of these", "children", "some"),
            Column("population", "Population", stated=True),
            *rate_columns("Rate", 10_000, ("k", "population")),
        ),
        cells=pd.DataFrame({"category": names, "k": k}).assign(
            population=POPULATION, rate_per_10000=12.34, lower=1.23, upper=23.45
        ),
    )


def cleared(tables: list[Table], under: str) -> list[Table]:
    """The tables under a policy; an example that cannot be protected is passed."""
    try:
        return cleared_tables(tables, "public", "testshire", under).tables
    except DisclosureError:
        assume(False)
        raise


def figures(table: Table, column: str = "count") -> dict[tuple, object]:
    rows = table.cells.to_dict("records")
    return {tuple(row[d] for d in table.dimensions): row[column] for row in rows}


def is_printed(figure: object) -> bool:
    return not isinstance(figure, str)


four = st.lists(
    st.one_of(st.integers(0, 20), st.integers(0, 6), st.just(0)), min_size=4, max_size=4
)
few = st.lists(st.integers(0, 60), min_size=3, max_size=3)


@cache
def tried() -> dict[tuple[str, str], np.ndarray]:
    """Every two-by-two table that the attacker tries: true counts are 20 at most."""
    return summed(list(np.indices((31,) * 4, dtype=np.int16).reshape(4, -1)))


@pytest.mark.parametrize("under", sorted(LARGEST))
@settings(max_examples=50, deadline=None)
@given(four)
def test_no_small_count_is_printed_and_none_can_be_told(under, counts):
    """He is given the exact value of each count that is printed, rounded or not."""
    (table,) = cleared([two_way(counts)], under)
    shown, true, largest = figures(table), summed(counts), LARGEST[under]
    zeros_hidden = under in HIDES_ZEROS or UNTOLD in table.notes
    left = np.ones(len(tried()[PLACES[0]]), dtype=bool)
    for place, figure in shown.items():
        if is_printed(figure):
            assert true[place] > largest or (true[place] == 0 and not zeros_hidden)
            left &= tried()[place] == true[place]
        elif not zeros_hidden:
            left &= tried()[place] >= 1
    for place in PLACES:
        if true[place] <= largest and not is_printed(shown[place]):
            values = tried()[place][left]
            assert (values > largest).any()
            assert not zeros_hidden or (values == 0).any()


@pytest.mark.parametrize("under", sorted(HIDES_ZEROS))
def test_a_zero_is_withheld_as_a_small_count_is(under):
    (table,) = cleared([two_way([0, 100, 200, 300])], under)
    assert figures(table)["r0", "c0"] == WITHHELD
    (told,) = cleared([two_way([0, 100, 200, 300])], "dfe")
    assert figures(told)["r0", "c0"] == 0


@pytest.mark.parametrize("under", ["dfe", "acro10"])
@settings(max_examples=20, deadline=None)
@given(four)
def test_a_count_is_printed_as_it_is_where_the_policy_does_not_round(under, counts):
    (table,) = cleared([two_way(counts)], under)
    true = summed(counts)
    assert all(n == true[place] for place, n in figures(table).items() if is_printed(n))


@settings(max_examples=25, deadline=None)
@given(four, few, few)
def test_rounded_counts_are_multiples_that_add_up(counts, of, others):
    """And each stays within two multiples of what it is: within one, nearly always."""
    tables = [two_way(counts), shares(of, others), per_10000(of, others)]
    two, share, rate = cleared(tables, "opensafely")
    names, k, n = of_some(of, others)
    for found, true in (
        (figures(two), summed(counts)),
        (figures(share, "k"), {(name,): x for name, x in zip(names, k, strict=True)}),
        (figures(share, "n"), {(name,): x for name, x in zip(names, n, strict=True)}),
    ):
        for place, figure in found.items():
            assert figure == WITHHELD or figure % BASE == 0
            assert figure == WITHHELD or abs(figure - true[place]) < 2 * BASE
    assert figures(rate, "k") == figures(share, "k"), "the same count is the same number"
    for row in (*ROWS, TOTAL):
        _adds_up([figures(two)[row, c] for c in (*COLUMNS, TOTAL)])
    for column in (*COLUMNS, TOTAL):
        _adds_up([figures(two)[r, column] for r in (*ROWS, TOTAL)])
    for column in ("k", "n"):
        _adds_up(list(figures(share, column).values()))


def _adds_up(line: list[object]) -> None:
    """Parts and their total, where all of them are printed."""
    *parts, total = line
    assert not all(map(is_printed, line)) or sum(parts) == total


@settings(max_examples=40, deadline=None)
@given(few, few)
def test_percentages_are_those_of_the_rounded_counts(of, others):
    (table,) = cleared([shares(of, others)], "opensafely")
    for row in table.cells.to_dict("records"):
        made = [row[name] for name in ("percent", "lower", "upper")]
        if not (is_printed(row["k"]) and is_printed(row["n"])):
            assert made == [WITHHELD] * 3
            continue
        assert row["k"] <= row["n"], "some are more than all"
        assert made == pytest.approx(wilson(row["k"], row["n"]), abs=ONE_DECIMAL)


Z = 1.959963984540054


def wilson(k: int, n: int) -> list[float]:
    """Wilson (1927): the share and its 95 % limits, in percent."""
    p = k / n
    middle, half = p + Z**2 / (2 * n), Z * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    limits = [(middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)]
    return [100 * each for each in (p, *limits)]


@settings(max_examples=40, deadline=None)
@given(few, few)
def test_rates_are_those_of_the_rounded_counts(of, others):
    (table,) = cleared([per_10000(of, others)], "opensafely")
    for row in table.cells.to_dict("records"):
        made = [row[name] for name in ("rate_per_10000", "lower", "upper")]
        if not is_printed(row["k"]):
            assert made == [WITHHELD] * 3
            continue
        expected = [10_000 * each / POPULATION for each in (row["k"], *poisson(row["k"]))]
        assert made == pytest.approx(expected, abs=ONE_DECIMAL)


def poisson(k: int) -> tuple[float, float]:
    """The 95 % limits of a count: exact under 10, Byar's from there on."""
    if k < 10:
        return chi2.ppf(0.025, 2 * k) / 2, chi2.ppf(0.975, 2 * k + 2) / 2
    lower = k * (1 - 1 / (9 * k) - Z / (3 * sqrt(k))) ** 3
    upper = (k + 1) * (1 - 1 / (9 * (k + 1)) + Z / (3 * sqrt(k + 1))) ** 3
    return lower, upper


@settings(max_examples=30, deadline=None)
@given(few, few)
def test_other_figures_made_from_counts_are_withheld_where_counts_are_rounded(of, others):
    (table,) = cleared([shares(of, others)], "opensafely")
    assert set(table.cells.p) == set(table.cells.verdict) == {WITHHELD}
    (exact,) = cleared([shares(of, others)], "dfe")
    both = exact.cells[exact.cells.k.map(is_printed) & exact.cells.n.map(is_printed)]
    assert set(both.verdict) <= {"higher than"}
    assert set(both.percent) <= {12.34}


def test_a_number_that_others_state_is_not_rounded():
    (table,) = cleared([per_10000([20, 30, 40], [0, 0, 0])], "opensafely")
    assert set(table.cells.population) == {POPULATION}
