"""What is said of answers that few gave."""

from __future__ import annotations

from lscb.chapters.chapter import Chapter
from lscb.figures import wording
from lscb.figures.shown import Shown, paragraph

FEWEST_PERCENT = 30
"""A response rate under which what was answered is not taken to speak for the rest."""


def caution(response: str) -> str:
    """A sentence for a response rate that is shown and low; nothing for any other.

    Where nobody answered there are no answers to be cautious of.
    """
    rate = wording.value(response)
    if not rate or rate >= FEWEST_PERCENT:
        return ""
    return (
        f"Caution: at a response rate of {wording.figure(response)} % the answers may not speak "
        "for those who gave none."
    )


def cautioned(chapter: Chapter, name: str, shown: Shown, **at: str) -> Shown:
    """A table with a caution beneath it, where the response rate of the row at `at` is low."""
    words = caution(chapter.cell(name, "response", **at)) if chapter.holds(name) else ""
    if not words:
        return shown
    return shown.and_then(paragraph(words, "not-supplied"))
