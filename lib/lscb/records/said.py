"""What a letter may repeat of a file: words of the field, and nothing that may be a person's.

A heading may be a child's row where a file has lost its headings, and a cell may hold a worker's
name where a row has slipped sideways. What is somebody's cannot be told from its looks, so only
what is made of words that headings and codes are made of is repeated: those of `words.txt`, none
of which is anybody's name in any number of files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

NEARLY, LONG = 0.85, 6
"""How near a word must be to a known one, and how long that must be, to be taken for it mistyped.

Malek is nearly male, and Nora nearly no.
"""

SMALL = {"of", "and", "the", "in", "for", "or", "to", "at", "by", "was", "is", "on", "an", "if"}
"""These count for nothing."""

MANY_FIGURES = re.compile(r"\d\D*\d\D*\d|[@=\r\n]|^[+-]")


def may_be_said(text: str, also: Iterable[str] = ()) -> bool:
    """Whether more than half of a text's words are of the field, or of those in `also`.

    Words of one letter and numbers of one or two figures count for nothing.
    """
    if MANY_FIGURES.search(text):
        return False
    known = _of_the_field() | {word for each in also for word in _words(each)}
    found = _words(text)
    return 2 * sum(word in known for word in found) > len(found)


def _words(text: str) -> list[str]:
    """Words of two letters and more, without capitals; CamelCase is several."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return [word for word in re.findall(r"[^\W\d_]{2,}", parted.casefold()) if word not in SMALL]


@cache
def _of_the_field() -> frozenset[str]:
    text = files("lscb.records").joinpath("words.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
