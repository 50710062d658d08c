"""How long plans last, estimated again from plans and families by the books' formulas.

The project's limits are of draws of families; here they are worked out from the spread of what
each family adds to the estimate (Williams, Biometrics 1995, 51:1456; Reid, Annals of Statistics
1981, 9:78), so that the two agree only nearly.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from .plans import Plan, plans_to
from .rows import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    Row,
    Table,
    Z,
    first_day,
    last_day,
    records,
    two_figures,
    years_to,
)

NAME = "child_protection_plans.how_long_plans_last"
CURVE = "child_protection_plans.plan_survival"
BESIDE = "child_protection_plans.endings_beside_last_year"
HORIZONS = {3: 91, 6: 183, 9: 274, 12: 365, 15: 457, 18: 548, 24: 729}
IN_PUBLIC = (3, 6, 12, 24)
MEDIAN = "Half of plans end within, months"
MEAN = "Mean time on a plan within its first 24 months, months"


class Span(NamedTuple):
    """A plan as it is followed: the days after which and on which it is at risk, and its end."""

    entered: int
    left: int
    ended: bool
    family: str


class Step(NamedTuple):
    """A day on which plans ended: how many were at risk, how many ended, how many are left."""

    day: int
    risk: int
    events: int
    share: float


def tables(year: str, edition: str) -> dict[str, Table]:
    followed = spans(year)
    curve, error = steps(followed), spread(followed)
    months = HORIZONS if edition == "panel" else {m: HORIZONS[m] for m in IN_PUBLIC}
    table = {
        (f"On a plan for more than {m} months, %",): _estimates(
            [100 * part for part in limits(curve, error, day)], edition
        )
        for m, day in months.items()
    }
    table[MEDIAN,] = _estimates(map(_in_months, _halves(curve, error)), edition)
    if edition == "public":
        # An exact median is one child's time: in public it is a whole month.
        whole = {"estimate": round, "lower": math.floor, "upper": math.ceil}
        table[MEDIAN,] = {name: str(whole[name](float(x))) for name, x in table[MEDIAN,].items()}
    mean, of_mean = _restricted_mean(curve, followed)
    apart = (mean, mean - Z * of_mean, mean + Z * of_mean)
    table[MEAN,] = _estimates(map(_in_months, apart), edition)
    found = {NAME: table | _families(followed, edition)}
    if edition == "panel":
        found |= {CURVE: _curve(followed), BESIDE: _beside_last_year(year)}
    return {name: of for name, of in found.items() if of}


@cache
def spans(year: str) -> tuple[Span, ...]:
    """The plans open in a year: each is at risk from the day it or the year began."""
    children = records("children", ("child_id",), year)
    families = {row["child_id"]: row["family_id"] for row in children}
    first, last = first_day(year), last_day(year)

    def span(plan: Plan) -> Span:
        ended = plan.end is not None and plan.end <= last
        until = plan.end if ended else last
        entered = max((first - plan.start).days, 0)
        return Span(entered, (until - plan.start).days + 1, ended, families[plan.child])

    return tuple(
        span(plan)
        for plan in plans_to(year)
        if plan.start <= last and (plan.end is None or plan.end >= first)
    )


@cache
def steps(followed: tuple[Span, ...]) -> tuple[Step, ...]:
    """Kaplan-Meier by the book."""
    found, share = [], 1.0
    for day in sorted({span.left for span in followed if span.ended}):
        risk, events = at_risk(followed, day), ended_on(followed, day)
        share *= 1 - events / risk
        found.append(Step(day, risk, events, share))
        if risk == events:
            break
    return tuple(found)


def at_risk(followed: Iterable[Span], day: int) -> int:
    return sum(1 for span in followed if span.entered < day <= span.left)


def ended_on(followed: Iterable[Span], day: int) -> int:
    return sum(1 for span in followed if span.ended and span.left == day)


def after(curve: tuple[Step, ...], day: int) -> float:
    """The share that lasts more than so many days."""
    return ([1.0] + [step.share for step in curve if step.day <= day])[-1]


def spread(followed: tuple[Span, ...]):
    """The standard error of the cumulative hazard by a day, from what each family adds to it."""
    curve = steps(followed)
    days = [step.day for step in curve]
    hazards = [0.0, *accumulate(step.events / step.risk**2 for step in curve)]
    risks = {step.day: step.risk for step in curve}

    def error(day: int) -> float:
        adds: dict[str, float] = defaultdict(float)
        for span in followed:
            if span.ended and span.left <= day and span.left in risks:
                adds[span.family] += 1 / risks[span.left]
            until, since = (
                hazards[bisect_right(days, min(d, day))] for d in (span.left, span.entered)
            )
            adds[span.family] -= until - since
        return math.sqrt(math.fsum(each**2 for each in adds.values()))

    return cache(error)


def limits(curve: tuple[Step, ...], error, day: int) -> tuple[float, float, float]:
    """The share and plain limits, from nought to one: nearest to those of draws."""
    share = after(curve, day)
    width = Z * error(day) * share
    return share, max(share - width, 0.0), min(share + width, 1.0)


def _halves(curve: tuple[Step, ...], error) -> tuple[int, ...]:
    """The first days on which the share, its lower and its upper limit are a half or less."""
    known = [(step.day, limits(curve, error, step.day)) for step in curve if step.share > 0]
    return tuple(next(day for day, of in known if of[n] <= 0.5) for n in range(3))


def _restricted_mean(curve: tuple[Step, ...], followed: tuple[Span, ...]) -> tuple[float, float]:
    """The area under the curve to two years, and its standard error by families."""
    begins = [0, *(step.day for step in curve if step.day < 729)]
    shares = [1.0, *(step.share for step in curve if step.day < 729)]
    areas = [
        share * (end - day)
        for share, day, end in zip(shares, begins, [*begins[1:], 729], strict=True)
    ]
    beyond = {day: math.fsum(areas[n:]) for n, day in enumerate(begins)}
    inside = [step for step in curve if step.day < 729]
    days = [step.day for step in inside]
    weighed = [0.0, *accumulate(beyond[s.day] * s.events / s.risk**2 for s in inside)]
    risks = {step.day: step.risk for step in inside}
    adds: dict[str, float] = defaultdict(float)
    for span in followed:
        if span.ended and span.left in risks:
            adds[span.family] += beyond[span.left] / risks[span.left]
        until, since = (weighed[bisect_right(days, day)] for day in (span.left, span.entered))
        adds[span.family] -= until - since
    return math.fsum(areas), math.sqrt(math.fsum(each**2 for each in adds.values()))


def _families(followed: tuple[Span, ...], edition: str) -> Table:
    families = len({span.family for span in followed})
    label, number = "Families whose plans these are", families
    if edition == "public":
        assert len(followed) - families >= 20, "too near to tell"
        label, number = f"{label}, to the nearest ten", round(families, -1)
    blank = dict.fromkeys(("lower", "upper"), NOT_APPLICABLE)
    return {(label,): {"estimate": str(number)} | blank}


def _in_months(days: float) -> float:
    return days / (365.25 / 12)


def _estimates(figures: Iterable[float], edition: str) -> Row:
    shown = [round(figure, 1) for figure in figures]
    if edition == "public":
        shown = [two_figures(figure) for figure in shown]
    return dict(zip(("estimate", "lower", "upper"), map(str, shown), strict=True))


def _curve(followed: tuple[Span, ...]) -> Table:
    """The curve day by day, and at the fixed lengths of time, as the panel is shown it."""
    curve, error = steps(followed), spread(followed)
    days = sorted({0, *(step.day for step in curve if step.day <= 729), *HORIZONS.values()})
    return {(str(day),): _day(followed, curve, error, day) for day in days}


def _day(followed: tuple[Span, ...], curve: tuple[Step, ...], error, day: int) -> Row:
    share, *apart = limits(curve, error, day)
    ended = ended_on(followed, day)
    # As the curve begins those are at risk who are just after.
    risk = at_risk(followed, day) if day else at_risk(followed, 1)
    known = 0 < share < 1
    lower, upper = (str(round(100 * x, 1)) if known else NOT_AVAILABLE for x in apart)
    return {
        "at_risk": str(risk),
        "ended": str(ended),
        "percent": str(round(100 * share, 1)),
        "lower": lower,
        "upper": upper,
    }


def _beside_last_year(year: str) -> Table:
    """The log-rank test by hand: what each day's ends would be, were both years alike."""
    (before,) = years_to(year)[-2:-1] or (None,)
    if before is None:
        return {}
    both = [
        [_two_years(span) for span in spans(each) if span.entered < 729] for each in (before, year)
    ]
    expected = variance = 0.0
    for day in {span.left for of in both for span in of if span.ended}:
        risk, events = ([count(of, day) for of in both] for count in (at_risk, ended_on))
        everyone, ends, share = sum(risk), sum(events), risk[1] / sum(risk)
        expected += ends * share
        if everyone > 1:
            variance += ends * share * (1 - share) * (everyone - ends) / (everyone - 1)
    ended = sum(span.ended for span in both[1])
    p = math.erfc(abs(ended - expected) / math.sqrt(2 * variance))
    apart = "higher than" if ended > expected else "lower than"
    row = {
        "ratio": str(round(ended / expected, 2)),
        "probability": str(float(f"{max(p, 0.001):.2g}")),
        "verdict": apart if p < 0.002 else "no clear difference from",
    }
    return {(before,): row}


def _two_years(span: Span) -> Span:
    return span if span.left <= 729 else span._replace(left=729, ended=False)
