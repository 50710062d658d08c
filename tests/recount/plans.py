"""The child protection plans chapter's tables, counted from plans, reviews and conferences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from .rows import (
    NOT_APPLICABLE,
    Row,
    Table,
    day,
    first_day,
    how_many,
    in_year,
    last_day,
    month_end,
    months_later,
    percent,
    population,
    rate,
    records,
    share,
    year_and_before,
    years_to,
)

CATEGORIES = ("Neglect", "Physical abuse", "Sexual abuse", "Emotional abuse", "Multiple")

ONE_YEAR = "1 year to less than 2 years"
BANDS = (
    "3 months or less",
    "More than 3 months to 6 months",
    "More than 6 months to less than 1 year",
    ONE_YEAR,
    "2 years or more",
)
PARTS = ("1 year to less than 18 months", "18 months to less than 2 years")

WITHIN, LATER = "Within 15 working days", "Later"
NO_DISCUSSION, TRANSFERRED = "No strategy discussion recorded", "Transferred in"

# Bank holidays in England and Wales, as GOV.UK lists them (gov.uk/bank-holidays and its past
# years), with the days off in lieu and those for the wedding of 2011 and the jubilee of 2012.
BANK_HOLIDAYS = {
    *(date(2009, *day) for day in ((1, 1), (4, 10), (4, 13), (5, 4), (5, 25), (8, 31))),
    *(date(2009, *day) for day in ((12, 25), (12, 28))),
    *(date(2010, *day) for day in ((1, 1), (4, 2), (4, 5), (5, 3), (5, 31), (8, 30))),
    *(date(2010, *day) for day in ((12, 27), (12, 28))),
    *(date(2011, *day) for day in ((1, 3), (4, 22), (4, 25), (4, 29), (5, 2), (5, 30), (8, 29))),
    *(date(2011, *day) for day in ((12, 26), (12, 27))),
    *(date(2012, *day) for day in ((1, 2), (4, 6), (4, 9), (5, 7), (6, 4), (6, 5), (8, 27))),
    *(date(2012, *day) for day in ((12, 25), (12, 26))),
    *(date(2013, *day) for day in ((1, 1), (3, 29), (4, 1), (5, 6), (5, 27), (8, 26))),
    *(date(2013, *day) for day in ((12, 25), (12, 26))),
    *(date(2014, *day) for day in ((1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25))),
    *(date(2014, *day) for day in ((12, 25), (12, 26))),
    date(2015, 1, 1),
}


class Plan(NamedTuple):
    child: str
    start: date
    end: date | None
    first: str
    latest: str
    before: int

    def open_on(self, when: date) -> bool:
        return self.start <= when and (self.end is None or self.end > when)


def tables(year: str, edition: str) -> dict[str, Table]:
    """The chapter's tables: what is counted is the same for both editions."""
    plans = plans_to(year)
    reviews = records("reviews", ("child_id", "plan_start", "review_date"), year)
    conferences = records("conferences", ("child_id", "conference_date"), year)
    counted = {
        "plan_flow": _flow(plans, year),
        "plans_at_31_march": _at_31_march(plans, year),
        "plans_by_month": _by_month(plans, year),
        "plans_by_duration_ended": _durations(year, lambda within: _ended(plans, within)),
        "plans_by_duration_open": _durations(year, lambda within: _still_open(plans, within)),
        "plans_by_category": _by_category(plans, year),
        "second_or_subsequent_plans": _second(plans, year),
        **_soon_again(plans, year),
        "reviews_in_time": _reviewed(plans, reviews, year),
        "icpc_timeliness": _timeliness(conferences, year),
    }
    return {f"child_protection_plans.{name}": table for name, table in counted.items()}


def plans_to(year: str) -> list[Plan]:
    """Every plan of the folders up to a year's."""
    return [
        Plan(
            row["child_id"],
            date.fromisoformat(row["plan_start"]),
            day(row["plan_end"]),
            row["initial_category"].capitalize(),
            row["latest_category"].capitalize(),
            int(row["previous_plans"]),
        )
        for row in records("child_protection_plans", ("child_id", "plan_start"), year)
    ]


