"""Records in, cleared tables out: the one process that sees a record.

Everything of a report is cleared together, because its tables share children. The same input
gives the same tables, to the byte.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from inspect import Parameter, signature
from types import ModuleType
from typing import Any

import mistune

from lscb import cleared, records
from lscb.comparators.compared import Comparators, comparators, not_held
from lscb.disclosure.gate import cleared_tables
from lscb.errors import DataError, ParameterError, Problem, nearest
from lscb.records.history import History, broken_across, history
from lscb.records.sheets import words as records_words
from lscb.report import Edition, Report, ReportingYear
from lscb.scope import Scope, Wanted
from lscb.tables import Table
from lscb.workbench import ReportPlace

Measure = Callable[..., Table | None]
"""A function of a scope and of records, by name. A record with a default is one it can do
without; None is that there is nothing to show, such as comparators where none are stated."""


@dataclass(frozen=True)
class Examined:
    """A report whose parameters, comparators and records have been read, and all that was found."""

    report: Report
    compared: Comparators | None
    histories: dict[str, History]
    problems: tuple[Problem, ...]
    queries: tuple[Problem, ...]


def examined(place: ReportPlace) -> Examined:
    """Read a report's parameters and records, and collect every problem and query.

    Raises ParameterError when the parameters are wrong, since what they ask for is then not known,
    and DataError when a release they name is damaged.
    """
    report = place.report()
    _check_names(place, report)
    compared = comparators(place.workbench.comparators, report)
    declared = records.declared()
    years = Scope(report, place.year, "public").years
    histories = {
        name: history(declared[name], place, years)
        for name in _records_needed(report)
        if name not in report.not_supplied
    }
    problems = [p for each in histories.values() for p in _problems(place, each)]
    problems += _supplied_after_all(place, report)
    if not problems:
        problems += broken_across(records.across(), histories)
        problems += _undeclared_made_up(place, report, histories)
    queries = [query for each in histories.values() for query in each.queries]
    queries += _not_stated(place, report) + _not_read(place)
    return Examined(report, compared, histories, tuple(problems), tuple(queries))


def checked(place: ReportPlace) -> Examined:
    """A report with nothing wrong; raises ParameterError or DataError with every problem."""
    found = examined(place)
    if found.problems:
        raise DataError(found.problems, f"Correct what is listed, then type:  lscb check {place}")
    return found


def cleared_report(place: ReportPlace, edition: Edition) -> cleared.Cleared:
    """Clear one edition of one report and write what the gate lets out.

    Raises ParameterError, DataError and DisclosureError; nothing is written then.
    """
    state = cleared.inputs(place)
    found = checked(place)
    scope = Scope(found.report, place.year, edition, found.compared)
    counted = {name: _tables(scope, name, found.histories) for name in found.report.chapters}
    together = [table for tables in counted.values() for table in tables]
    passed = iter(cleared_tables(together, edition, str(place)))
    by_chapter = {chapter: [next(passed) for _ in tables] for chapter, tables in counted.items()}
    return cleared.written(place, edition, _manifest(place, scope, by_chapter), by_chapter, state)


def _tables(scope: Scope, chapter: str, histories: Mapping[str, History]) -> list[Table]:
    """A chapter's tables, but for those whose records were not supplied."""
    tables = [
        measure(scope, **{n: histories[n].rows for n in _needs(measure) if n in histories})
        for measure in measures_of(chapter).TABLES
        if not _missing(measure, scope.report)
    ]
    return [table for table in tables if table is not None]


def measures_of(chapter: str) -> ModuleType:
    """The module that counts a chapter, found by the chapter's name."""
    return import_module(f"lscb.measures.{chapter}")


def figures_of(chapter: str) -> dict[str, Wanted]:
    """The sourced figures a chapter takes from the parameters; it may take none."""
    return getattr(measures_of(chapter), "FIGURES", {})


def records_of(chapter: str) -> list[str]:
    """The records a chapter counts from, each once, in order."""
    return list(
        dict.fromkeys(n for measure in measures_of(chapter).TABLES for n in _needs(measure))
    )


def _needs(measure: Measure) -> list[str]:
    """The records a measure counts from: its parameters after the scope."""
    return list(signature(measure).parameters)[1:]


def _missing(measure: Measure, report: Report) -> list[str]:
    """The records a measure cannot do without that were not supplied."""
    stated = signature(measure).parameters
    needs = [name for name in _needs(measure) if stated[name].default is Parameter.empty]
    return [name for name in needs if name in report.not_supplied]


