"""Chapters into one annual report: its other pages and downloads."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from lscb.cleared import CERTIFICATE
from lscb.csvw import json_of
from lscb.press.documents.completing import Unfinished
from lscb.press.documents.kinds import held_by
from lscb.press.pages import write_first_page, write_pages
from lscb.press.pages.material import Material
from lscb.press.workbook import workbook, workbook_file


def bound(unfinished: Unfinished) -> None:
    """Put into an edition that waits its tables, the workbook of them, and the
    pages beside its chapters.

    Everything in it is made from one clearing.
    """
    waiting, held = unfinished.folder, unfinished.held
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
    (waiting / workbook_file(held)).write_bytes(workbook(held))
    write_pages(Material(waiting, held))


def finished(unfinished: Unfinished) -> Path:
    """Put into an edition that has its documents the first page, which leads to them, and
    `report.json`; return its folder."""
    waiting = unfinished.folder
    write_first_page(Material(waiting, unfinished.held), _documents(unfinished))
    (waiting / "report.json").write_bytes(json_of(_statement(unfinished)))
    (waiting / "keys.json").unlink(missing_ok=True)
    return waiting


def _documents(unfinished: Unfinished) -> dict[str, Path]:
    """The documents of an edition, by what they are called."""
    place, edition = unfinished.place, unfinished.edition
    return {
        kind.name: unfinished.folder / kind.file(place, edition)
        for kind in held_by(unfinished.documents)
    }


def _statement(unfinished: Unfinished) -> dict[str, Any]:
    """What `report.json` says: the report, its chapters, digests of its cleared tables, and the
    keys of its chapters and documents."""
    held = unfinished.held
    stated = {key: value for key, value in held.manifest.items() if key not in ("chapters", "logo")}
    chapters = [
        {key: value for key, value in chapter.items() if key not in ("commentary", "promised")}
        for chapter in held.chapters()
    ]
    made = {"cleared": held.digest, "keys": unfinished.keys, "documents": unfinished.documents}
    return {**stated, "chapters": chapters, **made}
