"""The whole report as it is read apart from its files: what PDF and Word are made from.

It is the one page of the report, less what only a browser has a use for: it says the same.
"""

from __future__ import annotations

import re
from pathlib import Path

from lxml.html import HtmlElement, document_fromstring

from lscb.press.documents.kinds import PAGE

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What no XML may hold, and no font has."""

ACCENT = re.compile(r"--accent: (#[0-9a-fA-F]{6});")
MEDIA = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
DARK_BLUE = "#12436d"
"""The colour of headings where a page gives none."""

SHORT, FEW_WORDS = 16, 1500
"""A table of so many rows and letters at most is kept on one page."""

OF_BROWSERS = "//style | //script | //a[@class='skip'] | //meta[@name!='author']"


def paper(edition: Path) -> HtmlElement:
    """An edition's report on one page, parsed: nothing hidden, no link to a file beside it.

    Its body says what stands on every page, `data-markings` and `data-title`, and the board's own
    colour, `data-accent`.
    """
    html = (edition / PAGE).read_text(encoding="utf-8")
    document = document_fromstring(UNPRINTABLE.sub("", html))
    accent = _accent("".join(style.text or "" for style in document.iter("style")))
    for element in document.xpath(OF_BROWSERS):
        element.drop_tree()
    for section in document.iter("section"):
        if "chapter" in section.classes or _follows_a_chapter(section):
            section.classes.add("begins")
    for link in list(document.iter("a")):
        _lead_nowhere_else(link)
    for table in document.iter("table"):
        if len(table.findall(".//tr")) <= SHORT and len(words(table)) <= FEW_WORDS:
            table.classes.add("short")
    body = document.body
    body.set("data-title", f"{words(document.find('.//h1'))}: {board(document)}")
    body.set("data-markings", " · ".join(markings(document)))
    body.set("data-accent", accent)
    document.find(".//title").text = body.get("data-title")
    return document


def markings(document: HtmlElement) -> list[str]:
    """What every page of the report is marked with: that it is a draft, whom it is for."""
    return [words(each) for each in document.find(".//header").find_class("markings")]


def board(document: HtmlElement) -> str:
    """The board's name, as it signs its report."""
    return words(document.find(".//header//strong"))


def words(element: HtmlElement) -> str:
    """What an element says, as one line."""
    return " ".join(element.text_content().split())


def _follows_a_chapter(section: HtmlElement) -> bool:
    before = section.getprevious()
    return before is not None and "chapter" in before.classes


def _accent(style: str) -> str:
    """The colour of headings in a style sheet: the last it gives that is for all media."""
    return (ACCENT.findall(MEDIA.sub("", style)) or [DARK_BLUE])[-1]


def _lead_nowhere_else(link: HtmlElement) -> None:
    """A link to a file beside the report as the name of the file, which no paper leads to."""
    address = link.get("href", "")
    if address.startswith(("#", "https://", "http://", "mailto:")):
        return
    name = address.rpartition("/")[2]
    link.text = f"Data: {name}." if address.startswith("tables/") else f"{words(link)}, {name}"
    for inner in list(link):
        link.remove(inner)
    link.drop_tag()
