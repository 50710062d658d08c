"""The first page: what each chapter found, with its verdicts, and where everything is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lscb.press.pages.material import Material
from lscb.press.workbook import workbook_file

TITLE = "Annual report"

HEADLINES = 2
"""How many of a chapter's findings stand on the first page."""


def facts(material: Material, documents: Mapping[str, Path]) -> dict[str, Any]:
    """The first findings of each chapter, the documents by what they are, and the downloads: each
    table by chapter, and all."""
    return {
        "headlines": headlines(material),
        "documents": [_file(path) | {"kind": kind} for kind, path in documents.items()],
        "downloads": _downloads(material),
        "workbook": _file(material.folder / workbook_file(material.held)),
    }


def headlines(material: Material) -> list[dict[str, Any]]:
    """Each chapter with the findings of it that come first."""
    return [
        {"entry": entry, "findings": material.findings(entry.name)[:HEADLINES]}
        for entry in material.entries
    ]


def _downloads(material: Material) -> dict[str, list[dict[str, str]]]:
    """The tables of each chapter that has any, by its title: each one's file and its own title."""
    held = material.held
    return {
        chapter["title"]: [
            {"file": stated["file"], "title": held.table(chapter["name"], stated["name"]).title}
            for stated in chapter["tables"]
        ]
        for chapter in held.chapters()
        if chapter["tables"]
    }


def _file(path: Path) -> dict[str, str]:
    """A download's name, kind and size, which its link says."""
    size = f"{max(1, round(path.stat().st_size / 1000)):,} KB"
    return {"name": path.name, "kind": path.suffix[1:].upper(), "size": size}
