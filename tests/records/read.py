"""A record's file read as a report's folder is, with what a letter says of it."""

from __future__ import annotations

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
from lscb.report import ReportingYear
from lscb.workbench import ReportPlace


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
