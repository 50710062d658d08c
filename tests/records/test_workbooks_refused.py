"""A file that is no workbook, or a hostile one, is a letter: no traceback, and no long wait."""

from __future__ import annotations

import datetime
import os
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from lscb.records import workbooks
from lscb.records.sheets import Unreadable
from lscb.records.workbooks import workbook_sheets

from .saved_workbooks import (
    LINKS,
    MAIN,
    SHEET,
    STRINGS,
    rewritten,
    saved,
    with_shared_strings,
    written,
)

PLANS = [["Child Unique ID", "CP Plan Start Date"], ["made-up-1", "2014-10-18"], ["made-up-2"]]
SWELLING = b"".join(
    [
        b'<!DOCTYPE x [<!ENTITY e0 "made-up">',
        *(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 9)),
        b"]>",
    ]
)
DAMAGED = "save it as 'Excel Workbook (.xlsx)'"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "annex_a.xlsx"


def letter(path: Path) -> str:
    """What is said of a file none of whose rows can be used."""
    with pytest.raises(Unreadable) as said:
        for sheet in workbook_sheets(path, "annex_a.xlsx"):
            list(sheet.rows())
    ((row, why),) = said.value.faults
    assert row is None
    assert why.startswith("expected ")
    return why


@pytest.mark.parametrize("namesake", ["List 8", "LIST 8", "List  8", " List 8", "List\u00a08"])
def test_two_sheets_of_one_name_are_named(path, namesake):
    saved(path, Plans=PLANS, Visits=PLANS)

    def renamed(xml: bytes) -> bytes:
        return xml.replace(b"Plans", b"List 8").replace(b"Visits", namesake.encode())

    assert "2 are called" in letter(rewritten(path, {"xl/workbook.xml": renamed}))
    assert "list 8" in letter(path).casefold()


@pytest.mark.parametrize("name", ["missing.xlsx", "."])
def test_what_is_no_file_is_a_letter(tmp_path, name):
    assert "workbook" in letter(tmp_path / name)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK",
        b"PK\x05\x06" + b"\0" * 18,
        b"id,plan_start\nmade-up-1,2014-10-18\n",
        b"<html><table><tr><td>made-up</td></tr></table></html>",
        os.urandom(5000),
    ],
)
def test_a_file_of_another_kind_is_told_how_to_be_saved(path, content):
    path.write_bytes(content)
    assert DAMAGED in letter(path)


def test_an_old_workbook_or_a_locked_one_is_told_to_be_saved_without_a_password(path):
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 3000)
    assert "password" in letter(path)
    assert ".xlsx" in letter(path)


def test_a_word_document_is_no_workbook(path):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    relation = f'<Relationship Id="r" Type="{kind}" Target="word/document.xml"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "_rels/.rels", f'<Relationships xmlns="{links}">{relation}</Relationships>'
        )
        archive.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{links}"/>')
        archive.writestr("word/document.xml", "<document/>")
    assert "another kind" in letter(path)


def strictly(xml: bytes) -> bytes:
    """A part under the names that "Strict Open XML Spreadsheet" has for all there is."""
    xml = xml.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
    return xml.replace(
        b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml/officeDocument"
    )


def test_a_strict_workbook_is_told_to_be_saved_as_an_ordinary_one(path):
    with_shared_strings(saved(path, plans=PLANS))
    parts = (SHEET, STRINGS, LINKS, "xl/styles.xml", "xl/workbook.xml", "_rels/.rels")
    assert DAMAGED in letter(rewritten(path, dict.fromkeys(parts, strictly)))


@pytest.mark.parametrize(
    "filled",
    [
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="999999999999"><c r="A999999999999"><v>1</v></c></row>',
        '<row r="1.5"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="AAAAAAAAAA1"><v>1</v></c></row>',
        '<row r="1"><c r="1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>one</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1" t="d"><v>no day</v></c></row>',
    ],
)
def test_a_cell_that_is_nowhere_or_is_not_what_it_says_is_a_letter(path, filled):
    assert DAMAGED in letter(written(path, filled))


def test_a_file_that_is_open_elsewhere_is_told_so(path, monkeypatch):
    def locked(*_: object) -> None:
        raise PermissionError

    saved(path, plans=PLANS)
    monkeypatch.setattr(Path, "open", locked)
    assert "is it open in Excel?" in letter(path)


