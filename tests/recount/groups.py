"""Children on a plan by age, by sex and by ethnic group, from plans and children."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

from .rows import (
    NOT_APPLICABLE,
    Row,
    Table,
    day,
    figures,
    how_many,
    last_day,
    rate,
    records,
    year_and_before,
)

AGES = ("Unborn", "Under 1", "1 to 4", "5 to 9", "10 to 15", "16 and over", "Not recorded")
SEXES = {
    "Male": ("male",),
    "Female": ("female",),
    "Not recorded": ("not recorded", "indeterminate", ""),
}

# The census's codes by their first letters; Chinese people among Asian ones, as in the Census.
GROUPS = {
    "White": ("W",),
    "Mixed": ("M",),
    "Asian or Asian British": ("A", "CHNE"),
    "Black or Black British": ("B",),
    "Other ethnic groups": ("OOTH",),
}
NOT_KNOWN = ("NOBT", "REFU", "")


def tables(year: str, edition: str) -> dict[str, Table]:
    children = {row["child_id"]: row for row in records("children", ("child_id",), year)}
    plans = records("child_protection_plans", ("child_id", "plan_start"), year)
    nothing = dict.fromkeys(("birth_date", "expected_birth_date", "sex", "ethnicity"), "")
    held = {
        each: [
            children.get(plan["child_id"], nothing)
            for plan in plans
            if _is_open(plan, last_day(each))
        ]
        for each in year_and_before(year)
    }
    by_age: Table = {}
    by_sex: Table = {}
    for each, found in held.items():
        when = last_day(each)
        for age in (*AGES, "Total"):
            of_age = [c for c in found if age in ("Total", _age_group(c, when))]
            if edition == "panel":
                of_sex = [c | {"sex": ""} if _age_group(c, when) == "Unborn" else c for c in of_age]
                by_age |= {(each, age, sex): _sexed(of_sex, sex) for sex in SEXES}
            by_age[each, age, "Total"] = {"count": str(len(of_age))}
        # A child who is not born yet has no sex recorded, whatever was recorded since.
        told = [c | {"sex": ""} if _age_group(c, when) == "Unborn" else c for c in found]
        by_sex |= {(each, "Total", sex): _sexed(told, sex) for sex in SEXES}
        by_sex[each, "Total", "Total"] = {"count": str(len(found))}
    counted = {
        "plans_by_age": by_age,
        "plans_by_sex": by_sex,
        "plans_by_ethnicity": _by_ethnicity(held[year], year),
    }
    return {f"child_protection_plans.{name}": table for name, table in counted.items()}


def _is_open(plan: Row, when: date) -> bool:
    end = day(plan["plan_end"])
    return date.fromisoformat(plan["plan_start"]) <= when and (end is None or end > when)


def _sexed(children: list[Row], sex: str) -> Row:
    return {"count": str(how_many(children, lambda child: child["sex"] in SEXES[sex]))}


def _age_group(child: Row, when: date) -> str:
    born = day(child["birth_date"])
    if born is None:
        return "Unborn" if child["expected_birth_date"] else "Not recorded"
    if born > when:
        return "Unborn"
    years = when.year - born.year - ((when.month, when.day) < (born.month, born.day))
    return AGES[1 + sum(years >= birthday for birthday in (1, 5, 10, 16))]


def _by_ethnicity(children: list[Row], year: str) -> Table:
    codes = [child["ethnicity"] for child in children]
    people = figures(year)["population_by_ethnic_group"]["by"]
    counts = {
        group: how_many(codes, lambda c, s=starts: c.startswith(s))
        for group, starts in GROUPS.items()
    }
    # OOTH begins as no other group does; nobody is in two groups.
    everybody, of_all = sum(counts.values()), sum(people.values())
    pairs = {
        group: (counts[group], people[group], everybody - counts[group], of_all - people[group])
        for group in GROUPS
    }
    corrected = _holm({group: _p(*pair) for group, pair in pairs.items()})
    table: Table = {}
    for group, (count, of, others, of_others) in pairs.items():
        per, lower, upper = rate(count, of, 10_000)
        low, high = (
            share / (1 - share) * of_others / of for share in _limits(count, count + others)
        )
        table[year, group] = {
            "count": str(count),
            "population": str(of),
            "rate_per_10000": per if count not in (1, 2) else "[x]",
            "lower": lower if count not in (1, 2) else "[x]",
            "upper": upper if count not in (1, 2) else "[x]",
            "ratio": str(round(count / others * of_others / of, 2)),
            "ratio_lower": str(round(low, 2)),
            "ratio_upper": str(round(high, 2)),
            "verdict": _verdict(low, high, corrected[group], min(count, others)),
        }
    for name, count in (
        ("Not known", how_many(codes, lambda code: code in NOT_KNOWN)),
        ("Total", len(codes)),
    ):
        blank = dict.fromkeys(table[year, "White"], NOT_APPLICABLE)
        table[year, name] = blank | {"count": str(count)}
    return table


def _verdict(low: float, high: float, p: float, fewer: int) -> str:
    if fewer < 10:
        return "too few to compare"
    if p >= 0.002 or low <= 1 <= high:
        return "no clear difference from"
    return "higher than" if low > 1 else "lower than"


def _chance(count: int, total: int, share: float) -> float:
    """The binomial probability of exactly so many."""
    return math.comb(total, count) * share**count * (1 - share) ** (total - count)


def _p(count: int, of: int, others: int, of_others: int) -> float:
    """Of all ways to share the total, the chance of those no likelier than the one observed."""
    total, share = count + others, of / (of + of_others)
    observed = _chance(count, total, share) * (1 + 1e-9)
    ways = (_chance(each, total, share) for each in range(total + 1))
    return min(1.0, math.fsum(way for way in ways if way <= observed))


def _limits(count: int, total: int) -> tuple[float, float]:
    """Clopper and Pearson's 99.8 % limits of a share: each tail of 0.1 %."""

    def at_most(most: int, share: float) -> float:
        return math.fsum(_chance(each, total, share) for each in range(most + 1))

    lower = _share_where(lambda s: at_most(count - 1, s), 0.999) if count else 0.0
    return lower, _share_where(lambda s: at_most(count, s), 0.001)


def _share_where(probability: Callable[[float], float], target: float) -> float:
    """The share at which a probability that falls as the share grows reaches `target`."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if probability(middle) > target else (low, middle)
    return (low + high) / 2


def _holm(found: dict[str, float]) -> dict[str, float]:
    """The smallest p times how many there are, the next times one fewer, and never less."""
    corrected, worst = {}, 0.0
    for place, group in enumerate(sorted(found, key=found.__getitem__)):
        worst = max(worst, min(1.0, (len(found) - place) * found[group]))
        corrected[group] = worst
    return corrected
