"""A wholly made-up board: the safe way to try a change."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from lscb.clearing.needs import records_of
from lscb.comparators.councils import Council
from lscb.errors import Problem, UsageError
from lscb.new.files import chapters, commentaries, parameter_text, record_files, written
from lscb.synthetic.board import MadeUpBoard, made_up_board
from lscb.synthetic.formats import FORMATS, HELD
from lscb.workbench import ReportPlace
from lscb.years import ReportingYear

YEARS = 6

MADE_UP_COUNCIL = "E99999999"
"""A code that ONS gives to no council."""

MADE_UP_LEA = "999"
"""Three figures that DfE gives to no council."""

CENSUS_DAY = date(2011, 3, 27)

CSV = "csv"
A_FILE_A_YEAR = (CSV, "census-xml", "collect")
"""The formats of which each year's folder has files; of the others the last year's alone."""

NOT_IN = {"annex-a": ("reviews",)}
"""The records that a format cannot say: an Annex A has the latest review of each plan alone."""

SOURCE = "made up by lscb new --synthetic"


def made_up_reports(place: ReportPlace, held_as: str = CSV) -> list[Path]:
    """Write a made-up board: six years of linked records and a report for each year.

    `held_as` is the format its children, enquiries, conferences, plans and reviews are in: CSV or
    one of `FORMATS`. Where that is one extract and not a file a year, there is a report of the
    last year alone; an Annex A, which holds six months, begins with it.

    The same board and year always give the same records. Raises UsageError, writing nothing,
    when one of its reports is there already.
    """
    made = made_up_board(place.board, place.year, YEARS)
    years = place.year.since(ReportingYear.starting(place.year.start - YEARS + 1))
    shown = years[-1:] if held_as == "annex-a" else years
    files: dict[Path, str | bytes] = {}
    for year in shown:
        yearly = ReportPlace(place.workbench, place.board, year)
        if year == place.year or held_as in A_FILE_A_YEAR:
            lacking = NOT_IN.get(held_as, ())
            made_for = year.last_day if held_as == "annex-a" else None
            files[yearly.parameters] = _parameters(yearly, made, shown[0], lacking, made_for)
        files |= record_files(yearly, _in_csv(made, held_as))
    if held_as != CSV:
        for (year, name), content in FORMATS[held_as](made.records, years, MADE_UP_LEA).items():
            files[place.data(ReportingYear(year)) / name] = content
    return written(place, files | commentaries(place))


def not_made_up(place: ReportPlace, council: Council | None, held_as: str) -> UsageError:
    """The letter to who asks for real or blank records in a format: none is made up for them."""
    if council is None:
        expected = "expected --synthetic beside it: it says which format made-up records are in"
    else:
        expected = (
            f"expected no format for {council.place}, since children's details and section 47 "
            "enquiries are made up under no real council's name"
        )
    return UsageError(
        [Problem("the command", expected, found=f"--as {held_as}")],
        f"For example:  lscb new anywhere {place.year} --synthetic --as {held_as}",
    )


def _in_csv(made: MadeUpBoard, held_as: str) -> dict[tuple[str, str], pd.DataFrame]:
    """The records that are CSV files whatever the format of the rest."""
    elsewhere = () if held_as == CSV else HELD
    return {key: rows for key, rows in made.records.items() if key[1] not in elsewhere}


def _parameters(
    place: ReportPlace,
    made: MadeUpBoard,
    first: ReportingYear,
    lacking: tuple[str, ...],
    made_for: date | None,
) -> str:
    """The parameter file of one made-up report; its records begin in `first`, but for `lacking`.

    `made_for` is the day of its Annex A lists, where it is held as such.
    """
    supplied = {record for _, record in made.records}
    made_of = {name: set(records_of(name)) for name in chapters(place)}
    stated = [name for name, needed in made_of.items() if needed <= supplied]
    name = place.board.replace("_", " ").title()
    return parameter_text(
        place,
        name,
        MADE_UP_COUNCIL,
        first,
        records="made-up",
        chapters=stated,
        not_supplied={
            record: f"{name}'s children's services"
            for record in lacking
            if any(record in made_of[each] for each in stated)
        },
        annex_a_as_at=made_for,
        figures=_figures(place, made, first),
    )


def _figures(place: ReportPlace, made: MadeUpBoard, first: ReportingYear) -> dict[str, Any]:
    """The figures that are supplied with the records, each with its source."""
    population = {
        mid_year: people
        for mid_year, people in made.population_0_17.items()
        if first.mid_year <= mid_year <= place.year.mid_year
    }
    return {
        "population_0_17": {"source": f"mid-year estimates, {SOURCE}", "by": population},
        "population_by_ethnic_group": {
            "source": f"2011 Census, {SOURCE}",
            "date": CENSUS_DAY,
            "by": made.population_by_ethnic_group,
        },
        "population_by_deprivation_quintile": {
            "source": f"2011 Census and indices of deprivation 2010, {SOURCE}",
            "date": CENSUS_DAY,
            "by": made.population_by_deprivation_quintile,
        },
        "live_births": {
            "source": f"registered births, {SOURCE}",
            "by": {year: births for year, births in made.live_births.items() if year in population},
        },
        "training_eligible": {
            "source": f"agency returns to the training sub-group, {SOURCE}",
            "date": place.year.last_day,
            "by": made.training_eligible,
        },
        "training_spending": {
            "source": f"the board's accounts, {SOURCE}",
            "value": made.training_spending[str(place.year)],
        },
        "training_refresh_years": {
            "source": f"the board's training strategy, {SOURCE}",
            "value": 3,
        },
    }