@pytest.mark.parametrize("part", [SHEET, STRINGS, LINKS, "xl/workbook.xml", "xl/styles.xml"])
@pytest.mark.parametrize("broken", [lambda xml: xml[: len(xml) * 2 // 3], lambda xml: b""])
def test_a_part_that_breaks_off_is_a_letter(path, part, broken):
    with_shared_strings(saved(path, plans=PLANS))
    assert DAMAGED in letter(rewritten(path, {part: broken}))


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.99])
def test_a_file_that_breaks_off_is_a_letter(path, kept):
    whole = saved(path, plans=PLANS).read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    assert DAMAGED in letter(path)


@pytest.mark.parametrize("part", [SHEET, STRINGS, "xl/workbook.xml", "xl/styles.xml", LINKS])
@pytest.mark.parametrize("declared", [b"<!DOCTYPE x>", b'<!DOCTYPE x SYSTEM "x.dtd">', SWELLING])
def test_a_document_type_is_never_read(path, part, declared):
    with_shared_strings(saved(path, plans=PLANS))
    rewritten(
        path, {part: lambda xml: declared + xml[xml.find(b"?>") + 2 if b"?>" in xml else 0 :]}
    )
    assert DAMAGED in letter(path)


def test_a_part_that_unpacks_to_far_more_than_it_takes_up_is_not_unpacked(path):
    saved(path, plans=PLANS)
    assert "unpacks" in letter(rewritten(path, {"xl/media/image1.bin": bytes(11 * 1024 * 1024)}))


def test_a_file_of_very_many_parts_is_not_unpacked(path):
    saved(path, plans=PLANS)
    assert "unpacks" in letter(rewritten(path, {f"x{n}": b"" for n in range(2001)}))


def test_a_file_that_is_large_altogether_is_not_unpacked(path, monkeypatch):
    saved(path, plans=PLANS)
    monkeypatch.setattr(workbooks, "LARGEST_FILE", 12 * 1024)
    assert path.stat().st_size < 12 * 1024
    assert "512 MB" in letter(path)


def test_elements_within_elements_without_end_do_no_harm(path):
    written(path, "<row>" * 100_000 + "</row>" * 100_000)
    assert workbook_sheets(path, "annex_a.xlsx") == []
    rewritten(path, {LINKS: b"<x>" * 100_000 + b"</x>" * 100_000})
    assert DAMAGED in letter(path)


def readable_or_a_letter(path: Path) -> None:
    try:
        for sheet in workbook_sheets(path, "annex_a.xlsx"):
            for number, line in sheet.rows():
                assert number > sheet.heading_row
                assert all(isinstance(cell, str) for cell in line)
    except Unreadable as said:
        assert said.faults


@given(st.binary(max_size=200), st.integers(0, 4000))
@settings(deadline=None)
def test_any_bytes_are_sheets_or_a_letter(content, kept):
    with tempfile.TemporaryDirectory() as folder:
        path = saved(Path(folder, "annex_a.xlsx"), plans=PLANS)
        path.write_bytes(path.read_bytes()[:kept] + content)
        readable_or_a_letter(path)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
def test_a_workbook_with_some_bytes_changed_is_sheets_or_a_letter(changes):
    with tempfile.TemporaryDirectory() as folder:
        path = saved(Path(folder, "annex_a.xlsx"), plans=PLANS)
        content = bytearray(path.read_bytes())
        for place, value in changes:
            content[int(place * (len(content) - 1))] = value
        path.write_bytes(content)
        readable_or_a_letter(path)


PARTS = [SHEET, STRINGS, LINKS, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"]
SNIPPETS = [b"<", b">", b"</", b'"', b" ", b"<c>", b"<v>", b"<row>", b"</row>", b"-1", b"9" * 5000]
SNIPPETS += [b't="s"', b't="n"', b't="d"', b't="b"', b's="1"', b"1E999", b"nan", b"\xff", b"&#0;"]


@given(
    st.sampled_from(PARTS),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), st.sampled_from(SNIPPETS))),
)
@settings(max_examples=200, deadline=None)
def test_a_workbook_whose_parts_are_malformed_is_sheets_or_a_letter(part, changes):
    def malformed(xml: bytes) -> bytes:
        for place, length, snippet in changes:
            at = int(place * len(xml))
            xml = xml[:at] + snippet + xml[at + length :]
        return xml

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "annex_a.xlsx")
        grid = [*PLANS, [1, 2.5, True, datetime.date(2014, 10, 18)]]
        with_shared_strings(saved(path, **{"List 8": grid, "List 7": [["Annex A"], *PLANS]}))
        readable_or_a_letter(rewritten(path, {part: malformed}))


def test_cells_merged_below_the_headings_are_refused_and_above_them_are_titles(tmp_path):
    for ref, refused in (("A1:C1", False), ("B3:B4", True)):
        workbook = Workbook()
        for row in (["A title"], ["One", "Two", "Three"], ["1", "2", "3"], ["4", "5", "6"]):
            workbook.active.append(row)
        workbook.active.merge_cells(ref)
        workbook.save(tmp_path / "merged.xlsx")
        (sheet,) = workbook_sheets(tmp_path / "merged.xlsx", "merged.xlsx")
        if refused:
            with pytest.raises(Unreadable) as fault:
                list(sheet.rows())
            assert "merged" in fault.value.faults[0][1]
        else:
            assert len(list(sheet.rows())) == 2


def test_rows_that_hold_nothing_but_their_last_cell_do_not_keep_anybody_waiting(tmp_path):
    """Each makes openpyxl fill in 16,383 cells before it."""
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(1, 4_001))
    path = written(tmp_path / "wide.xlsx", rows)
    with pytest.raises(Unreadable):
        workbook_sheets(path, "wide.xlsx")
