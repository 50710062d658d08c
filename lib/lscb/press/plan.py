"""What is to be made and what is up to date, decided by content."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lscb import cleared
from lscb.press.keys import chapter_parts, key_of
from lscb.press.record import last_events
from lscb.report import Edition
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


def chapter_states(place: ReportPlace, edition: Edition) -> dict[str, str]:
    """Each chapter of a report as `lscb list` says it."""
    from lscb.errors import ParameterError

    try:
        chapters = place.report().chapters
    except ParameterError:
        return {"parameters": "cannot be read: type lscb check"}
    built, last = keys_in(place.edition(edition)), last_events(place.outputs, edition)
    fresh = cleared.is_up_to_date(place, edition)
    held = cleared.in_force(place, edition) if fresh else None
    stopped = held.manifest["stopped"] if held else []
    keys = {
        chapter: key_of(chapter_parts(place.workbench, held, chapter))
        for chapter in chapters
        if held and chapter not in stopped
    }
    return {
        chapter: "stopped by its records: type lscb check"
        if chapter in stopped
        else _state(built.get(chapter), last.get(chapter, {}).get("state"), keys.get(chapter))
        for chapter in chapters
    }


def _state(built: str | None, last: str | None, key: str | None) -> str:
    if last == "failed" and (built is None or built != key):
        return "failed"
    if built is None:
        return "never built"
    return "built" if built == key else "out of date"
