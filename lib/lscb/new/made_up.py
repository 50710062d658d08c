"""A wholly made-up board: the safe way to try a change."""

from __future__ import annotations

from pathlib import Path

from lscb.clearing import records_of
from lscb.new.files import chapters, commentaries, parameter_text, record_files, written
from lscb.report import ReportingYear
from lscb.synthetic.board import made_up_board
from lscb.workbench import ReportPlace

YEARS = 6

MADE_UP_COUNCIL = "E99999999"
"""A code that ONS gives to no council."""

SOURCE = "made up by lscb new --synthetic"


def made_up_reports(place: ReportPlace) -> list[Path]:
    """Write a made-up board: six years of linked records and a report for each year.

    The same board and year always give the same records. Raises UsageError, writing nothing,
    when one of its reports is there already.
    """
    made = made_up_board(place.board, place.year, YEARS)
    first = ReportingYear.starting(place.year.start - YEARS + 1)
    supplied = {record for _, record in made.records}
    name = place.board.replace("_", " ").title()
    files: dict[Path, str] = {}
    for year in place.year.since(first):
        yearly = ReportPlace(place.workbench, place.board, year)
        figures = {
            "population_0_17": {
                "source": f"mid-year estimates, {SOURCE}",
                "by": {k: v for k, v in made.population_0_17.items() if k <= year.mid_year},
            },
            "training_eligible": {
                "source": f"agency returns to the training sub-group, {SOURCE}",
                "date": year.last_day,
                "by": made.training_eligible,
            },
            "training_refresh_years": {
                "source": f"the board's training strategy, {SOURCE}",
                "value": 3,
            },
        }
        files[yearly.parameters] = parameter_text(
            yearly,
            name,
            MADE_UP_COUNCIL,
            first,
            records="made-up",
            chapters=[each for each in chapters(place) if set(records_of(each)) <= supplied],
            figures=figures,
        )
        files |= record_files(yearly, made.records)
    return written(place, files | commentaries(place))
