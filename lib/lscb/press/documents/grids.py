"""A table of the page as a table in Word: its header rows repeated, its columns as wide as need be.

A short one stays on one page with its title and its note. Of a longer one no row is divided, and
neither its first row nor its last stands apart from what belongs to it.

It is written as XML at once, since python-docx finds each cell by counting all those before it.
"""

from __future__ import annotations

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import SubElement
from lxml.html import HtmlElement

from lscb.press.documents.paper import words

WIDE = 9866
"""How wide a table is, in twentieths of a point: the page between its margins."""

MARGIN, LETTER, BOLD_LETTER = 60, 105, 125
"""The room on either side of a cell and that of a letter, in the same."""

LINE = 18
"""Letters of a heading that are to stand on one line where there is room."""

MOST = 40
"""Letters of a cell at most that make its column wider."""

BOLD = {"total", "group"}


def add_table(word: Document, table: HtmlElement, title: str) -> None:
    """Add a table at the end of a document; `title` is what a screen reader calls it."""
    rows = list(table.iter("tr"))
    widths = _widths([[words(cell) for cell in _cells(row)] for row in rows])
    grid = OxmlElement("w:tbl")
    properties = SubElement(grid, qn("w:tblPr"))
    _value(properties, "tblStyle", "ReportTable")
    _measure(properties, "tblW", WIDE)
    _value(properties, "tblLayout", "fixed", name="type")
    margins = SubElement(properties, qn("w:tblCellMar"))
    for side in ("left", "right"):
        _measure(margins, side, MARGIN)
    look = SubElement(properties, qn("w:tblLook"))
    for name, is_so in (("firstRow", 1), ("firstColumn", 1), ("noHBand", 1), ("noVBand", 1)):
        look.set(qn(f"w:{name}"), str(is_so))
    _value(properties, "tblCaption", title)
    _value(properties, "tblDescription", table.get("data-alternative", title))
    columns = SubElement(grid, qn("w:tblGrid"))
    for width in widths:
        _value(columns, "gridCol", str(width), name="w")
    for row, is_kept in zip(rows, _kept_with_next(table, rows), strict=True):
        _add_row(grid, row, widths, is_kept)
    # The last thing in a document's body is its page setup.
    word.element.body.insert(len(word.element.body) - 1, grid)


def _kept_with_next(table: HtmlElement, rows: list[HtmlElement]) -> list[bool]:
    """Whether each row stays on the page of what is next: a row, or the note beneath the last."""
    if "short" in table.classes:
        return [True] * len(rows)
    heads = sum(_is_head(row) for row in rows)
    ends = {*range(heads + 1), len(rows) - 2, len(rows) - 1}
    return [place in ends or "group" in row.classes for place, row in enumerate(rows)]


def _is_head(row: HtmlElement) -> bool:
    return row.getparent().tag == "thead"


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return list(row.iterchildren("th", "td"))


def _widths(texts: list[list[str]]) -> list[int]:
    """The width of each column: its longest word at least, and of the rest the more the more its
    cells have to say."""
    head, *rows = texts
    columns = list(zip(*(row for row in rows if len(row) == len(head)), strict=True)) or [()] * len(
        head
    )
    least, wanted = [], []
    for heading, cells in zip(head, columns, strict=True):
        longest = max((len(word) for text in cells for word in text.split()), default=1)
        of_heading = max(map(len, heading.split()), default=1)
        room = max(LETTER * longest, BOLD_LETTER * of_heading)
        said = max(min(max(map(len, cells), default=0), MOST), min(len(heading), LINE))
        least.append(2 * MARGIN + room)
        wanted.append(LETTER * said - room)
    spare = max(WIDE - sum(least), 0)
    shares = [max(each, 0) + 1 for each in wanted]
    widths = [had + spare * share // sum(shares) for had, share in zip(least, shares, strict=True)]
    return [min(WIDE, sum(widths)) * width // sum(widths) for width in widths]


def _add_row(grid, row: HtmlElement, widths: list[int], is_kept: bool) -> None:
    line = SubElement(grid, qn("w:tr"))
    properties = SubElement(line, qn("w:trPr"))
    SubElement(properties, qn("w:cantSplit"))
    is_head = _is_head(row)
    if is_head:
        SubElement(properties, qn("w:tblHeader"))
    is_bold = is_head or bool(BOLD & set(row.classes))
    for place, cell in enumerate(_cells(row)):
        across = int(cell.get("colspan", "1"))
        box = SubElement(line, qn("w:tc"))
        about = SubElement(box, qn("w:tcPr"))
        _measure(about, "tcW", sum(widths[place : place + across]))
        if across > 1:
            _value(about, "gridSpan", str(across))
        style = "Tablenumber" if "number" in cell.classes else "Tabletext"
        if place == 0 and "part" in row.classes:
            style = "Tablepart"
        _add_words(box, words(cell), style, is_bold, is_kept)


def _add_words(box, text: str, style: str, is_bold: bool, is_kept: bool) -> None:
    paragraph = SubElement(box, qn("w:p"))
    layout = SubElement(paragraph, qn("w:pPr"))
    _value(layout, "pStyle", style)
    if is_kept:
        SubElement(layout, qn("w:keepNext"))
    run = SubElement(paragraph, qn("w:r"))
    if is_bold:
        SubElement(SubElement(run, qn("w:rPr")), qn("w:b"))
    SubElement(run, qn("w:t")).text = text


def _value(parent, tag: str, value: str, name: str = "val") -> None:
    SubElement(parent, qn(f"w:{tag}")).set(qn(f"w:{name}"), value)


def _measure(parent, tag: str, width: int) -> None:
    measure = SubElement(parent, qn(f"w:{tag}"))
    measure.set(qn("w:w"), str(width))
    measure.set(qn("w:type"), "dxa")
