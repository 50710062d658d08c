"""The figures that are held: `data/comparators/`, tidy, one row a figure.

A file a release in `figures/`, what the releases are in `releases.csv`, the statistical
neighbours in `neighbours.csv`, and what boards published themselves in `boards.csv`. A release is
never merged with another: the same figure of the same year may differ between them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from lscb.errors import DataError, Problem
from lscb.years import ReportingYear

COLUMNS = {
    "area_code": "The area's nine-character code, as its publisher gave it.",
    "area": "The area's name.",
    "year": "The reporting year.",
    "measure": "What is measured, by the names below.",
    "value": "The number; blank where there is none.",
    "symbol": "What stands for a number that is not given; blank where there is one.",
    "release": "The release it is from.",
    "source": "The file or table of the release, and the column.",
}
"""A figure's columns, in order."""

KEY = ["area_code", "year", "measure", "release"]

NEIGHBOURS = ("model", "area_code", "area", "rank", "neighbour_code", "neighbour", "source")
"""A statistical neighbour of an area, by the model that made the list; rank 1 is the nearest."""

AREAS = ("area_code", "area", "region_code")
"""A council and the region DfE counts it in."""

RELEASES = ("release", "publisher", "title", "note")
"""What a release is."""

WITHHELD, NOT_AVAILABLE, NOT_APPLICABLE, UNRELIABLE = "[c]", "[x]", "[z]", "[u]"
SYMBOLS = {
    WITHHELD: "withheld by who published it",
    NOT_AVAILABLE: "not available",
    NOT_APPLICABLE: "not applicable",
    UNRELIABLE: "of low reliability, and not given",
}
"""What stands for a figure that is not given, whatever the release wrote there."""


def releases(folder: Path) -> list[str]:
    """The names of the releases held."""
    return sorted(path.stem for path in (folder / "figures").glob("*.csv") if path.is_file())


def figures_file(folder: Path, release: str) -> Path:
    """The file of one release's figures, whether it is there or not."""
    return folder / "figures" / f"{release}.csv"


def figures(folder: Path, wanted: Sequence[str]) -> pd.DataFrame:
    """The figures of the releases wanted, in their order; those not held are left out.

    Columns are `COLUMNS`, all text but `value`, which is a number or missing. Raises DataError
    for a file that is not as it was written.
    """
    paths = [figures_file(folder, release) for release in wanted]
    read = [_checked(path, _table(path, COLUMNS, "value")) for path in paths if path.is_file()]
    return pd.concat([_table(None, COLUMNS, "value"), *read], ignore_index=True)


def published_by_boards(folder: Path) -> pd.DataFrame:
    """What boards published in their own reports, as `figures`."""
    path = folder / "boards.csv"
    return _checked(path, _table(path, COLUMNS, "value"))


def areas(folder: Path) -> pd.DataFrame:
    """Every council of which figures are held: columns `AREAS`."""
    return _table(folder / "areas.csv", AREAS)


def neighbours(folder: Path) -> pd.DataFrame:
    """Every list of statistical neighbours held: columns `NEIGHBOURS`, `rank` a whole number.

    Raises DataError with every row whose model is not named by its month.
    """
    path = folder / "neighbours.csv"
    found = _table(path, NEIGHBOURS, "rank")
    dated = {model for model in found.model.unique() if _is_dated(model)}
    faults = [
        (int(row) + 2, "model", "expected the month the model was made, such as April 2021")
        for row in found.index[~found.model.isin(dated)]
    ]
    if faults:
        raise _damaged(path, faults)
    return found


def made_on(model: str) -> date:
    """The first day of the month a model of neighbours is named by, such as April 2021."""
    return datetime.strptime(model, "%B %Y").date()


def _is_dated(model: str) -> bool:
    try:
        return bool(made_on(model))
    except ValueError:
        return False


def described(folder: Path) -> pd.DataFrame:
    """What each release is, where that is written down: columns `RELEASES`, all text."""
    return _table(folder / "releases.csv", RELEASES).drop_duplicates("release")


def write_figures(folder: Path, release: str, found: pd.DataFrame) -> Path:
    """Write all the figures of one release, in order, and return the file.

    The file is replaced whole or left as it was. Raises OSError where it cannot be written.
    """
    ordered = found.sort_values(["measure", "area_code", "year"], kind="stable")
    text = ordered.assign(value=[_number(value) for value in ordered.value])
    return _replaced(figures_file(folder, release), text[list(COLUMNS)])


def write_areas(folder: Path, found: pd.DataFrame) -> Path:
    """Write every council and its region, in order, as `write_figures` does."""
    return _replaced(folder / "areas.csv", found.sort_values("area_code")[list(AREAS)])


def _replaced(path: Path, table: pd.DataFrame) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        table.to_csv(new, index=False, lineterminator="\n", encoding="utf-8-sig")
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    return path


def _number(value: float) -> str:
    if pd.isna(value):
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _table(path: Path | None, columns: Iterable[str], number: str | None = None) -> pd.DataFrame:
    """A table held, its columns text but for the one that is a number."""
    names = list(columns)
    found = pd.DataFrame(columns=names, dtype=str)
    try:
        if path is not None and path.is_file():
            found = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")[names]
        return found.assign(**{number: pd.to_numeric(found[number])}) if number else found
    except (OSError, ValueError, KeyError):
        expected = f"expected the columns {', '.join(names)} in UTF-8, as they are written here"
        raise _damaged(path, [(None, None, expected)]) from None


def _checked(path: Path, found: pd.DataFrame) -> pd.DataFrame:
    """Figures that are as they were written; DataError with every row that cannot be right."""
    given = found.value.notna()
    faults = {
        "value": (
            ~given | (np.isfinite(found.value) & (found.value >= 0)),
            "expected a number of 0 or more",
        ),
        "symbol": (
            found.symbol.isin(list(SYMBOLS)).where(~given, found.symbol == ""),
            f"expected one of {' '.join(SYMBOLS)} in the place of a number, and nothing beside one",
        ),
        "year": (
            found.year.isin([y for y in found.year.unique() if _is_year(y)]),
            "expected a reporting year such as 2013-14",
        ),
        "measure": (~found.duplicated(KEY), "expected each figure of an area and year once"),
    }
    if path.parent.name == "figures":
        faults["release"] = (
            found.release == path.stem,
            "expected the release the file is named by",
        )
    problems = [
        (int(row) + 2, column, expected)
        for column, (holds, expected) in faults.items()
        for row in found.index[~holds.astype(bool)]
    ]
    if problems:
        raise _damaged(path, problems)
    return found


def _is_year(text: str) -> bool:
    try:
        return bool(ReportingYear(text))
    except ValueError:
        return False


def _damaged(path: Path | None, faults: Sequence[tuple[int | None, str | None, str]]) -> DataError:
    name = path.name if path is not None else ""
    inside = f"figures/{name}" if path is not None and path.parent.name == "figures" else name
    return DataError(
        [
            Problem(f"data/comparators/{inside}", expected, row=row, column=column)
            for row, column, expected in faults
        ],
        "Put the file back as it was, or take it away, then type:  lscb comparators list",
    )


def short_name(area: str) -> str:
    """An area's name as it stands in sentences: Bristol, not Bristol, City of."""
    return re.sub(r", (City|County) of$", "", area)
