"""How long PDF and Word of a report take, what they weigh, and what the pages cost beside them.

    python tests/benchmarks/documents.py

The made-up board's report is built once. Its documents are made as a build makes them, in fresh
processes side by side, as often as TURNS says; and each alone in a process that has opened its
libraries. The pages are rendered from the executed notebooks, all of it on one page included. A
time is the least of those.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import nbformat

from lscb.cleared import Cleared, in_force
from lscb.press.build import built
from lscb.press.documents.kinds import KINDS
from lscb.press.documents.making import DocumentTask, documents
from lscb.press.page import ChapterExporter
from lscb.press.pages import write_pages
from lscb.press.pages.material import Material
from lscb.workbench import ReportPlace, Workbench

TURNS = 3
BOARD, YEAR = "northshire", "2014-15"
WITHIN = {"PDF and Word side by side": 5.0, "pages, a chapter": 0.1}
"""Seconds that were asked for, on two cores."""


def _least(done: Callable[[], object]) -> float:
    """The least seconds of some turns."""
    seconds = []
    for _ in range(TURNS):
        began = time.perf_counter()
        done()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def _side_by_side(place: ReportPlace) -> None:
    tasks = [DocumentTask(kind, place, "public", place.edition("public")) for kind in KINDS]
    for _, done in documents(tasks, len(tasks)):
        assert done.is_made, done


def _pages(folder: Path, held: Cleared) -> None:
    """The chapters' pages, and all others, written as a build writes them."""
    exporter, material = ChapterExporter(), Material(folder, held)
    for name, notebook in material.notebooks.items():
        page, _ = exporter.from_notebook_node(nbformat.from_dict(notebook))
        (folder / f"{name}.html").write_text(page, encoding="utf-8", newline="\n")
    write_pages(material)


def main() -> None:
    """Print what was asked for and what was measured."""
    with tempfile.TemporaryDirectory() as outputs:
        bench = Workbench(Workbench.around().root, Path(outputs).resolve())
        (place,) = bench.reports(BOARD, YEAR)
        (report,) = built([place], "public", (), 2, print)
        held = in_force(place, "public")
        assert held is not None and report.is_whole
        measured = {"PDF and Word side by side": _least(lambda: _side_by_side(place))}
        for kind in KINDS:
            made = import_module(kind.module).document
            measured[f"{kind.name} alone"] = _least(lambda made=made: made(report.folder))
        copy = bench.outputs / "copy"
        shutil.copytree(report.folder, copy)
        chapters = len(held.chapters())
        measured["pages, a chapter"] = _least(lambda: _pages(copy, held)) / chapters
        print(f"\n{'':<28} {'seconds':>8} {'asked for':>10}")
        for name, seconds in measured.items():
            asked = f"{WITHIN[name]:g}" if name in WITHIN else ""
            print(f"{name:<28} {seconds:>8.2f} {asked:>10}")
        for kind in KINDS:
            size = (report.folder / kind.file(place, "public")).stat().st_size
            print(f"{kind.name}: {size / 1000:,.0f} KB")


if __name__ == "__main__":
    main()
