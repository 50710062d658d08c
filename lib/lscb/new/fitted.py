"""A real council's reports on made-up records, whose totals are those DfE published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from lscb.clearing.needs import records_of
from lscb.comparators.councils import Council, shares_printed
from lscb.comparators.published import PUBLISHED
from lscb.errors import Problem, UsageError
from lscb.new.files import (
    chapters,
    commentaries,
    compared_with,
    parameter_text,
    record_files,
    written,
)
from lscb.synthetic.fitted import Unmet, fitted_board
from lscb.workbench import ReportPlace
from lscb.years import ReportingYear

YEARS = 5

NOT_INVENTED = {
    "child_deaths": "child death overview panel",
    "children": "children's services",
    "conference_attendance": "children's services",
    "training": "training sub-group",
    "training_sessions": "training sub-group",
    "training_evaluations": "training sub-group",
    "e_learning": "training sub-group",
    "schools": "education safeguarding team",
}
"""Records that are never made up under a real council's name, and who would have them."""


def fitted_reports(place: ReportPlace, found: Council) -> tuple[list[Path], list[Unmet]]:
    """Write a real council's reports on records made up to its published totals.

    Up to five years, those without a gap in what is published. Returns the files, and every
    published figure that the records do not meet because others contradict it. Raises
    UsageError, writing nothing, when too little is published or a report is there already.
    """
    years = _years(place, found)
    labels = [str(year) for year in years]
    with_opening = [str(years[0].previous), *labels]
    releases = found.releases(with_opening)
    printed = shares_printed(place.workbench.comparators, found.code, with_opening)
    totals = found.totals(with_opening, releases)
    shares = found.shares(with_opening, releases).combine_first(printed)
    # A share whose count is published adds nothing to it.
    shares = shares.where(totals.reindex_like(shares).isna())
    try:
        made = fitted_board(place.board, years, totals, shares)
    except ValueError as wrong:
        raise _too_little(place, str(wrong)) from None
    files: dict[Path, str] = {}
    for number, year in enumerate(years, start=1):
        yearly = ReportPlace(place.workbench, place.board, year)
        files[yearly.parameters] = parameter_text(
            yearly,
            found.place,
            found.code,
            years[0],
            records="made-up",
            not_supplied=_not_supplied(yearly, found),
            accepted=_accepted(totals),
            **compared_with(yearly, found, labels[:number]),
        )
        files |= record_files(yearly, made.records)
    return written(place, files | commentaries(place)), list(made.unmet)


MORE_PLANS_THAN_CONFERENCES = ("2883", "2885")


def _accepted(totals: pd.DataFrame) -> dict[str, str] | None:
    """The census's rules that cannot be met where DfE published fewer conferences than plans."""
    columns = totals.reindex(columns=["plans_started", "conferences"])
    if not (columns.plans_started > columns.conferences).any():
        return None
    why = "DfE published more plans started than conferences held, to which these are made up"
    return dict.fromkeys(MORE_PLANS_THAN_CONFERENCES, why)


def _not_supplied(place: ReportPlace, found: Council) -> dict[str, str]:
    """The records its chapters need that nobody makes up, and whose they would be."""
    needed = {record for chapter in chapters(place) for record in records_of(chapter)}
    return {
        record: f"{found.place}'s {whose}"
        for record, whose in NOT_INVENTED.items()
        if record in needed
    }


def _years(place: ReportPlace, found: Council) -> list[ReportingYear]:
    """The years to make: the report's, and those before it without a gap in what is published."""
    published = [ReportingYear(year) for year in found.years()]
    if withheld := found.withheld(str(place.year)):
        names = "; ".join(PUBLISHED[name].meaning for name in withheld)
        raise _too_little(place, f"withheld or not published: {names}")
    if place.year not in published:
        span = f"{published[0]} to {published[-1]}" if published else "no year"
        raise _too_little(
            place,
            f"figures of {found.place} are held for {span}. Add a later release if there is one; "
            "a council that was merged into another has none after that",
        )
    years = [place.year]
    while len(years) < YEARS and years[0].previous in published:
        years.insert(0, years[0].previous)
    return years


def _too_little(place: ReportPlace, why: str) -> UsageError:
    return UsageError(
        [
            Problem(
                f"what is published for {place}",
                f"expected plans started, ended and at 31 March: {why}",
            )
        ],
        "To see what is held, type:  lscb comparators list",
    )


def lines_of_unmet(unmet: Iterable[Unmet]) -> Iterator[str]:
    """Which published totals the made-up records do not come to, and why."""
    for each in unmet:
        name = each.measure.removesuffix("_percent")
        what = PUBLISHED[each.measure if each.measure in PUBLISHED else name].label
        yield (
            f"not met, since what was published contradicts itself: {each.year}, {what}: published "
            f"{each.published:g}, made up {each.made:g}"
        )
