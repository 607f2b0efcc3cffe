"""The decoding process: everything is loaded, the doors are closed, then files are decoded.

Run by :class:`undertow.media.decoding.sandbox.Sandbox` with the number of its socket, the memory it
may take, and 1 where speech is to be found.
"""

from __future__ import annotations

import codecs
import io
import os
import socket
import sys
import wave
from typing import BinaryIO

import av
import av.logging
import c2pa  # noqa: F401 (loaded before no file can be opened)
import msgspec
import numpy as np
from PIL import Image
from PIL import __version__ as pillow_version

from undertow.media.decoding.confinement import confine
from undertow.media.decoding.excerpts import excerpt
from undertow.media.decoding.failures import told
from undertow.media.decoding.messages import (
    ClosedError,
    Description,
    Excerpt,
    Exchanged,
    Job,
    Limits,
    Pixels,
    Ready,
    Talk,
    receive_with_fd,
    send,
)
from undertow.media.decoding.moving import describe_moving, frames_at, moving_pixels
from undertow.media.decoding.still import describe_still, still_pixels, stills_at
from undertow.media.decoding.talking import describe_talking
from undertow.media.hints.cepstra import mel_cepstra
from undertow.media.pdq import pdq_hex

_MAX_JOB_BYTES = 4 << 20


def main() -> None:
    """Decode what comes through the socket, until it is closed."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    Image.init()
    av.logging.set_level(None)
    versions = f"PyAV {av.__version__}, Pillow {pillow_version}"
    _warm_up(finds_speech=sys.argv[3] == "1")
    send(channel, Ready(versions, confine(int(sys.argv[2]))))
    while True:
        try:
            job, fd = receive_with_fd(channel, Job, _MAX_JOB_BYTES)
        except ClosedError:
            return
        with os.fdopen(fd, "rb") as file:
            send(channel, msgspec.structs.replace(_answer(job, file), number=job.number))


def _answer(job: Job, file: BinaryIO) -> Description | Pixels | Excerpt | Exchanged | Talk:
    file.seek(0)
    if job.task == "talk":
        try:
            return describe_talking(job, file)
        except Exception:
            return Talk()
    if job.task == "pixels":
        try:
            return still_pixels(job, file) if job.kind == "image" else moving_pixels(job, file)
        except Exception:
            return Pixels([], [])
    if job.task == "exchange":
        try:
            frames = stills_at(job, file) if job.kind == "image" else frames_at(job, file)
            return Exchanged([pdq_hex(rgb)[0] for _, rgb in frames])
        except Exception:
            return Exchanged([])
    if job.task == "excerpt":
        try:
            return excerpt(job, file)
        except Exception:
            return Excerpt()
    try:
        return describe_still(job, file) if job.kind == "image" else describe_moving(job, file)
    except Exception as error:
        return Description("quarantined", *told(error))


def _warm_up(*, finds_speech: bool) -> None:
    """Decode some of each kind once: what is loaded at first use could not be later."""
    limits = Limits(frames_per_s=10.0, max_pixels=1 << 20, max_duration_s=10.0)
    for name in ("utf-16", "utf-32", "latin-1", "cp1252", "ascii"):
        codecs.lookup(name)
    still, moving, sound = io.BytesIO(), io.BytesIO(), io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (30, 64, 96), np.uint8)
    frames = [Image.fromarray(frame) for frame in noise]
    frames[0].convert("RGB").save(still, "JPEG", exif=Image.Exif())
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:], duration=100)
    with wave.open(sound, "wb") as track:
        track.setparams((1, 2, 11_025, 0, "NONE", ""))
        track.writeframes(noise.tobytes())
    for kind, mime, file in (
        ("image", "image/jpeg", still),
        ("image", "image/gif", moving),
        ("audio", "audio/wav", sound),
    ):
        _answer(Job(0, "describe", kind, mime, limits, finds_speech=finds_speech), file)
    mel_cepstra(noise.reshape(-1).astype(np.float32), 16_000)


if __name__ == "__main__":
    main()
