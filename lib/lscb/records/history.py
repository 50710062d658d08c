"""Records' rows from every year's folder up to the report's, each thing once.

A folder may hold one year, several years' files side by side or a cumulative extract; the same
plan in several files is one plan, and the latest file wins. A report never reads a later year's
folder, nor a file made for a later year.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from lscb.errors import Problem
from lscb.records.councils import another_council
from lscb.records.doubts import doubts, without_a_row, years_shown
from lscb.records.extract import Extract, Written
from lscb.records.reading import RecordFile, heading, record_file
from lscb.records.record import CAVEATS, LATEST_FILE, ROW, SINCE, YEARS, Record
from lscb.records.sources import Folder, folder, formats_of
from lscb.records.stated import Stated
from lscb.workbench import ReportPlace
from lscb.years import ReportingYear

SEVERAL = 2
OTHER = "_other"

LATER = "expected a file of the report's year or of one before: it says that it is of a later one"


@dataclass(frozen=True)
class History:
    """One record over the years: `rows` with where each came from, and what is wrong.

    Every row read is used, superseded by a later extract, set aside, or in a file with problems.
    """

    record: Record
    rows: pd.DataFrame
    files: tuple[RecordFile, ...]
    problems: tuple[Problem, ...]
    queries: tuple[Problem, ...] = ()

    @property
    def read(self) -> int:
        return sum(file.read for file in self.files)

    @property
    def superseded(self) -> int:
        return sum(len(file.rows) for file in self.files) - len(self.rows)

    @property
    def rejected(self) -> int:
        return sum(file.rejected for file in self.files)

    @property
    def set_aside(self) -> dict[str, int]:
        """Rows that are no part of the record, by the reason."""
        found: dict[str, int] = {}
        for file in self.files:
            for why, count in file.extract.set_aside.items():
                found[why] = found.get(why, 0) + count
        return found

    @property
    def caveats(self) -> tuple[str, ...]:
        """What a reader must know of the files, each once."""
        return tuple(dict.fromkeys(c for file in self.files for c in file.extract.caveats))

    @property
    def window(self) -> tuple[date, date] | None:
        """The days whose events are held whole, where those are not whole years."""
        return self.files[-1].extract.window if self.files else None

    def written(self, file: str) -> Mapping[str, Written]:
        """How a file writes each column."""
        return next(each.extract.written for each in self.files if each.file == file)


@dataclass(frozen=True)
class Held:
    """What a report's folders hold: each record's history, and files that could not be used.

    `latest` is the report's own folder; `problems` are of files that could not be read, and
    `nearly` those of sheets that are nearly a record, by the record: their rows are counted by
    nobody, whether or not another file gives it.
    """

    histories: dict[str, History]
    latest: Folder
    problems: tuple[Problem, ...]
    nearly: Mapping[str, Sequence[Problem]]

    def not_there(self, record: str, file: str) -> list[Problem]:
        """What a letter says of a record that the report's own folder does not give.

        That is the file that nearly gives it, or what to do; `file` is our own file's name.
        Nothing where it is given, or where a file that could not be read may be it.
        """
        given = self.latest.extracts.get(record)
        if self.latest.problems or (given and record in self.histories):
            return []
        if given:
            return [Problem(each.file, LATER) for each in given]
        others = ", ".join(formats_of(record))
        instead = f" or, in its place, one of: {others}" if others else ""
        why = (
            f"expected this file{instead}. If nobody supplied it, say who should have, in the "
            f'parameters: not_supplied: {{{record}: "the name of who did not supply it"}}'
        )
        spelled = {e.file for given in self.latest.extracts.values() for e in given if e.not_read}
        elsewhere = [*(each.file for each in self.latest.not_read), *sorted(spelled)]
        if elsewhere:
            why += (
                f". If {' or '.join(elsewhere)} holds it under a board's own headings, state them "
                f"in the parameters, at columns.{record}"
            )
        return [] if record in self.nearly else [Problem(file, why)]


@dataclass(frozen=True)
class BegunAgain:
    """Rows of a file whose references an earlier one has for something else.

    `rows` are the later ones, and `both` is how many references both files have.
    """

    later: RecordFile
    earlier: RecordFile
    rows: pd.DataFrame
    both: int

    @property
    def is_numbering(self) -> bool:
        """Whether it is the numbering that began again, and no slip of one row."""
        return len(self.rows) >= SEVERAL and 2 * len(self.rows) > self.both

    def problem(self, record: Record) -> Problem:
        many = f"{len(self.rows):,} of those" if len(self.rows) > 1 else "this one"
        why = (
            f"expected references of its own: {many} in {self.earlier.file} stand here for "
            "something else, so that each takes the other's place; does the numbering begin again "
            "each year? Put the year before each"
        )
        column = heading(record.key[0], self.later.extract.written)
        row = int(self.rows[ROW].iloc[0])
        return Problem(self.later.file, why, row=row, column=column, unit=self.later.extract.unit)


def held(
    place: ReportPlace,
    years: Sequence[ReportingYear],
    declared: Mapping[str, Record],
    wanted: Sequence[str],
    stated: Stated,
) -> Held:
    """What the folders of `years`, of which the last is the report's, hold of the records wanted.

    `declared` are all records there are, so that a file of another is known for what it is.
    """
    relative = place.workbench.relative
    # The day of a list is that of the report's own.
    earlier = replace(stated, annex_a_as_at=None)
    of_year = dict.fromkeys(years, earlier) | {years[-1]: stated}
    folders = {
        year: folder(place.data(year), relative, declared, wanted, of_year[year]) for year in years
    }
    histories = {
        name: history(declared[name], place, folders, stated.accepted)
        for name in wanted
        if _in_order(name, folders)
    }
    given = [each for found in folders.values() for e in found.extracts.values() for each in e]
    problems = [problem for found in folders.values() for problem in found.problems]
    problems += _of_another_council(given, stated.council_code)
    nearly: dict[str, list[Problem]] = {}
    for found in folders.values():
        for name, likely in found.likely.items():
            nearly.setdefault(name, []).extend(likely)
    return Held(histories, folders[years[-1]], tuple(problems), nearly)


def _of_another_council(extracts: Iterable[Extract], council_code: str) -> Iterable[Problem]:
    """Files that say they are of another council than the report, or than the first of them."""
    files = {each.file: each.council for each in extracts if each.council}
    for file, council in files.items():
        first = next(iter(files.values()))
        found = _code(council)
        if known := another_council(council, council_code):
            why = f"expected the council of this report, {known}"
        elif council != first:
            others = _code(first)
            why = f"expected the council of the other files{f', {others}' if others else ''}"
        else:
            continue
        yield Problem(file, why, found=repr(found) if found else None, column="LEA")


def _code(council: str) -> str | None:
    """A council's code as a letter may repeat it: what is none may be anybody's."""
    return council if re.fullmatch(r"[0-9]{3}", council) else None


def history(
    record: Record,
    place: ReportPlace,
    folders: Mapping[ReportingYear, Folder],
    accepted: Collection[str] = (),
) -> History:
    """The record's rows from the folders of years in order, of which the last is the report's."""
    years = list(folders)
    given = _used(_in_order(record.name, folders))
    record = _accepting(record, accepted)
    files = [record_file(record, _asking(extract, accepted)) for _, extract in given]
    rows = _once(record, [str(year) for year, _ in given], files)
    problems = [problem for file in files for problem in file.problems]
    again = _numbered_again(record, files)
    problems += [each.problem(record) for each in again if each.is_numbering]
    if not problems and record.dated and not files[-1].extract.window:
        problems = list(_gaps(record, place, folders, given, files))
    queries = [query for file in files for query in file.queries]
    queries += [each.problem(record) for each in again if not each.is_numbering]
    queries += doubts(record, rows, files, [year for year, _ in given], years)
    queries += _not_used(record.name, folders, given)
    if not files[-1].read and not problems:
        queries.append(without_a_row(record, files[-1]))
    return History(record, rows, tuple(files), tuple(problems), tuple(queries))


def _once(record: Record, years: Sequence[str], files: Sequence[RecordFile]) -> pd.DataFrame:
    """Each thing once, as the latest of the files has it, with the year of the first that does.

    `years` are those of the files, in order.
    """
    dated = [file.rows.assign(**{SINCE: year}) for year, file in zip(years, files, strict=True)]
    found = [rows for rows in dated if len(rows)]
    every = pd.concat(found, ignore_index=True) if found else dated[-1]
    key = list(record.key)
    every[SINCE] = every.groupby(key, sort=False)[SINCE].transform("first")
    rows = every.drop_duplicates(key, keep="last").reset_index(drop=True)
    rows.attrs[LATEST_FILE], rows.attrs[YEARS] = files[-1].file, list(years)
    rows.attrs[CAVEATS] = [caveat for file in files for caveat in file.extract.caveats]
    return rows


def _numbered_again(record: Record, files: Sequence[RecordFile]) -> list[BegunAgain]:
    """Files whose references stand in an earlier file for something else, of another day.

    The later row takes the earlier one's place, so that where numbering begins again each year
    whole years would be lost. Where only the day is another, it was corrected or put off.
    """
    if record.dated is None or record.dated in record.key:
        return []
    found = []
    for place, later in enumerate(files):
        for earlier in files[:place]:
            key = list(record.key)
            both = later.rows.merge(earlier.rows, on=key, suffixes=("", OTHER))
            other = both[_is_another(record, both)]
            if len(other):
                found.append(BegunAgain(later, earlier, other, len(both)))
                break
    return found


def _is_another(record: Record, both: pd.DataFrame) -> pd.Series:
    """Whether rows of one reference are of two things: another day, and most else as well."""
    others = [c for c in record.columns if c.name not in (*record.key, record.dated)]
    compared = [c.name for c in others if c.private] or [c.name for c in others]
    known = pd.DataFrame({n: both[n].notna() & both[f"{n}{OTHER}"].notna() for n in compared})
    differ = pd.DataFrame({n: both[n].ne(both[f"{n}{OTHER}"]) & known[n] for n in compared})
    another_day = both[record.dated].ne(both[f"{record.dated}{OTHER}"])
    return another_day & (2 * differ.sum(axis=1) >= known.sum(axis=1))


def _covered(year: ReportingYear, extract: Extract) -> ReportingYear:
    """The year a file is of: the one it says, or its folder's."""
    return ReportingYear.of(extract.as_at) if extract.as_at else year


