"""A workbook is its visible sheets, and a cell the text that the analyst sees."""

from __future__ import annotations

import datetime
import math
import tempfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lscb.records.dates import dates
from lscb.records.sheets import Sheet, Unreadable
from lscb.records.workbooks import workbook_sheets

from .saved_workbooks import LINKS, STRINGS, rewritten, saved, with_shared_strings, written

NAME = "data/x/2014-15/annex_a.xlsx"
PLANS = [["Child Unique ID", "CP Plan Start Date"], ["made-up-1", "2014-10-18"], ["made-up-2"]]
TITLE = "Annex A: child protection"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "annex_a.xlsx"


def read(path: Path) -> list[Sheet]:
    return workbook_sheets(path, NAME)


def rows(path: Path) -> dict[int, list[str]]:
    """The headings and all rows below them, of a workbook of one sheet."""
    (sheet,) = read(path)
    return {sheet.heading_row: list(sheet.headings), **dict(sheet.rows())}


def cell(path: Path, xml: str) -> str:
    """The text of a cell written so, to the left of one that is filled."""
    (line,) = rows(written(path, f'<row r="1">{xml}<c r="B1"><v>9</v></c></row>')).values()
    return line[0]


def test_a_workbook_is_its_sheets_in_the_order_of_their_tabs(path):
    plans, visits = read(saved(path, **{"List 8": PLANS, "List 7": [["Visit"], ["made-up-3"]]}))
    assert (plans.file, visits.file) == (f"{NAME}, sheet List 8", f"{NAME}, sheet List 7")
    assert plans.headings == ("Child Unique ID", "CP Plan Start Date")
    assert list(plans.rows()) == [(2, ["made-up-1", "2014-10-18"]), (3, ["made-up-2"])]
    assert list(visits.rows()) == [(2, ["made-up-3"])]


def test_rows_may_be_asked_for_again(path):
    (sheet,) = read(saved(path, plans=PLANS))
    assert list(sheet.rows()) == list(sheet.rows())


def test_only_the_columns_wanted_are_taken_by_the_row_the_spreadsheet_shows(path):
    grid = [["id", "worker", "end"], [], ["made-up-1", "SECRET", "x"], ["made-up-2", "SECRET"]]
    (sheet,) = read(saved(path, plans=grid))
    table = sheet.columns({"plan_id": 0, "plan_end": 2})
    assert list(table.index) == [3, 4]
    assert table.to_dict("list") == {
        "plan_id": ["made-up-1", "made-up-2"],
        "plan_end": ["x", ""],
    }


def test_cells_beyond_the_last_heading_are_a_letter_with_their_row(path):
    (sheet,) = read(saved(path, plans=[["a", "b"], ["1", "2"], ["1", "2", "3"]]))
    with pytest.raises(Unreadable) as said:
        sheet.columns({"a": 0})
    assert [row for row, _ in said.value.faults] == [3]


@pytest.mark.parametrize(
    ("above", "heading_row"),
    [
        ([], 1),
        ([[], []], 3),
        ([[TITLE]], 2),
        ([[], [TITLE], ["to 31 March 2015"], []], 5),
        ([[None, None, TITLE]], 2),
        ([[TITLE]] + [[]] * 18, 20),
    ],
)
def test_titles_above_a_table_are_not_its_headings(path, above, heading_row):
    (sheet,) = read(saved(path, plans=[*above, *PLANS]))
    assert sheet.heading_row == heading_row
    assert sheet.headings == tuple(PLANS[0])
    assert next(iter(sheet.rows())) == (heading_row + 1, PLANS[1])


def test_one_column_has_its_heading_in_its_first_row(path):
    (sheet,) = read(saved(path, plans=[[], ["Child Unique ID"], ["made-up-1"], ["made-up-2"]]))
    assert (sheet.heading_row, sheet.headings) == (2, ("Child Unique ID",))
    assert list(sheet.rows()) == [(3, ["made-up-1"]), (4, ["made-up-2"])]


def test_a_table_that_begins_far_below_a_title_is_not_looked_for(path):
    (sheet,) = read(saved(path, plans=[[TITLE], *[[]] * 19, *PLANS]))
    assert (sheet.heading_row, sheet.headings) == (1, (TITLE,))


