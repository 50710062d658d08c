"""What one chapter may take: time, memory, and room for what it puts out.

Each is far more than any chapter needs, so that one which runs away is stopped and told apart from
one that fails. For a machine or a chapter that needs more, an environment variable says how much.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

import zmq
from jupyter_client.channels import AsyncZMQSocketChannel

MEGABYTE = 1024 * 1024

SECONDS = ("LSCB_CHAPTER_SECONDS", 600)
OUTPUT = ("LSCB_CHAPTER_OUTPUT_MB", 64)
MEMORY = "LSCB_CHAPTER_MEMORY_MB"
"""The variables, and what holds where one is not set: of memory, half of the machine's."""

LEAST = 1024 * MEGABYTE
"""Memory that a kernel may have on the smallest machine; its libraries take under half of that."""


def seconds() -> int:
    """How long all cells of a chapter may take together."""
    return int(os.environ.get(*map(str, SECONDS)))


def output() -> int:
    """How many bytes a chapter may put out."""
    return int(os.environ.get(*map(str, OUTPUT))) * MEGABYTE


def memory() -> int:
    """How many bytes a kernel, and whatever it starts, each may take."""
    if stated := os.environ.get(MEMORY):
        return int(stated) * MEGABYTE
    return max(LEAST, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)


def kept_by_the_system() -> list[str]:
    """What is said to a kernel so that it asks the system, first of all, to be kept within bounds:
    its memory, and each file it writes, be it only what it prints past Jupyter.

    Only on Linux, which alone keeps a process within such bounds.
    """
    if sys.platform != "linux":
        return []
    most = {"RLIMIT_DATA": memory(), "RLIMIT_FSIZE": output()}
    ours = "__import__('resource')"
    return [
        f"--IPKernelApp.exec_lines={ours}.setrlimit({ours}.{name}, ({size},) * 2)"
        for name, size in most.items()
    ]


class BoundedChannel(AsyncZMQSocketChannel):
    """What a kernel puts out, as long as it is within bounds; then nothing more is taken.

    A single message beyond them is not even received: ZeroMQ ends the connection.
    """

    def __init__(self, socket: zmq.asyncio.Socket, *more: Any) -> None:
        super().__init__(socket, *more)
        self._ended = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        self._left = output()

    async def _recv(self, **kwargs: Any) -> dict[str, Any]:
        frames = await self.socket.recv_multipart(**kwargs)
        self._left -= sum(map(len, frames))
        if self._left < 0:
            await asyncio.Event().wait()
        _, message = self.session.feed_identities(frames)
        return self.session.deserialize(message)

    async def is_full(self) -> bool:
        """Whether more was put out than is taken."""
        return self._left < 0 or bool(await self._ended.poll(0))

    def close(self) -> None:
        self.socket.disable_monitor()
        super().close()
