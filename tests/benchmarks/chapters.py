"""How long the measures of each chapter take as records grow, and how long each chart takes.

    python tests/benchmarks/chapters.py

The made-up board's records are counted as they are, ten times and a hundred times over: each copy
has identifiers of its own, and is otherwise the same. Each count is made in a process of its own,
turn and turn about, as often as TURNS says. A time is the least of those and covers the measures
alone, from records read and checked to tables of whole counts; memory is the most of those, at its
peak, less what the process had when the records were ready. Peak memory is not measured on Windows.

Each chart of either edition is drawn once to warm up and then CHARTS times, as the SVG of a page
and as a PNG of the same drawing; a time is the least of those.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pandas as pd
from processes import in_a_process, peak_memory

from lscb.editions import EDITIONS
from lscb.workbench import ReportPlace, Workbench

TIMES = (1, 10, 100)
TURNS = 3
CHARTS = 5
RESOLUTION = 150
BOARD, YEAR = "northshire", "2014-15"


def _copies(rows: pd.DataFrame, times: int) -> pd.DataFrame:
    """The rows so many times over, each copy with identifiers of its own."""
    names = [name for name in rows.columns if name.endswith("_id")]
    copies = [
        rows.assign(**{name: rows[name] + f"-{number}" for name in names})
        for number in range(times)
    ]
    together = pd.concat(copies, ignore_index=True)
    together.attrs = rows.attrs
    return together


def _place() -> ReportPlace:
    return next(iter(Workbench.around().reports(BOARD, YEAR)))


def _counted(chapter: str, times: int) -> dict[str, float | None]:
    """Seconds, MB and rows of one chapter's measures in this process."""
    from lscb.clearing.counting import counted
    from lscb.clearing.examined import examined
    from lscb.clearing.needs import records_of
    from lscb.scope import Scope

    place = _place()
    found = examined(place)
    held = {
        name: replace(history, rows=_copies(history.rows, times))
        for name, history in found.histories.items()
        if name in records_of(chapter)
    }
    enlarged = replace(found, histories=held)
    scope = Scope(found.report, place.year, "panel", found.compared)
    before = peak_memory()
    began = time.perf_counter()
    counted(scope, chapter, enlarged)
    seconds = time.perf_counter() - began
    after = peak_memory()
    memory = None if before is None or after is None else after - before
    return {"seconds": seconds, "memory": memory, "rows": sum(len(h.rows) for h in held.values())}


def _drawn(chapter: str) -> Iterator[dict[str, object]]:
    """Each chart of a chapter in both editions, whatever its function is called: the least seconds
    as SVG, and those of a PNG of the same drawing."""
    from importlib import import_module

    from matplotlib.backends.backend_svg import FigureCanvasSVG

    from lscb.chapters import Chapter

    module = import_module(f"lscb.chapters.{chapter}")
    saved, save = [], FigureCanvasSVG.print_svg

    def kept(canvas: FigureCanvasSVG, *words: object, **named: object) -> None:
        saved.append(canvas.figure)
        save(canvas, *words, **named)

    FigureCanvasSVG.print_svg = kept
    for edition, name in product(EDITIONS, module.__all__):
        opened, draw = Chapter.opened(chapter, BOARD, YEAR, edition), getattr(module, name)
        saved.clear()
        draw(opened)
        if not saved:  # a table, or a chart that the edition has not
            continue
        vector, raster = [], []
        for _ in range(CHARTS):
            saved.clear()
            began = time.perf_counter()
            draw(opened)
            vector.append(time.perf_counter() - began)
            began = time.perf_counter()
            saved[0].savefig(io.BytesIO(), format="png", dpi=RESOLUTION)
            raster.append(time.perf_counter() - began)
        called = f"{chapter}.{name}, {edition}"
        yield {"chart": called, "svg": min(vector), "png": min(raster)}


def _print_measures(chapters: list[str]) -> None:
    print(f"{'chapter':26}{'times':>6}{'rows':>10}{'seconds':>9}{'per row':>9}{'MB':>7}")
    for chapter in chapters:
        turns = [
            {n: in_a_process(__file__, "--count", chapter, n) for n in TIMES} for _ in range(TURNS)
        ]
        once = None
        for times in TIMES:
            each = [turn[times] for turn in turns]
            seconds, rows = min(one["seconds"] for one in each), each[0]["rows"]
            once = once or seconds / rows
            sizes = [one["memory"] for one in each if one["memory"] is not None]
            memory = f"{max(sizes):7.0f}" if sizes else "      -"
            share = seconds / rows / once
            print(f"{chapter:26}{times:6}{rows:10,}{seconds:9.2f}{share:9.2f}{memory}", flush=True)
    print("\nper row: the time a row takes, as a share of that of the board as it is.\n")


def _print_charts(chapters: list[str]) -> None:
    print(f"{'chart':58}{'SVG, ms':>9}{'PNG, ms':>9}{'both':>7}")
    for chapter in chapters:
        for found in in_a_process(__file__, "--draw", chapter):
            svg, png = 1000 * found["svg"], 1000 * found["png"]
            print(f"{found['chart']:58}{svg:9.0f}{png:9.0f}{svg + png:7.0f}", flush=True)


def main() -> None:
    """Print both tables for the made-up board's chapters."""
    chapters = _place().report().chapters
    _print_measures(chapters)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LSCB_OUTPUTS"] = str(Path(folder))
        _print_charts(chapters)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--count", chapter, times]:
            print(json.dumps(_counted(chapter, int(times))))
        case ["--draw", chapter]:
            print(json.dumps(list(_drawn(chapter))))
        case []:
            main()
        case _:
            sys.exit(__doc__)
