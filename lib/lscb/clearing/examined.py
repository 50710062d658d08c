"""A report whose parameters, comparators and records have been read, and all that was found."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lscb import records
from lscb.clearing.logo import logo_problems
from lscb.clearing.needs import figures_wanted, is_counted, records_needed, records_of
from lscb.comparators.compared import Comparators, comparators, not_held
from lscb.errors import DataError, ParameterError, Problem, nearest, plain
from lscb.records.across import broken_across
from lscb.records.history import Held, History, held, is_accepted
from lscb.records.stated import Stated
from lscb.report import Report, record_in_words
from lscb.scope import Scope
from lscb.workbench import PAGES, ReportPlace
from lscb.years import ReportingYear


@dataclass(frozen=True)
class Examined:
    """A report whose parameters, comparators and records have been read, and all that was found.

    `problems` and `queries` are by the record they are of, "" for what concerns all of them. The
    histories are those of records that chapters count from, and of those read beside them for
    what they tell of the first.
    """

    report: Report
    compared: Comparators | None
    histories: Mapping[str, History]
    by_record: Mapping[str, Sequence[Problem]]
    queries_by_record: Mapping[str, Sequence[Problem]]

    @property
    def problems(self) -> tuple[Problem, ...]:
        return _each_once(self.by_record)

    def problems_of(self, chapter: str) -> tuple[Problem, ...]:
        """What stops a chapter: problems of the records it counts from, and of all of them."""
        return tuple(p for name in ("", *records_of(chapter)) for p in self.by_record.get(name, ()))

    def letter(self, place: ReportPlace) -> DataError | None:
        """The letter about every problem and what to type next; None where there is none."""
        if not self.problems:
            return None
        broken = {n for p in self.problems if p.rule for n in p.rule.split(", ")}
        rules = sorted(broken - records.never_accepted())
        # What was returned to DfE long ago can no longer be corrected.
        stand = (
            "To let stand what breaks one of DfE's rules and cannot be corrected, state in the "
            f'parameters  accepted: {{"{rules[0]}": "the reason"}}\n'
            if rules
            else ""
        )
        next_step = f"{stand}Correct what is listed, then type:  lscb check {place}"
        return DataError(self.problems, next_step)

    @property
    def queries(self) -> tuple[Problem, ...]:
        """What is worth a look, and is not a problem of another record of the same file."""
        problems = set(self.problems)
        return tuple(q for q in _each_once(self.queries_by_record) if q not in problems)


def _each_once(by_record: Mapping[str, Sequence[Problem]]) -> tuple[Problem, ...]:
    """Each problem once: what is wrong with a census is wrong with each record it gives."""
    return tuple(dict.fromkeys(problem for found in by_record.values() for problem in found))


def examined(place: ReportPlace) -> Examined:
    """Read a report's parameters and records, and collect every problem and query.

    Raises ParameterError when the parameters are wrong, since what they ask for is then not known,
    and DataError when a release they name is damaged.
    """
    report = place.report()
    _check_names(place, report)
    compared = comparators(place.workbench.comparators, report)
    needed = [name for name in records_needed(report) if name not in report.not_supplied]
    found = _held(place, report, needed)
    of_all = [*found.problems, *_supplied_after_all(place, report)]
    problems: dict[str, list[Problem]] = {"": of_all}
    queries: dict[str, list[Problem]] = {"": [*found.latest.not_read]}
    for name in needed:
        file = place.workbench.relative(place.data() / f"{name}.csv")
        problems[name] = [*found.not_there(name, file), *found.nearly.get(name, ())]
    queries[""] += _not_used(found.histories, needed)
    for name in found.nearly.keys() - {*needed}:
        queries[name] = [*found.nearly[name]]
    for name, history in found.histories.items():
        # What is only read beside the rest stops no chapter: its faults are there to be looked at.
        (problems if name in needed else queries).setdefault(name, []).extend(history.problems)
        queries.setdefault(name, []).extend(history.queries)
    # A file too few or too many would make each of its rows contradict the others.
    checked = {
        name: history
        for name, history in found.histories.items()
        if not found.problems and name not in found.nearly
    }
    for broken in broken_across(records.rules(), checked):
        asks = broken.asks or broken.record not in needed
        asks |= is_accepted(broken.problem.rule, report.accepted)
        (queries if asks else problems).setdefault(broken.record, []).append(broken.problem)
    problems[""] += _undeclared_made_up(place, report, found.histories)
    queries[""] += _nothing_at_all(place, found.histories, needed)
    queries[""] += _in_no_row(place, report, found.histories)
    figures = (*_not_stated(place, report), *_unlike_their_whole(place, report))
    queries[""] += [*figures, *_not_read(place)]
    return Examined(report, compared, found.histories, problems, queries)


def _held(place: ReportPlace, report: Report, needed: Sequence[str]) -> Held:
    """What the folders hold of the records needed, and of those that rules read beside them."""
    declared, years = records.declared(), Scope(report, place.year, "public").years
    beside = {n for rule in records.rules() if rule.needs[0] in needed for n in rule.needs}
    wanted = [n for n in declared if n in {*needed, *beside} and n not in report.not_supplied]
    return held(place, years, declared, wanted, Stated.of(report))


def _unknown_chapter(name: str, chapters: list[str]) -> str | None:
    """Why a name is no chapter's; None when it is one's."""
    if name in PAGES:
        return "expected another name for the chapter: a page of every report is called so"
    if name not in chapters:
        return f"expected a chapter that has a notebook.{nearest(name, chapters)}"
    if not is_counted(name):
        return f"expected measures that count it, in lib/lscb/measures/{name}.py"
    return None


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
        figures = figures_wanted(report)
        known = {"figures": set(figures), "not_supplied": set(records_needed(report))}
        unknown = [
            Problem(file, f"this is not a parameter.{nearest(name, names)}", column=f"{key}.{name}")
            for key, names in known.items()
            for name in getattr(report, key)
            if name not in names
        ]
        unknown += not_held(place.workbench.comparators, report, file)
        unknown += _misspelled(report, file)
        unknown += [Problem(file, why, column=where) for where, why in _two_ways(report)]
        unknown += _not_acceptable(report, file)
        faults = {n: figures[n].fault(f) for n, f in report.figures.items() if n in figures}
        unknown += [Problem(file, f, column=f"figures.{n}") for n, f in faults.items() if f]
        unknown += logo_problems(place, report)
    if unknown:
        raise ParameterError(unknown, f"Correct the file, then type:  lscb check {place}")


def _not_acceptable(report: Report, file: str) -> list[Problem]:
    """Keys of `accepted:` that are no rule's number, or a rule's that keeps a row from counting."""
    known, never = records.rule_numbers(), records.never_accepted()
    why = {
        number: f"this is not the number of a rule checked here.{nearest(number, sorted(known))}"
        for number in report.accepted
        if number not in known
    }
    why |= {
        number: "what breaks this rule cannot be counted: correct it, or where a code is not "
        "known, say at values: which of ours it stands for"
        for number in report.accepted
        if number in never
    }
    return [Problem(file, words, column=f"accepted.{number}") for number, words in why.items()]


def _misspelled(report: Report, file: str) -> list[Problem]:
    """Records, columns and codes that `columns:` and `values:` name and that are none of ours."""
    return [
        Problem(
            file,
            f"this is not {what}.{nearest(name, known)}",
            found=None if where.endswith(f".{name}") else repr(name),
            column=where,
        )
        for where, name, known, what in _spelled(report)
        if name not in known
    ]


def _two_ways(report: Report) -> Iterator[tuple[str, str]]:
    """What `columns:` and `values:` say in two ways at once: where, and what was expected."""
    declared = records.declared()
    for name, stated in report.columns.items():
        own = {c: c for c in declared[name].names()} if name in declared else {}
        headings = own | {c: h for c, h in stated.items() if isinstance(h, str)}
        for column, heading in stated.items():
            others = [
                c for c, h in headings.items() if c != column and plain(h) == plain(f"{heading}")
            ]
            if isinstance(heading, str) and others:
                yield (
                    f"columns.{name}.{column}",
                    f"expected a heading of its own: {others[0]} has this one",
                )
    for name, of_columns in report.values.items():
        for column, codes in of_columns.items():
            where = f"values.{name}.{column}"
            known = declared[name].column(column).codes if _has_codes(name, column) else ()
            ours = {code.casefold(): code for code in known}
            meant: dict[str, str] = {}
            for theirs, code in codes.items():
                word = str(theirs).casefold()
                if ours.get(word, code) != code or meant.setdefault(word, code) != code:
                    yield (
                        f"{where}.{theirs}",
                        "expected one meaning: this is a code of ours, or twice",
                    )


def _has_codes(name: str, column: str) -> bool:
    declared = records.declared()
    return name in declared and any(c.name == column and c.codes for c in declared[name].columns)


def _spelled(report: Report) -> Iterator[tuple[str, str, Sequence[str], str]]:
    """Every name of ours in `columns:` and `values:`: where, the name, and what it should be."""
    declared = records.declared()
    for key, stated in (("columns", report.columns), ("values", report.values)):
        yield from ((f"{key}.{name}", name, list(declared), "a record") for name in stated)
    for name, stated in report.columns.items():
        known = declared[name].names() if name in declared else list(stated)
        for column in stated:
            yield f"columns.{name}.{column}", column, known, "a column of it"
    for name, stated in report.values.items():
        columns = {c.name: c for c in declared[name].columns if c.codes} if name in declared else {}
        for column, codes in stated.items():
            where = f"values.{name}.{column}"
            yield where, column, list(columns), "a column of codes"
            known = columns[column].codes if column in columns else list(codes.values())
            what = f"a code of ours, {', '.join(known)}"
            for theirs, code in codes.items():
                if code:
                    yield f"{where}.{theirs}", code, known, what


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
        for name, wanted in figures_wanted(report).items()
        for figure in [report.figures.get(name)]
        if figure is None or (wanted.by == "mid-year" and year not in (figure.by or {}))
    ]


ABOUT = 0.2
"""How far, as a share, groups together may be from all children: a census is years away."""


def _unlike_their_whole(place: ReportPlace, report: Report) -> Iterator[Problem]:
    """Figures of groups that together are far from that of all: a nought too many, perhaps."""
    for name, wanted in figures_wanted(report).items():
        parts, whole = report.figures.get(name), report.figures.get(wanted.whole or "")
        if not (parts and parts.by and whole and whole.by):
            continue
        together = sum(parts.by.values())
        if not any(abs(together - of) <= ABOUT * of for of in whole.by.values()):
            yield Problem(
                place.workbench.relative(place.parameters),
                f"these come to {together:,}, and {wanted.whole} is from "
                f"{min(whole.by.values()):,} to {max(whole.by.values()):,}: are both right?",
                column=f"figures.{name}",
            )


def _not_read(place: ReportPlace) -> list[Problem]:
    """Commentary in the year's folder that is no chapter's."""
    known = {f"{name}.md" for name in place.workbench.chapters()}
    return [
        Problem(
            place.workbench.relative(path), f"this file is not read.{nearest(path.name, known)}"
        )
        for path in sorted(place.data().glob("*.md"))
        if path.name not in known and not path.name.startswith((".", "~"))
    ]


def _undeclared_made_up(
    place: ReportPlace, report: Report, histories: dict[str, History]
) -> list[Problem]:
    """Made-up records in a report that does not say so."""
    if report.records == "made-up":
        return []
    keyed = {name: found.rows[found.record.key[0]] for name, found in histories.items()}
    made_up = [
        record_in_words(name)
        for name, keys in keyed.items()
        if keys.astype(str).str.startswith(records.MADE_UP).any()
    ]
    why = f"expected made-up: these records are made up: {', '.join(made_up)}"
    file = place.workbench.relative(place.parameters)
    return [Problem(file, why, found="'supplied'", column="records")] if made_up else []


def _not_used(histories: Mapping[str, History], needed: Sequence[str]) -> list[Problem]:
    """Records that rules read beside those of the chapters, and that have problems."""
    return [
        Problem(
            history.files[-1].file,
            f"none of its {name.replace('_', ' ')} are used, since there are problems with them: "
            "what is checked against them was not checked",
        )
        for name, history in histories.items()
        if history.problems and name not in needed
    ]


def _in_no_row(
    place: ReportPlace, report: Report, histories: Mapping[str, History]
) -> Iterator[Problem]:
    """What a figure goes by and no row names, such as an agency: it may be spelled otherwise."""
    for name, wanted in figures_wanted(report).items():
        stated = report.figures[name].by if name in report.figures else None
        rows = [h.rows[wanted.by] for h in histories.values() if wanted.by in h.rows]
        there = sorted({str(each) for cells in rows for each in cells.dropna()})
        for each in stated or {} if there else {}:
            if str(each) not in there:
                yield Problem(
                    place.workbench.relative(place.parameters),
                    f"no record names this {wanted.by}: is it called otherwise there?"
                    f"{nearest(str(each), there)}",
                    column=f"figures.{name}.by.{each}",
                )


def _nothing_at_all(
    place: ReportPlace, histories: Mapping[str, History], needed: Sequence[str]
) -> list[Problem]:
    """A folder whose files hold no row of anything that the chapters count."""
    found = [histories[name] for name in needed if name in histories]
    if not found or any(history.read or history.problems for history in found):
        return []
    why = (
        "no file here holds a single row, so every number of the report will be nought: if these "
        "are blank templates, fill them or delete them; what nobody supplied goes under "
        "not_supplied: in the parameters"
    )
    return [Problem(place.workbench.relative(place.data()), why)]
