"""The records as plain dictionaries, and the arithmetic of rates, percentages and limits."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from statistics import NormalDist

import yaml

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data" / "northshire"
PARAMETERS = ROOT / "parameters" / "northshire"

YEARS = ("2009-10", "2010-11", "2011-12", "2012-13", "2013-14", "2014-15")
LATEST = YEARS[-1]
WINDOW = YEARS[1:]
WINDOW_NAME = f"{WINDOW[0]} to {WINDOW[-1]}"

WITHHELD, NOT_AVAILABLE, NOT_APPLICABLE = "[c]", "[x]", "[z]"

Row = dict[str, str]
Table = dict[tuple[str, ...], Row]
"""A table as it is shown: dimensions to columns, every figure as the text of its cell."""

Z = NormalDist().inv_cdf(0.975)


def years_to(year: str) -> tuple[str, ...]:
    return YEARS[: YEARS.index(year) + 1]


def year_and_before(year: str) -> tuple[str, ...]:
    return years_to(year)[-2:]


def window_complete(year: str) -> bool:
    return YEARS.index(year) >= YEARS.index(WINDOW[-1])


def first_day(year: str) -> date:
    return date(int(year[:4]), 4, 1)


def last_day(year: str) -> date:
    return date(int(year[:4]) + 1, 3, 31)


def in_year(day: date | None, year: str) -> bool:
    return day is not None and first_day(year) <= day <= last_day(year)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def records(name: str, key: tuple[str, ...], year: str) -> list[Row]:
    """Each thing once, from the folders up to `year`: the latest folder's row wins."""
    latest: dict[tuple[str, ...], Row] = {}
    for folder in years_to(year):
        with (DATA / folder / f"{name}.csv").open(newline="", encoding="utf-8-sig") as file:
            for row in csv.DictReader(file):
                latest[tuple(row[column] for column in key)] = row
    return list(latest.values())


def figures(year: str) -> dict:
    text = (PARAMETERS / f"{year}.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["figures"]


def population(report: str, year: str) -> int:
    """Children at the mid-year that the reporting year holds: June 2014 for 2014-15."""
    return figures(report)["population_0_17"]["by"][int(year[:4])]


def how_many(rows: Iterable, test: Callable[..., bool]) -> int:
    return sum(1 for row in rows if test(row))


def one_decimal(value: Fraction | float) -> str:
    """One place, half up, from the exact value: no binary half is ever rounded down."""
    tenths = math.floor(Fraction(value) * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"


def two_figures(figure: float) -> float | str:
    """Two significant figures are two digits: 82, and 8.0 beneath ten."""
    rounded = float(f"{figure:.2g}")
    return f"{rounded:.0f}" if rounded >= 10 else rounded


def percent(part: int, whole: int) -> str:
    return one_decimal(Fraction(100 * part, whole)) if whole else NOT_AVAILABLE


def wilson(part: int, whole: int) -> tuple[str, str]:
    """Wilson's score limits, as percentages (Wilson 1927)."""
    if not whole:
        return NOT_AVAILABLE, NOT_AVAILABLE
    middle = part + Z * Z / 2
    spread = Z * math.sqrt(part * (whole - part) / whole + Z * Z / 4)
    lower, upper = ((middle + way * spread) / (whole + Z * Z) for way in (-1, 1))
    # At 0 and at 100 % the limit is exact, but floating point leaves a trace of a sign.
    return one_decimal(max(0.0, 100 * lower)), one_decimal(min(100.0, 100 * upper))


def share(part: int, whole: int) -> Row:
    lower, upper = wilson(part, whole)
    return {"percent": percent(part, whole), "lower": lower, "upper": upper}


def _at_most(count: int, mean: float) -> float:
    """The Poisson probability of `count` events or fewer."""
    return math.fsum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(count + 1))


def _mean_where(probability: Callable[[float], float], target: float) -> float:
    """The mean at which a probability that falls as the mean grows reaches `target`."""
    low, high = 0.0, 100.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if probability(middle) > target else (low, middle)
    return (low + high) / 2


def poisson(count: int) -> tuple[float, float]:
    """95 % limits of a count: exact below 10, Byar's approximation from 10."""
    if count < 10:
        lower = _mean_where(lambda mean: _at_most(count - 1, mean), 0.975) if count else 0.0
        return lower, _mean_where(lambda mean: _at_most(count, mean), 0.025)
    lower = count * (1 - 1 / (9 * count) - Z / (3 * math.sqrt(count))) ** 3
    more = count + 1
    return lower, more * (1 - 1 / (9 * more) + Z / (3 * math.sqrt(more))) ** 3


def rate(count: int, people: int, per: int) -> tuple[str, str, str]:
    limits = (one_decimal(limit * per / people) for limit in poisson(count))
    return one_decimal(Fraction(count * per, people)), *limits


def months_later(start: date, months: int) -> date:
    """The same day some calendar months on, or that month's last day where it is shorter."""
    ahead = start.month - 1 + months
    year, month = start.year + ahead // 12, ahead % 12 + 1
    return date(year, month, min(start.day, month_end(year, month).day))


def month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
