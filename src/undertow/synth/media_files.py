"""Pictures and videos as files: drawn, edited and encoded, the same bytes for the same seed.

What they show is invented: coloured fields with the spectrum of photographs, cuts between them, and
shapes that move. The bytes depend on the versions of the encoders (extra ``media``) as well.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from undertow.errors import InputError
from undertow.synth.world import Upload

Frames = NDArray[np.uint8]

_SIZE: Final = (90, 160)
_RATE: Final = 8
_SECONDS: Final = 4
_SCENES: Final = 3
_CAPTION: Final = 0.12
_CROP: Final = 0.1

SUFFIX: Final[Mapping[str, str]] = MappingProxyType({"video": "mp4", "picture": "jpg"})
"""Kind of file -> end of its name."""


def media_file(seed: int, upload: Upload) -> bytes:
    """Return the file of an upload.

    Parameters
    ----------
    seed : int
        Of the scenario; uploads of one material are edits of the same frames.
    upload : Upload
        What is shown, and what was done to it.

    Returns
    -------
    bytes
        MP4 (H.264, no sound, 4 s of 8 frames) or JPEG, at most 160 pixels wide.

    Raises
    ------
    InputError
        The extra ``media`` is not installed.
    """
    rng = np.random.default_rng([seed, *upload.material.encode()])
    try:
        if upload.kind == "picture":
            frames = EDITS[upload.edit](_scene(rng, 1))
            return _jpeg(frames[0], 45 if upload.edit == "encoded anew" else 85)
        cuts = np.sort(rng.choice(np.arange(4, _SECONDS * _RATE - 4, 2), _SCENES - 1, False))
        lengths = np.diff([0, *cuts.tolist(), _SECONDS * _RATE]).tolist()
        frames = EDITS[upload.edit](np.concatenate([_scene(rng, n) for n in lengths]))
        return _mp4(frames, 33 if upload.edit == "encoded anew" else 26)
    except ModuleNotFoundError as error:
        raise InputError(
            f"{error.name} is not installed, so no pictures and videos can be made for this "
            "scenario; run `pip install 'undertow[media]'`"
        ) from error


def _captioned(frames: Frames) -> Frames:
    """Lay a bar with marks like writing over the bottom."""
    made = frames.copy()
    _, height, width, _ = made.shape
    bar = round(height * _CAPTION)
    made[:, height - bar :] = 16
    marks = np.random.default_rng(width).random(width // 3) < 0.6
    row = np.repeat(marks, 3)[: width - 8]
    made[:, height - bar + bar // 3 : height - bar // 3, 4 : 4 + len(row)][:, :, row] = 235
    return made


def _tall(frames: Frames) -> Frames:
    """Put black bars above and below, for screens that are higher than wide."""
    n, height, width, _ = frames.shape
    made = np.zeros((n, width * 16 // 9, width, 3), np.uint8)
    top = (made.shape[1] - height) // 2
    made[:, top : top + height] = frames
    return made


def _cropped(frames: Frames) -> Frames:
    _, height, width, _ = frames.shape
    y, x = round(height * _CROP / 2), round(width * _CROP / 2)
    return frames[:, y : height - y, x : width - x]


def _small(frames: Frames) -> Frames:
    """Halve both sides."""
    n, height, width, _ = frames.shape
    squares = frames[:, : height // 2 * 2, : width // 2 * 2]
    halved = squares.reshape(n, height // 2, 2, width // 2, 2, 3).mean(axis=(2, 4))
    small: Frames = halved.astype(np.uint8)
    return small


EDITS: Final[Mapping[str, Callable[[Frames], Frames]]] = MappingProxyType(
    {
        "as made": lambda frames: frames,
        "encoded anew": lambda frames: frames,
        "captioned": _captioned,
        "made tall": _tall,
        "cropped": _cropped,
        "mirrored": lambda frames: frames[:, :, ::-1],
        "trimmed": lambda frames: frames[_RATE:],
        "made small": _small,
    }
)
"""What can be done to a picture or video; frames of shape (n, height, width, 3)."""


def _scene(rng: np.random.Generator, n: int) -> Frames:
    """Return frames through a window that moves over a field, and shapes that move over it."""
    height, width = _SIZE
    field = _field(rng, height * 3 // 2, width * 3 // 2)
    begin, end = rng.random((2, 2)) * (height // 2, width // 2)
    path = np.linspace(begin, end, n).astype(int)
    frames = np.stack([field[y : y + height, x : x + width] for y, x in path])
    for _ in range(int(rng.integers(1, 4))):
        place = rng.random(2) * _SIZE
        speed = rng.normal(0, 0.3, 2) * _SIZE / _RATE
        tall, wide = (rng.uniform(0.1, 0.35, 2) * _SIZE).astype(int)
        colour = rng.integers(0, 256, 3)
        for i, frame in enumerate(frames):
            y, x = ((place + i * speed) % _SIZE).astype(int)
            frame[y : y + tall, x : x + wide] = colour
    return frames


def _field(rng: np.random.Generator, height: int, width: int) -> Frames:
    """Return a coloured picture whose spectrum falls as that of photographs does, with edges."""
    down = np.fft.fftfreq(height)[:, np.newaxis] * height
    along = np.fft.rfftfreq(width) * width
    falling = np.maximum(np.hypot(down, along), 1.0) ** -rng.uniform(1.2, 1.7)
    waves = falling * np.exp(2j * np.pi * rng.random(falling.shape))
    level = np.fft.irfft2(waves, (height, width))
    level = (level - level.mean()) / level.std()
    for _ in range(int(rng.integers(4, 10))):
        y, x = (rng.random(2) * (height, width)).astype(int)
        tall, wide = (rng.uniform(0.05, 0.3, 2) * (height, width)).astype(int)
        level[y : y + tall, x : x + wide] += rng.normal(0, 1.2)
    colours = rng.integers(0, 256, (4, 3))
    stops = np.linspace(-2.5, 2.5, 4)
    channels = [np.interp(level, stops, colour) for colour in colours.T]
    return np.stack(channels, axis=2).astype(np.uint8)


def _jpeg(frame: Frames, quality: int) -> bytes:
    from PIL import Image

    target = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(frame)).save(target, "JPEG", quality=quality)
    return target.getvalue()


def _mp4(frames: Frames, crf: int) -> bytes:
    import av

    target = io.BytesIO()
    with av.open(target, "w", format="mp4", options={"fflags": "+bitexact"}) as out:
        stream = out.add_stream("libx264", rate=_RATE)
        height, width = (side // 2 * 2 for side in frames.shape[1:3])
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        # One thread: with several the bytes depend on who is first.
        stream.options = {"crf": str(crf), "preset": "fast", "threads": "1"}
        for frame in frames[:, :height, :width]:
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(frame))))
        out.mux(stream.encode())
    return target.getvalue()
