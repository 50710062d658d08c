"""Chapters into one annual report: its other pages and downloads."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from lscb.cleared import CERTIFICATE, Cleared
from lscb.csvw import json_of
from lscb.press.pages import write_pages
from lscb.press.pages.material import Material
from lscb.press.workbook import workbook, workbook_file


def bound(waiting: Path, held: Cleared, keys: dict[str, str]) -> Path:
    """Finish the edition that waits: pages, tables, workbook, `report.json`; return its folder.

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
    (waiting / workbook_file(held)).write_bytes(workbook(held))
    write_pages(Material(waiting, held))
    (waiting / "report.json").write_bytes(json_of(_statement(held, keys)))
    (waiting / "keys.json").unlink(missing_ok=True)
    return waiting


def _statement(held: Cleared, keys: dict[str, str]) -> dict[str, Any]:
    """What `report.json` says: the report, its chapters, and digests of its cleared tables."""
    stated = {key: value for key, value in held.manifest.items() if key != "chapters"}
    chapters = [
        {key: value for key, value in chapter.items() if key not in ("commentary", "promised")}
        for chapter in held.chapters()
    ]
    return {**stated, "chapters": chapters, "cleared": held.digest, "keys": keys}
