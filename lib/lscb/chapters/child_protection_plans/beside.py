"""The board beside others, and its counts beside those that were published."""

from __future__ import annotations

from lscb.chapters.chapter import Chapter
from lscb.cleared import ClearedTable
from lscb.figures import charts
from lscb.figures.charts import Caption
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout
from lscb.tables import NOT_AVAILABLE


def rate_chart(chapter: Chapter) -> Shown:
    """The board's own rate with its interval, and beside it England's and the neighbours'."""

    def draw(table: ClearedTable, caption: Caption) -> Shown:
        cells = charts.with_interval(table.cells, "rate_per_10000")
        unit = "Children on a plan for each 10,000 children, 95 % interval"
        bases = list(table.cells.get("population_release", ()))
        others = _others(chapter, list(table.cells.year))
        return charts.line(list(table.cells.year), cells, unit, caption, bases=bases, others=others)

    return chapter.shown_chart(
        "plans_at_31_march",
        "Rate of children on a plan at the end of each year",
        draw,
        beside="rates_beside_others",
    )


def _others(chapter: Chapter, years: list[str]) -> list[charts.Line]:
    """England's line and the neighbours', of the years a chart shows."""
    if not chapter.holds("rates_beside_others"):
        return []
    table = chapter.table("rates_beside_others")
    cells = table.cells.set_index("year").reindex(years).fillna(NOT_AVAILABLE)
    return [
        charts.Line(table.columns[name]["dc:description"], list(cells[name]), list(cells.release))
        for name in ("england", "neighbours_median")
        if name in table.columns
    ]


def rates_beside_others(chapter: Chapter) -> Shown:
    return _beside(chapter, "rates_beside_others", "year", "Year", {"release": "Release"})


def plans_beside_others(chapter: Chapter) -> Shown:
    more = {"rank": "Rank, highest first", "polarity": "Better when", "release": "Release"}
    return _beside(chapter, "plans_beside_others", "measure", "Published measure", more)


def plans_compared(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "plans_compared",
        Layout(
            rows=("measure", "beside"),
            row_heading="Measure, and what it is beside",
            headings={
                "own": str(chapter.year),
                "lower": "Lower limit",
                "upper": "Upper limit",
                "other": "Compared with",
                "verdict": "Verdict",
            },
            grouped=True,
        ),
    )


def _beside(chapter: Chapter, name: str, row: str, row_heading: str, more: dict[str, str]) -> Shown:
    """A table of others' figures: a column for each there is somebody for."""
    if not chapter.holds(name):
        return chapter.absent(name)
    table = chapter.table(name)
    figures = [c for c, about in table.columns.items() if about["lscb:role"] == "figure"]
    headings = {figure: heading(table, figure) for figure in figures}
    more = {name: words for name, words in more.items() if name in table.attributes}
    return chapter.shown_table(
        name, Layout(rows=(row,), row_heading=row_heading, headings=headings | more)
    )


def as_published(chapter: Chapter) -> Shown:
    if not chapter.holds("as_published"):
        return chapter.absent("as_published")
    by_board = "printed" in chapter.table("as_published").attributes
    headings = {
        "counted": "Counted here",
        "published": "Published by DfE",
        **({"printed": "In the board’s report"} if by_board else {}),
        "release": "Release",
    }
    return chapter.shown_table(
        "as_published", Layout(("measure",), headings, row_heading="Published measure")
    )


def heading(table: ClearedTable, name: str) -> str:
    """What a column of others' figures is headed; nothing where there is no such column."""
    return table.columns[name]["dc:description"] if name in table.columns else ""
