"""What was counted from the board's own records, as tables and a chart."""

from __future__ import annotations

import pandas as pd

from lscb.chapters.chapter import Chapter
from lscb.cleared import ClearedTable
from lscb.figures import charts, wording
from lscb.figures.charts import Caption
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout
from lscb.tables import TOTAL

_DURATIONS = Layout(
    rows=("duration", "part"),
    across="year",
    row_heading="How long",
    headings={"count": "plans", "percent": "%"},
)


def plan_flow(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "plan_flow",
        Layout(
            rows=("year",),
            row_heading="Year",
            headings={
                "at_start": "On a plan as the year began",
                "started": "Started",
                "ended": "Ended",
                "at_end": "On a plan at 31 March",
            },
        ),
    )


def plans_at_31_march(chapter: Chapter) -> Shown:
    headings = {
        "count": "Children on a plan",
        "population": "Children aged 0 to 17",
        "rate_per_10000": "Rate per 10,000",
        "lower": "Lower limit",
        "upper": "Upper limit",
    }
    if chapter.holds("plans_at_31_march") and chapter.table("plans_at_31_march").attributes:
        headings["population_release"] = "Release of the population"
    return chapter.shown_table(
        "plans_at_31_march", Layout(rows=("year",), row_heading="Year", headings=headings)
    )


def plans_by_month(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "plans_by_month",
        Layout(
            rows=("month",),
            row_heading="Month",
            row_label=wording.month,
            headings={
                "started": "Started",
                "ended": "Ended",
                "at_end": "On a plan at the month's end",
            },
        ),
    )


def plans_by_duration_ended(chapter: Chapter) -> Shown:
    return chapter.shown_table("plans_by_duration_ended", _DURATIONS)


def plans_by_duration_open(chapter: Chapter) -> Shown:
    return chapter.shown_table("plans_by_duration_open", _DURATIONS)


def duration_chart(chapter: Chapter) -> Shown:
    """The plans that ended in the reporting year, by DfE's bands."""

    def draw(table: ClearedTable, caption: Caption) -> Shown:
        rows = table.cells[(table.cells.year == str(chapter.year)) & (table.cells.part == TOTAL)]
        rows = rows[rows.duration != TOTAL]
        cells = pd.DataFrame({"figure": rows["count"], "lower": "[z]", "upper": "[z]"})
        return charts.bars(list(rows.duration), cells, "Plans that ended in the year", caption)

    return chapter.shown_chart(
        "plans_by_duration_ended",
        "Plans that ended in the year by how long they had lasted",
        draw,
        of_year=True,
    )


def how_long_plans_last(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "how_long_plans_last",
        Layout(
            rows=("measure",),
            row_heading="If plans ended as they did this year",
            headings={"estimate": "Estimate", "lower": "Lower limit", "upper": "Upper limit"},
        ),
    )


def plans_by_category(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "plans_by_category",
        Layout(
            rows=("basis", "category"),
            across="year",
            row_heading="Category of abuse",
            headings={"count": "plans", "percent": "%"},
            grouped=True,
        ),
    )


def second_or_subsequent_plans(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "second_or_subsequent_plans",
        Layout(
            rows=("year",),
            row_heading="Year",
            headings={
                "numerator": "Second or subsequent plans",
                "denominator": "Plans started",
                "percent": "%",
                "lower": "Lower limit",
                "upper": "Upper limit",
            },
        ),
    )


def repeat_plans_within_24_months(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "repeat_plans_within_24_months",
        Layout(
            rows=("year",),
            row_heading="Year",
            headings={
                "numerator": "Within 24 months",
                "repeats": "Second or subsequent plans",
                "denominator": "Plans started",
                "percent": "% within 24 months",
                "lower": "Lower limit",
                "upper": "Upper limit",
            },
        ),
    )


def reviews_in_time(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "reviews_in_time",
        Layout(
            rows=("year",),
            row_heading="Year",
            headings={
                "numerator": "All reviews in time",
                "denominator": "On a plan for more than 3 months",
                "percent": "%",
                "lower": "Lower limit",
                "upper": "Upper limit",
            },
        ),
    )


def icpc_timeliness(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "icpc_timeliness",
        Layout(
            rows=("group", "working_days"),
            across="year",
            row_heading="Working days since the strategy discussion",
            headings={"count": "children", "percent": "%"},
        ),
    )
