"""A real council's made-up child protection records, as many as published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd

from lscb.records import child_protection_plans, conferences, reviews
from lscb.synthetic.draws import BURN_IN_YEARS, Rows, chance_of, working_days_between
from lscb.synthetic.extracts import extract
from lscb.synthetic.fitted.categories import with_categories
from lscb.synthetic.fitted.conferences import conferences as conferences_of
from lscb.synthetic.fitted.counts import Unmet, counts, unmet
from lscb.synthetic.fitted.histories import with_histories
from lscb.synthetic.fitted.lateness import reviews as reviews_of
from lscb.synthetic.fitted.plans import plans as plans_of
from lscb.synthetic.fitted.published import Published, checked
from lscb.synthetic.fitted.spans import Span
from lscb.years import ReportingYear


@dataclass(frozen=True)
class FittedBoard:
    """A board's made-up records and the published figures that they do not meet.

    `records` holds each file by reporting year ("2014-15") and record name, one of
    child_protection_plans, conferences and reviews: the record's columns in order, every cell as
    it stands in the CSV. `unmet` is empty unless published figures contradict each other.
    """

    records: dict[tuple[str, str], pd.DataFrame]
    unmet: list[Unmet]


def fitted_board(
    board: str,
    years: list[ReportingYear],
    published: pd.DataFrame,
    shares: pd.DataFrame | None = None,
) -> FittedBoard:
    """Made-up records of `years` that count to what was published of a board.

    Parameters
    ----------
    board: the board's slug. The same arguments always give the same records.
    years: reporting years that follow one another.
    published: counts, indexed by reporting year as text, of `years` and of the year before the
        first (for the plans open as it began); a column is a measure, such as
        `ended_3_to_6_months`. Missing where withheld or not published, which leaves it free.
    shares: percentages that somebody else published, of the same shape and with the names of
        their counts: whole per cents, or to one decimal place.

    Figures that contradict each other cannot all be met: plans open, started and their bands
    and categories are, and plans ended and a band of theirs give way. Raises ValueError when a
    year's plans open, started and ended are not all published, or a count is not one.
    """
    known = checked(published, shares, years)
    plans, held, reviewed = _happened(board, known)
    happened = (
        (child_protection_plans.RECORD, _until_known(plans)),
        (conferences.RECORD, held),
        (reviews.RECORD, reviewed),
    )
    records = {
        (str(year), record.name): extract(record, rows, year)
        for year in years
        for record, rows in happened
    }
    return FittedBoard(records, unmet(known, counts(known, plans, held, reviewed)))


def _happened(board: str, known: Published) -> tuple[Rows, Rows, Rows]:
    """Rows of plans, conferences and reviews, over all the years and the one after.

    Each subject has a stream of chance of its own, so that changing one leaves the others alone.
    """
    first, last = known.years[0], known.years[-1]
    # The calendar runs on for a year: what happens then no file knows.
    calendar = working_days_between(first.start - BURN_IN_YEARS - 1, last.start + 1)
    span = Span(known.years, calendar)
    chance = partial(chance_of, board, last)
    made = plans_of(chance("fitted plans"), known, span)
    with_categories(chance("fitted categories"), known, span, made)
    numbers = with_histories(chance("fitted histories"), known, span, made)
    held = conferences_of(chance("fitted conferences"), known, span, made, calendar, numbers)
    reviewed = reviews_of(chance("fitted reviews"), known, span, made, calendar)
    return [plan.row() for plan in made], held, reviewed


def _until_known(rows: Rows) -> Rows:
    """Plans with an end, be it far off, for an extract that asks whether they had ended."""
    return [row | {"plan_end": row["plan_end"] or date.max} for row in rows]
