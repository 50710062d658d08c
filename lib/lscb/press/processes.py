"""The processes of a build: each is forked from one that has imported already.

So it is on Linux. Elsewhere each is a fresh interpreter, which imports by itself.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from traceback import extract_tb
from typing import Any

import psutil

from lscb.errors import Letter
from lscb.press.faults import of_death
from lscb.press.warm import ONE_THREAD

MEGABYTE = 1024 * 1024

OF_A_JOB = 500 * MEGABYTE
"""Memory for a chapter that is made: its kernel, and the process that talks to it."""

CONTAINER = Path("/sys/fs/cgroup")
OF_CONTAINER = (
    ("memory.max", "memory.current", "memory.stat", "inactive_file"),
    (
        *("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
        *("memory/memory.stat", "total_inactive_file"),
    ),
)
"""Where Linux says how much memory a container may have and has, and how much of that it would give
up at once: both its ways of saying so."""


@cache
def method() -> BaseContext:
    """How processes are started; what they are forked from begins to import when this is first
    asked. None of them, and no kernel, computes with several threads: as many of them as there are
    processors are at work."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["lscb.press.ready"])
    forkserver.ensure_running()
    return forks


def fitting(jobs: int) -> int:
    """How many of `jobs` the free memory is enough for; one at the least."""
    return max(1, min(jobs, free_memory() // OF_A_JOB))


def free_memory() -> int:
    """Bytes that may be taken without the system having to find room: of the machine, and of what
    this process is allowed where it is in a container."""
    free = psutil.virtual_memory().available
    for most, used, stated, kept in OF_CONTAINER:
        with suppress(OSError, ValueError, KeyError):
            parts = dict(map(str.split, (CONTAINER / stated).read_text().splitlines()))
            taken = int((CONTAINER / used).read_text()) - int(parts[kept])
            free = min(free, int((CONTAINER / most).read_text()) - taken)
    return free


def outlive_nobody() -> None:
    """End this process as soon as the one that started it has ended."""
    parent = multiprocessing.parent_process()

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def answers(
    function: Callable[..., Any], given: Sequence[tuple[Any, ...]], jobs: int
) -> Iterator[tuple[int, Any]]:
    """What a function returns for each of some arguments, by their number, as it comes.

    Each is found in a process of its own, `jobs` of them side by side. A letter or an OSError is
    what was raised; a RuntimeError says what else went wrong, or how the process died. Whoever
    stops listening stops what still runs.
    """
    to_do, most = deque(enumerate(given)), fitting(jobs)
    running: dict[Connection, tuple[int, BaseProcess]] = {}
    try:
        while to_do or running:
            while to_do and len(running) < most:
                number, arguments = to_do.popleft()
                line, theirs = method().Pipe(duplex=False)
                process = method().Process(target=_answer, args=(theirs, function, arguments))
                process.start()
                theirs.close()
                running[line] = number, process
            for line in wait(list(running)):
                number, process = running.pop(line)
                yield number, _said(line, process)
    finally:
        for line, (_, process) in running.items():
            process.kill()
            process.join()
            line.close()


def _said(line: Connection, process: BaseProcess) -> Any:
    """What a process said before it ended, or how it died."""
    with line:
        try:
            return line.recv()
        except EOFError:
            process.join()
            return RuntimeError(of_death("the process at work on it", process.exitcode).said)
        finally:
            process.join()


def _answer(line: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Say what a function returns, and keep from the screen whatever libraries print meanwhile."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process ends it
    outlive_nobody()
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        line.send(function(*arguments))
    except (Letter, OSError) as fault:
        line.send(fault)
    except Exception as fault:
        line.send(RuntimeError(_place_of(fault)))


def _place_of(fault: Exception) -> str:
    """What went wrong and where, without its words, which may be those of a record."""
    last = extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} in {Path(last.filename).name}, line {last.lineno}"
