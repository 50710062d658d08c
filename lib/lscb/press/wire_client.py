"""Papermill's client of a kernel that is reached by one wire, and its engine.

It takes in one cell after another and waits for nothing else, so that it needs no event loop. What
it makes of a kernel's messages is nbclient's; so is all it does where no kernel can be forked.
"""

from __future__ import annotations

import json
import math
import os
import select
import selectors
import socket
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, ClassVar

from jupyter_core.utils import run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines

from lscb.press import bounds
from lscb.press.kernels import (
    KERNEL,
    PATIENCE,
    UNFIT,
    ForkingProvisioner,
    WarmProcess,
    beginning,
    fit,
    forked,
)

ENGINE = "lscb"

LENGTH = struct.Struct("!Q")
"""As the kernel has it, whose module only a kernel imports."""

STANDARD_ERROR = 2

CHUNK = 1 << 20
"""Bytes that are read at a time."""

PROMPT = 1
"""Seconds within which a kernel that has hung up should have ended."""

Message = dict[str, Any]


class EndedKernelError(DeadKernelError):
    """A kernel that ended before its cell did: with an exit code, negative for a signal, or since
    it put out more than is taken."""

    def __init__(self, end: int | None, overfull: bool = False) -> None:
        super().__init__("Kernel died")
        self.end, self.overfull = end, overfull


class WiredKernel:
    """A kernel at the other end of a wire, and what it prints past Jupyter.

    It gets ready by itself while the press does something else.
    """

    warm: ClassVar[WarmProcess | None] = None
    """What forks them; kernels with sockets are forked by another, which has not prepared these."""

    spare: ClassVar[WiredKernel | None] = None
    """One that gets ready before it is needed."""

    def __init__(self, warm: WarmProcess, words: Sequence[str]) -> None:
        """Order one. Raises OSError where the warm process has ended."""
        self.of = warm, words
        self._left = bounds.output()
        self._read = bytearray()
        self._heard = selectors.DefaultSelector()
        with ExitStack() as ours:
            ours.enter_context(self._heard)
            out, self._error = (ours.enter_context(TemporaryFile()) for _ in range(2))
            self._wire, theirs = socket.socketpair()
            ours.enter_context(self._wire)
            with theirs:
                passed = (out.fileno(), self._error.fileno(), theirs.fileno())
                line = warm.order(words, os.environ, str(Path.cwd()), "", *passed)
            self._line = ours.enter_context(line)
            self._ours = ours.pop_all()

    @classmethod
    def begun(
        cls, words: Sequence[str], cells: Sequence[tuple[str, bool]]
    ) -> tuple[WiredKernel, dict[str, Any]]:
        """One with these words that runs these cells, the spare one if it is of use, and what it
        says of its language.

        Raises what `UNFIT` names where none can be forked, and EndedKernelError.
        """
        cls.warm = fit(cls.warm, os.environ)
        spare, cls.spare = cls.spare, None
        if spare and spare.of == (cls.warm, words):
            with suppress(*UNFIT, EndedKernelError):
                return spare, spare.begin(cells)
        if spare:
            spare.end()  # it has other words, or something has killed it meanwhile
        kernel = cls(cls.warm, words)
        try:
            return kernel, kernel.begin(cells)
        except BaseException:
            kernel.end()
            raise

    def begin(self, cells: Sequence[tuple[str, bool]]) -> dict[str, Any]:
        """Have it run these cells, in the environment and the folder of this process, up to one
        that fails and may not: returns what it says of its language.

        Raises ConnectionError where it could not be forked, and EndedKernelError.
        """
        if not select.select([self._line], [], [], PATIENCE)[0]:
            raise TimeoutError("the warm process does not answer")
        self._process = forked(self._line.recv(16), self._line)
        self._heard.register(self._process, selectors.EVENT_READ)
        self._heard.register(self._wire, selectors.EVENT_READ)
        language = next(m for m in self._messages(PATIENCE) if m["msg_type"] == "language")
        to_run = {"env": dict(os.environ), "cwd": str(Path.cwd()), "cells": cells}
        content = json.dumps(to_run).encode()
        self._wire.settimeout(PATIENCE)
        self._wire.sendall(LENGTH.pack(len(content)) + content)
        return language["content"]

    def cell(self, seconds: float) -> Iterator[Message]:
        """The messages of the next cell, as they come; the last is the reply.

        Raises TimeoutError where it takes longer, and EndedKernelError.
        """
        asked = None
        for message in self._messages(seconds):
            parent = message["parent_header"].get("msg_id")
            if message["msg_type"] == "execute_input":
                asked = parent
            if asked is None or parent != asked:
                continue  # of what was left to be done by a cell before
            yield message
            if message["msg_type"] == "execute_reply":
                return

    def _messages(self, seconds: float) -> Iterator[Message]:
        until = time.monotonic() + seconds
        while True:
            message = json.loads(self._part(until).decode(errors="replace"))
            message["buffers"] = [self._part(until) for _ in range(message["buffers"])]
            yield message

    def _part(self, until: float) -> bytes:
        """The next part of what is sent, once all of it is there."""
        (length,) = LENGTH.unpack(self._bytes(LENGTH.size, until))
        self._left -= length
        if self._left < 0:
            self._process.kill()
            raise EndedKernelError(self._code(), overfull=True)
        return self._bytes(length, until)

    def _bytes(self, size: int, until: float) -> bytes:
        while len(self._read) < size:
            ready = {key.fileobj for key, _ in self._heard.select(_left(until))}
            if not ready:
                raise TimeoutError
            try:
                more = self._wire.recv(CHUNK) if self._wire in ready else b""
            except OSError:
                more = b""
            if not more:
                raise self._ended()
            self._read += more
        found = bytes(memoryview(self._read)[:size])
        del self._read[:size]
        return found

    def _ended(self) -> EndedKernelError:
        if not select.select([self._process], [], [], PROMPT)[0]:
            self._process.kill()  # it has but closed the wire
            return EndedKernelError(None)
        return EndedKernelError(self._code())

    def _code(self) -> int | None:
        """How it ended; None where nothing says so in time."""
        select.select([self._process], [], [], PATIENCE)
        return self._process.poll()

    def end(self) -> None:
        """End it, with all that it started. What it said past Jupyter of an error is said here."""
        with self._ours:
            self._error.seek(0)
            os.write(STANDARD_ERROR, self._error.read())


