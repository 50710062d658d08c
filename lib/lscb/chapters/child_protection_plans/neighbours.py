"""The area among its statistical neighbours, one by one."""

from __future__ import annotations

from collections.abc import Iterator

from lscb.chapters.chapter import Chapter
from lscb.cleared import ClearedTable
from lscb.figures.charts import Caption
from lscb.figures.dots import ANOTHER, ITSELF, SUMMARY, Dot, dots
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout

KINDS = {"this area": ITSELF, "statistical neighbour": ANOTHER}
"""How a row is drawn, by what the area is to this one; regions and England sum many up."""


def neighbours_chart(chapter: Chapter) -> Shown:
    """Published rates as dots; this area's, where none is published, as it was counted here."""

    def draw(table: ClearedTable, caption: Caption) -> Shown:
        counted = list(_counted_here(chapter, table))
        interval = ", own 95 % interval" if counted else ""
        unit = f"Children on a plan for each 10,000{interval}"
        return dots([*_published(table), *counted], unit, caption)

    return chapter.shown_chart(
        "neighbours_rates",
        "Published rates of children on a plan, by area",
        draw,
        beside=None if _is_published(chapter) else "plans_at_31_march",
    )


def _is_published(chapter: Chapter) -> bool:
    name = "neighbours_rates"
    return chapter.holds(name) and "this area" in set(chapter.table(name).cells.kind)


def _published(table: ClearedTable) -> Iterator[Dot]:
    for row in table.cells.itertuples():
        name = f"{row.area} (region)" if row.kind == "region" else row.area
        yield Dot(name, row.rate, KINDS.get(row.kind, SUMMARY))


def _counted_here(chapter: Chapter, table: ClearedTable) -> Iterator[Dot]:
    """The area's own rate with its interval, where nobody else has published one."""
    if "this area" in set(table.cells.kind) or not chapter.holds("plans_at_31_march"):
        return
    year = str(chapter.year)
    rate, lower, upper = (
        chapter.cell("plans_at_31_march", name, year=year)
        for name in ("rate_per_10000", "lower", "upper")
    )
    yield Dot(f"{chapter.place}, counted here", rate, ITSELF, lower, upper)


def neighbours_rates(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "neighbours_rates",
        Layout(
            rows=("area",),
            row_heading="Area",
            headings={"rate": "Rate per 10,000", "kind": "What it is", "release": "Release"},
        ),
    )
