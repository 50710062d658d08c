"""The census as the flat tables that COLLECT gives back, a CSV file or a sheet each.

An export may have been through Excel, some of its tables and not others: then its dates are
written in two ways and its truths as TRUE and FALSE. `CINdetailsID` and `CPPID` tie the tables of
one export together, and mean nothing outside it. No column of UPNs is ever asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from lscb.errors import Problem
from lscb.records.extract import Extract
from lscb.records.formats import census
from lscb.records.formats.census import Census, extracts_of
from lscb.records.formats.keys import keys_of_two
from lscb.records.formats.sheet_format import SheetFormat, plain_heading, table_cells
from lscb.records.sheets import Sheet, Unreadable

CHILD = ["LAchildID"]
EPISODE = [*CHILD, "CINdetailsID"]
PLAN = [*EPISODE, "CPPID"]
COUNTERS = {"CINdetailsID", "CPPID"}

KNOWN_BY = {
    "Reviews": ("LAchildID", "CPPreviewDate"),
    "ChildProtectionPlans": ("LAchildID", "CPPstartDate"),
    "Section47": ("LAchildID", "S47ActualStartDate"),
    "CINdetails": ("LAchildID", "CINreferralDate"),
    "ChildIdentifiers": ("LAchildID", "PersonBirthDate"),
    "ChildCharacteristics": ("LAchildID", "Ethnicity"),
    "Disabilities": ("LAchildID", "Disability"),
}
"""What each table alone has; a table to which columns of a wider one were added is still it."""

NEEDED = {
    "Reviews": (*PLAN, "CPPreviewDate"),
    "ChildProtectionPlans": (
        *PLAN,
        "CPPstartDate",
        "CPPendDate",
        "InitialCategoryOfAbuse",
        "LatestCategoryOfAbuse",
        "NumberOfPreviousCPP",
    ),
    "Section47": (*EPISODE, "S47ActualStartDate", "DateOfInitialCPC", "ICPCnotRequired"),
    "CINdetails": (*EPISODE, "CINreferralDate", "CINclosureDate", "DateOfInitialCPC"),
    "ChildIdentifiers": (*CHILD, "PersonBirthDate"),
    "ChildCharacteristics": (*CHILD, "Ethnicity"),
    "Disabilities": (*CHILD, "Disability"),
}
PERHAPS = {
    "Section47": ("InitialCPCtarget",),
    "CINdetails": ("ReasonForClosure", "ReferralNFA"),
    "ChildIdentifiers": ("ExpectedPersonBirthDate", "GenderCurrent", "Sex", "PersonDeathDate"),
}
"""Items that DfE does not ask of every child, or of every year's census."""

NOT_ALONE = {
    "Reviews": ("ChildProtectionPlans", "reviews", "which plan a review is of stands there"),
    "Section47": ("CINdetails", "conferences", "conferences after a transfer in stand there"),
    "CINdetails": ("Section47", "conferences", "conferences after an enquiry stand there"),
    "ChildCharacteristics": ("ChildIdentifiers", "children", "the children stand there"),
    "Disabilities": ("ChildIdentifiers", "children", "the children stand there"),
}
"""For a table, the one without which a record would be wrong, that record, and why."""

DESCRIBED_BY = {"Ethnicity": "ChildCharacteristics", "Disability": "Disabilities"}
"""Where an item of ChildIdentifiers' children stands."""

KEYS = {
    "CINdetails": (EPISODE, "CINreferralDate", "conferences"),
    "ChildProtectionPlans": (PLAN, "CPPstartDate", "child_protection_plans"),
}
"""The key that ties others to each, what tells its rows apart, and the record that suffers."""

TIED_TO = {
    "ChildCharacteristics": ("ChildIdentifiers", CHILD, "children"),
    "Disabilities": ("ChildIdentifiers", CHILD, "children"),
    "Section47": ("CINdetails", EPISODE, "section_47_enquiries"),
    "ChildProtectionPlans": ("CINdetails", EPISODE, "child_protection_plans"),
}
"""The table each belongs to, by which key, and the record that suffers where it does not."""

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class _Found:
    """What the tables beside each other show, and the record it is said of."""

    record: str
    problem: Problem
    asks: bool = False


def _extracts(sheets: Mapping[str, Sheet]) -> list[Extract]:
    """The records of one export's tables, those that are there."""
    tables = {name: _cells(name, sheet) for name, sheet in sheets.items()}
    files = {name: sheet.file for name, sheet in sheets.items()}
    folder = next(iter(files.values())).rpartition("/")[0]
    whole = Census(_described(tables), files, f"the tables of COLLECT in {folder}", "row")
    found = [*_alone(files), *_ambiguous(tables, files), *_untied(tables, files)]
    return _with(found, extracts_of(whole), whole)


