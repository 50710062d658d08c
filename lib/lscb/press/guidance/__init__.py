"""What the law asks of an annual report: the editions of Working Together to Safeguard Children.

`requirements.csv` has each edition's requirements in our own words, with how far the wording was
checked. `answers/`, a file a chapter, has which of its tables answer which.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from lscb.years import ReportingYear


@dataclass(frozen=True)
class GuidanceEdition:
    """An edition, the day from which it is in force, and the kind of body it is about."""

    name: str
    since: date
    kind: str


EDITIONS = (
    # The duty to report came with section 14A in April 2010, after the edition itself.
    GuidanceEdition("2010", date(2010, 4, 1), "LSCB"),
    GuidanceEdition("2013", date(2013, 4, 15), "LSCB"),
    GuidanceEdition("2015", date(2015, 3, 26), "LSCB"),
    GuidanceEdition("2018", date(2018, 7, 4), "partnership"),
    GuidanceEdition("2023", date(2023, 12, 15), "partnership"),
)
"""The editions that ask for a report. A board that went on after July 2018, until partners took its
place, went on under that of 2015. The days were not checked against the guidance."""


@dataclass(frozen=True)
class Requirement:
    """Something that is asked, in our own words.

    `of` is whom: the "body" whose report it is, or those who review "deaths". `read` is how far the
    wording was checked: in the "act", as others have "quoted" it, or not at all ("memory"). `lacks`
    is what a report made here does not say of it even where it answers, as a sentence.
    """

    edition: str
    requirement: str
    of: str
    words: str
    source: str
    read: str
    lacks: str


def expected_day(year: ReportingYear) -> date:
    """The day by which the report of a year is taken to be published: six months after it ends."""
    return date(year.last_day.year, 9, 30)


def edition_in_force(kind: str, day: date) -> GuidanceEdition | None:
    """The edition that a body of that kind reports under; None where none asks for a report yet."""
    of_kind = [edition for edition in EDITIONS if edition.kind == kind]
    in_force = [edition for edition in of_kind if edition.since <= day]
    if in_force:
        return in_force[-1]
    return None if kind == "LSCB" else of_kind[0]


def requirements(edition: str) -> list[Requirement]:
    """What an edition asks, the duty to report first."""
    rows = (Requirement(**row) for row in _rows("requirements.csv"))
    return [each for each in rows if each.edition == edition]


def answers(chapter: str) -> list[tuple[str, str]]:
    """What a chapter answers: a requirement, and the table of it that does, or its "commentary", or
    what was "promised" a year before. Nothing of a chapter that says nothing of it."""
    return [(row["requirement"], row["answer"]) for row in _rows(f"answers/{chapter}.csv")]


@cache
def _rows(name: str) -> list[dict[str, str]]:
    path = Path(__file__).parent / name
    return list(_read(path)) if path.is_file() else []


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
