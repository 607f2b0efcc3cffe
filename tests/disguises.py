"""What is done to a clip before it is uploaded again, at a strength."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction
from typing import Final

import av
import numpy as np
from clips import RATE_HZ, WORDS, Clip, Frames, Sound
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Each = Callable[[Image.Image, int], Image.Image]


def _each(clip: Clip, change: Each) -> Clip:
    frames = [
        np.asarray(change(Image.fromarray(frame), i).convert("RGB"))
        for i, frame in enumerate(clip.frames)
    ]
    return Clip(np.stack(frames), clip.fps, clip.sound)


def smaller(clip: Clip, scale: float) -> Clip:
    """Return it at another size; encode it badly afterwards."""
    _, height, width, _ = clip.frames.shape
    size = (int(width * scale) // 2 * 2, int(height * scale) // 2 * 2)
    return _each(clip, lambda image, _: image.resize(size, Image.Resampling.BICUBIC))


def upright(clip: Clip, fill: str) -> Clip:
    """Return it in the middle of an upright picture, on a colour or on itself ``blurred``."""
    _, height, width, _ = clip.frames.shape
    tall = width * 16 // 9

    def pad(image: Image.Image, _: int) -> Image.Image:
        if fill == "blurred":
            part = image.reduce(8).filter(ImageFilter.GaussianBlur(1.5))
            wide = part.height * width / tall
            left = (part.width - wide) / 2
            box = (left, 0, left + wide, part.height)
            ground = part.resize((width, tall), Image.Resampling.BILINEAR, box)
        else:
            ground = Image.new("RGB", (width, tall), fill)
        ground.paste(image, (0, (tall - height) // 2))
        return ground

    return _each(clip, pad)


def mirrored(clip: Clip, _: float = 1.0) -> Clip:
    """Return it left to right."""
    return Clip(clip.frames[:, :, ::-1], clip.fps, clip.sound)


def cropped(clip: Clip, share: float, lean: float = 0.5) -> Clip:
    """Return it without a share of its width and height; ``lean`` of that is cut top and left."""
    _, height, width, _ = clip.frames.shape
    top, left = int(height * share * lean), int(width * share * lean)
    tall, wide = int(height * (1 - share)) // 2 * 2, int(width * (1 - share)) // 2 * 2
    return Clip(clip.frames[:, top : top + tall, left : left + wide], clip.fps, clip.sound)


def captioned(clip: Clip, share: float, ground: str = "white") -> Clip:
    """Return it with a bar of words over its lower end; the words change every two seconds."""

    def draw(image: Image.Image, i: int) -> Image.Image:
        rng = np.random.default_rng(int(i / clip.fps / 2))
        made = image.copy()
        pen = ImageDraw.Draw(made)
        top = int(made.height * (1 - share))
        pen.rectangle((0, top, made.width, made.height), fill=ground)
        ink = "black" if ground in ("white", "yellow") else "white"
        size = max((made.height - top) // 2, 6)
        text = " ".join(rng.choice(WORDS, 5))
        pen.text((8, top + size // 3), text, ink, ImageFont.load_default(size))
        return made

    return _each(clip, draw)


def extended(clip: Clip, share: float, ground: str = "white") -> Clip:
    """Return it with a bar of words above it, which makes it taller."""
    height = clip.frames.shape[1]
    bar = int(height * share) // 2 * 2
    tall = np.pad(clip.frames, ((0, 0), (bar, 0), (0, 0), (0, 0)))
    flipped = captioned(Clip(tall[:, ::-1], clip.fps, clip.sound), bar / (height + bar), ground)
    return Clip(flipped.frames[:, ::-1], clip.fps, clip.sound)


def with_logo(clip: Clip, share: float, corner: int = 1) -> Clip:
    """Return it with a mark in a corner, a share of the height high and half as wide again."""

    def draw(image: Image.Image, _: int) -> Image.Image:
        made = image.copy()
        pen = ImageDraw.Draw(made)
        high = int(made.height * share)
        wide, gap = high * 3 // 2, made.height // 30
        left = made.width - wide - gap if corner % 2 else gap
        top = made.height - high - gap if corner >= 2 else gap
        pen.rectangle((left, top, left + wide, top + high), fill="red")
        pen.ellipse((left + 4, top + 2, left + high - 4, top + high - 2), fill="white")
        pen.text(
            (left + high // 2, top + high // 4), "TV", "yellow", ImageFont.load_default(high // 2)
        )
        return made

    return _each(clip, draw)


def trimmed(clip: Clip, share: float, lean: float = 0.5) -> Clip:
    """Return it without a share of its time; ``lean`` of that is cut from its beginning."""
    n, m = len(clip.frames), len(clip.sound)
    begin, end = share * lean, 1 - share * (1 - lean)
    return Clip(
        clip.frames[int(n * begin) : int(n * end)],
        clip.fps,
        clip.sound[int(m * begin) : int(m * end)],
    )


def faster(clip: Clip, speed: float) -> Clip:
    """Return it faster, its sound at the same pitch."""
    return Clip(clip.frames, clip.fps * speed, at_tempo(clip.sound, speed))


def at_tempo(sound: Sound, speed: float) -> Sound:
    """Return a sound faster at the same pitch."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        format="fltp", sample_rate=RATE_HZ, layout="mono", time_base=Fraction(1, RATE_HZ)
    )
    tempo, sink = graph.add("atempo", str(speed)), graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(sound[np.newaxis], "fltp", "mono")
    frame.sample_rate = RATE_HZ
    graph.push(frame)
    graph.push(None)
    parts = []
    while True:
        try:
            parts.append(graph.pull().to_ndarray()[0])
        except (av.error.BlockingIOError, av.error.EOFError):
            return np.concatenate(parts)


