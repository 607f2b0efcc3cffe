"""Mel-frequency cepstra of a soundtrack, one row for each frame of the picture."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct

FRAME_RATE: Final = 25.0
"""Frames a second at which sounds are compared with mouths, whatever the rate of the video."""

N_CEPSTRA: Final = 13

_WINDOW_S: Final = 0.025
_N_MELS: Final = 26
_FLOOR: Final = 1e-10


def mel_cepstra(
    samples: NDArray[np.float32], rate_hz: int, frame_rate: float = FRAME_RATE
) -> NDArray[np.float64]:
    """Return the mel-frequency cepstra of a soundtrack, one row for each frame of the picture.

    Parameters
    ----------
    samples : (n,) float32
        Mono.
    rate_hz : int
        Samples a second; at least 8,000.
    frame_rate : float
        Frames a second.

    Returns
    -------
    (n_frames, 13) float64

    Notes
    -----
    Davis and Mermelstein 1980, doi:10.1109/TASSP.1980.1163420: windows of 25 ms around the middle
    of each frame, 26 triangular mel bands up to 8 kHz.
    """
    width = round(_WINDOW_S * rate_hz)
    n_frames = int(len(samples) / rate_hz * frame_rate)
    middles = ((np.arange(n_frames) + 0.5) / frame_rate * rate_hz).astype(np.int64)
    padded = np.pad(np.nan_to_num(samples.astype(np.float64)), width)
    windows = padded[(middles + width - width // 2)[:, None] + np.arange(width)]
    n_fft = 1 << (width - 1).bit_length()
    power = np.abs(np.fft.rfft(windows * np.hamming(width), n_fft)) ** 2
    bands = power @ _mel_bands(n_fft, rate_hz).T
    cepstra: NDArray[np.float64] = dct(np.log(bands + _FLOOR), axis=1, norm="ortho")[:, :N_CEPSTRA]
    return cepstra


def _mel_bands(n_fft: int, rate_hz: int) -> NDArray[np.float64]:
    def mel(hz: NDArray[np.float64] | float) -> NDArray[np.float64]:
        return np.asarray(2595 * np.log10(1 + np.asarray(hz) / 700))

    edges = np.linspace(mel(0.0), mel(min(rate_hz / 2, 8000.0)), _N_MELS + 2)
    bins = mel(np.fft.rfftfreq(n_fft, 1 / rate_hz).astype(np.float64))
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return np.minimum(rising, falling).clip(0)
