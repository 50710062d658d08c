"""What stopped a chapter: in words for the analyst, and in figures for the run's own record.

The words of an exception are never among them, since they may repeat anything.
"""

from __future__ import annotations

import signal
from dataclasses import asdict, dataclass
from typing import Any

from lscb.press import bounds

FROM_OUTSIDE = -signal.SIGKILL if hasattr(signal, "SIGKILL") else None
"""How a process ends that a system kills which has run out of memory; nothing else does it here."""


@dataclass(frozen=True)
class Fault:
    """Why a chapter was not made; what is not known is left out."""

    said: str
    cell: int | None = None
    exception: str | None = None
    exit_signal: int | None = None
    out_of_memory: bool | None = None
    timed_out: bool | None = None
    put_out_too_much: bool | None = None

    def as_record(self) -> dict[str, Any]:
        """What the record says of it besides the words."""
        known = {name: value for name, value in asdict(self).items() if value is not None}
        return {name: value for name, value in known.items() if name != "said"}


def of_exception(name: str, cell: int) -> Fault:
    """A cell, numbered as Jupyter numbers it, that ended in an exception of that name."""
    memory = True if name.endswith("MemoryError") else None
    why = f": it asked for more memory than it may have ({bounds.MEMORY})" if memory else ""
    return Fault(f"the cell numbered {cell} ended in {name}{why}", cell, name, out_of_memory=memory)


def of_time(seconds: int, cell: int, name: str) -> Fault:
    """A chapter that took too long, in that cell when it was stopped."""
    said = (
        f"the chapter took more than {seconds} s ({bounds.SECONDS[0]}), and was stopped in the "
        f"cell numbered {cell}"
    )
    return Fault(said, cell, name, timed_out=True)


def of_output(most: int, cell: int) -> Fault:
    """A chapter that put out too much, in that cell when it was stopped."""
    said = (
        f"the cell numbered {cell} was stopped: the chapter put out more than "
        f"{most // bounds.MEGABYTE} MB ({bounds.OUTPUT[0]})"
    )
    return Fault(said, cell, put_out_too_much=True)


def of_death(what: str, code: int | None, cell: int | None = None) -> Fault:
    """A process that ended by itself, with that exit code: negative for a signal."""
    where = f" in the cell numbered {cell}" if cell else ""
    by_signal = -code if code and code < 0 else None
    killed = code is not None and code == FROM_OUTSIDE
    how = f", by signal {by_signal}" if by_signal else f", with exit code {code}" if code else ""
    why = ": a system that runs out of memory kills so" if killed else ""
    return Fault(f"{what} died{where}{how}{why}", cell, None, by_signal, killed or None)