def at_rate(clip: Clip, fps: float) -> Clip:
    """Return it at fewer frames a second."""
    n = int(len(clip.frames) * fps / clip.fps)
    at = (np.arange(n) * clip.fps / fps).astype(int)
    return Clip(clip.frames[at], fps, clip.sound)


def inset(clip: Clip, scale: float, other: Clip, at: tuple[float, float] = (0.9, 0.1)) -> Clip:
    """Return it as a small picture over another clip; ``at`` is where its free space is left."""
    _, height, width, _ = clip.frames.shape
    tall, wide = int(height * scale) // 2 * 2, int(width * scale) // 2 * 2
    top, left = int((height - tall) * at[1]), int((width - wide) * at[0])
    small = smaller(clip, scale).frames[:, :tall, :wide]
    made: Frames = np.resize(other.frames, clip.frames.shape).copy()
    made[:, top : top + small.shape[1], left : left + small.shape[2]] = small
    return Clip(made, clip.fps, clip.sound)


def with_sound(clip: Clip, sound: Sound) -> Clip:
    """Return it with another soundtrack."""
    return Clip(clip.frames, clip.fps, sound)


CHOOSING: Final = (
    "half size; 9:16 black, blurred, blurred at .7 and .85; mirror; crop 2 to 20 % in steps of 2, "
    "10 % at 45/55, from one corner 10 %; caption 10 % white, 15 % black, 20 % white; "
    "mirror with caption 12 % at speed 1.1; bar above 10 % white, 20 % black; "
    "logo 10 % top right, 20 % bottom left; inset .3, .4, .5, .6, .75, free space 90/10; "
    "screenshot on grey 18, quality 60, at .37, and on 245, quality 55, at .63"
)
"""Strengths by which the views were chosen; none of them is among those that are measured."""

HELD_OUT: Final[dict[str, Callable[[Clip, Clip], tuple[Clip, int]]]] = {
    "re-encoded at .4 of the size, crf 34": lambda c, _: (smaller(c, 0.4), 34),
    "9:16, navy bars": lambda c, _: (upright(c, "navy"), 26),
    "9:16, blurred, at .78 of the size": lambda c, _: (upright(smaller(c, 0.78), "blurred"), 30),
    "mirror, crf 30": lambda c, _: (mirrored(c), 30),
    "crop 7 %": lambda c, _: (cropped(c, 0.07), 26),
    "crop 11 %, a little off the middle": lambda c, _: (cropped(c, 0.11, 0.56), 26),
    "crop 15 %": lambda c, _: (cropped(c, 0.15), 26),
    "caption bar 12 %, yellow": lambda c, _: (captioned(c, 0.12, "yellow"), 26),
    "caption bar 17 %, navy": lambda c, _: (captioned(c, 0.17, "navy"), 26),
    "bar above 15 %": lambda c, _: (extended(c, 0.15, "yellow"), 26),
    "logo 15 %, bottom right": lambda c, _: (with_logo(c, 0.15, 3), 26),
    "trim 35 %": lambda c, _: (trimmed(c, 0.35, 0.6), 26),
    "speed 1.18": lambda c, _: (faster(c, 1.18), 26),
    "speed 0.83": lambda c, _: (faster(c, 0.83), 26),
    "11 frames a second": lambda c, _: (at_rate(c, 11.0), 26),
    "picture in picture .45": lambda c, o: (inset(c, 0.45, o, (0.05, 0.85)), 26),
    "picture in picture .35": lambda c, o: (inset(c, 0.35, o, (0.85, 0.9)), 26),
    "new soundtrack": lambda c, o: (with_sound(c, o.sound), 30),
    "own sound under other pictures": lambda c, o: (with_sound(o, c.sound), 30),
    "crop 10 % of one corner": lambda c, _: (cropped(c, 0.10, 0.0), 26),
    "rotated 4 degrees": lambda c, _: (rotated(c, 4.0), 26),
    "mirror, caption 14 %, speed .92": lambda c, _: (
        captioned(faster(mirrored(c), 0.92), 0.14),
        28,
    ),
}
"""What is measured: from a clip and another one to what is uploaded, and its rate factor."""


def rotated(clip: Clip, degrees: float) -> Clip:
    """Return it turned, with black corners."""
    return _each(clip, lambda image, _: image.rotate(degrees, Image.Resampling.BILINEAR))


def screenshot(clip: Clip, share: float) -> bytes:
    """Return a JPEG of a frame, not quite in the middle of the dark screen of a telephone."""
    frame = Image.fromarray(clip.frames[int(len(clip.frames) * share)])
    screen = Image.new("RGB", (frame.width, frame.width * 19 // 9), (32, 33, 36))
    screen.paste(frame, (0, (screen.height - frame.height) * 2 // 5))
    target = io.BytesIO()
    screen.save(target, "JPEG", quality=58)
    return target.getvalue()
