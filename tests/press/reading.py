"""Pages of an edition, parsed as a browser parses them."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup

CHAPTERS = ("child_deaths", "child_protection_plans", "training")


def pages(edition: Path) -> dict[str, BeautifulSoup]:
    """Every page of an edition by its name."""
    return {path.stem: parsed(path) for path in sorted(edition.glob("*.html"))}


def parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")
