"""What is worth a look in a record's rows over the years: each may be right, and is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pandas as pd

from lscb.errors import Problem
from lscb.records.reading import RecordFile, heading
from lscb.records.record import FILE, ROW, UNIT, Record
from lscb.report import record_in_words
from lscb.statistics.periods import reporting_years
from lscb.years import ReportingYear

MOST = 0.5
FEW = 20
BUSY = 60
"""Of so many events a year one in two hundred years has none in its last month."""


def doubts(
    record: Record,
    rows: pd.DataFrame,
    files: Sequence[RecordFile],
    of_files: Sequence[ReportingYear],
    years: Sequence[ReportingYear],
) -> Iterator[Problem]:
    """What is worth a look in a record's rows, from files in order, over a report's years.

    `of_files` are the years the files are of.
    """
    headings = {file.file: _headings(record, file) for file in files}
    yield from _written_otherwise(record, rows, headings)
    if record.dated is None:
        return
    yield from _after_the_year(record.dated, rows, headings, years[-1])
    if not files[-1].extract.window:
        yield from _before_the_years(record, rows, headings, years[0])
        yield from _made_early(record.dated, rows, files[-1].file, headings, years[-1])
        yield from _not_in_the_latest(record, rows, files[-1].file, headings)
    yield from _of_no_such_year(record, files, of_files)


def without_a_row(record: Record, file: RecordFile) -> Problem:
    """What to do about a record's latest file that has headings and no row."""
    why = f"this file has no row of {record_in_words(record.name)}: "
    if file.extract.source:
        why += "was there none?"
    else:
        why += (
            "if there was none, leave it; if nobody supplied any, delete it and state in the "
            f'parameters: not_supplied: {{{record.name}: "the name of who did not supply it"}}'
        )
    return Problem(file.file, why)


Headings = Mapping[str, Mapping[str, str]]
"""By file, its own heading for each column of ours."""


def _headings(record: Record, file: RecordFile) -> dict[str, str]:
    return {name: heading(name, file.extract.written) for name in record.names()}


def _of(row: Mapping[str, object], why: str, column: str, headings: Headings) -> Problem:
    """A query about a row, at one of its columns."""
    file, number, unit = str(row[FILE]), int(str(row[ROW])), str(row[UNIT])
    return Problem(file, why, row=number, column=headings[file][column], unit=unit)


def _written_otherwise(record: Record, rows: pd.DataFrame, headings: Headings) -> Iterator[Problem]:
    """Identifiers told apart by nothing but capitals, signs, noughts in front or .0 behind."""
    identifiers = [c.name for c in record.columns if c.kind == "text" and c.name.endswith("_id")]
    for column in identifiers:
        once = rows.dropna(subset=[column]).drop_duplicates(column)
        plain = _plain(once[column])
        first = once.groupby(plain, sort=False).transform("first")
        again = once[plain.duplicated()]
        for file, there in again.groupby(FILE, sort=False):
            row = there.iloc[0].to_dict()
            other = first.loc[there.index[0]]
            where = f"{other[UNIT]} {other[ROW]}"
            where += f" of {other[FILE]}" if other[FILE] != file else ""
            more = f", and {len(there) - 1:,} more like it" if len(there) > 1 else ""
            why = (
                f"this is that of {where} but for capitals, dashes, noughts in front or .0 behind"
                f"{more}: they are counted as two; are they one?"
            )
            yield _of(row, why, column, headings)


def _plain(identifiers: pd.Series) -> pd.Series:
    """Identifiers as they are compared: 1-12 is not 11-2, and either may be 112, dashless."""
    lower = identifiers.str.casefold().str.replace(r"\.0$", "", regex=True)
    dashed = lower.str.replace(r"[\W_]+", "-", regex=True).str.strip("-").str.lstrip("0")
    bare = dashed.str.replace("-", "")
    return dashed.mask(bare.isin(set(dashed[dashed == bare])), bare)


