"""Frames brought down in size: for hashes, and a few of them side by side for people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from undertow.media.decoding.messages import Strip

HEIGHT_PX: Final = 96
"""Height of the pictures of a strip."""

_MAX_WIDTH_PX: Final = 288
_N_SHOWN: Final = 6
_N_KEPT: Final = 2 * _N_SHOWN

Rgb = NDArray[np.uint8]


def fit(width_px: int, height_px: int, side_px: int) -> tuple[int, int]:
    """Return width and height with the longer side brought down to ``side_px``; never enlarged."""
    scale = min(1.0, side_px / max(width_px, height_px, 1))
    return max(1, round(width_px * scale)), max(1, round(height_px * scale))


def strip_size(width_px: int, height_px: int) -> tuple[int, int]:
    """Return width and height of a picture in a strip."""
    width = round(width_px * HEIGHT_PX / max(height_px, 1))
    return min(max(width, 1), _MAX_WIDTH_PX), HEIGHT_PX


@dataclass(slots=True)
class StripFrames:
    """Keeps a few frames spread over a video whose length is not known before its end.

    A frame is kept at every step; when there are too many, every other one goes and the step
    doubles.
    """

    step_s: float = 0.5
    _frames: list[Rgb] = field(default_factory=list)
    _next_s: float = 0.0

    def wants(self, at_s: float) -> bool:
        """Whether the frame shown at this time is to be kept."""
        return at_s >= self._next_s

    def add(self, at_s: float, rgb: Rgb) -> None:
        """Keep a frame, of :data:`HEIGHT_PX` rows."""
        self._frames.append(rgb)
        if len(self._frames) > _N_KEPT:
            self._frames = self._frames[::2]
            self.step_s *= 2
        self._next_s = at_s + self.step_s

    def strip(self) -> Strip | None:
        """Return at most six of the frames, from first to last, side by side."""
        if not self._frames:
            return None
        picks = np.linspace(0, len(self._frames) - 1, min(_N_SHOWN, len(self._frames)))
        rgb = np.concatenate([self._frames[round(pick)] for pick in picks], axis=1)
        return as_strip(rgb)


def as_strip(rgb: Rgb) -> Strip:
    """Return pixels as they are sent."""
    return Strip(rgb.shape[1], rgb.shape[0], np.ascontiguousarray(rgb, np.uint8).tobytes())
