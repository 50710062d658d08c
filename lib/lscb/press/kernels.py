"""Kernels that start at once: forked from a process in which the libraries are imported already.

The kernelspec `lscb` names the kernel provisioner of this module, so that papermill, nbclient and
JupyterLab start an ordinary ipykernel through it. Where none can be forked, be it that the system
is not Linux or that anything goes wrong, the ordinary way is taken and the outputs are the same.
"""

from __future__ import annotations

import asyncio
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any, ClassVar

import zmq
import zmq.asyncio
from jupyter_client import AsyncKernelClient, AsyncKernelManager
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Type, default

from lscb.press import bounds
from lscb.press.bounds import BoundedChannel

KERNEL = "lscb"
SCRIPT = Path(__file__).with_name("warm.py")
ORDINARY = [sys.executable, "-m", "ipykernel_launcher"]

READ_AT_THE_START = (
    *(
        "PYTHON",
        "IPYTHON",
        "VIRTUAL_ENV",
        "CONDA_PREFIX",
        "LD_",
        "LC_",
        "LANG",
        "MPL",
        "MATPLOTLIB",
    ),
    *("OPENBLAS_", "OMP_", "MKL_", "JE_ARROW_", "ARROW_", "HOME"),
)
"""What the variables begin with that are of no use to a process that has started already."""

UNFIT = (OSError, subprocess.CalledProcessError)
"""What is raised where no kernel can be forked."""

KEEPING_MEMORY = {"MALLOC_TRIM_THRESHOLD_": "268435456", "MALLOC_MMAP_THRESHOLD_": "33554432"}
"""What the C library is told, so that the memory one chart was drawn in is there for the next. It
reads this when a process starts; a kernel itself is told the variables of whoever asks for it."""

LONGEST = 80
"""Characters of the temporary folder's path: the path of a socket in it may have 107 altogether."""

PATIENCE = 60
"""Seconds to wait for the warm process, which answers when it has imported the libraries."""


class ForkedKernel:
    """A forked kernel, as much like `subprocess.Popen` as `jupyter_client` needs it.

    Its parent is the warm process, which says on the line how it ended.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, line: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._line = line

    def fileno(self) -> int:
        """What can be read from once the kernel has ended."""
        return self._line.fileno()

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while the kernel runs."""
        if self.returncode is None:
            try:
                said = self._line.recv(16)
            except BlockingIOError:
                return None
            self._line.close()
            self.returncode = int(said) if said else self._lost()
        return self.returncode

    def _lost(self) -> int:
        """The warm process was killed, and so was the kernel: not yet what the kernel started."""
        with suppress(OSError):
            os.killpg(self.pid, signal.SIGKILL)
        return -signal.SIGKILL

    def wait(self) -> int | None:
        """The exit code, once there is one."""
        if self.returncode is None:
            select.select([self._line], [], [])
        return self.poll()

    def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel alone, if it is still there."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


@dataclass(frozen=True)
class WarmProcess:
    """A process that forks kernels for whoever has the socket on which it is asked."""

    asked: socket.socket
    beginning: dict[str, Any]

    @classmethod
    def started(cls, env: Mapping[str, str], modules: Sequence[str] = ()) -> WarmProcess:
        """Start one, which goes on importing the libraries, and `modules` of ours, meanwhile.

        It ends when nobody can ask any more.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            subprocess.run(
                [sys.executable, SCRIPT, str(theirs.fileno()), *modules],
                env={**KEEPING_MEMORY, **env},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                check=True,
            )
        return cls(ours, beginning(env))

    def is_fit(self, env: Mapping[str, str]) -> bool:
        """Whether it is still there, and would begin now as it did."""
        # Nothing is ever said on this socket: there is something to read once its end is closed.
        is_there = not select.select([self.asked], [], [], 0)[0]
        return is_there and self.beginning == beginning(env)

    def order(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        cwd: str,
        folder: str,
        out: int = 1,
        error: int = 2,
        *wire: int,
    ) -> socket.socket:
        """Order a kernel with these words, environment, working folder and descriptors: the line on
        which it says its process id, once it is there.

        Raises OSError where the warm process has ended.
        """
        line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        line.setblocking(False)
        with theirs, tempfile.TemporaryFile("w+") as order:
            json.dump({"argv": argv, "env": dict(env), "cwd": cwd}, order)
            order.seek(0)
            passed = [order.fileno(), out, error, theirs.fileno(), *wire]
            socket.send_fds(self.asked, [folder.encode()], passed)
        return line


def forked(pid: bytes, line: socket.socket) -> ForkedKernel:
    """A kernel by what it said on its line; raises ConnectionError where it said nothing."""
    if not pid:
        raise ConnectionError(f"to see why, type:  {sys.executable} {SCRIPT} 0")
    return ForkedKernel(int(pid), line)


def fit(warm: WarmProcess | None, env: Mapping[str, str]) -> WarmProcess:
    """A warm process for such kernels: a new one where it has ended or would begin otherwise."""
    if warm and not warm.is_fit(env):
        warm.asked.close()
        warm = None
    return warm or WarmProcess.started(env)


def beginning(env: Mapping[str, str]) -> dict[str, Any]:
    """All that a process is stuck with once it has started: variables, and installed libraries."""
    folders = {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}
    installed = {folder: Path(folder).stat().st_mtime_ns for folder in folders}
    return installed | {name: env[name] for name in env if name.startswith(READ_AT_THE_START)}


class ForkingProvisioner(LocalProvisioner):
    """Starts ipykernel by forking a warm process, with its sockets in a private folder."""

    forks: ClassVar[bool] = sys.platform == "linux"
    """Not on macOS, whose frameworks do not survive a fork; Windows has none. No more once it
    has failed: what failed would fail again, and take as long."""

    warm: ClassVar[WarmProcess | None] = None

    folder: str | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Have the kernel's sockets made in a folder nobody else may enter."""
        fits = len(tempfile.gettempdir()) <= LONGEST
        if self.forks and fits and self.parent and not self.folder:
            self.folder = tempfile.mkdtemp(prefix="lscb-")
            self.parent.transport, self.parent.ip = "ipc", f"{self.folder}/kernel"
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel, or start it as `LocalProvisioner` does."""
        can_fork = self.forks and self.folder and cmd[:3] == ORDINARY
        if not can_fork or {"stdout", "stderr"} & kwargs.keys():
            return await super().launch_kernel(cmd, **kwargs)
        env, cwd = kwargs["env"], str(kwargs.get("cwd") or Path.cwd())
        try:
            ForkingProvisioner.warm = fit(self.warm, env)
            line = self.warm.order(cmd[2:], env, cwd, self.folder)
            async with asyncio.timeout(PATIENCE):
                kernel = forked(await asyncio.get_running_loop().sock_recv(line, 16), line)
        except UNFIT as fault:
            self.log.warning("No kernel could be forked: %s", fault)
            ForkingProvisioner.forks = False
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.cwd = kernel, cwd
        self.pid = self.pgid = kernel.pid
        await self._bound()
        return self.connection_info

    async def _bound(self) -> None:
        """Wait for the last of the kernel's sockets: who connects too early tries again late."""
        last = Path(f"{self.parent.ip}-{self.parent.hb_port}")
        while not last.exists() and await self.poll() is None:
            await asyncio.sleep(0.002)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel, and wait for its end more closely than the manager would."""
        await super().kill(restart)
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                while await self.poll() is None:
                    await asyncio.sleep(0.005)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the folder of the kernel's sockets with the last of them."""
        await super().cleanup(restart)
        if self.folder and not restart:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None


