"""A record's rows from every year's folder up to the report's, each thing once.

A folder may hold one year or a cumulative extract; the same plan in several years' folders is
one plan, and the latest extract wins. A report never reads a later year's folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from inspect import signature

import pandas as pd

from lscb.errors import Problem
from lscb.records.reading import RecordFile, record_file
from lscb.records.record import Record
from lscb.report import ReportingYear
from lscb.statistics.periods import reporting_years
from lscb.workbench import ReportPlace

LATEST_FILE = "latest file"
"""The attribute of a history's rows that names the report's own file."""

FILE, ROW = "_file", "_row"
"""Where a row came from: kept beside it so that a letter can say so."""


@dataclass(frozen=True)
class History:
    """One record over the years: `rows` with where each came from, and what is wrong.

    Every row read is used, superseded by a later extract, or in a file with problems.
    """

    record: Record
    rows: pd.DataFrame
    files: tuple[RecordFile, ...]
    problems: tuple[Problem, ...]
    queries: tuple[Problem, ...] = ()

    @property
    def read(self) -> int:
        return sum(file.read for file in self.files)

    @property
    def superseded(self) -> int:
        return sum(len(file.rows) for file in self.files) - len(self.rows)

    @property
    def rejected(self) -> int:
        return sum(file.read - len(file.rows) for file in self.files)


@dataclass(frozen=True)
class Across:
    """A rule across rows, files or records.

    `broken` is a function of records, by name; it returns the rows of the first that break the
    rule, as a truth a row.
    """

    column: str
    expected: str
    broken: Callable[..., pd.Series]

    @property
    def needs(self) -> list[str]:
        return list(signature(self.broken).parameters)


def history(record: Record, place: ReportPlace, years: Sequence[ReportingYear]) -> History:
    """The record's rows from the folders of `years`, of which the last is the report's."""
    paths = {year: place.data(year) / f"{record.name}.csv" for year in years}
    present = [year for year in years if os.path.lexists(paths[year]) or year == years[-1]]
    files = [
        record_file(record, paths[year], place.workbench.relative(paths[year])) for year in present
    ]
    found = [
        file.rows.assign(**{FILE: file.file, ROW: file.rows.index})
        for file in files
        if len(file.rows)
    ]
    every = pd.concat(found, ignore_index=True) if found else _nothing(record)
    rows = every.drop_duplicates(list(record.key), keep="last").reset_index(drop=True)
    rows.attrs[LATEST_FILE] = files[-1].file
    problems = [problem for file in files for problem in file.problems]
    if not problems:
        problems = list(_gaps(record, place, years, present, files))
    queries = [query for file in files for query in file.queries]
    queries += _after_the_year(record, rows, years[-1])
    if not files[-1].read and not problems:
        queries.append(Problem(files[-1].file, "this file has no rows: was there nothing?"))
    return History(record, rows, tuple(files), tuple(problems), tuple(queries))


def _after_the_year(record: Record, rows: pd.DataFrame, year: ReportingYear) -> Iterable[Problem]:
    """Rows dated after the report's year: no table of this report counts them."""
    later = rows[rows[record.dated] > pd.Timestamp(year.last_day)]
    for row in later.to_dict("records"):
        why = f"this is after {year.last_day}, so this report does not count the row"
        yield Problem(row[FILE], why, row=int(row[ROW]), column=record.dated)


def _nothing(record: Record) -> pd.DataFrame:
    types = {name: column.dtype.type for name, column in record.schema().columns.items()}
    empty = {name: pd.Series(dtype=kind) for name, kind in types.items()}
    return pd.DataFrame(empty | {FILE: pd.Series(dtype=object), ROW: pd.Series(dtype="int64")})


def _gaps(
    record: Record,
    place: ReportPlace,
    years: Sequence[ReportingYear],
    present: Sequence[ReportingYear],
    files: Sequence[RecordFile],
) -> Iterable[Problem]:
    """Years that no file covers: their count would be too small, or a nought that is not one.

    Either every year has its own file, or the latest is an extract of all of them. What is only
    carried over from a year does not show that the file holds the whole year.
    """
    last = _years_shown(record, files[-1].rows) if len(files[-1].rows) else pd.Series()
    for year in years:
        within_gap = any(earlier < year for earlier in present)
        if year not in present and (within_gap or not (last == str(year)).any()):
            yield Problem(
                place.workbench.relative(place.data(year) / f"{record.name}.csv"),
                f"expected this file, or one extract of all years in {years[-1]}'s folder. If "
                "there was nothing to record, put a file that holds only its header row; if the "
                "records begin later, say so at first_year in the parameters",
            )


def _years_shown(record: Record, rows: pd.DataFrame) -> pd.Series:
    """The years of all rows but those a file may only have been carrying over."""
    years = reporting_years(rows[record.closed or record.dated])
    if not record.latest_of:
        return years
    whose = [rows[column] for column in record.latest_of]
    latest = rows.groupby([*whose, years])[record.dated].transform("max")
    return years[rows[record.dated] < latest]


def broken_across(
    checks: Iterable[Across], histories: Mapping[str, History]
) -> tuple[Problem, ...]:
    """Every row that breaks a rule across records whose needs are all there."""
    problems = []
    for check in checks:
        if not all(name in histories for name in check.needs):
            continue
        first = histories[check.needs[0]]
        broken = check.broken(*(histories[name].rows for name in check.needs))
        column = first.record.column(check.column)
        shown = not column.private and column.kind in {"text", "code"}
        problems += [
            Problem(
                row[FILE],
                check.expected,
                found=repr(str(row[check.column])) if shown else None,
                row=int(row[ROW]),
                column=check.column,
            )
            for row in first.rows[broken.to_numpy(dtype=bool)].to_dict("records")
        ]
    return tuple(problems)


def looked_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """The value of each key, missing where there is none, of the values' own type.

    `values` is indexed by key, each once; same index as `keys`.
    """
    return pd.Series(values.reindex(keys).to_numpy(), index=keys.index)
