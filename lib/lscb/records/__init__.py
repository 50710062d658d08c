"""What the council holds: one module a record type, each declared once.

A declaration checks the data, writes the data dictionary, makes the blank template and drives
the made-up boards. A module declares `RECORD`, and may declare `ACROSS`: rules across rows,
files or records. Records are private: nothing here is imported by a chapter.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from lscb.records.formats.census_rules import RULES as EPISODE_RULES
from lscb.records.record import Across, Overall, Record

MADE_UP = "made-up-"
"""How every identifier of a made-up record begins, so that it cannot pass for a real one."""


def declared() -> dict[str, Record]:
    """Every record type, by its name."""
    return {module.RECORD.name: module.RECORD for module in _modules()}


def rules() -> list[Across | Overall]:
    """Every rule across rows, files or records."""
    return [rule for module in _modules() for rule in getattr(module, "ACROSS", ())]


def rule_numbers() -> set[str]:
    """The numbers of DfE's rules that are checked here."""
    stated = [rule.dfe for rule in (*rules(), *EPISODE_RULES)]
    for record in declared().values():
        stated += [rule.dfe for rule in (*record.rules, *record.queries)]
    return rules_of_values() | _numbers(stated)


def rules_of_values() -> set[str]:
    """The numbers of those that say what a value may be: without it a row cannot be counted."""
    return _numbers(column.dfe for record in declared().values() for column in record.columns)


NO_TIME_BETWEEN = {"8615", "8840", "8925"}
"""The rules without which something ends before it begins: no table can count how long it took."""


def never_accepted() -> set[str]:
    """The numbers of rules whose errors cannot stand: what breaks them cannot be counted."""
    return rules_of_values() | NO_TIME_BETWEEN


def _numbers(stated: Iterable[str | None]) -> set[str]:
    return {number for numbers in stated if numbers for number in numbers.split(", ")}


def _modules() -> list[ModuleType]:
    found = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return [module for module in found if hasattr(module, "RECORD")]
