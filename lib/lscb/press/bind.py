"""Chapters into one annual report: its other pages and downloads."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lscb.cleared import CERTIFICATE, Cleared
from lscb.csvw import json_of
from lscb.press.pages import write_first_page, write_pages
from lscb.press.pages.material import Material
from lscb.press.workbook import workbook, workbook_file


def bound(waiting: Path, held: Cleared) -> None:
    """Put into an edition that waits its tables, the workbook of them, and the pages beside its
    chapters: everything in it is made from one clearing."""
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


def finished(
    waiting: Path,
    held: Cleared,
    keys: Mapping[str, Mapping[str, str]],
    documents: Mapping[str, Path],
) -> Path:
    """Put into an edition that has its documents the first page, which leads to them, and
    `report.json`; return its folder.

    `keys` are those of its chapters and of its documents; `documents` their files by what they are.
    """
    write_first_page(Material(waiting, held), documents)
    (waiting / "report.json").write_bytes(json_of(_statement(held, keys)))
    (waiting / "keys.json").unlink(missing_ok=True)
    return waiting


def _statement(held: Cleared, keys: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """What `report.json` says: the report, its chapters, and digests of what they are made from."""
    stated = {key: value for key, value in held.manifest.items() if key not in ("chapters", "logo")}
    chapters = [
        {key: value for key, value in chapter.items() if key not in ("commentary", "promised")}
        for chapter in held.chapters()
    ]
    return {**stated, "chapters": chapters, "cleared": held.digest, **keys}
