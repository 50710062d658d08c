"""What others published, read again from the files held: England's figures and the region's."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

import yaml

from .rows import NOT_AVAILABLE, PARAMETERS, ROOT, Table, years_to

ENGLAND, SOUTH_EAST = "E92000001", "E12000008"
ON_A_PLAN = "plans_at_31_march_per_10000"

MEASURES = {
    "Children on a plan at 31 March, per 10,000 children": (ON_A_PLAN, "neither"),
    "Plans started in the year, per 10,000 children": ("plans_started_per_10000", "neither"),
    "Plans ended in the year, per 10,000 children": ("plans_ended_per_10000", "neither"),
    "Plans started that were a second or later one (%)": (
        "second_or_subsequent_plans_percent",
        "neither",
    ),
    "Plans ended after 2 years or more (%)": ("ended_2_years_or_more_percent", "lower"),
    "Plans open at 31 March for 2 years or more (%)": ("open_2_years_or_more_percent", "lower"),
    "Children all of whose reviews were in time (%)": ("reviews_in_time_percent", "higher"),
    "Initial conferences within 15 working days (%)": (
        "conferences_within_15_days_percent",
        "higher",
    ),
}

PARTS = {
    "plans_started_per_10000": (("plans_started",), "population_0_17", 10_000),
    "plans_ended_per_10000": (("plans_ended",), "population_0_17", 10_000),
    "conferences_within_15_days_percent": (
        ("conferences_within_10_days", "conferences_11_to_15_days"),
        "conferences",
        100,
    ),
}
"""Where a release has not the rate or share itself, the counts it is worked out from."""

Held = dict[tuple[str, str, str], str]


@cache
def held(release: str) -> Held:
    """A release's figures by measure, year and area, as they stand in its file."""
    path = ROOT / "data" / "comparators" / "figures" / f"{release}.csv"
    with path.open(newline="", encoding="utf-8-sig") as file:
        return {
            (row["measure"], row["year"], row["area_code"]): row["value"] or row["symbol"]
            for row in csv.DictReader(file)
            if row["area_code"] in (ENGLAND, SOUTH_EAST)
        }


def tables(year: str, edition: str) -> dict[str, Table]:
    """The tables of others' figures: the same for both editions, since none is the board's."""
    releases = releases_of(year)
    beside = {}
    for label, (measure, polarity) in MEASURES.items():
        release = release_of(releases, measure, year)
        beside[(label,)] = _row(release, measure, year) | {"polarity": polarity}
    by_year = {(y,): _row(release_of(releases, ON_A_PLAN, y), ON_A_PLAN, y) for y in years_to(year)}
    release = release_of(releases, ON_A_PLAN, year)
    areas = {"England": (ENGLAND, "country"), "South East": (SOUTH_EAST, "region")}
    rates = {
        name: figure(release, ON_A_PLAN, year, code) or NOT_AVAILABLE if release else NOT_AVAILABLE
        for name, (code, _) in areas.items()
    }
    # The highest first, and who has none last.
    ordered = sorted(rates, key=lambda name: -float(rates[name]) if rates[name][0] != "[" else 1)
    return {
        "child_protection_plans.neighbours_rates": {
            (name,): {"rate": rates[name], "kind": areas[name][1], "release": release or "none"}
            for name in ordered
        },
        "child_protection_plans.plans_beside_others": beside,
        "child_protection_plans.rates_beside_others": by_year,
    }


def releases_of(year: str) -> list[str]:
    stated = yaml.safe_load((PARAMETERS / f"{year}.yaml").read_text(encoding="utf-8"))
    assert stated["comparators"]["region"] == SOUTH_EAST
    assert "neighbours" not in stated["comparators"]
    return stated["comparators"]["releases"]


def release_of(releases: list[str], measure: str, year: str) -> str | None:
    """The first release that prints the figure, or the counts it is made of, for the year."""
    for release in releases:
        given = [figure(release, measure, year, area) for area in (ENGLAND, SOUTH_EAST)]
        if any(figure is not None for figure in given):
            return release
    return None


def _row(release: str | None, measure: str, year: str) -> dict[str, str]:
    if release is None:
        nothing = {"england": NOT_AVAILABLE, "region": NOT_AVAILABLE}
        return nothing | {"release": "none that is held"}
    england, region = (
        figure(release, measure, year, area) or NOT_AVAILABLE for area in (ENGLAND, SOUTH_EAST)
    )
    return {"england": england, "region": region, "release": release}


def figure(release: str, measure: str, year: str, area: str) -> str | None:
    printed = held(release).get((measure, year, area))
    if printed is not None or measure not in PARTS:
        return printed if printed is None or printed.startswith("[") else str(float(printed))
    tops, base, per = PARTS[measure]
    within = held(release).get(("conferences_within_15_days", year, area))
    parts = [held(release).get((top, year, area)) for top in tops]
    if measure.startswith("conferences") and within is not None:
        parts = [within]
    of = held(release).get((base, year, area))
    if of is None or any(part is None for part in parts):
        return None
    exact = Fraction(sum(int(part) for part in parts) * per, int(of))
    tenths = Decimal(exact.numerator) / Decimal(exact.denominator)
    return str(tenths.quantize(Decimal("0.1"), ROUND_HALF_UP))
