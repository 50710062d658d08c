"""What the press is to reach, and what a benchmark found of it: one row of the table for each."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """Some work, what it was measured beside, what it is to reach, and what was found."""

    work: str
    against: str
    aim: str
    found: str
    reached: bool

    def text(self) -> str:
        verdict = "reached" if self.reached else "NOT reached"
        return f"{self.work}, beside {self.against}: {self.found}; aim {self.aim}: {verdict}"


def say(text: str) -> None:
    """How far it is, for whoever waits; no part of what is found."""
    print(f"  {text}", file=sys.stderr, flush=True)


def tell(measured: Callable[[], Iterable[Row]]) -> None:
    """Measure and print, a line a row; as JSON where the table asks for it."""
    if sys.argv[1:] == ["--json"]:
        print(json.dumps([asdict(row) for row in measured()]))
        return
    for row in measured():
        print(row.text(), flush=True)
