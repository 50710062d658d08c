"""The pages of the latest year, and the tables of all six years, for every test here."""

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


def _clear(outputs: Path, edition: str) -> None:
    """Make the tables of every year: they are what pages are made of, and far cheaper."""
    done = subprocess.run(
        [sys.executable, "-m", "lscb", "clear", "northshire", "--edition", edition],
        cwd=ROOT,
        env=os.environ | {"LSCB_OUTPUTS": str(outputs)},
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def report(
    northshire: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], Shown]:
    """By edition and year: the latest year as it was built, the others as they were cleared."""
    folders = {edition: tmp_path_factory.mktemp(edition) for edition in EDITIONS}
    with ThreadPoolExecutor(len(EDITIONS)) as together:
        list(together.map(_clear, folders.values(), folders))
    earlier = {
        (edition, year): cleared(folders[edition], year, edition)
        for edition in EDITIONS
        for year in YEARS
    }
    return earlier | {(edition, LATEST): built(northshire, LATEST, edition) for edition in EDITIONS}
