"""The processes of a build are forked from one that is safe to fork, and none is left behind."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import sys
import time
from pathlib import Path

import pytest

from lscb.errors import Letter, Problem, UsageError
from lscb.press import processes
from lscb.press.kernels import warmth
from lscb.press.processes import answers, fitting
from lscb.press.wire_client import WiredKernel, share
from tests.press.forked import notebook_of, wired

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux")


def threads_and_imports() -> tuple[int, bool]:
    """The threads of the process this one is forked from, and whether it has imported already."""
    return len(list(Path(f"/proc/{os.getppid()}/task").iterdir())), "nbconvert" in sys.modules


@LINUX
def test_what_processes_are_forked_from_has_imported_and_has_one_thread():
    assert list(answers(threads_and_imports, [()], 1)) == [(0, (1, True))]


def ended_otherwise(how: str) -> str:
    if how == "letter":
        raise UsageError([Problem("the command", "expected another")], "Type another.")
    if how == "disk":
        raise OSError(28, "No space left on device")
    if how == "fault":
        raise LookupError("a fault of ours")
    if how == "killed":
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)
    return how


def test_an_answer_that_cannot_be_given_is_told_and_does_not_stop_the_others():
    hows = ["letter", "disk", "fault", "killed", "well"]
    found = dict(answers(ended_otherwise, [(how,) for how in hows], 3))
    assert isinstance(found[0], Letter)
    assert "expected another" in found[0].text()
    assert isinstance(found[1], OSError)
    # A fault's own words may be those of a record.
    assert re.fullmatch(r"LookupError in test_processes.py, line \d+", str(found[2]))
    assert "died, by signal 15" in str(found[3])
    assert found[4] == "well"
    assert multiprocessing.active_children() == []


def test_whoever_stops_listening_stops_what_still_runs():
    listening = answers(time.sleep, [(0.0,), (600.0,), (600.0,)], 2)
    assert next(listening) == (0, None)
    listening.close()
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(("free", "most"), [(0.1, 1), (2.1, 2), (100.0, 8)])
def test_no_more_chapters_are_made_side_by_side_than_memory_is_free_for(monkeypatch, free, most):
    monkeypatch.setattr(processes, "free_memory", lambda: int(free * 2 * processes.OF_A_JOB) // 2)
    assert fitting(8) == most


def test_memory_that_a_container_may_not_have_is_not_free(monkeypatch, tmp_path):
    monkeypatch.setattr(processes, "CONTAINER", tmp_path)
    (tmp_path / "memory.current").write_text("600000")
    (tmp_path / "memory.stat").write_text("anon 500000\ninactive_file 50000\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert processes.free_memory() > 1000000
    (tmp_path / "memory.max").write_text("1000000\n")
    assert processes.free_memory() == 450000


@LINUX
def test_kernels_are_forked_although_a_module_of_ours_cannot_be_imported(monkeypatch):
    for name in ("warm", "spare"):
        monkeypatch.setattr(WiredKernel, name, None)
    asks = "import sys; 'lscb.chapters' in sys.modules"
    with warmth(["no_such_module", "lscb.chapters"]) as asked:
        share(asked)
        assert wired(notebook_of(asks)).cells[0].outputs[0].data["text/plain"] == "True"
