"""Section 47 enquiries of a board that does not exist: those that led to a conference, and others.

Where an enquiry led to a conference, the conference's own rows say when the strategy discussion
was; the others are made here, most of them about families that nobody had heard of.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

from lscb.records.section_47_enquiries import RECORD
from lscb.synthetic.draws import (
    SIZES,
    Chance,
    Days,
    Numbers,
    Row,
    Rows,
    Years,
    identifier,
    one,
    pick,
)

YES, NO = RECORD.column("conference_required").codes

NO_CONFERENCE = 0.45  # for each that led to a conference
KNOWN_FAMILY = 0.25
QUIET = timedelta(days=90)  # nothing else happens to a known family within it
RECENT = timedelta(days=730)  # a family is known for so long after it was last heard of
OPEN_AT_LAST = 6  # families whose conference is held after the last file is made


@dataclass(frozen=True)
class _Family:
    """Children who are asked about together, and the days on which they were or were conferred."""

    name: str
    children: list[str]
    days: list[date]

    def known(self, day: date) -> bool:
        apart = [day - other for other in self.days]
        return all(abs(since) >= QUIET for since in apart) and any(
            QUIET <= since <= RECENT for since in apart
        )


def section_47_enquiries(
    chance: Chance,
    held: Rows,
    died: dict[str, date],
    shown: Years,
    calendar: Days,
    numbers: Numbers,
) -> Rows:
    """Enquiries to the end of the last year shown, as rows of the record.

    Parameters
    ----------
    held: rows of conferences, each with its `family`.
    died: the day of each child's death: there is no enquiry from then on.
    calendar: working days, to some weeks after the last year shown.
    numbers: those the identifiers of children not heard of before are made of.

    Each row also has its `family`, and `closed`, for `extract`: the day nothing more is to come.
    """
    led = [
        _row(row["family"], row["child_id"], row["strategy_discussion"], row["conference_date"])
        for row in held
        if row["strategy_discussion"]
    ]
    families = _families(held)
    others: Rows = []
    for year in shown:
        begun = sum(year.first_day <= row["strategy_discussion"] <= year.last_day for row in led)
        wanted = round(NO_CONFERENCE * begun) + int(chance.integers(-4, 5))
        days = [day for day in calendar if year.first_day <= day <= year.last_day]
        while wanted > 0:
            day = one(chance, days)
            family = _asked_about(chance, families, day, numbers)
            family.days.append(day)
            living = [child for child in family.children if died.get(child, date.max) > day]
            others += [_row(family.name, child, day, None) for child in living]
            wanted -= len(living)
    return led + others + _open_at_last(chance, shown, calendar, numbers)


def _row(family: str, child: str, discussed: date, conferred: date | None) -> Row:
    return {
        "child_id": child,
        "strategy_discussion": discussed,
        "conference_required": YES if conferred else NO,
        "conference_date": conferred,
        "family": family,
        "closed": conferred or discussed,
    }


def _families(held: Rows) -> dict[str, _Family]:
    families: dict[str, _Family] = {}
    for row in held:
        family = families.setdefault(row["family"], _Family(row["family"], [], []))
        if row["child_id"] not in family.children:
            family.children.append(row["child_id"])
        family.days.extend(
            row[day] for day in ("strategy_discussion", "conference_date") if row[day]
        )
    return families


def _asked_about(
    chance: Chance, families: dict[str, _Family], day: date, numbers: Numbers
) -> _Family:
    """A family that was known already, or a new one."""
    if chance.random() < KNOWN_FAMILY:
        known = [family for family in families.values() if family.known(day)]
        if known:
            return one(chance, known)
    family = _new_family(chance, numbers)
    families[family.name] = family
    return family


def _new_family(chance: Chance, numbers: Numbers) -> _Family:
    children = [identifier("child", next(numbers)) for _ in range(pick(chance, SIZES))]
    return _Family(children[0], children, [])


def _open_at_last(chance: Chance, shown: Years, calendar: Days, numbers: Numbers) -> Rows:
    """Enquiries of the last March whose conferences no file knows yet."""
    rows: Rows = []
    end = bisect_right(calendar, shown[-1].last_day)
    for _ in range(OPEN_AT_LAST):
        discussed = end - int(chance.integers(1, 8))
        conferred = discussed + int(chance.integers(8, 16))
        family = _new_family(chance, numbers)
        rows += [
            _row(family.name, child, calendar[discussed], calendar[conferred])
            for child in family.children
        ]
    return rows