Given = tuple[ReportingYear, Extract]
"""An extract and the year it is of."""


def _in_order(record: str, folders: Mapping[ReportingYear, Folder]) -> list[Given]:
    """The extracts of a record and the year each is of, in order; none after the report's."""
    last = list(folders)[-1]
    given = [
        (_covered(year, extract), year, extract)
        for year, found in folders.items()
        for extract in found.extracts.get(record, [])
    ]
    # A file of the same day in a later folder is that year's return sent again: it alone counts.
    latest = {each.as_at: year for _, year, each in sorted(given, key=lambda g: g[1]) if each.as_at}
    in_order = sorted(
        (g for g in given if not g[2].as_at or latest[g[2].as_at] == g[1]), key=lambda g: g[:2]
    )
    return [(covered, extract) for covered, _, extract in in_order if covered <= last]


def _used(given: Sequence[Given]) -> list[Given]:
    """The extracts in order that go together: lists of some months and whole years do not.

    What the latest list does not hold has ended, or never was: nothing earlier is open.
    """
    covered, latest = given[-1]
    if latest.window:
        return [(year, each) for year, each in given if each.window and year == covered]
    return [(year, each) for year, each in given if not each.window]


def _not_used(
    record: str, folders: Mapping[ReportingYear, Folder], given: Sequence[Given]
) -> Iterable[Problem]:
    """Files that are not read: of a later year, or lists of some months beside whole years."""
    last, (_, latest) = list(folders)[-1], given[-1]
    for year, found in folders.items():
        for extract in found.extracts.get(record, []):
            if any(extract is used for _, used in given):
                continue
            covered = _covered(year, extract)
            again = [e for _, e in given if e.as_at and e.as_at == extract.as_at]
            why = f"this file is of {covered}, after the report's year: it is not used"
            if again:
                why = f"this is not used: {again[0].file}, in a later folder, is of the same day"
            elif covered <= last:
                what = "list of some months" if latest.window else "file of whole years"
                why = f"this is not used: the latest, {latest.file}, is a {what}, and it is not"
            yield Problem(extract.file, why)


