"""A file as it was downloaded: which one it is, and its rows as text; or all that is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import pandas as pd

from lscb.comparators.layouts import LAYOUTS, PLACE, Layout
from lscb.errors import Problem, nearest

LARGEST_FILE = 64 * 1024 * 1024
"""The largest of DfE's tables has 2 MB."""

MOST_HEADINGS, LONGEST_HEADING = 100, 100
LONGEST_REPEATED = 60
AGAIN = "download it again from where it is published, as CSV"


@dataclass(frozen=True)
class Download:
    """One file: `name` as its figures' source says it, `file` as a letter does.

    `text` has a column a heading and is indexed by the row the spreadsheet shows; blank rows are
    in `blank`. With problems, the file is not to be used, and may have no layout.
    """

    name: str
    file: str
    layout: Layout | None = None
    text: pd.DataFrame = field(default_factory=pd.DataFrame)
    blank: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()


def download(path: Path, file: str) -> Download:
    """Read a file as it was downloaded. `file` is what a letter calls it."""
    try:
        lines = _lines(path)
        layout = _layout([cell.strip() for cell in lines[0]])
        rows, blank = _rows(lines)
    except _Unreadable as fault:
        problems = tuple(Problem(file, why, found, row) for row, found, why in fault.faults)
        return Download(path.name, file, problems=problems)
    headings = [cell.strip() for cell in lines[0]]
    text = pd.DataFrame(list(rows.values()), index=list(rows), columns=headings, dtype=object)
    return Download(path.name, file, layout, text.astype(object), tuple(blank))


def repeated(text: str) -> str:
    """What a cell holds, as a letter repeats it: these are public figures."""
    shown = text if len(text) <= LONGEST_REPEATED else f"{text[:LONGEST_REPEATED]}…"
    return repr(shown)


_Fault = tuple[int | None, str | None, str]
"""The row, what was found and what was expected."""


class _Unreadable(Exception):  # noqa: N818 - never leaves this module
    """A file that has no rows to speak of."""

    def __init__(self, *faults: _Fault) -> None:
        super().__init__()
        self.faults = faults


def _file_fault(why: str) -> _Unreadable:
    return _Unreadable((None, None, why))


def _lines(path: Path) -> list[list[str]]:
    """The cells of every row, the headings first."""
    text = _words(_content(path))
    if text.lstrip().startswith("<"):
        raise _file_fault(f"expected a CSV file; this is a web page: {AGAIN}")
    lines: list[list[str]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), strict=True):
            lines.append(line)
    except csv.Error:
        why = "expected comma-separated cells; is a quotation mark missing, or a cell very long?"
        raise _Unreadable((len(lines) + 1, None, why)) from None
    if not lines or not any(cell.strip() for cell in lines[0]):
        raise _Unreadable((1, None, f"expected a row of headings; there is none: {AGAIN}"))
    return lines


def _content(path: Path) -> bytes:
    if not path.name[:1].isalnum() or not path.name.isprintable():
        # The name is written beside every figure, where a spreadsheet may take it for a formula.
        raise _file_fault("expected a file whose name begins with a letter or a digit")
    try:
        if path.is_dir():
            raise _file_fault("expected a CSV file; this is a folder: name the files in it")
        if not path.is_file():
            raise _file_fault("expected a CSV file; there is none of this name")
        if path.stat().st_size > LARGEST_FILE:
            raise _file_fault(f"expected a file of {LARGEST_FILE // 1024**2} MB or less")
        return path.read_bytes()
    except OSError:
        raise _file_fault("expected a file that can be opened; is it open in Excel?") from None


def _words(content: bytes) -> str:
    """Text in UTF-8 and nothing else: read as another encoding, a council's name may be wrong."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _file_fault(
            f"expected a CSV file; this is an Excel workbook or a zip, whatever its name: {AGAIN}"
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _file_fault(f"expected text in UTF-8; this is in UTF-16: {AGAIN}")
    if b"\0" in content:
        raise _file_fault(f"expected text in UTF-8; this is not text: {AGAIN}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        row = content.count(b"\n", 0, fault.start) + 1
        why = f"expected text in UTF-8; a character here is in another encoding: {AGAIN}"
        raise _Unreadable((row, None, why)) from None


def _rows(lines: Sequence[list[str]]) -> tuple[dict[int, list[str]], list[int]]:
    """The rows by the row the spreadsheet shows, each as wide as the headings, and blank ones."""
    width = len(lines[0])
    rows, blank, faults = {}, [], []
    for number, line in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in line):
            blank.append(number)
        elif len(line) != width:
            faults.append((number, f"{len(line)} cells", f"expected {width}, as the headings have"))
        else:
            rows[number] = [cell.strip() for cell in line]
    if not rows and not faults:
        faults.append((None, None, f"expected rows of figures; there are none: {AGAIN}"))
    if faults:
        raise _Unreadable(*faults)
    return rows, blank


def _layout(headings: list[str]) -> Layout:
    """The layout that has these headings and no others, in whatever order.

    Raises _Unreadable with each heading that is missing, or that is none of the likeliest's.
    """
    signs = [name for sign, name in ((";", "semicolons"), ("\t", "tabs")) if sign in headings[0]]
    if len(headings) == 1 and signs:
        raise _Unreadable((1, signs[0], "expected commas between the cells"))
    if len(headings) > MOST_HEADINGS or max(map(len, headings)) > LONGEST_HEADING:
        sizes = f"at most {MOST_HEADINGS} headings of {LONGEST_HEADING} characters"
        raise _Unreadable((1, None, f"expected {sizes}: {AGAIN}"))
    likeliest = max(LAYOUTS, key=lambda layout: _likeness(layout, headings))
    own = [likeliest.of[0], *likeliest.measures]
    if not set(own) & set(headings):
        known = "; ".join(str(layout) for layout in LAYOUTS)
        why = f"expected the headings of one of the tables that can be added: {known}"
        raise _Unreadable((1, repeated(", ".join(headings)), why))
    faults = _heading_faults(likeliest, headings)
    if faults:
        raise _Unreadable(*faults)
    return likeliest


def _likeness(layout: Layout, headings: list[str]) -> tuple[int, float]:
    """How many headings a file shares with a layout; then, how like the others are."""
    own = [layout.of[0], *layout.measures]
    missing = " ".join(heading for heading in own if heading not in headings)
    spare = " ".join(h for h in headings if h not in own and h not in PLACE)
    return len(set(own) & set(headings)), SequenceMatcher(None, missing, spare).ratio()


def _heading_faults(layout: Layout, headings: list[str]) -> list[_Fault]:
    expected, table = layout.headings, f"table {layout}"
    missing = [heading for heading in expected if heading not in headings]
    spare = [heading for heading in headings if heading not in expected]
    faults: list[_Fault] = [
        (1, "the heading twice", f"expected {heading} once")
        for heading in dict.fromkeys(headings)
        if headings.count(heading) > 1
    ]
    for heading in missing:
        called = nearest(heading, spare).replace("Did you mean", "Is it now called")
        faults.append((1, None, f"expected the heading {heading} of {table}; missing.{called}"))
    for heading in dict.fromkeys(spare):
        near = nearest(heading, missing or expected).replace("Did you mean", "The nearest is")
        what = f"expected none but the headings of {table}.{near.replace('?', '.')}"
        faults.append((1, repeated(heading), what))
    return faults
