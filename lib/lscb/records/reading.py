"""Read a record's CSV, whole, and say everything that is wrong with it at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd
import pandera.errors

from lscb.errors import Problem, nearest
from lscb.records.record import Column, Record
from lscb.records.sheets import Sheet, Unreadable, csv_sheet

EARLIEST = date(1980, 1, 1)
LATEST = date(2100, 1, 1)
LONGEST_REPEATED = 40


@dataclass(frozen=True)
class RecordFile:
    """What one file held.

    `rows` is indexed by the row the spreadsheet shows and is empty where there are problems:
    a file is used whole or not at all. `read` counts every row that was not blank.
    """

    file: str
    rows: pd.DataFrame
    read: int = 0
    problems: tuple[Problem, ...] = ()
    queries: tuple[Problem, ...] = ()
    columns_not_read: tuple[str, ...] = field(default=())


def record_file(record: Record, path: Path, name: str) -> RecordFile:
    """The rows of one file, or all of its problems.

    `name` is what a letter calls the file. Columns the record does not declare are not read.
    """
    nothing = pd.DataFrame(columns=record.names())
    try:
        sheet = csv_sheet(path, name)
        positions = _positions(record, sheet)
        text = sheet.columns(positions)
    except Unreadable as fault:
        problems = tuple(Problem(name, why, row=row) for row, why in fault.faults)
        return RecordFile(name, nothing, problems=problems)
    typed, faults = _typed(record, text)
    faults |= _broken_rules(record, typed, set(faults))
    problems = tuple(
        _problem(record, name, row, column, faults, text.at[row, column])
        for row, column in sorted(faults)
    )
    queries = tuple(
        Problem(name, rule.expected, row=row, column=rule.column)
        for rule in (record.queries if not problems else ())
        for row in typed.index[~rule.holds(typed).to_numpy(dtype=bool)]
    )
    unread = tuple(heading for heading in sheet.headings if heading and heading not in positions)
    return RecordFile(name, nothing if problems else typed, len(text), problems, queries, unread)


def _positions(record: Record, sheet: Sheet) -> dict[str, int]:
    """Where each declared column stands. Raises Unreadable where one does not, or stands twice."""
    header = sheet.headings
    if not {h.casefold().replace(" ", "_") for h in header} & set(record.names()):
        columns = ", ".join(record.names())
        raise Unreadable((1, f"expected a header row; it has none of the columns {columns}"))
    faults: list[tuple[int | None, str]] = []
    for name in record.names():
        if header.count(name) > 1:
            faults.append((1, f"expected one column {name}; there are {header.count(name)}"))
        elif name not in header:
            spare = [heading for heading in header if heading not in record.names()]
            hint = nearest(name, spare).replace("Did you mean", "Is it called")
            if not hint and spare:
                hint = f" Not known here: {', '.join(spare)}."
            faults.append((1, f"expected a column {name}; there is none.{hint}"))
    if faults:
        raise Unreadable(*faults)
    return {name: header.index(name) for name in record.names()}


Faults = dict[tuple[int, str], str]


def _typed(record: Record, text: pd.DataFrame) -> tuple[pd.DataFrame, Faults]:
    """The table with every column of its declared type, and what could not be read so."""
    typed, faults = {}, {}
    for column in record.columns:
        cells = text[column.name]
        typed[column.name], expected = _READERS[column.kind](cells)
        unread = (cells != "") & typed[column.name].isna()
        faults |= {(row, column.name): expected for row in cells.index[unread]}
    return pd.DataFrame(typed, index=text.index), faults


def _texts(cells: pd.Series) -> tuple[pd.Series, str]:
    return cells.astype("string").replace("", pd.NA), "expected text"


def _codes(cells: pd.Series) -> tuple[pd.Series, str]:
    """Codes are matched whatever their capitals: Excel users write Yes and yes."""
    return cells.astype("string").str.lower().replace("", pd.NA), "expected a code"


def _dates(cells: pd.Series) -> tuple[pd.Series, str]:
    """Dates written YYYY-MM-DD, or DD/MM/YYYY as Excel in England saves them."""
    cells = cells.astype("string").str.replace(r" 00:00(:00)?$", "", regex=True)
    iso = cells.where(cells.str.fullmatch(r"\d{4}-\d{2}-\d{2}"))
    english = cells.where(cells.str.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}"))
    read = pd.to_datetime(iso, format="%Y-%m-%d", errors="coerce").fillna(
        pd.to_datetime(english, format="%d/%m/%Y", errors="coerce")
    )
    sensible = read.between(pd.Timestamp(EARLIEST), pd.Timestamp(LATEST), inclusive="left")
    span = f"from {EARLIEST.year} to {LATEST.year - 1}"
    expected = f"expected a date of the calendar {span}, written YYYY-MM-DD or DD/MM/YYYY"
    return read.where(sensible).astype("datetime64[ns]"), expected


def _whole_numbers(cells: pd.Series) -> tuple[pd.Series, str]:
    cells = cells.astype("string")
    whole = cells.where(cells.str.fullmatch(r"-?\d{1,9}(\.0+)?"))
    return pd.to_numeric(whole, errors="coerce").astype("Int64"), "expected a whole number"


_READERS: dict[str, Callable[[pd.Series], tuple[pd.Series, str]]] = {
    "text": _texts,
    "code": _codes,
    "date": _dates,
    "whole number": _whole_numbers,
}


def _broken_rules(record: Record, typed: pd.DataFrame, known: set[tuple[int, str]]) -> Faults:
    """What pandera finds, and rows that stand twice, but for cells already known to be wrong."""
    faults: Faults = {}
    try:
        record.schema().validate(typed, lazy=True)
    except pandera.errors.SchemaErrors as failures:
        for case in failures.failure_cases.to_dict("records"):
            column, expected = _named(case)
            faults.setdefault((int(case["index"]), column), expected)
    repeated: set[int] = set()
    keys = [record.key, *((c.name,) for c in record.columns if c.unique)]
    for key in keys:
        for row, earlier in _repeated(typed, list(key)):
            what = " and ".join(key)
            if row not in repeated:
                faults[row, key[0]] = f"expected each {what} once; row {earlier} has it"
            repeated.add(row)
    return {place: expected for place, expected in faults.items() if place not in known}


def _repeated(typed: pd.DataFrame, key: list[str]) -> list[tuple[int, int]]:
    """Rows whose key an earlier row has, each with that row."""
    complete = typed.loc[typed[key].notna().all(axis=1), key]
    row = pd.Series(complete.index, index=complete.index)
    first = row.groupby([complete[column] for column in key]).transform("first")
    return list(zip(row[row != first], first[row != first], strict=True))


def _named(case: dict[str, object]) -> tuple[str, str]:
    """The column and the expectation of one of pandera's failures."""
    if case["check"] == "not_nullable":
        return str(case["column"]), "expected a value; the cell is empty"
    if case["schema_context"] == "DataFrameSchema":
        column, expected = str(case["check"]).split(": ", 1)
        return column, expected
    return str(case["column"]), str(case["check"])


def _problem(record: Record, file: str, row: int, name: str, faults: Faults, found: str) -> Problem:
    if "\n" in found or "\r" in found:
        # What a stray quotation mark has swallowed may be anybody's record: it is not repeated.
        why = "this cell runs over several lines; is a quotation mark missing?"
        return Problem(file, why, row=row, column=name)
    slipped = any((row, c.name) in faults for c in record.columns if c.kind == "date")
    shown = repr(found) if found and _may_be_repeated(record.column(name), found, slipped) else None
    return Problem(file, faults[row, name], found=shown, row=row, column=name)


def _may_be_repeated(column: Column, found: str, slipped: bool) -> bool:
    """Whether a letter may say what a cell holds.

    Where a row has slipped sideways, a cell holds what belongs to another column, and that may be
    private: so nothing is repeated of a row whose dates are none, and nothing but words where a
    word was expected.
    """
    if column.private or slipped or len(found) > LONGEST_REPEATED:
        return False
    return column.kind != "code" or not re.search(r"[\d@]", found)
