"""Deaths by ethnic group and by deprivation beside the children of each group, counted again."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache

from .chance import clopper_pearson
from .rows import NOT_APPLICABLE, NOT_AVAILABLE, WINDOW_NAME, Row, Table, figures, rate

# The census's codes by group (DfE, children in need census guide; ONS, Census 2021 ethnic groups).
GROUPS = {
    "White": ("WBRI", "WIRI", "WIRT", "WOTH", "WROM"),
    "Mixed": ("MWBC", "MWBA", "MWAS", "MOTH"),
    "Asian or Asian British": ("AIND", "APKN", "ABAN", "AOTH", "CHNE"),
    "Black or Black British": ("BCRB", "BAFR", "BOTH"),
    "Other ethnic groups": ("OOTH",),
    "Not known": ("REFU", "NOBT", ""),
}
FIFTHS = {
    "Quintile 1, most deprived": ("1",),
    "Quintile 2": ("2",),
    "Quintile 3": ("3",),
    "Quintile 4": ("4",),
    "Quintile 5, least deprived": ("5",),
    "Not recorded": ("",),
}
KNOWN_GROUPS, KNOWN_FIFTHS = tuple(GROUPS)[:-1], tuple(FIFTHS)[:-1]

RATIOS = ("ratio", "ratio_lower", "ratio_upper")


def children_of(year: str) -> dict[str, int]:
    """The children of every group, by the names the tables have for it."""
    stated = figures(year)
    by_group = stated["population_by_ethnic_group"]["by"]
    by_fifth = stated["population_by_deprivation_quintile"]["by"]
    fifths = {name: by_fifth[int(codes[0])] for name, codes in FIFTHS.items() if codes[0]}
    return {name: by_group[name] for name in KNOWN_GROUPS} | fifths


def deaths_of(died: list[Row], groups: dict[str, tuple[str, ...]], column: str) -> dict[str, int]:
    found = {name: sum(death[column] in codes for death in died) for name, codes in groups.items()}
    assert sum(found.values()) == len(died)
    return found


def by_ethnicity(periods: dict[str, tuple[tuple[str, ...], list[Row]]], year: str) -> Table:
    """`periods` have the years of each period, and the residents who died in them."""
    table: Table = {}
    for name, (years, died) in periods.items():
        deaths = deaths_of(died, GROUPS, "ethnicity")
        for group, row in _rows(deaths, KNOWN_GROUPS, len(years), year):
            none = dict.fromkeys(RATIOS, NOT_APPLICABLE)
            ratio = _ratio(group, deaths, year) if group in KNOWN_GROUPS else none
            table[(name, group)] = row | ratio
    return table


def by_deprivation(periods: dict[str, tuple[tuple[str, ...], list[Row]]], year: str) -> Table:
    return {
        (name, fifth): row
        for name, (years, died) in periods.items()
        for fifth, row in _rows(
            deaths_of(died, FIFTHS, "deprivation_quintile"), KNOWN_FIFTHS, len(years), year
        )
    }


def _rows(deaths: dict[str, int], known: tuple[str, ...], years: int, year: str):
    children = children_of(year)
    for group, count in [*deaths.items(), ("Total", sum(deaths.values()))]:
        people = children[group] * years if group in known else None
        if people is None:
            of_rate = (NOT_APPLICABLE,) * 3
        else:
            # A rate on one or two deaths is chance, and is not given.
            of_rate = (NOT_AVAILABLE,) * 3 if count in (1, 2) else rate(count, people, 100_000)
        yield (
            group,
            {
                "count": str(count),
                "population": NOT_APPLICABLE if people is None else str(people),
                **dict(zip(("rate_per_100000", "lower", "upper"), of_rate, strict=True)),
            },
        )


def _ratio(group: str, deaths: dict[str, int], year: str) -> Row:
    """The group's rate beside that of all other known groups, by the binomial of its share."""
    children = {name: children_of(year)[name] for name in KNOWN_GROUPS}
    mine, all_known = deaths[group], sum(deaths[name] for name in KNOWN_GROUPS)
    others, by = all_known - mine, Fraction(sum(children.values()), children[group]) - 1
    if mine in (1, 2) or not all_known:
        return dict.fromkeys(RATIOS, NOT_AVAILABLE)
    low, high = clopper_pearson(mine, all_known)
    found = (
        Fraction(mine, others) if others else None,
        low / (1 - low),
        high / (1 - high) if others else None,
    )
    texts = (NOT_AVAILABLE if each is None else str(round(float(each * by), 2)) for each in found)
    return dict(zip(RATIOS, texts, strict=True))


