"""The census as flat tables, as COLLECT gives it back to a council: one CSV file a table.

`CINdetailsID` counts a child's referrals and `CPPID` a referral's plans, from one in each year.
Some of the files have been opened in Excel and saved, as happens: their dates are 31/03/2015,
their truths TRUE and FALSE, and their lines end as Windows ends them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from lscb.synthetic.formats.census import NOT_NFA, SEX_SINCE, Cells, Child, census
from lscb.years import ReportingYear

_DETAILS = ["LAchildID", "CINdetailsID"]
TABLES = {
    "ChildIdentifiers": [
        "LAchildID",
        "UPN",
        "FormerUPN",
        "UPNunknown",
        "PersonBirthDate",
        "ExpectedPersonBirthDate",
        "GenderCurrent",
        "PersonDeathDate",
    ],
    "ChildCharacteristics": ["LAchildID", "Ethnicity"],
    "Disabilities": ["LAchildID", "Disability"],
    "CINdetails": [
        *_DETAILS,
        "CINreferralDate",
        "ReferralSource",
        "PrimaryNeedCode",
        "CINclosureDate",
        "ReasonForClosure",
        "DateOfInitialCPC",
        "ReferralNFA",
    ],
    "Section47": [
        *_DETAILS,
        "S47ActualStartDate",
        "InitialCPCtarget",
        "DateOfInitialCPC",
        "ICPCnotRequired",
    ],
    "ChildProtectionPlans": [
        *_DETAILS,
        "CPPID",
        "CPPstartDate",
        "CPPendDate",
        "InitialCategoryOfAbuse",
        "LatestCategoryOfAbuse",
        "NumberOfPreviousCPP",
    ],
    "Reviews": [*_DETAILS, "CPPID", "CPPreviewDate"],
}
"""Each table's columns, in order."""

THROUGH_EXCEL = {"CINdetails", "Section47", "Reviews"}
NUMBERED = "CINdetails"  # saved with a column that has no heading and counts its rows
TRUTHS = ["ICPCnotRequired", "ReferralNFA"]


def collect_files(
    records: Mapping[tuple[str, str], pd.DataFrame], years: list[ReportingYear], council: str
) -> dict[tuple[str, str], bytes]:
    """Each year's tables, by the year's folder and the file's name.

    `records` are by year and record name, every cell as text. The tables do not say whose they
    are, so that `council` is not in them.
    """
    return {
        (str(year), f"{name}.csv"): _file(name, table)
        for year in years
        for name, table in _tables(census(records, year), year).items()
    }


def _tables(children: list[Child], year: ReportingYear) -> dict[str, pd.DataFrame]:
    rows: dict[str, list[Cells]] = {name: [] for name in TABLES}
    for child in children:
        identifier = {"LAchildID": child.identifiers["LAchildID"]}
        rows["ChildIdentifiers"].append(child.identifiers)
        rows["ChildCharacteristics"].append({**identifier, "Ethnicity": child.ethnicity})
        rows["Disabilities"] += [{**identifier, "Disability": code} for code in child.disabilities]
        for number, details in enumerate(child.details, start=1):
            key = {**identifier, "CINdetailsID": str(number)}
            rows["CINdetails"].append({**key, **details.items, "ReferralNFA": NOT_NFA})
            rows["Section47"] += [{**key, **enquiry} for enquiry in details.enquiries]
            for place, plan in enumerate(details.plans, start=1):
                of_plan = {**key, "CPPID": str(place)}
                rows["ChildProtectionPlans"].append({**of_plan, **plan.items})
                rows["Reviews"] += [{**of_plan, "CPPreviewDate": day} for day in plan.reviews]
    return {name: pd.DataFrame(rows[name], columns=_columns(name, year)) for name in TABLES}


def _columns(name: str, year: ReportingYear) -> list[str]:
    sex = "Sex" if year >= SEX_SINCE else "GenderCurrent"
    return [sex if column == "GenderCurrent" else column for column in TABLES[name]]


def _file(name: str, table: pd.DataFrame) -> bytes:
    if name not in THROUGH_EXCEL:
        return table.to_csv(index=False, lineterminator="\n").encode()
    for column in table.columns:
        if column in TRUTHS:
            table[column] = table[column].map({"0": "FALSE", "1": "TRUE"})
        elif "Date" in column or column == "InitialCPCtarget":
            table[column] = table[column].map(_as_excel_shows)
    return table.to_csv(index=name == NUMBERED, lineterminator="\r\n").encode("utf-8-sig")


def _as_excel_shows(day: str) -> str:
    return date.fromisoformat(day).strftime("%d/%m/%Y") if day else ""
