"""Forked kernels do what ordinary ones do, and leave nothing behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError

from lscb.cleared import PINNED
from lscb.press import run
from lscb.press.executed import stripped
from lscb.press.kernels import (
    KERNEL,
    ForkedKernel,
    ForkingProvisioner,
    PromptClient,
    PromptKernelManager,
    kernel_name,
)
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux")

ORDINARY = "python3"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

STARTS_ANOTHER = "import os, subprocess; other = subprocess.Popen(['sleep', '600']).pid"
SAYS_BOTH = f"{STARTS_ANOTHER}; print(os.getpid(), other, os.getppid(), flush=True)"


@contextmanager
def kernel(name: str = KERNEL, forks: bool = True, **more: Any) -> Iterator[KernelManager]:
    """A kernel, by the manager that started it; `forks` says whether it is to be a forked one."""
    manager = KernelManager(kernel_name=name)
    manager.start_kernel(**more)
    try:
        process = manager.provisioner.process
        assert isinstance(process, ForkedKernel) == (forks and name == KERNEL)
        yield manager
    finally:
        manager.shutdown_kernel(now=True)


def answer(manager: KernelManager, code: str) -> str:
    """What a kernel prints when it is given some code, or the name of the exception."""
    said: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        said.append(message["content"].get("text") or message["content"].get("ename", ""))

    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        client.execute_interactive(textwrap.dedent(code), timeout=60, output_hook=hear)
    finally:
        client.stop_channels()
    return "".join(said).strip()


def said(code: str, name: str = KERNEL, **more: Any) -> str:
    """What some code prints in a kernel of its own."""
    with kernel(name, **more) as manager:
        return answer(manager, code)


def executed(notebook: nbformat.NotebookNode, name: str, **more: Any) -> nbformat.NotebookNode:
    """A notebook once it has been run by nbclient, as others have it run."""
    return stripped(NotebookClient(notebook, kernel_name=name, timeout=120, **more).execute())


def notebook_of(*cells: str) -> nbformat.NotebookNode:
    numbered = enumerate(cells)
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"cell-{number}") for number, cell in numbered]
    )


def runs(pid: int) -> bool:
    """Whether a process is there; one that is dead and not yet waited for is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def end(*pids: int) -> bool:
    """Whether all the processes end, given a little time."""
    for _ in range(150):
        if not any(map(runs, pids)):
            return True
        time.sleep(0.1)
    return False


def appears(path: Path) -> str:
    """What a file holds, once it holds something."""
    for _ in range(600):
        if path.is_file() and (text := path.read_text()):
            return text
        time.sleep(0.1)
    raise AssertionError(f"{path} did not appear")


@pytest.fixture(autouse=True)
def forks(monkeypatch):
    """Each test may break what forks kernels; the next one finds it whole."""
    monkeypatch.setattr(ForkingProvisioner, "forks", True)


def test_the_kernel_that_chapters_run_in_is_forked():
    assert kernel_name() == KERNEL, "type: make test"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_chapter_has_the_same_outputs_in_either_kernel(northshire, monkeypatch, path):
    monkeypatch.setenv("LSCB_OUTPUTS", str(northshire.parent.parent))
    place = {"metadata": {"path": str(ROOT)}}
    ordinary, forked = (
        executed(nbformat.read(path, as_version=4), name, resources=place)
        for name in (ORDINARY, KERNEL)
    )
    assert forked == ordinary
    assert any(cell.get("outputs") for cell in forked.cells)


def test_a_figure_of_pyplot_is_shown_and_is_the_same_to_the_byte():
    drawn = "import matplotlib.pyplot as plt; plt.plot([3, 1, 2]); plt.title('Ages')"
    outputs = [
        executed(notebook_of(drawn, "drawn = plt.gcf(); drawn"), name).cells[0].outputs
        for name in (ORDINARY, KERNEL)
    ]
    assert outputs[0] == outputs[1]
    assert "image/png" in outputs[1][-1].data


SURROUNDINGS = """
    import json, os, signal, sys, threading
    import matplotlib
    names = [s for s in signal.valid_signals() if isinstance(s, signal.Signals)]
    print(json.dumps({
        "path": sys.path,
        "variables": dict(os.environ),
        "folder": os.getcwd(),
        "signals": {s.name: str(signal.getsignal(s)).split(" at ")[0] for s in names},
        "blocked": sorted(map(str, signal.pthread_sigmask(signal.SIG_BLOCK, []))),
        "leads its session": os.getsid(0) == os.getpid(),
        "flags": str(sys.flags),
        "ours": [name for name in sys.modules if name.split(".")[0] == "lscb"],
        "settings": {name: str(value) for name, value in matplotlib.rcParams.items()},
        "input": os.path.realpath("/proc/self/fd/0") == "/dev/null" or sys.stdin.read(1) == "",
    }))
"""


