"""The analyst's own words on a chapter, as HTML, every tag in them shown as text."""

from __future__ import annotations

import re
from pathlib import Path

import mistune

from lscb.audit.scanning.commentary import Written
from lscb.errors import DataError, Problem
from lscb.records.sheets import words as words_of
from lscb.workbench import ReportPlace

WILL_DO = "what the board will do"
"""The heading, whatever its capitals, under which a year says what the next one is asked of."""

TO_OTHERS = ("https://", "http://", "mailto:")
"""What the address of a link begins with that leads out of the report."""


def commentary(place: ReportPlace, chapter: str) -> str | None:
    """What the report's own file says; None while there are only headings.

    The page then says that nothing has been written. Raises DataError for a file that is no text.
    """
    words = _words(place, chapter)
    return _html(words) if _says_something(words) else None


def promised(place: ReportPlace, chapter: str) -> str | None:
    """What the file of the year before says the board will do; None where it says nothing."""
    section = _promise(place, chapter)
    return _html(section.words) if section and _says_something(section.words) else None


def written(place: ReportPlace, chapter: str) -> list[Written]:
    """The texts that the report prints on a chapter, as the analyst wrote them."""
    own = Written(_file(place, chapter), 1, _words(place, chapter))
    texts = [own, _promise(place, chapter)]
    return [text for text in texts if text and _says_something(text.words)]


def _promise(place: ReportPlace, chapter: str) -> Written | None:
    """The section of the year before's file that says what the board will do."""
    lines = _words(place, chapter, before=True).splitlines()
    headings = [n for n, line in enumerate(lines) if line.startswith("#")]
    asked = [n for n in headings if lines[n].lstrip("# ").strip().casefold() == WILL_DO]
    if not asked:
        return None
    depth = len(re.match("#+", lines[asked[0]])[0])
    ends = [n for n in headings if n > asked[0] and len(re.match("#+", lines[n])[0]) <= depth]
    section = "\n".join(lines[asked[0] + 1 : (ends or [len(lines)])[0]])
    return Written(_file(place, chapter, before=True), asked[0] + 2, section)


def _words(place: ReportPlace, chapter: str, *, before: bool = False) -> str:
    """The text of a chapter's file, the report's own or the year before's; blank without one."""
    path = _path(place, chapter, before=before)
    if not path.is_file():
        return ""
    try:
        return words_of(path.read_bytes())
    except (OSError, ValueError):
        file = _file(place, chapter, before=before)
        problem = Problem(file, "expected a readable text file in UTF-8")
        raise DataError([problem], f"Save it as UTF-8, then type:  lscb check {place}") from None


def _path(place: ReportPlace, chapter: str, *, before: bool = False) -> Path:
    return place.data(place.year.previous if before else place.year) / f"{chapter}.md"


def _file(place: ReportPlace, chapter: str, *, before: bool = False) -> str:
    """What a letter calls the file."""
    return place.workbench.relative(_path(place, chapter, before=before))


def _says_something(words: str) -> bool:
    return any(line.strip() and not line.startswith("#") for line in words.splitlines())


def _html(words: str) -> str:
    return str(mistune.create_markdown(renderer=_Plain(escape=True))(words)).strip()


class _Plain(mistune.HTMLRenderer):
    """Words only: headings under the chapter's own, no picture from elsewhere, and no link into the
    report, where it might lead nowhere."""

    def heading(self, text: str, level: int, **attrs: object) -> str:
        return super().heading(text, min(max(level + 1, 3), 6), **attrs)

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return super().link(text, url, title) if url.startswith(TO_OTHERS) else str(text)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return str(text)
