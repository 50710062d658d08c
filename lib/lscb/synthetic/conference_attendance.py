"""Which agencies came to the conferences of a board that does not exist.

A family's children have one conference together: the meetings are those of the made-up initial
conferences and reviews, on their days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lscb.records.conference_attendance import INITIAL, NO, REVIEW, YES
from lscb.synthetic.draws import Chance, Row, Rows, Years, identifier


@dataclass(frozen=True)
class _Habits:
    """The chances of an agency: to be invited and to come, by type of conference, and to report.

    An agency that is not asked for reports has no chance of them.
    """

    invited: dict[str, float]
    comes: dict[str, float]
    reports: float | None


def _habits(
    initial: tuple[float, float], review: tuple[float, float], reports: float | None
) -> _Habits:
    of = {INITIAL: initial, REVIEW: review}
    return _Habits(*({t: pair[place] for t, pair in of.items()} for place in (0, 1)), reports)


# Each agency's chances to be invited and to come, of initial conferences and of reviews, and to
# send its report. Agencies are those of the training records.
AGENCIES = {
    "Children's social care": _habits((1.0, 1.0), (1.0, 1.0), 0.93),
    "Health trusts": _habits((0.88, 0.86), (0.80, 0.82), 0.80),
    "Schools and colleges": _habits((0.64, 0.87), (0.60, 0.84), 0.84),
    "Early years": _habits((0.22, 0.72), (0.20, 0.75), 0.70),
    "Police": _habits((0.96, 0.83), (0.12, 0.55), 0.80),
    "GP practices": _habits((0.90, 0.09), (0.50, 0.08), 0.48),
    "Housing": _habits((0.16, 0.55), (0.10, 0.55), 0.45),
    "Probation": _habits((0.15, 0.62), (0.11, 0.66), 0.62),
    "Voluntary and faith sector": _habits((0.17, 0.60), (0.14, 0.64), None),
    "Youth offending service": _habits((0.015, 0.70), (0.04, 0.55), 0.55),
}


def conference_attendance(chance: Chance, held: Rows, reviews: Rows, shown: Years) -> Rows:
    """A row of the record for each agency invited to each meeting of the years shown.

    `held` are rows of conferences that also have a `family`, whose children come together;
    `reviews` are rows of reviews of children who are all in `held`.
    """
    rows: Rows = []
    for number, (day, of_type) in enumerate(_meetings(held, reviews, shown), start=1):
        meeting = {"conference_id": identifier("conference", number), "conference_date": day}
        meeting |= {"conference_type": of_type}
        rows += [
            meeting | {"agency": agency} | _came(chance, habits, of_type)
            for agency, habits in AGENCIES.items()
            if chance.random() < habits.invited[of_type]
        ]
    return rows


def _meetings(held: Rows, reviews: Rows, shown: Years) -> list[tuple[date, str]]:
    """The day and type of each meeting: children of one family on one day are at the same one."""
    families = {row["child_id"]: row["family"] for row in held}
    initial = {(row["conference_date"], INITIAL, row["family"]) for row in held}
    later = {(row["review_date"], REVIEW, families[row["child_id"]]) for row in reviews}
    first, last = shown[0].first_day, shown[-1].last_day
    meetings = sorted(meeting for meeting in initial | later if first <= meeting[0] <= last)
    return [(day, of_type) for day, of_type, _ in meetings]


def _came(chance: Chance, habits: _Habits, of_type: str) -> Row:
    """Whether anybody came, and whether a report did: drawn for all, so that habits may change."""
    came, reported = chance.random() < habits.comes[of_type], chance.random()
    report = None if habits.reports is None else YES if reported < habits.reports else NO
    return {"attended": YES if came else NO, "report_sent": report}
