"""Whether a thousand chapters take ten times as long as a hundred, and no more memory.

    python tests/benchmarks/thousand.py [--whole]

The reports are one council's, copied under as many names into a temporary workbench, and built by
two jobs. Ordinarily with tables that are cleared already, so that chapters, pages and binding are
measured alone; with --whole from the records, clearing included, which takes twice as long. Memory
is the most that all processes of the build had together at a time, each page of it counted once.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from aims import Row, say, tell
from processes import BUILD

from lscb.cleared import Cleared, opened, pointed_at
from lscb.csvw import json_of
from lscb.inputs import inputs
from lscb.workbench import ReportPlace, Workbench

BOARD, YEAR = "bexley", "2013-14"
FEW, MANY = 34, 334
"""Reports of three chapters: a hundred and two chapters, and a thousand and two."""

LOOK = 0.5
PR_SET_CHILD_SUBREAPER = 36
"""Has Linux make this process the parent of those whose own has ended: see prctl(2)."""


@dataclass
class Watch:
    """The most memory in MB that the processes below this one have had together."""

    most: float = 0.0
    _done: threading.Event = field(default_factory=threading.Event)

    def follow(self) -> None:
        while not self._done.wait(LOOK):
            self.most = max(self.most, sum(map(_own_share, psutil.Process().children(True))))

    def end(self) -> None:
        self._done.set()


def _own_share(process: psutil.Process) -> float:
    """A process's memory in MB; what several have in common is divided among them, on Linux."""
    try:
        info = process.memory_full_info()
    except psutil.Error:
        return 0.0
    return getattr(info, "pss", info.uss) / 2**20


def _workbench(folder: Path, reports: int, held: Cleared | None) -> Workbench:
    """A workbench with a council's report under as many names, cleared already if `held` is."""
    whole = Workbench.around(Path(__file__))
    shutil.copytree(whole.root / "notebooks", folder / "notebooks")
    if held is None:
        shutil.copytree(whole.comparators, folder / "data" / "comparators")
    for number in range(reports):
        name = f"{BOARD}_{number}"
        place = ReportPlace(Workbench(folder), name, next(whole.reports(BOARD, YEAR)).year)
        place.parameters.parent.mkdir(parents=True)
        shutil.copy(whole.root / "parameters" / BOARD / f"{YEAR}.yaml", place.parameters)
        if held is None:
            shutil.copytree(whole.root / "data" / BOARD, folder / "data" / name)
        else:
            _cleared(place, held)
    return Workbench(folder)


def _cleared(place: ReportPlace, held: Cleared) -> None:
    """Give a report the tables of another, as if they had been cleared on another machine."""
    copied = place.cleared / held.folder.name
    shutil.copytree(held.folder, copied)
    manifest = {**held.manifest, "board": {**held.manifest["board"], "slug": place.board}}
    (copied / "manifest.json").write_bytes(json_of(manifest))
    pointed_at(place, "public", {"set": copied.name, "inputs": inputs(place)})


def _built(reports: int, held: Cleared | None) -> tuple[float, float]:
    """Seconds and MB of a build of so many reports."""
    with tempfile.TemporaryDirectory() as folder:
        workbench = _workbench(Path(folder).resolve(), reports, held)
        watch = Watch()
        following = threading.Thread(target=watch.follow, daemon=True)
        began = time.perf_counter()
        build = subprocess.Popen(
            [sys.executable, *map(str, BUILD)],
            cwd=workbench.root,
            env=os.environ | {"LSCB_OUTPUTS": str(workbench.outputs)},
            stdout=subprocess.DEVNULL,
        )
        following.start()
        if build.wait():
            sys.exit("the build failed")
        seconds = time.perf_counter() - began
        watch.end()
        following.join()
    say(f"{3 * reports} chapters: {seconds:.0f} s, {watch.most:.0f} MB")
    return seconds, watch.most


def measured(whole: bool = False) -> Iterator[Row]:
    """The row of a thousand chapters."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    held = (
        None
        if whole
        else opened(next(Workbench.around(Path(__file__)).reports(BOARD, YEAR)), "public")
    )
    few, many = _built(FEW, held), _built(MANY, held)
    times, more = many[0] / few[0], many[1] / few[1]
    of = "clearing included" if whole else "cleared already"
    yield Row(
        f"{3 * MANY} chapters, {of}",
        f"{3 * FEW} chapters",
        "at most 10.5 times as long, in the same memory within 10 %",
        f"{times:.2f} times ({many[0]:.0f} s; {few[0]:.0f} s), {many[1]:.0f} MB ({few[1]:.0f} MB)",
        times <= 10.5 and abs(more - 1) <= 0.1,
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["--whole"]:
        print(next(measured(whole=True)).text())
    else:
        tell(measured)