def share(asked: socket.socket | None) -> None:
    """Have kernels of this process forked by a warm process that another one started."""
    if asked is not None:
        WiredKernel.warm = WarmProcess(asked, beginning(os.environ))


class WireClient(PapermillNotebookClient):
    """Papermill's client, of a kernel on one wire where it can be forked."""

    _kernel: WiredKernel | None = None

    def execute(self, **more: Any) -> NotebookNode:
        """Run the notebook. Raises what nbclient raises: EndedKernelError where a kernel on a wire
        ended before its time."""
        if self.kernel_name != KERNEL or not ForkingProvisioner.forks:
            return super().execute(**more)
        self.reset_execution_trackers()
        words = ["ipykernel_launcher", *self.extra_arguments]
        run = [(cell.source, self._may_fail(cell)) for cell in self.nb.cells if self._is_run(cell)]
        try:
            self._kernel, language = WiredKernel.begun(words, run)
        except (*UNFIT, EndedKernelError):
            ForkingProvisioner.forks = False
            return super().execute(**more)
        with ExitStack() as until:
            until.callback(self._kernel.end)
            self.nb.metadata["language_info"] = language
            _call(self.on_notebook_start, notebook=self.nb)
            self.papermill_execute_cells()
            self.set_widgets_metadata()
        with suppress(OSError):  # the next chapter finds out why
            WiredKernel.spare = WiredKernel(WiredKernel.warm, words)
        return self.nb

    def _is_run(self, cell: NotebookNode) -> bool:
        skipped = self.skip_cells_with_tag in cell.metadata.get("tags", ())
        return cell.cell_type == "code" and bool(cell.source.strip()) and not skipped

    def _may_fail(self, cell: NotebookNode) -> bool:
        return self.allow_errors or "raises-exception" in cell.metadata.get("tags", ())

    def execute_cell(
        self, cell: NotebookNode, cell_index: int, *more: Any, **named: Any
    ) -> NotebookNode:
        if self._kernel is None:
            return super().execute_cell(cell, cell_index, *more, **named)
        if not self._is_run(cell):
            return cell
        _call(self.on_cell_execute, cell=cell, cell_index=cell_index)
        cell.outputs, self.clear_before_next_output = [], False
        seconds = self._get_timeout(cell) or math.inf
        try:
            for message in self._kernel.cell(seconds):
                if message["msg_type"] != "execute_reply":
                    self.process_message(message, cell, cell_index)
        except TimeoutError:
            raise CellTimeoutError.error_from_timeout_and_cell(
                "Cell execution timed out", math.ceil(seconds), cell
            ) from None
        if message["content"]["status"] != "ok":
            run_sync(self._check_raise_for_error)(cell, cell_index, message)
        return cell


def _left(until: float) -> float | None:
    """Seconds until then, as a selector is told: None is for ever."""
    return None if math.isinf(until) else max(0, until - time.monotonic())


def _call(hook: Callable[..., None] | None, **about: Any) -> None:
    if hook is not None:
        hook(**about)


class WireEngine(NBClientEngine):
    """Papermill's engine with that client."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **more: Any
    ) -> NotebookNode:
        traits = WireClient.class_traits()
        known = {name: value for name, value in more.items() if name in traits}
        return WireClient(nb_man, kernel_name=kernel_name, **known).execute()


papermill_engines.register(ENGINE, WireEngine)
