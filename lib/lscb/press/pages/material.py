"""What the pages of an edition are made of: its clearing, and its chapters as executed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from bs4 import BeautifulSoup
from markupsafe import Markup
from nbformat import NotebookNode

from lscb.cleared import Cleared
from lscb.press.page import OPENING, Entry, data_in, page_facts

FINDINGS = "application/vnd.lscb.findings+json"
ABOUT = "application/vnd.lscb.about+json"


@dataclass(frozen=True)
class Material:
    """An edition in the making: the folder its chapters wait in, and what it was cleared from."""

    folder: Path
    held: Cleared

    @cached_property
    def notebooks(self) -> Mapping[str, NotebookNode]:
        """The executed notebook of each chapter, by its name."""
        folder = self.folder / "notebooks"
        return {
            chapter["name"]: nbformat.read(
                folder / f"{self.held.file_stem(chapter['name'])}.ipynb", as_version=4
            )
            for chapter in self.held.chapters()
        }

    @cached_property
    def said(self) -> dict[str, Any]:
        """The report as its chapters state it, and what else the frame of a page needs."""
        return page_facts(data_in(next(iter(self.notebooks.values())), OPENING))

    @cached_property
    def entries(self) -> list[Entry]:
        """The chapters, in their order."""
        return [
            Entry(chapter["name"], chapter["title"], chapter["number"])
            for chapter in self.held.chapters()
        ]

    def findings(self, chapter: str) -> list[Markup]:
        """What a chapter found as its page shows it, an item each, the most important first."""
        shown = data_in(self.notebooks[chapter], FINDINGS, "text/html")
        return [Markup(item) for item in BeautifulSoup(shown, "html.parser")("li")]

    def gaps(self, chapter: str) -> Mapping[str, Sequence[str]]:
        """What a chapter has not, a sentence each, by the reason."""
        return data_in(self.notebooks[chapter], ABOUT)["gaps"]
