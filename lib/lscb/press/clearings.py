"""Reports cleared side by side, each by a process of its own that alone reads the records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lscb.cleared import ClearingRefused, is_up_to_date
from lscb.editions import Edition
from lscb.errors import Letter
from lscb.press.processes import answers
from lscb.workbench import ReportPlace


def clearings(
    places: Sequence[ReportPlace], edition: Edition, jobs: int
) -> Iterator[tuple[int, ClearingRefused | None]]:
    """The number of each report and why it could not be cleared, if it could not, as they end."""
    for number, fault in answers(_cleared, [(place, edition) for place in places], jobs):
        if fault is None or is_up_to_date(places[number], edition):
            yield number, None
        elif isinstance(fault, Letter):
            yield number, ClearingRefused(fault.exit_code, fault.text())
        else:
            yield number, ClearingRefused(1, str(fault))


def _cleared(place: ReportPlace, edition: Edition) -> None:
    """Nothing of it but cleared tables, on the disk, leaves the process."""
    from lscb.clearing import cleared_report

    cleared_report(place, edition)
