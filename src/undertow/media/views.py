"""Hashes of what is left of a picture after the usual disguises: bars, mirrors, crops, captions.

A frame has a hash for each of :data:`VIEWS`, and two frames are compared by any pair of views. So
a caption of any height up to a fifth is seen through because both pictures are also hashed without
their lower fifth, and a crop because the views that leave out margins stand at such distances that
the ratio of some two of them is near any crop up to a fifth (a sparse ruler).

A view is a part of a picture, shrunk and transformed by two matrices (PDQ's own steps are linear up
to its median), so all views of all frames of a video are products of matrices.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from undertow.media.pdq import BITS, bits_of, dct_matrix, quality_of
from undertow.media.standing import Part, Standing

CANONICAL: Final = 128
"""Side of the square from which the views of a frame are made, pixels."""

_GRID: Final = 64
_BATCH: Final = 64
_STEP: Final = 0.962
_CUT: Final = 0.25
# Least standard deviation, in levels of grey, of what a hash is made of: below, it is of noise.
_LEAST_CONTRAST: Final = 4.0

Frames = NDArray[np.uint8]
Hashes = NDArray[np.uint8]
Floats = NDArray[np.float32]


def _centre(n_steps: int) -> Part:
    margin = (1 - _STEP**n_steps) / 2
    return Part(margin, 1 - margin, margin, 1 - margin)


_WHOLE: Final = Part(0.0, 1.0, 0.0, 1.0)
_OF_TRIMMED: Final = {
    "crop_1": _centre(1),
    "crop_4": _centre(4),
    "crop_6": _centre(6),
    "bottom_cut": Part(0.0, 1 - _CUT, 0.0, 1.0),
    "top_cut": Part(_CUT, 1.0, 0.0, 1.0),
}
VIEWS: Final = ("full", "trimmed", "mirror", *_OF_TRIMMED, "inset")
"""Names of the views of a frame, in the order of their hashes.

``full`` is the frame as it is; ``trimmed`` has no bars of one colour, and ``mirror``, ``crop_*``,
``bottom_cut`` and ``top_cut`` are of that. ``inset`` is a rectangle that stands still in all frames
of a video: a picture in a picture, or what captions and moving backgrounds leave free.
"""

QUERIES: Final = ("full", "trimmed", "crop_1", "crop_6", "bottom_cut", "top_cut", "inset")
"""Views by which a frame is looked for among all views of the others."""


def hash_views(grey: Frames) -> tuple[Hashes, NDArray[np.int64]]:
    """Return the hashes of the views of frames, and the quality of the frames.

    Parameters
    ----------
    grey : (n, h, w) uint8
        Brightness of frames of one video, or of one picture. What stands still is found over all
        of them, so they must be given together.

    Returns
    -------
    views : (n, len(VIEWS), 32) uint8
        Packed bits. A view that does not exist or has nothing in it is of zeros; it matches
        nothing.
    quality : (n,) int64
        PDQ quality of the frames without bars, 0..100.

    Notes
    -----
    Costs about 4 h w products a frame of the longer side's order, nearly all in shrinking it.
    """
    n, height, width = grey.shape
    views = np.zeros((n, len(VIEWS), BITS // 8), np.uint8)
    quality = np.zeros(n, np.int64)
    if n == 0:
        return views, quality
    still = Standing.of(grey)
    trimmed, inset = still.trimmed, still.inset
    for begin in range(0, n, _BATCH):
        some = slice(begin, begin + _BATCH)
        frames = grey[some].astype(np.float32)
        full = _canonical(frames, Part(0, height, 0, width))
        inner = full if trimmed.is_whole(height, width) else _canonical(frames, trimmed)
        quality[some] = quality_of(_half(inner))
        made = {"full": _coefficients(full, _WHOLE), "trimmed": _coefficients(inner, _WHOLE)}
        made["mirror"] = made["trimmed"] * _MIRRORED
        made |= {name: _coefficients(inner, part) for name, part in _OF_TRIMMED.items()}
        if inset is not None:
            made["inset"] = _coefficients(_canonical(frames, inset), _WHOLE)
        for name, coefficients in made.items():
            views[some, VIEWS.index(name)] = _packed(coefficients)
    return views, quality


def _packed(coefficients: Floats) -> Hashes:
    """Return the bits of coefficients of shape (n, 16, 16); zeros where they are of noise."""
    contrast = np.sqrt(np.square(coefficients).sum(axis=(1, 2))) / _GRID
    bits = bits_of(coefficients) & (contrast >= _LEAST_CONTRAST)[:, np.newaxis]
    return np.packbits(bits, axis=1)


def _canonical(frames: Floats, part: Part) -> Floats:
    """Return a part of frames, shrunk or stretched to a square."""
    n, height, width = frames.shape
    rows = _averaging(part.top, part.bottom, height)
    columns = _averaging(part.left, part.right, width)
    small: Floats = np.empty((n, CANONICAL, CANONICAL), np.float32)
    for frame, square in zip(frames, small, strict=True):
        square[:] = (columns @ np.ascontiguousarray((rows @ frame).T)).T
    return small


@lru_cache(64)
def _averaging(begin: float, end: float, side: int) -> csr_array:
    """Return the same as a sparse matrix: few pixels are in each mean."""
    return csr_array(_area_average(begin, end, side, CANONICAL))


def _half(canonical: Floats) -> Floats:
    rows = canonical[:, ::2] + canonical[:, 1::2]
    quarters: Floats = rows[:, :, ::2] + rows[:, :, 1::2]
    quarters /= 4
    return quarters


def _coefficients(canonical: Floats, part: Part) -> Floats:
    rows, columns = _transform(part.top, part.bottom), _transform(part.left, part.right)
    transformed: Floats = rows @ (canonical @ columns.T)
    return transformed


@cache
def _transform(begin: float, end: float) -> Floats:
    """Return the matrix that cuts a part out of a side, shrinks it to 64, and transforms that."""
    made: Floats = dct_matrix(_GRID) @ _area_average(
        begin * CANONICAL, end * CANONICAL, CANONICAL, _GRID
    )
    return made


@lru_cache(64)
def _area_average(begin: float, end: float, side: int, n: int) -> Floats:
    """Return the matrix of means over n equal stretches of a side from ``begin`` to ``end``."""
    edges = np.linspace(begin, end, n + 1)
    pixel = np.arange(side)
    overlap = np.minimum(edges[1:, np.newaxis], pixel + 1) - np.maximum(
        edges[:-1, np.newaxis], pixel
    )
    weights = np.clip(overlap, 0.0, None)
    means: Floats = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return means


# Mirrored left to right, every second coefficient of a row changes its sign.
_MIRRORED: Final = np.where(np.arange(16) % 2 == 0, -1.0, 1.0).astype(np.float32)[np.newaxis, :]
