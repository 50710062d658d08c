"""What must add up of child protection plans, their reviews and their conferences."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from . import attendance
from .cells import (
    FLOW,
    Cell,
    Identity,
    Tables,
    ages_and_sexes,
    equal,
    groups_of,
    keys_of,
    sum_of,
    years_of,
)
from .plans import BANDS, LATER, NO_DISCUSSION, ONE_YEAR, PARTS, TRANSFERRED, WITHIN

PLANS = "child_protection_plans"

PARTS_OF_WHOLES = {
    f"{PLANS}.plans_by_duration_ended": (("count", "denominator"),),
    f"{PLANS}.plans_by_duration_open": (("count", "denominator"),),
    f"{PLANS}.plans_by_category": (("count", "denominator"),),
    f"{PLANS}.second_or_subsequent_plans": (("numerator", "denominator"),),
    f"{PLANS}.repeat_plans_within_24_months": (
        ("numerator", "repeats"),
        ("repeats", "denominator"),
    ),
    f"{PLANS}.reviews_in_time": (("numerator", "denominator"),),
    f"{PLANS}.icpc_timeliness": (("count", "denominator"),),
    attendance.NAME: attendance.PARTS,
}


def sums(tables: Tables) -> list[Identity]:
    return [
        *_flow(tables),
        *_months(tables),
        *_durations(tables),
        *_categories(tables),
        *_groups_on_plans(tables),
        *_second(tables),
        *_second_plans(tables),
        *_reviews(tables),
        *_conferences(tables),
        *attendance.sums(tables),
    ]


def _flow(tables: Tables) -> list[Identity]:
    years = keys_of(tables, FLOW)
    at_31 = f"{PLANS}.plans_at_31_march"
    found = [
        {
            (FLOW, year, "at_start"): 1,
            (FLOW, year, "started"): 1,
            (FLOW, year, "ended"): -1,
            (FLOW, year, "at_end"): -1,
        }
        for year in years
    ]
    found += [equal((at_31, year, "count"), (FLOW, year, "at_end")) for year in years]
    return found + [
        equal((FLOW, before, "at_end"), (FLOW, after, "at_start"))
        for before, after in pairwise(years)
    ]


def _months(tables: Tables) -> list[Identity]:
    name = f"{PLANS}.plans_by_month"
    *months, total = keys_of(tables, name)
    year = total[:1]
    found: list[Identity] = []
    before = (FLOW, year, "at_start")
    for month in months:
        after = (name, month, "at_end")
        started, ended = (name, month, "started"), (name, month, "ended")
        found.append({before: 1, started: 1, ended: -1, after: -1})
        before = after
    found.append(equal(before, (FLOW, year, "at_end")))
    for column in ("started", "ended"):
        found.append(sum_of((name, total, column), [(name, month, column) for month in months]))
        found.append(equal((name, total, column), (FLOW, year, column)))
    of_all_years = f"{PLANS}.plans_started_by_month"
    by_year: dict[str, list[Cell]] = defaultdict(list)
    for key in keys_of(tables, of_all_years):
        cell = (of_all_years, key, "started")
        by_year[key[0]].append(cell)
        if key in months:
            found.append(equal(cell, (name, key, "started")))
    return found + [sum_of((FLOW, (each,), "started"), cells) for each, cells in by_year.items()]


def _durations(tables: Tables) -> list[Identity]:
    found: list[Identity] = []
    for name, whole in (
        (f"{PLANS}.plans_by_duration_ended", "ended"),
        (f"{PLANS}.plans_by_duration_open", "at_end"),
    ):
        for year in dict.fromkeys(key[0] for key in keys_of(tables, name)):
            total = (name, (year, "Total", "Total"), "count")
            bands = [(name, (year, band, "Total"), "count") for band in BANDS]
            parts = [(name, (year, ONE_YEAR, part), "count") for part in PARTS]
            found.append(sum_of(total, bands))
            found.append(sum_of((name, (year, ONE_YEAR, "Total"), "count"), parts))
            found.append(equal(total, (FLOW, (year,), whole)))
        found += _denominators(tables, name, lambda key: (key[0], "Total", "Total"))
    return found


def _denominators(tables: Tables, name: str, total_of) -> list[Identity]:
    return [
        equal((name, key, "denominator"), (name, total_of(key), "count"))
        for key in keys_of(tables, name)
    ]


def _categories(tables: Tables) -> list[Identity]:
    name = f"{PLANS}.plans_by_category"
    found = _denominators(tables, name, lambda key: (*key[:2], "Total"))
    for year, basis in groups_of(keys_of(tables, name)):
        total = (name, (year, basis, "Total"), "count")
        keys = [key for key in keys_of(tables, name) if key[:2] == (year, basis)]
        found.append(sum_of(total, [(name, key, "count") for key in keys if key[2] != "Total"]))
        whole = "started" if basis.startswith("Started") else "at_end"
        found.append(equal(total, (FLOW, (year,), whole)))
    return found


def _groups_on_plans(tables: Tables) -> list[Identity]:
    """Children on a plan by age and by sex, and by ethnic group: each comes to the year's."""
    by_age_and_sex = (f"{PLANS}.plans_by_age", f"{PLANS}.plans_by_sex")
    found = ages_and_sexes(tables, by_age_and_sex, (FLOW, "at_end"))
    name = f"{PLANS}.plans_by_ethnicity"
    *groups, total = keys_of(tables, name) or [()]
    if total:
        found.append(sum_of((name, total, "count"), [(name, key, "count") for key in groups]))
        found.append(equal((name, total, "count"), (FLOW, total[:1], "at_end")))
    return found


