"""Clips unlike one another, the same for the same seed; encoding and decoding them."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

RATE_HZ = 11_025
"""Samples of sound a second, as the decoder gives them."""

LONGEST_PX = 512
"""Longer side of the frames that the decoder gives."""

Frames = NDArray[np.uint8]
Sound = NDArray[np.float32]

WORDS = (
    "river market window seven paper harbour lantern orchard signal winter copper garden "
    "bridge meadow thunder candle mirror planet velvet anchor pepper ribbon saddle tunnel"
).split()


@dataclass(frozen=True, slots=True)
class Clip:
    """Frames of shape (n, height, width, 3), their rate, and the sound that goes with them."""

    frames: Frames
    fps: float
    sound: Sound


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the decoder of the program gives: grey frames with their times, and samples."""

    grey: Frames
    at_s: NDArray[np.float64]
    samples: Sound


def clip(seed: int, *, seconds: float = 8.0, height: int = 180, fps: float = 25.0) -> Clip:
    """Return a clip of one to four scenes of different kinds, with cuts between them."""
    rng = np.random.default_rng((seed, 1))
    width = height * 16 // 9
    n = round(seconds * fps)
    n_scenes = int(rng.integers(1, 5))
    cuts = np.sort(rng.choice(np.arange(1, 8), n_scenes - 1, replace=False)) * n // 8
    bounds = [0, *(int(cut) for cut in cuts), n]
    scenes = [_scene(rng, b - a, height, width) for a, b in itertools.pairwise(bounds)]
    return Clip(np.concatenate(scenes), fps, sound(seed, seconds))


