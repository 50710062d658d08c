"""The children in need census: which of its items are which of our columns, and in which codes.

The same for the XML file that a council sends to DfE and for the tables that COLLECT gives back
(DfE, Children in need census guide 2023-24; schemas of 2016-17 to 2025-26). A plan moved here
from another council is a new plan of this one; NumberOfPreviousCPP counts this council's alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from lscb.errors import Problem
from lscb.records.dates import EARLIEST, LATEST
from lscb.records.extract import Extract, Written
from lscb.records.formats.census_rules import broken_rules
from lscb.records.formats.census_xml import CensusFile

NAME = "the children in need census (XML)"

RECORDS = (
    "children",
    "section_47_enquiries",
    "conferences",
    "child_protection_plans",
    "reviews",
)

ABUSE = {
    "NEG": "neglect",
    "PHY": "physical abuse",
    "SAB": "sexual abuse",
    "EMO": "emotional abuse",
    "MUL": "multiple",
}
GENDERS = {"1": "male", "2": "female", "9": "indeterminate", "0": "not recorded"}
"""GenderCurrent, to the census of 2023-24."""
SEXES = {"M": "male", "F": "female", "U": "not recorded"}
"""Sex, from the census of 2024-25."""
REQUIRED = {"true": "no", "1": "no", "false": "yes", "0": "yes", "yes": "no", "no": "yes"}
"""ICPCnotRequired, which says the opposite of our column, in whichever words."""

ITEMS: dict[str, dict[str, Written]] = {
    "section_47_enquiries": {
        "child_id": Written("LAchildID"),
        "strategy_discussion": Written("S47ActualStartDate"),
        "conference_required": Written("ICPCnotRequired", REQUIRED),
        "conference_date": Written("DateOfInitialCPC"),
    },
    "conferences": {
        "child_id": Written("LAchildID"),
        "conference_date": Written("DateOfInitialCPC"),
        "strategy_discussion": Written("S47ActualStartDate"),
    },
    "child_protection_plans": {
        "child_id": Written("LAchildID"),
        "plan_start": Written("CPPstartDate"),
        "plan_end": Written("CPPendDate"),
        "initial_category": Written("InitialCategoryOfAbuse", ABUSE),
        "latest_category": Written("LatestCategoryOfAbuse", ABUSE),
        "previous_plans": Written("NumberOfPreviousCPP"),
    },
    "reviews": {
        "child_id": Written("LAchildID"),
        "plan_start": Written("CPPstartDate"),
        "review_date": Written("CPPreviewDate"),
    },
    "children": {
        "child_id": Written("LAchildID"),
        "birth_date": Written("PersonBirthDate"),
        "expected_birth_date": Written("ExpectedPersonBirthDate"),
        "ethnicity": Written("Ethnicity"),
        "disabilities": Written("Disability"),
        "death_date": Written("PersonDeathDate"),
    },
}
"""The census item that is each column of ours; those made of several are not here."""

PLAN = ["child", "CINdetailsID", "CPPID"]
"""What tells a plan within one census's tables."""

FIRST_SCHEMA = 2017
"""The earliest census whose schema could be had, by the year of its reference date."""


@dataclass(frozen=True)
class Census:
    """One census's tables, and where they stand.

    `tables` are named and keyed as COLLECT's (`child` and, where they apply, `CINdetailsID` and
    `CPPID`, which tie rows of one census together and mean nothing outside it), each with the
    `number` of its row or line; `files` are what a letter calls the file of each, `source` all.
    """

    tables: Mapping[str, pd.DataFrame]
    files: Mapping[str, str]
    source: str
    unit: str
    as_at: date | None = None
    council: str | None = None


def extracts(file: CensusFile) -> list[Extract]:
    """The records of one census file.

    What is wrong with the file is wrong with each of them; what is worth a look goes with the
    plans.
    """
    as_at = _reference_date(file.reference_date)
    files = dict.fromkeys(file.tables, file.file)
    census = Census(file.tables, files, file.file, file.unit, as_at, file.council or None)
    queries = {"child_protection_plans": (*file.queries, *_of_the_header(file, as_at))}
    return [
        replace(
            each,
            problems=each.problems + file.problems,
            queries=each.queries + queries.get(each.record, ()),
        )
        for each in extracts_of(census)
    ]


def extracts_of(census: Census) -> list[Extract]:
    """The records of one census's tables, those that are there.

    Conferences may be two extracts: they stand in two tables.
    """
    broken = broken_rules(census.tables, census.files, census.unit)
    given = [
        *_children(census),
        *_section_47_enquiries(census),
        *_conferences(census, "Section47", transfer_in="no"),
        *_conferences(census, "CINdetails", transfer_in="yes"),
        *_plans(census),
        *_reviews(census),
    ]
    said: set[str] = set()
    for place, each in enumerate(given):
        if each.record not in said:
            problems, queries = broken.problems(each.record), broken.queries(each.record)
            given[place] = replace(each, problems=problems, queries=queries)
        said.add(each.record)
    return given


def _reference_date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day < LATEST else None


