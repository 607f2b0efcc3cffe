"""Mouths that talk and what is heard, as curves that are made."""

from __future__ import annotations

import numpy as np

from undertow.media.hints.mouth import MIN_CONTROLS, MouthHint, Talking, weigh_mouth

FRAME_RATE = 25.0
_MIX = np.random.default_rng(0).normal(size=13)


def talking(rng: np.random.Generator, *, is_driven: bool = True, seconds: float = 8.0) -> Talking:
    """A mouth that follows its sound, or one that talks by itself."""
    said, other = (
        np.convolve(rng.normal(size=int(seconds * FRAME_RATE) + 8), np.hanning(9), "valid")
        for _ in range(2)
    )
    cepstra = said[:, None] * _MIX + rng.normal(size=(len(said), 13))
    opening = (said if is_driven else other) + 0.5 * rng.normal(size=len(said))
    return Talking(cepstra, opening, FRAME_RATE)


def hint(seed: int, *, is_driven: bool) -> MouthHint:
    rng = np.random.default_rng(seed)
    others = [talking(rng) for _ in range(MIN_CONTROLS)]
    return weigh_mouth(talking(rng, is_driven=is_driven), others)
