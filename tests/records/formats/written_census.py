"""A children in need census as a test writes it, item by item, each on a line of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from lscb.errors import Problem
from lscb.records import declared
from lscb.records.extract import Extract
from lscb.records.formats.census import extracts
from lscb.records.formats.census_xml import census_file
from lscb.records.reading import RecordFile, record_file

RECORDS = declared()
FILE = "data/newshire/2018-19/cin.xml"
REFERRED = "2012-04-02"


def items(**texts: str) -> str:
    """Items in order, but for those that are blank."""
    return "".join(f"<{name}>{text}</{name}>\n" for name, text in texts.items() if text)


def group(name: str, *inside: str) -> str:
    return f"<{name}>\n{''.join(inside)}</{name}>\n"


def census(*children: str, day: str = "2019-03-31", year: str = "", council: str = "999") -> str:
    """A census whose header says this; it has none where nothing is said."""
    dated = items(Year=year, ReferenceDate=day)
    header = group("CollectionDetails", dated) if dated else ""
    header += group("Source", items(LEA=council)) if council else ""
    return group("Message", group("Header", header) if header else "", group("Children", *children))


def child(
    name: str,
    *details: str,
    born: str = "2010-02-03",
    expected: str = "",
    gender: str = "1",
    sex: str = "",
    died: str = "",
    ethnicity: str = "WBRI",
    disabilities: Iterable[str] = ("NONE",),
) -> str:
    identifiers = items(
        LAchildID=name,
        PersonBirthDate=born,
        ExpectedPersonBirthDate=expected,
        GenderCurrent="" if sex else gender,
        Sex=sex,
        PersonDeathDate=died,
    )
    codes = "".join(items(Disability=code) for code in disabilities)
    described = items(Ethnicity=ethnicity) + (group("Disabilities", codes) if codes else "")
    groups = (group("ChildIdentifiers", identifiers), group("ChildCharacteristics", described))
    return group("Child", *groups, *details)


def details(
    *inside: str, referred: str = REFERRED, closed: str = "", transfer: str = "", nfa: str = "0"
) -> str:
    """A CINdetails: its own items, then enquiries and plans; `transfer` is its own conference."""
    start = items(CINreferralDate=referred, CINclosureDate=closed, DateOfInitialCPC=transfer)
    enquiries = [each for each in inside if each.startswith("<Section47>")]
    plans = [each for each in inside if each not in enquiries]
    return group("CINdetails", start, *enquiries, items(ReferralNFA=nfa), *plans)


def enquiry(day: str, conference: str = "", not_required: str = "false", target: str = "") -> str:
    return group(
        "Section47",
        items(S47ActualStartDate=day, InitialCPCtarget=target),
        items(DateOfInitialCPC=conference, ICPCnotRequired=not_required),
    )


def plan(
    start: str,
    end: str = "",
    *reviewed: str,
    first: str = "NEG",
    latest: str = "NEG",
    previous: str = "0",
    reviews: str = "",
) -> str:
    """A plan reviewed on some days; `reviews` is put in the place of a group of those."""
    held = group("Reviews", *(dated_review(day) for day in reviewed)) if reviewed else ""
    return group(
        "ChildProtectionPlans",
        items(CPPstartDate=start, CPPendDate=end),
        items(InitialCategoryOfAbuse=first, LatestCategoryOfAbuse=latest),
        items(NumberOfPreviousCPP=previous),
        reviews or held,
    )


def dated_review(day: str) -> str:
    """A CPPreviewDate, blank where the day is."""
    return f"<CPPreviewDate>{day}</CPPreviewDate>\n"


def extracts_of(text: str) -> list[Extract]:
    """Every extract of a census that is this."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "cin.xml")
        path.write_text(text, encoding="utf-8")
        return extracts(census_file(path, FILE))


def files_of(text: str, record: str) -> list[RecordFile]:
    """What is read of one record, which stands in one place or two."""
    given = extracts_of(text)
    return [record_file(RECORDS[record], each) for each in given if each.record == record]


def rows_of(text: str, record: str) -> list[tuple[object, ...]]:
    """A record's rows as plain values: days as they are written, nothing where there is none."""
    files = files_of(text, record)
    assert [problem for file in files for problem in file.problems] == []
    rows = pd.concat([file.rows[RECORDS[record].names()] for file in files])
    return [tuple(_plain(value) for value in row) for row in rows.itertuples(index=False)]


def problems_of(text: str, record: str) -> list[Problem]:
    return [problem for file in files_of(text, record) for problem in file.problems]


def queries_of(text: str, record: str) -> list[Problem]:
    return [query for file in files_of(text, record) for query in file.queries]


def _plain(value: object) -> object:
    if pd.isna(value):
        return None
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else value
