"""What stands still in all frames of a video: bars, and the rectangle of a picture in a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

Frames = NDArray[np.uint8]
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_BAR: Final = 12
_MOST: Final = 0.8
_FRAMES: Final = 24
_FEW: Final = 12
_BLUR: Final = 2
_SHARPER: Final = 5
_NEAR_PX: Final = 8
_ENDS: Final = 3
_FEW_PC: Final = 2
_CHUNKS: Final = 4
_LINES: Final = 10
_LEAST_SIDE: Final = 0.2
_LEAST_PX: Final = 16
_LEAST_EDGE: Final = 2.5
# One side may lie on what is of nearly its colour.
_WEAK_EDGE: Final = 1.0
_MOST_OBLONG: Final = 2.6


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a picture: its edges in pixels, or as shares of height and width."""

    top: float
    bottom: float
    left: float
    right: float

    def is_whole(self, height: int, width: int) -> bool:
        """Return whether it is all of a picture."""
        return (self.top, self.bottom, self.left, self.right) == (0, height, 0, width)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is found over all frames of a video, in pixels.

    Attributes
    ----------
    trimmed : Part
        What is not a bar of one colour, or blurred, in every frame.
    inset : Part or None
        The rectangle whose edges are seen in every frame, if there is one.
    """

    trimmed: Part
    inset: Part | None

    @classmethod
    def of(cls, grey: Frames) -> Standing:
        """Return what stands still in frames of shape (n, height, width)."""
        can_have_inset = len(grey) > 1 and min(grey.shape[1:]) >= _LEAST_PX
        return cls(_trimmed(grey), _inset(grey) if can_have_inset else None)


def _trimmed(grey: Frames) -> Part:
    some = grey[:: max(len(grey) // 64, 1)]
    low, high = some.min(axis=0), some.max(axis=0)
    top, bottom = _edges(low, high)
    # Beside what has bars above and below, others would be of the same colour.
    ground = int(low[0].mean()) if top else None
    left, right = _edges(low[top:bottom].T, high[top:bottom].T, ground)
    inner = _between_blurs(grey[:, top:bottom, left:right])
    return Part(top + inner.top, top + inner.bottom, left + inner.left, left + inner.right)


def _edges(low: Frames, high: Frames, ground: int | None = None) -> tuple[int, int]:
    """Return where the first row begins and the last ends that are no bar.

    A bar is of the colour of the edge, or of ``ground`` where that is known. The twentieth part of
    a row may differ, as the edges of what was encoded do. What has a colour of its own is no bar,
    as the ground of a slide is not.
    """
    n = low.shape[1]
    k = n // 20
    darkest = np.partition(low, k, axis=1)[:, k].astype(int)
    brightest = np.partition(high, n - 1 - k, axis=1)[:, n - 1 - k].astype(int)
    before = _bar(low, high, darkest, brightest, ground)
    after = _bar(low[::-1], high[::-1], darkest[::-1], brightest[::-1], ground)
    return (before, len(low) - after) if _is_framed(before, after, len(low)) else (0, len(low))


def _bar(low: Frames, high: Frames, darkest: Ints, brightest: Ints, ground: int | None) -> int:
    """Return how many rows, from the first on, are of the one colour."""
    middle = (darkest + brightest) // 2
    colour = int(middle[0]) if ground is None else ground
    n = _first((brightest - darkest > _BAR) | (np.abs(middle - colour) > _BAR))
    if not 0 < n < len(low):
        return n
    # Where it was encoded in blocks, the last rows of a bar echo what is beside it.
    near = slice(n, n + _NEAR_PX + 1)
    strays = np.maximum(np.abs(high[near] - 1.0 * colour), np.abs(low[near] - 1.0 * colour))
    by_row = strays.mean(axis=1)
    n_echoes = _first(by_row > _BAR)
    echo = max(by_row[:n_echoes].max(initial=0.0), 1.0)
    is_end = n_echoes < len(by_row) and by_row[n_echoes] > _ENDS * echo
    return n + n_echoes if is_end else n


def _first(flags: Flags) -> int:
    return int(np.argmax(flags)) if flags.any() else len(flags)


def _is_framed(before: int, after: int, length: int) -> bool:
    """Return whether bars are two of a pair.

    They come on both sides and are about as wide; on one side alone it is the ground of a caption,
    which the views without an end see through.
    """
    return 3 * min(before, after) >= max(before, after) and before + after < _MOST * length


def _between_blurs(grey: Frames) -> Part:
    """Return what stands sharp between two blurred bars, as a wide video on an upright screen."""
    some = _spread(grey, _FEW)
    height, width = grey.shape[1:]
    top, bottom = _sharp(some)
    if (top, bottom) != (0, height):
        return Part(top, bottom, 0, width)
    left, right = _sharp(some.transpose(0, 2, 1))
    return Part(0, height, left, right)


def _sharp(frames: Frames) -> tuple[int, int]:
    """Return the sharpest line in the blur before what is sharp, and in that after it."""
    length, across = frames.shape[1:]
    if min(length, across) < _LEAST_PX:
        return 0, length
    if _detail(frames[:, [0, -1]]).max() > _BLUR:
        return 0, length
    # Single rows of a blur are rough where blocks meet that were encoded apart.
    detail = median_filter(_detail(frames), _LEAST_PX // 3)
    inside = np.median(detail[length // 3 : -(length // 3)])
    is_sharp = detail > max(_BLUR, inside / _SHARPER)
    before, after = _first(is_sharp), _first(is_sharp[::-1])
    if not min(before, after) or not _is_framed(before, after, length) or inside < 2 * _BLUR:
        return 0, length
    # The ground of a slide is as smooth, but of one colour.
    bars = frames[:, :before], frames[:, length - after :]
    low, high = np.array([np.percentile(bar, (_FEW_PC, 100 - _FEW_PC)) for bar in bars]).T
    if max(high - low) <= _BAR:
        return 0, length
    # What is sharp may begin with a clear sky: then the line is where it meets the blur.
    steps = _still_edges(frames, 1).mean(axis=1)
    top = int(np.argmax(steps[: before + _NEAR_PX])) + 1
    bottom = length - 1 - int(np.argmax(steps[::-1][: after + _NEAR_PX]))
    return top, bottom


def _detail(frames: Frames) -> Frames:
    """Return how much the brightness of each row bends, in all but the twentieth part of it."""
    wide = frames.astype(np.int16)
    bends = np.abs(wide[:, :, 2:] - 2 * wide[:, :, 1:-1] + wide[:, :, :-2]).clip(max=255)
    by_row = bends.astype(np.uint8).transpose(1, 0, 2).reshape(frames.shape[1], -1)
    k = by_row.shape[1] // 20
    detail: Frames = np.partition(by_row, -1 - k, axis=1)[:, -1 - k]
    return detail


def _spread(grey: Frames, most: int) -> Frames:
    """Return frames from all of a video."""
    some: Frames = grey[np.linspace(0, len(grey) - 1, min(most, len(grey))).astype(int)]
    return some


def _inset(grey: Frames) -> Part | None:
    """Return the rectangle with the sharpest edges of all that stand still, if it has any.

    An edge of the rectangle is a line at which neighbouring pixels differ in every part of the
    video by more than those of the lines beside it.
    """
    some = _spread(grey, _FRAMES)
    rows = _still_edges(some)
    columns = _still_edges(some.transpose(0, 2, 1))
    height, width = grey.shape[1:]
    ys, xs = _lines(rows, height), _lines(columns, width)
    return _best(rows, columns, ys, xs)


def _still_edges(frames: Frames, n_chunks: int = _CHUNKS) -> Floats:
    """Return for each pixel how much sharper the step to the next row is than those beside it.

    The least of several parts of the video, so that what is sharp in one alone does not count.
    """
    chunks = np.array_split(frames, min(n_chunks, len(frames)))
    steps = np.stack(
        [np.abs(np.diff(chunk.astype(np.int16), axis=1)).mean(axis=0) for chunk in chunks]
    ).astype(np.float32)
    padded = np.pad(steps, ((0, 0), (3, 3), (0, 0)), mode="edge")
    n = steps.shape[1]
    beside = (
        padded[:, :n] + padded[:, 1 : n + 1] + padded[:, 5 : n + 5] + padded[:, 6 : n + 6]
    ) / 4
    sharper: Floats = (steps - beside).min(axis=0)
    return sharper


def _lines(edges: Floats, length: int) -> Ints:
    """Return the ends of the side and the places of the best lines, in order."""
    score = _longest(edges)
    found: list[int] = []
    for at in np.argsort(-score, kind="stable"):
        if len(found) == _LINES or score[at] <= 0:
            break
        if all(abs(int(at) - other) > 2 for other in found):
            found.append(int(at))
    return np.unique(np.array([0, length, *(at + 1 for at in found)]))


def _longest(edges: Floats) -> Floats:
    """Return for each row the greatest sum, over a run, of what is above the least edge."""
    above = np.cumsum(np.clip(edges, -_LEAST_EDGE, 4 * _LEAST_EDGE) - _LEAST_EDGE / 2, axis=1)
    before = np.pad(above, ((0, 0), (1, 0)))[:, :-1]
    best: Floats = (above - np.minimum.accumulate(before, axis=1)).max(axis=1)
    return best


def _best(rows: Floats, columns: Floats, ys: Ints, xs: Ints) -> Part | None:
    height, width = columns.shape[1], rows.shape[1]
    y0, y1 = _pairs(ys, height)
    x0, x1 = _pairs(xs, width)
    y0, y1, x0, x1 = (
        np.repeat(y0, len(x0)),
        np.repeat(y1, len(x0)),
        np.tile(x0, len(y0)),
        np.tile(x1, len(y0)),
    )
    if not len(y0):
        return None
    sides = [
        _along(rows, y0, x0, x1, height),
        _along(rows, y1, x0, x1, height),
        _along(columns, x0, y0, y1, width),
        _along(columns, x1, y0, y1, width),
    ]
    n_own = sum(np.isfinite(side) for side in sides)
    least, next_least, *_ = np.sort(sides, axis=0)
    total = sum(np.where(np.isfinite(side), side, 0.0) for side in sides)
    fits = (
        (n_own > 0)
        & (least >= _WEAK_EDGE)
        & (next_least >= _LEAST_EDGE)
        & _can_be_picture(y0, y1, x0, x1, height, width)
    )
    if not fits.any():
        return None
    at = int(np.argmax(np.where(fits, total, -np.inf)))
    return Part(float(y0[at]), float(y1[at]), float(x0[at]), float(x1[at]))


def _can_be_picture(y0: Ints, y1: Ints, x0: Ints, x1: Ints, height: int, width: int) -> Flags:
    """Return which rectangles may be a picture: not a strap of words, which many videos share."""
    tall, wide = y1 - y0, x1 - x0
    is_strap = (np.maximum(tall / wide, wide / tall) > _MOST_OBLONG) | (
        (wide == width) & ((y0 == 0) | (y1 == height)) & (2 * tall < height)
    )
    is_strap |= (tall == height) & ((x0 == 0) | (x1 == width)) & (2 * wide < width)
    can_be: Flags = ~is_strap
    return can_be


def _pairs(at: Ints, length: int) -> tuple[Ints, Ints]:
    first, second = np.triu_indices(len(at), 1)
    a, b = at[first], at[second]
    is_long = b - a >= _LEAST_SIDE * length
    return a[is_long], b[is_long]


def _along(
    edges: Floats,
    at: Ints,
    begin: Ints,
    end: Ints,
    length: int,
) -> Floats:
    """Return the mean edge along each side; infinite where the side is the edge of the frame."""
    sums = np.pad(np.cumsum(np.clip(edges, -24, 24), axis=1, dtype=np.float64), ((0, 0), (1, 0)))
    inside = (at > 0) & (at < length)
    row = np.where(inside, at - 1, 0)
    mean = (sums[row, end] - sums[row, begin]) / (end - begin)
    result: Floats = np.where(inside, mean, np.inf)
    return result
