"""A chapter run by the press beside other ways of running it, and whether its outputs are theirs.

    python tests/benchmarks/engines.py

Each is measured in a process that has done it before, turn and turn about, as often as TURNS says;
a figure is the median. Papermill runs the chapter in an ordinary kernel; ploomber-engine runs it
without one, in the process itself, so that what one chapter leaves behind the next one finds.
No page is rendered, nor in the press's turn.

ploomber-engine is no part of the environment. `make bench` puts it into .venv/rivals, where only
the process that measures it looks; elsewhere its rows are left out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

import nbformat
from aims import Row, say, tell
from kernel_starts import BOARD, YEAR, prepared, task_of, timed

from lscb.press.executed import executed, stripped

TURNS = 5
RIVALS = Path(sys.prefix) / "rivals"
SILENT = {"PLOOMBER_STATS_ENABLED": "false", "PLOOMBER_VERSION_CHECK_DISABLED": "1"}
GIVEN = {"board": BOARD, "year": YEAR, "edition": "public"}


class Rival:
    """A process that runs chapters with ploomber-engine, one after another, when it is told to."""

    def __init__(self) -> None:
        paths = [str(RIVALS), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--rival"],
            env=os.environ | SILENT | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def seconds(self, notebook: Path) -> float:
        self._process.stdin.write(f"{notebook}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def end(self) -> None:
        self._process.communicate()


def _run_as_told() -> None:
    """Run the notebooks named on the standard input, and say how long each took."""
    from ploomber_engine import execute_notebook

    answers, sys.stdout = sys.stdout, sys.stderr
    with tempfile.TemporaryDirectory() as folder:
        for line in sys.stdin:
            into = Path(folder) / "ran.ipynb"
            run = partial(
                execute_notebook, line.strip(), into, parameters=GIVEN, progress_bar=False
            )
            seconds = timed(run)
            print(seconds, file=answers, flush=True)


def _by_papermill(notebook: Path, into: Path) -> nbformat.NotebookNode:
    import papermill

    return papermill.execute_notebook(
        str(notebook), str(into), parameters=GIVEN, kernel_name="python3", progress_bar=False
    )


def measured() -> Iterator[Row]:
    """A row for each chapter of the made-up board and each rival."""
    rival = Rival() if RIVALS.is_dir() else None
    with prepared() as (place, held, folder):
        for chapter in place.report().chapters:
            task = task_of(place, held, chapter)
            task.evidence.parent.mkdir(parents=True, exist_ok=True)
            into, found = folder / "papermill.ipynb", {}
            for turn in range(TURNS + 1):
                took = {"press": timed(lambda t=task: executed(t))}
                took["papermill"] = timed(lambda t=task, i=into: _by_papermill(t.notebook, i))
                if rival:
                    took["ploomber-engine"] = rival.seconds(task.notebook)
                for name, seconds in took.items():
                    found.setdefault(name, []).extend([seconds] if turn else [])
                say(f"{chapter}, {', '.join(f'{n} {s:.2f} s' for n, s in took.items())}")
            ours, _ = executed(task)
            same = _outputs(ours) == _outputs(stripped(nbformat.read(into, as_version=4)))
            yield from _rows(chapter, {n: median(each) for n, each in found.items()}, same)
    if rival:
        rival.end()


def _outputs(nb: nbformat.NotebookNode) -> str:
    return json.dumps([cell.get("outputs") for cell in nb.cells], sort_keys=True)


def _rows(chapter: str, took: dict[str, float], same: bool) -> Iterator[Row]:
    for name, what in {
        "papermill": "papermill, in process, an ordinary kernel",
        "ploomber-engine": "ploomber-engine, in a warm process, no kernel",
    }.items():
        if name in took:
            times = took[name] / took["press"]
            said = f"{times:.2f} times faster ({took['press']:.2f} s; {took[name]:.2f} s)"
            if name == "papermill":
                said += f", outputs {'identical' if same else 'NOT identical'}"
            reached = times > 1 and (same or name != "papermill")
            yield Row(f"{chapter} run", what, "faster, outputs as papermill's", said, reached)


if __name__ == "__main__":
    if sys.argv[1:] == ["--rival"]:
        _run_as_told()
    else:
        tell(measured)
