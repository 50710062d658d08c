"""The training chapter's tables and charts, laid out."""

from __future__ import annotations

import pandas as pd

from lscb.chapters.chapter import Chapter
from lscb.cleared import ClearedTable
from lscb.figures import charts
from lscb.figures.charts import Caption
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout
from lscb.tables import NOT_APPLICABLE, TOTAL

SUPPLIED = "Headcount supplied"

_BOOKINGS = {
    "booked": "Booked",
    "cancelled": "Cancelled",
    "did_not_attend": "Did not attend",
    "attended_from_bookings": "Attended, booked",
    "attended_unbooked": "Attended, not booked",
    "attended": "Attended in all",
}


_STEPS = {
    "capacity": "Places",
    "booked": "Booked",
    "attended_from_bookings": "Booked and attended",
    "attended": "Attended in all",
}
"""From what was offered to what was taken up; the last has those who had not booked."""


def training_as_published(chapter: Chapter) -> Shown:
    return chapter.printed_by_board("training_as_published")


def training_by_course(chapter: Chapter) -> Shown:
    headings = {"sessions": "Sessions", "capacity": "Places", **_BOOKINGS, "fill": "Fill, %"}
    return chapter.shown_table(
        "training_by_course",
        Layout(
            rows=("course",),
            row_heading="Course",
            headings=headings | {"attendance_rate": "Attendance rate, %"},
        ),
    )


def training_by_agency(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "training_by_agency",
        Layout(
            rows=("agency",),
            row_heading="Agency",
            headings=_BOOKINGS | {"attendance_rate": "Attendance rate, %"},
        ),
    )


def training_by_agency_and_course(chapter: Chapter) -> Shown:
    """Each course, with the agencies that came to it beneath: a table a narrow screen can hold."""
    return chapter.shown_table(
        "training_by_agency_and_course",
        Layout(
            rows=("course", "agency"),
            row_heading="Course, and agency",
            headings={"attended": "Attendances"},
        ),
    )


def uptake_by_agency(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "uptake_by_agency",
        Layout(
            rows=("headcount", "agency"),
            row_heading="Agency",
            headings={
                "trained": "People trained in the year",
                "in_date": "People in date",
                "eligible": "People eligible",
                "percent": "Uptake, %",
                "lower": "Lower limit",
                "upper": "Upper limit",
            },
            grouped=True,
        ),
    )


def uptake_beside_all(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        "uptake_beside_all",
        Layout(
            rows=("agency",),
            row_heading="Agency",
            headings={
                "share": "Uptake, %",
                "target": "All together, %",
                "lower_95": "Lower 95 % limit",
                "upper_95": "Upper 95 % limit",
                "lower_998": "Lower 99.8 % limit",
                "upper_998": "Upper 99.8 % limit",
                "verdict": "Verdict on all together",
            },
        ),
    )


def places_chart(chapter: Chapter) -> Shown:
    """What became of the year's places: how many were booked, kept and taken up."""

    def draw(table: ClearedTable, caption: Caption) -> Shown:
        (total,) = table.cells[table.cells.course == TOTAL].to_dict("records")
        cells = pd.DataFrame({"figure": [str(total[name]) for name in _STEPS]})
        cells = cells.assign(lower=NOT_APPLICABLE, upper=NOT_APPLICABLE)
        return charts.bars(list(_STEPS.values()), cells, "Places, bookings or attendances", caption)

    title = "From places to attendances"
    return chapter.shown_chart("training_by_course", title, draw, of_year=True)


def uptake_chart(chapter: Chapter) -> Shown:
    """Uptake of each agency that supplied a headcount, with its interval."""

    def draw(table: ClearedTable, caption: Caption) -> Shown:
        rows = table.cells[(table.cells.headcount == SUPPLIED) & (table.cells.agency != TOTAL)]
        cells = charts.with_interval(rows, "percent")
        unit = "People trained in the year, % of people eligible, 95 % interval"
        return charts.bars(list(rows.agency), cells, unit, caption)

    return chapter.shown_chart(
        "uptake_by_agency", "Uptake of training by agency", draw, of_year=True
    )