def _after_the_year(
    dated: str, rows: pd.DataFrame, headings: Headings, year: ReportingYear
) -> Iterator[Problem]:
    """Rows dated after the report's year: no table of this report counts them."""
    why = f"this is after {year.last_day}, so this report does not count the row"
    for row in rows[rows[dated] > pd.Timestamp(year.last_day)].to_dict("records"):
        yield _of(row, why, dated, headings)


def _before_the_years(
    record: Record, rows: pd.DataFrame, headings: Headings, first: ReportingYear
) -> Iterator[Problem]:
    """Rows that were over a year and more before the first: no table by year shows them.

    Nothing is asked of what a file carries over, such as an enquiry that was still open.
    """
    if record.latest_of or record.dated is None:
        return
    column = record.closed or record.dated
    before = rows[rows[column] < pd.Timestamp(first.previous.first_day)]
    for _, there in before.groupby(FILE, sort=False):
        row = there.iloc[0].to_dict()
        more = f" and others, {len(there):,} rows in all," if len(there) > 1 else ""
        why = (
            f"this{more} came more than a year before {first}, which the parameters state as "
            "first_year: no table by year shows them"
        )
        yield _of(row, why, column, headings)


def _made_early(
    dated: str, rows: pd.DataFrame, file: str, headings: Headings, year: ReportingYear
) -> Iterator[Problem]:
    """Whether a year of many events has none in its last month."""
    days = rows[dated]
    of_year = days[days.between(pd.Timestamp(year.first_day), pd.Timestamp(year.last_day))]
    last_month = pd.Timestamp(date(year.last_day.year, year.last_day.month, 1))
    if len(of_year) >= BUSY and (of_year < last_month).all():
        why = f"nothing is dated in {last_month:%B %Y}: was this made before the year was over?"
        yield Problem(file, why, column=headings[file][dated])


def _not_in_the_latest(
    record: Record, rows: pd.DataFrame, latest: str, headings: Headings
) -> Iterator[Problem]:
    """Rows of earlier files that the latest lacks, though it holds most of their year.

    Beside an extract of all years, what was struck out or corrected since still stands in the
    earlier files, and is counted.
    """
    years = years_shown(record, rows)
    here = rows[FILE] == latest
    of_year = here.groupby(years).transform("mean")
    for _, there in rows[~here & (of_year > MOST)].groupby(FILE, sort=False):
        row = there.iloc[0].to_dict()
        more = f" and others, {len(there):,} rows in all," if len(there) > 1 else ""
        why = (
            f"this{more} is not in {latest}, which holds most of the same year: was it struck out "
            "or corrected? It is counted; if that file holds all, take this one away"
        )
        yield _of(row, why, record.dated or "", headings)


def years_shown(record: Record, rows: pd.DataFrame) -> pd.Series:
    """The years of all rows but those a file may only have been carrying over. Same index."""
    years = reporting_years(rows[record.closed or record.dated])
    if not record.latest_of:
        return years
    whose = [rows[column] for column in record.latest_of]
    latest = rows.groupby([*whose, years])[record.dated].transform("max")
    return years.where(rows[record.dated] < latest)


def _of_no_such_year(
    record: Record, files: Sequence[RecordFile], of_files: Sequence[ReportingYear]
) -> Iterator[Problem]:
    """Files that stand for a year and have nothing of it: is it another year's file?

    Nothing is asked of a few rows that a file carries over.
    """
    for file, year in zip(files, of_files, strict=True):
        dated = [file.rows[column] for column in (record.dated, record.closed) if column]
        of_year = [reporting_years(days).eq(str(year)).fillna(False) for days in dated]
        enough = len(file.rows) >= (FEW if record.latest_of else 1)
        if enough and not any(found.any() for found in of_year):
            why = f"no row of this file is of {year}: is it that year's file?"
            yield Problem(file.file, why, column=heading(record.dated or "", file.extract.written))
