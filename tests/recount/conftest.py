"""One build of each edition, and the tables of all six years, for every test here."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from .rows import LATEST, ROOT, YEARS
from .shown import Shown, built, cleared

EDITIONS = ("panel", "public")


def _lscb(*arguments: str, outputs: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "lscb", *arguments],
        cwd=ROOT,
        env=os.environ | {"LSCB_OUTPUTS": str(outputs)},
        check=True,
        capture_output=True,
    )


def _make(outputs: Path, edition: str) -> None:
    """The latest year as pages; of every year the tables, which take a tenth of the time."""
    _lscb(
        *("build", "northshire", LATEST, "--edition", edition, "--output", str(outputs)),
        outputs=outputs,
    )
    _lscb("clear", "northshire", "--edition", edition, outputs=outputs)


@pytest.fixture(scope="session")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folders = {edition: tmp_path_factory.mktemp(edition) for edition in EDITIONS}
    with ThreadPoolExecutor(len(EDITIONS)) as together:
        list(together.map(_make, folders.values(), folders))
    return folders


@pytest.fixture(scope="session")
def report(outputs: dict[str, Path]) -> dict[tuple[str, str], Shown]:
    """By edition and year: the latest year as it was built, the others as they were cleared."""
    return {
        (edition, year): (built if year == LATEST else cleared)(outputs[edition], year, edition)
        for edition in EDITIONS
        for year in YEARS
    }
