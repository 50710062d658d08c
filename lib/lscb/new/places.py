"""Whose report it is to be: its place in the workbench, and its council where one is held."""

from __future__ import annotations

from lscb.comparators.councils import Council, council
from lscb.errors import Problem, UsageError
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear


def workbench_place(workbench: Workbench, board: str, year: str) -> ReportPlace:
    """The place of a report that need not be there yet.

    Raises UsageError for a board or year that is not written as one.
    """
    try:
        return ReportPlace(workbench, board, ReportingYear(year))
    except ValueError as wrong:
        raise UsageError(
            [Problem("the command", str(wrong), found=f"year {year!r}")],
            "For example:  lscb new northshire 2015-16",
        ) from None


def council_of(place: ReportPlace) -> Council | None:
    """The council a board is of, where figures of it are held."""
    return council(place.workbench.comparators, place.board, place.year)
