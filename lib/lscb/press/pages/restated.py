"""What the board has published and is another figure in this edition."""

from __future__ import annotations

import json
from typing import Any

from lscb.cleared import RESTATED
from lscb.press.pages.material import Material

TITLE = "What was restated since it was published"


def facts(material: Material) -> dict[str, Any]:
    """The editions it was compared with, and each figure that is another one, by its table."""
    stated = json.loads((material.held.folder / RESTATED).read_text(encoding="utf-8"))
    tables: dict[tuple[str, str], list[dict[str, str]]] = {}
    for each in stated["figures"]:
        shown = each | {name: _shown(each[name]) for name in ("was", "now")}
        tables.setdefault((each["chapter"], each["table"]), []).append(shown)
    return {**stated, "tables": tables}


def _shown(figure: str) -> str:
    """A figure as it is printed: thousands separated."""
    return f"{float(figure):,.{len(figure.partition('.')[2])}f}"
