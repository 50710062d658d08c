"""What the cheapest safe pattern withholds and how long it takes, beside the usual rule.

    python tests/benchmarks/suppression.py [WORDS OF A NAME]

The usual rule withholds counts of 1 to 5, and then, in each line with one withheld count, the next
smallest that is not none, until no line has just one. Tables are of records drawn by chance with
the seed SEED: values of a dimension are the rarer the later they come. The requirement is that an
attacker is left with 0 to 5, and more than the count itself, for each count of 1 to 5; where zeros
are shown, with more than the count itself. The grand total is always published, and weights
are 1 a count, and 0.3 more for each dimension it is a total of.

`exposed` are counts of 1 to 5 that the attacker can pin down further than that, and `told` those
that he can work out exactly. Of the cheapest pattern the search's time is printed, of one process
on one core, and the share of the weight that is not proven to be needed.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace

import numpy as np
from linked_tables import banded
from scipy.optimize import linprog

from lscb.disclosure.optimum import Instance, UnprotectableError, optimal_pattern

SEED = 7
RARER = 0.7
"""How many records have a dimension's next value, as a share of those that have the one before."""

Case = tuple[str, int, tuple[int, ...], list[tuple[int, ...]]]


def _linked(*tables: str) -> list[tuple[int, ...]]:
    return [tuple(int(dimension) for dimension in table) for table in tables]


DEATHS = (11, 7, 6, 2, 4, 5)
"""Category, age, ethnicity, sex, place and year of death."""
PLANS = (5, 6, 6, 2, 4, 5)
"""Category of abuse, age, ethnicity, sex, quarter and year of the plan."""
TRAINING = (12, 15, 4, 5)
"""Agency, course, level and year of the training."""

TEN = _linked("01", "02", "03", "04", "05", "13", "14", "15", "23", "24")
CASES: list[Case] = [
    ("deaths 11x7", 150, DEATHS[:2], _linked("01")),
    ("deaths, 4 linked 2-way", 150, DEATHS[:4], _linked("01", "02", "13", "03")),
    (
        "plans, 8 linked 2-way",
        400,
        PLANS[:5],
        _linked("01", "02", "03", "04", "12", "14", "24", "34"),
    ),
    ("deaths, 10 linked 2-way, 5 years", 150, DEATHS, TEN),
    ("deaths, 11x7x6", 150, DEATHS[:3], _linked("012")),
    ("deaths, 11x7x6", 600, DEATHS[:3], _linked("012")),
    ("plans, 5x6x6", 400, PLANS[:3], _linked("012")),
    ("plans, 5x6x6, zeros shown", 400, PLANS[:3], _linked("012")),
    ("training, 12x15x4", 1500, TRAINING[:3], _linked("012")),
    ("deaths, 4 linked 3-way", 600, DEATHS[:4], _linked("012", "013", "023", "123")),
    ("training, 3 linked 3-way, 5 years", 7500, TRAINING, _linked("012", "013", "123")),
    ("plans, 3 linked 3-way, 5 years", 2000, (5, 6, 6, 5), _linked("012", "013", "023")),
    ("plans, 5x6x6x2", 400, PLANS[:4], _linked("0123")),
]


def instance_of(case: Case) -> Instance:
    name, records, sizes, tables = case
    chance = np.random.default_rng(SEED)
    shares = [RARER ** np.arange(size) for size in sizes]
    drawn = [
        chance.choice(len(share), size=records, p=share / share.sum()).tolist() for share in shares
    ]
    microcounts: dict[tuple[int, ...], int] = {}
    for record in zip(*drawn, strict=True):
        microcounts[record] = microcounts.get(record, 0) + 1
    if "zeros shown" not in name:
        return banded(microcounts, sizes, tables)
    shown = banded(microcounts, sizes, tables, zeros_shown=True)
    nothing = np.full(len(shown.values), np.nan)
    return replace(shown, low=nothing, high=np.where(shown.must, shown.values + 1, nothing))


def usual_pattern(instance: Instance) -> np.ndarray:
    """Counts of 1 to 5 withheld, and the next smallest in each line that has one withheld."""
    withheld, equations = instance.must.copy(), instance.equations
    while True:
        before = withheld.copy()
        for row in range(equations.shape[0]):
            line = equations.indices[equations.indptr[row] : equations.indptr[row + 1]]
            others = [n for n in line if instance.may[n] and instance.values[n] and not withheld[n]]
            if withheld[line].sum() == 1 and others:
                withheld[min(others, key=lambda n: (instance.values[n], n))] = True
        if (withheld == before).all():
            return withheld


def exposed_and_told(instance: Instance, withheld: np.ndarray) -> tuple[int, int]:
    """How many counts of 1 to 5 are pinned down further than they may be, and how many exactly."""
    columns = np.flatnonzero(withheld)
    equations = instance.equations[:, columns]
    equations = equations[np.flatnonzero(abs(equations).sum(axis=1))]
    values = instance.values[columns]
    bounds = np.column_stack([instance.least[columns], instance.most[columns]])
    exposed = told = 0
    for number, column in enumerate(columns):
        if not instance.must[column]:
            continue
        ends = []
        for sign in (1, -1):
            goal = np.zeros(len(columns))
            goal[number] = sign
            solved = linprog(goal, A_eq=equations, b_eq=equations @ values, bounds=bounds)
            ends.append(solved.x[number])
        least, most = ends
        told += most - least < 1e-6
        exposed += least > instance.low[column] + 1e-6 or most < instance.high[column] - 1e-6
    return exposed, told


def _print_case(case: Case) -> None:
    instance = instance_of(case)
    usual = usual_pattern(instance)
    exposed, told = exposed_and_told(instance, usual)
    print(
        f"{case[0]:34}{case[1]:7}{len(instance.values):7}{instance.must.sum():6}"
        f"{usual.sum():9}{exposed:8}{told:6}",
        end="",
        flush=True,
    )
    began = time.process_time()
    try:
        pattern = optimal_pattern(instance)
    except UnprotectableError as refused:
        print(f"   {len(refused.places)} counts cannot be protected", flush=True)
        return
    seconds = time.process_time() - began
    exposed, told = exposed_and_told(instance, pattern.withheld)
    print(
        f"{pattern.withheld.sum():10}{exposed:8}{told:6}{seconds:9.2f}{pattern.gap:8.1%}",
        flush=True,
    )


def main(words: list[str]) -> None:
    """Print a line a case whose name has all these words in it."""
    print(f"{'':54}{'the usual rule':>22}{'the cheapest safe pattern':>41}")
    print(
        f"{'tables':34}{'people':>7}{'counts':>7}{'small':>6}{'withheld':>9}{'exposed':>8}{'told':>6}"
        f"{'withheld':>10}{'exposed':>8}{'told':>6}{'seconds':>9}{'gap':>8}"
    )
    for case in CASES:
        if all(word in case[0] for word in words):
            _print_case(case)


if __name__ == "__main__":
    main(sys.argv[1:])