def test_a_sheet_that_holds_nothing_is_left_out(path):
    sheets = {"Cover": [], "Spaces": [[" ", "\u00a0"], [""]], "List 8": PLANS}
    assert [sheet.file for sheet in read(saved(path, **sheets))] == [f"{NAME}, sheet List 8"]
    assert read(saved(path, Cover=[])) == []


@pytest.mark.parametrize("title", ["UPN H801200001001", "a.other@x.org", "=1+1"])
def test_a_title_that_may_be_somebodys_is_not_said(path, title):
    saved(path, **{"List 8": PLANS, title: PLANS})
    assert [sheet.file for sheet in workbook_sheets(path, "x.xlsx")] == [
        "x.xlsx, sheet List 8",
        "x.xlsx, sheet no. 2",
    ]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize("title", ["codes", "list 8 "])
def test_a_hidden_sheet_is_not_what_the_analyst_sees(path, state, title):
    saved(path, **{title: [["hidden", "from"], ["the", "analyst"]], "List 8": PLANS})
    workbook = openpyxl.load_workbook(path)
    workbook[title].sheet_state = state
    workbook.active = 1
    workbook.save(path)
    shown = [(sheet.headings, sheet.hidden) for sheet in read(path)]
    assert shown == [(("hidden", "from"), True), (tuple(PLANS[0]), False)]


def test_a_tab_that_is_a_chart_is_no_sheet(path):
    saved(path, **{"List 8": PLANS})
    workbook = openpyxl.load_workbook(path)
    workbook.create_chartsheet("Chart", 0).add_chart(openpyxl.chart.BarChart())
    workbook.save(path)
    assert [sheet.file for sheet in read(path)] == [f"{NAME}, sheet List 8"]


def test_what_a_letter_calls_a_sheet_is_short_and_can_be_printed(path):
    title = "A\u202e&#10;B" + "x" * 1000
    saved(path, Plans=PLANS)
    rewritten(path, {"xl/workbook.xml": lambda xml: xml.replace(b"Plans", title.encode())})
    (sheet,) = read(path)
    assert sheet.file.isprintable()
    assert sheet.file.startswith(f"{NAME}, sheet A B")
    assert len(sheet.file) < 100


def test_a_workbook_with_macros_is_read_without_them(path):
    saved(path, plans=PLANS)
    rewritten(path, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 no program"})
    assert len(list(read(path)[0].rows())) == 2


def test_a_link_to_another_file_is_not_followed(path):
    cell = '<c r="B1"><f>[1]Elsewhere!A1</f><v>7</v></c>'
    written(path, f'<row r="1"><c r="A1"><v>1</v></c>{cell}</row>')
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"
    link = f'<Relationship Id="x" Type="{kind}" Target="file:///x" TargetMode="External"/>'
    ending = b"</Relationships>"
    rewritten(path, {LINKS: lambda xml: xml.replace(ending, link.encode() + ending)})
    assert read(path)[0].headings == ("1", "7")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime.datetime(2014, 10, 18), "2014-10-18"),
        (datetime.date(2014, 10, 18), "2014-10-18"),
        (datetime.datetime(2014, 10, 18, 9, 30), "2014-10-18 09:30:00"),
        (datetime.datetime(2014, 10, 18, 23, 59, 59), "2014-10-18 23:59:59"),
        (datetime.time(9, 30), "09:30:00"),
        (12, "12"),
        (12.0, "12"),
        (-3, "-3"),
        (123456789012345, "123456789012345"),
        (1234567890123456, "1.23457E+15"),
        (1e21, "1.00000E+21"),
        (0.1, "0.1"),
        (2.5, "2.5"),
        (True, "TRUE"),
        (False, "FALSE"),
        (0, "0"),
        ("", ""),
        ("made-up-1", "made-up-1"),
        ("007", "007"),
        (" made-up \n", "made-up"),
        ("two  spaces", "two  spaces"),
        ("List\u00a08", "List 8"),
        ("Child\r\nUnique\tID", "Child Unique ID"),
        ("Child_x000D_\nUnique ID", "Child Unique ID"),
        ("\ufeffma\u200bde-up", "made-up"),
        ("Zoë Ó Briain – 名前", "Zoë Ó Briain – 名前"),
    ],
)
def test_a_cell_is_the_text_that_the_analyst_sees(path, value, text):
    saved(path, plans=[[value, "end"]])
    assert rows(path) == {1: [text, "end"]}
    assert rows(with_shared_strings(path)) == {1: [text, "end"]}