def _second(tables: Tables) -> list[Identity]:
    name = f"{PLANS}.second_or_subsequent_plans"
    soon = f"{PLANS}.repeat_plans_within_24_months"
    return [
        *(
            equal((of, year, "denominator"), (FLOW, year, "started"))
            for of in (name, soon)
            for year in keys_of(tables, of)
        ),
        *(
            equal((soon, year, "repeats"), (name, year, "numerator"))
            for year in keys_of(tables, soon)
        ),
    ]


def _second_plans(tables: Tables) -> list[Identity]:
    """Second plans by then are among those by later, those among first plans that ended, and
    those among all plans that ended in the period."""
    name, steps = f"{PLANS}.time_to_second_plan", ("24 months", "12 months", "6 months")
    found: list[Identity] = []
    for period in dict.fromkeys(key[0] for key in keys_of(tables, name)):
        first = (name, (period, steps[0]), "first")
        found += [equal((name, (period, step), "first"), first) for step in steps[1:]]
        by_then = [(name, (period, step), "second") for step in steps]
        ended = [(FLOW, (year,), "ended") for year in years_of(tables, period)]
        for whole, part, rest in (
            (ended, first, "all ended less first"),
            ([first], by_then[0], "first less 24 months"),
            (by_then[:1], by_then[1], "24 months less 12 months"),
            (by_then[1:2], by_then[2], "12 months less 6 months"),
        ):
            left_over = (name, (period, steps[0]), rest)
            found.append({**dict.fromkeys(whole, 1), part: -1, left_over: -1})
    return found


def _reviews(tables: Tables) -> list[Identity]:
    """Plans open at 31 March are those of the first band and those over three months old."""
    name, open_plans = f"{PLANS}.reviews_in_time", f"{PLANS}.plans_by_duration_open"
    return [
        sum_of(
            (FLOW, (year,), "at_end"),
            [(open_plans, (year, BANDS[0], "Total"), "count"), (name, (year,), "denominator")],
        )
        for (year,) in keys_of(tables, name)
    ]


def _conferences(tables: Tables) -> list[Identity]:
    name = f"{PLANS}.icpc_timeliness"
    found: list[Identity] = []
    for year in dict.fromkeys(key[0] for key in keys_of(tables, name)):

        def count(group: str, band: str = "Total", year: str = year) -> Cell:
            return name, (year, group, band), "count"

        found.append(
            sum_of(count(WITHIN), [count(WITHIN, "10 or fewer"), count(WITHIN, "11 to 15")])
        )
        found.append(sum_of(count(LATER), [count(LATER, "16 to 20"), count(LATER, "21 or more")]))
        groups = (WITHIN, LATER, NO_DISCUSSION, TRANSFERRED)
        found.append(sum_of(count("Total"), [count(group) for group in groups]))
        found += [
            sum_of((name, key, "denominator"), [count(WITHIN), count(LATER)])
            for key in keys_of(tables, name)
            if key[0] == year
        ]
    return found
