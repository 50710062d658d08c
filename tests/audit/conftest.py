"""Bexley 2014-15 as built, and as its cleared tables alone give it: each made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lscb.audit.scanning.scan import Stray, scanned
from lscb.cleared import Cleared, in_force
from lscb.press.retelling import retold
from lscb.workbench import ReportPlace, Workbench
from lscb.years import ReportingYear
from tests.conftest import ROOT, lscb


@pytest.fixture(scope="session")
def bexley(tmp_path_factory: pytest.TempPathFactory) -> ReportPlace:
    outputs = tmp_path_factory.mktemp("bexley")
    done = lscb("build", "bexley", "2014-15", "--output", str(outputs))
    assert done.returncode == 0, done.stderr
    return ReportPlace(Workbench(ROOT, outputs), "bexley", ReportingYear("2014-15"))


@pytest.fixture(scope="session")
def held(bexley: ReportPlace) -> Cleared:
    found = in_force(bexley, "public")
    assert found is not None
    return found


@pytest.fixture(scope="session")
def told_again(bexley: ReportPlace, held: Cleared) -> Iterator[Path]:
    with retold(bexley, held) as folder:
        yield folder


class Edition:
    """A copy of the public edition, to tamper with, and what a scan finds in it."""

    def __init__(self, folder: Path, held: Cleared, expected: Path) -> None:
        self.folder, self.held, self.expected = folder, held, expected

    def file(self, name: str) -> Path:
        return self.folder / name

    def replaced(self, name: str, old: str, new: str) -> None:
        """Put `new` in the place of `old`, which must be there, once."""
        text = self.file(name).read_text(encoding="utf-8")
        assert old in text
        self.file(name).write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")

    def strays(self) -> list[Stray]:
        return scanned(self.folder, self.held, self.expected)


@pytest.fixture
def edition(bexley: ReportPlace, held: Cleared, told_again: Path, tmp_path: Path) -> Edition:
    shutil.copytree(bexley.edition("public"), tmp_path / "public")
    return Edition(tmp_path / "public", held, told_again)