def _of_the_header(file: CensusFile, as_at: date | None) -> list[Problem]:
    """What the header should say and does not."""
    queries = []
    if as_at is None or as_at != date(as_at.year, 3, 31) or file.year not in ("", f"{as_at:%Y}"):
        why = "expected 31 March of the Year that is given beside it, YYYY-03-31"
        if as_at is None:
            why += "; without a date, the file counts as one of its folder's year"
        queries.append(Problem(file.file, why, column="ReferenceDate", rule="100"))
    if as_at is not None and as_at.year < FIRST_SCHEMA:
        why = (
            "read by the names of later years' items: no schema of a census before 2016-17 could "
            "be had, so that this reading is not verified"
        )
        queries.append(Problem(file.file, why, column="ReferenceDate"))
    return queries


def _children(census: Census) -> Iterator[Extract]:
    table = census.tables.get("ChildIdentifiers")
    if table is None:
        return
    by_sex = (table["Sex"] != "").any()
    written = ITEMS["children"] | {
        "sex": Written("Sex", SEXES) if by_sex else Written("GenderCurrent", GENDERS)
    }
    sex = table["Sex"].where(table["Sex"] != "", table["GenderCurrent"])
    cells = _columns(table, ITEMS["children"]).assign(sex=sex)
    aside = {"the same child again, told the same": cells.duplicated()}
    yield _extract(census, "children", "ChildIdentifiers", cells, aside, written)


def _section_47_enquiries(census: Census) -> Iterator[Extract]:
    """Enquiries, one a child and day as DfE counts them: of several, one that led on."""
    table = census.tables.get("Section47")
    if table is None:
        return
    cells = _columns(table, ITEMS["section_47_enquiries"])
    held_first = (cells.conference_date == "").sort_values(kind="stable").index
    again = cells.loc[held_first].duplicated(["child_id", "strategy_discussion"])
    undated = cells.strategy_discussion == ""
    aside = {
        "a section 47 enquiry without the day of its strategy discussion": undated,
        "a second section 47 enquiry of the same child and day": again.reindex(cells.index)
        & ~undated,
    }
    yield _extract(census, "section_47_enquiries", "Section47", cells, aside)


def _conferences(census: Census, name: str, transfer_in: str) -> Iterator[Extract]:
    """Conferences after an enquiry, or those of children who moved here while on a plan.

    DateOfInitialCPC stands directly in CINdetails only for a child who transferred in.
    """
    table = census.tables.get(name)
    if table is None:
        return
    held = table[table.DateOfInitialCPC != ""]
    whole = held.assign(**dict.fromkeys(_MISSING[name], ""))
    cells = _columns(whole, ITEMS["conferences"]).assign(transfer_in=transfer_in)
    aside = {"the same conference of the same child again": cells.duplicated()}
    yield _extract(census, "conferences", name, cells, aside)


_MISSING = {"Section47": (), "CINdetails": ("S47ActualStartDate",)}
"""What a table does not say of a conference."""


def _plans(census: Census) -> Iterator[Extract]:
    table = census.tables.get("ChildProtectionPlans")
    if table is not None:
        cells = _columns(table, ITEMS["child_protection_plans"])
        yield _extract(census, "child_protection_plans", "ChildProtectionPlans", cells)


def _reviews(census: Census) -> Iterator[Extract]:
    """Every review of every plan, each with the start of its plan."""
    table, plans = census.tables.get("Reviews"), census.tables.get("ChildProtectionPlans")
    if table is None or plans is None:
        return
    plans = plans[[*PLAN, "CPPstartDate"]].drop_duplicates(PLAN)
    # A review whose plan is not in the tables keeps its row: the letter says that it has none.
    start = table[PLAN].merge(plans, on=PLAN, how="left").CPPstartDate.fillna("")
    cells = _columns(table.assign(CPPstartDate=start.to_numpy()), ITEMS["reviews"])
    blank = cells.review_date == ""
    aside = {
        "a review without a date": blank,
        "the same review of the same plan again": cells.duplicated() & ~blank,
    }
    yield _extract(census, "reviews", "Reviews", cells, aside)


def _columns(table: pd.DataFrame, items: Mapping[str, Written]) -> pd.DataFrame:
    """Our columns of a census table, by its items."""
    return table[[each.heading for each in items.values()]].set_axis(list(items), axis=1)


def _extract(
    census: Census,
    record: str,
    table: str,
    cells: pd.DataFrame,
    aside: Mapping[str, pd.Series] | None = None,
    written: Mapping[str, Written] | None = None,
) -> Extract:
    """The extract of a table's rows but for those set aside, each for one reason."""
    aside = aside or {}
    kept = cells[~pd.DataFrame(aside, index=cells.index).any(axis=1)]
    return Extract(
        record,
        census.files[table],
        kept,
        written or ITEMS[record],
        source=census.source,
        numbers=census.tables[table].number.loc[kept.index],
        unit=census.unit,
        as_at=census.as_at,
        council=census.council,
        set_aside={why: int(rows.sum()) for why, rows in aside.items()},
    )
