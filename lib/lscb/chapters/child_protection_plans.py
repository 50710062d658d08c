"""Child protection plans: figures and sentences from cleared tables."""

from __future__ import annotations

import pandas as pd

from lscb.chapters.chapter import Chapter
from lscb.cleared import ClearedTable
from lscb.figures import charts, wording
from lscb.figures.charts import Caption
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout
from lscb.tables import TOTAL

TWO_YEARS = "2 years or more"
WITHIN = "Within 15 working days"


def findings(chapter: Chapter) -> Shown:
    """What the chapter found, the children on a plan at the year's end first."""
    if not chapter.has("plan_flow"):
        return wording.findings([chapter.missing("plan_flow")])
    return wording.findings(
        [sentence(chapter) for sentence in (_on_a_plan, _flow, _repeats, _two_years, _timeliness)]
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
    return chapter.shown_table(
        "plans_at_31_march",
        Layout(
            rows=("year",),
            row_heading="Year",
            headings={
                "count": "Children on a plan",
                "population": "Children aged 0 to 17",
                "rate_per_10000": "Rate per 10,000",
                "lower": "Lower limit",
                "upper": "Upper limit",
            },
        ),
    )


def rate_chart(chapter: Chapter) -> Shown:
    def draw(table: ClearedTable, caption: Caption) -> Shown:
        cells = charts.with_interval(table.cells, "rate_per_10000")
        unit = "Children on a plan for each 10,000 children, 95 % interval"
        return charts.line(list(table.cells.year), cells, unit, caption)

    return chapter.shown_chart(
        "plans_at_31_march", "Rate of children on a plan at the end of each year", draw
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


_DURATIONS = Layout(
    rows=("duration", "part"),
    across="year",
    row_heading="How long",
    headings={"count": "plans", "percent": "%"},
)


def _on_a_plan(chapter: Chapter) -> str:
    year = str(chapter.year)
    names = ("count", "rate_per_10000", "lower", "upper")
    count, rate, lower, upper = (chapter.cell("plans_at_31_march", n, year=year) for n in names)
    day = f"31 March {chapter.year.start + 1}"
    number = wording.stated(
        f"The number of children on a child protection plan in {chapter.place} at {day}",
        [count],
        f"at {day}, {wording.counted(count, 'child', 'children')} in {chapter.place} "
        f"{wording.were(count)} on a child protection plan.",
    )
    share = wording.stated(
        "The rate for each 10,000 children",
        [rate, lower, upper],
        f"that is {wording.figure(rate)} for each 10,000 children "
        f"({wording.interval(lower, upper)}).",
    )
    return f"{number} {share}"


def _flow(chapter: Chapter) -> str:
    year = str(chapter.year)
    started, ended = (chapter.cell("plan_flow", name, year=year) for name in ("started", "ended"))
    return wording.stated(
        f"The number of plans that started and ended in {year}",
        [started, ended],
        f"{wording.counted(started, 'plan', 'plans')} started in {year} and "
        f"{'none' if ended == '0' else wording.figure(ended)} ended.",
    )


def _repeats(chapter: Chapter) -> str:
    year = str(chapter.year)
    names = ("numerator", "denominator", "percent")
    k, n, percent = (chapter.cell("second_or_subsequent_plans", x, year=year) for x in names)
    return wording.stated(
        f"The share of plans started in {year} for a child who had been on a plan before",
        [k, n, percent],
        f"of {wording.counted(n, 'plan', 'plans')} started in {year}, {wording.figure(k)} "
        f"({wording.figure(percent)} %) {wording.were(k)} for a child who had been on a plan "
        "before.",
    )


def _two_years(chapter: Chapter) -> str:
    """Ended plans and plans still open are different things: both, never one for the other."""
    at = {"year": str(chapter.year), "duration": TWO_YEARS, "part": TOTAL}
    sentences = []
    for table, which, of in (
        ("plans_by_duration_ended", "that ended in the year", "had lasted"),
        ("plans_by_duration_open", "still open at 31 March", "had already lasted"),
    ):
        count, total = (chapter.cell(table, name, **at) for name in ("count", "denominator"))
        if total == "0":
            sentences.append(f"There were no plans {which}.")
            continue
        sentences.append(
            wording.stated(
                f"The number of plans {which} that {of} two years or more",
                [count, total],
                f"of {wording.counted(total, 'plan', 'plans')} {which}, "
                f"{wording.counted(count, 'plan', 'plans')} {of} two years or more.",
            )
        )
    return " ".join(sentences)


def _timeliness(chapter: Chapter) -> str:
    if not chapter.has("icpc_timeliness"):
        return chapter.missing("icpc_timeliness")
    at = {"year": str(chapter.year), "group": WITHIN, "working_days": TOTAL}
    names = ("count", "denominator", "percent", "lower", "upper")
    k, n, percent, lower, upper = (chapter.cell("icpc_timeliness", x, **at) for x in names)
    return wording.stated(
        f"The share of initial conferences held within 15 working days in {chapter.year}",
        [k, n, percent],
        f"of {wording.counted(n, 'child', 'children')} whose initial conference can be measured, "
        f"{wording.figure(k)} had it within 15 working days of the strategy discussion: "
        f"{wording.figure(percent)} % ({wording.interval(lower, upper)}).",
    )
