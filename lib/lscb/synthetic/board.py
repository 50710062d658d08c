"""A whole made-up board: what happened is made first, then each year's folder is cut from it.

Families, plans, deaths and courses are made over the reporting years and three years before, so
that the first year opens with plans already running. The sizes and shapes are those of an outer
London borough; no row is anybody's.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lscb.records import child_protection_plans, reviews
from lscb.report import ReportingYear
from lscb.synthetic.children import children
from lscb.synthetic.draws import BURN_IN_YEARS, chance_of, working_days_between
from lscb.synthetic.extracts import extract
from lscb.synthetic.reviews import reviews_of
from lscb.synthetic.training import AGENCIES, NO_HEADCOUNT, training


@dataclass(frozen=True)
class MadeUpBoard:
    """A board's records and the figures that are supplied with them.

    `records` holds each file by reporting year ("2014-15") and record name: the record's columns
    in order, every cell as it stands in the CSV. `population_0_17` is by mid-year: that of
    2014-15 is 2014. `training_eligible` is people by agency at the last year's 31 March, and
    lacks the agency that supplied no headcount.
    """

    records: dict[tuple[str, str], pd.DataFrame]
    population_0_17: dict[int, int]
    training_eligible: dict[str, int]


def made_up_board(board: str, last_year: ReportingYear, years: int = 6) -> MadeUpBoard:
    """The made-up records of `years` reporting years, the last being `last_year`.

    `board` is the board's slug. The same board and year are always the same records; another
    slug is another board.
    """
    shown = last_year.since(ReportingYear.starting(last_year.start - years + 1))
    calendar = working_days_between(
        shown[0].start - BURN_IN_YEARS - 1, last_year.start + BURN_IN_YEARS
    )
    happened = children(chance_of(board, last_year, "children"), shown, calendar)
    plans = next(rows for record, rows in happened if record is child_protection_plans.RECORD)
    chance = chance_of(board, last_year, "reviews")
    happened.append((reviews.RECORD, reviews_of(chance, plans, calendar)))
    happened += training(chance_of(board, last_year, "training"), shown, calendar)
    records = {
        (str(year), record.name): extract(record, rows, year)
        for year in shown
        for record, rows in happened
    }
    eligible = {name: staff for name, (staff, _) in AGENCIES.items() if name != NO_HEADCOUNT}
    chance = chance_of(board, last_year, "population")
    population = {
        year.mid_year: int(53_000 * 1.007**passed) + int(chance.integers(-60, 61))
        for passed, year in enumerate(shown)
    }
    return MadeUpBoard(records, population, eligible)
