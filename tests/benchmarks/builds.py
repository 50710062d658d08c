"""Whole builds beside the shell loop that does the same, and what a command costs.

    python tests/benchmarks/builds.py

60 chapters, 20 reports of three, are built in a temporary workbench by two jobs, from nothing: with
the start of Python and the clearing. Beside it, one after another: a loop of `papermill` and
`jupyter nbconvert --no-input` on six of the notebooks, which clears their two reports; the same as
two loops at once, a report each; both scaled to 60. Then the build again, nothing having changed,
and commands. All of it turn and turn about, as often as TURNS says; a figure is the median.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from aims import Row, say, tell
from processes import BUILD

from lscb.workbench import ReportPlace, Workbench

TURNS = 3
COMMANDS = 7
JOBS = 2
OF_DEMONSTRATION = "northshire"
LOOPED = 2
"""Reports that the loop makes."""


def workbench_of_reports(folder: Path) -> Workbench:
    """A workbench with the reports of the councils that are held, and no demonstration."""
    whole = Workbench.around(Path(__file__))
    for name in ("notebooks", "data", "parameters"):
        shutil.copytree(
            whole.root / name, folder / name, ignore=shutil.ignore_patterns(OF_DEMONSTRATION)
        )
    return Workbench(folder)


def _seconds(words: Sequence[object], root: Path, **environment: str) -> float:
    """Seconds that a Python command takes in a workbench, silently."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=root,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - began


def _loop(place: ReportPlace, outputs: Path) -> subprocess.Popen[bytes]:
    """The shell loop over the chapters of a report, begun."""
    commands = []
    for chapter in place.report().chapters:
        ran = outputs / f"{place.board}-{place.year}-{chapter}.ipynb"
        given = f"-p board {place.board} -p year {place.year} -p edition public"
        commands += [
            f"{sys.executable} -m papermill notebooks/{chapter}.ipynb {ran} {given}",
            f"{sys.executable} -m nbconvert --no-input --to html {ran}",
        ]
    return subprocess.Popen(
        " && ".join(commands),
        shell=True,
        cwd=place.workbench.root,
        env=os.environ | {"LSCB_OUTPUTS": str(outputs)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _loops(places: Sequence[ReportPlace], at_once: bool) -> float:
    """Seconds that the loop takes over some reports, or as many loops over one each."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        if at_once:
            _ended([_loop(place, Path(folder)) for place in places])
        else:
            for place in places:
                _ended([_loop(place, Path(folder))])
        return time.perf_counter() - began


def _ended(loops: Sequence[subprocess.Popen[bytes]]) -> None:
    codes = [loop.wait() for loop in loops]
    if any(codes):
        sys.exit("the loop failed")


def measured() -> Iterator[Row]:
    """The rows of builds and commands."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        workbench = workbench_of_reports(Path(folder).resolve())
        places = list(workbench.reports())
        chapters = sum(len(place.report().chapters) for place in places)
        looped = places[len(places) // 4 - 1 :: len(places) // 4][:LOOPED]
        scale = chapters / sum(len(place.report().chapters) for place in looped)
        for turn in range(1, TURNS + 1):
            shutil.rmtree(workbench.outputs, ignore_errors=True)
            outputs = {"LSCB_OUTPUTS": str(workbench.outputs)}
            for name, seconds in {
                "loop": lambda: scale * _loops(looped, at_once=False),
                "loops": lambda: scale * _loops(looped, at_once=True),
                "first": lambda o=outputs: _seconds(BUILD, workbench.root, **o),
                "again": lambda o=outputs: _seconds(BUILD, workbench.root, **o),
            }.items():
                found.setdefault(name, []).append(seconds())
                say(f"turn {turn} of {TURNS}, {name}: {found[name][-1]:.1f} s")
        for _ in range(COMMANDS):
            for name, words in {
                "nothing": ["-c", "pass"],
                "help": ["-m", "lscb", "--help"],
                "list": ["-m", "lscb", "list"],
            }.items():
                found.setdefault(name, []).append(_seconds(words, workbench.root, **outputs))
    yield from _rows({name: median(seconds) for name, seconds in found.items()}, chapters)


def _rows(took: dict[str, float], chapters: int) -> Iterator[Row]:
    first, again = took["first"], took["again"]
    work = f"{chapters} chapters, first build, {JOBS} jobs"
    for name, what, aim in (
        ("loop", "a shell loop of papermill and nbconvert (six notebooks, scaled)", 15),
        ("loops", "two such loops at once (three notebooks each, scaled)", 8),
    ):
        times = took[name] / first
        said = f"{times:.1f} times faster ({first:.1f} s; {took[name]:.0f} s)"
        yield Row(work, what, f"at least {aim} times faster", said, times >= aim)
    share = again / first
    yield Row(
        f"{chapters} chapters, nothing changed",
        "the first build",
        "under 1 %, and under 2 s",
        f"{share:.1%} ({again:.2f} s)",
        share < 0.01 and again < 2,
    )
    for name in ("list", "help"):
        word = "lscb list" if name == "list" else "lscb --help"
        said = f"{took[name]:.2f} s (beside {took['nothing']:.2f} s)"
        yield Row(word, "python -c pass", "under 0.5 s", said, took[name] < 0.5)


if __name__ == "__main__":
    tell(measured)