def _records_needed(report: Report) -> list[str]:
    """The records the report's chapters count from, each once, in order."""
    return list(dict.fromkeys(n for chapter in report.chapters for n in records_of(chapter)))


def _unknown_chapter(name: str, chapters: list[str]) -> str | None:
    """Why a name is no chapter's; None when it is one's."""
    if name not in chapters:
        return f"expected a chapter that has a notebook.{nearest(name, chapters)}"
    if not is_counted(name):
        return f"expected measures that count it, in lib/lscb/measures/{name}.py"
    return None


def is_counted(chapter: str) -> bool:
    """Whether there are measures for a chapter."""
    return find_spec(f"lscb.measures.{chapter}") is not None


def _figures_wanted(report: Report) -> dict[str, Wanted]:
    """The sourced figures the report's chapters take."""
    return {
        name: wanted for chapter in report.chapters for name, wanted in figures_of(chapter).items()
    }


def _check_names(place: ReportPlace, report: Report) -> None:
    """Refuse a chapter, figure or record that nothing knows, with the nearest right name."""
    file = place.workbench.relative(place.parameters)
    chapters = place.workbench.chapters()
    unknown = [
        Problem(file, why, found=repr(name), column="chapters")
        for name in report.chapters
        if (why := _unknown_chapter(name, chapters))
    ]
    if ReportingYear(report.first_year) > place.year:
        expected = f"expected {place.year} or an earlier year"
        unknown.append(Problem(file, expected, found=report.first_year, column="first_year"))
    if len(set(report.chapters)) < len(report.chapters):
        unknown.append(Problem(file, "expected each chapter once", column="chapters"))
    if not unknown:
        figures = _figures_wanted(report)
        known = {"figures": set(figures), "not_supplied": set(_records_needed(report))}
        unknown = [
            Problem(file, f"this is not a parameter.{nearest(name, names)}", column=f"{key}.{name}")
            for key, names in known.items()
            for name in getattr(report, key)
            if name not in names
        ]
        unknown += not_held(place.workbench.comparators, report, file)
        faults = {n: figures[n].fault(f) for n, f in report.figures.items() if n in figures}
        unknown += [Problem(file, f, column=f"figures.{n}") for n, f in faults.items() if f]
    if unknown:
        raise ParameterError(unknown, f"Correct the file, then type:  lscb check {place}")


def _problems(place: ReportPlace, found: History) -> list[Problem]:
    """What is wrong with a record, and what to do when its file is not there at all."""
    own = place.data() / f"{found.record.name}.csv"
    if os.path.lexists(own):
        return list(found.problems)
    file = place.workbench.relative(own)
    return [
        *(problem for problem in found.problems if problem.file != file),
        Problem(
            file,
            "expected this file. If nobody supplied it, say who should have, in the parameters: "
            f'not_supplied: {{{found.record.name}: "the name of who did not supply it"}}',
        ),
    ]


def _supplied_after_all(place: ReportPlace, report: Report) -> list[Problem]:
    """Files of records that the parameters say were not supplied."""
    files = [place.data() / f"{name}.csv" for name in report.not_supplied]
    return [
        Problem(
            place.workbench.relative(file),
            "expected no file, since the parameters say at not_supplied that there is none: "
            "take one of the two away",
        )
        for file in files
        if os.path.lexists(file)
    ]


def _not_stated(place: ReportPlace, report: Report) -> list[Problem]:
    """Figures that the chapters take and the parameters do not give, for this year at least."""
    file, year = place.workbench.relative(place.parameters), place.year.mid_year
    return [
        Problem(
            file,
            "not given: what needs it will read 'not available'"
            if figure is None
            else f"gives none for mid-{year}, the one for {place.year}",
            column=f"figures.{name}",
        )
        for name, wanted in _figures_wanted(report).items()
        for figure in [report.figures.get(name)]
        if figure is None or (wanted.by == "mid-year" and year not in (figure.by or {}))
    ]


def _not_read(place: ReportPlace) -> list[Problem]:
    """Files in the year's folder that are neither a record's nor a commentary's."""
    known = {f"{name}.csv" for name in records.declared()}
    known |= {f"{name}.md" for name in place.workbench.chapters()}
    if not place.data().is_dir():
        return []
    return [
        Problem(
            place.workbench.relative(path),
            f"this file is not read.{nearest(path.name, known)}",
        )
        for path in sorted(place.data().iterdir())
        if path.name not in known and not path.name.startswith((".", "~"))
    ]


