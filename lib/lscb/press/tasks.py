"""Chapters to make, what became of them, and who makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lscb.errors import Letter

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Task:
    """One chapter to make: where its notebook is, what it is given and where it waits.

    `source` is what the notebook held when the chapter was planned: whatever it holds by now, that
    is made.
    """

    chapter: str
    notebook: Path
    source: bytes
    root: Path
    outputs: Path
    cleared: Path
    parameters: dict[str, str]
    waiting: Path
    evidence: Path
    file_stem: str
    before: Path | None = None
    """An executed notebook whose outputs are this one's, so that nothing is to be run."""

    def planned(self) -> NotebookNode:
        """The notebook as it was planned."""
        import nbformat

        return nbformat.reads(self.source.decode("utf-8"), as_version=4)

    @property
    def page(self) -> Path:
        return self.waiting / f"{self.chapter}.html"

    @property
    def executed(self) -> Path:
        return self.waiting / "notebooks" / f"{self.file_stem}.ipynb"

    @property
    def log(self) -> Path:
        """What its process and its kernel print meanwhile."""
        return self.evidence.with_suffix(".log")


@dataclass(frozen=True)
class Outcome:
    """What became of a task: made, or the letter that says why not, and what the record says."""

    chapter: str
    seconds: float
    letter: Letter | None = None
    about: dict[str, Any] = field(default_factory=dict)


MadeBy = Callable[[Sequence[Task], int, Callable[[int], None]], Iterator[tuple[int, Outcome]]]
"""Who makes chapters, so many at a time: `lscb.press.pool` on this machine, `lscb.press.cluster` on
others. Each is told of by its number before it is made, and given with its number as it comes."""
