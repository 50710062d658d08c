"""The first page: what each chapter found, with its verdicts, and where everything is."""

from __future__ import annotations

from typing import Any

from lscb.press.pages.material import Material

TITLE = "Annual report"

HEADLINES = 2
"""How many of a chapter's findings stand on the first page."""


def facts(material: Material) -> dict[str, Any]:
    """The first findings of each chapter, and the file and title of each table by chapter."""
    return {"headlines": headlines(material), "downloads": _downloads(material)}


def headlines(material: Material) -> list[dict[str, Any]]:
    """Each chapter with the findings of it that come first."""
    return [
        {"entry": entry, "findings": material.findings(entry.name)[:HEADLINES]}
        for entry in material.entries
    ]


def _downloads(material: Material) -> dict[str, list[dict[str, str]]]:
    """The tables of each chapter, by its title: each one's file and its own title."""
    held = material.held
    return {
        chapter["title"]: [
            {"file": stated["file"], "title": held.table(chapter["name"], stated["name"]).title}
            for stated in chapter["tables"]
        ]
        for chapter in held.chapters()
    }
