"""The warm process: it imports what chapters import, once, and forks a kernel when it is asked.

    python warm.py DESCRIPTOR [MODULE...]

`lscb.press.kernels` runs it as a script, and it imports nothing of lscb unless it is told to: a
kernel of JupyterLab never begins with project code that has been edited since. A build has its
chapters' modules imported: it decided what to make by the code that is there when it begins.

DESCRIPTOR is the socket on which it is asked. A request is the path of a folder, and four or five
descriptors: the order, a file of JSON; the kernel's standard output and error; a line to whoever
asked; and the wire, where the kernel is to have one in place of sockets. On the line the kernel
says its process id, and when it has ended this process says how. Whoever hangs up the line has the
kernel killed, and the folder, which holds the kernel's sockets, removed.

The child of a fork has one thread and a copy of everything else, so here nothing may be started:
no thread, no event loop, no ZeroMQ context. Nor are there signal handlers to undo in a kernel: a
pidfd tells of its death.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import io
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lscb.press.wire_kernel import WireKernelApp

LIBRARIES = (
    "IPython.core.debugger",
    "IPython.core.completerlib",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "pandas",
    "pydantic.json_schema",
    "pydantic.main",
    "pydantic.types",
    "scipy.stats",
    "seaborn",
    "sqlite3",
    "tornado.platform.asyncio",
    "yaml",
)

ONE_THREAD = {
    # Each of these libraries starts threads when it is imported, and none survives a fork.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}

READ_WHILE_IMPORTING = {
    # As ipykernel sets it; pyplot would otherwise settle on a backend that shows no figure.
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    **ONE_THREAD,
}

PR_SET_PDEATHSIG = 1
"""Asks Linux to send this process a signal when its parent dies: see prctl(2)."""


@dataclass(frozen=True)
class Kernel:
    """A kernel as the warm process knows it."""

    pid: int
    end: io.FileIO
    line: socket.socket
    folder: str

    def kill(self) -> None:
        """Kill the kernel and whatever it started."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except OSError:  # it leads no group yet, or what it started is another user's
            os.kill(self.pid, signal.SIGKILL)

    def bury(self) -> None:
        """Say how the kernel ended, and let nothing stay behind."""
        self.kill()  # what it started; until it is waited for, its number is nobody else's
        _, status = os.waitpid(self.pid, 0)
        try:
            self.line.send(b"%d" % os.waitstatus_to_exitcode(status))
        except OSError:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.line.close()
        self.end.close()


def main(descriptor: int, modules: Sequence[str]) -> None:
    """Import, then fork until nobody is left to ask and every kernel has ended."""
    if os.fork():
        os._exit(0)  # whoever started this need not wait for its end
    os.setsid()
    _import_libraries(modules)
    if order := _order(socket.socket(fileno=descriptor)):
        _become_kernel(order)


def _import_libraries(modules: Sequence[str]) -> None:
    for name, value in READ_WHILE_IMPORTING.items():
        os.environ.setdefault(name, value)
    for name in LIBRARIES:
        importlib.import_module(name)
    for name in modules:
        with suppress(Exception):  # whoever needs it is told by importing it
            importlib.import_module(name)
    _draw_once()
    _must_have_one_thread()
    # A collection that touched what is imported would copy it, page by page, into every kernel.
    gc.collect()
    gc.freeze()


def _must_have_one_thread() -> None:
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads > 1:
        sys.exit(f"{threads} threads run in the warm process, where one may")


def _draw_once() -> None:
    """The first figure finds and reads the fonts. Not by pyplot, which is to be as if new."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure()
    figure.add_subplot().set_title("warm")
    FigureCanvasSVG(figure).print_svg(io.BytesIO())


def _order(asked: socket.socket) -> dict[str, Any] | None:
    """Fork at each request: returns its order in the kernel, and None here, when all is done."""
    with selectors.DefaultSelector() as events:
        events.register(asked, selectors.EVENT_READ)
        while events.get_map():
            # One at a time: what is done about the first may settle the next.
            key, _ = events.select()[0]
            kernel: Kernel | None = key.data
            if kernel is None:
                folder, descriptors, _, _ = socket.recv_fds(asked, 4096, 5)
                if not descriptors:
                    events.unregister(asked)
                elif order := _forked(events, folder.decode(), *descriptors):
                    return order
            elif key.fileobj is kernel.end:
                events.unregister(kernel.end)
                with suppress(KeyError):
                    events.unregister(kernel.line)
                kernel.bury()
            else:
                events.unregister(kernel.line)
                kernel.kill()
    return None


def _forked(
    events: selectors.BaseSelector,
    folder: str,
    order: int,
    out: int,
    error: int,
    line: int,
    wire: int | None = None,
) -> dict[str, Any] | None:
    """Fork. Returns the order in the kernel, which has nothing open that is not its own."""
    with open(order, encoding="utf-8") as text:
        ordered: dict[str, Any] = json.load(text)
    if wire is not None:
        ordered |= {"wire": wire, "app": _prepared(ordered["argv"][1:])}
    warm, pid = os.getpid(), os.fork()
    if pid:
        kernel = Kernel(pid, io.FileIO(os.pidfd_open(pid)), socket.socket(fileno=line), folder)
        events.register(kernel.end, selectors.EVENT_READ, kernel)
        events.register(kernel.line, selectors.EVENT_READ, kernel)
        for descriptor in filter(None, (out, error, wire)):
            os.close(descriptor)
        return None
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != warm:
        os._exit(1)
    for key in list(events.get_map().values()):
        key.fileobj.close()
    os.setsid()
    os.dup2(out, sys.stdout.fileno())
    os.dup2(error, sys.stderr.fileno())
    os.close(out)
    os.close(error)
    with socket.socket(fileno=line) as asking:
        asking.send(b"%d" % os.getpid())
    return ordered


def _prepared(words: list[str]) -> WireKernelApp:
    """A kernel that is reached by a wire, as far as it gets without one."""
    from lscb.press.wire_kernel import prepared

    app = prepared(words)
    _must_have_one_thread()  # whatever its configuration does
    return app


def _become_kernel(order: dict[str, Any]) -> None:
    """What `python -m ipykernel_launcher` does, in a process that has imported already."""
    import numpy

    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    os.chdir(order["cwd"])
    sys.argv[:] = order["argv"]
    importlib.invalidate_caches()
    numpy.random.seed()  # every other kernel has a copy of the same state
    if "wire" in order:
        from lscb.press.wire_kernel import serve

        return serve(order["app"], sys.argv[1:], order["wire"])
    from ipykernel.kernelapp import IPKernelApp

    parent = f"--IPKernelApp.parent_handle={os.getppid()}"
    IPKernelApp.launch_instance([*sys.argv[1:], parent])


if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # this script's folder, where an ordinary kernel has nothing
    main(int(sys.argv[1]), sys.argv[2:])
