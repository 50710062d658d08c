"""Workbooks to read back: saved by openpyxl, or with their parts written by hand."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
LINKS = "xl/_rels/workbook.xml.rels"
TYPES = "[Content_Types].xml"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

Grid = Sequence[Sequence[object]]


def saved(path: Path, **sheets: Grid) -> Path:
    """A workbook with these sheets, as openpyxl saves it."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    return path


def rewritten(path: Path, change: Mapping[str, Callable[[bytes], bytes] | bytes]) -> Path:
    """The same file with some of its parts changed, or others added."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, new in change.items():
        parts[name] = new if isinstance(new, bytes) else new(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def written(path: Path, rows: str, before: str = "") -> Path:
    """A workbook whose one sheet has these rows, as XML. Style 1 is a date, style 2 hours."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.append([1, 1])
    sheet["A1"].number_format = "dd/mm/yyyy"
    sheet["B1"].number_format = "[h]:mm"
    workbook.save(path)
    xml = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'
    return rewritten(path, {SHEET: xml.encode()})


def with_shared_strings(path: Path) -> Path:
    """The same file with its texts in a part of their own, as Excel saves them."""
    texts: list[str] = []

    def shared(found: re.Match[str]) -> str:
        texts.append(f"<si>{found[1]}</si>")
        return f't="s"><v>{len(texts) - 1}</v>'

    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        xml = {name: archive.read(name).decode() for name in sheets}
    inline = re.compile('t="inlineStr"><is>(.*?)</is>', re.DOTALL)
    changed = {name: inline.sub(shared, sheet).encode() for name, sheet in xml.items()}
    strings = f'<sst xmlns="{MAIN}">{"".join(texts)}</sst>'.encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    part = f'<Override PartName="/{STRINGS}" ContentType="{CONTENT}"/></Types>'
    link = f'<Relationship Type="{kind}" Target="sharedStrings.xml" Id="rId99"/></Relationships>'

    def named(xml: bytes) -> bytes:
        xml = xml.replace(b"</Relationships>", link.encode())
        return xml.replace(b"</Types>", part.encode())

    return rewritten(path, {**changed, STRINGS: strings, LINKS: named, TYPES: named})