@contextmanager
def warmth(modules: Sequence[str]) -> Iterator[socket.socket | None]:
    """A warm process while the block lasts: the socket to ask it by, None where nothing forks.

    `modules` of ours are imported in it as they are now.
    """
    if kernel_name() != KERNEL:
        yield None
        return
    try:
        warm = WarmProcess.started(os.environ, modules)
    except UNFIT:
        yield None
        return
    with warm.asked as asked:
        yield asked


class PromptClient(AsyncKernelClient):
    """A client that is ready as soon as the kernel has answered; others await silence first."""

    iopub_channel_class = Type(BoundedChannel)

    @default("context")
    def _context_default(self) -> zmq.asyncio.Context:
        context = super()._context_default()
        context.setsockopt(zmq.MAXMSGSIZE, bounds.output())
        return context

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel has been heard on both its channels.

        Raises RuntimeError where it died, and TimeoutError where it took too long.
        """
        async with asyncio.timeout(timeout):
            while not await self._has_answered():
                if not await self._async_is_alive():
                    raise RuntimeError("The kernel died before it was ready.")

    async def _has_answered(self) -> bool:
        """Ask, and await the reply and the news that the kernel is idle again.

        The news is lost where it was sent before this client was subscribed.
        """
        asked = self.kernel_info()
        try:
            reply = await self.get_shell_msg(timeout=1)
            while reply["parent_header"]["msg_id"] != asked:
                reply = await self.get_shell_msg(timeout=1)
            self._handle_kernel_info_reply(reply)
            news = await self.get_iopub_msg(timeout=0.2)
            while (news["parent_header"].get("msg_id"), news["content"].get("execution_state")) != (
                asked,
                "idle",
            ):
                news = await self.get_iopub_msg(timeout=0.2)
        except Empty:
            return False
        return True


class PromptKernelManager(AsyncKernelManager):
    """The kernel manager of the press."""

    client_factory = Type(PromptClient, klass=AsyncKernelClient)

    end: ClassVar[int | None] = None
    """How the kernel ended that was found dead last: its exit code, negative for a signal."""

    overfull: ClassVar[bool] = False
    """Whether that one was killed because it put out more than is taken."""

    heard: PromptClient | None = None

    def client(self, **kwargs: Any) -> PromptClient:
        self.heard = super().client(**kwargs)
        return self.heard

    async def _async_is_alive(self) -> bool:
        alive = await super()._async_is_alive()
        if alive and self.heard and await self.heard.iopub_channel.is_full():
            PromptKernelManager.overfull = True
            await self._async_kill_kernel()
            alive = False
        if not alive and self.has_kernel:
            PromptKernelManager.end = await self.provisioner.poll()
        return alive

    is_alive = _async_is_alive


def kernel_name() -> str:
    """The kernel that chapters run in: `lscb` where it can be forked, or else the ordinary one."""
    if ForkingProvisioner.forks:
        with suppress(NoSuchKernel):
            KernelSpecManager().get_kernel_spec(KERNEL)
            return KERNEL
    return "python3"
