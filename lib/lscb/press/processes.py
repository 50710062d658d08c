"""Where the processes of a build come from: each is forked from one that has imported already.

So it is on Linux. Elsewhere each is a fresh interpreter, which imports by itself.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from functools import cache
from multiprocessing.context import BaseContext

from lscb.press.warm import ONE_THREAD


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


def outlive_nobody() -> None:
    """End this process as soon as the one that started it has ended."""
    parent = multiprocessing.parent_process()

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
