"""Whether an answer of the decoding process is one to what was asked."""

from __future__ import annotations

import math
from typing import Final

from undertow.media.decoding.messages import Excerpt, Limits, Wanted

_MOST_DETAIL: Final = 8 * 255.0  # of a Laplacian of grey levels
_FLOAT_BYTES: Final = 4


def is_answer_to(excerpt: Excerpt, wanted: Wanted, limits: Limits) -> bool:
    """Tell whether an excerpt has the sizes that were asked for, and numbers that mean something.

    Parameters
    ----------
    excerpt : Excerpt
        The answer of a process that may be in the hands of whoever made the file.
    wanted : Wanted
        What was asked for.
    limits : Limits
        Bounds that were set.

    Notes
    -----
    What is in the pictures is left to the model: whoever made the file decides on that anyway.
    """
    most_frames = max(wanted.n_frames, 1) if wanted.width_px else 0
    size = (wanted.width_px, wanted.height_px)
    return (
        len(excerpt.frames) <= excerpt.n_looked_at <= most_frames
        and all(
            (one.width_px, one.height_px) == size and len(one.rgb) == 3 * size[0] * size[1]
            for one in excerpt.frames
        )
        and _is_size(excerpt, limits.max_pixels)
        and 0 <= excerpt.detail <= _MOST_DETAIL
        and 0 <= excerpt.duration_s <= limits.max_duration_s + 1
        and _are_samples(excerpt.samples, wanted.n_samples)
    )


def _is_size(excerpt: Excerpt, max_pixels: int) -> bool:
    sides = (excerpt.width_px, excerpt.height_px)
    if excerpt.n_looked_at == 0:
        return sides == (0, 0)
    return min(sides) > 0 and math.prod(sides) <= max_pixels


def _are_samples(samples: bytes, n_wanted: int) -> bool:
    if len(samples) % _FLOAT_BYTES or len(samples) > _FLOAT_BYTES * n_wanted:
        return False
    if not samples:
        return True
    import numpy as np  # this package is loaded before the process is confined, with little

    return bool(np.isfinite(np.frombuffer(samples, "<f4")).all())
