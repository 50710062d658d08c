"""One chapter through papermill and nbconvert, in a process of its own.

What comes back says whether it was made; the notebook's own metadata is never believed, since
papermill marks cells completed that never ran.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lscb.cleared import Cleared
from lscb.editions import Edition
from lscb.errors import CLOSED, FULL, ChapterError, Problem, unwritable
from lscb.press.faults import Fault, of_death
from lscb.press.tasks import Outcome, Task
from lscb.workbench import Workbench

if TYPE_CHECKING:
    from lscb.press.page import ChapterExporter

STANDARD_ERROR = 2
LAST, LONGEST = 5, 200
"""Lines, and characters of each, that the record keeps of what a dying process printed."""


def outcome(task: Task) -> Outcome:
    """Make a chapter: run it, check that it is complete, render it, put it where it waits."""
    began = time.monotonic()
    task.evidence.unlink(missing_ok=True)
    try:
        with _kept_from_the_screen(task.log):
            faults = _made(task)
    except OSError as fault:
        if fault.errno in FULL | CLOSED:
            return _unwritten(task, time.monotonic() - began, fault)
        faults = [Fault(f"no page could be made: {type(fault).__name__}")]
    except Exception as fault:  # whatever it is, the other chapters are made
        faults = [Fault(f"no page could be made: {type(fault).__name__}")]
    return concluded(task, time.monotonic() - began, faults)


def ended(task: Task, code: int | None) -> Outcome:
    """What became of a chapter whose process ended before it was made."""
    return concluded(task, 0.0, [of_death("the process that made it", code)])


def last_words(task: Task, edition: Edition, done: Outcome) -> dict[str, list[str]]:
    """What was last printed by a process that died, which leaves nothing else to go by.

    Not in the panel's edition: the record is not marked as that is.
    """
    if edition != "public" or "exit_signal" not in done.about:
        return {}
    try:
        said = task.log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    return {"stderr": [line[:LONGEST] for line in said[-LAST:]]} if said else {}


def concluded(task: Task, seconds: float, faults: list[Fault]) -> Outcome:
    """What became of a chapter: it was made where there are no faults."""
    if not faults:
        return Outcome(task.chapter, seconds)
    return Outcome(task.chapter, seconds, _letter(task, faults), faults[0].as_record())


def _unwritten(task: Task, seconds: float, fault: OSError) -> Outcome:
    name = Workbench(task.root, task.outputs).relative
    letter = unwritable(fault, name, task.waiting)
    return Outcome(task.chapter, seconds, letter, {"exception": type(fault).__name__})


@contextmanager
def _kept_from_the_screen(log: Path) -> Iterator[None]:
    """What this process and its kernel print meanwhile, in a file beside the evidence.

    A kernel may end in a traceback after its last cell, and a library may warn of anything: an
    analyst's screen is for letters.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    screen = os.dup(STANDARD_ERROR)
    try:
        with log.open("wb") as file:
            os.dup2(file.fileno(), STANDARD_ERROR)
            try:
                yield
            finally:
                os.dup2(screen, STANDARD_ERROR)
    finally:
        os.close(screen)


@cache
def exporter() -> ChapterExporter:
    """One for all chapters: the first page it renders takes ten times as long as the others."""
    from lscb.press.page import ChapterExporter

    return ChapterExporter()


def _made(task: Task) -> list[Fault]:
    """Why the chapter was not made; nothing when it was."""
    import nbformat

    from lscb.press.contract import breaches, expected, makes_a_page, of_notebook
    from lscb.press.executed import executed, filled

    if faults := list(_untagged(task)):
        return faults
    nb, fault = (filled(task, task.before), None) if task.before else executed(task)
    if fault:
        return [fault]
    due = expected(Cleared(task.cleared), task.chapter)
    if not makes_a_page(nb):
        return list(of_notebook(nb, due))
    page, _ = exporter().from_notebook_node(nb)
    faults = list(breaches(nb, page, due))
    if not faults:
        task.executed.parent.mkdir(parents=True, exist_ok=True)
        put_on_the_disk(task.executed, nbformat.writes(nb) + "\n")
        put_on_the_disk(task.page, page)
        task.evidence.unlink(missing_ok=True)
    return faults


def put_on_the_disk(path: Path, text: str) -> None:
    """Write a file that is there whole when the power goes once its chapter counts as made."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _untagged(task: Task) -> Iterator[Fault]:
    """Papermill only warns of a notebook that takes no parameters, and runs it as it is."""
    cells = task.planned().cells
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", ())]
    if len(tagged) != 1:
        yield Fault(f"{len(tagged)} cells are tagged parameters, where there should be one")


def _letter(task: Task, faults: list[Fault]) -> ChapterError:
    """The letter about a chapter that was not made, and where to see how far it got."""
    evidence = task.evidence.relative_to(task.outputs.parent).as_posix()
    seen = f"See the notebook as far as it ran, {evidence}. " if task.evidence.exists() else ""
    return ChapterError(
        [
            Problem(f"notebooks/{task.chapter}.ipynb", "expected a chapter that runs", fault.said)
            for fault in faults
        ],
        f"{seen}Correct the chapter, then type:  "
        f"lscb build {task.parameters['board']} {task.parameters['year']}",
    )
