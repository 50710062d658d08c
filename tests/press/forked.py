"""Kernels to ask things of, and processes to see the end of."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client import KernelManager
from nbclient import NotebookClient

from lscb.press.executed import HOW, KERNEL_SILENT, stripped
from lscb.press.kernels import KERNEL, ForkedKernel, ForkingProvisioner
from lscb.press.wire_client import ENGINE
from tests.conftest import ROOT

ORDINARY = "python3"

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


def by_the_press(notebook: nbformat.NotebookNode, **more: Any) -> nbformat.NotebookNode:
    """A notebook once it has been run by the press's own client, in whatever kernel."""
    how = {"engine_name": ENGINE, "kernel_name": KERNEL, "extra_arguments": [*KERNEL_SILENT]}
    return papermill.execute_notebook(notebook, None, cwd=ROOT, **how, **HOW, **more)


def wired(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook once it has been run by the press's own client, in a kernel on a wire."""
    ran = by_the_press(notebook)
    assert ForkingProvisioner.forks
    return stripped(ran)


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
