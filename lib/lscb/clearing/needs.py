"""What each chapter counts, and from what: found by the chapter's name alone."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from inspect import Parameter, signature
from pathlib import Path
from types import ModuleType

from lscb.report import Report
from lscb.scope import Wanted
from lscb.tables import Absent, Table

Measure = Callable[..., Table | Absent | None]
"""A function of a scope and of records, by name. A record with a default is one it can do
without; None is that there is nothing to show, such as comparators where none are stated, and
`Absent` why there is nothing to count."""


def measures_of(chapter: str) -> ModuleType:
    """The module that counts a chapter, found by the chapter's name."""
    return import_module(f"lscb.measures.{chapter}")


def figures_of(chapter: str) -> dict[str, Wanted]:
    """The sourced figures a chapter takes from the parameters; it may take none."""
    return getattr(measures_of(chapter), "FIGURES", {})


def records_of(chapter: str) -> list[str]:
    """The records a chapter counts from, each once, in order."""
    return list(dict.fromkeys(n for measure in measures_of(chapter).TABLES for n in needs(measure)))


def needs(measure: Measure) -> list[str]:
    """The records a measure counts from: its parameters after the scope."""
    return list(signature(measure).parameters)[1:]


def cannot_do_without(measure: Measure) -> list[str]:
    """The records without which a measure counts nothing."""
    stated = signature(measure).parameters
    return [name for name in needs(measure) if stated[name].default is Parameter.empty]


def counts_from_a_list(chapter: str, measure: Measure) -> bool:
    """Whether a measure can do with what was open on one day, a list that covers no year."""
    return measure in getattr(measures_of(chapter), "FROM_A_LIST", ())


def records_needed(report: Report) -> list[str]:
    """The records the report's chapters count from, each once, in order."""
    return list(dict.fromkeys(n for chapter in report.chapters for n in records_of(chapter)))


@dataclass(frozen=True)
class Item:
    """Something a chapter ought to hold: the tables that give it, or why there is none."""

    item: str
    tables: tuple[str, ...]
    why: str


def contents_of(chapter: str) -> list[Item]:
    """What a chapter ought to hold, as its `contents.csv` has it; nothing without one.

    It stands in the folder of a chapter whose measures are several modules.
    """
    path = Path(*getattr(measures_of(chapter), "__path__", ()), "contents.csv")
    if not path.is_file():
        return []
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    return [Item(row["item"], tuple(row["tables"].split()), row["why"]) for row in rows]


def is_counted(chapter: str) -> bool:
    """Whether there are measures for a chapter."""
    return find_spec(f"lscb.measures.{chapter}") is not None


def figures_wanted(report: Report) -> dict[str, Wanted]:
    """The sourced figures the report's chapters take."""
    return {
        name: wanted for chapter in report.chapters for name, wanted in figures_of(chapter).items()
    }
