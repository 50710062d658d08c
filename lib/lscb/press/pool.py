"""Processes that make chapters side by side; one that dies takes no other chapter with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from lscb.press.kernels import share, warmth
from lscb.press.run import Outcome, Task, ended, outcome


class Worker:
    """A process that makes one chapter after another, and the number of the one it makes."""

    def __init__(self, asked: socket.socket | None) -> None:
        # A fresh interpreter: forking one that has threads is not safe everywhere.
        method = multiprocessing.get_context("spawn")
        self.line, theirs = method.Pipe()
        self.process: BaseProcess = method.Process(target=_work, args=(asked, theirs))
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


def outcomes(
    tasks: Sequence[Task], jobs: int, begins: Callable[[int], None]
) -> Iterator[tuple[int, Outcome]]:
    """The number of each task and what became of it, as it comes; `begins` hears of each first."""
    to_do = deque(range(len(tasks)))
    with warmth() as asked:
        workers = [Worker(asked) for _ in range(min(jobs, len(tasks)))]
        try:
            while to_do or _busy(workers):
                for worker in workers:
                    if to_do and worker.number is None:
                        begins(to_do[0])
                        worker.give(number := to_do.popleft(), tasks[number])
                for worker in _answering(_busy(workers)):
                    number = worker.number
                    yield number, worker.result(tasks[number])
                    if not worker.is_there and to_do:
                        worker.dismiss()
                        workers[workers.index(worker)] = Worker(asked)
        finally:
            for worker in workers:
                worker.dismiss()


def _busy(workers: Sequence[Worker]) -> list[Worker]:
    return [worker for worker in workers if worker.number is not None]


def _answering(workers: Sequence[Worker]) -> list[Worker]:
    """Those that have answered, or died; waits for the first."""
    ready = set(wait([end for w in workers for end in (w.line, w.process.sentinel)]))
    return [worker for worker in workers if ready & {worker.line, worker.process.sentinel}]


def _work(asked: socket.socket | None, line: Connection) -> None:
    """Make chapters as they are given, with kernels asked for there, and outlive nobody."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever gave the chapters ends this process
    share(asked)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
    while True:
        try:
            task = line.recv()
        except EOFError:
            return
        line.send(outcome(task))
