"""Reports made by hand, cleared by the gate and written as they are after a clearing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from lscb.cleared import REGISTRATION, Cleared, written
from lscb.csvw import json_of
from lscb.disclosure.gate import Clearance, cleared_tables
from lscb.tables import TOTAL, Column, Table
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear

KEY = bytes([3]) * 32
"""With it "Emotional" is withheld beside a small "Physical"."""

CATEGORIES = ("Neglect", "Physical", "Sexual", "Emotional")


def by_category(years: dict[str, tuple[int, ...]], name: str = "by_category") -> Table:
    """Children by year and category, with each year's total."""
    rows = [
        (year, category, count)
        for year, counts in years.items()
        for category, count in [*zip(CATEGORIES, counts, strict=True), (TOTAL, sum(counts))]
    ]
    return Table(
        name=name,
        title="Children by category",
        population="Children",
        source="a test",
        dimensions={"year": "Year", "category": "Category"},
        columns=(Column("count", "Count", "children", "children"),),
        cells=pd.DataFrame(rows, columns=["year", "category", "count"]),
    )


def cleared(tables: list[Table], policy: str = "dfe") -> Clearance:
    return cleared_tables(tables, "public", "testshire", policy, key=KEY)


def place(root: Path, year: str = "2014-15") -> ReportPlace:
    """A place of a report in a workbench of its own."""
    for folder in ("parameters/testshire", "notebooks"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "parameters" / "testshire" / f"{year}.yaml").write_text("", encoding="utf-8")
    return ReportPlace(Workbench(root), "testshire", ReportingYear(year))


def clearing(here: ReportPlace, tables: list[Table], policy: str = "dfe") -> Cleared:
    """The tables cleared and written."""
    clearance = cleared(tables, policy)
    manifest = {
        "board": {"slug": here.board, "name": "Testshire Board"},
        "year": str(here.year),
        "edition": "public",
        "markings": [],
        "disclosure": {"policy": policy},
        "chapters": [
            {"name": "chapter", "tables": [{"name": t.name, "file": _file(t)} for t in tables]}
        ],
        "stopped": [],
        "versions": {},
    }
    passed = {"chapter": clearance.tables}
    registration = {"tables": [_file(t) for t in tables], **clearance.registration.as_json()}
    return written(here, "public", manifest, passed, {REGISTRATION: registration}, {})


def edition(here: ReportPlace, tables: list[Table], policy: str = "dfe") -> Path:
    """The tables cleared, written and bound, as far as an audit looks."""
    held = clearing(here, tables, policy)
    folder = here.edition("public") / "tables"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in held.folder.glob("*.csv*"):
        shutil.copy(path, folder)
    statement = {key: held.manifest[key] for key in ("board", "year", "disclosure")}
    report = json_of({**statement, "cleared": held.digest})
    (here.edition("public") / "report.json").write_bytes(report)
    return folder


def _file(table: Table) -> str:
    return f"chapter.{table.name}.csv"