def test_a_formula_has_the_value_it_was_saved_with(path):
    assert cell(path, '<c r="A1"><f>1+1</f><v>7</v></c>') == "7"
    assert cell(path, '<c r="A1" t="str"><f>"a"</f><v>saved</v></c>') == "saved"


def test_a_formula_that_was_never_worked_out_is_one_that_failed_and_not_a_blank(path):
    """A program wrote it: with a blank for its end a plan would be still open."""
    workbook = openpyxl.Workbook()
    for row in (["One", "Two", "Three"], ["1", "2", "3"], ["4", "=DATE(2014,5,7)", "=A1"]):
        workbook.active.append(row)
    workbook.save(path)
    assert rows(path)[3] == ["4", "#VALUE!", "#VALUE!"]
    (sheet,) = read(path)
    assert list(sheet.columns({"one": 0}).one) == ["1", "4"]


def test_a_formula_whose_value_is_blank_is_blank(path):
    assert cell(path, '<c r="A1" t="str"><f>""</f><v></v></c>') == ""


def test_text_that_begins_as_a_formula_does_is_text(path):
    assert cell(path, '<c r="A1" t="inlineStr"><is><t>=1+1</t></is></c>') == "=1+1"


def test_text_in_several_fonts_is_one_text_without_how_it_is_pronounced(path):
    runs = "<r><t>made</t></r><r><t xml:space='preserve'>-up </t></r>"
    runs += "<rPh sb='0' eb='1'><t>no</t></rPh>"
    assert cell(path, f'<c r="A1" t="inlineStr"><is>{runs}</is></c>') == "made-up"
    with_shared_strings(saved(path, plans=[["first", "", "last"]]))
    rewritten(path, {STRINGS: lambda xml: xml.replace(b"<t>first</t>", runs.encode())})
    assert rows(path) == {1: ["made-up", "", "last"]}


@pytest.mark.parametrize("number", ["41930", "41930.0", "4.193E+4", "41930.999999999"])
def test_a_number_is_a_day_where_it_is_formatted_as_one(path, number):
    day = "2014-10-19" if number.endswith("9") else "2014-10-18"
    assert cell(path, f'<c r="A1" s="1"><v>{number}</v></c>') == day
    assert cell(path, f'<c r="A1"><v>{number}</v></c>') != day


def test_a_day_may_be_written_as_a_day(path):
    assert cell(path, '<c r="A1" t="d"><v>2014-10-18</v></c>') == "2014-10-18"
    assert cell(path, '<c r="A1" t="d"><v>2014-10-18T09:30:00</v></c>') == "2014-10-18 09:30:00"


def test_days_may_be_counted_from_1904_as_old_macs_do(path):
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.MAC_EPOCH
    workbook.active.append([datetime.date(2014, 10, 18)])
    workbook.save(path)
    assert rows(path) == {1: ["2014-10-18"]}


