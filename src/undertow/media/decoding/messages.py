"""What the program and its decoding process say to one another.

The answers come from a process that may be in the hands of whoever made the file: they are read as
plain values of known types and lengths, never as objects.
"""

from __future__ import annotations

import socket
import time
from typing import Final, TypeVar

import msgspec

EXCHANGE_SIDE_PX: Final = 4_096
"""Longer side of what gets a PDQ for exchange: its filter takes 50 bytes a pixel."""

_LENGTH_BYTES: Final = 8
_STEP_BYTES: Final = 1 << 20


class Limits(msgspec.Struct, frozen=True):
    """Bounds on decoding one file.

    Parameters
    ----------
    frames_per_s : float
        Frames of a video that are looked at, for each second of it.
    max_pixels : int
        Most pixels of a picture or frame.
    max_duration_s : float
        Seconds that are decoded.
    """

    frames_per_s: float
    max_pixels: int
    max_duration_s: float


class Wanted(msgspec.Struct, frozen=True):
    """What a model looks at: pictures cut to a size, or the beginning of a sound.

    Parameters
    ----------
    n_frames : int
        Frames spread over a video; 0 for a picture, or for sound.
    width_px, height_px : int
        Size of the pictures; 0 for sound.
    fit : str
        ``resize`` stretches to the size; ``resize_crop`` scales the shorter side and cuts out the
        middle; ``crop`` cuts out the middle as it is.
    interpolation : str
        ``bilinear`` or ``bicubic``.
    sample_rate_hz, n_samples : int
        Of one channel of sound; 0 for pictures.
    """

    n_frames: int = 0
    width_px: int = 0
    height_px: int = 0
    fit: str = "resize"
    interpolation: str = "bicubic"
    sample_rate_hz: int = 0
    n_samples: int = 0


class Job(msgspec.Struct, frozen=True):
    """One file to decode; its descriptor travels beside the message.

    Parameters
    ----------
    number : int
        Number of the job, which the answer repeats: no answer is taken for that of another file.
    task : str
        ``describe``; ``pixels``, for the pictures themselves; ``excerpt``, for what a model looks
        at; ``exchange``, for hashes of whole frames; or ``talk``, for a mouth and a sound.
    kind, mime : str
        What the file is by its first bytes.
    limits : Limits
        Bounds.
    trust_list : str
        Certificates of trusted Content Credentials, PEM; empty for none.
    at_s : tuple of float
        For ``pixels`` and ``exchange``: times of the frames that are wanted.
    side_px : int
        For ``pixels`` and ``talk``: length to which the longer side is brought down.
    finds_speech : bool
        Whether speech is looked for in the sound.
    wanted : Wanted or None
        For ``excerpt``: what of it.
    """

    number: int
    task: str
    kind: str
    mime: str
    limits: Limits
    trust_list: str = ""
    at_s: tuple[float, ...] = ()
    side_px: int = 512
    finds_speech: bool = False
    wanted: Wanted | None = None


class Strip(msgspec.Struct, frozen=True):
    """Small pictures side by side: 3 bytes a pixel, row after row."""

    width_px: int
    height_px: int
    rgb: bytes


class Description(msgspec.Struct, frozen=True):
    """What a media file is, as far as it could be decoded.

    Parameters
    ----------
    state, reason, detail : str
        See :class:`undertow.schema.MediaFiles`; the last two empty where it is decoded.
    width_px, height_px, duration_s, frame_rate, has_sound
        None where it does not apply or was not reached.
    is_moving : bool
        Whether it has several frames: a video, or a picture that moves.
    at_s, quality, views : bytes
        float64, int64 and 32 bytes a view, for each frame that was looked at.
    pdq : str
        PDQ of a picture at full size, in hexadecimal; empty for a video.
    words : bytes
        Fingerprint of the sound, 32 bits a word, little-endian.
    speech_s : float or None
        Seconds in which somebody speaks; None where nobody looked.
    facts : tuple of (str, int, str, str)
        Rows of ``media_facts``: source, position, name, value.
    c2pa_state : str
        State of its Content Credentials; empty where they were not read.
    subtitles : tuple of (str, float, str)
        Which of several tracks, when, and what.
    strip : Strip or None
        Up to six frames of it.
    number : int
        Number of the job.
    """

    state: str
    reason: str = ""
    detail: str = ""
    width_px: int | None = None
    height_px: int | None = None
    duration_s: float | None = None
    frame_rate: float | None = None
    has_sound: bool | None = None
    is_moving: bool = False
    at_s: bytes = b""
    quality: bytes = b""
    views: bytes = b""
    pdq: str = ""
    words: bytes = b""
    speech_s: float | None = None
    facts: tuple[tuple[str, int, str, str], ...] = ()
    c2pa_state: str = ""
    subtitles: tuple[tuple[str, float, str], ...] = ()
    strip: Strip | None = None
    number: int = 0


