"""An edition told again from its cleared tables alone, where nothing else is within reach.

It is made by the press in a folder of its own, which holds the cleared tables, the notebooks and
the names of board and year: no record, no comparator, no other edition, not even what the gate
registered. What the edition that stands says beyond that, it has from elsewhere.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lscb.cleared import REGISTRATION, Cleared
from lscb.csvw import json_of
from lscb.errors import ChapterError, Problem
from lscb.inputs import inputs
from lscb.press.build import built
from lscb.workbench import ReportPlace, Workbench


@contextmanager
def retold(place: ReportPlace, held: Cleared, jobs: int = 2) -> Iterator[Path]:
    """The folder of the edition as its cleared tables give it; gone when the block ends.

    Raises the letter of a chapter that cannot be made.
    """
    with tempfile.TemporaryDirectory() as folder:
        beside = scratch(place, held, Path(folder).resolve())
        (report,) = built([beside], held.manifest["edition"], (), jobs, lambda _: None)
        if report.letters:
            raise report.letters[0]
        if not report.is_whole:
            raise ChapterError(
                [Problem(str(place), "expected every chapter of the report to be cleared")],
                f"Type:  lscb build {place}",
            )
        yield report.folder


def scratch(place: ReportPlace, held: Cleared, root: Path) -> ReportPlace:
    """A workbench that holds what was cleared of one report, and the notebooks."""
    shutil.copytree(place.workbench.root / "notebooks", root / "notebooks")
    beside = ReportPlace(Workbench(root), place.board, place.year)
    beside.parameters.parent.mkdir(parents=True)
    beside.parameters.touch()
    aside = shutil.ignore_patterns(REGISTRATION)
    shutil.copytree(held.folder, beside.cleared / held.folder.name, ignore=aside)
    pointer = {"set": held.folder.name, "inputs": inputs(beside)}
    (beside.cleared / f"{held.manifest['edition']}.json").write_bytes(json_of(pointer))
    return beside
