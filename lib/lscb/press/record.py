"""The run's own record: what was planned and what became of it, one line an event.

It is kept beside the editions, never inside one, and it is what `lscb list` and `lscb why` believe.
A chapter is planned, then running, then ok or failed; or not run, where the build was interrupted.
One that was running when the power went stays so, and is listed as interrupted, since no build
holds the edition any more.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NAME = "runs.jsonl"


def note(outputs: Path, edition: str, chapter: str, state: str, **more: Any) -> None:
    """Add an event to a report's record. `more` never holds anything of a record's.

    It is on the disk when this returns, and on a line of its own, also where the one before was
    cut short.
    """
    outputs.mkdir(parents=True, exist_ok=True)
    event = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "edition": edition,
        "chapter": chapter,
        "state": state,
        **more,
    }
    line = json.dumps(event, ensure_ascii=False) + "\n"
    with (outputs / NAME).open("a+b") as record:
        if record.tell():
            record.seek(-1, os.SEEK_END)
            line = line if record.read() == b"\n" else f"\n{line}"
        record.write(line.encode())
        record.flush()
        os.fsync(record.fileno())


def last_events(outputs: Path, edition: str) -> dict[str, dict[str, Any]]:
    """The last event of each chapter of an edition; a line cut short by a crash is passed over."""
    try:
        lines = (outputs / NAME).read_bytes().splitlines()
    except OSError:
        return {}
    events: dict[str, dict[str, Any]] = {}
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if event["edition"] == edition:
            events[event["chapter"]] = event
    return events
