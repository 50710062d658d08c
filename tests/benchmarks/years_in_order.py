"""A board's committed reports, public, years in order, each cleared with those before it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from lscb.clearing.counting import counted
from lscb.clearing.examined import Examined, examined
from lscb.disclosure.gate import Clearance, cleared_tables
from lscb.ledger import Publication, values_of
from lscb.scope import Scope
from lscb.tables import Table
from lscb.workbench import ReportPlace


@cache
def examined_once(place: ReportPlace) -> Examined:
    return examined(place)


def whole_tables(place: ReportPlace) -> list[Table]:
    """The public tables of a report before anything is withheld."""
    found = examined_once(place)
    scope = Scope(found.report, place.year, "public", found.compared)
    chapters = [counted(scope, name, found) for name in found.report.chapters]
    return [table for chapter in chapters for table in chapter.tables]


def cleared_in_order(
    reports: list[tuple[ReportPlace, list[Table]]], under: str
) -> Iterator[tuple[ReportPlace, Clearance]]:
    """Each report under a policy, protected against what those before it print: a ledger in
    memory."""
    past: list[Publication] = []
    for place, tables in reports:
        cleared = cleared_tables(tables, "public", str(place), under, past)
        yield place, cleared
        values = values_of(cleared.registration, [table.cells for table in cleared.tables])
        year = str(place.year)
        past.append(Publication("2015-09-01", year, "0", under, cleared.registration, values))
