"""The words of a paragraph in Word: bold and italic ones, links, and what links lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml.html import HtmlElement

BLOCKS = {"ul", "ol", "table"}
"""What stands in an item of a list, beside its words, and is written apart."""


@dataclass(frozen=True)
class Words:
    """Some words of one look, and where they lead."""

    text: str
    bold: bool = False
    italic: bool = False
    leads_to: str = ""


class Inline:
    """Writes words into paragraphs of one Word file.

    `targets` are the ids that links lead to: only those are marked.
    """

    def __init__(self, word: Document, targets: set[str]) -> None:
        self.word = word
        self.bookmarks = {name: f"at{number}" for number, name in enumerate(sorted(targets), 1)}
        self.waiting: list[str] = []

    def mark(self, element: HtmlElement) -> None:
        """Have links to an element lead to the next paragraph that is filled."""
        if element.get("id") in self.bookmarks:
            self.waiting.append(element.get("id"))

    def fill(self, paragraph: Paragraph, element: HtmlElement) -> None:
        """Write into a paragraph what an element says."""
        self.mark(element)
        numbers = [self._start(paragraph, name) for name in self.waiting]
        self.waiting = []
        for each in _joined(_words(element, Words(""))):
            self._add(paragraph, each)
        for number in numbers:
            end = OxmlElement("w:bookmarkEnd")
            end.set(qn("w:id"), number)
            paragraph._p.append(end)

    def link(self, paragraph: Paragraph, text: str, address: str) -> None:
        """Add a link to a paragraph, to elsewhere in the file or on the web."""
        link = OxmlElement("w:hyperlink")
        if address.startswith("#"):
            link.set(qn("w:anchor"), self.bookmarks[address[1:]])
        else:
            kind = RELATIONSHIP_TYPE.HYPERLINK
            link.set(qn("r:id"), self.word.part.relate_to(address, kind, is_external=True))
        run = paragraph.add_run(text, style="Link")
        link.append(run._r)
        paragraph._p.append(link)

    def _start(self, paragraph: Paragraph, name: str) -> str:
        start = OxmlElement("w:bookmarkStart")
        number = self.bookmarks[name].removeprefix("at")
        start.set(qn("w:id"), number)
        start.set(qn("w:name"), self.bookmarks[name])
        paragraph._p.append(start)
        return number

    def _add(self, paragraph: Paragraph, each: Words) -> None:
        if each.leads_to:
            self.link(paragraph, each.text, each.leads_to)
            return
        run = paragraph.add_run(each.text)
        run.bold, run.italic = each.bold or None, each.italic or None


def _words(element: HtmlElement, look: Words) -> Iterator[Words]:
    """The words of an element in order, each with its look."""
    yield replace(look, text=element.text or "")
    for child in element.iterchildren():
        if child.tag == "br":
            yield replace(look, text=" ")
        elif isinstance(child.tag, str) and child.tag not in BLOCKS:
            yield from _words(child, _look(child, look))
        yield replace(look, text=child.tail or "")


def _look(element: HtmlElement, look: Words) -> Words:
    if element.tag in ("strong", "b"):
        return replace(look, bold=True)
    if element.tag in ("em", "i"):
        return replace(look, italic=True)
    if element.tag == "a":
        return replace(look, leads_to=element.get("href", ""))
    return look


def _joined(every: Iterator[Words]) -> list[Words]:
    """Words that look alike together, with no more white space than a page would show."""
    joined: list[Words] = []
    for each in every:
        text = re.sub(r"[ \t\r\n]+", " ", each.text)
        if not joined or joined[-1].text.endswith(" "):
            text = text.removeprefix(" ")
        if joined and text and replace(joined[-1], text="") == replace(each, text=""):
            joined[-1] = replace(each, text=joined[-1].text + text)
        elif text:
            joined.append(replace(each, text=text))
    if joined:
        joined[-1] = replace(joined[-1], text=joined[-1].text.rstrip(" "))
    return joined
