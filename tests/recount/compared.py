"""The year's figures beside England's and last year's, from the recounted tables."""

from __future__ import annotations

import math
from statistics import NormalDist

from . import plans
from .others import ENGLAND, MEASURES, figure, release_of, releases_of
from .rows import Table, percent, wilson, years_to
from .rows import rate as rate_and_limits

ALERT = NormalDist().inv_cdf(0.999)
COUNTS = {
    "plans_at_31_march_per_10000": ("plans_at_31_march", (), "count", "population"),
    "second_or_subsequent_plans_percent": (
        *("second_or_subsequent_plans", ()),
        *("numerator", "denominator"),
    ),
    "ended_2_years_or_more_percent": (
        *("plans_by_duration_ended", ("2 years or more", "Total")),
        *("count", "denominator"),
    ),
    "open_2_years_or_more_percent": (
        *("plans_by_duration_open", ("2 years or more", "Total")),
        *("count", "denominator"),
    ),
    "reviews_in_time_percent": ("reviews_in_time", (), "numerator", "denominator"),
    "conferences_within_15_days_percent": (
        *("icpc_timeliness", ("Within 15 working days", "Total")),
        *("count", "denominator"),
    ),
}
"""The table of each measure, its row but for the year, and the columns it is the share of."""


def tables(year: str, edition: str) -> dict[str, Table]:
    counted = plans.tables(year, edition)
    releases, before = releases_of(year), years_to(year)[-2:-1]
    labels = {measure: label for label, (measure, _) in MEASURES.items()}
    table: Table = {}
    for measure, (name, rest, top, bottom) in COUNTS.items():
        rows = counted[f"child_protection_plans.{name}"]
        pairs = {
            when: (int(rows[when, *rest][top]), int(rows[when, *rest][bottom]))
            for when in (year, *before)
        }
        own = _own(measure, *pairs[year])
        release = release_of(releases, measure, year)
        england = figure(release, measure, year, ENGLAND) if release else None
        if england and not england.startswith("["):
            low, high = _limits(measure, *pairs[year])
            verdict = _verdict(low - float(england), high - float(england))
            table[labels[measure], "England"] = own | {
                "other": england,
                "verdict": verdict,
                "release": release or "",
            }
        for when in before:
            last = _own(measure, *pairs[when])["own"]
            verdict = _verdict(*_difference(measure, pairs[year], pairs[when]))
            table[labels[measure], when] = own | {
                "other": last,
                "verdict": verdict,
                "release": "counted here",
            }
    return {"child_protection_plans.plans_compared": table}


def _own(measure: str, part: int, whole: int) -> dict[str, str]:
    if measure.endswith("10000"):
        figure, lower, upper = rate_and_limits(part, whole, 10_000)
    else:
        figure, (lower, upper) = percent(part, whole), wilson(part, whole)
    return {"own": figure, "lower": lower, "upper": upper}


def _limits(measure: str, part: int, whole: int) -> tuple[float, float]:
    """99.8 % limits: Byar's of the rate (no count here is under 10), Wilson's of shares."""
    if measure.endswith("10000"):
        assert part >= 10
        more = part + 1
        lower = part * (1 - 1 / (9 * part) - ALERT / (3 * math.sqrt(part))) ** 3
        upper = more * (1 - 1 / (9 * more) + ALERT / (3 * math.sqrt(more))) ** 3
        return lower / whole * 10_000, upper / whole * 10_000
    middle = part + ALERT**2 / 2
    spread = ALERT * math.sqrt(part * (whole - part) / whole + ALERT**2 / 4)
    return tuple(100 * (middle + way * spread) / (whole + ALERT**2) for way in (-1, 1))


def _difference(measure: str, now: tuple[int, int], then: tuple[int, int]) -> tuple[float, float]:
    """Newcombe's limits of a difference, by which rates are compared too."""
    per = 10_000 if measure.endswith("10000") else 100
    one, other = (part / whole * per for part, whole in (now, then))
    (low, high), (other_low, other_high) = (_limits(measure, *each) for each in (now, then))
    return (
        one - other - math.hypot(one - low, other_high - other),
        one - other + math.hypot(high - one, other - other_low),
    )


def _verdict(low: float, high: float) -> str:
    if low > 0:
        return "higher than"
    return "lower than" if high < 0 else "no clear difference from"
