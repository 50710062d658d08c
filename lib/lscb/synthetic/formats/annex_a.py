"""Ofsted's Annex A, as a council has it ready for an inspection: one workbook, two of its lists.

List 7 is every plan open on the day or ended in the six months before it, list 5 every section 47
enquiry that began in them. Headings and letters before codes are those of the lists (ILACS).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import openpyxl
import pandas as pd
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from lscb.records.ethnicities import ETHNICITIES
from lscb.synthetic.reviews import after
from lscb.years import ReportingYear

MONTHS = 6
NAME = "annex_a.xlsx"
YES, NO, UNKNOWN = "a) Yes", "b) No", "c) Unknown"
TEAM, WORKER = "made-up-team-1", "made-up-worker-1"
GENDERS = {
    "male": "a) Male",
    "female": "b) Female",
    "not recorded": "c) Not stated/recorded",
    "indeterminate": "d) Neither",
}
ABUSE = {
    "neglect": "a) Neglect",
    "physical abuse": "b) Physical abuse",
    "sexual abuse": "c) Sexual abuse",
    "emotional abuse": "d) Emotional abuse",
    "multiple": "e) Multiple/not recommended",
}
LETTERS = "abcdefghijklmnopqrst"
# The lists have these letters for the codes in this order.
ETHNIC = {code: f"{letter}) {code}" for letter, code in zip(LETTERS, ETHNICITIES, strict=True)}

COMMON = (
    "Child Unique ID",
    "Gender",
    "Ethnicity",
    "Date of Birth",
    "Age of Child (Years)",
    "Does the Child have a Disability",
)
LIST_5 = (
    *COMMON,
    "Strategy discussion initiating Section 47 Enquiry Start Date",
    "Was an Initial Child Protection Conference deemed unnecessary?",
    "Date of Initial Child Protection Conference",
    "Did the Initial Child Protection Conference Result in a Child Protection Plan",
    "Number of Section 47 Enquiries in the last 12 months",
    "Number of ICPCs in the last 12 months",
    "Allocated Team",
    "Allocated Worker",
)
LIST_7 = (
    *COMMON,
    "Child Protection Plan Start Date",
    "Initial Category of Abuse",
    "Latest Category of Abuse",
    "Date of the Last Statutory Visit",
    "Was the Child Seen Alone?",
    "Date of latest review conference",
    "Child Protection Plan End Date",
    "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months "
    "(Y/N)",
    "Number of Previous Child Protection Plans",
    "Allocated Team",
    "Allocated Worker",
)
MADE_ON = datetime(2000, 1, 1)
"""When every workbook says it was made, so that the same records are the same bytes."""

Cell = str | int | date | None
Cells = Mapping[str, str]


def annex_a_files(
    records: Mapping[tuple[str, str], pd.DataFrame], years: list[ReportingYear], council: str
) -> dict[tuple[str, str], bytes]:
    """The workbook as at 31 March of the last of the years, by its folder and the file's name.

    `records` are by year and record name, every cell as text. The lists do not say whose they
    are, so that `council` is not in them.
    """
    year = years[-1]
    rows = {
        name: frame.to_dict("records") for (of, name), frame in records.items() if of == str(year)
    }
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    _fill(workbook.create_sheet("List 5"), LIST_5, _enquiries(rows, year.last_day))
    _fill(workbook.create_sheet("List 7"), LIST_7, _plans(rows, year.last_day))
    return {(str(year), NAME): _undated(workbook)}


def _fill(sheet: Worksheet, headings: tuple[str, ...], rows: list[list[Cell]]) -> None:
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if cell.is_date:
                cell.number_format = "DD/MM/YYYY"


def _plans(rows: Mapping[str, list[Cells]], as_at: date) -> list[list[Cell]]:
    """List 7. A file made on that day knows nothing later, so that every plan in it has begun."""
    children = {row["child_id"]: row for row in rows["children"]}
    reviewed: dict[tuple[str, str], str] = {}
    for row in rows["reviews"]:
        plan = row["child_id"], row["plan_start"]
        reviewed[plan] = max(row["review_date"], reviewed.get(plan, ""))
    since = str(after(as_at, -MONTHS))
    return [
        [
            *_common(children[row["child_id"]], as_at),
            _day(row["plan_start"]),
            ABUSE[row["initial_category"]],
            ABUSE[row["latest_category"]],
            _day(row["plan_end"]) or as_at,
            YES,
            _day(reviewed.get((row["child_id"], row["plan_start"]), "")),
            _day(row["plan_end"]),
            NO,
            int(row["previous_plans"]),
            TEAM,
            WORKER,
        ]
        for row in rows["child_protection_plans"]
        if not row["plan_end"] or row["plan_end"] >= since
    ]


def _enquiries(rows: Mapping[str, list[Cells]], as_at: date) -> list[list[Cell]]:
    """List 5. Its counts of the last twelve months leave out the enquiry of the row itself."""
    children = {row["child_id"]: row for row in rows["children"]}
    plans = {(row["child_id"], row["plan_start"]) for row in rows["child_protection_plans"]}
    asked, conferred = defaultdict(set), defaultdict(set)
    a_year_ago = str(after(as_at, -12))
    for row in rows["section_47_enquiries"]:
        if row["strategy_discussion"] > a_year_ago:
            asked[row["child_id"]].add(row["strategy_discussion"])
    for row in rows["conferences"]:
        conferred[row["child_id"]].add(row["conference_date"])
    since = str(after(as_at, -MONTHS))
    lines: list[list[Cell]] = []
    for row in rows["section_47_enquiries"]:
        child, discussed, held = (
            row[name] for name in ("child_id", "strategy_discussion", "conference_date")
        )
        if discussed >= since:
            led_to_plan = YES if (child, held) in plans else NO
            lines.append(
                [
                    *_common(children[child], as_at),
                    _day(discussed),
                    NO if row["conference_required"] == "yes" else YES,
                    _day(held),
                    led_to_plan if held else None,
                    len(asked[child] - {discussed}),
                    len(conferred[child] - {held}),
                    TEAM,
                    WORKER,
                ]
            )
    return lines


def _common(child: Cells, as_at: date) -> list[Cell]:
    born = _day(child["birth_date"])
    disabled = YES if child["disabilities"] != "NONE" else NO
    return [
        child["child_id"],
        GENDERS[child["sex"]],
        ETHNIC[child["ethnicity"]],
        born,
        _age(born, as_at) if born else None,
        disabled if child["disabilities"] else UNKNOWN,
    ]


def _age(born: date, as_at: date) -> int:
    return as_at.year - born.year - ((as_at.month, as_at.day) < (born.month, born.day))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _undated(workbook: openpyxl.Workbook) -> bytes:
    """The workbook's bytes, with one time in place of each at which it was saved."""
    saved, again = BytesIO(), BytesIO()
    workbook.properties.created = MADE_ON
    workbook.save(saved)
    with ZipFile(saved) as parts, ZipFile(again, "w") as written:
        for part in parts.infolist():
            content = parts.read(part)
            if part.filename == "docProps/core.xml":
                content = _modified_on(content, MADE_ON)
            written.writestr(ZipInfo(part.filename, MADE_ON.timetuple()[:6]), content, ZIP_DEFLATED)
    return again.getvalue()


def _modified_on(properties: bytes, day: datetime) -> bytes:
    tree = etree.fromstring(properties)
    for modified in tree.iter("{http://purl.org/dc/terms/}modified"):
        modified.text = f"{day.isoformat()}Z"
    return etree.tostring(tree)
