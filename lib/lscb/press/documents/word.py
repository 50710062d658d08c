"""The report as a Word file that can be edited, from its one page, by python-docx.

Headings, lists, captions and notes are styles, a table's header row is repeated on each page, and
each picture is the chart as PNG from the executed notebook, with its text alternative.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping
from pathlib import Path

import nbformat
from docx import Document
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from lxml.html import HtmlElement

from lscb.press.documents.contents import contents_field
from lscb.press.documents.grids import add_table
from lscb.press.documents.inline import Inline
from lscb.press.documents.paper import paper, words
from lscb.press.documents.styles import set_up, without_times

PICTURE = "image/png"
FIGURE = re.compile(r"Figure \d+\.\d+")
EMBEDDED = re.compile("data:image/(?:png|jpeg);base64,")
WIDTH, HEIGHT = Cm(17.4), Cm(1.8)
"""How wide a chart is, and how high a board's own sign."""

HOLDING = {
    *("body", "main", "header", "footer", "section", "article", "div", "figure", "dl", "details"),
    *("blockquote",),
}
"""Elements that are nothing of their own in Word but what they hold."""

STYLES = {
    **{f"h{level}": f"Heading {level}" for level in range(1, 6)},
    "dt": "Term",
    "summary": "Term",
    "figcaption": "Caption",
}
CLASSES = {
    "caption": "Caption",
    "markings": "Marking",
    "beneath": "Note",
    "not-supplied": "Missing",
}


def document(edition: Path) -> bytes:
    """The report of an edition's folder as a Word file."""
    page = paper(edition)
    writer = _Writer(page, _pictures(edition / "notebooks"))
    writer.add(page.body)
    return without_times(writer.word)


def _pictures(notebooks: Path) -> dict[str, bytes]:
    """The charts of the executed notebooks in a folder as PNG, by their numbers."""
    found = {}
    for notebook in sorted(notebooks.glob("*.ipynb")):
        for cell in nbformat.read(notebook, as_version=4).cells:
            for output in cell.get("outputs", ()):
                if PICTURE in output.get("data", {}):
                    number = FIGURE.match(output.data["text/plain"])[0]
                    found[number] = base64.b64decode(output.data[PICTURE])
    return found


class _Writer:
    """Writes the elements of a page into a Word file, one after the other."""

    def __init__(self, page: HtmlElement, pictures: Mapping[str, bytes]) -> None:
        self.word = Document()
        self.pictures = pictures
        set_up(self.word, page)
        targets = (link.get("href", "") for link in page.iter("a"))
        self.inline = Inline(self.word, {each[1:] for each in targets if each.startswith("#")})

    def add(self, element: HtmlElement) -> None:
        """What an element holds, whatever it is: nothing that is said is lost."""
        self._add_words(element.text)
        for child in element.iterchildren():
            if isinstance(child.tag, str):
                self._add_child(child)
            self._add_words(child.tail)

    def _add_words(self, text: str | None) -> None:
        if text and text.strip():
            self.word.add_paragraph(" ".join(text.split()))

    def _add_child(self, child: HtmlElement) -> None:
        if child.tag in ("ul", "ol"):
            self._add_list(child, 1)
        elif child.tag == "table":
            self._add_table(child)
        elif child.tag == "img":
            self._add_picture(child)
        elif child.tag == "nav":
            contents_field(self.word, self.inline, child)
        elif child.tag in HOLDING:
            if "begins" in child.classes:
                self.word.add_page_break()
            self.inline.mark(child)
            self.add(child)
        elif child.tag != "br":
            self._add_paragraph(child)

    def _add_paragraph(self, element: HtmlElement) -> None:
        style = next((CLASSES[name] for name in element.classes if name in CLASSES), None)
        # The findings of each chapter on the cover head no part of the document.
        if element.tag == "h2" and next(element.iterancestors("section"), None) is None:
            style = "Headline"
        paragraph = self.word.add_paragraph(style=style or STYLES.get(element.tag, "Normal"))
        self.inline.fill(paragraph, element)

    def _add_list(self, element: HtmlElement, level: int) -> None:
        style = "List Bullet" if element.tag == "ul" else "List Number"
        for item in element.iterchildren("li"):
            paragraph = self.word.add_paragraph(style=style if level == 1 else f"{style} {level}")
            self.inline.fill(paragraph, item)
            for inner in item.iterchildren("ul", "ol"):
                self._add_list(inner, min(level + 1, 3))

    def _add_table(self, table: HtmlElement) -> None:
        caption = table.find("caption")
        title = "" if caption is None else words(caption)
        if title:
            self.inline.fill(self.word.add_paragraph(style="Caption"), caption)
        add_table(self.word, table, title)

    def _add_picture(self, image: HtmlElement) -> None:
        figure, size = next(image.iterancestors("figure"), None), {"width": WIDTH}
        if figure is not None:
            picture = self.pictures[FIGURE.match(words(figure.find("figcaption")))[0]]
        elif held := EMBEDDED.match(image.get("src", "")):
            picture, size = base64.b64decode(image.get("src")[held.end() :]), {"height": HEIGHT}
        else:  # a drawing, which python-docx cannot take
            return
        paragraph: Paragraph = self.word.add_paragraph(style="Figure")
        shape = paragraph.add_run().add_picture(io.BytesIO(picture), **size)
        shape._inline.docPr.set("descr", image.get("alt", ""))
