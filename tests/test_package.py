"""The wheel holds all that the program reads beside its code, and the program runs from it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from lscb import __version__
from lscb.imports import PACKAGE
from tests.conftest import ROOT, contents


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


def typed(wheel: Path, tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command run from what the wheel holds, in a workbench that has no code."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    asks = "import lscb, sys; print(lscb.__file__, file=sys.stderr); from lscb.cli import main; "
    return subprocess.run(
        [sys.executable, "-c", f"{asks}main(sys.argv[1:])", *words],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_wheel_holds_every_file_of_the_package_and_its_kernel(wheel):
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    ours = {f"lscb/{name}" for name in contents(PACKAGE) if "__pycache__" not in name}
    assert {name for name in inside if name.startswith("lscb/")} == ours
    assert {"lscb/press/templates/lscb/page.css", "lscb/disclosure/presets/dfe.yaml"} < ours
    assert any(name.endswith("share/jupyter/kernels/lscb/kernel.json") for name in inside)


def test_the_version_is_the_same_everywhere_and_semantic(wheel):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    assert wheel.name.startswith(f"lscb-{__version__}-")


def test_the_program_runs_from_what_the_wheel_holds(wheel, workbench):
    done = typed(wheel, workbench, "list", "--tables")
    assert done.returncode == 0, done.stderr
    assert str(workbench / "installed") in done.stderr
    assert "training_by_course" in done.stdout


@pytest.mark.slow
def test_a_report_is_built_by_what_the_wheel_holds_as_by_the_source(wheel, workbench, northshire):
    done = typed(wheel, workbench, "build", "northshire", "2014-15")
    assert done.returncode == 0, done.stderr
    built = contents(workbench / "outputs" / "northshire" / "2014-15" / "public")
    assert built == contents(northshire / "public")


def test_every_file_and_command_that_the_scorecard_names_is_there():
    said = (ROOT / "RAP.md").read_text(encoding="utf-8")
    numbers = [int(n) for n in re.findall(r"^\| (\d+) \|", said, re.MULTILINE)]
    assert numbers == list(range(1, 19))
    named = set(re.findall(r"`([^`\n]+)`", said))
    path = re.compile(r"(?!outputs/)[\w.-]+/[\w./-]*|[\w-]+\.\w+|\.gitignore|LICENSE")
    paths = {name for name in named if path.fullmatch(name)}
    assert len(paths) > 15
    for name in paths:
        assert (ROOT / name).exists(), name
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in (n.removeprefix("make ") for n in named if n.startswith("make ")):
        assert f"\n{target}:" in makefile, target
    from lscb.cli import main

    for command in (n.split()[1] for n in named if n.startswith("lscb ")):
        assert command in main.commands, command