def _cells(name: str, sheet: Sheet) -> pd.DataFrame:
    """A table's cells as the census's. Raises Unreadable where a column is missing."""
    cells = table_cells(sheet, NEEDED[name], PERHAPS.get(name, ()))
    there = {plain_heading(heading) for heading in sheet.headings}
    if name == "ChildIdentifiers" and not there & {"gendercurrent", "sex"}:
        why = "expected a column GenderCurrent, or Sex from the census of 2024-25; there is neither"
        raise Unreadable((sheet.heading_row, why), file=sheet.file)
    # A table that has been through a program that takes counters for measures says 1.0.
    counters = {key: cells[key].str.removesuffix(".0") for key in COUNTERS & {*cells}}
    return cells.assign(**counters, child=cells.LAchildID, number=cells.index)


def _described(tables: Tables) -> Tables:
    """The tables, with each child's ethnicity and disabilities beside its identifiers."""
    children = tables.get("ChildIdentifiers")
    if children is None:
        return tables
    items = {
        item: _of_each(children, item, tables.get(DESCRIBED_BY[item])) for item in DESCRIBED_BY
    }
    return {**tables, "ChildIdentifiers": children.assign(**items)}


def _of_each(children: pd.DataFrame, item: str, table: pd.DataFrame | None) -> pd.Series:
    """An item of each child, several with a space between them; blank where there is none.

    Two ethnicities of one child are left together too: the record's checks refuse them.
    """
    if table is None:
        return pd.Series("", index=children.index, dtype=object)
    said = table[table[item] != ""].drop_duplicates(["child", item])
    together = {child: " ".join(rows[item]) for child, rows in said.groupby("child")}
    return children.child.map(lambda child: together.get(child, ""))


def _alone(files: Mapping[str, str]) -> Iterator[_Found]:
    """Tables that say too little without another that is not there."""
    for name, (other, record, why) in NOT_ALONE.items():
        if name in files and other not in files:
            words = f"expected the table {other} beside it: {why}"
            yield _Found(record, Problem(files[name], words))
    for item, name in DESCRIBED_BY.items():
        if "ChildIdentifiers" in files and name not in files:
            words = f"the table {name} is not beside it, so that no child's {item} is known"
            yield _Found("children", Problem(files["ChildIdentifiers"], words), asks=True)


def _ambiguous(tables: Tables, files: Mapping[str, str]) -> Iterator[_Found]:
    """Keys that two episodes or two plans have."""
    for name, (key, says, record) in KEYS.items():
        if name in tables:
            for problem in keys_of_two(tables[name], key, [says], files[name]):
                yield _Found(record, problem)


def _untied(tables: Tables, files: Mapping[str, str]) -> Iterator[_Found]:
    """Rows of no row of the table they belong to: DfE's rules about the two cannot be applied."""
    for name, (other, key, record) in TIED_TO.items():
        if name not in tables or other not in tables:
            continue
        known = pd.MultiIndex.from_frame(tables[other][key])
        tied = pd.MultiIndex.from_frame(tables[name][key]).isin(known)
        words = f"expected the {' and '.join(key)} of a row of {other}"
        for row in tables[name].index[~tied]:
            problem = Problem(files[name], words, row=int(row), column=key[-1])
            yield _Found(record, problem, asks=True)


def _with(found: Iterable[_Found], given: list[Extract], whole: Census) -> list[Extract]:
    """The extracts with what was found; a record that is not given and has a problem is empty."""
    by_record: dict[str, list[_Found]] = {}
    for each in found:
        by_record.setdefault(each.record, []).append(each)
    extracts = []
    for extract in given:
        # A record that two tables give is two extracts: what was found is said once.
        said = by_record.pop(extract.record, [])
        problems = (*extract.problems, *(each.problem for each in said if not each.asks))
        queries = (*extract.queries, *(each.problem for each in said if each.asks))
        extracts.append(replace(extract, problems=problems, queries=queries))
    for record, left in by_record.items():
        problems = tuple(each.problem for each in left if not each.asks)
        if problems:
            nothing = Extract(record, problems[0].file, pd.DataFrame(), {}, source=whole.source)
            extracts.append(replace(nothing, problems=problems))
    return extracts


FORMAT = SheetFormat("COLLECT's flat tables of the census", KNOWN_BY, census.RECORDS, _extracts)
