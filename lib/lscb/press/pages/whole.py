"""The whole report on one page, to print and to make other documents from.

It is put together from the pages as they were written, so that it says the same. A page becomes a
section: its headings stand one level lower, its ids begin with its name, and a link to a page of
the report leads to the section.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag

from lscb.press.page import Entry, keep_years_whole, sections
from lscb.press.pages.index import headlines
from lscb.press.pages.material import Material
from lscb.press.pages.rendering import environment

NAME, TITLE = "report", "Whole report"

REFERENCES = ("for", "headers", "aria-labelledby", "aria-describedby", "aria-controls")
"""Attributes that name ids of the same page."""


def on_one_page(material: Material, order: Sequence[Entry]) -> str:
    """The report as one page of HTML; `order` is that of its pages after the first."""
    parts = [_section(material, entry, order) for entry in order]
    html = (
        environment()
        .get_template("whole.html.j2")
        .render(
            said=material.said,
            title=TITLE,
            headlines=headlines(material),
            order=order,
            sections={
                entry.name: sections(part, 3) for entry, part in zip(order, parts, strict=True)
            },
        )
    )
    page = BeautifulSoup(html, "html.parser")
    keep_years_whole(page)
    for part in parts:
        page.main.append(part)
        page.main.append("\n")
    return str(page)


def _section(material: Material, entry: Entry, order: Sequence[Entry]) -> Tag:
    """A page's own content as a section of the report."""
    html = (material.folder / f"{entry.name}.html").read_text(encoding="utf-8")
    section = BeautifulSoup(html, "html.parser").main
    section.name = "section"
    section.attrs = {"id": entry.name, "class": "chapter" if entry.number else "page"}
    for contents in section("nav"):
        contents.decompose()
    for element in section(True):
        _lead_into_the_report(element, entry, {each.name for each in order})
        if re.fullmatch("h[1-5]", element.name):
            element.name = f"h{int(element.name[1]) + 1}"
    if entry.number:
        section.h2.insert(0, f"{entry.number}. ")
    return section


def _lead_into_the_report(element: Tag, entry: Entry, names: set[str]) -> None:
    """Give an element's id, and all it refers to, the names they have on the one page."""
    if element.has_attr("id"):
        element["id"] = f"{entry.name}-{element['id']}"
    for attribute in REFERENCES:
        if element.has_attr(attribute):
            value = element[attribute]
            ids = value if isinstance(value, list) else value.split()
            element[attribute] = " ".join(f"{entry.name}-{each}" for each in ids)
    if element.name == "a" and element.has_attr("href"):
        element["href"] = _leading(element["href"], entry, names)


def _leading(href: str, entry: Entry, names: set[str]) -> str:
    """Where a link of a page leads on the one page; elsewhere as it did."""
    path, mark, part = href.partition("#")
    name = entry.name if not path else path.removesuffix(".html")
    if path and (name == path or name not in {*names, "index"}):
        return href
    if name == "index":
        return "#main"
    return f"#{name}-{part}" if mark and part else f"#{name}"
