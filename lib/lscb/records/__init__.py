"""What the council holds: one module a record type, each declared once.

A declaration checks the data, writes the data dictionary, makes the blank template and drives
the made-up boards. A module declares `RECORD`, and may declare `ACROSS`: rules across rows,
files or records. Records are private: nothing here is imported by a chapter.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from lscb.records.record import Record

MADE_UP = "made-up-"
"""How every identifier of a made-up record begins, so that it cannot pass for a real one."""


def declared() -> dict[str, Record]:
    """Every record type, by its name."""
    return {module.RECORD.name: module.RECORD for module in _modules()}


def across() -> list[object]:
    """Every rule across rows, files or records."""
    return [rule for module in _modules() for rule in getattr(module, "ACROSS", ())]


def _modules() -> list[ModuleType]:
    found = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return [module for module in found if hasattr(module, "RECORD")]
