"""The letters of a check as two files for whoever corrects the records: a page and a CSV.

The page is for reading and the CSV for working through, a row a problem or query. Both are as
restricted as the records they are about, and neither says more than the letters do.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from lscb.csvw import MARKING, harmless
from lscb.errors import DataError, Problem

PAGE = "OFFICIAL-SENSITIVE_findings.html"
CSV = "OFFICIAL-SENSITIVE_findings.csv"

COLUMNS = (
    "kind",
    "file",
    "unit",
    "number",
    "column",
    "rule",
    "found",
    "expected",
    "corrected_on",
    "note",
    MARKING,
)
"""The CSV's columns. `corrected_on` and `note` are blank, for whoever corrects the records."""

READ = ("Record", "File", "Rows read", "Used", "Superseded", "Set aside", "Rejected")
"""What a row of `Findings.read` says, in order."""

SHOWN_PER_FILE = 5_000
KINDS_SHOWN = 100
FOUND_AT_MOST = 60
CELL_AT_MOST = 1_000


@dataclass(frozen=True)
class Findings:
    """What a check found in the records of one report.

    Parameters
    ----------
    place: the board and year as they are typed, such as "northshire 2014-15".
    board: the board's full name.
    markings: what a reader must know before using either file; the first restricts it.
    read: a row a record and file, its cells as in `READ`.
    """

    place: str
    board: str
    markings: tuple[str, ...]
    problems: tuple[Problem, ...]
    queries: tuple[Problem, ...]
    read: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Listed:
    """The problems, or the queries, of one file: how many there are, and those the page shows."""

    total: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _File:
    name: str
    problems: _Listed
    queries: _Listed


def findings_csv(found: Findings) -> bytes:
    """Every problem, then every query, as a CSV that Excel opens: columns `COLUMNS`, all text."""
    marking = "; ".join(found.markings)
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for kind, problems in (("problem", found.problems), ("query", found.queries)):
        for problem in _in_order(problems):
            cells = _csv_cells(kind, problem, marking)
            writer.writerow([_printed(harmless(cell)) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def findings_page(found: Findings) -> bytes:
    """What was found as one HTML page in UTF-8: counts, what was read, then file by file.

    It needs no script and no network. Of each file the first `SHOWN_PER_FILE` are shown; counts
    are of all.
    """
    kinds = _kinds(found)
    page = _template().render(
        place=_printed(found.place),
        board=_printed(found.board),
        markings=[_printed(marking) for marking in found.markings],
        problems=len(found.problems),
        queries=len(found.queries),
        files=_files(found),
        kinds=kinds[:KINDS_SHOWN],
        more_kinds=len(kinds[KINDS_SHOWN:]),
        headings=READ,
        read=[[_printed(cell) for cell in row] for row in found.read],
        csv=CSV,
    )
    return page.encode("utf-8")


def written(folder: Path, found: Findings) -> list[Path]:
    """Write the page and the CSV into `folder` in place of earlier ones, and return them.

    Both are replaced or neither is, and nothing else in the folder is touched. Raises DataError
    where one cannot be replaced.
    """
    contents = {folder / CSV: findings_csv(found), folder / PAGE: findings_page(found)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder, prefix=".being-written-") as waiting:
            _replace_all(contents, Path(waiting))
    except OSError:
        why = "expected to be able to write this file; is it open in Excel? It is as it was"
        raise DataError(
            [Problem(path.name, why) for path in contents],
            f"Close the files, then type:  lscb check {found.place} --report",
        ) from None
    return list(contents)


def _replace_all(contents: dict[Path, bytes], waiting: Path) -> None:
    """Replace every file, or leave every one as it was. Raises OSError where it is the latter."""
    for path, content in contents.items():
        (waiting / path.name).write_bytes(content)
        if path.is_file():
            shutil.copyfile(path, waiting / f"{path.name}-earlier")
    replaced: list[Path] = []
    try:
        for path in contents:
            (waiting / path.name).replace(path)
            replaced.append(path)
    except OSError:
        for path in replaced:
            earlier = waiting / f"{path.name}-earlier"
            if earlier.exists():
                earlier.replace(path)
            else:
                path.unlink()
        raise


def _csv_cells(kind: str, problem: Problem, marking: str) -> tuple[str, ...]:
    return (
        kind,
        problem.file,
        problem.unit if problem.row else "",
        str(problem.row or ""),
        problem.column or "",
        problem.rule or "",
        # Made harmless before it is cut, so that the mark counts.
        _printed(harmless(problem.found or ""), FOUND_AT_MOST),
        problem.expected,
        "",
        "",
        marking,
    )


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by file and, within it, by row, as a letter lists them."""
    return sorted(problems, key=lambda problem: (problem.file, problem.row or 0))


def _printed(text: str, at_most: int = CELL_AT_MOST) -> str:
    """Text as both files show it: what cannot be seen is spelled out, what is too long is cut."""
    seen = text[: at_most + 1]
    if not seen.isprintable():
        # A stray space that does not break is what is wrong with a heading; and a file's name may
        # hold what is no character at all, which no file in UTF-8 can.
        seen = "".join(c if c.isprintable() else repr(c)[1:-1] for c in seen)
    return seen if len(seen) <= at_most else f"{seen[: at_most - 1]}…"


def _files(found: Findings) -> list[_File]:
    """Each file in which something was found, in order."""
    problems, queries = _by_file(found.problems), _by_file(found.queries)
    files = []
    for name in sorted({*problems, *queries}):
        wrong = _listed(problems.get(name, []), SHOWN_PER_FILE)
        left = SHOWN_PER_FILE - len(wrong.rows)
        files.append(_File(_printed(name), wrong, _listed(queries.get(name, []), left)))
    return files


def _by_file(problems: Iterable[Problem]) -> dict[str, list[Problem]]:
    return {
        file: list(group) for file, group in groupby(_in_order(problems), lambda each: each.file)
    }


def _listed(problems: list[Problem], at_most: int) -> _Listed:
    return _Listed(len(problems), tuple(_row(problem) for problem in problems[:at_most]))


def _row(problem: Problem) -> tuple[str, ...]:
    """A problem on the page: its place, what was found and expected, and DfE's rule."""
    return (
        _printed(problem.where or "the whole file"),
        "not shown" if problem.found is None else _printed(problem.found, FOUND_AT_MOST),
        _printed(problem.expected),
        _printed(problem.rule or "none"),
    )


def _kinds(found: Findings) -> list[tuple[str, str, str, int, int]]:
    """What was expected, of which column and by which rule, with how many problems and queries.

    The commonest problem comes first; those as common are in the order of their words.
    """
    wrong = Counter(_kind(problem) for problem in found.problems)
    asked = Counter(_kind(query) for query in found.queries)
    ordered = sorted({*wrong, *asked}, key=lambda kind: (-wrong[kind], -asked[kind], kind))
    return [(*kind, wrong[kind], asked[kind]) for kind in ordered]


def _kind(problem: Problem) -> tuple[str, str, str]:
    return (
        _printed(problem.expected),
        _printed(problem.column or "none"),
        _printed(problem.rule or "none"),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("letters.html.j2")
