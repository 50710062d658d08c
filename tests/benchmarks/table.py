"""All that the press is to reach, in one table, measured in one run.

    python tests/benchmarks/table.py [--write]

Printed as Markdown; with --write also kept in RESULTS.md, beside this file. Nothing else is to run
meanwhile. Each part can be run by itself: `python tests/benchmarks/builds.py`, say.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import psutil
from aims import Row, say

from lscb import __version__

PARTS = ("kernel_starts", "engines", "builds", "thousand")
PACKAGES = ("papermill", "nbclient", "ipykernel", "nbconvert", "pandas", "scipy", "matplotlib")
RESULTS = Path(__file__).with_name("RESULTS.md")


def _machine() -> str:
    """Where it was measured, and with what."""
    memory = psutil.virtual_memory().total / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{date.today()}, {os.cpu_count()} cores ({_processor()}), {memory:.0f} GB of memory, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"lscb {__version__}, {versions}."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _rows() -> Iterator[Row]:
    """The rows of all parts, each measured in a process of its own."""
    for part in PARTS:
        say(part)
        done = subprocess.run(
            [sys.executable, Path(__file__).with_name(f"{part}.py"), "--json"],
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            check=True,
        )
        yield from (Row(**each) for each in json.loads(done.stdout))


def _table() -> Iterator[str]:
    yield "| work | beside | aim | found | |"
    yield "|---|---|---|---|---|"
    for row in _rows():
        verdict = "reached" if row.reached else "**not reached**"
        yield f"| {row.work} | {row.against} | {row.aim} | {row.found} | {verdict} |"


def main() -> None:
    """Print the table, and keep it if that is wanted."""
    lines = [_machine(), "", *_table()]
    print("\n".join(lines))
    if sys.argv[1:] == ["--write"]:
        RESULTS.write_text("\n".join(["# Measured last", "", *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
