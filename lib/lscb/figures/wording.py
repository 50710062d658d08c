"""Numbers into sentences, right in grammar for none, one and many.

Every number here is the text of a cleared cell. A sentence about a withheld cell has wording
of its own, the same whatever was withheld and why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape

from lscb.figures.shown import Shown, paragraph
from lscb.tables import NOT_APPLICABLE, NOT_AVAILABLE, SYMBOLS, WITHHELD

FINDINGS = "application/vnd.lscb.findings+json"

HEADLINE = re.compile(r"^(<ul[^>]*><li>)([^<]*?(?<!\bSt)[.!?])(?= [A-Z0-9]|</li>)")
"""The first sentence of a list; a point after "St" is a saint's."""

LEAST_P = 0.001
"""The least probability a table shows."""


def value(cell: str) -> float | None:
    """The number a cell holds; None for a symbol."""
    return None if cell in SYMBOLS else float(cell)


def figure(cell: str) -> str:
    """A cell as it is printed: thousands separated, a symbol as it is."""
    if cell in SYMBOLS:
        return cell
    places = len(cell.partition(".")[2])
    return f"{float(cell):,.{places}f}"


def counted(cell: str, one: str, many: str) -> str:
    """A count and its noun: "1 child", "14 children", "no children"."""
    number = value(cell)
    if number == 0:
        return f"no {many}"
    return f"{figure(cell)} {one if number == 1 else many}"


def none_or(cell: str) -> str:
    """A count within a sentence, its noun said elsewhere: "none", or the number."""
    return "none" if value(cell) == 0 else figure(cell)


def probability(cell: str) -> str:
    """A p as it is said. The least that is shown stands for every smaller one."""
    if value(cell) == LEAST_P:
        return f"p of {cell} or less"
    return f"p = {cell}"


def were(cell: str) -> str:
    return "was" if value(cell) == 1 else "were"


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def interval(lower: str, upper: str) -> str:
    return f"95 % interval {figure(lower)} to {figure(upper)}"


def stated(subject: str, cells: Sequence[str], sentence: str) -> str:
    """The sentence, when every cell it rests on is a number; otherwise that it cannot be said.

    `subject` begins the other wording: "The number of reviews completed in 2014-15".
    """
    gone = [cell for cell in cells if cell in SYMBOLS]
    if not gone:
        return capitalised(sentence)
    symbol = min(gone, key=[WITHHELD, NOT_AVAILABLE, NOT_APPLICABLE].index)
    return f"{subject} is {SYMBOLS[symbol]}."


def verdict_on(verdict: str, other: str) -> str:
    """A verdict about a figure and another, such as England's, as the end of a sentence."""
    if verdict.endswith("to compare"):
        return f"there are {verdict} with {other}"
    return f"{verdict} {other}"


def month(cell: str) -> str:
    """A month such as 2014-04 in words: April 2014."""
    return datetime.strptime(cell, "%Y-%m").strftime("%B %Y")


def listed(words: Sequence[str]) -> str:
    """Words as English lists them: "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def findings(sentences: Sequence[str]) -> Shown:
    """A chapter's findings, as a list; the first sentence of the first is its headline."""
    more = {FINDINGS: {"sentences": list(sentences)}}
    html = HEADLINE.sub(r"\1<strong>\2</strong>", _items(sentences, "findings"))
    return Shown(html, "\n".join(sentences), more)


def also_found(sentences: Sequence[str]) -> Shown:
    """What a chapter found besides its findings, as a list; or that there is nothing else."""
    if not sentences:
        return paragraph("All that was found stands at the beginning of the chapter.")
    return Shown(_items(sentences, "also-found"), "\n".join(sentences))


def _items(sentences: Sequence[str], css: str) -> str:
    # A percentage is never parted from its sign at the end of a line.
    items = "".join(f"<li>{escape(s).replace(' %', '&nbsp;%')}</li>" for s in sentences)
    return f'<ul class="{css}">{items}</ul>'
