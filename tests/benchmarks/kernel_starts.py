"""How soon a forked kernel is ready, and what a chapter costs in it, beside an ordinary one.

    python tests/benchmarks/kernel_starts.py

Everything is measured side by side in one run, turn and turn about as often as TURNS says, once
each has been done to warm up; a figure is the median.

First, from asking for a kernel to the end of a cell that imports the libraries. Then a chapter of
the made-up board as the press makes it, rendered and written, beside its floor: its cells alone, in
a process that has run them before, with the time to render the page.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from statistics import median

import nbformat
from aims import Row, say, tell
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient

from lscb.cleared import PINNED, Cleared, opened
from lscb.imports import modules_in
from lscb.press.executed import KERNEL_SILENT
from lscb.press.kernels import KERNEL, PromptKernelManager, kernel_name, warmth
from lscb.press.processes import method
from lscb.press.run import exporter, outcome
from lscb.press.tasks import Task
from lscb.press.wire_client import share
from lscb.workbench import ReportPlace, Workbench

TURNS = 7
BOARD, YEAR = "northshire", "2014-15"
IMPORTS = "import matplotlib.pyplot, pandas, pydantic, scipy.stats, seaborn, yaml"


def timed(done: Callable[[], object]) -> float:
    """Seconds that something takes."""
    began = time.perf_counter()
    done()
    return time.perf_counter() - began


def _medians(*measured: Callable[[], float]) -> list[float]:
    """The median seconds of each, of those measured turn and turn about."""
    for measure in measured:
        measure()
    turns = [[measure() for measure in measured] for _ in range(TURNS)]
    return [median(seconds) for seconds in zip(*turns, strict=True)]


@contextmanager
def prepared() -> Iterator[tuple[ReportPlace, Cleared, Path]]:
    """The made-up board's report and its clearing, in a process that is ready to press it, and a
    temporary folder; kernels are forked as in a build."""
    method()
    imported = [*modules_in("chapters"), "lscb.figures.first", "lscb.press.wire_kernel"]
    with tempfile.TemporaryDirectory() as name, warmth(imported) as asked:
        folder = Path(name).resolve()
        os.environ["LSCB_OUTPUTS"] = str(folder)
        place = next(iter(Workbench.around(Path(__file__)).reports(BOARD, YEAR)))
        held = opened(place, "public")
        os.environ[PINNED] = str(held.folder)
        os.chdir(place.workbench.root)
        share(asked)
        yield place, held, folder


def task_of(place: ReportPlace, held: Cleared, chapter: str) -> Task:
    """A chapter to be made, wherever that is done."""
    notebook = place.workbench.notebook(chapter)
    return Task(
        chapter=chapter,
        notebook=notebook,
        source=notebook.read_bytes(),
        root=place.workbench.root,
        outputs=place.workbench.outputs,
        cleared=held.folder,
        parameters={"board": BOARD, "year": YEAR, "edition": "public"},
        waiting=place.outputs / "waiting",
        evidence=place.outputs / "failed" / f"{chapter}.ipynb",
        file_stem=chapter,
    )


def _ready(name: str) -> float:
    """Seconds from asking for a kernel until it has imported the libraries."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(IMPORTS)])
    client = NotebookClient(
        notebook,
        kernel_name=name,
        kernel_manager_class=PromptKernelManager,
        shutdown_kernel="immediate",
        extra_arguments=[*KERNEL_SILENT],
    )
    began = time.perf_counter()
    with client.setup_kernel():
        client.execute_cell(notebook.cells[0], 0)
        return time.perf_counter() - began


def _made(task: Task) -> float:
    """Seconds the press takes to make a chapter."""
    done = outcome(task)
    if done.letter:
        sys.exit(str(done.letter))
    return done.seconds


def _cells_and_page(task: Task) -> float:
    """Seconds that the cells of a chapter take in this process, and its page to be rendered."""
    shell, ran = InteractiveShell.instance(), nbformat.read(task.executed, as_version=4)

    def cells() -> None:
        for cell in ran.cells:
            if cell.cell_type == "code":
                shell.run_cell(cell.source).raise_error()

    with redirect_stdout(io.StringIO()):
        took = timed(cells)
    return took + timed(lambda: exporter().from_notebook_node(ran))


def measured() -> Iterator[Row]:
    """The row of a kernel's start, and one for each chapter of the made-up board."""
    if kernel_name() != KERNEL:
        sys.exit("No kernel is forked here: either this is not Linux, or lscb is not installed.")
    with prepared() as (place, held, _):
        ordinary, forked = _medians(lambda: _ready("python3"), lambda: _ready(KERNEL))
        say(f"a kernel with its libraries: {ordinary:.2f} s ordinary, {forked:.3f} s forked")
        times = ordinary / forked
        yield Row(
            "a kernel ready, its libraries imported",
            "an ordinary kernel and the imports",
            "at least 10 times faster",
            f"{times:.0f} times faster ({1000 * forked:.0f} ms; {1000 * ordinary:.0f} ms)",
            times >= 10,
        )
        for chapter in place.report().chapters:
            task = task_of(place, held, chapter)
            made, floor = _medians(lambda t=task: _made(t), lambda t=task: _cells_and_page(t))
            say(f"{chapter}: {made:.2f} s made, {floor:.2f} s its cells and its page")
            yield Row(
                f"{chapter} made, steady state",
                "its cells in a warm process and its page",
                "at most 1.25 times as long",
                f"{made / floor:.2f} times ({made:.2f} s; {floor:.2f} s)",
                made / floor <= 1.25,
            )


if __name__ == "__main__":
    tell(measured)
