"""A chapter's tables of counts, and why any of them cannot be counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lscb.clearing.examined import Examined
from lscb.clearing.needs import (
    Measure,
    cannot_do_without,
    counts_from_a_list,
    measures_of,
    needs,
)
from lscb.records.history import History
from lscb.report import record_in_words
from lscb.scope import Scope
from lscb.tables import Absent, Table
from lscb.years import ReportingYear

Gap = dict[str, str]
"""Why a table is not there: the `record` it lacks and `by` whom it was not supplied, or `why`."""


@dataclass(frozen=True)
class Counted:
    """A chapter's tables, and what stands in the place of those it lacks."""

    tables: list[Table]
    gaps: Mapping[str, Gap]


def counted(scope: Scope, chapter: str, found: Examined) -> Counted:
    """A chapter counted from the records that were found."""
    tables: list[Table] = []
    gaps: dict[str, Gap] = {}
    for measure in measures_of(chapter).TABLES:
        gap = _gap(scope, chapter, measure, found.histories)
        if gap is not None:
            gaps[measure.__name__] = gap
            continue
        rows = {n: found.histories[n].rows for n in needs(measure) if n in found.histories}
        table = measure(_scope(scope, measure, found.histories), **rows)
        if isinstance(table, Absent):
            gaps[measure.__name__] = {"why": table.why}
        elif table is not None:
            tables.append(table)
    return Counted(tables, gaps)


def _gap(
    scope: Scope, chapter: str, measure: Measure, histories: Mapping[str, History]
) -> Gap | None:
    """Why a measure cannot be counted; None where it can."""
    not_supplied = scope.report.not_supplied
    for name in cannot_do_without(measure):
        if name in not_supplied:
            return {"record": name, "by": not_supplied[name]}
    for name, history in _listed(measure, histories).items():
        what = record_in_words(name)
        if not counts_from_a_list(chapter, measure):
            why = (
                f"Not counted: what was supplied of {what} is a list of what was open on one day, "
                "with some months before it, and this counts a whole year."
            )
            return {"record": name, "why": why}
        if not _reaches(history, scope.year):
            why = (
                f"Not counted: the list that was supplied of {what} does not tell what was open at "
                f"31 March {scope.year.start + 1}."
            )
            return {"record": name, "why": why}
    return None


def _listed(measure: Measure, histories: Mapping[str, History]) -> dict[str, History]:
    """The records of a measure that were supplied as a list of some months."""
    found = {name: histories[name] for name in needs(measure) if name in histories}
    return {name: history for name, history in found.items() if history.window}


def _reaches(history: History, year: ReportingYear) -> bool:
    """Whether a list tells what was open at the end of the year."""
    first, last = history.window or (year.last_day, year.last_day)
    return first <= year.last_day <= last


def _scope(scope: Scope, measure: Measure, histories: Mapping[str, History]) -> Scope:
    """The scope of a measure: a list tells of its own year alone."""
    if not _listed(measure, histories):
        return scope
    report = scope.report.model_copy(update={"first_year": str(scope.year)})
    return replace(scope, report=report)
