"""What a check found in a report's records, for whoever corrects them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from lscb.cleared import RESTRICTED
from lscb.clearing.examined import Examined
from lscb.clearing.manifest import made_up_marking
from lscb.letters import Findings
from lscb.records.history import History
from lscb.records.record import FILE
from lscb.workbench import ReportPlace


def findings(place: ReportPlace, found: Examined) -> Findings:
    """The problems and queries of a report, with what was read of each record."""
    board = found.report.board
    markings = (
        f"{RESTRICTED}: for the analysts of {board.name} only, not to be published",
        *made_up_marking(found.report),
    )
    read = tuple(row for history in found.histories.values() for row in _read(history))
    return Findings(str(place), board.name, markings, found.problems, found.queries, read)


def _read(history: History) -> Iterator[tuple[str, ...]]:
    """A row a file: rows read, used, superseded, set aside and rejected."""
    used = history.rows[FILE].value_counts()
    for name, files in groupby(history.files, lambda file: file.file):
        of_file = list(files)
        kept, sound = int(used.get(name, 0)), sum(len(file.rows) for file in of_file)
        read, aside, rejected = (
            sum(getattr(file, what) for file in of_file)
            for what in ("read", "set_aside", "rejected")
        )
        counts = (read, kept, sound - kept, aside, rejected)
        yield (history.record.name, name, *(f"{count:,}" for count in counts))
