"""What a report does not know, from all its chapters: what was not supplied and by whom, what
could not be counted, and what is withheld."""

from __future__ import annotations

from typing import Any

from lscb.press.pages.material import Material
from lscb.tables import WITHHELD

TITLE = "What this report does not know"


def facts(material: Material) -> dict[str, Any]:
    """What is not there by its reason, and which tables hold figures that are withheld."""
    return {"gaps": _gaps(material), "withheld": _withheld(material)}


def _gaps(material: Material) -> dict[str, list[str]]:
    """What is not there, by the reason the chapters give, each sentence once."""
    together: dict[str, dict[str, None]] = {}
    for entry in material.entries:
        for reason, sentences in material.gaps(entry.name).items():
            together.setdefault(reason, {}).update(dict.fromkeys(sentences))
    return {reason: list(sentences) for reason, sentences in together.items()}


def _withheld(material: Material) -> dict[str, list[dict[str, Any]]]:
    """By the title of its chapter, each table with withheld figures: how many of how many."""
    found: dict[str, list[dict[str, Any]]] = {}
    for chapter in material.held.chapters():
        for stated in chapter["tables"]:
            table = material.held.table(chapter["name"], stated["name"])
            figures = table.cells.drop(columns=[*table.dimensions, *table.attributes])
            kept = int((figures == WITHHELD).to_numpy().sum())
            if kept:
                of = {"title": table.title, "withheld": kept, "figures": figures.size}
                found.setdefault(chapter["title"], []).append(of)
    return found
