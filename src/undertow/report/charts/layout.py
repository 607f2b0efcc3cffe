"""Places for circles: linked ones near, none overlapping, the same on every run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
_N_ITERATIONS = 300
_N_SEPARATIONS = 200


def place(radii: Floats, weights: Floats, width: float, height: float, gap: float) -> Floats:
    """Return the centres of circles inside a box.

    Parameters
    ----------
    radii : (n,) float64
        Radii, > 0.
    weights : (n, n) float64
        Symmetric; how strongly two circles pull each other, >= 0.
    width, height : float
        The box.
    gap : float
        Least space between two circles.

    Returns
    -------
    (n, 2) float64
        Centres; a pure function of the arguments.

    Notes
    -----
    Force-directed (Fruchterman and Reingold 1991) from a phyllotaxis, drawn into the box,
    where overlaps are then pushed apart. O(n²) a step: for at most a few hundred circles.
    """
    n = len(radii)
    steps = np.arange(n)
    reach = np.sqrt(steps + 0.5) * (2 * float(radii.mean()) + gap)
    at = np.column_stack(
        (np.cos(steps * _GOLDEN_ANGLE) * reach, np.sin(steps * _GOLDEN_ANGLE) * reach)
    )
    ideal = 2 * float(radii.mean()) + 3 * gap
    pull = weights / max(float(weights.max(initial=0.0)), 1.0)
    for i in range(_N_ITERATIONS):
        at = at + _forces(at, pull, ideal) * (ideal * 0.3 * (1 - i / _N_ITERATIONS))
    at = _into_box(at, radii, width, height)
    for _ in range(_N_SEPARATIONS):
        at = _separate(at, radii, gap, width, height)
    return at


def _forces(at: Floats, pull: Floats, ideal: float) -> Floats:
    """Return the direction in which each circle is pushed, at most of length 1."""
    delta = at[:, None, :] - at[None, :, :]
    distance = np.maximum(np.hypot(delta[..., 0], delta[..., 1]), 1e-6)
    away = (ideal / distance) ** 2 / distance
    toward = pull * distance / ideal**2
    force = ((away - toward)[..., None] * delta).sum(axis=1) - 0.02 * at / ideal
    length = np.maximum(np.hypot(force[:, 0], force[:, 1]), 1e-9)
    limited: Floats = force * np.minimum(1.0, 1.0 / length)[:, None]
    return limited


def _into_box(at: Floats, radii: Floats, width: float, height: float) -> Floats:
    """Return the centres drawn to the middle of the box, and together until they lie in it."""
    low, high = at.min(axis=0), at.max(axis=0)
    room = np.array([width, height]) - 2 * float(radii.max())
    scale = np.minimum(1.0, np.maximum(room, 0.0) / np.maximum(high - low, 1e-6))
    placed: Floats = (at - (low + high) / 2) * scale + np.array([width / 2, height / 2])
    return placed


def _separate(at: Floats, radii: Floats, gap: float, width: float, height: float) -> Floats:
    """Push overlapping circles apart, and back into the box where that pushed them out."""
    delta = at[:, None, :] - at[None, :, :]
    distance = np.maximum(np.hypot(delta[..., 0], delta[..., 1]), 1e-6)
    overlap = np.maximum(radii[:, None] + radii[None, :] + gap - distance, 0.0)
    np.fill_diagonal(overlap, 0.0)
    moved = at + ((overlap / (2 * distance))[..., None] * delta).sum(axis=1)
    low = radii[:, None]
    inside: Floats = np.clip(moved, low, np.maximum(np.array([width, height]) - low, low))
    return inside
