"""Small media files for tests: invented pictures, videos and sound, honest ones and others."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Rgb = NDArray[np.uint8]


def scene(seed: int, n_frames: int = 20, size: tuple[int, int] = (160, 96)) -> list[Rgb]:
    """Return frames of an invented scene: patches that drift, unlike those of other seeds."""
    rng = np.random.default_rng(seed)
    width, height = size
    patches = rng.integers(0, 256, (height // 16 + 2, width // 16 + 2, 3), np.uint8)
    wide = np.asarray(
        Image.fromarray(patches).resize((width + 2 * n_frames, height), Image.Resampling.BICUBIC)
    )
    return [np.ascontiguousarray(wide[:, shift : shift + width]) for shift in range(n_frames)]


def picture(rgb: Rgb, form: str = "JPEG", **options: Any) -> bytes:
    """Return a picture as a file."""
    target = io.BytesIO()
    Image.fromarray(rgb).save(target, form, **options)
    return target.getvalue()


def video(
    frames: Sequence[Rgb],
    *,
    rate: int = 10,
    form: str = "mp4",
    codec: str = "mpeg4",
    samples: NDArray[np.float32] | None = None,
    at_s: Callable[[int], float] | None = None,
) -> bytes:
    """Return a video as a file, with a soundtrack at 44,100 Hz where samples are given."""
    target = io.BytesIO()
    with av.open(target, "w", format=form) as container:
        pictures = container.add_stream(codec, rate=rate)
        pictures.height, pictures.width = frames[0].shape[:2]
        pictures.pix_fmt = "yuv420p"
        sound = container.add_stream("aac", rate=44_100) if samples is not None else None
        for number, rgb in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
            frame.pts = number if at_s is None else round(at_s(number) * rate)
            container.mux(pictures.encode(frame))
        container.mux(pictures.encode())
        if sound is not None and samples is not None:
            for start in range(0, len(samples), 1024):
                part = np.ascontiguousarray(samples[np.newaxis, start : start + 1024])
                piece = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
                piece.sample_rate, piece.pts = 44_100, start
                container.mux(sound.encode(piece))
            container.mux(sound.encode())
    return target.getvalue()


def tune(seed: int, seconds: float) -> NDArray[np.float32]:
    """Return samples of an invented tune at 44,100 Hz, unlike those of other seeds."""
    rng = np.random.default_rng(seed)
    times = np.arange(round(seconds * 44_100)) / 44_100
    notes = rng.uniform(200, 2_000, (round(seconds * 4) + 1, 3))
    pitch = notes[(times * 4).astype(int)]
    return np.sin(2 * np.pi * pitch * times[:, np.newaxis]).mean(axis=1).astype(np.float32) * 0.3


def claimed_png(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that claims to be as large as this."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1 << 16))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )
