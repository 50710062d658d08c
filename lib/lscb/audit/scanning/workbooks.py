"""What the parts of a workbook say: cells, formulas, names, and what a reader does not see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from lscb.audit.scanning.passages import Passage

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NAMING = ("name", "state", "hidden", "ref", "location", "display", "tooltip", "author", "Target")
"""Attributes that say something rather than how it looks."""


def shared_texts(root: Element) -> list[str]:
    """The texts of a workbook, which its cells name by their number."""
    return ["".join(each.itertext()) for each in root.iter(f"{SHEET}si")]


def sheet(root: Element, texts: Sequence[str]) -> Iterator[Passage]:
    """The cells of a worksheet one by one, its formulas, and whatever else it says."""
    for cell in root.iter(f"{SHEET}c"):
        where = f"cell {cell.get('r', '')}"
        formula, value = cell.find(f"{SHEET}f"), cell.findtext(f"{SHEET}v")
        if formula is not None:
            yield Passage(f"{where}, formula", formula.text or "", "metadata")
        if value is not None and cell.get("t") == "s":
            yield Passage(where, texts[int(value)])
        elif value is not None:
            yield Passage(where, value)
        for inline in cell.iter(f"{SHEET}is"):
            yield Passage(where, "".join(inline.itertext()))
    cells = {id(each) for cell in root.iter(f"{SHEET}c") for each in cell.iter()}
    yield from _beside(each for each in root.iter() if id(each) not in cells)


def other_part(root: Element) -> Iterator[Passage]:
    """A part of a workbook that is no sheet: names of sheets and columns, remarks, headers."""
    yield from _beside(root.iter())


def _beside(elements: Iterator[Element]) -> Iterator[Passage]:
    for number, each in enumerate(elements, start=1):
        said = [each.text or "", *(each.get(name, "") for name in NAMING)]
        for text in filter(str.strip, said):
            yield Passage(f"element {number}", text.strip(), "metadata")
