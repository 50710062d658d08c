"""A chapter opened on hand-made cleared tables, each drawn as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from lscb.chapters import Chapter
from lscb.cleared import written
from lscb.tables import Column, Table
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.drawn import pictured

DIMENSIONS = (
    *("year", "period", "month", "category", "expected", "duration", "part", "basis", "group"),
    *("working_days", "conference_type", "course", "agency", "headcount", "measure", "test"),
    *("age_group", "sex", "ethnic_group", "area", "within"),
)
MARKINGS = ["Draft, not published", "Demonstration: made-up records, not Testshire's"]


def cleared_table(name: str, text: str, **more: object) -> Table:
    """A table as the gate lets it out: its columns are dimensions by their names, or figures."""
    cells = pictured(text)
    return Table(
        name=name,
        title=name.replace("_", " ").capitalize(),
        population="Those counted",
        source="records drawn for a test",
        dimensions={column: column for column in cells if column in DIMENSIONS},
        columns=tuple(
            Column(column, column, unit="as drawn", stated=True)
            for column in cells
            if column not in DIMENSIONS
        ),
        cells=cells,
        **more,
    )


def opened(
    folder: Path,
    name: str,
    tables: Mapping[str, str] | list[Table],
    *,
    not_supplied: Mapping[str, Mapping[str, str]] | None = None,
    figures_not_supplied: Iterable[str] = (),
    commentary: str | None = None,
    promised: str | None = None,
    year: str = "2014-15",
) -> Chapter:
    """The second chapter of a public report of Testshire."""
    made = (
        tables
        if isinstance(tables, list)
        else [cleared_table(table, text) for table, text in tables.items()]
    )
    manifest = {
        "board": {"slug": "testshire", "name": "Testshire Board <1>", "place": "Testshire"},
        "year": year,
        "edition": "public",
        "markings": MARKINGS,
        "recipient": None,
        "logo": None,
        "disclosure": {"says": "Counts of 1 to 5 are withheld."},
        "published": None,
        "figures": [],
        "contents": [
            {"name": each, "title": each.title(), "number": number}
            for number, each in enumerate(["another", name], start=1)
        ],
        "chapters": [
            _stated("another", 1, []),
            {
                **_stated(name, 2, made),
                "not_supplied": not_supplied or {},
                "figures_not_supplied": list(figures_not_supplied),
                "data_quality": [],
                "commentary": commentary,
                "promised": {"year": "2013-14", "words": promised},
            },
        ],
        "stopped": [],
        "versions": {},
    }
    place = ReportPlace(Workbench(folder), "testshire", ReportingYear(year))
    tables = {"another": [], name: made}
    return Chapter(written(place, "public", manifest, tables, {}, {}), name)


def _stated(name: str, number: int, tables: list[Table]) -> dict[str, object]:
    return {
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "number": number,
        "tables": [{"name": t.name, "file": f"{name}.{t.name}.csv"} for t in tables],
        "not_supplied": {},
        "figures_not_supplied": [],
        "data_quality": [],
        "commentary": None,
        "promised": {"year": "2013-14", "words": None},
    }
