"""Whatever a chapter shows: HTML for the page, plain text for terminals, data for the press."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from lscb.tables import SYMBOLS, WITHHELD


@dataclass(frozen=True)
class Shown:
    """Something shown in a notebook.

    `more` carries data by MIME type that the press reads from the executed notebook.
    """

    html: str
    text: str
    more: Mapping[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {"text/html": self.html, "text/plain": self.text, **self.more}


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
