"""Forked kernels do what ordinary ones do."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import nbformat
import pytest

from lscb.press.kernels import (
    KERNEL,
    ForkingProvisioner,
    PromptClient,
    PromptKernelManager,
    kernel_name,
)
from tests.conftest import ROOT
from tests.press.forked import (
    ORDINARY,
    answer,
    end,
    executed,
    kernel,
    notebook_of,
    said,
    wired,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux")

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(autouse=True)
def forks(monkeypatch):
    """Each test may break what forks kernels; the next one finds it whole."""
    monkeypatch.setattr(ForkingProvisioner, "forks", True)


def test_the_kernel_that_chapters_run_in_is_forked():
    assert kernel_name() == KERNEL, "type: make test"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_chapter_has_the_same_outputs_in_every_kernel(northshire, monkeypatch, path):
    monkeypatch.setenv("LSCB_OUTPUTS", str(northshire.parent.parent))
    place = {"metadata": {"path": str(ROOT)}}
    ordinary, forked = (
        executed(nbformat.read(path, as_version=4), name, resources=place)
        for name in (ORDINARY, KERNEL)
    )
    on_a_wire = wired(nbformat.read(path, as_version=4))
    assert forked == ordinary
    assert [cell.get("outputs") for cell in on_a_wire.cells] == [
        cell.get("outputs") for cell in ordinary.cells
    ]
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
