"""Processes that make chapters side by side; one that dies takes no other chapter with it."""

from __future__ import annotations

import signal
import socket
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from lscb.imports import modules_in
from lscb.press.processes import fitting, method, outlive_nobody
from lscb.press.run import ended, outcome
from lscb.press.tasks import MadeBy, Outcome, Task


class Worker:
    """A process that makes one chapter after another, and the number of the one it makes."""

    def __init__(self, asked: socket.socket | None) -> None:
        self.line, theirs = method().Pipe()
        self.process: BaseProcess = method().Process(target=_work, args=(asked, theirs))
        self.number: int | None = None
        self.process.start()
        theirs.close()

    def give(self, number: int, task: Task) -> None:
        """Have it make a chapter; that it has died meanwhile shows when it should answer."""
        self.number = number
        try:
            self.line.send(task)
        except OSError:
            self.process.join()

    def result(self, task: Task) -> Outcome:
        """What became of its chapter, once it has answered or has died."""
        self.number = None
        try:
            return self.line.recv()
        except (EOFError, OSError):
            self.process.join()
            return ended(task, self.process.exitcode)

    @property
    def is_there(self) -> bool:
        return self.process.is_alive()

    def dismiss(self) -> None:
        """End it; whatever it makes is left."""
        self.line.close()
        self.process.kill()
        self.process.join()


@contextmanager
def here() -> Iterator[MadeBy]:
    """This machine, as who makes chapters while the block lasts.

    What they import is imported from now on, beside whatever is done first.
    """
    method()  # first of all, since it imports beside what is imported here
    from lscb.press.kernels import warmth

    ours = ("lscb.figures.first", "lscb.press.wire_kernel")
    with warmth([*modules_in("chapters"), *ours]) as asked:
        yield partial(_outcomes, asked)


def _outcomes(
    asked: socket.socket | None,
    tasks: Sequence[Task],
    jobs: int,
    begins: Callable[[int], None],
) -> Iterator[tuple[int, Outcome]]:
    """The number of each task and what became of it, as it comes; `begins` hears of each first."""
    to_do = deque(enumerate(tasks))

    def engage(worker: Worker) -> None:
        if to_do:
            number, task = to_do.popleft()
            begins(number)
            worker.give(number, task)

    workers = [Worker(asked) for _ in range(min(fitting(jobs), len(tasks)))]
    try:
        for worker in workers:
            engage(worker)
        while busy := [place for place, each in enumerate(workers) if each.number is not None]:
            for place in _answering(workers, busy):
                number = workers[place].number
                done = workers[place].result(tasks[number])
                if not workers[place].is_there and to_do:
                    workers[place].dismiss()
                    workers[place] = Worker(asked)
                engage(workers[place])
                yield number, done
    finally:
        for worker in workers:
            worker.dismiss()


def _answering(workers: Sequence[Worker], busy: Sequence[int]) -> list[int]:
    """Which of the busy ones have answered, or died; waits for the first."""
    ends = {place: (workers[place].line, workers[place].process.sentinel) for place in busy}
    ready = wait([end for both in ends.values() for end in both])
    return [place for place, both in ends.items() if any(end in ready for end in both)]


def _work(asked: socket.socket | None, line: Connection) -> None:
    """Make chapters as they are given, with kernels asked for there, and outlive nobody."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever gave the chapters ends this process
    from lscb.press.wire_client import share

    outlive_nobody()
    share(asked)
    while True:
        try:
            task = line.recv()
        except EOFError:
            return
        line.send(outcome(task))
