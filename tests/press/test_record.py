"""The run's own record survives a crash in the middle of a line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lscb.press.record import NAME, last_events, note


def states(outputs: Path, edition: str = "public") -> dict[str, str]:
    return {name: event["state"] for name, event in last_events(outputs, edition).items()}


def test_the_last_event_of_each_chapter_of_an_edition_counts(tmp_path):
    note(tmp_path, "public", "training", "planned")
    note(tmp_path, "public", "training", "ok", seconds=1.5)
    note(tmp_path, "panel", "training", "failed")
    note(tmp_path, "public", "child_deaths", "running")
    assert states(tmp_path) == {"training": "ok", "child_deaths": "running"}
    assert states(tmp_path, "panel") == {"training": "failed"}


WHOLE = (
    '{"at": "2015-04-01", "edition": "public", "chapter": "trainíng", "state": "failed"}\n'.encode()
)


@pytest.mark.parametrize("length", range(1, len(WHOLE)))
def test_a_line_that_was_cut_short_anywhere_is_passed_over_and_the_next_is_whole(tmp_path, length):
    note(tmp_path, "public", "child_deaths", "ok")
    with (tmp_path / NAME).open("ab") as record:
        record.write(WHOLE[:length])
    note(tmp_path, "public", "training", "ok")
    # A line that lacks nothing but its end was not cut short.
    cut = {} if length < len(WHOLE) - 1 else {"trainíng": "failed"}
    assert states(tmp_path) == {"child_deaths": "ok", "training": "ok"} | cut


def test_every_line_says_when_of_what_and_what(tmp_path):
    note(tmp_path, "public", "training", "failed", cell=3)
    (line,) = (tmp_path / NAME).read_text(encoding="utf-8").splitlines()
    assert list(json.loads(line)) == ["at", "edition", "chapter", "state", "cell"]
