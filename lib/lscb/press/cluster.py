"""Chapters made on other machines: batches of them, sent to the workers of a Dask cluster.

A batch is the chapters of one board, so that a worker is busy for longer than it takes to start,
but no more than the board's share where all threads of all workers are to have something to do,
and never more than `LARGEST`. One thread of a worker makes one batch, chapter by chapter, and no
more batches are sent than there are threads: a chapter is said to be running with its batch.

A worker that is lost costs its batch, which Dask gives to another. What went wrong with several
chapters, or beside others, is tried again with each chapter alone on the cluster: that one is to
blame, and gets the letter. Each chapter comes back once, and is written by this machine alone.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import warnings
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import ceil
from typing import TYPE_CHECKING

from lscb.errors import ChapterError, DiskError, Problem, UsageError, unwritable
from lscb.press.batch import Unlike, made, packed, unpacked
from lscb.press.faults import Fault, of_death
from lscb.press.keys import code_and_versions
from lscb.press.run import concluded
from lscb.press.scheduler import Scheduler
from lscb.press.tasks import MadeBy, Outcome, Task
from lscb.workbench import Workbench

if TYPE_CHECKING:
    from distributed import Client, Future, Security

LARGEST = 24
"""Chapters of a batch at most: so many are made again where a worker is lost."""

RETRIES = 2
"""How often a batch is tried again that could not be begun on a worker, whose disk is full, say."""

ANSWER = 10
"""Seconds for a scheduler, or for the first worker, to answer."""

PATIENCE = 60
"""Seconds to wait for another worker where all are lost."""

OFTEN = 5
"""Seconds between two looks at how many workers there are."""

GONE = (OSError, asyncio.CancelledError, concurrent.futures.CancelledError, RuntimeError)
"""What is raised where the scheduler does not answer any more; TimeoutError is an OSError."""

ALIKE = (
    "No chapter is made by other code. Install the same lscb there, with the versions of "
    "requirements.lock, start the cluster again, and build again."
)

TAKEN_UP = "Chapters that are done are kept. Start the cluster again, and build again."


@contextmanager
def connected(scheduler: Scheduler) -> Iterator[MadeBy]:
    """The workers of a cluster, as who makes chapters while the block lasts.

    Raises UsageError where there are none that can make them.
    """
    logging.disable(logging.CRITICAL)  # an analyst's screen is for letters
    try:
        with _client(scheduler) as client:
            _check(client)
            yield Cluster(client).outcomes
    finally:
        logging.disable(logging.NOTSET)


def _client(scheduler: Scheduler) -> Client:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        problem = Problem("this machine", "expected distributed, by which Dask's clusters are used")
        raise UsageError([problem], 'To install it, type:  pip install "lscb[cluster]"') from None
    where = f"the scheduler {scheduler.address}"
    try:
        security = scheduler.security()
    except OSError:
        problem = Problem(where, "expected certificates and a key in PEM that go together")
        raise UsageError([problem], "Put the right files there, then build again.") from None
    # Whatever else is there may answer anything; and that versions differ is said in a letter.
    with suppress(Exception), warnings.catch_warnings(action="ignore"):
        if asyncio.run(_kind(scheduler.address, security)) == "Scheduler":
            return Client(scheduler.address, timeout=ANSWER, security=security)
    raise UsageError(
        [Problem(where, f"expected a scheduler of Dask's that answers within {ANSWER} seconds")],
        "Where it is to run, type:  dask scheduler\nThen type on each machine that is to make "
        f"chapters:  dask worker {scheduler.address}\nOr build on this machine, without it.",
    )


async def _kind(address: str, security: Security) -> str:
    """What somebody at an address says to be; TimeoutError where it takes too long to say so."""
    from distributed import rpc

    arguments = security.get_connection_args("client")
    async with asyncio.timeout(ANSWER), rpc(address, connection_args=arguments) as there:
        return (await there.identity())["type"]


def _check(client: Client) -> None:
    """That there are workers, and that everyone has the code and versions that are here."""
    address = client.scheduler.address
    try:
        client.wait_for_workers(1, timeout=ANSWER)
        everyone = client.run(code_and_versions, on_error="return")
        workers = client.scheduler_info(n_workers=-1)["workers"]
    except GONE:
        problem = Problem(f"the scheduler {address}", "expected a worker that answers")
        following = f"On each machine that is to make chapters, type:  dask worker {address}"
        raise UsageError([problem], following) from None
    try:
        on_scheduler = client.run_on_scheduler(code_and_versions)
    except Exception as fault:  # whatever its Python raised
        on_scheduler = fault
    named = {
        f"worker {workers[each]['name']}": stated
        for each, stated in everyone.items()
        if each in workers  # still
    }
    problems = [
        problem
        for name, stated in {f"the scheduler {address}": on_scheduler, **named}.items()
        for problem in _differences(name, stated)
    ]
    if problems:
        raise UsageError(problems, ALIKE)


def _differences(name: str, theirs: dict[str, str] | Exception) -> Iterator[Problem]:
    """What somebody has otherwise than this machine, whose pages would not be the same."""
    if isinstance(theirs, Exception):
        yield Problem(name, "expected lscb to be installed there as it is here")
        return
    here = code_and_versions()
    for part in sorted(here.keys() | theirs.keys()):
        mine, other = here.get(part, "none"), theirs.get(part, "none")
        if mine == other:
            continue
        if "/" in part or part.endswith(".py"):
            yield Problem(name, f"expected lscb/{part} as it is here")
        else:
            yield Problem(name, f"expected {part} {mine}, as here", found=f"{part} {other}")


@dataclass(frozen=True)
class Batch:
    """The numbers of some chapters, and whether there is to be nothing else on the cluster."""

    numbers: Sequence[int]
    alone: bool = False


def batches(tasks: Sequence[Task], threads: int) -> Iterator[Batch]:
    """The chapters of each board, in as many batches as its share of the threads and of the work
    asks for."""
    largest = min(LARGEST, ceil(len(tasks) / threads))
    for _, of_board in groupby(range(len(tasks)), lambda n: tasks[n].parameters["board"]):
        numbers = list(of_board)
        parts = ceil(len(numbers) / largest)
        ends = [len(numbers) * part // parts for part in range(parts + 1)]
        yield from (Batch(numbers[begin:end]) for begin, end in pairwise(ends))


class Cluster:
    """The workers of a cluster, as they come and go, until the scheduler is lost."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.address = client.scheduler.address
        self.is_lost = False

    def outcomes(
        self, tasks: Sequence[Task], _: int, begins: Callable[[int], None]
    ) -> Iterator[tuple[int, Outcome]]:
        """The number of each task and what became of it, as it comes; `begins` hears of each first.

        How many are made side by side is for the workers to say. Raises ChapterError where the
        scheduler or all workers are lost, or where a worker has other code, and DiskError where
        what comes back cannot be written.
        """
        to_do, doubtful = deque(batches(tasks, self._threads())), deque[Batch]()
        sent: dict[Future, Batch] = {}
        try:
            while to_do or doubtful or sent:
                threads = self._threads()
                while batch := _next(to_do, doubtful, len(sent), threads):
                    for number in () if batch.alone else batch.numbers:
                        begins(number)
                    sent[self._sent(tasks, batch)] = batch
                for future in self._ended(sent):
                    batch = sent.pop(future)
                    done = self._outcomes_of(future, tasks, batch)
                    yield from zip(batch.numbers, done, strict=False)
                    if not done:
                        doubtful += (Batch([number], alone=True) for number in batch.numbers)
        finally:
            if self.client.status == "running" and not self.is_lost:
                self.client.cancel(list(sent), force=True)

    def _threads(self) -> int:
        """How many threads the workers have; waits for the first."""
        with self._reached("an answer"):  # which nothing else insists on within some time
            self.client.sync(self.client.scheduler.identity, callback_timeout=PATIENCE)
        with self._reached("a worker"):
            self.client.wait_for_workers(1, timeout=PATIENCE)
            return max(1, sum(self.client.nthreads().values()))

    def _sent(self, tasks: Sequence[Task], batch: Batch) -> Future:
        content = packed([tasks[number] for number in batch.numbers])
        with self._reached("an answer"):
            return self.client.submit(made, content, pure=False, retries=RETRIES)

    def _ended(self, sent: Iterable[Future]) -> Collection[Future]:
        """Those that have ended; waits a while for the first."""
        from distributed import wait

        with self._reached("an answer"):
            try:
                return wait(list(sent), timeout=OFTEN, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                return ()

    def _outcomes_of(self, future: Future, tasks: Sequence[Task], batch: Batch) -> list[Outcome]:
        """What became of the chapters of a batch that ended; nothing where it is not known which
        of them is to blame."""
        of_batch = [tasks[number] for number in batch.numbers]
        with self._reached("an answer"):
            fault = future.exception()
            returned = b"" if fault else future.result()
        try:
            if not fault:
                return list(unpacked(of_batch, returned))
        except Unlike as other:
            problems = _differences(f"worker {other.worker}", other.theirs)
            raise ChapterError(problems, ALIKE) from None
        except OSError as full:
            place = Workbench(of_batch[0].root, of_batch[0].outputs)
            raise unwritable(full, place.relative, of_batch[0].waiting) from None
        except Exception as unfit:  # whatever a worker returned
            fault = unfit
        return [concluded(task, 0.0, [_fault(fault)]) for task in of_batch if batch.alone]

    @contextmanager
    def _reached(self, what: str) -> Iterator[None]:
        """Where nobody is there any more, a letter of what was expected."""
        try:
            yield
        except GONE:
            self.is_lost = True
            problem = Problem(f"the scheduler {self.address}", f"expected {what}; it is lost")
            raise ChapterError([problem], TAKEN_UP) from None


def _next(to_do: deque[Batch], doubtful: deque[Batch], sent: int, threads: int) -> Batch | None:
    """What to send next, if anything may be sent now."""
    if to_do:
        return to_do.popleft() if sent < threads else None
    return doubtful.popleft() if doubtful and not sent else None


def _fault(fault: BaseException) -> Fault:
    """Why a batch of one chapter came to nothing, each time it was tried."""
    name = type(fault).__name__
    if isinstance(fault, ChildProcessError):
        if fault.args == (DiskError.exit_code,):
            return Fault("the disk of the worker that made it is full, or may not be written to")
        return of_death("the process that made it", *fault.args)
    if name == "KilledWorker":
        return of_death("each worker that made it", None)
    return Fault(f"no page could be made: {name}")
