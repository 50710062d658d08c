"""A chapter's notebook with its outputs: run by papermill, or filled with those of one that was.

With the code that a notebook imports, this module and the kernel with its client alone decide what
its outputs are.
"""

from __future__ import annotations

import math
import os
import time
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

import nbformat

from lscb.cleared import PINNED
from lscb.press import bounds
from lscb.press.faults import Fault, of_death, of_exception, of_output, of_time
from lscb.press.tasks import Task

KERNEL_SILENT = ("--log-level=CRITICAL", "--HistoryManager.enabled=False")
"""What kernels are told: to print nothing of their own, and to write no history, which would put
every chapter among what an analyst typed."""

HOW = {
    "shutdown_kernel": "immediate",
    "progress_bar": False,
    "record_timing": False,
}
"""How papermill is to run any notebook."""


@dataclass
class _Course:
    """How far a notebook is: the cells that were begun, and until when they may take."""

    begun: int = 0
    until: float = math.inf

    def begins(self, **_: object) -> None:
        """Hear that its kernel is there."""
        self.until = time.monotonic() + bounds.seconds()

    def goes_on(self, **_: object) -> None:
        """Hear of the next cell."""
        self.begun += 1

    def left(self, _: object) -> float:
        """The seconds that the next cell may take; to nbclient, nought is no limit."""
        return max(0.001, self.until - time.monotonic())


def executed(task: Task) -> tuple[nbformat.NotebookNode, Fault | None]:
    """The executed notebook, without papermill's times and paths, and what stopped it if anything.

    These are the steps of `papermill.execute_notebook`, which would write the notebook out and read
    it again several times. It is saved once, as evidence, when it failed; papermill does that
    itself where a cell ended in an exception.
    """
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import raise_for_execution_errors

    from lscb.press.kernels import PromptKernelManager, kernel_name
    from lscb.press.wire_client import ENGINE

    os.environ["LSCB_OUTPUTS"] = str(task.outputs)
    os.environ[PINNED] = str(task.cleared)
    nb, course = _given(task), _Course()
    nb.metadata.papermill["input_path"] = str(task.notebook)
    PromptKernelManager.end, PromptKernelManager.overfull = None, False
    try:
        with chdir(task.root):
            papermill_engines.execute_notebook_with_engine(
                ENGINE,
                nb,
                kernel_name=kernel_name(),
                kernel_manager_class=PromptKernelManager,
                on_notebook_start=course.begins,
                on_cell_execute=course.goes_on,
                timeout_func=course.left,
                extra_arguments=[*KERNEL_SILENT, *bounds.kept_by_the_system()],
                **HOW,
            )
        raise_for_execution_errors(nb, str(task.evidence))
    except PapermillExecutionError as fault:
        return nb, of_exception(fault.ename, fault.exec_count)
    except (CellTimeoutError, DeadKernelError) as fault:
        nbformat.write(nb, task.evidence)
        return nb, _stopped(fault, course.begun)
    return stripped(nb), None


def _given(task: Task) -> nbformat.NotebookNode:
    """The notebook as it was planned, given its parameters."""
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    return parameterize_notebook(load_notebook_node(task.planned()), task.parameters)


def _stopped(fault: Exception, cell: int) -> Fault:
    """Why a kernel was ended, or ended by itself, in a cell."""
    from nbclient.exceptions import DeadKernelError

    from lscb.press.kernels import PromptKernelManager
    from lscb.press.wire_client import EndedKernelError

    end = fault if isinstance(fault, EndedKernelError) else PromptKernelManager
    if end.overfull:
        return of_output(bounds.output(), cell)
    if isinstance(fault, DeadKernelError):
        return of_death("the kernel", end.end, cell)
    return of_time(bounds.seconds(), cell, type(fault).__name__)


def filled(task: Task, before: Path) -> nbformat.NotebookNode:
    """The notebook as it would be once it had been run, with the outputs of one that was."""
    ran, nb = nbformat.read(before, as_version=4), _given(task)
    nb.metadata |= {name: ran.metadata[name] for name in ("kernelspec", "language_info")}
    for cell, to_fill in zip(_code(ran), _code(nb), strict=True):
        to_fill.outputs, to_fill.execution_count = cell.outputs, cell.execution_count
    return stripped(nb)


def _code(nb: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def stripped(nb: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without what differs from run to run: times, paths and made-up cell names."""
    nb.metadata.pop("papermill", None)
    for number, cell in enumerate(nb.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell.id = f"injected-parameters-{number}"
    return nb
