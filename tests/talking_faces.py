"""Faces that talk and what is heard: a photograph whose mouth opens with the sound of a voice.

The photograph is that of Eileen Collins (NASA, public domain), which comes with scikit-image.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import skimage
from media_files import video
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageEnhance

FPS = 25
RATE_HZ = 44_100
MOUTH = (224, 147)  # middle of the mouth in the photograph


def openings(rng: np.random.Generator, seconds: float) -> NDArray[np.float64]:
    """Return how far a mouth is open, 0 to 1, 25 times a second: syllables, words and pauses."""
    n = round(seconds * FPS)
    opening: list[float] = []
    while len(opening) < n:
        for _ in range(int(rng.integers(2, 7))):
            length = int(rng.integers(4, 9))
            opening.extend(rng.uniform(0.3, 1.0) * np.hanning(length + 2)[1:-1])
        opening.extend([0.0] * int(rng.integers(2, 12)))
    return np.array(opening[:n])


def voice(rng: np.random.Generator, opening: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return a voice at 44,100 Hz: louder, and of a higher first formant, the wider it is open."""
    n = round(len(opening) / FPS * RATE_HZ)
    at = np.arange(n) / RATE_HZ
    wide = np.interp(at, (np.arange(len(opening)) + 0.5) / FPS, opening)
    pitch = rng.uniform(90, 220) * (1 + 0.05 * np.sin(2 * np.pi * rng.uniform(0.2, 0.6) * at))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE_HZ
    first, second = 300 + 500 * wide, rng.uniform(1100, 2000) + 300 * np.sin(7 * at)
    sound = np.zeros(n)
    for k in range(1, 21):
        strength = 1 / (1 + ((k * pitch - first) / 90) ** 2)
        strength += 0.4 / (1 + ((k * pitch - second) / 130) ** 2)
        sound += strength * np.sin(k * phase)
    sound = 0.25 * sound * wide**0.7 + 0.004 * rng.normal(size=n)
    return np.asarray(sound / max(1.0, np.abs(sound).max()), np.float32)


def face(
    rng: np.random.Generator, opening: NDArray[np.float64], height: int = 180
) -> list[NDArray[np.uint8]]:
    """Return frames of a head that moves a little and whose mouth is open as it should be."""
    width = height * 4 // 3
    noise = rng.normal(128, 20, (height, width, 1)).clip(0, 255).astype(np.uint8)
    grain = Image.fromarray(np.repeat(noise, 3, axis=2))
    scale = rng.uniform(0.9, 1.3)
    base = ImageEnhance.Brightness(_photograph()).enhance(rng.uniform(0.75, 1.15))
    is_mirrored = rng.random() < 0.5
    sway = np.cumsum(rng.normal(0, 0.35, (len(opening), 2)), axis=0)
    sway -= np.linspace(0, 1, len(opening))[:, None] * sway[-1]
    frames = []
    for wide, (dx, dy) in zip(opening, sway, strict=True):
        image = base.copy()
        x, y = MOUTH
        half, drop = 13 - 3 * wide, 1 + 13 * wide
        ImageDraw.Draw(image).ellipse((x - half, y - 2, x + half, y + drop), fill=(45, 8, 10))
        side = 1.3 * height / scale
        left, top = x - side * 0.65 + dx, y - side * 0.55 + dy
        area = (left, top, left + side * width / height, top + side)
        shown = image.transform((width, height), Image.Transform.EXTENT, area, 2, fillcolor=0)
        if is_mirrored:
            shown = shown.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        frames.append(np.asarray(Image.blend(shown, grain, 0.08)))
    return frames


def talking_video(
    seed: int, *, sound_of: int | None = None, seconds: float = 8.0, height: int = 180
) -> bytes:
    """Return a video of a face that talks, with its own voice or with that of another seed."""
    opening = openings(np.random.default_rng((seed, 1)), seconds)
    frames = face(np.random.default_rng((seed, 2)), opening, height)
    return video(frames, rate=FPS, samples=spoken(seed if sound_of is None else sound_of, seconds))


def spoken(seed: int, seconds: float) -> NDArray[np.float32]:
    """Return the voice of a seed."""
    opening = openings(np.random.default_rng((seed, 1)), seconds)
    return voice(np.random.default_rng((seed, 3)), opening)


@cache
def _photograph() -> Image.Image:
    return Image.open(Path(skimage.__file__).parent / "data/astronaut.png").convert("RGB")
