"""The wheel holds all that the program reads beside its code, and the program runs from it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from importlib.metadata import packages_distributions, requires
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


OF_WEASYPRINT = {"pydyf"}
"""What an optional package writes with, and is written in by ours: it comes with that alone."""


def test_every_package_that_is_imported_is_declared_or_required_by_one_that_is():
    """What comes by chance, with an optional package or one of the tests', is not there for all."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ours = _names(project["dependencies"])
    optional = project["optional-dependencies"]
    theirs = {name for package in ours for name in _names(requires(package) or ())}
    there = ours | theirs | _names(optional["pdf"] + optional["word"] + optional["cluster"])
    packages = packages_distributions()
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for module in _imported(tree) - sys.stdlib_module_names - {"lscb"} - OF_WEASYPRINT:
            assert {_plain(name) for name in packages[module]} & there, (path.name, module)


def _imported(tree: ast.Module) -> set[str]:
    named = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    whole = [alias.name for n in named if isinstance(n, ast.Import) for alias in n.names]
    whole += [n.module for n in named if isinstance(n, ast.ImportFrom) and n.module]
    return {name.split(".")[0] for name in whole}


def _names(requirements: Iterable[str]) -> set[str]:
    """The packages that are required at any rate, not those of an extra."""
    return {_plain(re.match(r"[\w.-]+", r)[0]) for r in requirements if "extra ==" not in r}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


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
