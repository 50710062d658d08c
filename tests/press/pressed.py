"""Builds that are watched, interrupted and hindered while they run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat

from tests.press.forked import appears

REPORT = ("northshire", "2014-15")


@dataclass(frozen=True)
class Halted:
    """A chapter of a workbench that says when it runs, and then waits to be let go on."""

    told: Path
    go: Path

    @classmethod
    def chapter(cls, workbench: Path, chapter: str = "training") -> Halted:
        halted = cls(workbench / "told", workbench / "go")
        waits = f"""
            import os, pathlib, time
            pathlib.Path({str(halted.told)!r}).write_text(str(os.getpid()))
            while not pathlib.Path({str(halted.go)!r}).exists():
                time.sleep(0.05)
        """
        path = workbench / "notebooks" / f"{chapter}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.insert(4, nbformat.v4.new_code_cell(textwrap.dedent(waits).strip()))
        nbformat.write(notebook, path)
        return halted

    def kernel(self) -> int:
        """The process id of the kernel, once the chapter has come to the point."""
        return int(appears(self.told))


@contextmanager
def building(workbench: Path, *options: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A build that runs beside the test, and is not left behind."""
    command = [sys.executable, "-m", "lscb", "build", *REPORT, *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    env = os.environ | environment
    with subprocess.Popen(command, cwd=workbench, text=True, env=env, **pipes) as press:
        try:
            yield press
        finally:
            press.kill()


def events(outputs: Path, since: int = 0) -> list[tuple[str, str]]:
    """What the record says, from a line on: each event's chapter and state."""
    lines = (outputs / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    return [(event["chapter"], event["state"]) for event in map(json.loads, lines[since:])]
