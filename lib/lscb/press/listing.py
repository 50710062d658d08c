"""What `lscb list` says of each report: whether it is published, and how each chapter stands."""

from __future__ import annotations

from collections.abc import Iterator

from lscb.editions import EDITIONS
from lscb.errors import DataError
from lscb.press.plan import states
from lscb.workbench import ReportPlace, Workbench


def lines_of_reports(workbench: Workbench) -> Iterator[str]:
    """Each report and what stands of its editions; of the panel's, what was ever built."""
    for place in workbench.reports():
        published = publication_state(place)
        yield f"{place}: {published}" if published else str(place)
        for edition in EDITIONS:
            for name, state in states(place, edition).items():
                if edition == "public" or state != "never built":
                    yield f"  {edition:<7} {name:<28} {state}"


def publication_state(place: ReportPlace) -> str | None:
    """Whether a report is published, as `lscb list` says it; None where it never was."""
    try:
        of_year = [each for each in place.published() if each.year == str(place.year)]
    except DataError:
        return "the ledger cannot be read: type lscb audit"
    if not of_year:
        return None
    last = of_year[-1]
    taken_back = f", withdrawn {last.withdrawn}" if last.withdrawn else ""
    return f"published {last.day}{taken_back}"
