"""However a kernel ends, or what started it, nothing is left behind but what was done."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import DeadKernelError

from lscb.cleared import PINNED
from lscb.press import run
from lscb.press.kernels import (
    KERNEL,
    ForkingProvisioner,
)
from tests.conftest import ROOT
from tests.press.forked import (
    SAYS_BOTH,
    STARTS_ANOTHER,
    answer,
    appears,
    end,
    executed,
    kernel,
    notebook_of,
    runs,
    said,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux")


@pytest.fixture(autouse=True)
def forks(monkeypatch):
    """Each test may break what forks kernels; the next one finds it whole."""
    monkeypatch.setattr(ForkingProvisioner, "forks", True)


def test_a_kernel_that_is_asked_to_stop_ends_as_python_ends(tmp_path):
    """Not killed: what was registered to be done at the end is done."""
    left = tmp_path / "left"
    leaves = f"""
        import atexit, pathlib
        atexit.register(pathlib.Path({str(left)!r}).write_text, "done")
    """
    with kernel() as manager:
        answer(manager, leaves)
        manager.shutdown_kernel()
        assert left.read_text() == "done"


def test_nothing_outlives_a_kernel_that_ended_well():
    itself, other, _ = map(int, said(SAYS_BOTH).split())
    assert end(itself, other)


def test_nothing_outlives_a_kernel_that_is_killed():
    with kernel() as manager:
        itself, other, _ = map(int, answer(manager, SAYS_BOTH).split())
        os.kill(itself, signal.SIGKILL)
        assert end(itself, other)
        assert not manager.is_alive()


def test_nothing_outlives_the_warm_process_when_that_is_killed():
    with kernel() as manager:
        itself, other, warm = map(int, answer(manager, SAYS_BOTH).split())
        os.kill(warm, signal.SIGKILL)
        assert end(itself, warm)
        assert not manager.is_alive()
        assert end(other)


def test_a_kernel_that_lets_no_other_thread_run_ends_with_the_warm_process(tmp_path):
    """So nothing in the kernel could notice: the system ends it."""
    told = tmp_path / "told"
    stuck = f"""
        import os, pathlib, re
        pathlib.Path({str(told)!r}).write_text(f"{{os.getpid()}} {{os.getppid()}}")
        re.match("(a+)+$", "a" * 50 + "b")
    """
    with kernel() as manager:
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        client.execute(textwrap.dedent(stuck))
        itself, warm = map(int, appears(told).split())
        os.kill(warm, signal.SIGKILL)
        assert end(itself)
        client.stop_channels()


@pytest.mark.parametrize("victim", ["itself", "warm"])
def test_a_run_whose_kernel_or_warm_process_is_killed_says_that_the_kernel_died(victim):
    kills = f"""
        import os, pathlib, time
        itself, warm = os.getpid(), os.getppid()
        assert "warm.py" in pathlib.Path(f"/proc/{{warm}}/cmdline").read_text()
        os.kill({victim}, 9)
        time.sleep(60)
    """
    with pytest.raises(DeadKernelError):
        executed(notebook_of(textwrap.dedent(kills), "print(1)"), KERNEL)


RUNNER = """
import nbformat
from nbclient import NotebookClient

notebook = nbformat.read("waits.ipynb", as_version=4)
NotebookClient(notebook, kernel_name="lscb").execute()
"""


def test_nothing_outlives_a_runner_that_is_killed(tmp_path):
    told = tmp_path / "told"
    waits = f"""
        {STARTS_ANOTHER}
        import json, time, ipykernel.kernelapp, pathlib
        folder = pathlib.Path(ipykernel.kernelapp.IPKernelApp.instance().ip).parent
        about = [os.getpid(), other, os.getppid(), str(folder)]
        pathlib.Path({str(told)!r}).write_text(json.dumps(about))
        time.sleep(600)
    """
    nbformat.write(notebook_of(textwrap.dedent(waits)), tmp_path / "waits.ipynb")
    with subprocess.Popen([sys.executable, "-c", RUNNER], cwd=tmp_path) as runner:
        try:
            *pids, folder = json.loads(appears(told))
            assert all(map(runs, pids))
        finally:
            runner.kill()
    assert end(*pids)
    assert not Path(folder).exists()


def test_a_chapter_whose_kernel_dies_leaves_what_it_had_done(northshire, tmp_path, monkeypatch):
    """Papermill saves nothing then, and would have marked every cell completed."""
    for name in ("LSCB_OUTPUTS", PINNED):
        monkeypatch.setenv(name, "")  # which the press sets in a process of its own
    notebook = nbformat.read(ROOT / "notebooks" / "training.ipynb", as_version=4)
    notebook.cells.insert(4, nbformat.v4.new_code_cell("import os; os.kill(os.getpid(), 9)"))
    nbformat.write(notebook, tmp_path / "training.ipynb")
    task = run.Task(
        chapter="training",
        notebook=tmp_path / "training.ipynb",
        source=(tmp_path / "training.ipynb").read_bytes(),
        root=ROOT,
        outputs=northshire.parent.parent,
        cleared=next((northshire / "cleared").glob("public-*")),
        parameters={"board": "northshire", "year": "2014-15", "edition": "public"},
        waiting=tmp_path / "waiting",
        evidence=northshire.parent.parent / "ended.ipynb",
        file_stem="training",
    )
    made = run.outcome(task)
    assert "the kernel died in the cell numbered 5, by signal 9" in str(made.letter)
    assert made.about == {"cell": 5, "exit_signal": 9, "out_of_memory": True}
    found = nbformat.read(task.evidence, as_version=4)
    assert [bool(c.outputs) for c in found.cells if c.cell_type == "code"][:5].count(True) == 2


def test_nothing_outlives_a_build_that_is_killed(northshire, workbench):
    outputs = workbench / "outputs" / "northshire" / "2014-15"
    shutil.copytree(northshire / "cleared", outputs / "cleared")
    told = workbench / "told"
    waits = f"""
        {STARTS_ANOTHER}
        import pathlib, time
        pathlib.Path({str(told)!r}).write_text(f"{{os.getpid()}} {{other}} {{os.getppid()}}")
        time.sleep(600)
    """
    path = workbench / "notebooks" / "training.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(4, nbformat.v4.new_code_cell(textwrap.dedent(waits)))
    nbformat.write(notebook, path)
    command = ["build", "northshire", "2014-15", "--chapter", "training"]
    with subprocess.Popen([sys.executable, "-m", "lscb", *command], cwd=workbench) as press:
        try:
            workers = Path(f"/proc/{press.pid}/task/{press.pid}/children")
            pids = [int(pid) for pid in [*appears(told).split(), *workers.read_text().split()]]
            assert all(map(runs, pids))
        finally:
            press.kill()
    assert end(*pids)
