"""The kernel of a chapter: an ordinary ipykernel, reached by one wire.

Jupyter reaches a kernel by five ZeroMQ sockets, so that clients may come and go, ask while it is
busy, and be on another machine. That takes some milliseconds a cell, which is more than most cells
take themselves, and several threads. The press is one client that asks for one cell after another.
So here the same messages go by one connection, a JSON object each, and all else is IPKernelApp's.

The kernel says its language when it is ready. The press sends what is to be run, once: the cells,
the environment and the folder. Then come Jupyter's messages, cell by cell: the last of each is the
`execute_reply`. Nobody waits meanwhile: the kernel runs one cell while the press takes in another.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import Any

from ipykernel.displayhook import ZMQDisplayHook
from ipykernel.kernelapp import IPKernelApp
from IPython.core.application import BaseIPythonApplication
from jupyter_client.session import Session
from tornado.ioloop import IOLoop

ENOUGH = 65_536
"""Characters printed that are not kept back any longer until the cell has ended."""


class WireSession(Session):
    """Sends messages by a wire, whatever socket they are meant for."""

    wire: Connection

    failed = False
    """Whether the last cell ended in an error."""

    def send(
        self,
        stream: object,
        msg_or_type: str | dict[str, Any],
        content: dict[str, Any] | None = None,
        parent: dict[str, Any] | None = None,
        ident: Any = None,
        buffers: list[Any] | None = None,
        track: bool = False,
        header: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> dict[str, Any] | None:
        if os.getpid() != self.pid:  # a fork of the kernel has no say, nor has it by ZeroMQ
            return None
        message = msg_or_type
        if isinstance(msg_or_type, str):
            message = self.msg(msg_or_type, content, parent, header, metadata)
        if message["msg_type"] == "execute_reply":
            self.failed = message["content"]["status"] != "ok"
        more = [bytes(each) for each in buffers or ()]
        self.wire.send_bytes(self.pack(message | {"buffers": len(more)}))
        for each in more:
            self.wire.send_bytes(each)
        return message


class Printed(io.TextIOBase):
    """What is printed: sent when something is shown, and when the cell ends.

    What goes past Python, by a library or by a program that the kernel started, is found in the
    file that the descriptor is; so is what a fork of the kernel prints.
    """

    encoding = "utf-8"

    def __init__(self, session: WireSession, name: str) -> None:
        self._session, self.name = session, name
        self._kept: list[str] = []
        self._size = self._found = 0
        self._parent: dict[str, Any] = {}

    def set_parent(self, parent: dict[str, Any]) -> None:
        """Hear which cell is to be run."""
        self._parent = parent

    def fileno(self) -> int:
        return 1 if self.name == "stdout" else 2

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if os.getpid() != self._session.pid:
            return os.write(self.fileno(), text.encode(errors="replace"))
        self._kept.append(text)
        self._size += len(text)
        if self._size > ENOUGH:
            self.flush()
        return len(text)

    def flush(self) -> None:
        if os.getpid() != self._session.pid:
            return
        said, self._kept, self._size = "".join(self._kept), [], 0
        self._send(said)
        if (size := os.fstat(self.fileno()).st_size) > self._found:
            past = os.pread(self.fileno(), size - self._found, self._found)
            self._found += len(past)
            self._send(past.decode(errors="replace"))

    def _send(self, text: str) -> None:
        if text:
            said = {"name": self.name, "text": text}
            self._session.send(None, "stream", said, self._parent)


class WireKernelApp(IPKernelApp):
    """An ordinary ipykernel, with its configuration and start-up files, on one wire."""

    def _session_default(self) -> WireSession:
        return WireSession(parent=self)

    def initialize(self, argv: list[str] | None = None) -> None:
        """Do of what IPKernelApp does all that a kernel may have from the process it is forked
        from: nothing of its own, no socket, and no thread that listens to one."""
        BaseIPythonApplication.initialize(self, argv)
        self.kernel = self.kernel_class.instance(
            parent=self,
            session=self.session,
            iopub_socket=self,  # only for something to be there
            shell_channel_thread=SimpleNamespace(parent_thread=None),  # so is this
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
            # Sockets overtake one another, so before it replies a kernel waits for the others.
            _execute_sleep=0,
        )
        self.init_shell()

    def start(self) -> None:
        """Do the rest, and run what is sent."""
        given = dict(os.environ)
        self.shell.init_environment()
        self.init_io()
        self.init_signal()
        self.init_path()
        self.init_gui_pylab()
        self.init_extensions()
        self.init_code()
        sys.stdout.flush()
        sys.stderr.flush()
        asyncio.run(self._run(given))

    def init_io(self) -> None:
        sys.stdout, sys.stderr = (Printed(self.session, name) for name in ("stdout", "stderr"))
        self.displayhook = sys.displayhook = ZMQDisplayHook(self.session, self)
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count
        self.patch_io()

    async def _run(self, given: Mapping[str, str]) -> None:
        """Run what is sent, until a cell ends in an error that it may not, or ends the kernel; what
        is `given` is the environment that it began with."""
        self.kernel.io_loop = IOLoop.current()
        self.session.send(None, "language", self.kernel.language_info)
        try:
            sent = json.loads(self.session.wire.recv_bytes())
        except EOFError:
            return
        _set_environment(given, sent["env"])
        os.chdir(sent["cwd"])
        for code, may_fail in sent["cells"]:
            content = {"code": code, "stop_on_error": False}  # no other is asked for already
            asked = self.session.msg("execute_request", content)
            self.kernel.set_parent([], asked)
            self.kernel.pre_handler_hook()
            await self.kernel.execute_request(None, [], asked)
            self.kernel.post_handler_hook()
            if self.shell.exit_now:
                return
            if self.session.failed and not may_fail:
                break
        with suppress(EOFError):
            self.session.wire.recv_bytes()  # until it is hung up, and the kernel is killed


def _set_environment(given: Mapping[str, str], now: Mapping[str, str]) -> None:
    """Change what differs by now from what was given; what was set meanwhile stays."""
    for name in given.keys() - now.keys():
        os.environ.pop(name, None)
    os.environ.update({name: held for name, held in now.items() if given.get(name) != held})
    time.tzset()


def prepared(words: list[str]) -> WireKernelApp:
    """The kernel as it may be forked any number of times; prepared once, whatever the words."""
    app = WireKernelApp.instance()
    if app.kernel is None:
        app.initialize(words)
        # What the first cell of a shell would import and make, and the first thing it shows.
        app.shell.run_cell("pass", silent=True)
        app.shell.display_formatter.format(None)
    return app


def serve(app: WireKernelApp, words: list[str], wire: int) -> None:
    """Be the kernel at the other end of a wire, given as a descriptor."""
    if words != app.argv:
        app.parse_command_line(words)
    app.session.pid = os.getpid()
    app.session.wire = Connection(wire)
    app.start()
