"""An executed chapter as an accessible page: `jupyter nbconvert --to lscb`.

The page is made from the notebook alone. What it must know of the report, the chapter itself
says in the output of the cell that opens it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbformat import NotebookNode
from traitlets import default

from lscb.colours import DARK, readable
from lscb.errors import ChapterError, Problem
from lscb.years import ReportingYear

OPENING = "application/vnd.lscb.chapter+json"
YEAR = re.compile(r"(?<!\d)(\d{4}-\d{2})(?![-\d])")

TEMPLATE = Path(__file__).parent / "templates" / "lscb"


@dataclass(frozen=True)
class Entry:
    """A page of a report as the others name it: a chapter, which has a number, or another."""

    name: str
    title: str
    number: int | None = None

    @property
    def label(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title


FIRST = Entry("index", "Contents")
AFTER_CHAPTERS = Entry("about", "About these figures")
"""The pages before the first chapter and after the last, of which a chapter knows by itself."""


class ChapterExporter(HTMLExporter):
    """Renders an executed chapter as one page that needs no network and no script."""

    export_from_notebook = "Safeguarding report chapter"

    @default("template_name")
    def _template_name_default(self) -> str:
        return TEMPLATE.name

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        return [str(TEMPLATE.parent)]

    @default("exclude_anchor_links")
    def _exclude_anchor_links_default(self) -> bool:
        return True

    @default("optimistic_validation")
    def _optimistic_validation_default(self) -> bool:
        """Validate the notebook once, and not after each of nbconvert's own preprocessors."""
        return True

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page, as HTML. Raises ChapterError for a notebook that opened no chapter."""
        resources = self._init_resources(resources)
        said = resources["lscb"] = page_facts(data_in(nb, OPENING))
        chapters = [Entry(**each) for each in said["chapters"]]
        resources["beside"] = beside(said["chapter"]["name"], [*chapters, AFTER_CHAPTERS])
        # Past HTMLExporter's own, which would parse the page as well: it gives an alternative text
        # to images that have none, and a chapter has none such.
        html, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        page = BeautifulSoup(html, "html.parser")
        _give_headings_ids(page)
        _list_sections(page)
        keep_years_whole(page)
        return str(page), resources


def data_in(nb: NotebookNode, mime: str, form: str | None = None) -> Any:
    """The first output of a MIME type in an executed notebook, or the same in another form that
    it has; ChapterError when there is none."""
    for cell in nb.cells:
        for output in cell.get("outputs", ()):
            if mime in output.get("data", {}):
                return output["data"][form or mime]
    raise ChapterError(
        [Problem("the notebook", f"expected an output of type {mime}; has every cell been run?")],
        "Run the chapter first, for instance with:  lscb build",
    )


def page_facts(opening: dict[str, Any]) -> dict[str, Any]:
    """What the frame of a page needs: the report as a chapter states it, and the style."""
    css = _stylesheet() + _colours(opening["board"]["colour"]) + _marked(opening["markings"])
    return {**opening, "days": ReportingYear(opening["year"]).days, "css": css, "opening": OPENING}


def _colours(own: str | None) -> str:
    """The style of a board's own colour, lighter in the dark; none where it has none."""
    if own is None:
        return ""
    dark = f":root {{ --accent: {readable(own, DARK)}; }}"
    return (
        f":root {{ --accent: {own}; }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ {dark} }}\n"
    )


def beside(name: str, order: Sequence[Entry]) -> dict[str, Entry | None]:
    """The pages before and after the page of that name; `order` is that of all but the first."""
    whole = [FIRST, *order]
    place = [entry.name for entry in whole].index(name)
    return {
        "before": whole[place - 1] if place else None,
        "after": whole[place + 1] if place + 1 < len(whole) else None,
    }


def sections(page: Tag, level: int = 2) -> list[tuple[str, str]]:
    """The id and the words of each heading of a level, in their order."""
    return [(heading["id"], heading.get_text()) for heading in page(f"h{level}")]


def _marked(markings: Sequence[str]) -> str:
    """The style by which every sheet that is printed bears the markings of its page."""
    words = "".join(
        sign if sign.isalnum() or sign in " .,:-" else f"\\{ord(sign):x} "
        for sign in ". ".join(markings)
    )
    font = "font: bold 9pt Arial, sans-serif; width: 80%"
    return f'@page {{ @bottom-left {{ content: "{words}"; {font}; }} }}\n' if words else ""


@cache
def _stylesheet() -> str:
    return (TEMPLATE / "page.css").read_text(encoding="utf-8")


def keep_years_whole(page: BeautifulSoup) -> None:
    """Keep each year such as 2014-15 on one line; the page's text stays as it was."""
    for text in page.body.find_all(string=YEAR):
        if type(text) is not NavigableString:  # a comment
            continue
        for place, part in enumerate(YEAR.split(text)):
            if place % 2:
                span = page.new_tag("span", attrs={"class": "year"})
                span.string = part
                text.insert_before(span)
            elif part:
                text.insert_before(part)
        text.extract()


def _give_headings_ids(page: BeautifulSoup) -> None:
    """Give every heading an id, so that one can link to it."""
    seen: set[str] = set()
    for heading in page.find_all(["h2", "h3"]):
        slug = re.sub(r"[^a-z0-9]+", "-", heading.get_text().lower()).strip("-") or "section"
        while slug in seen:
            slug += "-again"
        seen.add(slug)
        heading["id"] = slug


def _list_sections(page: BeautifulSoup) -> None:
    """List the sections of a page, with links to them, after what it found."""
    found = page.main.find(class_="findings") or page.h1
    items = "".join(
        f'<li><a href="#{name}">{escape(words)}</a></li>' for name, words in sections(page.main)
    )
    if items:
        html = (
            '<nav class="sections" aria-labelledby="sections"><p id="sections">On this page</p>'
            f"<ul>{items}</ul></nav>"
        )
        found.insert_after(BeautifulSoup(html, "html.parser"))