def test_a_forked_kernel_finds_what_an_ordinary_one_finds(tmp_path):
    env = os.environ | {"LSCB_ANY": "thing", "TZ": "Asia/Kolkata"}
    ordinary, forked = (
        json.loads(said(SURROUNDINGS, name, cwd=str(tmp_path), env=env))
        for name in (ORDINARY, KERNEL)
    )
    # One tells an ordinary kernel its parent, the other is set by its debugger.
    for name in ("JPY_PARENT_PID", "PYDEVD_USE_FRAME_EVAL"):
        ordinary["variables"].pop(name, None)
        forked["variables"].pop(name, None)
    assert forked == ordinary
    assert forked["variables"]["LSCB_ANY"] == "thing"
    assert forked["ours"] == []


def test_a_forked_kernel_holds_nothing_open_of_the_process_it_is_forked_from():
    """Were it the line of another kernel, nobody would notice that it has been hung up."""
    listed = """
        import os
        def held(pid):
            folder = f"/proc/{pid}/fd"
            numbers = [n for n in os.listdir(folder) if os.path.lexists(f"{folder}/{n}")]
            return {os.readlink(f"{folder}/{number}") for number in numbers}
        both = held(os.getpid()) & held(os.getppid())
        print([name for name in both if "socket:" in name or "pidfd" in name])
    """
    with kernel(), kernel() as manager:
        assert answer(manager, listed) == "[]"


def test_code_that_was_edited_is_not_the_old_code(tmp_path):
    module = tmp_path / "edited.py"
    found = []
    for value in (1, 2):
        module.write_text(f"VALUE = {value}")
        found.append(said("import edited; print(edited.VALUE)", cwd=str(tmp_path)))
        (tmp_path / f"other_{value}").touch()
    assert found == ["1", "2"]


def test_no_two_kernels_draw_the_same_random_numbers():
    drawn = "import random, numpy; print(numpy.random.random(), random.random())"
    first, second = said(drawn).split(), said(drawn).split()
    assert not set(first) & set(second)


def test_a_variable_that_python_reads_when_it_starts_is_heeded():
    for seed in ("7", "8"):
        env = os.environ | {"PYTHONHASHSEED": seed}
        assert said("print(hash('a'))", env=env) == said("print(hash('a'))", ORDINARY, env=env)


def test_the_local_time_is_that_of_the_environment():
    for zone, name in {"Asia/Kolkata": "IST", "Asia/Tokyo": "JST"}.items():
        env = os.environ | {"TZ": zone}
        assert said("import time; print(time.tzname[0])", env=env) == name


def test_blas_runs_in_one_thread():
    multiplied = """
        import os, numpy
        before = len(os.listdir("/proc/self/task"))
        big = numpy.ones((400, 400)); big @ big
        print(len(os.listdir("/proc/self/task")) - before)
    """
    assert said(multiplied) == "0"


def test_the_kernels_sockets_lie_where_nobody_else_may_look():
    with kernel() as manager:
        folder = Path(manager.ip).parent
        assert manager.transport == "ipc"
        assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IRWXU
        assert answer(manager, "print(1)") == "1"
        assert any(folder.iterdir())
    assert not folder.exists()


def test_a_kernel_is_interrupted():
    waits = "import os, time; os.kill(os.getpid(), 2); time.sleep(60)"
    assert said(waits) == "KeyboardInterrupt"


def test_a_kernel_is_started_again():
    with kernel() as manager:
        first = answer(manager, "import os; print(os.getpid())")
        manager.restart_kernel(now=True)
        assert end(int(first))
        assert answer(manager, "import os; print(os.getpid())") != first


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


def test_the_press_awaits_the_kernel_and_not_a_silence():
    manager = PromptKernelManager(kernel_name=KERNEL)
    assert isinstance(manager.client_factory(), PromptClient)


def test_where_kernels_cannot_be_forked_an_ordinary_one_is_started(monkeypatch):
    monkeypatch.setattr(ForkingProvisioner, "forks", False)
    assert kernel_name() == ORDINARY
    assert said("import os; print(os.getppid())", forks=False) == str(os.getpid())


@pytest.mark.parametrize(
    "fault",
    ["raise OSError", "import threading as t; t.Timer(9, print).start()"],
    ids=["a library that fails", "a library that starts a thread"],
)
def test_a_warm_process_that_is_not_fit_to_fork_is_done_without(tmp_path, monkeypatch, fault):
    monkeypatch.setattr(ForkingProvisioner, "warm", None)
    (tmp_path / "yaml.py").write_text(fault)
    there = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path[1:]])}
    for _ in range(2):
        assert said("print('done')", env=there, forks=False) == "done"
    assert not ForkingProvisioner.forks


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
        root=ROOT,
        outputs=northshire.parent.parent,
        cleared=next((northshire / "cleared").glob("public-*")),
        parameters={"board": "northshire", "year": "2014-15", "edition": "public"},
        waiting=tmp_path / "waiting",
        evidence=northshire.parent.parent / "evidence.ipynb",
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
