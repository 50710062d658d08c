"""A chapter's notebook with its outputs: run by papermill, or filled with those of one that was.

With the code that a notebook imports, this module alone decides what its outputs are.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from lscb.cleared import PINNED
from lscb.press import bounds
from lscb.press.faults import Fault, of_death, of_exception, of_output, of_time

if TYPE_CHECKING:
    from lscb.press.run import Task

KERNEL_SILENT = "--log-level=CRITICAL"

HOW = {
    "shutdown_kernel": "immediate",
    "progress_bar": False,
    "request_save_on_cell_execute": False,
}
"""How papermill is to run any notebook."""


def executed(task: Task) -> tuple[nbformat.NotebookNode, Fault | None]:
    """The executed notebook, without papermill's times and paths, and what stopped it if anything.

    Papermill would save it before and after every cell. It is saved once, as evidence, when it
    failed; papermill does that itself where a cell ended in an exception.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from lscb.press.kernels import PromptKernelManager, kernel_name

    os.environ["LSCB_OUTPUTS"] = str(task.outputs)
    os.environ[PINNED] = str(task.cleared)
    running = [task.planned()]
    begun: list[int] = []
    PromptKernelManager.end, PromptKernelManager.overfull = None, False

    def begins(notebook: nbformat.NotebookNode) -> None:
        notebook.metadata.papermill["input_path"] = str(task.notebook)
        running.append(notebook)

    try:
        nb = papermill.execute_notebook(
            task.planned(),
            str(task.evidence),
            parameters=task.parameters,
            kernel_name=kernel_name(),
            kernel_manager_class=PromptKernelManager,
            cwd=str(task.root),
            on_notebook_start=begins,
            on_cell_execute=lambda cell, cell_index: begun.append(cell_index),
            timeout_func=_seconds_left(),
            extra_arguments=[KERNEL_SILENT, *bounds.within_memory()],
            **HOW,
        )
    except PapermillExecutionError as fault:
        return running[-1], of_exception(fault.ename, fault.exec_count)
    except (CellTimeoutError, DeadKernelError) as fault:
        nbformat.write(running[-1], task.evidence)
        if PromptKernelManager.overfull:
            return running[-1], of_output(bounds.output(), len(begun))
        if isinstance(fault, DeadKernelError):
            return running[-1], of_death("the kernel", PromptKernelManager.end, len(begun))
        return running[-1], of_time(bounds.seconds(), len(begun), type(fault).__name__)
    return stripped(nb), None


def _seconds_left() -> Callable[[object], int]:
    """How long the cell may take that comes next: what is left to the chapter, from now on."""
    until = time.monotonic() + bounds.seconds()
    return lambda _: max(1, round(until - time.monotonic()))


def filled(task: Task, before: Path) -> nbformat.NotebookNode:
    """The notebook as it would be once it had been run, with the outputs of one that was."""
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    ran = nbformat.read(before, as_version=4)
    nb = parameterize_notebook(load_notebook_node(task.planned()), task.parameters)
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
