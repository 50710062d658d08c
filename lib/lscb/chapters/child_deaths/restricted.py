"""What only the panel sees, each as a chart and the table it is drawn from."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from lscb.chapters.chapter import Chapter
from lscb.cleared import ClearedTable
from lscb.figures import charts
from lscb.figures.charts import Caption, Line
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout
from lscb.tables import NOT_APPLICABLE


def days_between_unexpected_deaths(chapter: Chapter) -> Shown:
    """The days between deaths, in order, with their mean and the limit of chance."""

    def draw(table: ClearedTable, caption: Caption) -> Shown:
        rows = table.cells
        days = pd.DataFrame({"figure": rows.days, "lower": NOT_APPLICABLE, "upper": NOT_APPLICABLE})
        beside = {"Mean": rows["mean"], "Limit": rows.upper_998}
        return charts.line(
            list(rows.death),
            days,
            "Days since the unexpected death before, by order of the deaths",
            replace(caption, place="Days"),
            others=[Line(name, list(cells), [""] * len(rows)) for name, cells in beside.items()],
        )

    layout = Layout(
        rows=("death",),
        row_heading="Unexpected death",
        headings={"days": "Days since the one before", "mean": "Mean", "upper_998": "Limit"},
    )
    name = "days_between_unexpected_deaths"
    if not chapter.holds(name):
        return chapter.absent(name)
    title = "Days between unexpected deaths of resident children"
    return chapter.shown_chart(name, title, draw).and_then(chapter.shown_table(name, layout))


def how_long_reviews_take(chapter: Chapter) -> Shown:
    """The share of deaths not yet reviewed, by months since the death."""

    def draw(table: ClearedTable, caption: Caption) -> Shown:
        start = {"figure": "100.0", "lower": NOT_APPLICABLE, "upper": NOT_APPLICABLE}
        later = charts.with_interval(table.cells, "percent")
        cells = pd.concat([pd.DataFrame([start]), later], ignore_index=True)
        unit = "Deaths not yet reviewed, %, by months since the death, 95 % interval"
        return charts.line(["0", *table.cells.months], cells, unit, caption)

    layout = Layout(
        rows=("months",),
        row_heading="Months since the death",
        headings={
            "waiting": "Deaths followed for longer",
            "percent": "% not yet reviewed",
            "lower": "Lower limit",
            "upper": "Upper limit",
        },
    )
    name = "how_long_reviews_take"
    if not chapter.holds(name):
        return chapter.absent(name)
    title = "How long deaths of resident children wait for a review"
    return chapter.shown_chart(name, title, draw).and_then(chapter.shown_table(name, layout))