def from_picture(picture: Image.Image, seed: int, *, seconds: float, height: int) -> Clip:
    """Return a clip that moves over a photograph."""
    rng = np.random.default_rng((seed, 2))
    n = round(seconds * 25)
    return Clip(_moved(rng, picture, n, height, height * 16 // 9), 25.0, sound(seed, seconds))


def sound(seed: int, seconds: float) -> Sound:
    """Return notes of changing pitch over noise of changing colour and strength."""
    rng = np.random.default_rng((seed, 3))
    n = round(seconds * RATE_HZ)
    t = np.arange(n) / RATE_HZ
    made = np.zeros(n)
    for _ in range(max(int(seconds * 6), 1)):
        begin, length = rng.random() * seconds, 0.1 + 0.5 * rng.random()
        pitch = 110 * 2 ** (rng.integers(0, 40) / 12)
        part = slice(int(begin * RATE_HZ), int((begin + length) * RATE_HZ))
        s = t[part]
        swing = np.sin(2 * np.pi * (pitch * s + rng.normal(0, 2) * np.sin(5 * s)))
        shape = np.hanning(len(s)) if len(s) > 2 else np.zeros(len(s))
        made[part] += (swing + 0.5 * np.sin(4 * np.pi * pitch * s)) * shape * rng.random()
    strength = np.interp(t, np.linspace(0, seconds, 30), rng.random(30))
    made += 0.1 * rng.normal(size=n) * strength
    return (0.3 * made / np.abs(made).max()).astype(np.float32)


def encoded(made: Clip, *, crf: int = 23, with_sound: bool = True) -> bytes:
    """Return the clip as MP4 (H.264, AAC)."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as out:
        _, height, width, _ = made.frames.shape
        video = out.add_stream("libx264", rate=Fraction(made.fps).limit_denominator(1000))
        video.width, video.height, video.pix_fmt = width // 2 * 2, height // 2 * 2, "yuv420p"
        video.options = {"crf": str(crf), "preset": "superfast", "threads": "1"}
        audio = out.add_stream("aac", rate=RATE_HZ, layout="mono") if with_sound else None
        for image in made.frames[:, : video.height, : video.width]:
            out.mux(video.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(image))))
        out.mux(video.encode())
        if audio is not None:
            frame = av.AudioFrame.from_ndarray(made.sound[np.newaxis], "fltp", "mono")
            frame.sample_rate = RATE_HZ
            fifo = av.AudioFifo()
            fifo.write(frame)
            while (block := fifo.read(1024, partial=True)) is not None:
                out.mux(audio.encode(block))
            out.mux(audio.encode())
    return target.getvalue()


def decoded(data: bytes, frames_per_s: float = 6.0) -> Decoded:
    """Return grey frames and samples of an encoded clip, as the decoder of the program does."""
    at, grey = zip(*_sampled(data, frames_per_s), strict=True)
    return Decoded(np.stack(grey), np.array(at), _samples(data))


def _sampled(data: bytes, frames_per_s: float) -> Iterator[tuple[float, Frames]]:
    with av.open(io.BytesIO(data)) as source:
        due = 0
        for frame in source.decode(video=0):
            if frame.time is None or frame.time + 1e-6 < due / frames_per_s:
                continue
            due = int(frame.time * frames_per_s + 1e-6) + 1
            scale = min(1.0, LONGEST_PX / max(frame.width, frame.height))
            size = (max(round(frame.width * scale), 1), max(round(frame.height * scale), 1))
            small = frame.reformat(*size, format="gray", interpolation="AREA")
            yield frame.time, small.to_ndarray()


def _samples(data: bytes) -> Sound:
    with av.open(io.BytesIO(data)) as source:
        if not source.streams.audio:
            return np.empty(0, np.float32)
        resampler = av.AudioResampler("fltp", "mono", RATE_HZ)
        parts = [
            part.to_ndarray()[0]
            for frame in source.decode(audio=0)
            for part in resampler.resample(frame)
        ]
    return np.concatenate(parts) if parts else np.empty(0, np.float32)


def _scene(rng: np.random.Generator, n: int, height: int, width: int) -> Frames:
    kind = rng.choice(["land", "shapes", "talk", "slide"], p=[0.35, 0.35, 0.2, 0.1])
    if kind == "slide":
        return np.repeat(_slide(rng, height, width)[np.newaxis], n, axis=0)
    canvas = Image.fromarray(texture(rng, height * 3 // 2, width * 3 // 2))
    if kind == "talk":
        still = _moved(rng, canvas, 1, height, width)
        return _talking(rng, np.repeat(still, n, axis=0))
    frames = _moved(rng, canvas, n, height, width)
    return _with_shapes(rng, frames) if kind == "shapes" else frames


def texture(rng: np.random.Generator, height: int, width: int) -> Frames:
    """Return a coloured picture whose spectrum falls as that of photographs, with some edges."""
    down = np.fft.fftfreq(height)[:, np.newaxis] * height
    right = np.fft.rfftfreq(width) * width
    falling = 1.0 / np.maximum(np.hypot(down, right), 1.0) ** rng.uniform(1.2, 1.8)
    waves = falling * np.exp(2j * np.pi * rng.random(falling.shape))
    field = np.fft.irfft2(waves, (height, width))
    field = (field - field.mean()) / field.std()
    for _ in range(int(rng.integers(4, 14))):
        top, left = int(rng.random() * height), int(rng.random() * width)
        tall = int((0.05 + 0.3 * rng.random()) * height)
        wide = int((0.05 + 0.3 * rng.random()) * width)
        field[top : top + tall, left : left + wide] += rng.normal(0, 1.2)
    colours = rng.integers(0, 256, (4, 3))
    levels = np.linspace(-2.5, 2.5, 4)
    return np.stack([np.interp(field, levels, c) for c in colours.T], axis=2).astype(np.uint8)


def _moved(
    rng: np.random.Generator, canvas: Image.Image, n: int, height: int, width: int
) -> Frames:
    """Return frames through a window that moves and zooms over a picture."""
    shape = np.array([width, height]) / max(width / canvas.width, height / canvas.height)
    zooms = np.linspace(*rng.uniform(0.55, 0.95, 2), n)
    path = np.linspace(*rng.random((2, 2)), n)
    frames = []
    for zoom, share in zip(zooms, path, strict=True):
        size = shape * zoom
        corner = share * (np.array(canvas.size) - size)
        box = (*corner, *(corner + size))
        frames.append(np.asarray(canvas.convert("RGB").resize((width, height), 2, box)))
    return np.stack(frames)


def _with_shapes(rng: np.random.Generator, frames: Frames) -> Frames:
    _, height, width, _ = frames.shape
    made = [Image.fromarray(frame) for frame in frames]
    for _ in range(int(rng.integers(2, 6))):
        at, speed = rng.random(2), rng.normal(0, 0.006, 2)
        size = (0.08 + 0.25 * rng.random(2)) * height
        colour = tuple(int(c) for c in rng.integers(0, 256, 3))
        is_round = rng.random() < 0.5
        for i, image in enumerate(made):
            x, y = ((at + i * speed) % 1.2 - 0.1) * (width, height)
            draw = ImageDraw.Draw(image)
            box = (x, y, x + size[0], y + size[1])
            (draw.ellipse if is_round else draw.rectangle)(box, fill=colour)
    return np.stack([np.asarray(image) for image in made])


def _talking(rng: np.random.Generator, frames: Frames) -> Frames:
    """Return frames with a head that moves a little and a mouth that opens and shuts."""
    n, height, width, _ = frames.shape
    sway = np.cumsum(rng.normal(0, 0.003, (n, 2)), axis=0)
    opening = np.abs(np.convolve(rng.normal(0, 1, n + 4), np.ones(5) / 5, "valid"))
    skin, cloth = (tuple(int(c) for c in rng.integers(40, 230, 3)) for _ in range(2))
    x0, r = rng.uniform(0.3, 0.7), rng.uniform(0.15, 0.22)
    made = []
    for frame, (dx, dy), wide in zip(frames, sway, opening, strict=True):
        image = Image.fromarray(frame)
        draw = ImageDraw.Draw(image)
        x, y, s = (x0 + dx) * width, (0.45 + dy) * height, r * height
        draw.ellipse((x - 2.2 * s, y + 1.1 * s, x + 2.2 * s, y + 6 * s), fill=cloth)
        draw.ellipse((x - s, y - 1.35 * s, x + s, y + 1.35 * s), fill=skin)
        for side in (-1, 1):
            eye = x + side * 0.4 * s
            draw.ellipse((eye - 0.12 * s, y - 0.4 * s, eye + 0.12 * s, y - 0.25 * s), fill=0)
        draw.ellipse(
            (x - 0.35 * s, y + 0.6 * s, x + 0.35 * s, y + (0.65 + 0.5 * wide) * s), fill=(90, 0, 0)
        )
        made.append(np.asarray(image))
    return np.stack(made)


def _slide(rng: np.random.Generator, height: int, width: int) -> Frames:
    """Return a card with some lines of words."""
    ground = tuple(int(c) for c in rng.integers(0, 256, 3))
    ink = (0, 0, 0) if sum(ground) > 380 else (255, 255, 255)
    image = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(image)
    for line in range(int(rng.integers(3, 6))):
        text = " ".join(rng.choice(WORDS, int(rng.integers(2, 5))))
        draw.text((width * 0.06, height * (0.1 + 0.17 * line)), text, ink, _font(height // 9))
    return np.asarray(image)


@cache
def _font(size: int) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(size)
