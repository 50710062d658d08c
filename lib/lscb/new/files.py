"""The files of a new report: what they say, and writing all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from lscb.clearing.needs import is_counted
from lscb.comparators.councils import Council, model_for
from lscb.errors import Problem, UsageError
from lscb.workbench import ReportPlace
from lscb.years import ReportingYear

FIRST_WINDOW = ReportingYear("2010-11")
"""Modifiable factors are recorded since April 2010: the first window begins there."""

COMMENTARY = """## What this means

## What the board will do
"""


def parameter_text(
    place: ReportPlace, name: str, council_code: str, first_year: ReportingYear, **more: Any
) -> str:
    """A parameter file. `name` is the area's; `more` are the keys that are not as usual."""
    partnership = place.year.start >= 2019
    kind = (
        "Safeguarding Children Partnership" if partnership else "Local Safeguarding Children Board"
    )
    stated = {
        "board": {
            "name": f"{name} {kind}",
            "place": name,
            "kind": "partnership" if partnership else "LSCB",
            "council_code": council_code,
        },
        "records": "supplied",
        "first_year": str(first_year),
        "chapters": chapters(place),
        "not_supplied": {},
        "figures": {},
        "comparators": None,
        "disclosure": {
            "policy": "dfe",
            "windows": {"first_year": str(max(FIRST_WINDOW, first_year)), "years": 5},
        },
        "panel": {"recipient": f"{name} Child Death Overview Panel"},
    }
    stated = {key: value for key, value in (stated | more).items() if value is not None}
    heading = (
        f"# {stated['board']['name']}, annual report {place.year}. Keys: parameters/README.md\n"
    )
    style = {"sort_keys": False, "allow_unicode": True, "width": 100}
    return heading + yaml.dump(stated, Dumper=_NoAliases, **style)


class _NoAliases(yaml.SafeDumper):
    """Writes the same day in two places out twice: a parameter file may hold no alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def compared_with(place: ReportPlace, found: Council, years: list[str]) -> dict[str, Any]:
    """Whom a council's report is compared with, and its population: keys of a parameter file."""
    releases = found.releases(years)
    served = found.population_releases(years, releases)
    by_year = found.totals(years, releases)
    population = by_year["population_0_17"].dropna() if served else pd.Series(dtype=float)
    mid_years = {year: ReportingYear(year).mid_year for year in population.index}
    figures = {
        "population_0_17": {
            "source": "ONS mid-year estimates, as DfE used them in the release named",
            "by": {mid_years[year]: int(people) for year, people in population.items()},
            "releases": {mid_years[year]: served[year] for year in population.index},
        }
    }
    neighbours = model_for(place.workbench.comparators, found.code, place.year)
    compared = {"releases": releases, "region": found.region, "neighbours": neighbours}
    return {
        "figures": figures if len(population) else {},
        "comparators": {k: v for k, v in compared.items() if v} if releases else None,
    }


def chapters(place: ReportPlace) -> list[str]:
    """The chapters of the workbench that have measures."""
    return [name for name in place.workbench.chapters() if is_counted(name)]


def commentaries(place: ReportPlace) -> dict[Path, str]:
    """An empty commentary file for each chapter of the workbench."""
    return {place.data() / f"{name}.md": COMMENTARY for name in place.workbench.chapters()}


def record_files(
    place: ReportPlace, made: Mapping[tuple[str, str], pd.DataFrame]
) -> dict[Path, str]:
    """Made-up records of one year as CSV files; `made` holds them by year and record."""
    return {
        place.data() / f"{record}.csv": rows.to_csv(index=False, lineterminator="\n")
        for (year, record), rows in made.items()
        if year == str(place.year)
    }


def written(place: ReportPlace, files: Mapping[Path, str | bytes]) -> list[Path]:
    """Write every file and return them; UsageError, and nothing written, if one is there."""
    there = [path for path in files if path.exists()]
    if there:
        folders = dict.fromkeys(place.workbench.relative(path.parent) for path in there)
        raise UsageError(
            [
                Problem(folder, f"there already and left as it was: {', '.join(names)}")
                for folder in folders
                for names in [
                    [p.name for p in there if place.workbench.relative(p.parent) == folder]
                ]
            ],
            "Nothing was written. Name another board or year, or move these files away first.",
        )
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(files)
