"""Confinement: what the decoding process can no longer do."""

from __future__ import annotations

import subprocess
import sys

import pytest

_TRIES = {
    "read a file": "open('/etc/hostname')",
    "write a file": "open('/tmp/undertow-escape', 'w')",
    "connect": "import socket; socket.socket()",
    "start a program": "import os; os.execv('/bin/true', ['true'])",
    "start a process": "import os; os.fork()",
    "change another process": "import os, resource; resource.prlimit(os.getppid(), 7, (3, 3))",
    "end another process": "import os; os.kill(os.getppid(), 10)",
    "make a file that is none": "import os; os.mkfifo('/tmp/undertow-escape')",
    "write beside a file": "import os; os.setxattr('/tmp', 'user.undertow', b'1')",
    "remove a file": "import os; os.unlink('/tmp/undertow-escape')",
    "take memory": "x = bytearray(1 << 30); print('taken')",
}

_needs_a_filter = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the kernel has no filter of calls"
)


def _run(attempt: str) -> subprocess.CompletedProcess[str]:
    program = (
        "import os, socket\n"
        "from undertow.media.decoding.confinement import confine\n"
        "print('confined' if confine(256 << 20) else 'limited', flush=True)\n"
        f"{attempt}\n"
        "print('escaped', flush=True)\n"
    )
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )


@_needs_a_filter
@pytest.mark.parametrize("attempt", _TRIES.values(), ids=_TRIES)
def test_nothing_can_be_reached(attempt: str) -> None:
    ended = _run(attempt)
    assert ended.stdout.splitlines()[0] == "confined"
    assert "escaped" not in ended.stdout
    assert "taken" not in ended.stdout
    assert "PermissionError" in ended.stderr or "MemoryError" in ended.stderr


@_needs_a_filter
def test_what_is_needed_still_works() -> None:
    ended = _run("import numpy as np; assert np.ones((64, 64)) @ np.ones((64, 64)) is not None")
    assert "escaped" not in ended.stdout  # a module that was not loaded cannot be any more
    ended = _run("assert sum(bytearray(1 << 20)) == 0")
    assert "escaped" in ended.stdout
    ended = _run(
        "import _thread, time; _thread.start_new_thread(print, ('thread',)); time.sleep(1)"
    )
    assert "thread" in ended.stdout
