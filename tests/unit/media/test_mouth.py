"""Whether a soundtrack drives a mouth, on curves that are made."""

from __future__ import annotations

import numpy as np
from mouths import several, talking, weighed

from undertow.media.hints.cepstra import FRAME_RATE, mel_cepstra
from undertow.media.hints.mouth import MIN_CONTROLS, MouthHint, Talking, Verdict


def test_the_one_soundtrack_that_drives_no_mouth_is_told() -> None:
    videos = several(1, 24)
    videos["dub"] = talking(np.random.default_rng(99), is_driven=False)
    found = weighed(videos)
    assert found.pop("dub").verdict is Verdict.not_driven
    assert {hint.verdict for hint in found.values()} == {Verdict.in_step}
    assert {(hint.n_controls, hint.n_tested) for hint in found.values()} == {(24, 24)}
    assert {hint.n_in_step for hint in found.values()} == {23}


def test_a_late_sound_is_out_of_step() -> None:
    videos = several(4, 20)
    own = videos["v00"]
    videos["v00"] = Talking(np.roll(own.cepstra, 2, axis=0), own.opening)
    assert weighed(videos)["v00"].verdict is Verdict.in_step
    videos["v00"] = Talking(np.roll(own.cepstra, 40, axis=0), own.opening)
    assert weighed(videos)["v00"].verdict is Verdict.not_driven


def test_a_measure_that_sees_nothing_says_nothing() -> None:
    found = weighed(several(6, 24, is_driven=False))
    assert Verdict.not_driven not in {hint.verdict for hint in found.values()}
    # All that is known of one video is not enough where the others are out of step as well.
    assert MouthHint(0.9, 24, 0.04, 10, 24).verdict is Verdict.undecided
    assert MouthHint(0.9, 24, 0.04, 22, 24).verdict is Verdict.not_driven
    assert MouthHint(0.9, 24, 0.2, 22, 24).verdict is Verdict.undecided


def test_copies_are_no_controls_of_one_another() -> None:
    videos = several(7, 21)
    videos["copy"] = videos["v00"]
    found = weighed(videos, frozenset({"v00", "copy"}))
    assert (found["v00"].n_controls, found["v01"].n_controls) == (20, 21)
    assert (found["v00"].p_value, found["v00"].n_tested) == (1 / 21, 20)


def test_too_few_and_too_short_have_no_hint() -> None:
    videos = several(5, MIN_CONTROLS)
    assert weighed(videos) == {}
    videos["short"] = talking(np.random.default_rng(8), seconds=5)
    assert weighed(videos) == {}
    videos["long"] = talking(np.random.default_rng(9))
    assert set(weighed(videos)) == {*videos} - {"short"}


def test_cepstra_follow_the_sound_at_the_rate_of_the_frames() -> None:
    rate_hz = 16_000
    at = np.arange(2 * rate_hz) / rate_hz
    sound = (np.sin(2 * np.pi * 440 * at) * (at > 1)).astype(np.float32)
    cepstra = mel_cepstra(sound, rate_hz, FRAME_RATE)
    assert cepstra.shape == (50, 13)
    assert np.ptp(cepstra[:24], axis=0).max() < 1e-6 < np.ptp(cepstra[20:30], axis=0).max()
    assert np.isfinite(mel_cepstra(np.full(9000, np.nan, np.float32), 8000, 30.0)).all()
