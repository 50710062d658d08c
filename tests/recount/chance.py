"""What chance does to a year's number of deaths, worked out with sums of probabilities."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from .rows import NOT_AVAILABLE, Row, one_decimal, population, years_to


def chance(deaths_of: Callable[[str], int], year: str) -> dict[tuple[str, ...], Row]:
    """The row of all years; `deaths_of` gives the deaths of residents of a year."""
    years = years_to(year)
    if len(years) < 3:
        return {}
    counts = [deaths_of(each) for each in years]
    people = [population(year, each) for each in years]
    total, mean = sum(counts), sum(counts) / len(counts)
    (last, this), (of_last, of_this) = counts[-2:], people[-2:]
    lower, upper = clopper_pearson(this, this + last)
    by = of_last / of_this
    row = {
        "deaths": str(total),
        "mean": one_decimal(Fraction(total, len(counts))),
        "least": str(_first(lambda k: _at_most(k, mean) >= 0.025)),
        "most": str(_first(lambda k: _at_most(k, mean) >= 0.975)),
        "one_year_in": str(math.ceil(1 / _noticed(mean, 1.5))),
        "variation": f"{max(_chi_squared(counts, people), 0.001):.2g}",
        "ratio": str(round(this / last * by, 2)) if last else NOT_AVAILABLE,
        "lower": str(round(lower / (1 - lower) * by, 2)),
        "upper": str(round(upper / (1 - upper) * by, 2)) if last else NOT_AVAILABLE,
    }
    return {(f"{years[0]} to {years[-1]}",): row}


def _first(test: Callable[[int], bool]) -> int:
    return next(k for k in range(10_000) if test(k))


def _at_most(k: int, mean: float) -> float:
    return math.fsum(_poisson(j, mean) for j in range(k + 1))


def _poisson(k: int, mean: float) -> float:
    return math.exp(k * math.log(mean) - mean - math.lgamma(k + 1))


def _binomial(k: int, n: int, share: float) -> float:
    return math.comb(n, k) * share**k * (1 - share) ** (n - k)


def clopper_pearson(k: int, n: int) -> tuple[float, float]:
    """Exact 95 % limits of a share."""

    def solved(tail: Callable[[float], float]) -> float:
        low, high = 0.0, 1.0
        for _ in range(100):
            middle = (low + high) / 2
            low, high = (middle, high) if tail(middle) < 0.025 else (low, middle)
        return low

    lower = solved(lambda p: math.fsum(_binomial(j, n, p) for j in range(k, n + 1))) if k else 0.0
    upper = solved(lambda q: math.fsum(_binomial(j, n, 1 - q) for j in range(k + 1)))
    return lower, 1 - upper if k < n else 1.0


def _noticed(mean: float, ratio: float) -> float:
    """How often two years show a true rise: every pair of counts, tested as a coin is."""
    most = int(mean * ratio + 12 * math.sqrt(mean * ratio))
    found = 0.0
    for one in range(most):
        for two in range(one, most):
            n = one + two
            tail = sum(math.comb(n, j) for j in range(one + 1))
            if tail * 2 * 20 <= 2**n:
                found += _poisson(one, mean) * _poisson(two, mean * ratio)
    return found


def _chi_squared(counts: list[int], people: list[int]) -> float:
    """The large-sample probability of so much variation, near the exact one."""
    total, everybody = sum(counts), sum(people)
    expected = [total * each / everybody for each in people]
    x2 = sum((n - e) ** 2 / e for n, e in zip(counts, expected, strict=True))
    return _upper_gamma((len(counts) - 1) / 2, x2 / 2)


def _upper_gamma(shape: float, x: float) -> float:
    """The regularised upper incomplete gamma function, by its series."""
    term = math.exp(shape * math.log(x) - x - math.lgamma(shape + 1))
    total, n = term, 0
    while term > 1e-15:
        n += 1
        term *= x / (shape + n)
        total += term
    return 1 - total
