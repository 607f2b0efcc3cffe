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
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from undertow.errors import PluginError
from undertow.media.detectors.examining import Examined, Limits
from undertow.media.detectors.manifest import manifest_file, read_manifest
from undertow.settings import MediaSettings

_GAVE_UP = Examined(None, {}, None, "gave_up")
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_OPEN_FILES = 256


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
            if not (content := _read(file, settings.max_bytes)):
                yield Examined(None, {}, None, "not_decoded")
                continue
            worker = worker or _Worker(place, settings)
            try:
                yield worker.ask(content)
            except _DiedError:
                worker.end()
                worker = None
                yield _GAVE_UP
    finally:
        if worker is not None:
            worker.end()


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
            told = self._receive()
        except _DiedError as error:
            self.end()
            raise PluginError(
                f"{place}: the detector cannot be loaded within {settings.max_memory_mib} MiB and "
                f"{settings.max_time_s:.0f} s; raise settings.media.max_memory_mib"
            ) from error
        if isinstance(told, str):
            self.end()
            raise PluginError(told)

    def ask(self, content: bytes) -> Examined:
        """Return what the detector says of a file."""
        try:
            self._pipe.send_bytes(content)
        except OSError as error:
            raise _DiedError from error
        told = self._receive()
        if isinstance(told, str):
            raise PluginError(told)
        if told is None:
            raise _DiedError
        return told

    def end(self) -> None:
        """Kill the process."""
        self._pipe.close()
        self._process.kill()
        self._process.join()

    def _receive(self) -> Examined | str | None:
        try:
            if not self._pipe.poll(self._max_time_s):
                raise _DiedError
            told = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise _DiedError from error
        assert told is None or isinstance(told, Examined | str)
        return told


def _read(file: Path, max_bytes: int) -> bytes:
    """Return a file, or nothing where it is too long or cannot be read."""
    try:
        if file.stat().st_size > max_bytes:
            return b""
        return file.read_bytes()
    except OSError:
        return b""


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
        pipe.send(str(error))
        return
    pipe.send(None)
    while True:
        try:
            content = pipe.recv_bytes()
        except EOFError:
            return
        try:
            pipe.send(examine(detector, content, limits))
        except PluginError as error:
            pipe.send(str(error))
        except MemoryError:
            pipe.send(_GAVE_UP)


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