def _undeclared_made_up(
    place: ReportPlace, report: Report, histories: dict[str, History]
) -> list[Problem]:
    """Made-up records in a report that does not say so."""
    if report.records == "made-up":
        return []
    keyed = {name: found.rows[found.record.key[0]] for name, found in histories.items()}
    return [
        Problem(
            place.workbench.relative(place.parameters),
            f"expected made-up: {name}.csv holds made-up records",
            found="'supplied'",
            column="records",
        )
        for name, keys in keyed.items()
        if keys.astype(str).str.startswith(records.MADE_UP).any()
    ]


def _manifest(
    place: ReportPlace, scope: Scope, tables: Mapping[str, list[Table]]
) -> dict[str, Any]:
    """All that chapters and pages may know of the report: nothing in it is a record's."""
    report = scope.report
    return {
        "board": {"slug": place.board, **report.board.model_dump()},
        "year": str(place.year),
        "edition": scope.edition,
        "markings": _markings(scope),
        "recipient": report.panel.recipient if scope.edition == "panel" else None,
        "disclosure": report.disclosure.model_dump(),
        "figures": _figures(scope),
        "chapters": [
            _chapter_manifest(place, scope, number, chapter, tables[chapter])
            for number, chapter in enumerate(report.chapters, start=1)
        ],
        "versions": cleared.versions(),
    }


def _chapter_manifest(
    place: ReportPlace, scope: Scope, number: int, chapter: str, tables: list[Table]
) -> dict[str, Any]:
    stem = cleared.file_stem(chapter, scope.edition)
    gaps = {m.__name__: _missing(m, scope.report) for m in measures_of(chapter).TABLES}
    return {
        "name": chapter,
        "title": place.workbench.chapter_title(chapter),
        "number": number,
        "tables": [{"name": t.name, "file": f"{stem}.{t.name}.csv"} for t in tables],
        "not_supplied": {
            table: {"record": gap[0], "by": scope.report.not_supplied[gap[0]]}
            for table, gap in gaps.items()
            if gap
        },
        "figures_not_supplied": [
            wanted.meaning
            for name, wanted in figures_of(chapter).items()
            if name not in scope.report.figures
        ],
        "commentary": _commentary(place, chapter),
    }


def _figures(scope: Scope) -> list[dict[str, Any]]:
    """Where figures that are not counted come from."""
    wanted = _figures_wanted(scope.report)
    return [
        {
            "name": name,
            "meaning": wanted[name].meaning,
            "source": figure.source,
            "date": figure.date.isoformat() if figure.date else None,
            # A table by agency may hold small counts; a single figure is the board's own rule.
            "value": figure.value,
        }
        for name, figure in scope.report.figures.items()
    ]


def _markings(scope: Scope) -> list[str]:
    board, markings = scope.report.board, []
    if scope.edition == "panel":
        recipient = scope.report.panel.recipient
        markings.append(f"{cleared.RESTRICTED}: for {recipient} only, not to be published")
    else:
        markings.append("Draft, not published")
    if scope.report.records == "made-up":
        markings.append(f"Demonstration: made-up records, not {board.place}'s")
    return markings


def _commentary(place: ReportPlace, chapter: str) -> str | None:
    """The analyst's own words on a chapter as HTML, every tag in them shown as text.

    None while there are only headings: the page then says that nothing has been written.
    """
    path = place.data() / f"{chapter}.md"
    if not path.is_file():
        return None
    try:
        words = records_words(path.read_bytes())
    except (OSError, ValueError):
        file = place.workbench.relative(path)
        problem = Problem(file, "expected a readable text file in UTF-8")
        raise DataError([problem], f"Save it as UTF-8, then type:  lscb check {place}") from None
    if not any(line.strip() and not line.startswith("#") for line in words.splitlines()):
        return None
    return str(mistune.create_markdown(renderer=_Words(escape=True))(words)).strip()


class _Words(mistune.HTMLRenderer):
    """Words only: headings under the chapter's own, and no picture from elsewhere."""

    def heading(self, text: str, level: int, **attrs: object) -> str:
        return super().heading(text, min(max(level + 1, 3), 6), **attrs)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return str(text)
