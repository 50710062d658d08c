"""A new report's files: its parameters, blank data templates and a commentary file a chapter.

With made-up records instead of blank ones it is the safe way to try a change.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import yaml

from lscb import records
from lscb.clearing import is_counted, records_of
from lscb.errors import Problem, UsageError
from lscb.report import ReportingYear
from lscb.workbench import ReportPlace, Workbench

YEARS_MADE_UP = 6
FIRST_WINDOW = ReportingYear("2010-11")
"""Modifiable factors are recorded since April 2010: the first window begins there."""

MADE_UP_COUNCIL = "E99999999"
"""A code that ONS gives to no council."""

COMMENTARY = """## What this means

## What the board will do
"""


def blank_report(place: ReportPlace) -> list[Path]:
    """Write the files of a report that has no records yet, and return them.

    Raises UsageError, writing nothing, when the report is there already.
    """
    place_name = place.board.replace("_", " ").title()
    chapters = _chapters(place)
    stated = _parameters(place, place_name, "supplied", place.year, chapters, {})
    files = {place.parameters: stated}
    files |= {
        place.data() / f"{name}.csv": record.template()
        for name, record in records.declared().items()
    }
    files |= {place.data() / f"{name}.md": COMMENTARY for name in place.workbench.chapters()}
    return _written(place, files)


def made_up_reports(place: ReportPlace) -> list[Path]:
    """Write a made-up board: six years of linked records and a report for each year.

    The same board and year always give the same records. Raises UsageError, writing nothing,
    when one of its reports is there already.
    """
    from lscb.synthetic.board import made_up_board

    made = made_up_board(place.board, place.year, YEARS_MADE_UP)
    first = ReportingYear.starting(place.year.start - YEARS_MADE_UP + 1)
    made_up = "made up by lscb new --synthetic"
    supplied = {record for _, record in made.records}
    chapters = [name for name in _chapters(place) if set(records_of(name)) <= supplied]
    files: dict[Path, str] = {}
    for year in place.year.since(first):
        yearly = ReportPlace(place.workbench, place.board, year)
        figures = {
            "population_0_17": {
                "source": f"mid-year estimates, {made_up}",
                "by": {k: v for k, v in made.population_0_17.items() if k <= year.mid_year},
            },
            "training_eligible": {
                "source": f"agency returns to the training sub-group, {made_up}",
                "date": year.last_day,
                "by": made.training_eligible,
            },
            "training_refresh_years": {
                "source": f"the board's training strategy, {made_up}",
                "value": 3,
            },
        }
        name = place.board.replace("_", " ").title()
        files[yearly.parameters] = _parameters(yearly, name, "made-up", first, chapters, figures)
        for (made_year, record), rows in made.records.items():
            if made_year == str(year):
                files[yearly.data() / f"{record}.csv"] = _csv(rows)
    files |= {place.data() / f"{name}.md": COMMENTARY for name in place.workbench.chapters()}
    return _written(place, files)


def _parameters(
    place: ReportPlace,
    name: str,
    kind: str,
    first_year: ReportingYear,
    chapters: list[str],
    figures: Mapping[str, object],
) -> str:
    stated = {
        "board": {
            "name": f"{name} Local Safeguarding Children Board"
            if place.year.start < 2019
            else f"{name} Safeguarding Children Partnership",
            "place": name,
            "kind": "LSCB" if place.year.start < 2019 else "partnership",
            "council_code": MADE_UP_COUNCIL if kind == "made-up" else "",
        },
        "records": kind,
        "first_year": str(first_year),
        "chapters": chapters,
        "not_supplied": {},
        "figures": dict(figures),
        "disclosure": {
            "policy": "dfe",
            "windows": {"first_year": str(max(FIRST_WINDOW, first_year)), "years": 5},
        },
        "panel": {"recipient": f"{name} Child Death Overview Panel"},
    }
    heading = (
        f"# {stated['board']['name']}, annual report {place.year}. Keys: parameters/README.md\n"
    )
    return heading + yaml.safe_dump(stated, sort_keys=False, allow_unicode=True, width=100)


def _chapters(place: ReportPlace) -> list[str]:
    return [name for name in place.workbench.chapters() if is_counted(name)]


def _csv(rows: pd.DataFrame) -> str:
    return rows.to_csv(index=False, lineterminator="\n")


def _written(place: ReportPlace, files: Mapping[Path, str]) -> list[Path]:
    there = [path for path in files if path.exists()]
    if there:
        raise UsageError(
            [
                Problem(
                    place.workbench.relative(path),
                    "this file is there already and was left as it is",
                )
                for path in there
            ],
            "Nothing was written. Name another board or year, or move these files away first.",
        )
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(files)


def workbench_place(workbench: Workbench, board: str, year: str) -> ReportPlace:
    """The place of a report that need not be there yet.

    Raises UsageError for a board or year that is not written as one.
    """
    try:
        return ReportPlace(workbench, board, ReportingYear(year))
    except ValueError as wrong:
        raise UsageError(
            [Problem("the command", str(wrong), found=f"year {year!r}")],
            "For example:  lscb new northshire 2015-16",
        ) from None
