"""The training chapter's tables and charts, laid out."""

from __future__ import annotations

from lscb.chapters.chapter import Chapter
from lscb.chapters.training.caution import cautioned
from lscb.cleared import ClearedTable
from lscb.figures import charts
from lscb.figures.charts import Caption
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout
from lscb.tables import TOTAL

SUPPLIED = "Headcount supplied"

_BOOKINGS = {
    "booked": "Booked",
    "cancelled": "Cancelled",
    "did_not_attend": "Did not attend",
    "attended_from_bookings": "Attended, booked",
    "attended_unbooked": "Attended, not booked",
    "attended": "Attended in all",
}


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
                "lower_998": "Lower limit",
                "upper_998": "Upper limit",
                "verdict": "Verdict on all together",
            },
        ),
    )


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


def evaluation_before_and_after(chapter: Chapter) -> Shown:
    name = "evaluation_before_and_after"
    headings = {
        "attended": "Attendances",
        "pairs": "Scores before and after",
        "response": "Response rate, %",
        "change": "Mean change, points",
        "lower": "Lower limit",
        "upper": "Upper limit",
    }
    layout = Layout(rows=("course",), row_heading="Course", headings=headings)
    return cautioned(chapter, name, chapter.shown_table(name, layout), course=TOTAL)


def evaluation_at_three_months(chapter: Chapter) -> Shown:
    name = "evaluation_at_three_months"
    headings = {
        "asked": "Asked",
        "answered": "Answered",
        "response": "Response rate, %",
        "changed": "Said practice had changed",
        "percent": "% of answers",
        "lower": "Lower limit",
        "upper": "Upper limit",
    }
    layout = Layout(rows=("year",), row_heading="Asked in", headings=headings)
    return cautioned(chapter, name, chapter.shown_table(name, layout), year=str(chapter.year))
