"""Where the processes of a build come from: each is forked from one that has imported already.

So it is on Linux. Elsewhere each is a fresh interpreter, which imports by itself.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from contextlib import suppress
from functools import cache
from multiprocessing.context import BaseContext
from pathlib import Path

import psutil

from lscb.press.warm import ONE_THREAD

MEGABYTE = 1024 * 1024

OF_A_JOB = 500 * MEGABYTE
"""Memory for a chapter that is made: its kernel, and the process that talks to it."""

OF_CONTAINER = [
    (folder / most, folder / used)
    for folder, most, used in (
        (Path("/sys/fs/cgroup"), "memory.max", "memory.current"),
        (Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes", "memory.usage_in_bytes"),
    )
]
"""Where Linux says how much memory a container may have, and has: both its ways of saying so."""


@cache
def method() -> BaseContext:
    """How processes are started. None of them, and no kernel, computes with several threads: as
    many of them as there are processors are at work."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["lscb.press.ready"])
    return forks


def fitting(jobs: int) -> int:
    """How many of `jobs` the free memory is enough for; one at the least."""
    return max(1, min(jobs, _free_memory() // OF_A_JOB))


def _free_memory() -> int:
    """Bytes that may be taken without the system having to find room: of the machine, and of what
    this process is allowed where it is in a container."""
    free = psutil.virtual_memory().available
    for most, used in OF_CONTAINER:
        with suppress(OSError, ValueError):
            free = min(free, int(most.read_text()) - int(used.read_text()))
    return free


def outlive_nobody() -> None:
    """End this process as soon as the one that started it has ended."""
    parent = multiprocessing.parent_process()

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
