"""Mouths that talk and what is heard, as curves that are made."""

from __future__ import annotations

import numpy as np

from undertow.media.hints.cepstra import FRAME_RATE
from undertow.media.hints.mouth import MouthHint, Talking, weigh_mouths

_MIX = np.random.default_rng(0).normal(size=13)


def talking(rng: np.random.Generator, *, is_driven: bool = True, seconds: float = 8.0) -> Talking:
    """A mouth that follows its sound, or one that talks by itself."""
    said, other = (
        np.convolve(rng.normal(size=int(seconds * FRAME_RATE) + 8), np.hanning(9), "valid")
        for _ in range(2)
    )
    cepstra = said[:, None] * _MIX + rng.normal(size=(len(said), 13))
    opening = (said if is_driven else other) + 0.5 * rng.normal(size=len(said))
    return Talking(cepstra, opening)


def several(seed: int, n: int, *, is_driven: bool = True) -> dict[str, Talking]:
    """Videos by name: ``v00``, ``v01`` and so on."""
    rng = np.random.default_rng(seed)
    return {f"v{i:02d}": talking(rng, is_driven=is_driven) for i in range(n)}


def weighed(
    videos: dict[str, Talking], related: frozenset[str] = frozenset()
) -> dict[str, MouthHint]:
    """Weigh videos of which those of one set are related to one another."""
    return weigh_mouths(videos, lambda one, other: {one, other} <= related)
