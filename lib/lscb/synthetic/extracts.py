"""Each year's files as a council's extract would hold them, knowing nothing later."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from lscb.records import (
    child_deaths,
    child_protection_plans,
    reviews,
    section_47_enquiries,
    training_evaluations,
)
from lscb.records.record import Record
from lscb.synthetic.draws import Rows
from lscb.years import ReportingYear

OPEN = {
    child_deaths.RECORD.name: ("date_notified", "review_completed"),
    child_protection_plans.RECORD.name: ("plan_start", "plan_end"),
    reviews.RECORD.name: ("review_date", "carried_until"),
    section_47_enquiries.RECORD.name: ("strategy_discussion", "closed"),
    training_evaluations.RECORD.name: ("session_date", "held_until"),
}
"""When what a record holds is opened and closed, for what a year's file carries over."""


def extract(record: Record, rows: Rows, year: ReportingYear) -> pd.DataFrame:
    """A year's extract: what happened in the year or was open in it.

    Plans and the reviews of deaths are open until they end; a plan's latest review until the next,
    a section 47 enquiry until the conference it led to, and an evaluation until it was followed up.
    """
    opened, closed = OPEN.get(record.name, (record.dated, record.dated))
    held = [row for row in rows if row[opened] <= year.last_day and row[closed] >= year.first_day]
    held.sort(key=lambda row: (row[record.dated], *(row[name] for name in record.key)))
    return cells(record, held, year.last_day)


def cells(record: Record, rows: Rows, as_at: date) -> pd.DataFrame:
    """Rows as a file of that day shows them: what was not known or had not happened is blank.

    A column that may be left out is, where nothing is made up for it.
    """
    made = [c.name for c in record.columns if c.expected or any(c.name in row for row in rows)]
    shown = [[_cell(row[name], as_at) for name in made] for row in rows]
    return pd.DataFrame(shown, columns=made, dtype="str")


def _cell(value: Any, as_at: date) -> str:
    """What a file of that day shows: a pair is the day something was found, and the finding."""
    found, value = value if isinstance(value, tuple) else (as_at, value)
    if value is None or found > as_at or (isinstance(value, date) and value > as_at):
        return ""
    return str(value)
