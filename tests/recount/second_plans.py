"""How soon children are on a second plan, followed child by child."""

from __future__ import annotations

import math
from datetime import date

from .rows import (
    NOT_AVAILABLE,
    WINDOW,
    WINDOW_NAME,
    Row,
    Table,
    Z,
    day,
    first_day,
    last_day,
    months_later,
    records,
    two_figures,
    window_complete,
    years_to,
)

DAYS = {"6 months": 183, "12 months": 365, "24 months": 730}


def tables(year: str, edition: str) -> dict[str, Table]:
    """All years for the panel, the fixed window to its own end for the public."""
    name = "child_protection_plans.time_to_second_plan"
    if edition == "panel":
        years = years_to(year)
        label = f"{years[0]} to {years[-1]}" if len(years) > 1 else year
        return {name: _table(label, years, year, edition)}
    return {name: _table(WINDOW_NAME, WINDOW, year, edition) if window_complete(year) else {}}


def _table(label: str, years: tuple[str, ...], year: str, edition: str) -> Table:
    begin, until = first_day(years[0]), last_day(years[-1])
    children = {row["child_id"]: row for row in records("children", ("child_id",), year)}
    of_child: dict[str, list[Row]] = {}
    for plan in records("child_protection_plans", ("child_id", "plan_start"), year):
        of_child.setdefault(plan["child_id"], []).append(plan)
    followed = []
    for child, plans in of_child.items():
        held = sorted(plans, key=lambda plan: plan["plan_start"])
        places = [n for n, plan in enumerate(held) if plan["previous_plans"] == "0"]
        ended = day(held[places[0]]["plan_end"]) if places else None
        if ended is None or not begin <= ended <= until:
            continue
        later = [date.fromisoformat(plan["plan_start"]) for plan in held[places[0] + 1 :]]
        stops = [until, *_end_of_childhood(children.get(child))]
        if min(stops) <= ended and min(stops) != until:
            continue
        again = bool(later) and later[0] <= min(stops)
        followed.append((((later[0] if again else min(stops)) - ended).days, again))
    table: Table = {}
    for name, days in DAYS.items():
        shown: list[float | str] = [NOT_AVAILABLE] * 3
        if days <= max(since for since, _ in followed):
            shown = [round(100 * share, 1) for share in _share(followed, days)]
            shown = [two_figures(share) if edition == "public" else share for share in shown]
        table[label, name] = {
            "second": str(sum(1 for since, again in followed if again and since <= days)),
            "first": str(len(followed)),
            **dict(zip(("percent", "lower", "upper"), map(str, shown), strict=True)),
        }
    return table


def _end_of_childhood(child: Row | None) -> list[date]:
    born, died = (day(child[name]) if child else None for name in ("birth_date", "death_date"))
    grown_up = months_later(born, 18 * 12) if born else None
    return [each for each in (grown_up, died) if each]


def _share(followed: list[tuple[int, bool]], days: int) -> tuple[float, float, float]:
    """One less the product of those left, and Greenwood's limits of it (Kaplan and Meier)."""
    left, spread = 1.0, 0.0
    for at in sorted({since for since, again in followed if again and since <= days}):
        risk = sum(1 for since, _ in followed if since >= at)
        events = sum(1 for since, again in followed if again and since == at)
        left *= 1 - events / risk
        spread += events / (risk * (risk - events))
    width = Z * math.sqrt(spread) / -math.log(left)
    low, high = (left ** math.exp(way * width) for way in (-1, 1))
    return 1 - left, 1 - low, 1 - high
