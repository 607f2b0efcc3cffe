"""The processes that read pieces of files, as an import sees them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

import msgspec

from undertow.ingest.pieces import PieceCounts, Task
from undertow.ingest.worker import Answer, Done, receive, send

_decode_answer = msgspec.msgpack.Decoder(Answer).decode


class Workers:
    """Processes that do tasks side by side; they end with this process.

    Parameters
    ----------
    n_processes : int
        How many.
    """

    def __init__(self, n_processes: int) -> None:
        self._threads = ThreadPoolExecutor(n_processes)
        self._processes = [_start() for _ in range(n_processes)]
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        for process in self._processes:
            self._idle.put(process)

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        for process in self._processes:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.communicate()

    def run(self, tasks: Iterable[Task]) -> Iterator[PieceCounts]:
        """Yield the answers in the order of the tasks.

        Raises
        ------
        OSError
            A task could not be done, or its process ended: says why.
        """
        running: list[Future[PieceCounts]] = [self._threads.submit(self._do, t) for t in tasks]
        for future in running:
            yield future.result()

    def _do(self, task: Task) -> PieceCounts:
        process = self._idle.get()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            send(process.stdin, task)
            message = receive(process.stdout)
        finally:
            self._idle.put(process)
        if message is None:
            raise OSError("a process that was reading it ended; is there too little memory?")
        answer = _decode_answer(message)
        if isinstance(answer, Done):
            return answer.counts
        raise OSError(answer.message)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        # -P: a module of the folder the command is run in must not stand in for one of ours.
        [sys.executable, "-P", "-c", "from undertow.ingest.worker import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
