"""The sheets of an Excel workbook, as an analyst sees them when it is open."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.utils import coordinate_to_tuple, range_boundaries

from lscb.records.sheets import LARGEST_FILE, Rows, Sheet, Unreadable

SHEET = ", sheet "
"""Between a workbook and one of its sheets, in what a letter calls it."""

MOST_CELLS = 50_000_000
"""Blank cells before a filled one count too: openpyxl makes each of them."""
LARGEST_STRINGS = 100 * 1024 * 1024
"""All texts of a workbook are held at once while it is read."""

LONGEST_NUMBER = 10**15
MOST_PARTS = 2_000
MOST_SWOLLEN = 200
SWOLLEN_FROM = 10 * 1024 * 1024
LAST_ROW = 1_048_576
HEADINGS_WITHIN = 20
LONGEST_TITLE = 40

# What old .xls files start with, and .xlsx ones that a password locks.
OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")

DAMAGED = (
    "expected an Excel workbook that can be read; this one is damaged, or is a file of another "
    "kind: open it in Excel and save it as 'Excel Workbook (.xlsx)', or copy its sheets into a "
    "new one"
)
LOCKED = (
    "expected a workbook saved as .xlsx without a password; this one is an old .xls or has a "
    "password: open it in Excel and save it as 'Excel Workbook (.xlsx)', without a password"
)
SHUT = "expected a file that can be opened; is it open in Excel?"
TOO_LARGE = "expected a workbook of 512 MB or less"
MERGED = "expected no merged cells below the headings: unmerge them in Excel"
FAILED = "#VALUE!"
"""What stands for a formula that was never worked out: where it is read it is a problem."""

SWOLLEN = (
    "expected a workbook; this file unpacks to far more than one holds: copy the sheets into a "
    "new workbook and save that"
)


def workbook_sheets(path: Path, file: str) -> list[Sheet]:
    """The sheets of an .xlsx or .xlsm file that hold anything, in order.

    `file` is what a letter calls the workbook. Hidden sheets are not what the analyst sees: they
    are marked, and nobody reads them. The headings stand in the first row that is not blank, or
    below titles: single filled cells above the first row of several. A sheet opens and closes the
    file each time its rows are asked for; they are those that are not blank, as far as their last
    filled cell. A formula has the value it was saved with. An error, such as #REF!, is text.

    Raises Unreadable, as a sheet's rows do, for what is no such file.
    """
    sheets = []
    with _workbook(path) as workbook:
        titles = [_title(sheet.title, n) for n, sheet in enumerate(workbook.worksheets)]
        hidden = [sheet.sheet_state != "visible" for sheet in workbook.worksheets]
        _refuse_namesakes([t for t, unseen in zip(titles, hidden, strict=True) if not unseen])
        for position, (title, unseen) in enumerate(zip(titles, hidden, strict=True)):
            found = _headings(workbook, position)
            if found:
                row, headings = found
                rows = partial(_rows, path, position, row)
                called = f"{file}{SHEET}{title}"
                sheets.append(Sheet(called, tuple(headings), rows, row, hidden=unseen))
    return sheets


def _rows(path: Path, position: int, heading_row: int) -> Rows:
    with _workbook(path) as workbook:
        lost = _lost_values(workbook, position, heading_row)
        for number, line in _filled(workbook, position):
            if number > heading_row:
                yield number, _with_errors(line, lost.get(number, ()))


def _with_errors(line: list[str], places: Collection[int]) -> list[str]:
    """A row with what a spreadsheet shows for a formula that failed at some places."""
    cells = dict(enumerate(line)) | dict.fromkeys(places, FAILED)
    return [cells.get(place, "") for place in range(max(cells, default=-1) + 1)]


def _lost_values(workbook: Workbook, position: int, heading_row: int) -> dict[int, tuple[int, ...]]:
    """Cells, by row, of a formula that was never worked out, as where a program wrote it.

    openpyxl has blanks for them, so the sheet's own part is asked. Raises Unreadable for cells
    merged below the headings, of which only the first has a value.
    """
    part, lost = workbook.worksheets[position]._worksheet_path, {}
    with workbook._archive.open(part) as stream:
        for _, element in etree.iterparse(stream, resolve_entities=False):
            name = etree.QName(element).localname
            if name == "mergeCell" and (row := _last_row(element.get("ref", ""))) > heading_row:
                raise Unreadable((row, MERGED))
            if name == "row":
                # Cells and what they hold are looked at whole, and let go with their row.
                cells = [cell.get("r", "") for cell in element if _was_never_worked_out(cell)]
                for row, column in map(coordinate_to_tuple, cells):
                    lost[row] = (*lost.get(row, ()), column - 1)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    return lost


def _last_row(cells: str) -> int:
    return range_boundaries(cells)[3]


def _was_never_worked_out(cell: etree._Element) -> bool:
    held = {etree.QName(inner).localname: inner.text for inner in cell}
    # A formula that gives no text has an empty value, and says that it is text.
    return "f" in held and not held.get("v") and cell.get("t") != "str"


def _headings(workbook: Workbook, position: int) -> tuple[int, list[str]] | None:
    """The row of headings of a sheet; nothing where all is blank."""
    top = _filled(workbook, position, HEADINGS_WITHIN)
    several = (row for row in top if sum(map(bool, row[1])) > 1)
    return next(several, None) or next(_filled(workbook, position), None)


def _filled(workbook: Workbook, position: int, last: int | None = None) -> Rows:
    """The rows of a sheet that hold anything, as far as their last filled cell."""
    sheet = workbook.worksheets[position]
    # What a sheet says of its own size is often wrong, and openpyxl would stop there.
    sheet.reset_dimensions()
    cells = 0
    for number, values in enumerate(sheet.iter_rows(max_row=last, values_only=True), start=1):
        cells += len(values)
        if cells > MOST_CELLS:
            raise Unreadable((number, SWOLLEN))
        if number > LAST_ROW:
            # openpyxl fills gaps between rows, so that one with a wild number would never come.
            raise ValueError("a row beyond the last")
        line = [_text(value) for value in values]
        while line and not line[-1]:
            line.pop()
        if line:
            yield number, line


def _text(value: object) -> str:
    """A cell as text: days as YYYY-MM-DD, with a time unless it is midnight, as HH:MM:SS."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _tidy(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds").removesuffix(" 00:00:00")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) >= LONGEST_NUMBER:
        # Excel keeps fifteen figures of a number: it is shown as one that has been rounded.
        return f"{value:.5E}"
    return str(value)


