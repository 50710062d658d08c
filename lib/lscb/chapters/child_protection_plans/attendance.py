"""Which agencies came to conferences: the table, a chart of initial ones, and what to say of it."""

from __future__ import annotations

import pandas as pd

from lscb.chapters.chapter import Chapter
from lscb.cleared import ClearedTable
from lscb.figures import charts, wording
from lscb.figures.charts import Caption
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout
from lscb.tables import NOT_APPLICABLE, SYMBOLS, TOTAL, WITHHELD

NAME = "conference_attendance"
TYPES = {"Initial": "initial conferences", "Review": "reviews"}
LOWER = "lower than"
TOO_FEW_TO_JUDGE = "too few to judge"
TOO_FEW = {TOO_FEW_TO_JUDGE, "too few to compare"}


def conference_attendance(chapter: Chapter) -> Shown:
    return chapter.shown_table(
        NAME,
        Layout(
            rows=("conference_type", "agency"),
            row_heading="Type of conference, and agency",
            headings={
                "invited": "Invited",
                "attended": "Attended",
                "percent": "% attended",
                "lower": "Lower limit",
                "upper": "Upper limit",
                "verdict": "Verdict on all together",
                "asked": "Reports asked for",
                "sent": "Reports sent",
                "sent_percent": "% sent",
            },
            grouped=True,
            quiet=("verdict", TOO_FEW_TO_JUDGE),
        ),
    )


def attendance_chart(chapter: Chapter) -> Shown:
    """Attendance at initial conferences with its interval, the highest first.

    Of agencies whose invitations are enough to judge by, or withheld.
    """

    def draw(table: ClearedTable, caption: Caption) -> Shown:
        rows = _agencies(table)
        rows = rows[(rows.conference_type == "Initial") & (rows.percent != NOT_APPLICABLE)]
        # Those of which nothing is shown come last, in the table's own order.
        shares = rows.percent.map(wording.value).astype(float)
        rows = rows.loc[shares.sort_values(ascending=False, kind="stable").index]
        cells = charts.with_interval(rows, "percent")
        unit = "Conferences attended, % of six or more invited to, 95 % interval"
        return charts.bars(list(rows.agency), cells, unit, caption)

    title = "Agencies’ attendance at initial child protection conferences"
    return chapter.shown_chart(NAME, title, draw, of_year=True)


def attendance_findings(chapter: Chapter) -> list[str]:
    """The agency that came least, where it came less than chance allows; else that none did."""
    if not chapter.holds(NAME):
        return [] if chapter.has(NAME) else [chapter.missing(NAME)]
    rows = _agencies(chapter.table(NAME))
    if rows.empty:
        return [f"No agency was invited to a child protection conference in {chapter.year}."]
    made = (
        f"up to {wording.counted(str(len(rows)), 'comparison was made', 'comparisons were made')}"
    )
    if set(rows.verdict) <= TOO_FEW:
        return ["No agency was invited to enough conferences to be compared with the others."]
    lower = rows[rows.verdict == LOWER]
    if lower.empty:
        hidden = " of which figures are shown" if (rows.verdict == WITHHELD).any() else ""
        return [
            f"No agency{hidden} attended less than all agencies together by more than chance "
            f"allows: {made}, at 99.8 % limits."
        ]
    least = lower.loc[lower.percent.astype(float).idxmin(), "agency"]
    where = [TYPES[of_type] for of_type in lower[lower.agency == least].conference_type]
    return [
        f"{_of_one_agency(rows[rows.agency == least], least)} That is lower than all agencies "
        f"together at {wording.listed(where)}, by more than chance allows: {made}, at 99.8 % "
        "limits."
    ]


def _agencies(table: ClearedTable) -> pd.DataFrame:
    return table.cells[table.cells.agency != TOTAL]


def _of_one_agency(rows: pd.DataFrame, agency: str) -> str:
    """What an agency attended of what it was invited to, by type; or that it is withheld."""
    said, gone = [], []
    for row in rows.to_dict("records"):
        conferences = TYPES[row["conference_type"]]
        if {row["attended"], row["invited"]} & SYMBOLS.keys():
            gone.append(conferences)
        elif row["invited"] != "0":
            came = "none" if row["attended"] == "0" else wording.figure(row["attended"])
            said.append(f"{came} of {wording.figure(row['invited'])} {conferences}")
    hidden = f"; its attendance at {wording.listed(gone)} is {SYMBOLS[WITHHELD]}" if gone else ""
    return f"{agency} attended {wording.listed(said)} to which the agency was invited{hidden}."