def _started(plans: list[Plan], year: str) -> list[Plan]:
    return [plan for plan in plans if in_year(plan.start, year)]


def _open_on(plans: list[Plan], when: date) -> list[Plan]:
    return [plan for plan in plans if plan.open_on(when)]


def _flow(plans: list[Plan], year: str) -> Table:
    return {
        (single,): {
            "at_start": str(len(_open_on(plans, first_day(single) - timedelta(days=1)))),
            "started": str(len(_started(plans, single))),
            "ended": str(how_many(plans, lambda plan, y=single: in_year(plan.end, y))),
            "at_end": str(len(_open_on(plans, last_day(single)))),
        }
        for single in years_to(year)
    }


def _at_31_march(plans: list[Plan], year: str) -> Table:
    table: Table = {}
    for single in years_to(year):
        count, people = len(_open_on(plans, last_day(single))), population(year, single)
        of_rate = rate(count, people, 10_000)
        table[(single,)] = {
            "count": str(count),
            "population": str(people),
            **dict(zip(("rate_per_10000", "lower", "upper"), of_rate, strict=True)),
        }
    return table


def _by_month(plans: list[Plan], year: str) -> Table:
    table: Table = {}
    for ahead in range(12):
        first = months_later(first_day(year), ahead)
        last = month_end(first.year, first.month)
        table[(year, f"{first:%Y-%m}")] = {
            "started": str(how_many(plans, lambda p, f=first, t=last: f <= p.start <= t)),
            "ended": str(
                how_many(plans, lambda p, f=first, t=last: p.end is not None and f <= p.end <= t)
            ),
            "at_end": str(len(_open_on(plans, last))),
        }
    table[(year, "Total")] = {
        "started": str(len(_started(plans, year))),
        "ended": str(how_many(plans, lambda plan: in_year(plan.end, year))),
        "at_end": NOT_APPLICABLE,
    }
    return table


Span = tuple[date, date]


def _ended(plans: list[Plan], year: str) -> Iterator[Span]:
    return ((plan.start, plan.end) for plan in plans if plan.end and in_year(plan.end, year))


def _still_open(plans: list[Plan], year: str) -> Iterator[Span]:
    return ((plan.start, last_day(year)) for plan in _open_on(plans, last_day(year)))


def _band(span: Span) -> str:
    start, end = span
    # "For more than 729 calendar days including days of cessation" (DfE, LAIT 98).
    if (end - start).days >= 729:
        return BANDS[4]
    if end >= months_later(start, 12):
        return ONE_YEAR
    if end > months_later(start, 6):
        return BANDS[2]
    return BANDS[1] if end > months_later(start, 3) else BANDS[0]


def _part(span: Span) -> str:
    return PARTS[span[1] >= months_later(span[0], 18)]


def _durations(year: str, spans_of) -> Table:
    table: Table = {}
    for single in year_and_before(year):
        spans = list(spans_of(single))
        bands = [_band(span) for span in spans]
        parts = [_part(span) for span in spans if _band(span) == ONE_YEAR]
        counts = {(band, "Total"): bands.count(band) for band in BANDS[:4]}
        counts |= {(ONE_YEAR, part): parts.count(part) for part in PARTS}
        counts |= {(BANDS[4], "Total"): bands.count(BANDS[4]), ("Total", "Total"): len(spans)}
        table |= {(single, *key): _of(count, len(spans)) for key, count in counts.items()}
    return table


def _of(count: int, whole: int) -> Row:
    return {"count": str(count), "denominator": str(whole), "percent": percent(count, whole)}


def _by_category(plans: list[Plan], year: str) -> Table:
    table: Table = {}
    for single in year_and_before(year):
        started, held = _started(plans, single), _open_on(plans, last_day(single))
        bases = {
            "Started in the year, first category": [plan.first for plan in started],
            "At 31 March, first category": [plan.first for plan in held],
            "At 31 March, latest category": [plan.latest for plan in held],
        }
        for basis, found in bases.items():
            for category in CATEGORIES:
                table[single, basis, category] = _of(found.count(category), len(found))
            table[single, basis, "Total"] = _of(len(found), len(found))
    return table


