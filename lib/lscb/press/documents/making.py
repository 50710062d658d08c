"""Documents made side by side, in processes of their own: the one that builds stays light.

One that a library is missing for is left out, and it is said what to install. Whatever else goes
wrong is a letter, and the edition that stands is left as it was.
"""

from __future__ import annotations

import gc
import os
import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from lscb.editions import Edition
from lscb.errors import CLOSED, FULL, ChapterError, Letter, Problem, unwritable
from lscb.press.documents.kinds import PAGE, Kind, NotAsItShould
from lscb.press.processes import method, outlive_nobody
from lscb.workbench import ReportPlace

STANDARD_ERROR = 2


@dataclass(frozen=True)
class DocumentTask:
    """A document to make: of which report, from which page and notebooks, and into which file."""

    kind: Kind
    place: ReportPlace
    edition: Edition
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / self.kind.file(self.place, self.edition)

    @property
    def name(self) -> str:
        return f"{self.place} {self.kind.name}"


@dataclass(frozen=True)
class Document:
    """What became of a document: made, or not for want of a library, or the letter about it."""

    seconds: float
    wanting: str = ""
    letter: Letter | None = None

    @property
    def is_made(self) -> bool:
        return not (self.wanting or self.letter)


def documents(tasks: Sequence[DocumentTask], jobs: int) -> Iterator[tuple[int, Document]]:
    """The number of each task and what became of it, as it comes, `jobs` side by side."""
    if not tasks:
        return
    with ProcessPoolExecutor(min(jobs, len(tasks)), method(), _begin) as pool:
        numbers = {pool.submit(document, task): number for number, task in enumerate(tasks)}
        try:
            for done in as_completed(numbers):
                number = numbers[done]
                try:
                    yield number, done.result()
                except BrokenProcessPool:
                    died = "the process that made it ended"
                    yield number, Document(0.0, letter=_letter(tasks[number], died))
        finally:
            pool.shutdown(cancel_futures=True)


def document(task: DocumentTask) -> Document:
    """Make a document, and say what became of it."""
    began = time.monotonic()
    try:
        module = import_module(task.kind.module)
    except ImportError as missing:
        return Document(0.0, f"{missing.name} is not installed. Type:  {task.kind.install}")
    except OSError as missing:
        return Document(0.0, task.kind.beneath or str(missing))
    try:
        task.file.write_bytes(module.document(task.folder))
    except OSError as fault:
        full = fault.errno in FULL | CLOSED
        name = task.place.workbench.relative
        letter = unwritable(fault, name, task.folder) if full else _letter(task, "OSError")
        return Document(time.monotonic() - began, letter=letter)
    except Exception as fault:  # whatever it is, the other documents are made
        # Only what is known to quote nothing of the report is told.
        said = str(fault) if isinstance(fault, NotAsItShould) else type(fault).__name__
        return Document(time.monotonic() - began, letter=_letter(task, said))
    finally:
        gc.collect()
    return Document(time.monotonic() - began)


def _letter(task: DocumentTask, found: str) -> ChapterError:
    return ChapterError(
        [Problem(f"{task.name}, {PAGE}", "expected a page that this can be made of", found)],
        "The pages can be built alone meanwhile. Type:  "
        f"lscb build {task.place} --edition {task.edition} --html-only",
    )


def _begin() -> None:
    """Make ready a process: it is ended by whoever began it, outlives nobody, and says nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    outlive_nobody()
    os.dup2(os.open(os.devnull, os.O_WRONLY), STANDARD_ERROR)
    gc.disable()  # a fifth of the time; what a document leaves is collected when it is done
