"""Rectangles of text cells under a row of headings: CSV files and the sheets of workbooks.

Of a sheet only its headings are kept until columns are asked for, so that a column nobody
wants, such as a worker's name, never becomes part of a table.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pandas as pd

from lscb.errors import Problem

NARROW = 3
"""The fewest columns of a file in which a line of a note can be told from a row."""

WIDE = 6
"""The fewest in which a note's commas are hardly ever as many as a row's."""

LARGEST_FILE = 512 * 1024 * 1024

Rows = Iterator[tuple[int, list[str]]]
"""Rows below the headings: the number a spreadsheet shows, and every cell as text."""


class Unreadable(Exception):  # noqa: N818 - never reaches an analyst: it becomes a letter
    """A file that has no rows to speak of: `faults` are rows, where they are known, and why.

    `file` is the sheet at fault, where it is not the one that was asked for.
    """

    def __init__(self, *faults: tuple[int | None, str], file: str | None = None) -> None:
        super().__init__()
        self.faults = faults
        self.file = file

    def problems(self, file: str, unit: str = "row") -> list[Problem]:
        """What a letter says of it; `file` is what was asked for."""
        return [Problem(self.file or file, why, row=row, unit=unit) for row, why in self.faults]


@dataclass(frozen=True)
class Sheet:
    """One sheet. `file` is what a letter calls it; `headings` stand in row `heading_row`.

    One that is `hidden` in its workbook is not read.
    """

    file: str
    headings: tuple[str, ...]
    rows: Callable[[], Rows]
    heading_row: int = 1
    hidden: bool = False

    def columns(self, wanted: Mapping[str, int]) -> pd.DataFrame:
        """The columns at some positions, by the names they are to have: stripped text.

        The index is the row that the spreadsheet shows. A row that is blank from end to end is
        none. Raises Unreadable where rows have cells beyond the last heading.
        """
        width = len(self.headings)
        kept, faults = {}, []
        for number, line in self.rows():
            if any(cell.strip() for cell in line[width:]):
                faults.append((number, f"expected {width} cells; there are {len(line)}"))
            elif any(cell.strip() for cell in line):
                # Excel leaves out blank cells at the end of a row: that is no fault.
                padded = [*line, *[""] * (width - len(line))]
                kept[number] = [_cell(padded[position]) for position in wanted.values()]
        if faults:
            raise Unreadable(*faults, file=self.file)
        return pd.DataFrame(
            list(kept.values()), index=list(kept), columns=list(wanted), dtype=object
        )


def _cell(text: str) -> str:
    """A cell's text. Exports write ="0012" so that Excel keeps the noughts: that is 0012."""
    stripped = text.strip()
    constant = _CONSTANT.fullmatch(stripped)
    return constant[1] if constant else stripped


_CONSTANT = re.compile(r'="([^"]*)"')


def csv_sheet(path: Path, file: str) -> Sheet:
    """The sheet that a CSV file is. Raises Unreadable for what is none."""
    if not any(cell.strip() for _, line in _rows(path, file) for cell in line):
        raise Unreadable((None, "expected a header row; the file is empty"))
    _, first = next(_rows(path, file))
    headings = [cell.strip() for cell in first]
    separators = [sign for sign in (";", "\t") if len(headings) == 1 and sign in headings[0]]
    if separators:
        sign = "semicolons" if separators == [";"] else "tabs"
        why = (
            f"expected commas between the cells; this file has {sign}: save it in Excel as 'CSV "
            "UTF-8 (Comma delimited)'"
        )
        raise Unreadable((1, why))
    return Sheet(file, tuple(headings), lambda: islice(_rows(path, file), 1, None))


def words(content: bytes) -> str:
    """Text in UTF-8, or in what older Excel writes on Windows (cp1252).

    Raises ValueError for anything else.
    """
    if b"\0" in content:
        raise ValueError("not text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _text(path: Path) -> str:
    if not path.is_file():
        raise Unreadable((None, "expected a CSV file"))
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Unreadable((None, "expected a file of 512 MB or less"))
        return words(path.read_bytes())
    except OSError:
        why = "expected a file that can be opened; is it open in Excel?"
        raise Unreadable((None, why)) from None
    except ValueError:
        why = "expected text in UTF-8: save it as 'CSV UTF-8' in Excel"
        raise Unreadable((None, why)) from None


def _rows(path: Path, file: str) -> Rows:
    """The rows of a file as they are asked for: none is kept, whatever stands in it."""
    number = width = 0
    try:
        for line in csv.reader(io.StringIO(_text(path), newline=""), strict=True):
            number += 1
            width = width or len(line)
            if any(_has_swallowed(line, place, width) for place in range(len(line))):
                why = "a cell of this row holds whole rows; is a quotation mark missing?"
                raise Unreadable((number, why), file=file)
            yield number, line
    except csv.Error:
        why = (
            "expected comma-separated cells as Excel saves them; is a quotation mark missing, or "
            "a cell very long?"
        )
        raise Unreadable((number + 1, why), file=file) from None


def _has_swallowed(line: list[str], place: int, width: int) -> bool:
    """Whether a cell of several lines has taken in rows, or parts of its own and the next.

    A quotation mark that nobody closed runs on to the next one, through rows that are then
    counted by nobody. Whole rows are as wide as the file and begin as this row does. Of parts, the
    first line has as many cells as its own row still lacks, and the last as many as the next one
    has before it, of which the first begins as this row does.
    """
    cell = line[place]
    if "\n" not in cell or width < NARROW:
        return False
    first, *middle, last = cell.split("\n")
    if place == 0:
        # Nothing stands before the note to know a row by: only a wide file's rows are.
        return first.count(",") == width - 1 and "," not in last and width >= WIDE
    if any(each.count(",") >= width - 1 and _begins_alike(each, line) for each in (*middle, last)):
        return True
    parts = first.count(",") == width - 1 - place and last.count(",") == place
    return parts and _begins_alike(last, line)


def _begins_alike(text: str, line: list[str]) -> bool:
    return _shape(text.split(",")[0]) == _shape(line[0])


def _shape(cell: str) -> str:
    """What kind of thing a cell is: a run of figures is 0 and one of letters a."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", cell.strip()))
