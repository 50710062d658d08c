"""Annex A lists 5 and 7 that are made up, and what they give."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from lscb.records import declared
from lscb.records.extract import Extract
from lscb.records.formats.annex_a import FORMAT
from lscb.records.formats.annex_a import made_for as format_made_for
from lscb.records.reading import RecordFile, record_file
from lscb.records.sheets import Sheet, csv_sheet

RECORDS = declared()
MADE_FOR = date(2015, 3, 31)
TEAM, WORKER, VISIT = "Red Team", "Ms Otherwise", "2015-02-27"

LIST_7 = [
    "Child Unique ID",
    "Gender",
    "Ethnicity",
    "Date of Birth",
    "Age",
    "Does the Child have a Disability",
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
]
LIST_5 = [
    *LIST_7[:6],
    "Strategy discussion initiating Section 47 Enquiry Start Date",
    "Was an Initial Child Protection Conference deemed unnecessary?",
    "Date of Initial Child Protection Conference",
    "Did the Initial Child Protection Conference Result in a Child Protection Plan",
    "Number of Section 47 Enquiries in the last 12 months",
    "Number of ICPCs in the last 12 months",
    "Allocated Team",
    "Allocated Worker",
]
FROM_DATASET = {
    "Child Unique ID": "ChildUniqueID",
    "Date of Birth": "DateOfBirth",
    "Does the Child have a Disability": "HasDisability",
    "Child Protection Plan Start Date": "ChildProtectionPlanStartDate",
    "Child Protection Plan End Date": "ChildProtectionPlanEndDate",
    "Initial Category of Abuse": "InitialCategoryOfAbuse",
    "Latest Category of Abuse": "LatestCategoryOfAbuse",
    "Number of Previous Child Protection Plans": "NumberOfPreviousChildProtectionPlans",
    LIST_5[6]: "StratDiscussionDate",
    LIST_5[7]: "InitialCPConfUnnecessary",
    LIST_5[8]: "InitialCPConfDate",
}

Row = Mapping[str, object]


def plan(child: str = "c-1", **said: object) -> Row:
    """A row of List 7, the way the list's own guidance asks for it but for what is said."""
    row = {
        "Child Unique ID": child,
        "Gender": "b) Female",
        "Ethnicity": "a) WBRI",
        "Date of Birth": "2008-06-02",
        "Age": "6.75",
        "Does the Child have a Disability": "b) No",
        "Child Protection Plan Start Date": "2014-11-03",
        "Initial Category of Abuse": "a) Neglect",
        "Latest Category of Abuse": "e) Multiple/not recommended",
        "Date of the Last Statutory Visit": VISIT,
        "Number of Previous Child Protection Plans": "1",
        "Allocated Team": TEAM,
        "Allocated Worker": WORKER,
    }
    return row | {SAID[name]: value for name, value in said.items()}


def enquiry(child: str = "c-1", **said: object) -> Row:
    """A row of List 5."""
    row = {
        **{heading: plan(child).get(heading, "") for heading in LIST_5},
        "Strategy discussion initiating Section 47 Enquiry Start Date": "2014-10-13",
        "Was an Initial Child Protection Conference deemed unnecessary?": "b) No",
        "Date of Initial Child Protection Conference": "2014-11-03",
    }
    return row | {SAID[name]: value for name, value in said.items()}


SAID = {
    "gender": "Gender",
    "ethnicity": "Ethnicity",
    "born": "Date of Birth",
    "disability": "Does the Child have a Disability",
    "start": "Child Protection Plan Start Date",
    "end": "Child Protection Plan End Date",
    "initial": "Initial Category of Abuse",
    "latest": "Latest Category of Abuse",
    "previous": "Number of Previous Child Protection Plans",
    "worker": "Allocated Worker",
    "strategy": LIST_5[6],
    "unnecessary": LIST_5[7],
    "conference": LIST_5[8],
}

ENDED = plan("c-2", end="2014-12-01", gender="Male")


def sheet(folder: Path, name: str, headings: Sequence[str], rows: Sequence[Row]) -> Sheet:
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(headings)
        written.writerows([row.get(heading, "") for heading in headings] for row in rows)
    return csv_sheet(path, path.name)


def extracts(
    folder: Path,
    plans: Sequence[Row] | None = None,
    enquiries: Sequence[Row] | None = None,
    made_for: date | None = MADE_FOR,
) -> list[Extract]:
    """What two CSV files give, told by their headings alone; one that is None is not there."""
    sheets = []
    if plans is not None:
        sheets.append(sheet(folder, "one", LIST_7, plans))
    if enquiries is not None:
        sheets.append(sheet(folder, "another", LIST_5, enquiries))
    return format_made_for(made_for).extracts({str(FORMAT.table(each)): each for each in sheets})


def files(*given: object, made_for: date | None = MADE_FOR) -> dict[str, list[RecordFile]]:
    """The same, checked, by record."""
    found: dict[str, list[RecordFile]] = {}
    for extract in extracts(*given, made_for=made_for):
        found.setdefault(extract.record, []).append(record_file(RECORDS[extract.record], extract))
    return found


def values(file: RecordFile, *columns: str) -> list[list[object]]:
    assert not file.problems
    days = {c: file.rows[c].dt.strftime("%Y-%m-%d") for c in file.rows.select_dtypes("datetime")}
    rows = file.rows.assign(**days)[list(columns)].astype(object)
    return rows.where(rows.notna(), None).to_numpy().tolist()


def said(problems: Sequence[object]) -> list[str]:
    return [str(problem) for problem in problems]
