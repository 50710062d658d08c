"""How many children are on a plan again, and how soon after their first one ended."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from lscb.measures.child_protection_plans.plans import SOURCE
from lscb.measures.child_protection_plans.survival import FEWEST_BEHIND, two_figures
from lscb.records.record import CAVEATS, looked_up
from lscb.scope import Scope
from lscb.statistics.survival import SurvivalCurve, kaplan_meier, survival_at
from lscb.tables import NOT_AVAILABLE, Absent, Cell, Column, Identity, Table
from lscb.years import ReportingYear

HORIZONS = {"6 months": 183, "12 months": 365, "24 months": 730}
"""The days within which a second plan starts, by what they are called."""

FIRST, SECOND = "first plans ended", "second plans after a first"

SHARE = {
    "percent": "Share on a second plan by then, %",
    "lower": "Lower 95 % limit of the share",
    "upper": "Upper 95 % limit of the share",
}

Span = tuple[ReportingYear, ReportingYear]


def time_to_second_plan(
    scope: Scope, child_protection_plans: pd.DataFrame, children: pd.DataFrame
) -> Table | Absent:
    """The share of children on a second plan within some months of the end of their first.

    Population: children whose first plan of this council (no previous plans) ended in the period,
    each followed from that day to the start of the next plan; followed no further than to the 18th
    birthday, the death or the period's last day, and left out where one of these had come before.
    Kaplan-Meier, log-log limits, 95 %. For the panel the period is all years of the records. In
    public it is the fixed windows that are complete, followed to their own end, so that no later
    report adds a few children to one: to two significant figures, and only where the counts shown
    beside it are printed and ten at least. Limits treat children as independent.
    """
    spans = _spans(scope)
    found = {span: _followed(child_protection_plans, children, span) for span in spans}
    curves = {span: _curve(followed) for span, followed in found.items()}
    too_few = any(curve.conditional_from != 0 for curve in curves.values())
    if too_few and scope.edition == "public":
        return Absent("Not estimated: too few first plans ended in the period to follow.")
    rows = [row for span in spans for row in _rows(scope, span, found[span], curves[span])]
    columns = ["period", "within", "second", "first", *SHARE]
    cells = pd.DataFrame(rows, columns=columns, dtype=object)  # as a whole number, 12 prints as 12
    return Table(
        name="time_to_second_plan",
        title="Children on a second plan within some months of the end of their first",
        population="Children whose first child protection plan ended in the period",
        source=f"{SOURCE} and children",
        dimensions={
            "period": "Years in which first plans ended",
            "within": "Time since the first plan ended",
        },
        columns=tuple(_columns(cells)),
        cells=cells.astype(object).where(cells.notna(), NOT_AVAILABLE),
        identities=tuple(identity for span in spans for identity in _identities(span)),
        notes=(ESTIMATED, _depth(scope, spans), *child_protection_plans.attrs.get(CAVEATS, ())),
    )


ESTIMATED = (
    "A Kaplan-Meier estimate: children whose first plan ended late are followed for less time, and "
    "the share allows for it, so that it is more than second plans ÷ first plans. The limits treat "
    "children as independent, and brothers and sisters often start plans together: they are too "
    "narrow."
)


def _depth(scope: Scope, spans: list[Span]) -> str:
    """How far back the records go and how long children are followed, as sentences."""
    years = max((len(last.since(first)) for first, last in spans), default=0)
    length = f"{years} year{'' if years == 1 else 's'}"
    return (
        f"The records begin in {scope.years[0]}. Children are followed within the period alone, "
        f"for {length} at most. A first plan is one before which this council has none recorded; "
        "plans of other councils are not known."
    )


def _columns(cells: pd.DataFrame) -> Iterator[Column]:
    """The counts, and the shares that are let out where both counts beside them are."""
    yield Column("second", "Children seen on a second plan by then", "children", SECOND)
    yield Column("first", "Children whose first plan ended", "children", FIRST, over=("within",))
    behind = {
        (row.period, row.within): frozenset(
            {
                Cell.of(SECOND, period=row.period, within=row.within),
                Cell.of(FIRST, period=row.period),
            }
        )
        for row in cells.itertuples()
    }
    for name, meaning in SHARE.items():
        yield Column(name, meaning, unit="percent", made_of=behind, fewest=FEWEST_BEHIND)


def _spans(scope: Scope) -> list[Span]:
    """All years of the records for the panel; in public the complete windows they cover."""
    if scope.edition == "panel":
        return [(scope.years[0], scope.year)]
    covered = scope.report.disclosure.windows.until(scope.year)
    return [(first, last) for first, last in covered if first >= scope.years[0]]


def _label(span: Span) -> str:
    first, last = span
    return str(last) if first == last else f"{first} to {last}"


def _followed(plans: pd.DataFrame, children: pd.DataFrame, span: Span) -> pd.DataFrame:
    """Each child whose first plan ended in the period: `days` followed since, and if `again`."""
    begin, until = pd.Timestamp(span[0].first_day), pd.Timestamp(span[1].last_day)
    in_order = plans.sort_values(["child_id", "plan_start"])
    following = in_order.assign(next_start=in_order.groupby("child_id").plan_start.shift(-1))
    first = following[following.previous_plans == 0].drop_duplicates("child_id")
    first = first[(first.plan_end >= begin) & (first.plan_end <= until)]
    by_child = children.set_index("child_id")
    grown_up = looked_up(first.child_id, by_child.birth_date) + pd.DateOffset(years=18)
    died = looked_up(first.child_id, by_child.death_date)
    last = pd.concat([grown_up, died], axis=1).min(axis=1).fillna(until).clip(upper=until)
    again = (first.next_start <= last).fillna(False)
    days = (first.next_start.where(again, last) - first.plan_end).dt.days
    # The last day of the records may be that on which the plan ended: nothing is left to follow.
    has_more = (days > 0) | again | (last == until)
    return pd.DataFrame({"days": days, "again": again})[has_more & (days >= 0)]


def _curve(followed: pd.DataFrame) -> SurvivalCurve:
    """The curve of children not on a second plan. The day the first one ended is the first day."""
    return kaplan_meier(
        [0] * len(followed), followed.days.to_numpy() + 1, followed.again.to_numpy(dtype=bool)
    )


def _rows(
    scope: Scope, span: Span, followed: pd.DataFrame, curve: SurvivalCurve
) -> Iterator[dict[str, object]]:
    shares = survival_at(curve, [days + 1 for days in HORIZONS.values()])
    for (name, days), share in zip(HORIZONS.items(), shares.itertuples(), strict=True):
        still = (share.survival, share.upper, share.lower)
        estimates = [round(100 * (1 - each), 1) for each in still]
        if scope.edition == "public":
            estimates = [two_figures(each) for each in estimates]
        yield {
            "period": _label(span),
            "within": name,
            "second": int((followed.again & (followed.days <= days)).sum()),
            "first": len(followed),
            **dict(zip(SHARE, estimates, strict=True)),
        }


def _identities(span: Span) -> Iterator[Identity]:
    """What subtraction finds: second plans between two lengths of time, and children on none; and
    of all plans that ended in the period those that were no first ones or were not followed."""
    label = _label(span)
    first = Cell.of(FIRST, period=label)
    by_then = [Cell.of(SECOND, period=label, within=name) for name in reversed(HORIZONS)]
    for (whole, part), until in zip(pairwise([first, *by_then]), reversed(HORIZONS), strict=True):
        rest = Cell.of("no second plan until then", period=label, within=until)
        yield Identity((whole,), (part,), rest)
    ended = tuple(Cell.of("plans ended", year=year) for year in span[1].since(span[0]))
    yield Identity(ended, (first,), Cell.of("later plans ended", period=label))
