"""The contents of a Word file, as a field that Word brings up to date, and other fields."""

from __future__ import annotations

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml.html import HtmlElement

from lscb.press.documents.inline import Inline
from lscb.press.documents.paper import words

CODE = r' TOC \o "2-3" \h \z \u '
"""Headings of the second and third level, as links."""


def contents_field(word: Document, inline: Inline, nav: HtmlElement) -> None:
    """The contents as the page lists them, within the field that makes them: no page is told until
    Word is asked to bring it up to date, since only Word knows where its pages end."""
    heading = nav.find("h2")
    inline.fill(word.add_paragraph(style="Contents"), heading)
    links = nav.findall(".//li/a")
    for place, link in enumerate(links):
        level = len(list(link.iterancestors("ul")))
        paragraph = word.add_paragraph(style=f"toc {level}")
        if place == 0:
            begin(paragraph, CODE)
        inline.link(paragraph, words(link), link.get("href"))
        if place == len(links) - 1:
            mark(paragraph, "end")


def field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field, and what stands in its place until it is brought up to date."""
    begin(paragraph, code)
    paragraph.add_run(shown)
    mark(paragraph, "end")


def begin(paragraph: Paragraph, code: str) -> None:
    """Begin a field: what is written next is what it shows."""
    mark(paragraph, "begin")
    instruction = OxmlElement("w:instrText")
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    instruction.text = code
    paragraph.add_run()._r.append(instruction)
    mark(paragraph, "separate")


def mark(paragraph: Paragraph, kind: str) -> None:
    """Where a field begins, where what it shows begins, or where it ends."""
    sign = OxmlElement("w:fldChar")
    sign.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(sign)
