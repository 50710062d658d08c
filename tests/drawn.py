"""Tables drawn as text: records as a measure takes them, and tables as it should give them.

    date_of_death | resident
    2014-05-02    | yes

A column named `times` repeats its row, so that a published count can be drawn in one line.
"""

from __future__ import annotations

import pandas as pd

from lscb.comparators.compared import Comparators
from lscb.comparators.held import COLUMNS
from lscb.records import declared
from lscb.records.ethnicities import ETHNIC_GROUPS
from lscb.report import Report
from lscb.scope import Scope
from lscb.tables import Table
from lscb.years import ReportingYear

POPULATION = {year: 50_000 + year - 2000 for year in range(2005, 2024)}

BY_GROUP: dict[str, dict[str, object]] = {
    "population_by_ethnic_group": {"by": dict.fromkeys(ETHNIC_GROUPS, 10_000)},
    "population_by_deprivation_quintile": {"by": dict.fromkeys(range(1, 6), 10_000)},
    "live_births": {"by": dict.fromkeys(POPULATION, 600)},
}
"""Children of groups and births, for what sets deaths beside them."""


def drawn(record: str, text: str) -> pd.DataFrame:
    """A record as a measure is given it: its declared columns and kinds.

    Columns left out are blank, but for identifiers, which number the rows.
    """
    cells = _cells(text)
    if "times" in cells:
        cells = cells.loc[cells.index.repeat(cells.pop("times").astype(int))]
    cells = cells.reset_index(drop=True)
    made = pd.DataFrame(index=cells.index)
    for column in declared()[record].columns:
        if column.name in cells:
            given = cells[column.name]
        elif column.name.endswith("_id"):
            given = pd.Series([f"{column.name} {row}" for row in cells.index], dtype=object)
        else:
            given = pd.Series("", index=cells.index, dtype=object)
        cells = cells.drop(columns=column.name, errors="ignore")
        assert not column.codes or set(given) <= {*column.codes, ""}, f"{column.name}: a typo"
        given = given.where(given != "", None)
        if column.kind == "date":
            made[column.name] = pd.to_datetime(given).astype("datetime64[ns]")
        else:
            made[column.name] = given.astype("Int64" if column.kind == "whole number" else "string")
    assert cells.columns.empty, f"{record} has no column {', '.join(cells.columns)}"
    return made


def pictured(text: str) -> pd.DataFrame:
    """A drawn table as it is: whole numbers, numbers with a point, and words."""
    return _cells(text).map(_plain).astype(object)


def assert_shows(table: Table, text: str, **at: str | tuple[str, ...]) -> None:
    """The drawn columns and rows are those of the table, in order, at the values given."""
    wanted = pictured(text)
    found = table.cells
    for dimension, values in at.items():
        found = found[found[dimension].isin([values] if isinstance(values, str) else values)]
    found = found[list(wanted.columns)].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, wanted, check_column_type=False)


def scope(
    year: str = "2014-15",
    edition: str = "public",
    *,
    first_year: str = "2012-13",
    windows: tuple[str, int] = ("2012-13", 3),
    compared: Comparators | None = None,
    **figures: dict[str, object],
) -> Scope:
    """What a measure is asked for. `figures` are the sourced ones, a population aside."""
    population = {"population_0_17": {"by": POPULATION}}
    report = Report.model_validate(
        {
            "board": {
                "name": "Testshire Safeguarding Children Board",
                "place": "Testshire",
                "kind": "LSCB",
                "council_code": "E99999999",
            },
            "records": "made-up",
            "first_year": first_year,
            "chapters": ["child_deaths", "child_protection_plans", "training"],
            "figures": {
                name: {"source": "drawn for a test"} | figure
                for name, figure in (population | figures).items()
            },
            "disclosure": {
                "policy": "dfe",
                "windows": {"first_year": windows[0], "years": windows[1]},
            },
            "panel": {"recipient": "Testshire Child Death Overview Panel"},
        }
    )
    return Scope(report, ReportingYear(year), edition, compared)


def published(text: str, *, boards: str = "", neighbours: str = "") -> Comparators:
    """What is published of Testshire (E99999999), England and others, drawn: area, year, measure
    and value, all of one release."""
    figures, printed = (_published(each) for each in (text, boards))
    return Comparators(
        area="E99999999",
        region=None,
        model="April 2021" if neighbours else None,
        neighbours=tuple(neighbours.split()),
        releases=("dfe-2024",),
        titles={"dfe-2024": "a release drawn for a test"},
        figures=figures,
        boards=printed,
    )


def _published(text: str) -> pd.DataFrame:
    """Drawn figures, columns as they are held; a symbol stands where a value is none."""
    if not text:
        return pd.DataFrame(columns=list(COLUMNS))
    rows = pictured(text)
    numbers = pd.to_numeric(rows.value, errors="coerce")
    more = {"symbol": rows.value.where(numbers.isna(), ""), "value": numbers}
    kept = {"area_code": rows.area, "release": "dfe-2024", "source": "drawn for a test"}
    return rows.assign(**kept, **more)[list(COLUMNS)]


def _cells(text: str) -> pd.DataFrame:
    head, *rows = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    return pd.DataFrame(rows, columns=head, dtype=object)


def _plain(cell: str) -> object:
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            pass
    return cell
