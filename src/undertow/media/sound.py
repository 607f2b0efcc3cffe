"""Fingerprint of a soundtrack: words of 32 bits that survive encoding, volume and trimming.

Haitsma and Kalker, *A Highly Robust Audio Fingerprinting System*, ISMIR 2002, section 4.2: a bit
tells whether the difference in energy between two neighbouring bands, 300 to 2000 Hz, has grown.
The step between words is longer than theirs, which hours of sound need; so that words do not depend
on where steps begin, they are of longer frames too, and compared with the last but one.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft

WORD_S: Final = 1024 / 11_025
"""Seconds between words."""

_FRAME_S: Final = 8192 / 11_025
_BACK: Final = 2
_BITS: Final = 32
_LOWEST_HZ, _HIGHEST_HZ = 300.0, 2000.0
_SILENT_RMS: Final = 1e-3
_BATCH: Final = 512

Samples = NDArray[np.float32]
Words = NDArray[np.uint32]


def fingerprint(samples: Samples, rate_hz: int) -> Words:
    """Return the words of a sound.

    Parameters
    ----------
    samples : (n,) float32
        One channel, -1..1.
    rate_hz : int
        Samples a second, at least 4,000.

    Returns
    -------
    (m,) uint32
        One for each :data:`WORD_S`; 0 where it is silent, which matches nothing.
    """
    length = round(_FRAME_S * rate_hz)
    n = int((len(samples) - length) / (WORD_S * rate_hz)) + 1 if len(samples) >= length else 0
    if n <= _BACK:
        return np.zeros(0, np.uint32)
    begins = np.round(np.arange(n) * WORD_S * rate_hz).astype(np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(samples, np.float32), length)
    shape = np.hanning(length).astype(np.float32)
    bands, loud = np.empty((n, _BITS + 1)), np.empty(n, bool)
    for first in range(0, n, _BATCH):
        some = slice(first, first + _BATCH)
        frames = windows[begins[some]]
        loud[some] = np.sqrt(np.mean(np.square(frames), axis=1)) >= _SILENT_RMS
        power = np.square(np.abs(rfft(frames * shape, axis=1)))
        bands[some] = power @ _bands(length, rate_hz)
    steps = np.diff(bands, axis=1)
    bits = steps[_BACK:] < steps[:-_BACK]
    words = np.packbits(bits, axis=1, bitorder="little").view("<u4")[:, 0]
    return np.where(loud[_BACK:] & loud[:-_BACK], words, 0).astype(np.uint32)


@cache
def _bands(length: int, rate_hz: int) -> Samples:
    """Return which lines of a spectrum each of 33 bands sums; they are as wide in octaves."""
    lines = np.fft.rfftfreq(length, 1 / rate_hz)
    edges = np.geomspace(_LOWEST_HZ, _HIGHEST_HZ, _BITS + 2)
    made: Samples = (
        (lines[:, np.newaxis] >= edges[:-1]) & (lines[:, np.newaxis] < edges[1:])
    ).astype(np.float32)
    return made
