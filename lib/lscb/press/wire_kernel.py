"""The kernel of a chapter: an ordinary ipykernel, reached by one wire.

Jupyter reaches a kernel by five ZeroMQ sockets, so that clients may come and go, ask while it is
busy, and be on another machine. That takes some milliseconds a cell, which is more than most cells
take themselves, and several threads. The press is one client that has all cells run, in order. So
here the same messages go by one socket, a JSON object each, and all else is IPKernelApp's.

The kernel says its language when it is ready. The press sends what is to be run, once: the cells,
the environment and the folder. Then come Jupyter's messages, cell by cell: the last of each is the
`execute_reply`. Nobody waits meanwhile: the kernel runs one cell while the press takes in another.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from ipykernel.displayhook import ZMQDisplayHook
from ipykernel.kernelapp import IPKernelApp
from IPython.core.application import BaseIPythonApplication
from jupyter_client.session import Session
from tornado.ioloop import IOLoop

ENOUGH = 65_536
"""Characters printed that are not kept back any longer until the cell has ended."""

HANDLED = {
    *(signal.SIGALRM, signal.SIGCHLD, signal.SIGHUP, signal.SIGINT, signal.SIGPROF),
    *(signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGVTALRM),
}
"""Signals that programs handle."""

LENGTH = struct.Struct("!Q")
"""What goes before each message, and before each buffer of one: its length in bytes."""


class Wire:
    """The kernel's end: what is sent by any thread, or while something is sent, arrives whole."""

    def __init__(self, descriptor: int) -> None:
        os.set_inheritable(descriptor, False)
        self._socket = socket.socket(fileno=descriptor)
        self._waiting: deque[bytes] = deque()
        self._sending = threading.Lock()

    def send(self, *parts: bytes) -> None:
        """Send what belongs together; if another send is at it, that one sends this, too."""
        self._waiting.append(b"".join(LENGTH.pack(len(part)) + part for part in parts))
        while self._waiting and self._sending.acquire(blocking=False):
            # A handler of a signal may raise, which would leave half a message.
            blocked = signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
            try:
                while self._waiting:
                    self._socket.sendall(self._waiting.popleft())
            finally:
                self._sending.release()
                signal.pthread_sigmask(signal.SIG_SETMASK, blocked)

    def received(self) -> bytes:
        """What was sent; nothing where it is hung up."""
        with self._socket.makefile("rb") as wire:
            length = wire.read(LENGTH.size)
            return wire.read(*LENGTH.unpack(length)) if length else b""


class WireSession(Session):
    """Sends messages by a wire, whatever socket they are meant for."""

    wire: Wire

    printed: tuple[Printed, ...] = ()
    """What holds something back that is to be sent before a reply."""

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
            for printed in self.printed:
                printed.flush()
        more = [bytes(each) for each in buffers or ()]
        self.wire.send(self.pack(message | {"buffers": len(more)}), *more)
        return message


class Printed(io.TextIOBase):
    """What is printed: sent when something is shown, and when the cell ends.

    What goes past Python, by a library or by a program that the kernel started, is found in the
    file that the descriptor is; so is what a fork of the kernel prints.
    """

    encoding = "UTF-8"

    def __init__(self, session: WireSession, name: str) -> None:
        self._session, self.name = session, name
        self._file = os.dup(self.fileno())  # whatever a cell makes of the descriptor
        self._kept: list[str] = []
        self._size = self._found = 0
        self._parent: dict[str, Any] = {}
        self._turn = threading.RLock()

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
        for other in self._session.printed:
            if other is not self and other._kept:
                other.flush()  # it was printed before
        with self._turn:
            if self._size > ENOUGH or self._has_grown():
                self.flush()
            self._kept.append(text)
            self._size += len(text)
        return len(text)

    def flush(self) -> None:
        if os.getpid() != self._session.pid:
            return
        with self._turn:
            said, self._kept, self._size = "".join(self._kept), [], 0
            self._send(said)
            if self._has_grown():
                size = os.fstat(self._file).st_size
                past = os.pread(self._file, size - self._found, self._found)
                self._found += len(past)
                self._send(past.decode(errors="replace"))

    def _has_grown(self) -> bool:
        size = os.fstat(self._file).st_size
        self._found = min(self._found, size)  # who opens it by its name makes it empty
        return size > self._found

    def _send(self, text: str) -> None:
        if text:
            # Half of a pair of surrogates, as in the name of a file, is no letter.
            letters = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            said = {"name": self.name, "text": letters}
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
        """Do the rest, in the environment that is sent with what is to be run, and run that."""
        given = dict(os.environ)
        self.shell.init_environment()
        self.init_io()
        self.init_signal()
        self.init_path()
        self.init_gui_pylab()
        self.session.send(None, "language", self.kernel.language_info)
        if not (sent := self.session.wire.received()):
            return
        to_run = json.loads(sent)
        _set_environment(given, to_run["env"])
        os.chdir(to_run["cwd"])
        self.init_extensions()
        self.init_code()
        sys.stdout.flush()
        sys.stderr.flush()
        asyncio.run(self._run(to_run["cells"]))

    def init_io(self) -> None:
        sys.stdout, sys.stderr = Printed(self.session, "stdout"), Printed(self.session, "stderr")
        self.session.printed = (sys.stdout, sys.stderr)
        self.displayhook = sys.displayhook = ZMQDisplayHook(self.session, self)
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count
        self.patch_io()

    async def _run(self, cells: list[tuple[str, bool]]) -> None:
        """Run cells, until one ends in an error that it may not, or ends the kernel."""
        self.kernel.io_loop = IOLoop.current()
        for code, may_fail in cells:
            content = {"code": code, "stop_on_error": False}  # no other is asked for already
            asked = self.session.msg("execute_request", content)
            self.kernel.set_parent([], asked)
            for printed in self.session.printed:  # whatever stands in their place by now
                printed.set_parent(asked)
            self.kernel.pre_handler_hook()
            await self.kernel.execute_request(None, [], asked)
            self.kernel.post_handler_hook()
            if self.shell.exit_now:
                return
            if self.session.failed and not may_fail:
                break
            await asyncio.sleep(0)  # what cells have left to be done
        self.session.wire.received()  # hung up, when the kernel is killed


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
        app.shell.last_execution_result = None
    return app


def serve(app: WireKernelApp, words: list[str], wire: int) -> None:
    """Be the kernel at the other end of a wire, given as a descriptor."""
    if words != app.argv:
        app.parse_command_line(words)
    app.session.pid = os.getpid()
    app.session.wire = Wire(wire)
    app.start()
