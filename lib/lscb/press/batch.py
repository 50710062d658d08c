"""A batch of chapters on its way to another machine and back, and the process that makes it there.

    python -m lscb.press.batch FOLDER WORKER

What travels is bytes: cleared tables, notebooks and names one way, pages, executed notebooks and a
record in JSON the other. No record of a child is among them, nor what the gate registered.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from lscb.cleared import REGISTRATION
from lscb.errors import ChapterError, DiskError, Problem
from lscb.press.faults import Fault
from lscb.press.keys import code_and_versions
from lscb.press.run import put_on_the_disk
from lscb.press.tasks import Outcome, Task

if TYPE_CHECKING:
    from distributed import Worker

WORKBENCH, OUTPUTS = "workbench", "built"
"""The folders of a batch: notebooks, and what is or will be in the outputs."""

ORDER, RECORD, RETURNED = "order.json", "record.json", "returned.zip"

KNOWN = {field.name for field in fields(Fault)}
"""What a worker may say of a chapter for the record, beside what is known here."""

STANDARD_INPUT = 0

OFTEN = 0.5
"""Seconds between two looks at whether a batch is still wanted."""

PATIENCE = 10
"""Seconds to wait for a process that was told to end."""


class Unlike(Exception):  # noqa: N818 - no fault of the batch
    """A worker, by its name, that has other code or versions: `theirs`, as it states them."""

    def __init__(self, worker: str, theirs: Mapping[str, str]) -> None:
        super().__init__(worker)
        self.worker, self.theirs = worker, theirs


class _Letter(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    problems: list[Problem]
    next_step: str


class _Chapter(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    seconds: float
    letter: _Letter | None
    about: dict[str, Any]


class _Record(BaseModel):
    """What a worker says became of a batch: its chapters in order, or what it is `unlike` in."""

    model_config = ConfigDict(extra="forbid", strict=True)
    worker: str
    unlike: dict[str, str] = {}
    chapters: list[_Chapter] = []


def packed(tasks: Sequence[Task]) -> bytes:
    """Chapters with all that they are made from, as `made` takes them."""
    files: dict[str, bytes] = {}
    there = [_in_folder(task, PurePosixPath()) for task in tasks]
    for task, other in zip(tasks, there, strict=True):
        board, year = task.parameters["board"], task.parameters["year"]
        files[f"{WORKBENCH}/parameters/{board}/{year}.yaml"] = b""  # a report is known by its name
        files[str(other.notebook)] = task.source
        for path in task.cleared.iterdir():
            if path.name != REGISTRATION:
                files[str(other.cleared / path.name)] = path.read_bytes()
        if task.before:
            files[str(other.before)] = task.before.read_bytes()
    stated = [asdict(task) | {"source": ""} for task in there]
    order = {"code": code_and_versions(), "tasks": stated}
    return _zipped(files | {ORDER: json.dumps(order, default=str).encode()})


def _in_folder(task: Task, folder: PurePath) -> Task:
    """The same chapter with its files in the folder of a batch."""

    def inside(path: Path) -> Any:
        return folder / OUTPUTS / path.relative_to(task.outputs.parent).as_posix()

    return replace(
        task,
        root=folder / WORKBENCH,
        notebook=folder / WORKBENCH / "notebooks" / task.notebook.name,
        outputs=inside(task.outputs),
        cleared=inside(task.cleared),
        waiting=inside(task.waiting),
        evidence=inside(task.evidence),
        before=task.before and inside(task.before),
    )


def _zipped(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, held in files.items():
            archive.writestr(name, held)
    return content.getvalue()


def made(batch: bytes) -> bytes:
    """On a worker: have the chapters of a batch made, and return them with the record.

    A worker may have no children by multiprocessing, nor fork, since it has threads. So they are
    made by a process that is started afresh; it ends with the worker, and when nobody wants the
    batch any more. Raises ChildProcessError, with its exit code, where it died.
    """
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()
    with tempfile.TemporaryDirectory(
        dir=worker.local_directory, prefix="lscb-", ignore_cleanup_errors=True
    ) as folder:
        with zipfile.ZipFile(io.BytesIO(batch)) as archive:
            archive.extractall(folder)
        with subprocess.Popen(
            [sys.executable, "-m", __name__, folder, str(worker.name)],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            while process.poll() is None and _is_wanted(worker, key):
                _await(process, OFTEN)
            process.stdin.close()
            if not _await(process, PATIENCE):
                process.kill()
        if process.returncode:
            raise ChildProcessError(process.returncode)
        return Path(folder, RETURNED).read_bytes()


def _is_wanted(worker: Worker, key: str) -> bool:
    """Whether somebody still waits for a task: Dask itself stops none that has begun."""
    task = worker.state.tasks.get(key)
    is_there = worker.status.name in ("running", "paused", "closing_gracefully")
    return is_there and task is not None and task.state != "cancelled"


def _await(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether a process ends in so many seconds."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def main(folder: Path, worker: str) -> None:
    """Make the chapters of the batch in a folder, one after another, if its code is the same."""
    from lscb.press.pool import here

    threading.Thread(target=_follow, args=(folder,), daemon=True).start()
    order, ours = json.loads((folder / ORDER).read_bytes()), code_and_versions()
    record: dict[str, Any] = {"worker": worker}
    files: dict[str, bytes] = {}
    if order["code"] != ours:
        record["unlike"] = ours
    else:
        tasks = [
            _here(task, folder) for task in TypeAdapter(list[Task]).validate_python(order["tasks"])
        ]
        with here() as outcomes:
            ended = dict(outcomes(tasks, 1, lambda _: None))
        if any(isinstance(done.letter, DiskError) for done in ended.values()):
            sys.exit(DiskError.exit_code)  # another worker may have room
        record["chapters"] = [_told(ended[number]) for number in range(len(tasks))]
        for number, task in enumerate(tasks):
            files |= {
                path.relative_to(folder).as_posix(): path.read_bytes()
                for path in _left_by(task, ended[number])
                if path.is_file()
            }
    (folder / RETURNED).write_bytes(_zipped(files | {RECORD: json.dumps(record).encode()}))


def _follow(folder: Path) -> None:
    """End as soon as the worker does, which holds the other end, and leave nothing behind."""
    os.read(STANDARD_INPUT, 1)  # not by sys.stdin, which would not let the process end
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _here(task: Task, folder: Path) -> Task:
    """A task of the order, whose paths are relative to the folder of the batch, with its notebook
    from there."""
    stated = {field.name: getattr(task, field.name) for field in fields(task)}
    paths = {name: folder / held for name, held in stated.items() if isinstance(held, Path)}
    return replace(task, **paths, source=(folder / task.notebook).read_bytes())


def _told(done: Outcome) -> dict[str, Any]:
    letter = done.letter and {
        "problems": [asdict(problem) for problem in done.letter.problems],
        "next_step": done.letter.next_step,
    }
    return {"seconds": done.seconds, "letter": letter, "about": done.about}


def _left_by(task: Task, done: Outcome) -> tuple[Path, ...]:
    """What a chapter leaves: itself, the page last; or how far it got."""
    return (task.evidence, task.log) if done.letter else (task.executed, task.page)


def unpacked(tasks: Sequence[Task], returned: bytes) -> Iterator[Outcome]:
    """What became of the chapters of a batch, each put where it is to wait, or its evidence kept.

    Raises Unlike where they were not made, since the worker has other code, OSError where one
    cannot be put there, and whatever else where something was returned that `made` does not return.
    """
    with zipfile.ZipFile(io.BytesIO(returned)) as archive:
        record = _Record.model_validate_json(archive.read(RECORD))
        if record.unlike:
            raise Unlike(record.worker, record.unlike)
        for task, told in zip(tasks, record.chapters, strict=True):
            if told.about.keys() - KNOWN:
                raise ValueError("something else is said of a chapter than of a fault")
            about = {"worker": record.worker, **told.about}
            done = Outcome(task.chapter, told.seconds, _letter(told.letter), about)
            _put(task, done, archive)
            yield done


def _letter(told: _Letter | None) -> ChapterError | None:
    return told and ChapterError(told.problems, told.next_step)


def _put(task: Task, done: Outcome, archive: zipfile.ZipFile) -> None:
    task.evidence.unlink(missing_ok=True)
    there = _in_folder(task, PurePosixPath())
    for path, name in zip(_left_by(task, done), _left_by(there, done), strict=True):
        if done.letter and str(name) not in archive.namelist():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        put_on_the_disk(path, archive.read(str(name)).decode(errors="replace"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
