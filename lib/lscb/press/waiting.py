"""Where finished chapters wait until all of their edition are done, and which of them do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lscb.editions import Edition
from lscb.inputs import kept
from lscb.workbench import ReportPlace


def waiting(place: ReportPlace, edition: Edition) -> Path:
    """Where finished chapters wait until all of the edition are done."""
    return place.outputs / f".{edition}-waiting"


def evidence(place: ReportPlace, edition: Edition) -> Path:
    """Where a chapter is run, and where it stays to be looked at when it failed."""
    return place.outputs / f".{edition}-failed"


def keys_in(folder: Path) -> dict[str, str]:
    """The keys of the chapters that a folder, an edition or where one waits, holds whole."""
    for file in ("keys.json", "report.json"):
        try:
            held = json.loads((folder / file).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        keys: dict[str, Any] = held if file == "keys.json" else held["keys"]
        return {
            chapter: key for chapter, key in keys.items() if (folder / f"{chapter}.html").is_file()
        }
    return {}


def right_ones(place: ReportPlace, edition: Edition, keys: Mapping[str, str]) -> dict[str, str]:
    """The chapters that wait and are still what would be made, with their keys."""
    waits = keys_in(waiting(place, edition))
    return {name: key for name, key in waits.items() if keys.get(name) == key}


def now_waits(place: ReportPlace, edition: Edition, chapter: str, key: str) -> None:
    """Count a chapter as one that waits."""
    folder = waiting(place, edition)
    kept(folder / "keys.json", keys_in(folder) | {chapter: key})


def waits_no_more(place: ReportPlace, edition: Edition, chapter: str) -> None:
    """Count a chapter that waits as gone, since its page is about to be written over."""
    folder = waiting(place, edition)
    if chapter in (keys := keys_in(folder)):
        kept(folder / "keys.json", {n: key for n, key in keys.items() if n != chapter})


def brought(chapter: str, notebook: str, there: Path, folder: Path) -> None:
    """Have a chapter wait that stands in an edition: its page, and its notebook by its name."""
    (folder / "notebooks").mkdir(parents=True, exist_ok=True)
    for name in (f"{chapter}.html", f"notebooks/{notebook}"):
        shutil.copyfile(there / name, folder / name)


def keep_only(folder: Path, notebooks: Mapping[str, str]) -> None:
    """Remove what waits besides some chapters, named with their notebooks: what was left there by
    a build that was interrupted."""
    ours = {folder / f"{name}.html" for name in notebooks} | {folder / "keys.json"}
    ours |= {folder / "notebooks" / name for name in notebooks.values()}
    for path in [*folder.iterdir(), *(folder / "notebooks").iterdir()]:
        if path.is_dir() and path.name != "notebooks":
            shutil.rmtree(path)
        elif path.is_file() and path not in ours:
            path.unlink()
