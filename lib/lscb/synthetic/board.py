"""A whole made-up board: what happened is made first, then each year's folder is cut from it.

Families, plans, deaths and courses are made over the reporting years and three years before, so
that the first year opens with plans already running. The sizes and shapes are those of an outer
London borough; no row is anybody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import count

import pandas as pd

from lscb.records import (
    child_deaths,
    child_protection_plans,
    conference_attendance,
    conferences,
    reviews,
)
from lscb.records import children as children_of
from lscb.records import e_learning as e_learning_of
from lscb.records import schools as schools_of
from lscb.records import section_47_enquiries as enquiries_of
from lscb.records import training as bookings_of
from lscb.records import training_evaluations as evaluations_of
from lscb.records.child_deaths import QUINTILES
from lscb.records.ethnicities import ETHNIC_GROUPS
from lscb.synthetic.children import children
from lscb.synthetic.conference_attendance import conference_attendance as attendance_at
from lscb.synthetic.deaths import described
from lscb.synthetic.details import details, known
from lscb.synthetic.draws import (
    BURN_IN_YEARS,
    Happened,
    Rows,
    Years,
    chance_of,
    working_days_between,
)
from lscb.synthetic.e_learning import e_learning
from lscb.synthetic.extracts import cells, extract
from lscb.synthetic.reviews import reviews_of
from lscb.synthetic.schools import schools
from lscb.synthetic.section_47_enquiries import section_47_enquiries
from lscb.synthetic.training import AGENCIES, NO_HEADCOUNT, training, training_spending
from lscb.synthetic.training_evaluations import training_evaluations
from lscb.years import ReportingYear

NAMING = (child_protection_plans.RECORD, conferences.RECORD, enquiries_of.RECORD)
"""The records whose children a year's file of children describes."""


@dataclass(frozen=True)
class MadeUpBoard:
    """A board's records and the figures that are supplied with them.

    `records` holds each file by reporting year ("2014-15") and record name: the record's columns
    in order, every cell as it stands in the CSV. `population_0_17` is by mid-year: that of
    2014-15 is 2014. That by ethnic group and by deprivation quintile is of one census, and live
    births are by calendar year. `training_eligible` is people by agency at the last year's
    31 March, and lacks the agency that supplied no headcount. `training_spending` is whole pounds
    by reporting year.
    """

    records: dict[tuple[str, str], pd.DataFrame]
    population_0_17: dict[int, int]
    population_by_ethnic_group: dict[str, int]
    population_by_deprivation_quintile: dict[int, int]
    live_births: dict[int, int]
    training_eligible: dict[str, int]
    training_spending: dict[str, int]


PERCENT_OF_CHILDREN = dict(zip(ETHNIC_GROUPS, (74, 8, 7, 9, 2), strict=True))
PERCENT_BY_QUINTILE = dict(zip(map(int, QUINTILES), (20, 22, 21, 19, 18), strict=True))
CHILDREN_AT_THE_CENSUS = 53_800
BIRTHS_PER_1000_CHILDREN = 57


def made_up_board(board: str, last_year: ReportingYear, years: int = 6) -> MadeUpBoard:
    """The made-up records of `years` reporting years, the last being `last_year`.

    `board` is the board's slug. The same board and year are always the same records; another
    slug is another board.
    """
    shown = last_year.since(ReportingYear.starting(last_year.start - years + 1))
    happened, described = _happened(board, shown)
    records = {
        (str(year), record.name): extract(record, rows, year)
        for year in shown
        for record, rows in happened
    }
    for year in shown:
        named = {child for record in NAMING for child in records[str(year), record.name].child_id}
        rows = [known(child, year.last_day) for child in described if child["child_id"] in named]
        record = children_of.RECORD
        records[str(year), record.name] = cells(record, rows, year.last_day)
    eligible = {name: staff for name, (staff, _) in AGENCIES.items() if name != NO_HEADCOUNT}
    chance = chance_of(board, last_year, "population")
    population = {
        year.mid_year: int(53_000 * 1.007**passed) + int(chance.integers(-60, 61))
        for passed, year in enumerate(shown)
    }
    return MadeUpBoard(
        records,
        population,
        {g: CHILDREN_AT_THE_CENSUS * of // 100 for g, of in PERCENT_OF_CHILDREN.items()},
        {q: CHILDREN_AT_THE_CENSUS * of // 100 for q, of in PERCENT_BY_QUINTILE.items()},
        {
            year: children * BIRTHS_PER_1000_CHILDREN // 1000
            for year, children in population.items()
        },
        eligible,
        training_spending(chance_of(board, last_year, "training spending"), shown),
    )


def _happened(board: str, shown: Years) -> tuple[Happened, Rows]:
    """All that happened, by record, and the children it happened to.

    Each subject has a stream of chance of its own, so that changing one leaves the others alone.
    """
    first, last = shown[0], shown[-1]
    chance = partial(chance_of, board, last)
    calendar = working_days_between(first.start - BURN_IN_YEARS - 1, last.start + BURN_IN_YEARS)
    numbers = count(1)
    happened = children(chance("children"), shown, calendar, numbers)
    by_name = {record.name: rows for record, rows in happened}
    plans, held = by_name[child_protection_plans.RECORD.name], by_name[conferences.RECORD.name]
    deaths = by_name[child_deaths.RECORD.name]
    died = {row["child_id"]: row["date_of_death"] for row in deaths if row["child_id"]}
    asked = section_47_enquiries(
        chance("section 47 enquiries"), held, died, shown, calendar, numbers
    )
    reviewed = reviews_of(chance("reviews"), plans, calendar)
    happened.append((reviews.RECORD, reviewed))
    happened += training(chance("training"), shown, calendar)
    booked = next(rows for record, rows in happened if record is bookings_of.RECORD)
    evaluated = training_evaluations(chance("training evaluations"), booked)
    happened.append((evaluations_of.RECORD, evaluated))
    completed = e_learning(chance("e-learning"), shown, calendar)
    happened.append((e_learning_of.RECORD, completed))
    happened.append((schools_of.RECORD, schools(chance("schools"), shown)))
    happened.append((enquiries_of.RECORD, asked))
    came = attendance_at(chance("conference attendance"), held, reviewed, shown)
    happened.append((conference_attendance.RECORD, came))
    named = details(chance("children's details"), plans, held, asked, died)
    described(chance("deaths' details"), deaths, named)
    return happened, named
