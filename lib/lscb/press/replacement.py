"""The change of editions: a new one is finished beside the old, which steps aside for it.

A change that was interrupted is completed by the next command.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from lscb.editions import Edition
from lscb.workbench import ReportPlace


def replace_edition(place: ReportPlace, edition: Edition, finished: Path) -> Path:
    """Old aside, new in; returns the edition's folder."""
    finished.rename(_incoming(place, edition))
    complete_replacement(place, edition)
    return place.edition(edition)


def complete_replacement(place: ReportPlace, edition: Edition) -> None:
    """Complete a replacement of the edition, wherever it was interrupted."""
    incoming, there = _incoming(place, edition), place.edition(edition)
    aside = place.outputs / f".{edition}-old"
    if incoming.exists():
        if there.exists():
            shutil.rmtree(aside, ignore_errors=True)
            there.rename(aside)
        incoming.rename(there)
    elif aside.exists() and not there.exists():
        aside.rename(there)
    shutil.rmtree(aside, ignore_errors=True)


def _incoming(place: ReportPlace, edition: Edition) -> Path:
    return place.outputs / f".{edition}-new"