@pytest.mark.parametrize(
    "written_so",
    [
        *(f't="e"><v>{error}' for error in ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?")),
        *(f's="1"><v>{number}' for number in ("-1000000", "-1", "0", "3000000", "1E+300")),
        *(f's="2"><v>{hours}' for hours in ("1.5", "41930", "1E+300")),
    ],
)
def test_what_should_be_a_day_and_is_none_is_not_blank(path, written_so):
    # A blank end of a plan would say that the plan is still open.
    text = cell(path, f'<c r="A1" {written_so}</v></c>')
    days, expected = dates(pd.Series([text]))
    assert text
    assert days.isna().all()
    assert expected[0].startswith("expected a date")


def test_an_error_is_the_text_that_excel_shows(path):
    assert cell(path, '<c r="A1" t="e"><v>#REF!</v></c>') == "#REF!"


def test_nothing_is_printed_of_a_day_that_is_in_no_calendar(path, recwarn):
    assert cell(path, '<c r="A1" s="1"><v>3000000</v></c>') == "#VALUE!"
    assert not recwarn.list


def test_blank_rows_and_what_is_blank_to_the_right_are_nothing(path):
    grid = [[], ["a", None, "b", None, "  "], [None, ""], [None, "c"]]
    assert rows(saved(path, plans=grid)) == {2: ["a", "", "b"], 4: ["", "c"]}


@pytest.mark.parametrize("dimension", ['<dimension ref="A1"/>', '<dimension ref="C9:D10"/>', ""])
def test_a_row_has_the_number_the_spreadsheet_shows_whatever_its_sheet_says(path, dimension):
    filled = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="C{n}"><v>0</v></c></row>' for n in (3, 4, 20)
    )
    assert rows(written(path, filled, before=dimension)) == {
        3: ["3", "", "0"],
        4: ["4", "", "0"],
        20: ["20", "", "0"],
    }


def test_rows_and_cells_need_not_say_where_they_are(path):
    filled = "<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>"
    assert rows(written(path, filled)) == {1: ["1", "", "2"], 3: ["3"]}


def test_the_last_column_is_read(path):
    line = rows(written(path, '<row r="1"><c r="XFD1"><v>1</v></c></row>'))[1]
    assert (len(line), line[-1], set(line[:-1])) == (16_384, "1", {""})


texts = st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=20)
numbers = st.integers(-(10**15), 10**15) | st.floats(-1e9, 1e9).map(lambda x: round(x, 5))
days = st.dates(datetime.date(1980, 1, 1), datetime.date(2099, 12, 31))
values = st.none() | st.booleans() | numbers | days | texts.filter(lambda t: t[:1] != "=")


def as_text(value: object) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).upper()
    if isinstance(value, float | int):
        if math.floor(value) != value:
            return repr(value)
        return str(int(value)) if abs(value) < 10**15 else f"{int(value):.5E}"
    return str(value)


@given(st.lists(st.lists(values, max_size=6), max_size=6))
@settings(max_examples=60, deadline=None)
def test_whatever_is_saved_is_read_back_where_it_stood(grid):
    grid = [PLANS[0], *grid]
    with tempfile.TemporaryDirectory() as folder:
        path = saved(Path(folder, "records.xlsx"), plans=grid)
        found = rows(path)
        assert rows(with_shared_strings(path)) == found
    wanted = {n: [as_text(value) for value in row] for n, row in enumerate(grid, 1)}
    for number, line in wanted.items():
        read = found.get(number, [])
        assert [*read, *[""] * (len(line) - len(read))] == line
    assert set(found) <= set(wanted)


@pytest.mark.slow
def test_a_sheet_formatted_to_its_last_row_is_read_to_its_last_row(path):
    blank = "".join(
        f'<row r="{n}" s="1" ht="15"><c r="A{n}" s="1"/></row>' for n in range(3, 2**20)
    )
    first, last = (f'<row r="{n}"><c r="B{n}"><v>{n}</v></c></row>' for n in (2, 2**20))
    (sheet,) = read(written(path, first + blank + last))
    assert list(sheet.rows()) == [(1_048_576, ["", "1048576"])]


def test_the_file_is_shut_whenever_nobody_is_reading_it(path, monkeypatch):
    opened = []
    ordinary = Path.open

    def noted(self: Path, *words: str) -> object:
        opened.append(ordinary(self, *words))
        return opened[-1]

    saved(path, plans=PLANS)
    monkeypatch.setattr(Path, "open", noted)
    (sheet,) = read(path)
    assert [file.closed for file in opened] == [True]
    rows = sheet.rows()
    next(rows)
    assert not opened[-1].closed
    list(rows)
    assert opened[-1].closed
    rows = sheet.rows()
    next(rows)
    rows.close()
    assert opened[-1].closed
    monkeypatch.undo()
    path.write_bytes(b"PK no workbook")
    monkeypatch.setattr(Path, "open", noted)
    with pytest.raises(Unreadable):
        read(path)
    assert opened[-1].closed
