"""Hashes of what is left of a picture after the usual disguises: frames, mirrors, crops, captions.

An item that is searched *in* has a hash for each view; one that is searched *for* has a hash of its
whole and of its inside without bars. A crop of ten per cent is thus found because the index knows
how the original looks without its margins.

All views of a frame come from one small picture: a view is a part of it, shrunk and transformed by
two matrices, so that a second of video costs less than its decoding.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from undertow.media.pdq import bits_of, dct_matrix

CANONICAL: Final = 128
"""Side of the picture from which all views are made, pixels."""

_GRID: Final = 64
_BAR: Final = 6.0
_MOST_BAR: Final = 0.4

Frames = NDArray[np.uint8]
Hashes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a picture.

    Attributes
    ----------
    top, bottom, left, right : float
        Its edges, as shares of height and width, 0..1.
    """

    top: float = 0.0
    bottom: float = 1.0
    left: float = 0.0
    right: float = 1.0

    def within(self, inner: Part) -> Part:
        """Return the part of this part that ``inner`` is of a picture."""
        height, width = self.bottom - self.top, self.right - self.left
        return Part(
            self.top + inner.top * height,
            self.top + inner.bottom * height,
            self.left + inner.left * width,
            self.left + inner.right * width,
        )


WHOLE: Final = Part()
_INSIDE: Final[dict[str, Part]] = {
    "crop_10": Part(0.05, 0.95, 0.05, 0.95),
    "crop_20": Part(0.10, 0.90, 0.10, 0.90),
    "bottom_cut": Part(bottom=0.85),
}
QUERY_VIEWS: Final = ("whole", "inside")
INDEX_VIEWS: Final = ("whole", "inside", "mirror", *_INSIDE)
"""Names of the views, in the order of :func:`index_hashes`."""


def query_hashes(frames: Frames) -> Hashes:
    """Return the hashes by which frames are looked for.

    Parameters
    ----------
    frames : array of shape (n, 128, 128)
        Brightness of the frames of one item, each shrunk to a square.

    Returns
    -------
    array of shape (n, 2, 32)
        Packed bits, for each of :data:`QUERY_VIEWS`.
    """
    inside = trimmed(frames)
    return _packed([_coefficients(frames, WHOLE), _coefficients(frames, inside)])


def index_hashes(frames: Frames) -> Hashes:
    """Return the hashes by which frames are found; see :func:`query_hashes`.

    Returns
    -------
    array of shape (n, 6, 32)
        For each of :data:`INDEX_VIEWS`. A mirror image, and whatever is cut off, are of the inside.
    """
    inside = trimmed(frames)
    own = _coefficients(frames, inside)
    views = [_coefficients(frames, WHOLE), own, own * _MIRRORED]
    views += [_coefficients(frames, inside.within(part)) for part in _INSIDE.values()]
    return _packed(views)


def trimmed(frames: Frames) -> Part:
    """Return the part of the frames of an item that is not a bar of one colour in all of them.

    No more than two fifths are taken from a side; a picture of one colour is left whole.
    """
    low = frames.min(axis=0).astype(np.float32)
    high = frames.max(axis=0).astype(np.float32)
    top, bottom = _edges(low, high)
    left, right = _edges(low.T, high.T)
    return Part(top, bottom, left, right)


def _edges(low: NDArray[np.float32], high: NDArray[np.float32]) -> tuple[float, float]:
    """Return where the first and the last row begin and end that are not of one colour."""
    spread = high.max(axis=1) - low.min(axis=1)
    busy = np.flatnonzero(spread > _BAR)
    if not busy.size:
        return 0.0, 1.0
    first, last = busy[0] / len(spread), (busy[-1] + 1) / len(spread)
    return (first if first <= _MOST_BAR else 0.0), (last if last >= 1 - _MOST_BAR else 1.0)


def _coefficients(frames: Frames, part: Part) -> NDArray[np.float32]:
    rows, columns = _transform(part.top, part.bottom), _transform(part.left, part.right)
    transformed: NDArray[np.float32] = rows @ frames.astype(np.float32) @ columns.T
    return transformed


def _packed(views: list[NDArray[np.float32]]) -> Hashes:
    bits = np.stack([bits_of(view) for view in views], axis=1)
    return np.packbits(bits, axis=2)


@cache
def _transform(begin: float, end: float) -> NDArray[np.float32]:
    """Return the matrix that cuts a part out of a side, shrinks it to 64, and transforms that."""
    made: NDArray[np.float32] = dct_matrix(_GRID) @ _area_average(
        begin * CANONICAL, end * CANONICAL
    )
    return made


def _area_average(begin: float, end: float) -> NDArray[np.float32]:
    """Return the matrix of means over 64 equal stretches of pixels from ``begin`` to ``end``."""
    edges = np.linspace(begin, end, _GRID + 1)
    pixel = np.arange(CANONICAL)
    overlap = np.minimum(edges[1:, np.newaxis], pixel + 1) - np.maximum(
        edges[:-1, np.newaxis], pixel
    )
    weights = np.clip(overlap, 0.0, None)
    means: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return means


# Mirrored left to right, every second coefficient of a row changes its sign.
_MIRRORED: Final = np.where(np.arange(16) % 2 == 0, -1.0, 1.0).astype(np.float32)[np.newaxis, :]
