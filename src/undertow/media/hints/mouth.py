"""Whether a soundtrack drives a mouth: a hint of a crude dub, and of nothing else.

A mouth that talks opens with the sounds it makes. Where the sound in a video says nothing of the
mouth in it, another voice was put over it, the speaker is not in the picture, or they are out of
step. A film made to move with its sound (an avatar, a lip-synced face) shows no sign here: six of
six were in step when this was tried.

Ridge regression from mel cepstra of five frames to the opening of the mouth, trained on other
videos of the case; its correlation with the opening that was measured, at the best of a few lags,
stands out of that of circular shifts of the sound by so many standard deviations. Shifts alone are
anti-conservative (10.6 % of 66 swapped pairs had p <= .05), so that figure is ranked twice: among
those of soundtracks of other videos on the same mouth, and among those of other videos with their
own (Phipson and Smyth 2010, doi:10.2202/1544-6115.1585: never zero). The hint needs both, and that
the test finds nearly all other videos of the case in step: a measure too weak for them says
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from undertow.media.hints.cepstra import FRAME_RATE

Reals = NDArray[np.float64]

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

MAX_CONTROLS = 199
"""Most other soundtracks; more would tell p-values below 0.005 apart."""

N_PARTS = 5
"""Parts of the other videos, of which all but one train the regression that reads the last."""

LEVEL = 0.05
"""p-value up to which a video is in step, or out of it."""

MIN_IN_STEP = 0.8
"""Share of the other videos that must be in step for the test to say anything of one."""

_FLOOR = 1e-10


class Verdict(StrEnum):
    """What may be said of one video."""

    in_step = "in_step"
    not_driven = "not_driven"
    undecided = "undecided"


@dataclass(frozen=True, slots=True)
class Talking:
    """Sound and mouth of one video, frame by frame, :data:`FRAME_RATE` a second.

    Attributes
    ----------
    cepstra : (n, d) float64
        From :func:`~undertow.media.hints.cepstra.mel_cepstra`.
    opening : (n,) float64
        How far the mouth is open, in any unit.
    """

    cepstra: Reals
    opening: Reals

    @property
    def n_frames(self) -> int:
        """Frames that have both."""
        return min(len(self.cepstra), len(self.opening))


@dataclass(frozen=True, slots=True)
class MouthHint:
    """What the test says of one video: no more is kept of a mouth than this.

    Attributes
    ----------
    p_value : float
        Chance that another soundtrack does as well on this mouth, calibrated on ``n_controls``
        others. Small: the sound drives the mouth. Large: no sign that it does.
    n_controls : int
        Soundtracks of other videos that were put under this mouth.
    p_own : float
        Share of videos with their own sound, this one among them, that are as far out of step.
    n_in_step, n_tested : int
        Other videos whose own ``p_value`` is up to :data:`LEVEL`, of those that were tested: how
        often the test sees what is there, in this case.
    """

    p_value: float
    n_controls: int
    p_own: float
    n_in_step: int
    n_tested: int

    @property
    def verdict(self) -> Verdict:
        """What may be said."""
        if self.p_value <= LEVEL:
            return Verdict.in_step
        is_able = self.n_in_step >= MIN_IN_STEP * self.n_tested
        return Verdict.not_driven if is_able and self.p_own <= LEVEL else Verdict.undecided


def weigh_mouths(
    videos: Mapping[str, Talking], is_related: Callable[[str, str], bool]
) -> dict[str, MouthHint]:
    """Test of each video whether its soundtrack drives the mouth in it.

    Parameters
    ----------
    videos : mapping of media_uid to Talking
        Videos of one talking face each.
    is_related : callable
        Whether two files show or play the same, in part or whole: such are no controls of one
        another.

    Returns
    -------
    dict of media_uid to MouthHint
        Hints. None of them says that a video was made or altered by a machine. Videos shorter than
        :data:`MIN_S`, and those with fewer than :data:`MIN_CONTROLS` controls, have none.

    Notes
    -----
    For n videos, n times five regressions of 65 features and n times up to :data:`MAX_CONTROLS`
    Fourier transforms.
    """
    names = sorted(n for n, v in videos.items() if v.n_frames >= MIN_S * FRAME_RATE)
    others = {
        name: [n for n in names if n != name and not is_related(name, n)][:MAX_CONTROLS]
        for name in names
    }
    learnt = {name: _Learnt.of(videos[name]) for name in names}
    own: dict[str, float] = {}
    p_values: dict[str, float] = {}
    for name, controls in others.items():
        if len(controls) < MIN_CONTROLS:
            continue
        own[name], swapped = _excesses(name, controls, videos, learnt)
        # Ties count against the video, and it is one of its own controls.
        p_values[name] = _rank(excess >= own[name] for excess in swapped)
    return {
        name: _hint(name, [n for n in others[name] if n in own], own, p_values, len(others[name]))
        for name in own
    }


def _hint(
    name: str,
    tested: list[str],
    own: Mapping[str, float],
    p_values: Mapping[str, float],
    n_controls: int,
) -> MouthHint:
    p_own = _rank(own[other] <= own[name] for other in tested)
    n_in_step = sum(p_values[other] <= LEVEL for other in tested)
    return MouthHint(p_values[name], n_controls, p_own, n_in_step, len(tested))


def _rank(is_beyond: Iterable[bool]) -> float:
    beyond = list(is_beyond)
    return (1 + sum(beyond)) / (1 + len(beyond))


@dataclass(frozen=True, slots=True)
class _Learnt:
    """What one video adds to the regression from sound to mouth."""

    features: Reals
    gram: Reals
    target: Reals

    @classmethod
    def of(cls, video: Talking) -> _Learnt:
        n = video.n_frames
        features = _features(video.cepstra[:n])
        target = features.T @ _standardised(video.opening[:n])
        return cls(features, features.T @ features, target)


def _excesses(
    name: str, controls: list[str], videos: Mapping[str, Talking], learnt: Mapping[str, _Learnt]
) -> tuple[float, list[float]]:
    """Return how far the sound of a video, and those of its controls, stand out on its mouth.

    A regression reads a sound better that it was trained on. So each sound, the video's own among
    them, is read by one that was trained on neither the video nor a fifth to which the sound
    belongs.
    """
    part = {one: i % N_PARTS for i, one in enumerate([name, *controls])}
    weights = []
    for left_out in range(N_PARTS):
        among = [learnt[c] for c in controls if part[c] != left_out]
        gram = sum((one.gram for one in among), RIDGE * np.eye(len(learnt[name].gram)))
        target = sum((one.target for one in among), np.zeros(len(gram)))
        weights.append(np.linalg.solve(gram, target))
    opening = videos[name].opening[: videos[name].n_frames]
    own, *swapped = [
        _excess(heard @ weights[part[one]], opening[: len(heard)])
        for one in [name, *controls]
        for heard in [learnt[one].features[: len(opening)]]
    ]
    return own, swapped


def _features(cepstra: Reals) -> Reals:
    """Return each frame with those around it, standardised within the video."""
    padded = np.pad(cepstra, ((CONTEXT, CONTEXT), (0, 0)), mode="edge")
    wide = np.hstack([padded[i : i + len(cepstra)] for i in range(2 * CONTEXT + 1)])
    return _standardised(wide)


def _standardised(values: Reals) -> Reals:
    spread = values.std(axis=0)
    scaled: Reals = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return scaled


def _excess(predicted: Reals, opening: Reals) -> float:
    """Return by how many standard deviations a sound and a mouth agree better than when shifted.

    Correlations at all circular shifts at once, by the Fourier transform; the best of
    ``2 MAX_LAG + 1`` neighbours stands for each shift, as it does for none.
    """
    n = len(opening)
    spectrum = np.fft.rfft(_standardised(predicted)) * np.conj(np.fft.rfft(_standardised(opening)))
    at_shift = np.fft.irfft(spectrum, n) / n
    lags = np.arange(-MAX_LAG, MAX_LAG + 1)
    best = at_shift[(np.arange(n)[:, None] + lags) % n].max(axis=1)
    null = best[2 * MAX_LAG + 1 : n - 2 * MAX_LAG]
    return float((best[0] - null.mean()) / max(null.std(), _FLOOR))
