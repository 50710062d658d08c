"""The workbook of all tables: what the CSV files say, in a form that everybody can read.

What a workbook must be is the Government Analysis Function's checklist for spreadsheets. It is read
back by openpyxl, which has no part in writing it.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from lscb.cleared import Cleared, in_force, written
from lscb.csvw import OTHERS
from lscb.press.workbook import workbook, workbook_file
from lscb.tables import SYMBOLS, Column, Table
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.conftest import ROOT

DRAFT, DEMONSTRATION = "Draft, not published", "Demonstration: made-up records, not Northshire's"
HEADING = "Course"
"""What heads the first column of the tables made here."""


def held_of(northshire: Path, edition: str) -> Cleared:
    outputs = northshire.parent.parent
    place = ReportPlace(Workbench(ROOT, outputs), "northshire", ReportingYear("2014-15"))
    return in_force(place, edition)


def book_in(northshire: Path, edition: str) -> Book:
    (path,) = (northshire / edition).glob("*.xlsx")
    return load_workbook(path)


@pytest.fixture(scope="module")
def public(northshire) -> Book:
    return book_in(northshire, "public")


@pytest.fixture(scope="module")
def panel(northshire) -> Book:
    return book_in(northshire, "panel")


def table_rows(sheet: Worksheet) -> list[list[object]]:
    """The one table of a sheet, its headings first."""
    (table,) = sheet.tables.values()
    return [[cell.value for cell in row] for row in sheet[table.ref]]


def of_tables(book: Book) -> list[Worksheet]:
    return [sheet for sheet in book if sheet.title not in ("Cover", "Contents", "Notes")]


@pytest.mark.parametrize("edition", ["public", "panel"])
def test_it_holds_the_cells_of_the_csv_files_and_no_others(northshire, edition):
    """Numbers as numbers, printed with the decimals they have there; the marking stands above."""
    book = book_in(northshire, edition)
    files = sorted((northshire / edition / "tables").glob("*.csv"))
    assert sorted(book.sheetnames[3:]) == sorted(path.name.split(".")[-2] for path in files)
    for path in files:
        sheet = book[path.name.split(".")[-2]]
        _, *stated = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        (table,) = sheet.tables.values()
        shown = [[as_printed(cell) for cell in row] for row in sheet[table.ref]][1:]
        assert shown == [row[:-1] for row in stated], path
        above = sheet.iter_rows(max_row=sheet[table.ref][0][0].row - 1)
        assert all(cell.value is None for row in above for cell in row[1:]), path
        assert sheet.max_row == sheet[table.ref][-1][0].row, "nothing stands below a table"


def as_printed(cell) -> str:
    """A cell as a spreadsheet shows it, without the commas of thousands."""
    if isinstance(cell.value, str):
        return cell.value
    decimals = len(cell.number_format.partition(".")[2])
    assert cell.number_format.startswith("#,##0")
    assert cell.alignment.horizontal == "right"
    return f"{cell.value:.{decimals}f}"


def test_the_same_tables_give_the_same_bytes_without_time_or_person(northshire):
    held = held_of(northshire, "public")
    (path,) = (northshire / "public").glob("*.xlsx")
    assert path.name == workbook_file(held) == "northshire-2014-15-tables.xlsx"
    assert workbook(held) == path.read_bytes()
    with zipfile.ZipFile(path) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    said = {each.tag.rpartition("}")[2]: each.text for each in ElementTree.fromstring(core)}
    board = "Northshire Local Safeguarding Children Board"
    assert said == {
        "title": f"{board}: tables of the annual report, 2014-15",
        "creator": board,
        "lastModifiedBy": board,
        "description": f"{DRAFT}. {DEMONSTRATION}.",
        "language": "en-GB",
    }


def test_the_first_page_links_to_it_with_its_kind_and_size(northshire):
    (path,) = (northshire / "public").glob("*.xlsx")
    page = BeautifulSoup((northshire / "public" / "index.html").read_text("utf-8"), "html.parser")
    (link,) = page.select('a[href$=".xlsx"]')
    assert link["href"] == path.name
    kilobytes = int(re.search(r"\(XLSX, (\d+) KB\)", link.get_text())[1])
    assert abs(path.stat().st_size / 1000 - kilobytes) <= 0.5


def test_every_sheet_says_what_it_is_in_a1_and_bears_the_markings(public, panel):
    for book, marking in ((public, DRAFT), (panel, "OFFICIAL-SENSITIVE: for Northshire")):
        assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
        for sheet in book:
            column = [cell.value for cell in sheet["A"] if isinstance(cell.value, str)]
            assert sheet["A1"].value == column[0], sheet.title
            assert any(marking in text for text in column), sheet.title
            assert any(DEMONSTRATION in text for text in column), sheet.title
    assert OTHERS in [cell.value for cell in public["rates_beside_others"]["A"]]


def test_a_restricted_workbook_says_so_in_its_name_and_the_public_one_says_nothing_of_it(
    northshire, public
):
    (path,) = (northshire / "panel").glob("*.xlsx")
    assert path.name == "OFFICIAL-SENSITIVE_northshire-2014-15-tables.xlsx"
    texts = [cell.value for sheet in public for row in sheet.iter_rows() for cell in row]
    assert not any("OFFICIAL" in text for text in texts if isinstance(text, str))


def test_no_table_of_it_has_what_a_screen_reader_stumbles_over(public, panel):
    for book in (public, panel):
        assert book.active.title == "Cover"
        names = [table.displayName for sheet in book for table in sheet.tables.values()]
        assert len(set(names)) == len(names) == len(book.sheetnames) - 1
        assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames)
        for sheet in book:
            assert sheet.sheet_state == "visible"
            assert not sheet.merged_cells.ranges
            assert sheet.freeze_panes is None
            assert not sheet.auto_filter.ref
            assert not (sheet._images or sheet._charts or sheet.data_validations.dataValidation)
            assert not any(d.hidden for d in sheet.row_dimensions.values())
            assert not any(d.hidden for d in sheet.column_dimensions.values())
            assert {view.selection[0].activeCell for view in sheet.views.sheetView} == {"A1"}
            if sheet.title != "Cover":
                heads, *rows = table_rows(sheet)
                assert len(set(heads)) == len(heads)
                assert rows
                assert all(cell not in (None, "") for row in [heads, *rows] for cell in row)


def test_every_note_and_symbol_of_a_table_is_explained(public):
    notes = {f"[note {number}]": text for number, text in table_rows(public["Notes"])[1:]}
    sheets = {sheet.title: sheet for sheet in of_tables(public)}
    said = "A child whose plan ended and who started another in the year counts twice."
    marks = {mark for mark in notes if mark in sheets["plan_flow"]["A1"].value}
    assert said in {notes[mark] for mark in marks}
    for sheet in sheets.values():
        used = {cell for row in table_rows(sheet)[1:] for cell in row} & SYMBOLS.keys()
        legend = [cell.value for cell in sheet["A"] if str(cell.value).startswith("[")]
        assert legend[: len(used)] == [f"{s} {SYMBOLS[s]}" for s in SYMBOLS if s in used]


def test_the_cover_explains_every_shorthand_and_that_low_is_none_of_it(public, panel):
    for book in (public, panel):
        (said,) = (c.value for c in book["Cover"]["A"] if str(c.value).startswith("Shorthand"))
        assert said.endswith(
            "[c] withheld to protect confidentiality; [x] not available; [z] not applicable."
        )
        cells = [c.value for sheet in of_tables(book) for row in sheet.iter_rows() for c in row]
        used = {cell for cell in cells if re.fullmatch(r"\[\w+\]", str(cell))}
        assert used
        assert all(f" {shorthand} " in said for shorthand in used)
        assert any(str(c.value).startswith("[low]") for c in book["Cover"]["A"])


def test_the_cover_says_the_days_of_the_year(public):
    about = [cell.value for cell in public["Cover"]["A"]]
    assert "Years are reporting years: 2014-15 is 1 April 2014 to 31 March 2015." in about


def test_the_contents_lead_to_every_sheet_and_say_its_title(public):
    sheet = public["Contents"]
    rows = table_rows(sheet)[1:]
    assert [name for name, _ in rows] == public.sheetnames[3:]
    links = {link.location for link in (c.hyperlink for c in sheet["A"]) if link}
    assert links == {f"'{name}'!A1" for name, _ in rows}
    for name, title in rows:
        assert public[name]["A1"].value.startswith(title)
    said = dict(rows)["training_by_course"]
    assert said.strip() == "Training by course, Northshire, 2014-15"


def made(
    tmp_path: Path,
    *courses: str,
    name: str = "by_course",
    meanings: Sequence[str] = ("Booked", "Booked"),
    notes: tuple[str, ...] = (),
) -> Book:
    """The workbook of one table whose courses are called as a booking system may call them."""
    place = ReportPlace(Workbench(tmp_path), "northshire", ReportingYear("2014-15"))
    figures = tuple(
        Column(f"booked_{n}", meaning, counts="things", quantity=f"booked_{n}")
        for n, meaning in enumerate(meanings)
    )
    cells = pd.DataFrame({"course": courses, **{f.name: 1234 for f in figures}})
    dimensions = {"course": HEADING}
    table = Table(name, "Courses", "All", "bookings", dimensions, figures, cells, notes=notes)
    chapters = [
        {"name": f"chapter_{n}", "tables": [{"name": name, "file": f"chapter_{n}.{name}.csv"}]}
        for n in (1, 2)
    ]
    manifest = {
        "board": {"slug": "northshire", "name": "=Northshire", "place": "Northshire"},
        "year": "2014-15",
        "edition": "public",
        "markings": [DRAFT],
        "disclosure": {"says": "Nothing is withheld."},
        "versions": {"lscb": "0"},
        "chapters": chapters,
    }
    tables = {chapter["name"]: [table] for chapter in chapters}
    held = written(place, "public", manifest, tables, {}, {})
    return load_workbook(io.BytesIO(workbook(held)))


HOSTILE = (
    '=HYPERLINK("http://evil.example","click")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "{=A1}",
    "http://evil.example",
    "mailto:a@evil.example",
    "internal:Notes!A1",
    "[click](http://evil.example) [again](http://evil.example)",
    "$$no note$$",
    "00123",
    "***",
    "Безопасность",
)


def test_what_a_course_is_called_is_never_a_formula_nor_a_link_nor_a_note(tmp_path):
    book = made(tmp_path, *HOSTILE)
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert cell.data_type in ("s", "n"), cell.value
            assert cell.hyperlink is None or sheet.title == "Contents"
    shown = [row[0] for row in table_rows(of_tables(book)[0])[1:]]
    # As in the CSV, what a spreadsheet would run begins with an apostrophe.
    assert shown[:4] == [f"'{course}" for course in HOSTILE[:4]]
    assert shown[4:8] == [*HOSTILE[4:8]]
    assert shown[8] == "[click] (http://evil.example) [again] (http://evil.example)"
    assert shown[9:] == [
        "$ $no note$ $",
        "00123",
        "*** (as written)",
        f"{HOSTILE[-1]} (as written)",
    ]


def test_tables_of_one_name_and_long_ones_have_sheets_of_their_own(tmp_path):
    name = "a_table_whose_name_is_longer_than_any_sheet_may_be"
    one, other = of_tables(made(tmp_path, "A course", name=name))
    assert one.title == name[:31]
    assert other.title == f"{name[:29]}_2"
    book = made(tmp_path / "x", "A course", name="notes", notes=("A note.",))
    assert book.sheetnames == ["Cover", "Contents", "Notes", "notes_2", "notes_3"]
    assert made(tmp_path / "y", "A course").sheetnames[:2] == ["Cover", "Contents"]


def test_a_table_without_rows_has_no_sheet_and_the_cover_says_so(tmp_path):
    book = made(tmp_path)
    assert of_tables(book) == []
    cover = [cell.value for row in book["Cover"].iter_rows() for cell in row]
    assert cover.count("Not here, since it has no rows yet: Courses.") == 1


def test_columns_that_mean_the_same_are_told_apart_by_name(tmp_path):
    heads, *_ = table_rows(of_tables(made(tmp_path, "A course"))[0])
    assert heads == [HEADING, "Booked (booked_0)", "Booked (booked_1)"]
    heads, *_ = table_rows(of_tables(made(tmp_path / "x", "A course", meanings=("One", "Two")))[0])
    assert heads == [HEADING, "One", "Two"]