def _second(plans: list[Plan], year: str) -> Table:
    table: Table = {}
    for single in years_to(year):
        started = _started(plans, single)
        again = how_many(started, lambda plan: plan.before > 0)
        table[(single,)] = {
            "numerator": str(again),
            "denominator": str(len(started)),
            **share(again, len(started)),
        }
    return table


def _reviewed(plans: list[Plan], reviews: list[Row], year: str) -> Table:
    held: dict[tuple[str, str], list[date]] = {}
    for row in reviews:
        days = held.setdefault((row["child_id"], row["plan_start"]), [])
        days.append(date.fromisoformat(row["review_date"]))
    table: Table = {}
    for single in year_and_before(year):
        last = last_day(single)
        old = [plan for plan in _open_on(plans, last) if last > months_later(plan.start, 3)]
        good = how_many(
            old,
            lambda plan, y=single: _all_in_time(
                plan.start, sorted(held.get((plan.child, plan.start.isoformat()), [])), y
            ),
        )
        table[(single,)] = {
            "numerator": str(good),
            "denominator": str(len(old)),
            **share(good, len(old)),
        }
    return table


def _all_in_time(start: date, held: list[date], year: str) -> bool:
    """Walks a plan from its start: three months to the first review, six to each later one."""
    due = months_later(start, 3)
    for review in held:
        if review > last_day(year):
            break
        if review > due and in_year(due, year):
            return False
        due = months_later(review, 6)
    # Whatever was due by the year's end and had not been held by then is outstanding.
    return due > last_day(year)


def _working_days(after: date, until: date) -> int:
    """Working days after one day up to another: the day after the first is day 1."""
    days = (after + timedelta(days=ahead) for ahead in range(1, (until - after).days + 1))
    return how_many(days, lambda each: each.weekday() < 5 and each not in BANK_HOLIDAYS)


def _group(conference: Row) -> tuple[str, str]:
    if conference["transfer_in"] == "yes":
        return TRANSFERRED, ""
    discussed = day(conference["strategy_discussion"])
    if discussed is None:
        return NO_DISCUSSION, ""
    taken = _working_days(discussed, date.fromisoformat(conference["conference_date"]))
    if taken <= 15:
        return WITHIN, "10 or fewer" if taken <= 10 else "11 to 15"
    return LATER, "16 to 20" if taken <= 20 else "21 or more"


def _timeliness(conferences: list[Row], year: str) -> Table:
    table: Table = {}
    for single in year_and_before(year):
        held = [_group(row) for row in conferences if in_year(day(row["conference_date"]), single)]
        groups = [group for group, _ in held]
        measured = groups.count(WITHIN) + groups.count(LATER)
        for group, bands in {
            WITHIN: ("10 or fewer", "11 to 15"),
            LATER: ("16 to 20", "21 or more"),
        }.items():
            table[single, group, "Total"] = _measured(groups.count(group), measured)
            for band in bands:
                table[single, group, band] = _measured(held.count((group, band)), measured)
        for group in (NO_DISCUSSION, TRANSFERRED):
            table[single, group, "Total"] = _unmeasured(groups.count(group))
        table[single, "Total", "Total"] = _unmeasured(len(held))
    return table


def _measured(count: int, measured: int) -> Row:
    return {"count": str(count), "denominator": str(measured), **share(count, measured)}


def _unmeasured(count: int) -> Row:
    blank = dict.fromkeys(("denominator", "percent", "lower", "upper"), NOT_APPLICABLE)
    return {"count": str(count), **blank}


def _soon_again(plans: list[Plan], year: str) -> dict[str, Table]:
    """Of years with two before them in the records; nothing where there are none."""
    table: Table = {}
    for each in years_to(year)[2:]:
        started = [plan for plan in plans if in_year(plan.start, each)]
        soon = how_many(
            started,
            lambda plan: any(
                other.child == plan.child
                and other.end is not None
                and other.start < plan.start <= months_later(other.end, 24)
                for other in plans
            ),
        )
        table[each,] = {
            "numerator": str(soon),
            "repeats": str(how_many(started, lambda plan: plan.before > 0)),
            "denominator": str(len(started)),
            **share(soon, len(started)),
        }
    return {"repeat_plans_within_24_months": table} if table else {}
