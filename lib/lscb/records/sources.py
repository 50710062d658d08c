"""What a year's folder holds: each file told by what is in it, and the records it gives."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from lscb.errors import Problem
from lscb.records.extract import Extract
from lscb.records.formats import annex_a, census, collect_tables, own, ssd
from lscb.records.formats.census_xml import census_file, is_census
from lscb.records.formats.sheet_format import SheetFormat
from lscb.records.record import Record
from lscb.records.sheets import Sheet, Unreadable, csv_sheet
from lscb.records.stated import Stated
from lscb.records.workbooks import SHEET, workbook_sheets
from lscb.report import record_in_words
from lscb.workbench import BLANK, files_in

SHEET_FORMATS: tuple[SheetFormat, ...] = (collect_tables.FORMAT, ssd.FORMAT, annex_a.FORMAT)

TABLES_AND_TEXTS = {".csv", ".xml", ".xls", ".xlsx", ".xlsm"}
"""How files end that are put here to be read: where one cannot be, that is a problem."""

HIDDEN = "this sheet is hidden and is not read: unhide it if it holds what is to be counted"

SNIFFED = 64 * 1024
"""How many bytes of a file are looked at to tell what it is."""

Relative = Callable[[Path], str]
"""What a letter calls a path."""


@dataclass
class Folder:
    """What one year's folder holds, as it is being found.

    `extracts` are by record. `likely` are the problems of files that are, or nearly are, one
    record's. `not_read` are files and sheets that nothing reads.
    """

    extracts: dict[str, list[Extract]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    likely: dict[str, list[Problem]] = field(default_factory=dict)
    not_read: list[Problem] = field(default_factory=list)

    def add(self, extracts: Iterable[Extract]) -> None:
        for extract in extracts:
            self.extracts.setdefault(extract.record, []).append(extract)


def formats_of(record: str) -> list[str]:
    """The formats besides our own that can give a record."""
    census_alone = [census.NAME] if record in census.RECORDS else []
    return [*census_alone, *(each.name for each in SHEET_FORMATS if record in each.records)]


def folder(
    path: Path,
    relative: Relative,
    declared: Mapping[str, Record],
    wanted: Collection[str],
    stated: Stated,
) -> Folder:
    """What a folder holds of the records wanted; nothing where there is no such folder.

    `declared` are all records there are.
    """
    found = Folder()
    sheets: list[tuple[Path, Sheet]] = []
    for file in files_in(path):
        if file.name.startswith((".", "~")) or file.suffix == ".md":
            continue
        if file.name == BLANK and file.is_dir():
            continue
        sheets += [(file, sheet) for sheet in _opened(file, relative(file), wanted, found)]
    groups: dict[tuple[str, str], list[Sheet]] = {}
    for file, sheet in sheets:
        if sheet.hidden:
            found.not_read.append(Problem(sheet.file, HIDDEN))
            continue
        tables = [(each.name, table) for each in SHEET_FORMATS if (table := each.table(sheet))]
        if tables:
            groups.setdefault(tables[0], []).append(sheet)
            continue
        named = file.stem if file.suffix.lower() == ".csv" and file.stem in declared else ""
        _own(sheet, named, declared, wanted, stated, found)
    for each in (collect_tables.FORMAT, ssd.FORMAT, annex_a.made_for(stated.annex_a_as_at)):
        if set(each.records) & set(wanted):
            _of_tables(each, groups, wanted, found)
    found.extracts = {name: _filled(given) for name, given in found.extracts.items()}
    found.problems += _given_twice(found.extracts)
    found.not_read = list(_by_file(found.not_read))
    return found


def _by_file(not_read: Sequence[Problem]) -> Iterator[Problem]:
    """What is not read, the sheets of one workbook together: most have many that nobody needs."""
    for file, found in groupby(not_read, lambda problem: problem.file.rpartition(SHEET)[0]):
        sheets = list(found)
        if len(sheets) == 1 or not file:
            yield from sheets
        else:
            titles = [
                sheet.file.rpartition(SHEET)[2] + (" (hidden)" if sheet.expected == HIDDEN else "")
                for sheet in sheets
            ]
            yield Problem(file, f"these sheets are not read: {', '.join(titles)}")


def _opened(file: Path, name: str, wanted: Collection[str], found: Folder) -> list[Sheet]:
    """The sheets of a file. A census, which has none, is read at once."""
    try:
        # A pipe or a device named as a file would keep whoever opens it waiting for ever.
        if not file.is_file():
            raise OSError
        with file.open("rb") as opened:
            start = opened.read(SNIFFED)
        if is_census(start) or file.suffix.lower() == ".xml":
            if set(census.RECORDS) & set(wanted):
                given = census.extracts(census_file(file, name))
                found.add(extract for extract in given if extract.record in wanted)
            return []
        return workbook_sheets(file, name) if _is_workbook(file, start) else [csv_sheet(file, name)]
    except OSError:
        why = "expected a file that can be opened; is it a folder, or open in Excel?"
        unreadable = Unreadable((None, why))
    except Unreadable as fault:
        unreadable = fault
    problems = unreadable.problems(name, "line" if file.suffix.lower() == ".xml" else "row")
    if file.stem in wanted and file.suffix.lower() == ".csv":
        found.likely.setdefault(file.stem, []).extend(problems)
    elif file.stem in wanted or file.suffix.lower() in TABLES_AND_TEXTS:
        found.problems += problems
    else:
        found.not_read += [
            Problem(name, f"this file is not read: {each.what}") for each in problems[:1]
        ]
    return []


def _is_workbook(file: Path, start: bytes) -> bool:
    """Whether to read it as a workbook: it is one, an old one, or calls itself one."""
    is_zip, is_old = start.startswith(b"PK\x03\x04"), start.startswith(b"\xd0\xcf\x11\xe0")
    return is_zip or is_old or file.suffix.lower() in {".xlsx", ".xlsm"}


def _own(
    sheet: Sheet,
    named: str,
    declared: Mapping[str, Record],
    wanted: Collection[str],
    stated: Stated,
    found: Folder,
) -> None:
    """Take a sheet for the record whose name it has, and for those whose columns it has.

    One sheet may give several: a row of a list of bookings tells of a session too.
    """
    spellings = {name: stated.spelling(name) for name in declared}
    like = {n: own.likeness(record, sheet, spellings[n]) for n, record in declared.items()}
    sure = [
        name
        for name, share in like.items()
        if name == named or _is(share, own.stated(sheet, spellings[name]), bool(named))
    ]
    has = {n: own.claimed(declared[n], sheet, spellings[n]) for n in sure}
    for name in sure if sure else [max(like, key=lambda name: like[name])]:
        if name not in wanted:
            continue
        others = {heading for other in sure if other != name for heading in has[other]}
        try:
            if sure or like[name] >= own.ENOUGH:
                found.add([own.extract(declared[name], sheet, spellings[name], others)])
        except Unreadable as fault:
            problems = fault.problems(sheet.file)
            found.likely.setdefault(name, []).extend(problems)
    if not sure and max(like.values()) < own.ENOUGH:
        found.not_read.append(Problem(sheet.file, own.unknown(sheet, declared, spellings)))


def _is(share: float, stated: float, named_otherwise: bool) -> bool:
    """Whether a sheet is a record: by its share of the columns, and of the headings stated."""
    if named_otherwise:
        return stated > 0 and share == 1
    return share == 1 or stated > own.ENOUGH


def _of_tables(
    each: SheetFormat,
    groups: Mapping[tuple[str, str], list[Sheet]],
    wanted: Collection[str],
    found: Folder,
) -> None:
    """The extracts that a format makes of its tables in this folder."""
    tables = {table: there for table in each.tables if (there := groups.get((each.name, table)))}
    for table, sheets in tables.items():
        found.problems += [
            Problem(sheet.file, f"expected one {table} of {each.name}; {sheets[0].file} is one too")
            for sheet in sheets[1:]
        ]
    if not tables:
        return
    try:
        given = each.extracts({table: sheets[0] for table, sheets in tables.items()})
        found.add(extract for extract in given if extract.record in wanted)
    except Unreadable as fault:
        found.problems += fault.problems(next(iter(tables.values()))[0].file)


def _filled(given: list[Extract]) -> list[Extract]:
    """The extracts of a record but for blank templates that something else takes the place of."""
    filled = [each for each in given if len(each.cells) or each.problems or each.source]
    return filled or given


def _given_twice(extracts: Mapping[str, list[Extract]]) -> list[Problem]:
    """Files that give the same record of the same time: which is right cannot be told.

    A file that does not say of when it is is of its folder's time, and of any other's.
    """
    problems = []
    for record, given in extracts.items():
        what = record_in_words(record)
        for place, extract in enumerate(given):
            others = [each for each in given[:place] if _same_time(each, extract)]
            if others:
                why = f"expected one file of {what}; {others[0].file} gives them too: take one away"
                problems.append(Problem(extract.file, why))
    return problems


def _same_time(one: Extract, other: Extract) -> bool:
    """Whether two extracts of one record are of one time, and from different sources."""
    apart = one.as_at and other.as_at and one.as_at != other.as_at
    return not apart and (one.source or one.file) != (other.source or other.file)
