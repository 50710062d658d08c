"""Plans started in each month of all years, beside the limits of their usual variation."""

from __future__ import annotations

from lscb.chapters.chapter import Chapter
from lscb.cleared import ClearedTable
from lscb.figures import wording
from lscb.figures.charts import Caption
from lscb.figures.control import Series, control_chart
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout

NAME = "plans_started_by_month"
UNMARKED = "usual variation"


def plans_started_chart(chapter: Chapter) -> Shown:
    """All months as a line, with their mean and limits, and the months that stand out."""

    def draw(table: ClearedTable, caption: Caption) -> Shown:
        cells = table.cells
        first = cells.iloc[0]
        series = Series(
            [wording.month(each) for each in cells.month],
            list(cells.started),
            list(cells.mark != UNMARKED),
            *(first["mean"], first.lower, first.upper),
        )
        return control_chart(series, "Plans started in the month; squares stand out", caption)

    return chapter.shown_chart(NAME, "Plans started in each month", draw)


def plans_started_by_month(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        NAME,
        Layout(
            rows=("month",),
            row_heading="Month",
            row_label=wording.month,
            headings={
                "started": "Started",
                "mean": "Mean",
                "lower": "Lower limit",
                "upper": "Upper limit",
                "mark": "How it lies to the others",
            },
        ),
    )