def is_accepted(rule: str | None, accepted: Collection[str]) -> bool:
    """Whether every one of the numbers of a rule is among those that may be broken."""
    return rule is not None and all(number in accepted for number in rule.split(", "))


def _accepting(record: Record, accepted: Collection[str]) -> Record:
    """The record with the rules that its rows may break among those that only ask."""
    let = tuple(rule for rule in record.rules if is_accepted(rule.dfe, accepted))
    rules = tuple(rule for rule in record.rules if rule not in let)
    return replace(record, rules=rules, queries=(*record.queries, *let))


def _asking(extract: Extract, accepted: Collection[str]) -> Extract:
    """The extract with the problems of rules that its rows may break among its queries."""
    let = tuple(each for each in extract.problems if is_accepted(each.rule, accepted))
    problems = tuple(each for each in extract.problems if each not in let)
    return replace(extract, problems=problems, queries=(*extract.queries, *let))


def _gaps(
    record: Record,
    place: ReportPlace,
    folders: Mapping[ReportingYear, Folder],
    given: Sequence[Given],
    files: Sequence[RecordFile],
) -> Iterable[Problem]:
    """Years that no file covers: their count would be too small, or a nought that is not one.

    Either every year has its own file, or the latest is an extract of all of them. What is only
    carried over from a year does not show that the file holds the whole year.
    """
    years = list(folders)
    present = {covered for covered, _ in given}
    present |= {y for y in years if folders[y].problems or record.name in folders[y].likely}
    last = years_shown(record, files[-1].rows) if len(files[-1].rows) else pd.Series()
    for year in years:
        within_gap = any(earlier < year for earlier in present)
        if year not in present and (within_gap or not (last == str(year)).any()):
            yield Problem(
                place.workbench.relative(place.data(year) / f"{record.name}.csv"),
                _gap(record, year, years[-1], folders[year].extracts.get(record.name, [])),
            )


def _gap(record: Record, year: ReportingYear, last: ReportingYear, there: Sequence[Extract]) -> str:
    """What a letter says of a year no file covers; `there` are what its folder has of others."""
    others = "".join(f", {each}" for each in formats_of(record.name))
    misfiled = "".join(f" {each.file} says that it is of {_covered(year, each)}." for each in there)
    return (
        f"expected this file{others} of {year}, or one extract of all years in {last}'s folder."
        f"{misfiled} If there was nothing to record, put a file that holds only its header row; "
        "if the records begin later, say so at first_year in the parameters"
    )
