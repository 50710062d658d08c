"""How soon a forked kernel is ready, and what a chapter costs in it, beside an ordinary one.

    python tests/benchmarks/kernel_starts.py

Everything is measured side by side in one run, turn and turn about as often as TURNS says, once
each has been done to warm up; a time is the least of those, and the other figures are ratios.

The first table is from asking for a kernel to the end of a cell that imports the libraries. The
second is a chapter of the made-up board as the press makes it, rendered and written, in an ordinary
kernel and in a forked one; and its cells alone, in a process that has run them before, with the
time to render the page.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient

from lscb.cleared import PINNED, Cleared, opened
from lscb.press.executed import KERNEL_SILENT
from lscb.press.kernels import KERNEL, ForkingProvisioner, PromptKernelManager, kernel_name
from lscb.press.page import ChapterExporter
from lscb.press.run import Task, outcome
from lscb.workbench import ReportPlace, Workbench

TURNS = 5
BOARD, YEAR = "northshire", "2014-15"
IMPORTS = "import matplotlib.pyplot, pandas, pydantic, scipy.stats, seaborn, yaml"


def _least(*measured: Callable[[], float]) -> list[float]:
    """The least seconds of each, of those measured turn and turn about."""
    for measure in measured:
        measure()
    turns = [[measure() for measure in measured] for _ in range(TURNS)]
    return [min(seconds) for seconds in zip(*turns, strict=True)]


def _timed(done: Callable[[], object]) -> float:
    began = time.perf_counter()
    done()
    return time.perf_counter() - began


def _ready(name: str) -> float:
    """Seconds from asking for a kernel until it has imported the libraries."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(IMPORTS)])
    client = NotebookClient(
        notebook,
        kernel_name=name,
        kernel_manager_class=PromptKernelManager,
        shutdown_kernel="immediate",
        extra_arguments=[KERNEL_SILENT],
    )
    began = time.perf_counter()
    with client.setup_kernel():
        client.execute_cell(notebook.cells[0], 0)
        return time.perf_counter() - began


def _task(place: ReportPlace, held: Cleared, chapter: str) -> Task:
    return Task(
        chapter=chapter,
        notebook=place.workbench.notebook(chapter),
        source=place.workbench.notebook(chapter).read_bytes(),
        root=place.workbench.root,
        outputs=place.workbench.outputs,
        cleared=held.folder,
        parameters={"board": BOARD, "year": YEAR, "edition": "public"},
        waiting=place.outputs / "waiting",
        evidence=place.outputs / "failed" / f"{chapter}.ipynb",
        file_stem=chapter,
    )


def _made(task: Task, forks: bool) -> float:
    """Seconds the press takes to make a chapter, in a forked kernel or an ordinary one."""
    ForkingProvisioner.forks = forks
    done = outcome(task)
    if done.letter:
        sys.exit(str(done.letter))
    return done.seconds


def _cells_and_page(task: Task) -> float:
    """Seconds that the cells of a chapter take in this process, and its page to be rendered."""
    shell, executed = InteractiveShell.instance(), nbformat.read(task.executed, as_version=4)

    def cells() -> None:
        for cell in executed.cells:
            if cell.cell_type == "code":
                shell.run_cell(cell.source).raise_error()

    with redirect_stdout(io.StringIO()):
        ran = _timed(cells)
    return ran + _timed(lambda: EXPORTER.from_notebook_node(executed))


EXPORTER = ChapterExporter()


def main() -> None:
    """Print both tables."""
    if kernel_name() != KERNEL:
        sys.exit("No kernel is forked here: either this is not Linux, or lscb is not installed.")
    ordinary, forked = _least(lambda: _ready("python3"), lambda: _ready(KERNEL))
    print(f"{'ready, libraries imported':28}{'ordinary':>10}{'forked':>10}{'times':>8}")
    print(f"{'':28}{ordinary:10.3f}{forked:10.3f}{ordinary / forked:8.1f}\n")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LSCB_OUTPUTS"] = str(Path(folder).resolve())
        place = next(iter(Workbench.around().reports(BOARD, YEAR)))
        held = opened(place, "public")
        os.environ[PINNED] = str(held.folder)
        os.chdir(place.workbench.root)
        print(f"{'chapter':28}{'ordinary':>10}{'forked':>10}{'times':>8}{'cells':>10}{'over':>8}")
        for chapter in place.report().chapters:
            task = _task(place, held, chapter)
            ordinary, forked, cells = _least(
                lambda task=task: _made(task, forks=False),
                lambda task=task: _made(task, forks=True),
                lambda task=task: _cells_and_page(task),
            )
            row = f"{ordinary:10.2f}{forked:10.2f}{ordinary / forked:8.1f}{cells:10.2f}"
            print(f"{chapter:28}{row}{forked / cells:8.2f}", flush=True)
    print("\ntimes: how often the forked one goes into the ordinary one.")
    print("over: the forked one, as a multiple of the cells alone and the page.")


if __name__ == "__main__":
    main()
