"""Score files in a process of its own, which may be killed.

Both what is parsed (a captured file, a model) and what parses it can be hostile or just broken. The
process holds no case, has limits of memory and open files, can write nothing, has no network where
the system lets a user give it up, and is replaced when it dies or takes too long.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from undertow.errors import PluginError
from undertow.media.detectors.examined import (
    MAX_TOLD_BYTES,
    Examined,
    Limits,
    read_answer,
    write_answer,
)
from undertow.media.detectors.manifest import manifest_file, read_manifest
from undertow.settings import MediaSettings

_GAVE_UP = Examined(None, {}, None, "gave_up")
_NOT_DECODED = Examined(None, {}, None, "not_decoded")
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_OPEN_FILES = 256
_ANSWER, _ERROR = b"+", b"-"


def examine_files(
    place: Path, files: Sequence[Path], settings: MediaSettings
) -> Iterator[Examined]:
    """Yield what a detector says of each file, in order.

    Parameters
    ----------
    place : Path
        The detector.
    files : sequence of Path
        The files.
    settings : MediaSettings
        Limits of bytes, pixels, duration, time and memory; the model needs memory on top.

    Yields
    ------
    Examined
        Reason ``gave_up`` where a file took too long or too much, or ended the process;
        ``not_decoded`` where it is longer than allowed or cannot be read.

    Raises
    ------
    PluginError
        The detector is not acceptable or cannot be loaded within the limits.
    """
    worker: _Worker | None = None
    try:
        for file in files:
            if not _is_readable(file, settings.max_bytes):
                yield _NOT_DECODED
                continue
            worker = worker or _Worker(place, settings)
            try:
                yield worker.ask(file)
            except _DiedError:
                worker.end()
                worker = None
                yield _GAVE_UP
    finally:
        if worker is not None:
            worker.end()


def require_packages() -> None:
    """Raise where a package is missing that a detector needs.

    Raises
    ------
    PluginError
        Says what to install.
    """
    for package in ("onnxruntime", "PIL", "av"):
        if find_spec(package) is None:
            raise PluginError(
                f"detectors need the package {package}; run `pip install 'undertow[media,detect]'`"
            )


def check_detector(place: Path, settings: MediaSettings) -> None:
    """Raise unless a detector can be loaded and gives a score for an empty item.

    Raises
    ------
    PluginError
        It cannot, or asks for more than it may.
    """
    _Worker(place, settings).end()


class _DiedError(Exception):
    """The process died or took too long."""


class _Worker:
    """The process: a detector that is loaded, and the pipe to it."""

    def __init__(self, place: Path, settings: MediaSettings) -> None:
        require_packages()
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._max_time_s = settings.max_time_s
        limits = Limits(settings.max_pixels, settings.max_duration_s)
        memory = (settings.max_memory_mib << 20) + 3 * _model_bytes(place)
        self._process: BaseProcess = context.Process(
            target=_serve, args=(other, str(place), limits, memory), daemon=True
        )
        self._process.start()
        other.close()
        try:
            self._require_answer()
        except _DiedError as error:
            self.end()
            raise PluginError(
                f"{place}: the detector cannot be loaded within {settings.max_memory_mib} MiB and "
                f"{settings.max_time_s:.0f} s; raise settings.media.max_memory_mib"
            ) from error
        except PluginError:
            self.end()
            raise

    def ask(self, file: Path) -> Examined:
        """Return what the detector says of a file."""
        try:
            # Its path and not its bytes: what fits into the pipe is sent even if nobody reads it.
            self._pipe.send_bytes(os.fsencode(file.absolute()))
        except OSError as error:
            raise _DiedError from error
        found = read_answer(self._require_answer())
        if found is None:  # no answer of ours: whatever it read has taken the process over
            raise _DiedError
        return found

    def end(self) -> None:
        """Kill the process."""
        self._pipe.close()
        self._process.kill()
        self._process.join()

    def _require_answer(self) -> bytes:
        """Return what comes next, without its first byte, which says whether it is an error.

        Never unpickled: the process has parsed what somebody else wrote.
        """
        try:
            if not self._pipe.poll(self._max_time_s):
                raise _DiedError
            told = self._pipe.recv_bytes(MAX_TOLD_BYTES)
        except (EOFError, OSError) as error:
            raise _DiedError from error
        if told[:1] == _ERROR:
            raise PluginError(told[1:].decode("utf-8", "replace")[:1_000])
        return told[1:]


def _is_readable(file: Path, max_bytes: int) -> bool:
    """Whether a file is there, not empty and not too long."""
    try:
        return file.is_file() and 0 < file.stat().st_size <= max_bytes
    except OSError:
        return False


def _model_bytes(place: Path) -> int:
    file = manifest_file(place)
    model = file.parent / read_manifest(file).model
    return model.stat().st_size if model.is_file() else 0


def _serve(pipe: Connection, place: str, limits: Limits, memory_bytes: int) -> None:
    """Load the detector, then answer one file after the other."""
    _confine(memory_bytes)
    from undertow.media.detectors.detector import Detector
    from undertow.media.detectors.examining import examine

    try:
        detector = Detector.load(Path(place))
    except PluginError as error:
        pipe.send_bytes(_ERROR + str(error).encode())
        return
    pipe.send_bytes(_ANSWER)
    while True:
        try:
            file = Path(os.fsdecode(pipe.recv_bytes()))
        except EOFError:
            return
        try:
            found = examine(detector, file.read_bytes(), limits)
            pipe.send_bytes(_ANSWER + write_answer(found))
        except OSError:
            pipe.send_bytes(_ANSWER + write_answer(_NOT_DECODED))
        except PluginError as error:
            pipe.send_bytes(_ERROR + str(error).encode())
        except MemoryError:
            pipe.send_bytes(_ANSWER + write_answer(_GAVE_UP))


def _confine(memory_bytes: int) -> None:
    """Give up what scoring does not need, before anything is read."""
    for kind, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        hard = resource.getrlimit(kind)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))
    # A name space without a network. Refused in many containers: the process then merely has no
    # code that connects to anything.
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None:
        unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)  # parsers complain there of every damaged file
