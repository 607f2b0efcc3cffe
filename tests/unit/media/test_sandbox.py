"""The decoding process as seen from outside, when it does not behave."""

from __future__ import annotations

import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from undertow.media.decoding import Description, Sandbox, sandbox
from undertow.media.decoding.messages import Job, Limits, receive_with_fd, send
from undertow.settings import MediaSettings

_FAKE = """
import socket, sys, time
from undertow.media.decoding.messages import *
channel = socket.socket(fileno=int(sys.argv[1]))
send(channel, Ready("a liar", True))
job, fd = receive_with_fd(channel, Job, 1 << 20)
{behaviour}
time.sleep(30)
"""
_LIES = {
    "an answer of endless length": "channel.sendall((1 << 60).to_bytes(8, 'little'))",
    "no message at all": "channel.sendall((4).to_bytes(8, 'little') + b'junk')",
    "a closed channel": "channel.close()",
    "an answer to another question": "send(channel, Description('decoded', number=job.number + 1))",
    "the death of a real-time signal": "import os; os.kill(os.getpid(), 40)",
}


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put another program in the place of the decoding process."""

    def replace(behaviour: str) -> None:
        program = tmp_path / "fake.py"
        program.write_text(_FAKE.format(behaviour=behaviour))
        monkeypatch.setattr(sandbox, "COMMAND", (sys.executable, str(program)))

    return replace


def _described(settings: MediaSettings) -> tuple[Description, float]:
    with Sandbox(settings) as opened, tempfile.TemporaryFile() as file:
        assert opened.versions
        start = time.monotonic()
        return opened.describe(file, "image", "image/png"), time.monotonic() - start


@pytest.mark.parametrize("behaviour", _LIES.values(), ids=_LIES)
def test_a_process_that_lies_costs_the_one_file(
    worker: Callable[[str], None], behaviour: str
) -> None:
    worker(behaviour)
    found, _ = _described(MediaSettings(max_time_s=20))
    assert (found.state, found.reason) == ("quarantined", "decoder_died")
    assert found.detail


def test_an_answer_that_trickles_ends_at_the_deadline(worker: Callable[[str], None]) -> None:
    worker("[(channel.sendall(b'\\0'), time.sleep(0.1)) for _ in range(300)]")
    found, took_s = _described(MediaSettings(max_time_s=0.5))
    assert found.reason == "too_slow"
    assert took_s < 10


def test_a_descriptor_travels_beside_the_message() -> None:
    own, other = socket.socketpair()
    with own, other, tempfile.TemporaryFile() as file:
        file.write(b"content")
        file.flush()
        job = Job(7, "describe", "image", "image/png", Limits(6.0, 10, 1.0))
        sender = threading.Thread(target=send, args=(own, job), kwargs={"fd": file.fileno()})
        sender.start()
        received, fd = receive_with_fd(other, Job, 1 << 20)
        sender.join()
        with open(fd, "rb") as copy:
            copy.seek(0)
            assert copy.read() == b"content"
    assert received == job
