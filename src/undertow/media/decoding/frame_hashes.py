"""Hashes of the frames of one file, some hundred at a time so that memory stays small."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from undertow.media.views import hash_views

_BATCH_BYTES: Final = 64 << 20


@dataclass(slots=True)
class FrameHashes:
    """Collects frames and hashes them in batches.

    Parameters
    ----------
    at_s : list of float
        When each frame is shown.
    """

    at_s: list[float] = field(default_factory=list)
    _waiting: list[NDArray[np.uint8]] = field(default_factory=list)
    _quality: list[NDArray[np.int64]] = field(default_factory=list)
    _views: list[NDArray[np.uint8]] = field(default_factory=list)

    def add(self, at_s: float, grey: NDArray[np.uint8]) -> None:
        """Take a frame, (height, width); all of a file have one size."""
        self.at_s.append(at_s)
        self._waiting.append(grey)
        if len(self._waiting) * grey.size >= _BATCH_BYTES:
            self._hash()

    def encoded(self) -> tuple[bytes, bytes, bytes]:
        """Return times (float64), qualities (int64) and views (32 bytes each) of all frames."""
        self._hash()
        quality = b"".join(part.astype("<i8").tobytes() for part in self._quality)
        views = b"".join(part.tobytes() for part in self._views)
        return np.array(self.at_s, "<f8").tobytes(), quality, views

    def _hash(self) -> None:
        if self._waiting:
            views, quality = hash_views(np.stack(self._waiting))
            self._views.append(views)
            self._quality.append(quality)
            self._waiting.clear()
