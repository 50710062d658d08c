"""Chapters into one annual report: its other pages, downloads, and the change of editions.

An edition is replaced whole: the new one is finished beside it, then the old one steps aside
and the new one in. A change that was interrupted is completed by the next command.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from lscb.cleared import CERTIFICATE, Cleared
from lscb.csvw import json_of
from lscb.press.pages import write_pages
from lscb.press.pages.material import Material
from lscb.report import Edition
from lscb.workbench import ReportPlace


def bound(waiting: Path, held: Cleared, keys: dict[str, str]) -> Path:
    """Finish the edition that waits: pages, tables and `report.json`; return its folder.

    `keys` are those of its chapters. Everything in it is made from one clearing.
    """
    tables = waiting / "tables"
    shutil.rmtree(tables, ignore_errors=True)
    tables.mkdir(parents=True)
    for chapter in held.chapters():
        for table in chapter["tables"]:
            for name in (table["file"], f"{table['file']}-metadata.json"):
                shutil.copyfile(held.folder / name, tables / name)
    certificate = held.folder / CERTIFICATE
    if certificate.is_file():
        shutil.copyfile(certificate, waiting / CERTIFICATE)
    write_pages(Material(waiting, held))
    (waiting / "report.json").write_bytes(json_of(_statement(held, keys)))
    (waiting / "keys.json").unlink(missing_ok=True)
    return waiting


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


def _statement(held: Cleared, keys: dict[str, str]) -> dict[str, Any]:
    """What `report.json` says: the report, its chapters, and digests of its cleared tables."""
    stated = {key: value for key, value in held.manifest.items() if key != "chapters"}
    chapters = [
        {key: value for key, value in chapter.items() if key not in ("commentary", "promised")}
        for chapter in held.chapters()
    ]
    return {**stated, "chapters": chapters, "cleared": held.digest, "keys": keys}