def _tidy(text: str) -> str:
    """Text with ordinary spaces for odd ones, and without what cannot be seen at all."""
    return _ODD_SPACE.sub(" ", _UNSEEN.sub("", text)).strip()


# Some exports write a line break in a cell as the escape that the format has for it.
_ODD_SPACE = re.compile(r"(?:[^\S ]|_x00(?:0[9AD]|A0)_)+")
_UNSEEN = re.compile("[\u200b\u2060\ufeff]")
_PRIVATE = re.compile(r"^[=+@-]|@|\d{6}")


def _title(title: str, position: int) -> str:
    """A sheet's title as a letter shows it, whatever a hand-made file has there.

    Where it may be somebody's number, address or formula the sheet is told by its place.
    """
    shown = "".join(sign if sign.isprintable() else " " for sign in _tidy(title))
    shown = " ".join(shown.split())
    if _PRIVATE.search(shown):
        return f"no. {position + 1}"
    return shown if len(shown) <= LONGEST_TITLE else f"{shown[: LONGEST_TITLE - 1]}…"


def _refuse_namesakes(titles: Collection[str]) -> None:
    """Raises Unreadable where capitals and spaces are all that tells two sheets apart."""
    times = Counter(title.casefold() for title in titles)
    shown = {title.casefold(): title for title in titles}
    faults = [
        (None, f"expected sheets of different names; {n} are called {shown[plain]}: rename them")
        for plain, n in times.items()
        if n > 1
    ]
    if faults:
        raise Unreadable(*faults)


@contextmanager
def _workbook(path: Path) -> Iterator[Workbook]:
    """The open workbook. All that goes wrong while it is open is Unreadable."""
    with _stream(path) as stream:
        try:
            if stream.read(len(OLE2)) == OLE2:
                raise Unreadable((None, LOCKED))
            with ZipFile(stream) as archive:
                _refuse_bombs(archive)
                _refuse_document_types(archive)
            with closing(_opened(stream)) as workbook:
                yield workbook
        except Unreadable:
            raise
        except Exception:
            # openpyxl, zipfile, its compressors and two parsers of XML raise kinds of their own
            # for a malformed file, at any cell of it: there is one letter for them all.
            raise Unreadable((None, DAMAGED)) from None


def _opened(stream: BinaryIO) -> Workbook:
    # Its warnings repeat what cells hold, and come at any row. The filter is never taken back:
    # where two sheets are read side by side, that would be done in the wrong order.
    warnings.filterwarnings("ignore", module="openpyxl")
    workbook = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    if not workbook.worksheets:
        # This is what openpyxl finds in a "strict" workbook, whose names it does not know.
        raise ValueError("no sheets")
    return workbook


def _stream(path: Path) -> BinaryIO:
    """The open file. Raises Unreadable where it cannot be opened, or is too large."""
    try:
        if not path.is_file():
            raise Unreadable((None, "expected an Excel workbook (.xlsx)"))
        if path.stat().st_size > LARGEST_FILE:
            raise Unreadable((None, TOO_LARGE))
        return path.open("rb")
    except OSError:
        raise Unreadable((None, SHUT)) from None


def _refuse_bombs(archive: ZipFile) -> None:
    """Raises Unreadable for what says itself that it unpacks to more than a workbook holds.

    What a part says is what is unpacked of it: zipfile reads no further.
    """
    parts = archive.infolist()
    swollen = (
        part.file_size > SWOLLEN_FROM and part.file_size > MOST_SWOLLEN * part.compress_size
        for part in parts
    )
    if len(parts) > MOST_PARTS or any(swollen):
        raise Unreadable((None, SWOLLEN))
    strings = max((p.file_size for p in parts if "sharedstrings" in p.filename.lower()), default=0)
    if strings > LARGEST_STRINGS or sum(part.file_size for part in parts) > LARGEST_FILE:
        raise Unreadable((None, TOO_LARGE))


def _refuse_document_types(archive: ZipFile) -> None:
    """Raises ValueError, or what lxml raises, for a part that declares a document type.

    No workbook has one; with it come entities, of which openpyxl refuses those of sheets only.
    """
    for part in archive.infolist():
        if part.filename.lower().endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                _, root = next(etree.iterparse(stream, ["start"], resolve_entities=False))
                if root.getroottree().docinfo.doctype:
                    raise ValueError("a document type")
