"""What the board has published and is another figure in this edition."""

from __future__ import annotations

import json
from typing import Any

from lscb.cleared import RESTATED
from lscb.press.pages.material import Material

TITLE = "What was restated since it was published"

SHARED = ("chapter", "table", "published", "year", "why")
"""What is said once of figures that have it in common."""


def facts(material: Material) -> dict[str, Any]:
    """The editions it was compared with, and each figure that is another one, by its table: those
    together that were published together and are other ones for the same reason."""
    stated = json.loads((material.held.folder / RESTATED).read_text(encoding="utf-8"))
    groups: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for each in stated["figures"]:
        shown = each | {name: _shown(each[name]) for name in ("was", "now")}
        groups.setdefault(tuple(each[name] for name in SHARED), []).append(shown)
    return {**stated, "groups": list(groups.values())}


def _shown(figure: str) -> str:
    """A figure as it is printed: thousands separated."""
    return f"{float(figure):,.{len(figure.partition('.')[2])}f}"
