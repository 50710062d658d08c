"""A Dask cluster, started by its own commands, to which the analyst's files are closed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from distributed import Client

from tests.conftest import ROOT

GUARD = """
import os, sys

KEPT, OPEN = {kept}, {open}

def refuse(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)):
        path = os.path.realpath(os.fsdecode(args[0]))
        if path.startswith(KEPT) and not path.startswith(OPEN):
            raise PermissionError("a file of the analyst's: " + path)

sys.addaudithook(refuse)
"""
"""Python that starts with this opens nothing in some folders, but what is in others."""


@dataclass(frozen=True)
class Running:
    """A cluster: its scheduler's address, what its processes are started with, and a folder."""

    address: str
    folder: Path
    environment: dict[str, str]

    def worker_with_a_task(self, client: Client) -> int:
        """The process id of a worker that has something to do."""
        busy = [address for address, keys in client.processing().items() if keys]
        return client.run(os.getpid, workers=busy[:1])[busy[0]]


def guarded(folder: Path, analyst: Path, library: Path = ROOT / "lib") -> dict[str, str]:
    """The environment of another machine: that library is all that is there of the analyst's."""
    folder.mkdir(exist_ok=True)
    kept = tuple(f"{each}{os.sep}" for each in (ROOT, analyst))
    left = tuple(f"{each}{os.sep}" for each in (library, folder, Path(sys.prefix)))
    guard = GUARD.format(kept=kept, open=left)
    (folder / "sitecustomize.py").write_text(guard, encoding="utf-8")
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), str(library)])}


@contextmanager
def started(*words: str, folder: Path, environment: dict[str, str]) -> Iterator[None]:
    """A command of Dask's, running in a folder of its own while the block lasts."""
    folder.mkdir()
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "dask", *words],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)


@contextmanager
def scheduler(folder: Path, environment: dict[str, str], *more: str) -> Iterator[str]:
    """A scheduler on this machine: its address."""
    file = folder / "scheduler.json"
    words = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    with started("scheduler", *words, *more, folder=folder / "scheduler", environment=environment):
        for _ in range(600):
            if file.is_file() and file.read_bytes().endswith(b"}"):
                break
            time.sleep(0.1)
        yield json.loads(file.read_text())["address"]


@contextmanager
def worker(
    address: str, folder: Path, environment: dict[str, str], more: Sequence[str] = ()
) -> Iterator[None]:
    """A worker with a nanny, by the name of its folder."""
    words = ("--nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(folder))
    named = ("worker", address, "--name", folder.name, *words, *more)
    with started(*named, folder=folder, environment=environment):
        yield


@contextmanager
def cluster(folder: Path, analyst: Path, **more: str) -> Iterator[Running]:
    """A scheduler and two workers, which may open nothing in the folder of the analyst."""
    environment = guarded(folder, analyst) | more
    with ExitStack() as stack:
        address = stack.enter_context(scheduler(folder, environment))
        for name in ("one", "other"):
            stack.enter_context(worker(address, folder / name, environment))
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield Running(address, folder, environment)
