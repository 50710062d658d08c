"""The ordinary tools give the same chapter, slower."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, lscb

PAPERMILL = (sys.executable, "-m", "papermill")


def ran(*words: str, cwd: Path, outputs: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=cwd,
        env=os.environ | {"LSCB_OUTPUTS": str(outputs)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("chapter", "edition"),
    [
        ("child_deaths", "public"),
        pytest.param("child_deaths", "panel", marks=pytest.mark.slow),
        pytest.param("child_protection_plans", "public", marks=pytest.mark.slow),
        pytest.param("training", "public", marks=pytest.mark.slow),
    ],
)
def test_papermill_and_nbconvert_give_the_page_that_build_gives(
    northshire, tmp_path, chapter, edition
):
    parameters = ["-p", "board", "northshire", "-p", "year", "2014-15", "-p", "edition", edition]
    out, outputs = tmp_path / "out.ipynb", northshire.parent.parent
    notebook = f"notebooks/{chapter}.ipynb"
    ran("papermill", notebook, str(out), *parameters, cwd=ROOT, outputs=outputs)
    ran("jupyter", "nbconvert", "--to", "lscb", str(out), cwd=tmp_path, outputs=outputs)
    page = (tmp_path / "out.html").read_bytes()
    assert page == (northshire / edition / f"{chapter}.html").read_bytes()


def test_a_notebook_runs_from_top_to_bottom_as_it_is(northshire, tmp_path):
    """As JupyterLab does it: the kernel starts in notebooks/, and nothing is injected."""
    words = ("nbconvert", "--to", "notebook", "--execute", "training.ipynb")
    out = str(tmp_path / "out.ipynb")
    ran(
        "jupyter",
        *words,
        "--output",
        out,
        cwd=ROOT / "notebooks",
        outputs=northshire.parent.parent,
    )
    assert "attendance rate" in Path(out).read_text(encoding="utf-8")


def test_a_notebook_run_by_hand_has_its_tables_cleared_first(workbench):
    """Nothing is cleared yet: the chapter has the clearing process do it."""
    outputs = workbench / "outputs"
    notebook = "notebooks/child_deaths.ipynb"
    ran("papermill", notebook, "out.ipynb", cwd=workbench, outputs=outputs)
    assert (outputs / "northshire" / "2014-15" / "cleared" / "public.json").is_file()


def test_a_notebook_of_a_board_that_is_not_there_says_so(workbench):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "papermill",
            "notebooks/training.ipynb",
            "out.ipynb",
            "-p",
            "board",
            "nortshire",
        ],
        cwd=workbench,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "Did you mean 'northshire'?" in done.stderr


def test_help_and_list_start_quickly_because_heavy_rooms_open_when_entered():
    """Not a timing: the rooms that take long to open are simply not entered."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "lscb", "--help"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0
    for heavy in ("pandas", "matplotlib", "papermill", "nbconvert", "scipy", "distributed"):
        assert f" {heavy}\n" not in done.stderr


def test_the_version_is_said():
    assert "lscb, version" in lscb("--version").stdout
