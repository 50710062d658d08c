"""What the law asks of the report, and where the report answers it.

Held against the edition of Working Together to Safeguard Children that is in force when the report
is published. What is there answers; what was not supplied does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lscb.press.guidance import (
    Requirement,
    answers,
    edition_in_force,
    expected_day,
    requirements,
)
from lscb.press.pages.material import Material
from lscb.years import ReportingYear

TITLE = "What the law asks of this report"

READ = {
    "act": "",
    "quoted": "as others quote it",
    "memory": "not checked",
}
"""How far the wording of a requirement was checked against the law or the guidance itself."""

PROSE = {
    "commentary": "what the board says of it",
    "promised": "what the board said a year before it would do",
}
"""What answers that is no table."""


@dataclass(frozen=True)
class Answer:
    """Where a requirement is answered: a page of the report, and what is there."""

    page: str
    words: str


@dataclass(frozen=True)
class Row:
    """A requirement, where it is answered, and in how far."""

    asked: Requirement
    answers: tuple[Answer, ...]

    @property
    def state(self) -> str:
        if not self.answers:
            return "Not answered"
        return "In part" if self.asked.lacks else "Answered"


def facts(material: Material) -> dict[str, Any]:
    """The edition, the day it was chosen by, and the rows by whom they ask."""
    stated = material.held.manifest
    published, kind = stated["published"], stated["board"]["kind"]
    day = _day(published, ReportingYear(stated["year"]))
    edition = edition_in_force(kind, day)
    asked = requirements(edition.name) if edition else []
    there = _answers(material)
    rows = [Row(each, tuple(there.get(each.requirement, ()))) for each in asked]
    of = {whom: [row for row in rows if row.asked.of == whom] for whom in ("body", "deaths")}
    return {
        "edition": edition,
        "day": day.isoformat(),
        "duty": next((row.asked for row in rows if row.asked.requirement == "duty"), None),
        "of": {w: [row for row in of[w] if row.asked.requirement != "duty"] for w in of},
        "read": READ,
    }


def _day(published: str | None, year: ReportingYear) -> date:
    return date.fromisoformat(published) if published else expected_day(year)


def _answers(material: Material) -> Mapping[str, list[Answer]]:
    """What of the report answers each requirement, in the order of its chapters."""
    found: dict[str, list[Answer]] = {}
    for chapter in material.held.chapters():
        for requirement, name in answers(chapter["name"]):
            for answer in _there(material, chapter, name):
                found.setdefault(requirement, []).append(answer)
    return found


def _there(material: Material, chapter: Mapping[str, Any], name: str) -> Iterator[Answer]:
    """What a chapter answers with, where it has it: a table that tells something, or prose."""
    if name in PROSE:
        said = chapter["commentary"] if name == "commentary" else chapter["promised"]["words"]
        if said is not None:
            yield Answer(chapter["name"], f"{chapter['title']}: {PROSE[name]}")
    elif name in {table["name"] for table in chapter["tables"]}:
        table = material.held.table(chapter["name"], name)
        if not table.cells.empty and table.tells():
            number = _number(material, chapter["name"], table.file)
            yield Answer(chapter["name"], f"{number}: {table.title}" if number else table.title)


def _number(material: Material, chapter: str, file: str) -> str | None:
    """What the chapter calls the table of a file: Table 2.3; None where it shows it in a chart."""
    page = (material.folder / f"{chapter}.html").read_text(encoding="utf-8")
    found = re.search(rf'href="tables/{re.escape(file)}">Download (Table [\d.]+) ', page)
    return found[1] if found else None
