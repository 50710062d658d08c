"""The run's own record: what was planned and what became of it, one line an event.

It is kept beside the editions, never inside one, and it is what `lscb list` believes.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NAME = "runs.jsonl"


def note(outputs: Path, edition: str, chapter: str, state: str, **more: Any) -> None:
    """Add an event to a report's record. `more` never holds anything of a record's."""
    outputs.mkdir(parents=True, exist_ok=True)
    event = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "edition": edition,
        "chapter": chapter,
        "state": state,
        **more,
    }
    with (outputs / NAME).open("a", encoding="utf-8", newline="\n") as record:
        record.write(json.dumps(event, ensure_ascii=False) + "\n")


def last_states(outputs: Path, edition: str) -> dict[str, str]:
    """The last state of each chapter of an edition; a line cut short by a crash is passed over."""
    try:
        lines = (outputs / NAME).read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    states: dict[str, str] = {}
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if event["edition"] == edition:
            states[event["chapter"]] = event["state"]
    return states
