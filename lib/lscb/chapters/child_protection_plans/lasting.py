"""How long plans last: the curve for the panel, and whether it differs from last year's."""

from __future__ import annotations

from lscb.chapters.chapter import Chapter
from lscb.cleared import ClearedTable
from lscb.figures import charts
from lscb.figures.charts import Caption
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout

MONTHS = {"0": "0", "91": "3", "183": "6", "274": "9", "365": "12", "548": "18", "729": "24"}
"""The days that the axis names, and the months they are."""


def endings_beside_last_year(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "endings_beside_last_year",
        Layout(
            rows=("beside",),
            row_heading="Beside",
            headings={
                "ratio": "Ended ÷ expected",
                "probability": "Probability of as much by chance",
                "verdict": "Verdict on the expected",
            },
        ),
    )


def plan_survival(chapter: Chapter) -> Shown:
    """The curve with its limits, and beneath it the plans that are followed so long."""

    def draw(table: ClearedTable, caption: Caption) -> Shown:
        cells = table.cells
        curve = charts.with_interval(cells, "percent").assign(days=list(cells.days.astype(int)))
        followed = dict(zip(cells.days, cells.at_risk, strict=True))
        ticks = {int(d): (month, followed[d]) for d, month in MONTHS.items() if d in followed}
        unit = "Plans lasting longer, %, 95 % interval"
        return charts.steps(
            curve, ticks, unit, "Months on a plan; beneath, plans followed", caption
        )

    title = "The curve of how long plans last"
    return chapter.shown_chart("plan_survival", title, draw, of_year=True)
