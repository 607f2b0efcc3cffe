"""A process that reads pieces of files for an import: tasks come in, counts go out.

It is a program of its own and no forked copy: it needs nothing of the process that starts it, and
it ends with that process, so that what a killed import left can be discarded at once.
"""

from __future__ import annotations

import gc
import os
import struct
import sys
import threading
from importlib.abc import MetaPathFinder
from queue import SimpleQueue
from typing import IO, TypeAlias

import msgspec
import pyarrow as pa

from undertow.ingest.pieces import PieceCounts, Task, do


class Failed(msgspec.Struct, tag=True, frozen=True):
    """A task that could not be done, and why."""

    message: str


class Done(msgspec.Struct, tag=True, frozen=True):
    """A task that was done."""

    counts: PieceCounts


Answer: TypeAlias = Done | Failed
_LENGTH = struct.Struct("<I")
_decode_task = msgspec.msgpack.Decoder(Task).decode


def send(stream: IO[bytes], message: Task | Answer) -> None:
    """Write one message."""
    body = msgspec.msgpack.encode(message)
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read one message; None when the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    return body if len(body) == length else None


class _WithoutPandas(MetaPathFinder):
    """Arrow looks for pandas when it first sees a list, and loading pandas takes a second."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("not used here", name=fullname)


def main() -> None:
    """Do tasks until standard input ends."""
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    sys.meta_path.insert(0, _WithoutPandas())
    gc.freeze()
    tasks: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    while True:
        send(answers, _answer(_decode_task(tasks.get())))
        pa.default_memory_pool().release_unused()  # others may need it while this process waits


def _listen(tasks: SimpleQueue[bytes]) -> None:
    while (task := receive(sys.stdin.buffer)) is not None:
        tasks.put(task)
    os._exit(0)  # whoever started this process is gone: what it was doing is of no use


def _answer(task: Task) -> Answer:
    try:
        return Done(do(task))
    except MemoryError:
        return Failed("memory ran out")
    except Exception as error:
        return Failed(f"{type(error).__name__}: {error}")
