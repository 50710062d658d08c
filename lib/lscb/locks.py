"""One at a time: whoever writes a report's files waits until nobody else does.

The system keeps a lock as long as the process lives that took it, so that none outlasts one that
was killed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LOOK = 0.5
"""Seconds that are not worth a word: another command may look for that long whether it is held."""


@contextmanager
def alone(lock: Path, what: str, say: Callable[[str], None] = lambda _: None) -> Iterator[None]:
    """Hold a lock while the block lasts, which may itself be within one that holds it.

    Where another process has it, `what` says who that is, and it is waited for.
    """
    from filelock import FileLock, Timeout

    lock.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(lock, is_singleton=True)
    try:
        held.acquire(timeout=LOOK)
    except Timeout:
        say(f"{what}; waiting until it is done")
        held.acquire()
    try:
        yield
    finally:
        held.release()


def is_held(lock: Path) -> bool:
    """Whether a process holds a lock. Nothing is written, nor need anything be writable."""
    if not lock.exists():
        return False
    from filelock import FileLock, Timeout

    look = FileLock(lock)
    try:
        look.acquire(blocking=False)
    except Timeout:
        return True
    except OSError:
        return False
    look.release()
    return False
