"""How long plans lasted: those that ended, and those still open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import pandas as pd

from lscb.measures.child_protection_plans.plans import SOURCE, YEAR, open_before, open_on
from lscb.scope import Scope
from lscb.statistics.durations import BANDS, PARTS, SPLIT_BAND, duration_bands, duration_parts
from lscb.statistics.periods import reporting_years
from lscb.statistics.rates import proportions
from lscb.tables import NOT_APPLICABLE, TOTAL, Balance, Cell, Column, Identity, Table
from lscb.years import ReportingYear


def plans_by_duration_ended(scope: Scope, child_protection_plans: pd.DataFrame) -> Table:
    """Plans that ended in each year by how long they had lasted, from start to end.

    Percentage: plans of the band ÷ all plans that ended in the year.
    """
    plans = child_protection_plans.assign(until=child_protection_plans.plan_end)
    ended_in = reporting_years(plans.plan_end)
    ended = {year: plans[ended_in == str(year)] for year in scope.this_and_last}
    return _durations(
        "plans_by_duration_ended",
        "Plans that ended in the year by how long they had lasted",
        "Child protection plans that ended in the year",
        "plans ended",
        ended,
    )


def plans_by_duration_open(scope: Scope, child_protection_plans: pd.DataFrame) -> Table:
    """Plans open at each 31 March by how long they had lasted so far.

    Percentage: plans of the band ÷ all plans open at 31 March.
    """
    still_open = {
        year: open_on(child_protection_plans, year.last_day).assign(
            until=pd.Timestamp(year.last_day)
        )
        for year in scope.this_and_last
    }
    return _durations(
        "plans_by_duration_open",
        "Plans open at 31 March by how long they had lasted so far",
        "Children still on a child protection plan at 31 March",
        "plans open",
        still_open,
        tuple(
            identity
            for year in still_open
            for identity in (*_within_the_year(str(year)), *_by_months(year))
        )
        + tuple(i for last, year in pairwise(still_open) for i in _a_year_on(str(last), str(year))),
        {
            _of_31_december(str(year)): _started_on_31_december(plans, year)
            for year, plans in still_open.items()
        },
    )


def _within_the_year(year: str) -> Iterator[Identity]:
    """What the two tables of durations and the flow tell together, by subtraction.

    A plan under a year old on 31 March started in the year. So of the plans started, the others
    have ended; of those open as the year began, those not still open have; and plans that ended
    before they were a year old either started in the year or in the one before.
    """
    young, old = BANDS[:3], BANDS[3:]
    at = {"year": year}
    open_young = tuple(Cell.of("plans open", **at, duration=band) for band in young)
    open_old = tuple(Cell.of("plans open", **at, duration=band) for band in old)
    ended_young = tuple(Cell.of("plans ended", **at, duration=band) for band in young)
    both = Cell.of("plans started and ended in the year", **at)
    earlier = Cell.of("plans ended that were open before", **at)
    before = Cell.of("plans ended within a year of a start the year before", **at)
    yield Identity((Cell.of("plans started", **at),), open_young, both)
    yield Identity((open_before(year),), open_old, earlier)
    yield Identity((Cell.of("plans ended", **at),), (both, earlier))
    yield Identity(ended_young, (both,), before)


def _a_year_on(last: str, year: str) -> Iterator[Identity]:
    """What became of the plans open a year before, which two years' tables tell by subtraction.

    A plan that is one to two years old was under one a year before, and an older one was over one.
    So the others of either have ended; of those that were over one, all that did not end after two
    years ended sooner, and the rest of such ends are of plans that were under one.
    """
    young, (under_two, over_two) = BANDS[:3], BANDS[3:]
    before = {band: Cell.of("plans open", year=last, duration=band) for band in BANDS}
    now = {band: Cell.of("plans open", year=year, duration=band) for band in BANDS}
    ended = {band: Cell.of("plans ended", year=year, duration=band) for band in BANDS}
    of_old = Cell.of("plans ended that were over a year old before", year=year)
    sooner = Cell.of("plans ended under two years that were over one before", year=year)
    yield Identity(
        tuple(before[band] for band in young),
        (now[under_two],),
        Cell.of("plans ended that were under a year old before", year=year),
    )
    yield Identity((before[under_two], before[over_two]), (now[over_two],), of_old)
    yield Identity((of_old,), (ended[over_two],), sooner)
    yield Identity(
        (ended[under_two],),
        (sooner,),
        Cell.of("plans ended over a year old that were under one before", year=year),
    )
    yield Identity(
        (now[over_two], ended[over_two]),
        (before[over_two],),
        Cell.of("plans that came to be two years old", year=year),
    )


def _by_months(year: ReportingYear) -> Iterator[Identity]:
    """What the months of starts and the durations of plans still open tell by subtraction.

    A plan open for 3 to 6 months on 31 March started from October to 30 December, and so on: of
    the plans that started in those months, the others have ended. One that started on 31 December
    is in the first band.
    """
    at = {"year": str(year)}
    apart = _of_31_december(str(year))
    open_for = [Cell.of("plans open", **at, duration=band) for band in BANDS[:3]]
    days = pd.date_range(year.first_day, periods=12, freq="ME")
    started = [Cell.of("plans started", **at, month=day.strftime("%Y-%m")) for day in days]
    summer, autumn, winter = tuple(started[:6]), tuple(started[6:9]), tuple(started[9:])
    ended = [
        Cell.of("plans started and ended in the year", **at, months=months)
        for months in ("January to March", "October to December", "April to September")
    ]
    yield Identity((*winter, apart), (open_for[0],), ended[0])
    yield Identity(autumn, (open_for[1], apart), ended[1])
    yield Identity(summer, (open_for[2],), ended[2])


def _of_31_december(year: str) -> Cell:
    return Cell.of("plans open that started on 31 December", year=year)


def _started_on_31_december(plans: pd.DataFrame, year: ReportingYear) -> int:
    return int((plans.plan_start == pd.Timestamp(year.start, 12, 31)).sum())


def _durations(
    name: str,
    title: str,
    population: str,
    quantity: str,
    plans: dict[ReportingYear, pd.DataFrame],
    identities: tuple[Identity, ...] = (),
    hidden: Mapping[Cell, int] | None = None,
) -> Table:
    rows = [row for year, each in plans.items() for row in _duration_rows(str(year), each)]
    cells = pd.DataFrame(rows)
    cells = cells.join(proportions(cells["count"], cells.denominator)[["percent"]])
    share = ("count", "denominator")
    return Table(
        name=name,
        title=title,
        population=population,
        source=SOURCE,
        dimensions=YEAR
        | {"duration": "DfE's band of duration", "part": "The board's own part of a band"},
        columns=(
            Column("count", "Plans", "children", quantity, finer=("part",)),
            Column(
                "denominator",
                "All plans of the year in this table",
                "children",
                quantity,
                over=("duration", "part"),
                spared=True,
            ),
            Column("percent", "Share of all plans", unit="percent", rests_on=share),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_APPLICABLE),
        balances=(Balance(("denominator",), ("count",), f"{quantity}, other durations"),),
        identities=identities,
        hidden=hidden or {},
        notes=(
            "Months are calendar months. Two years or more means at least 729 days from start "
            "to end.",
        ),
    )


def _duration_rows(year: str, plans: pd.DataFrame) -> list[dict[str, object]]:
    bands = duration_bands(plans.plan_start, plans.until).value_counts()
    parts = duration_parts(plans.plan_start, plans.until).value_counts()
    counted = [(band, TOTAL, bands.get(band, 0)) for band in BANDS]
    split = [(SPLIT_BAND, part, parts.get(part, 0)) for part in PARTS]
    place = BANDS.index(SPLIT_BAND) + 1
    counted = [*counted[:place], *split, *counted[place:], (TOTAL, TOTAL, len(plans))]
    return [
        {"year": year, "duration": b, "part": p, "count": int(n), "denominator": len(plans)}
        for b, p, n in counted
    ]
