"""Whether a soundtrack drives a mouth, on curves that are made."""

from __future__ import annotations

import numpy as np
import pytest
from mouths import FRAME_RATE, hint, talking

from undertow.errors import InputError
from undertow.media.hints.mouth import (
    MIN_CONTROLS,
    Talking,
    mel_cepstra,
    weigh_mouth,
)


def test_a_driven_mouth_beats_every_swapped_sound() -> None:
    found = [hint(seed, is_driven=True) for seed in range(8)]
    assert {h.p_value for h in found} == {1 / (1 + MIN_CONTROLS)}
    assert all(h.p_shift < 0.02 and h.correlation > 0.4 for h in found)
    assert {h.n_controls for h in found} == {MIN_CONTROLS}


def test_a_late_sound_is_out_of_step() -> None:
    rng = np.random.default_rng(4)
    others = [talking(rng) for _ in range(MIN_CONTROLS)]
    own = talking(rng)
    late = Talking(np.roll(own.cepstra, 40, axis=0), own.opening, FRAME_RATE)
    slightly = Talking(np.roll(own.cepstra, 2, axis=0), own.opening, FRAME_RATE)
    assert weigh_mouth(slightly, others).p_value == 1 / (1 + MIN_CONTROLS)
    assert weigh_mouth(late, others).p_value > 0.1


def test_too_little_is_refused() -> None:
    rng = np.random.default_rng(5)
    others = [talking(rng) for _ in range(MIN_CONTROLS)]
    with pytest.raises(InputError, match="at least 6 are needed"):
        weigh_mouth(talking(rng, seconds=4), others)
    with pytest.raises(InputError, match="18 other videos"):
        weigh_mouth(talking(rng), others[1:])


def test_cepstra_follow_the_sound_at_the_rate_of_the_frames() -> None:
    rate_hz = 16_000
    at = np.arange(2 * rate_hz) / rate_hz
    sound = (np.sin(2 * np.pi * 440 * at) * (at > 1)).astype(np.float32)
    cepstra = mel_cepstra(sound, rate_hz, FRAME_RATE)
    assert cepstra.shape == (50, 13)
    assert np.ptp(cepstra[:24], axis=0).max() < 1e-6 < np.ptp(cepstra[20:30], axis=0).max()
    assert np.isfinite(mel_cepstra(np.full(9000, np.nan, np.float32), 8000, 30.0)).all()