def compared(died: list[Row] | None, year: str) -> Table:
    """The two exploratory tests of the window; nothing before it is complete."""
    if died is None:
        return {}
    children = children_of(year)
    by_group, by_fifth = (
        tuple((deaths_of(died, groups, column)[name], children[name]) for name in known)
        for groups, column, known in (
            (GROUPS, "ethnicity", KNOWN_GROUPS),
            (FIFTHS, "deprivation_quintile", KNOWN_FIFTHS),
        )
    )
    tests = {
        "Differences between ethnic groups": _multinomial(by_group),
        "Rate where deprivation is deeper": _trend(by_fifth),
    }
    smaller, larger = sorted(p for _, p in tests.values())
    holm = {smaller: min(2 * smaller, 1.0), larger: min(max(2 * smaller, larger), 1.0)}
    methods = "X², exact conditional multinomial test", "z, exact conditional Poisson trend test"
    return {
        (WINDOW_NAME, name): {
            "statistic": str(round(statistic, 1)),
            "p": _two_figures(p),
            "p_corrected": _two_figures(holm[p]),
            "verdict": "no clear difference from"
            if holm[p] >= 0.05
            else ("higher than" if statistic > 0 else "lower than"),
            "found_by": "full enumeration",
            "method": method,
        }
        for (name, (statistic, p)), method in zip(tests.items(), methods, strict=True)
    }


def _two_figures(p: float) -> str:
    return f"{float(f'{max(p, 0.001):.1e}'):g}"


@cache
def _multinomial(groups: tuple[tuple[int, int], ...]) -> tuple[float, float]:
    """X² of counts beside populations, and its exact probability: every table there can be."""
    total, everybody = sum(n for n, _ in groups), sum(people for _, people in groups)
    shares = [people / everybody for _, people in groups]

    def squares(counts: list[int]) -> float:
        return sum(n * n / share for n, share in zip(counts, shares, strict=True))

    # A group at a time: the weights of what the groups so far have, by their sum and squares.
    observed = squares([n for n, _ in groups])
    weights = {(0, 0.0): 1.0}
    for share in shares[:-1]:
        grown: dict[tuple[int, float], float] = {}
        powers = [share**n / math.factorial(n) for n in range(total + 1)]
        for (used, square), weight in weights.items():
            for n in range(total - used + 1):
                key = (used + n, square + n * n / share)
                grown[key] = grown.get(key, 0.0) + weight * powers[n]
        weights = grown
    last, far = shares[-1], 0.0
    for (used, square), weight in weights.items():
        n = total - used
        if square + n * n / last >= observed * (1 - 1e-11):
            far += weight * last**n / math.factorial(n)
    return observed / total - total, far * math.factorial(total)


@cache
def _trend(fifths: tuple[tuple[int, int], ...]) -> tuple[float, float]:
    """z of the sum of ranks, the most deprived ranked highest, and its exact probability."""
    everybody = sum(people for _, people in fifths)
    ranked = [(5 - place, n, Fraction(p, everybody)) for place, (n, p) in enumerate(fifths)]
    total, score = sum(n for _, n, _ in ranked), sum(rank * n for rank, n, _ in ranked)
    mean = sum(rank * share for rank, _, share in ranked)
    spread = math.sqrt(total * sum(share * (rank - mean) ** 2 for rank, _, share in ranked))
    chances = {0: 1.0}
    for _ in range(total):
        after: dict[int, float] = {}
        for so_far, chance in chances.items():
            for rank, _, share in ranked:
                after[so_far + rank] = after.get(so_far + rank, 0.0) + chance * float(share)
        chances = after
    distance = abs(score - total * mean)
    far = math.fsum(chance for at, chance in chances.items() if abs(at - total * mean) >= distance)
    return float(score - total * mean) / spread, far
