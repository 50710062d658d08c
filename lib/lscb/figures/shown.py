"""Whatever a chapter shows: HTML for the page, plain text for terminals, data for the press."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from lscb.tables import SYMBOLS, WITHHELD

PICTURE = "image/png"


@dataclass(frozen=True)
class Shown:
    """Something shown in a notebook.

    `more` carries data by MIME type that the press reads from the executed notebook, and `about`
    what is said of each, such as what stands for a picture.
    """

    html: str
    text: str
    more: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], Mapping[str, Any]]:
        return {"text/html": self.html, "text/plain": self.text, **self.more}, self.about

    def and_then(self, other: Shown) -> Shown:
        """Both, the other one beneath."""
        text = f"{self.text}\n{other.text}"
        return Shown(self.html + other.html, text, {**other.more, **self.more}, self.about)


NUMBERED = re.compile(r"(?:Figure|Table) [1-9]\d*\.[1-9]\d*: .*\w")
"""A title as every table and figure has one: numbered by its chapter and its place there."""

LACKING = "expected {} of a table or figure before it is shown"


def exhibit(
    title: str,
    population: str,
    source: str,
    alternative: str,
    html: str,
    *,
    picture: bytes | None = None,
    cells: str = "",
) -> Shown:
    """A table or figure, whole or not at all.

    `title` begins with its number; `alternative` stands for it where it cannot be seen; `picture`
    is a figure as PNG, `cells` a table as plain text. Raises ValueError that names all it lacks.
    """
    has = {
        "a title with its number": NUMBERED.match(title),
        "a population": population.strip(),
        "a source": source.strip(),
        "an alternative text": alternative.strip() and alternative.strip() != title,
    }
    if lacking := [what for what, given in has.items() if not given]:
        raise ValueError(LACKING.format(" and ".join(lacking)))
    said = f"Population: {population}. Source: {source}."
    text = "\n".join(filter(None, (title, said, alternative, cells)))
    if picture is None:
        return Shown(html, text)
    image = base64.b64encode(picture).decode("ascii")
    return Shown(html, text, {PICTURE: image}, {PICTURE: {"alt": alternative}})


def paragraph(text: str, css: str = "") -> Shown:
    """Plain words as a paragraph."""
    attribute = f' class="{css}"' if css else ""
    return Shown(f"<p{attribute}>{escape(text)}</p>", text)


def all_withheld(cells: Iterable[str]) -> bool:
    """Whether none of the cells is a number, and one at least is withheld."""
    found = set(cells)
    return WITHHELD in found and no_number(found)


def no_number(cells: Iterable[str]) -> bool:
    """Whether none of the cells is a number."""
    return set(cells) <= SYMBOLS.keys()


def symbols_note(cells: list[str]) -> str:
    """What the symbols among the cells mean, as a sentence; nothing where there are none."""
    used = [f"{symbol} {meaning}" for symbol, meaning in SYMBOLS.items() if symbol in cells]
    return f"{'; '.join(used)}." if used else ""
