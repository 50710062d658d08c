"""A chapter that runs away is stopped, it is told how it ran away, and nothing is left behind."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import nbformat
import pytest

from lscb.cleared import PINNED
from lscb.press import run
from lscb.press.kernels import ForkingProvisioner
from tests.press.forked import STARTS_ANOTHER, end

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is Linux that is asked")


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """The press sets these in a process of its own."""
    for name in ("LSCB_OUTPUTS", PINNED):
        monkeypatch.setenv(name, "")


def task_of(tmp_path: Path, *cells: str) -> run.Task:
    """A chapter of a few cells, the first of which takes the parameters."""
    parameters = {"board": "northshire", "year": "2014-15", "edition": "public"}
    first = nbformat.v4.new_code_cell("board = ''\nyear = ''\nedition = ''", id="first")
    first.metadata["tags"] = ["parameters"]
    more = [nbformat.v4.new_code_cell(cell, id=f"cell-{n}") for n, cell in enumerate(cells)]
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[first, *more], metadata={"kernelspec": kernelspec})
    (tmp_path / "outputs").mkdir()
    return run.Task(
        chapter="tiny",
        notebook=tmp_path / "tiny.ipynb",
        source=nbformat.writes(notebook).encode(),
        root=tmp_path,
        outputs=tmp_path / "outputs",
        cleared=tmp_path / "outputs" / "cleared",
        parameters=parameters,
        waiting=tmp_path / "outputs" / "waiting",
        evidence=tmp_path / "outputs" / "failed" / "tiny.ipynb",
        file_stem="tiny",
    )


def starts_another(told: Path) -> str:
    """Code that starts a process, and tells its number and the kernel's."""
    return f"{STARTS_ANOTHER}; print(os.getpid(), other, file=open({str(told)!r}, 'w'), flush=True)"


@pytest.mark.parametrize("forks", [True, False])
def test_one_that_loops_for_ever_is_stopped_with_all_that_it_started(tmp_path, monkeypatch, forks):
    monkeypatch.setattr(ForkingProvisioner, "forks", forks)
    monkeypatch.setenv("LSCB_CHAPTER_SECONDS", "2")
    told = tmp_path / "told"
    done = run.outcome(task_of(tmp_path, starts_another(told), "while True: pass", "1 + 1"))
    assert "took more than 2 s" in str(done.letter)
    assert "in the cell numbered 4" in str(done.letter)
    assert (done.letter.exit_code, done.about["timed_out"], done.about["cell"]) == (12, True, 4)
    itself, other = map(int, told.read_text().split())
    assert end(itself, other)


def test_many_short_cells_have_one_limit_together(tmp_path, monkeypatch):
    monkeypatch.setenv("LSCB_CHAPTER_SECONDS", "2")
    done = run.outcome(task_of(tmp_path, *["import time; time.sleep(0.9)"] * 6))
    assert done.about["timed_out"]


@pytest.mark.parametrize(
    "eats", ["bytearray(2 * 1024**3)", "numpy.ones(2 * 1024**3, dtype='int8')"]
)
def test_one_that_eats_memory_is_refused_it_and_that_is_told(tmp_path, monkeypatch, eats):
    monkeypatch.setenv("LSCB_CHAPTER_MEMORY_MB", "1024")
    done = run.outcome(task_of(tmp_path, "import numpy, pandas, seaborn", f"held = {eats}"))
    assert "more memory than it may have (LSCB_CHAPTER_MEMORY_MB)" in str(done.letter)
    assert (done.about["out_of_memory"], done.about["cell"]) == (True, 4)


def test_a_kernel_may_take_half_of_the_machine_unless_told_otherwise(tmp_path):
    half = max(1024**3, int(Path("/proc/meminfo").read_text().split()[1]) * 1024 // 2)
    asks = f"import resource; off = resource.getrlimit(resource.RLIMIT_DATA)[0] / {half} - 1"
    done = run.outcome(task_of(tmp_path, f"{asks}; assert abs(off) < 0.1", "1 / 0"))
    assert done.about["exception"] == "ZeroDivisionError"


def test_one_that_prints_past_jupyter_fills_no_disk(tmp_path, monkeypatch):
    monkeypatch.setenv("LSCB_CHAPTER_OUTPUT_MB", "8")
    task = task_of(tmp_path, "import os", "while True: os.write(2, b'x' * 2**20)")
    done = run.outcome(task)
    assert done.about == {"cell": 4, "put_out_too_much": True}
    assert task.log.stat().st_size <= 8 * 1024**2


FLOODS = {
    "prints without end": "while True: print('x' * 1000)",
    "prints it at once": "print('x' * 10**8)",
    "shows it at once": "from IPython.display import HTML; HTML('x' * 10**8)",
    "shows without end": """
from IPython.display import HTML, display
while True: display(HTML('x' * 10**6))
""",
}


@pytest.mark.parametrize("floods", FLOODS.values(), ids=FLOODS)
def test_one_that_puts_out_a_gigabyte_is_stopped_before_that_is_taken(
    tmp_path, monkeypatch, floods
):
    monkeypatch.setenv("LSCB_CHAPTER_OUTPUT_MB", "8")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    done = run.outcome(task_of(tmp_path, "1 + 1", floods, "2 + 2"))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert done.about == {"cell": 4, "put_out_too_much": True}
    assert "the cell numbered 4 was stopped: the chapter put out more than 8 MB" in str(done.letter)
    assert grown < 400 * 1024  # in kilobytes, of which a second's may lie in the way
