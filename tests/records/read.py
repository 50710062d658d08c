"""A record's file read as a report's folder is, with what a letter says of it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from lscb.errors import Problem
from lscb.records import declared
from lscb.records.history import History, held
from lscb.records.reading import record_file
from lscb.records.record import Record
from lscb.records.sources import folder
from lscb.records.stated import Stated
from lscb.workbench import ReportPlace
from lscb.years import ReportingYear

DEATHS = declared()["child_deaths"]
HEADER = ",".join(DEATHS.names()[:9])
COMPLETE = "d-1,c-1,2014-05-05,2014-05-06,yes,no,2014-10-01,malignancy,no"
OPEN = "d-2,,2014-06-05,2014-06-06,yes,no,,,"
NAME = "data/x/2014-15/child_deaths.csv"


@dataclass(frozen=True)
class Read:
    """What one file gave: its rows, how many were read, and what was found."""

    rows: pd.DataFrame
    read: int
    problems: tuple[Problem, ...]
    queries: tuple[Problem, ...] = ()
    not_read: tuple[str, ...] = ()


def read_file(record: Record, path: Path, name: str) -> Read:
    """The record's CSV at a path, alone in its folder; `name` is what a letter calls it."""
    found = folder(path.parent, lambda _: name, declared(), [record.name], Stated())
    given = found.extracts.get(record.name)
    refused = (*found.problems, *found.likely.get(record.name, ()))
    if not given:
        nothing = pd.DataFrame(columns=record.names())
        return Read(nothing, 0, refused)
    (extract,) = given
    file = record_file(record, extract)
    problems = (*refused, *file.problems)
    return Read(file.rows, file.read, problems, file.queries, extract.not_read)


def record_over_years(record: Record, place: ReportPlace, years: list[ReportingYear]) -> History:
    """The record's history in the folders of some years, with what is wrong with any file."""
    found = held(place, years, declared(), [record.name], Stated())
    history = found.histories[record.name]
    refused = (*found.problems, *found.nearly.get(record.name, ()))
    return replace(history, problems=(*history.problems, *refused))


def read(content: str | bytes, record: Record = DEATHS) -> Read:
    """A file of this content, as it is read."""
    content = content.encode() if isinstance(content, str) else content
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{record.name}.csv")
        path.write_bytes(content)
        return read_file(record, path, NAME)


def lines(*rows: str) -> str:
    """A register with these rows."""
    return "\n".join([HEADER, *rows]) + "\n"


def said(file: Read) -> list[str]:
    """What a letter says of each problem."""
    return [str(problem) for problem in file.problems]
