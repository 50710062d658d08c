"""A full disk, and one that may not be written to: what stood stands, and a letter says what to do.

A full disk is made by a bound on the size of files (RLIMIT_FSIZE): the system refuses a write as
it does when there is no room, with another number. A folder is closed by its permissions, which
bind root too once it has given up the right to override them.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from lscb.ledger import added
from tests.conftest import contents, lscb
from tests.press.pressed import events

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is Linux that is asked")

BUILD = ("build", "northshire", "2014-15")
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
"""See prctl(2) and capabilities(7)."""


@pytest.fixture
def outputs(northshire, workbench) -> Path:
    """Where Northshire's report stands; one of its chapters has other words since."""
    outputs = workbench / "outputs" / "northshire" / "2014-15"
    copytree(northshire, outputs)
    notebook = workbench / "notebooks" / "training.ipynb"
    text = notebook.read_text(encoding="utf-8").replace("Who came to", "Who was at")
    notebook.write_text(text, encoding="utf-8")
    return outputs


def hindered(
    hinders: Callable[[], None], *words: str, cwd: Path
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process that is hindered first."""
    command = [sys.executable, "-m", "lscb", *words]
    said = {"capture_output": True, "text": True, "encoding": "utf-8"}
    return subprocess.run(command, cwd=cwd, preexec_fn=hinders, check=False, **said)


def no_file_beyond(size: int) -> Callable[[], None]:
    def hinders() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return hinders


def room(public: dict[str, bytes], step: str) -> int:
    """How large a file may be so that the disk is full at a step: when the record is written, the
    page of a chapter, or the rest of the edition, of which the whole report is the largest page."""
    page, notebook = (len(public[name]) for name in ("training.html", "notebooks/training.ipynb"))
    most = {"record": 0, "chapter": page // 2, "edition": max(page, notebook) + 1000}[step]
    assert most < len(public["report.html"])
    return most


@pytest.mark.parametrize(
    ("step", "where", "state"),
    [
        ("record", "outputs", None),
        ("chapter", "outputs/northshire/2014-15/.public-waiting", "failed"),
        ("edition", "outputs/northshire/2014-15", "ok"),
    ],
)
def test_a_disk_that_is_full_at_any_step_leaves_what_stood_and_the_next_build_goes_on(
    outputs, workbench, step, where, state
):
    before, length = contents(outputs / "public"), len(events(outputs))
    done = hindered(no_file_beyond(room(before, step)), *BUILD, cwd=workbench)
    assert (done.returncode, "Traceback" in done.stderr) == (14, False)
    assert f"1 problem in {where}" in done.stderr
    assert "the disk is full" in done.stderr
    assert "Make room on that disk, then type the same command again" in done.stderr
    assert contents(outputs / "public") == before
    assert [each for _, each in events(outputs, length)][-1:] == ([state] if state else [])
    length = len(events(outputs))
    again = lscb(*BUILD, cwd=workbench)
    assert again.returncode == 0, again.stderr
    assert len(events(outputs, length)) == (0 if state == "ok" else 3)
    assert b"Who was at" in contents(outputs / "public")["training.html"]


def contents_apart_from_locks(folder: Path) -> dict[str, bytes]:
    return {name: text for name, text in contents(folder).items() if not name.startswith(".")}


def test_a_clearing_that_finds_the_disk_full_leaves_the_one_in_force(outputs, workbench):
    before = contents_apart_from_locks(outputs / "cleared")
    done = hindered(no_file_beyond(1000), "clear", "northshire", "2014-15", cwd=workbench)
    assert (done.returncode, "Traceback" in done.stderr) == (14, False)
    assert "the disk is full" in done.stderr
    assert contents_apart_from_locks(outputs / "cleared") == before


def test_a_ledger_keeps_no_part_of_a_line_that_found_no_room(tmp_path):
    path = tmp_path / "ledger.jsonl"
    added(path, {"year": "2013-14"})
    before = path.read_bytes()
    adds = f"from pathlib import Path; from lscb.ledger import added; added(Path({str(path)!r}), "
    command = [sys.executable, "-c", adds + "{'year': 'x' * 100})"]
    done = subprocess.run(command, preexec_fn=no_file_beyond(len(before) + 50), check=False)
    assert done.returncode == 1
    assert path.read_bytes() == before


def without_override() -> None:
    """Give up the right that root has to write where permissions forbid it."""
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE):
        os._exit(77)


@pytest.fixture
def closed(outputs):
    """The report's folders, in which nothing may be written."""
    folders = [outputs, *(path for path in outputs.rglob("*") if path.is_dir())]
    files = [path for path in outputs.rglob("*") if path.is_file()]
    for path in files:
        path.chmod(0o444)
    for path in folders:
        path.chmod(0o555)
    yield outputs
    for path in folders:
        path.chmod(0o755)


def test_an_output_folder_that_is_closed_is_read_as_ever_and_what_would_write_says_so(
    closed, workbench
):
    before, text = contents(closed), lscb("list", cwd=workbench).stdout
    said = hindered(without_override, "list", cwd=workbench)
    if said.returncode == 77:
        pytest.skip("root may not give up here what it is allowed")
    assert (said.returncode, said.stdout) == (0, text)
    assert "training                     out of date" in text
    for command in ("why", "check"):
        done = hindered(without_override, command, "northshire", "2014-15", cwd=workbench)
        assert done.returncode == 0, done.stderr
    done = hindered(without_override, *BUILD, cwd=workbench)
    assert (done.returncode, "Traceback" in done.stderr) == (14, False)
    assert "1 problem in outputs/northshire/2014-15/.public.lock" in done.stderr
    assert "See to it that the file can be read and written" in done.stderr
    cleared = hindered(without_override, "clear", "northshire", "2014-15", cwd=workbench)
    assert (cleared.returncode, "Traceback" in cleared.stderr) == (14, False)
    assert contents(closed) == before