class Pixels(msgspec.Struct, frozen=True):
    """Frames that were asked for, as many as there are; each a strip of one."""

    frames: list[Strip]
    at_s: list[float]
    number: int = 0


class Talk(msgspec.Struct, frozen=True):
    """The beginning of a video, for whether its sound drives a mouth; empty where it has no sound.

    Parameters
    ----------
    width_px, height_px : int
        Size of the frames.
    frames : bytes
        Grey, 1 byte a pixel, frame after frame, 25 a second.
    cepstra : bytes
        13 float32 for each frame, little-endian.
    number : int
        Number of the job.
    """

    width_px: int = 0
    height_px: int = 0
    frames: bytes = b""
    cepstra: bytes = b""
    number: int = 0


class Excerpt(msgspec.Struct, frozen=True):
    """What a model looks at of a file, and what is measured of the file on the way.

    Parameters
    ----------
    frames : list of Strip
        Pictures of the size that was asked for.
    n_looked_at : int
        Pictures that were decoded for that; those too small to be cut are not among ``frames``.
    width_px, height_px : int
        Size of the first as it was, upright.
    detail : float
        Mean absolute Laplacian of their brightness, in grey levels, before they were cut.
    duration_s : float
        How long the video or sound lasts; 0 for a picture.
    samples : bytes
        Sound of one channel, -1 to 1, float32, little-endian.
    number : int
        Number of the job.
    """

    frames: list[Strip] = []
    n_looked_at: int = 0
    width_px: int = 0
    height_px: int = 0
    detail: float = 0.0
    duration_s: float = 0.0
    samples: bytes = b""
    number: int = 0


class Exchanged(msgspec.Struct, frozen=True):
    """PDQ of the frames that were asked for, as many as there are, in hexadecimal."""

    pdq: list[str]
    number: int = 0


class Ready(msgspec.Struct, frozen=True):
    """What the process says once it is confined."""

    versions: str
    is_confined: bool


M = TypeVar("M", bound=msgspec.Struct)


class ClosedError(Exception):
    """The other side is gone."""


def send(channel: socket.socket, message: msgspec.Struct, *, fd: int | None = None) -> None:
    """Send a message, and a descriptor beside it."""
    body = msgspec.msgpack.encode(message)
    head = len(body).to_bytes(_LENGTH_BYTES, "little")
    if fd is None:
        channel.sendall(head)
    else:
        socket.send_fds(channel, [head], [fd])
    channel.sendall(body)


def receive(channel: socket.socket, kind: type[M], max_bytes: int, deadline: float) -> M:
    """Read a message of a known kind.

    Parameters
    ----------
    channel : socket
        To the other side.
    kind : type
        What is expected.
    max_bytes : int
        Longest message.
    deadline : float
        Until when, by :func:`time.monotonic`, however slowly it trickles in.

    Raises
    ------
    ClosedError
        The other side is gone, or what it says is no such message.
    TimeoutError
        The deadline has passed.
    """
    head = _exactly(channel, _LENGTH_BYTES, deadline)
    return _read(channel, kind, max_bytes, head, deadline)


def receive_with_fd(channel: socket.socket, kind: type[M], max_bytes: int) -> tuple[M, int]:
    """Read a message with the descriptor beside it."""
    head, fds, _, _ = socket.recv_fds(channel, _LENGTH_BYTES, 1)
    if len(fds) != 1:
        raise ClosedError("no file came with the message")
    head += _exactly(channel, _LENGTH_BYTES - len(head))
    return _read(channel, kind, max_bytes, head), fds[0]


def _read(
    channel: socket.socket,
    kind: type[M],
    max_bytes: int,
    head: bytes,
    deadline: float | None = None,
) -> M:
    n_bytes = int.from_bytes(head, "little")
    if n_bytes > max_bytes:
        raise ClosedError(f"a message of {n_bytes} bytes")
    try:
        return msgspec.msgpack.decode(_exactly(channel, n_bytes, deadline), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ClosedError(f"not a message: {error}") from error


def _exactly(channel: socket.socket, n_bytes: int, deadline: float | None = None) -> bytes:
    parts = bytearray()
    while len(parts) < n_bytes:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            channel.settimeout(left)
        part = channel.recv(min(n_bytes - len(parts), _STEP_BYTES))
        if not part:
            raise ClosedError("the channel was closed")
        parts += part
    return bytes(parts)
