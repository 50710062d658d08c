"""About these figures: how children are protected, and where figures that are not counted come
from."""

from __future__ import annotations

import json
from typing import Any

from lscb.cleared import CERTIFICATE, Cleared
from lscb.press.page import AFTER_CHAPTERS
from lscb.press.pages.material import Material
from lscb.tables import SYMBOLS, WITHHELD

TITLE = AFTER_CHAPTERS.title


def facts(material: Material) -> dict[str, Any]:
    """The symbols the edition may use, and what the certificate says in short."""
    return {"symbols": _symbols(material.held), "certified": _certified(material.held)}


def _symbols(held: Cleared) -> dict[str, str]:
    """The symbols an edition may use: nothing is withheld from the panel."""
    panel = held.manifest["edition"] == "panel"
    return {s: meaning for s, meaning in SYMBOLS.items() if not (panel and s == WITHHELD)}


def _certified(held: Cleared) -> dict[str, Any] | None:
    """What the certificate says in short; None where nothing is withheld."""
    path = held.folder / CERTIFICATE
    if not path.is_file():
        return None
    stated = json.loads(path.read_text(encoding="utf-8"))
    sums = {name: sum(t[name] for t in stated["tables"]) for name in ("cells", "withheld")}
    return {
        **sums,
        "ways": len(stated["attackers"]),
        "insider": "insider" in stated["attackers"],
        "told_already": len(stated["told_by_others"]) + len(stated["told_before"]),
        "file": CERTIFICATE,
    }
