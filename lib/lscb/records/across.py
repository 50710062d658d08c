"""Rules across rows, files and records, applied: every row that breaks one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from lscb.errors import Problem
from lscb.records.history import History
from lscb.records.reading import heading, in_its_words
from lscb.records.record import FILE, ROW, UNIT, Across, Overall


@dataclass(frozen=True)
class BrokenRule:
    """A row that breaks a rule: whose record it is of, and whether the rule only asks."""

    record: str
    asks: bool
    problem: Problem


def broken_across(
    checks: Iterable[Across | Overall], histories: Mapping[str, History]
) -> Iterator[BrokenRule]:
    """Every row that breaks a rule, where all its records are there and have no problems."""
    for check in checks:
        if not all(name in histories and not histories[name].problems for name in check.needs):
            continue
        if check.whole_years and any(histories[name].window for name in check.needs):
            continue
        first = histories[check.needs[0]]
        broken = check.broken(*(histories[name].rows for name in check.needs))
        if isinstance(check, Overall):
            latest = first.files[-1]
            column = heading(check.column, latest.extract.written)
            for words in broken:
                problem = Problem(latest.file, words, column=column, rule=check.dfe)
                yield BrokenRule(first.record.name, check.asks, problem)
            continue
        for row in first.rows[broken.to_numpy(dtype=bool)].to_dict("records"):
            yield BrokenRule(first.record.name, check.asks, _problem(check, first, row))


def _problem(check: Across, first: History, row: Mapping[str, object]) -> Problem:
    column = first.record.column(check.column)
    cell = row[check.column]
    found = str(cell) if column.kind in {"text", "code"} and pd.notna(cell) else ""
    written = first.written(str(row[FILE]))
    return Problem(
        str(row[FILE]),
        in_its_words(check.expected, written),
        found=repr(found) if found and column.may_be_said(found) else None,
        row=int(str(row[ROW])),
        column=heading(check.column, written),
        unit=str(row[UNIT]),
        rule=check.dfe,
    )
