"""When somebody speaks: what is no speech, and the rules for stretches of it."""

from __future__ import annotations

import numpy as np
import pytest

from undertow.media.words.speech import RATE_HZ, STEP, _stretches, speech_intervals, speech_s

STEP_S = STEP / RATE_HZ


def test_noise_and_silence_are_no_speech() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, RATE_HZ).astype(np.float32)
    for sound in (noise, 0 * noise, noise[:0], np.full(9000, np.nan, np.float32)):
        assert speech_intervals(sound, 22_050).shape == (0, 2)
    assert speech_s(speech_intervals(noise, 8000)) == 0
    for samples, rate_hz in ((noise, 10), (noise.reshape(2, -1), RATE_HZ)):
        with pytest.raises(ValueError, match="no mono sound"):
            speech_intervals(samples, rate_hz)


def test_stretches_follow_the_two_thresholds() -> None:
    spoken = [0.0] * 10 + [0.9] * 10 + [0.4] * 5 + [0.9] * 10 + [0.1] * 2 + [0.9] * 10
    again = [0.1] * 20 + [0.9] * 20 + [0.1] * 5 + [0.9] * 3 + [0.0] * 5
    found = _stretches(np.array(spoken + again))
    # A short silence joins, a doubtful step goes on, a stretch of three steps is too short.
    assert found / STEP_S == pytest.approx(
        np.array([[10, 47], [67, 87]]) + np.array([-1, 1]) * 0.03 / STEP_S
    )


def test_stretches_that_are_padded_do_not_overlap() -> None:
    loud, quiet = [0.9] * 20, [0.1] * 5
    found = _stretches(np.array(loud + quiet + loud))
    assert found.shape == (2, 2)
    assert found[0, 1] <= found[1, 0]
    assert found[1, 1] == pytest.approx(45 * STEP_S + 0.03)
