"""What training came to: evaluations, cost, e-learning and schools, laid out as tables."""

from __future__ import annotations

from lscb.chapters.chapter import Chapter
from lscb.chapters.training.caution import cautioned
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout
from lscb.tables import TOTAL


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


def cost_per_attendance(chapter: Chapter) -> Shown:
    headings = {
        "spending": "Spent on training, £",
        "attended": "Attendances",
        "cost": "An attendance, £",
    }
    layout = Layout(rows=("year",), row_heading="Year", headings=headings)
    return chapter.shown_table("cost_per_attendance", layout)


def e_learning_by_module(chapter: Chapter) -> Shown:
    headings = {"completions": "completed", "people": "people"}
    layout = Layout(rows=("module",), across="year", row_heading="Module", headings=headings)
    return chapter.shown_table("e_learning_by_module", layout)


def schools_trained(chapter: Chapter) -> Shown:
    name = "schools_trained"
    headings = {
        "schools": "Schools",
        "returned": "Sent a return",
        "response": "Response rate, %",
        "lead_trained": "Lead trained",
        "staff_trained": "Whole staff trained",
        "policy_checked": "Policy checked",
    }
    layout = Layout(
        rows=("phase",), row_heading="Phase", headings=headings, row_label=str.capitalize
    )
    return cautioned(chapter, name, chapter.shown_table(name, layout), phase=TOTAL)
