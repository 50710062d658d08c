"""The files a module reaches are those that Python reads when it is imported, at the least."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lscb.imports import PACKAGE, code, modules_in
from tests.conftest import ROOT

CHAPTERS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))


def read_by(module: str) -> set[str]:
    """The files of ours that Python has read once a module is imported."""
    ours = "[m.__file__ for name, m in sys.modules.items() if name.split('.')[0] == 'lscb']"
    asks = f"import sys, {module}; print(*{ours})"
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["lscb.clearing", *(f"lscb.chapters.{n}" for n in CHAPTERS)])
def test_what_a_module_imports_is_among_what_it_reaches(module):
    reached = code(module, *(modules_in("records") if module == "lscb.clearing" else ()))
    assert len(read_by(module)) > 5
    assert read_by(module) <= {str(path) for path in reached}


def test_what_is_imported_only_when_a_function_runs_is_reached():
    assert PACKAGE / "ledger.py" in code("lscb.workbench")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_reaches_its_own_module_and_styles_and_no_other_chapter_nor_any_counting(chapter):
    inside = [path.relative_to(PACKAGE).as_posix() for path in code(f"lscb.chapters.{chapter}")]
    assert f"chapters/{chapter}/__init__.py" in inside
    assert "figures/lscb.mplstyle" in inside
    others = [f"chapters/{other}/" for other in CHAPTERS if other != chapter]
    strange = (*others, "records/", "measures/", "clearing/", "disclosure/", "press/")
    assert [name for name in inside if name.startswith(strange)] == []


def test_presets_that_decide_what_is_withheld_are_reached_by_the_clearing():
    assert PACKAGE / "disclosure" / "presets" / "dfe.yaml" in code("lscb.clearing")
    assert PACKAGE / "audit" / "__init__.py" in code("lscb.clearing")


@pytest.mark.parametrize(
    "source",
    [
        "import os; import lscb.report",
        "from lscb import \\\n    report",
        "from lscb.report import (\n    Edition,  # (public or panel)\n    Report,\n)",
        "if True: from lscb import report",
        "def later():\n    from lscb.report import Edition as E, Report\n",
        "import lscb.report as r, os",
        "import os,lscb.report",
        "if True:\n\timport  lscb.report",
        "from lscb.report import Edition\r\nimport os\r\n",
    ],
)
def test_an_import_is_followed_however_it_is_written(source, tmp_path, monkeypatch):
    (tmp_path / "report.py").touch()
    (tmp_path / "new.py").write_bytes(source.encode())
    monkeypatch.setattr("lscb.imports.PACKAGE", tmp_path)
    assert code("lscb.new") == [tmp_path / "new.py", tmp_path / "report.py"]
