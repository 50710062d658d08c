"""What many tests share: the made-up board's report, built once by the real command."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parent.parent


def lscb(*words: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as an analyst does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "lscb", *words],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="session")
def northshire(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Northshire 2014-15 as built: the folder that holds its `public` and `panel` editions.

    Built once for all processes that run tests side by side: a test that changes it takes a copy.
    """
    own = tmp_path_factory.getbasetemp()
    outputs = (own if worker_id == "master" else own.parent) / "outputs"
    with FileLock(outputs.with_suffix(".lock")):
        for edition in () if (outputs / "built").exists() else ("public", "panel"):
            words = ("build", "northshire", "2014-15", "--edition", edition)
            done = lscb(*words, "--output", str(outputs))
            assert done.returncode == 0, done.stderr
        (outputs / "built").touch()
    return outputs / "northshire" / "2014-15"


@pytest.fixture
def workbench(tmp_path: Path) -> Path:
    """A workbench of its own with Northshire's records and the report of 2014-15."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    for folder in ("northshire", "comparators"):
        shutil.copytree(ROOT / "data" / folder, tmp_path / "data" / folder)
    parameters = tmp_path / "parameters" / "northshire"
    parameters.mkdir(parents=True)
    shutil.copy(ROOT / "parameters" / "northshire" / "2014-15.yaml", parameters)
    return tmp_path


LISTENING = """
import signal
from lscb.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""
"""The command `lscb`, which listens to Ctrl-C also where these tests were told not to."""


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def texts(folder: Path) -> dict[str, str]:
    """Every file of a folder as text, by its path in it; of Word files and workbooks each part."""
    found = {}
    for name, content in contents(folder).items():
        if name.endswith((".docx", ".xlsx")):
            with zipfile.ZipFile(io.BytesIO(content)) as parts:
                read = [part for part in parts.namelist() if part.endswith((".xml", ".rels"))]
                found |= {f"{name}/{part}": parts.read(part).decode() for part in read}
        elif name.endswith(".pdf"):
            pdf = PdfReader(io.BytesIO(content))
            found[name] = "\n".join([*(p.extract_text() for p in pdf.pages), str(pdf.metadata)])
        else:
            found[name] = content.decode("utf-8")
    return found
