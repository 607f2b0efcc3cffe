"""Whether a soundtrack drives a mouth: a hint of a crude dub, and of nothing else.

A mouth that talks opens with the sounds it makes. Where the sound in a video says nothing of the
mouth in it, another voice was put over it, the speaker is not in the picture, or they are out of
step. A film made to move with its sound (an avatar, a lip-synced face) shows no sign here: six of
six were in step when this was tried. The mouth is measured by a model that users bring, as none
could be shipped lawfully.

Ridge regression from mel cepstra of five frames to the opening of the mouth, trained on other
videos of the case; its correlation with the opening that was measured, at the best of a few lags,
is compared with that of circular shifts of the sound. Shifts alone are anti-conservative (10.6 % of
66 swapped pairs had p <= .05), so the p-value that is shown is the rank of the video's own among
those of soundtracks of other videos on the same mouth (Phipson and Smyth 2010,
doi:10.2202/1544-6115.1585: never zero).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct

from undertow.errors import InputError, PluginError
from undertow.media.hints.model import HintModel

Reals = NDArray[np.float64]

N_CEPSTRA = 13
CONTEXT = 2
"""Frames on both sides that a frame of sound is read with."""

RIDGE = 300.0
"""Penalty, over standardised features."""

MAX_LAG = 3
"""Frames by which sound and picture may be apart."""

MIN_S = 6.0
"""Shortest video that is tested: four seconds of a swapped sound passed as in step in 92 of 100."""

MIN_CONTROLS = 19
"""Fewest other soundtracks: with 19, the least p-value is 0.05."""

_WINDOW_S = 0.025
_N_MELS = 26
_FLOOR = 1e-10


@dataclass(frozen=True, slots=True)
class Talking:
    """Sound and mouth of one video, frame by frame.

    Attributes
    ----------
    cepstra : (n, d) float64
        From :func:`mel_cepstra`, at the rate of the frames.
    opening : (n,) float64
        How far the mouth is open, in any unit.
    frame_rate : float
        Frames a second.
    """

    cepstra: Reals
    opening: Reals
    frame_rate: float


@dataclass(frozen=True, slots=True)
class MouthHint:
    """What the test says of one video.

    Attributes
    ----------
    correlation : float
        Of the opening that the sound predicts with the one measured, at the best lag.
    p_shift : float
        Chance of as much for a circular shift of the sound; not shown, as it is anti-conservative.
    p_value : float
        Chance that another soundtrack does as well on this mouth, calibrated on ``n_controls``
        others. Small: the sound drives the mouth. Large: no sign that it does.
    n_controls : int
        Soundtracks of other videos that were put under this mouth.
    """

    correlation: float
    p_shift: float
    p_value: float
    n_controls: int


def mel_cepstra(samples: NDArray[np.float32], rate_hz: int, frame_rate: float) -> Reals:
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
    cepstra: Reals = dct(np.log(bands + _FLOOR), axis=1, norm="ortho")[:, :N_CEPSTRA]
    return cepstra


def mouth_opening(model: HintModel, frames: Sequence[NDArray[np.uint8]]) -> Reals:
    """Measure how far the mouth is open in each frame, by a model that a user brought.

    Parameters
    ----------
    model : HintModel
        Gives ``opening``, one number for each picture.
    frames : sequence of (h, w, 3) uint8
        Pictures of one face.

    Raises
    ------
    PluginError
        The model gives something else.
    """
    found = []
    for frame in frames:
        opening = model.run(frame).get("opening")
        if opening is None or opening.size != 1:
            raise PluginError(
                f"model {model.sha256[:12]}: a model for mouth_opening gives one number, opening"
            )
        found.append(float(opening.reshape(())))
    return np.array(found, np.float64)


def weigh_mouth(video: Talking, others: Sequence[Talking]) -> MouthHint:
    """Test whether the soundtrack of a video drives the mouth in it.

    Parameters
    ----------
    video : Talking
        At least :data:`MIN_S` long, of a face that talks.
    others : sequence of Talking
        At least :data:`MIN_CONTROLS` other videos of the case, at the same frame rate: what the
        regression is trained on, and the swapped soundtracks that calibrate it.

    Returns
    -------
    MouthHint
        A hint. It never says that a video was made or altered by a machine.

    Raises
    ------
    InputError
        The video is too short, or there are too few others of its frame rate.
    """
    n = min(len(video.opening), len(video.cepstra))
    fitting = [
        other
        for other in others
        if other.frame_rate == video.frame_rate and len(other.cepstra) > n // 2
    ]
    if n < MIN_S * video.frame_rate:
        raise InputError(f"{n / video.frame_rate:.1f} s of a mouth; at least {MIN_S:g} are needed")
    if len(fitting) < MIN_CONTROLS:
        raise InputError(
            f"{len(fitting)} other videos of {video.frame_rate:g} frames a second that are half as "
            f"long or longer; at least {MIN_CONTROLS} are needed to calibrate"
        )
    weights = _ridge(fitting)
    opening = video.opening[:n]
    own = _in_step(_predicted(video.cepstra[:n], weights), opening)
    swapped = []
    for other in fitting:
        length = min(n, len(other.cepstra))
        swapped.append(_in_step(_predicted(other.cepstra[:length], weights), opening[:length]))
    # Ties count against the video, and it is one of its own controls.
    n_as_well = sum(control.excess >= own.excess for control in swapped)
    p_value = (1 + n_as_well) / (1 + len(swapped))
    return MouthHint(own.correlation, own.p_shift, p_value, len(swapped))


def _mel_bands(n_fft: int, rate_hz: int) -> Reals:
    def mel(hz: Reals | float) -> Reals:
        return np.asarray(2595 * np.log10(1 + np.asarray(hz) / 700))

    edges = np.linspace(mel(0.0), mel(min(rate_hz / 2, 8000.0)), _N_MELS + 2)
    bins = mel(np.fft.rfftfreq(n_fft, 1 / rate_hz).astype(np.float64))
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return np.minimum(rising, falling).clip(0)


def _features(cepstra: Reals) -> Reals:
    """Return each frame with those around it, standardised within the video."""
    padded = np.pad(cepstra, ((CONTEXT, CONTEXT), (0, 0)), mode="edge")
    wide = np.hstack([padded[i : i + len(cepstra)] for i in range(2 * CONTEXT + 1)])
    return _standardised(wide)


def _standardised(values: Reals) -> Reals:
    spread = values.std(axis=0)
    scaled: Reals = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return scaled


def _ridge(videos: Sequence[Talking]) -> Reals:
    """Return the weights of the regression from sound to mouth over some videos."""
    n_features = (2 * CONTEXT + 1) * videos[0].cepstra.shape[1]
    gram, target = RIDGE * np.eye(n_features), np.zeros(n_features)
    for video in videos:
        n = min(len(video.opening), len(video.cepstra))
        features = _features(video.cepstra[:n])
        gram += features.T @ features
        target += features.T @ _standardised(video.opening[:n])
    weights: Reals = np.linalg.solve(gram, target).astype(np.float64)
    return weights


def _predicted(cepstra: Reals, weights: Reals) -> Reals:
    return _standardised(_features(cepstra) @ weights)


@dataclass(frozen=True, slots=True)
class _Step:
    """Correlation at the best lag, how far it stands out of circular shifts, and its rank there."""

    correlation: float
    excess: float
    p_shift: float


def _in_step(predicted: Reals, opening: Reals) -> _Step:
    """Compare a sound and a mouth with their circular shifts.

    Correlations at all shifts at once, by the Fourier transform; the best of ``2 MAX_LAG + 1``
    neighbours stands for each shift, as it does for none.
    """
    n = len(opening)
    measured = _standardised(opening)
    spectrum = np.fft.rfft(predicted) * np.conj(np.fft.rfft(measured))
    at_shift = np.fft.irfft(spectrum, n) / n
    lags = np.arange(-MAX_LAG, MAX_LAG + 1)
    best = at_shift[(np.arange(n)[:, None] + lags) % n].max(axis=1)
    own = float(best[0])
    null = best[2 * MAX_LAG + 1 : n - 2 * MAX_LAG]
    excess = float((own - null.mean()) / max(null.std(), _FLOOR))
    return _Step(own, excess, float((1 + np.sum(null >= own)) / (1 + len(null))))
