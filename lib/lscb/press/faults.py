"""What stopped a chapter: in words for the analyst, and in figures for the run's own record.

The words of an exception are never among them, since they may repeat anything.
"""

from __future__ import annotations

import signal
from dataclasses import asdict, dataclass
from typing import Any

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

    def as_record(self) -> dict[str, Any]:
        """What the record says of it besides the words."""
        known = {name: value for name, value in asdict(self).items() if value is not None}
        return {name: value for name, value in known.items() if name != "said"}


def of_exception(name: str, cell: int) -> Fault:
    """A cell, numbered as Jupyter numbers it, that ended in an exception of that name."""
    memory = True if name == "MemoryError" else None
    return Fault(f"the cell numbered {cell} ended in {name}", cell, name, out_of_memory=memory)


def of_time(seconds: int, cell: int, name: str) -> Fault:
    """A cell that took too long."""
    return Fault(f"the cell numbered {cell} took more than {seconds} s ({name})", cell, name)


def of_death(what: str, code: int | None, cell: int | None = None) -> Fault:
    """A process that ended by itself, with that exit code: negative for a signal."""
    where = f" in the cell numbered {cell}" if cell else ""
    by_signal = -code if code and code < 0 else None
    killed = code is not None and code == FROM_OUTSIDE
    how = f", by signal {by_signal}" if by_signal else f", with exit code {code}" if code else ""
    why = ": a system that runs out of memory kills so" if killed else ""
    return Fault(f"{what} died{where}{how}{why}", cell, None, by_signal, killed or None)
