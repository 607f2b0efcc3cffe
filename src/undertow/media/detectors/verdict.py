"""What a detector may say of an item: a hint, or why it keeps silent."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from undertow.media.detectors.calibration import Calibration
from undertow.media.detectors.examined import Examined
from undertow.media.detectors.manifest import Manifest
from undertow.schema import MediaScores, Table

REASONS = {
    "no_calibration": "nobody has calibrated this detector for anything",
    "out_of_domain": "the item is unlike all items the detector was calibrated on",
    "source_confound": "the detector tells two sources of real items apart at least as well as "
    "real from manipulated",
    "uninformative": "on generators it has not seen, the detector is no better than silence",
    "not_decoded": "the file cannot be read as what the detector looks at",
    "too_small": "the picture is smaller than what the detector looks at",
    "nothing_to_score": "there is nothing in the file that the detector looks at",
    "not_a_number": "the model gave no number",
    "gave_up": "scoring took too long or too much memory, or the model ended its process",
}
"""Reason for abstaining -> the same in words."""

HINT = (
    "A hint, not a finding: a score alone shows nothing about a file, and an analyst's finding "
    "replaces it."
)
"""What stands beside every rank."""

# At even odds before, a ratio of 2 is a probability of two thirds.
_TELLING = math.log10(2)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a detector says of one item.

    Attributes
    ----------
    raw : float or None
        Score as the model gives it. Means nothing by itself: shown only on request.
    log10_lr, lower, upper : float or None
        Log10 likelihood ratio with its 95 % interval, more than 0 for manipulation; None where it
        abstains.
    domain : str or None
        Calibration that was used, or that comes nearest.
    is_in_domain : bool
        Whether the item is like those of that calibration.
    rank : str
        ``high``: at least twice as likely if manipulated, and the interval excludes 1; ``low``:
        the same the other way; ``uncertain``: neither; ``n/a``: it abstains.
    abstained : str
        Reason, a key of :data:`REASONS`, or empty.
    outside : tuple of str
        Traits by which the item is unlike the domain.
    """

    raw: float | None
    log10_lr: float | None
    lower: float | None
    upper: float | None
    domain: str | None
    is_in_domain: bool
    rank: str
    abstained: str
    outside: tuple[str, ...] = ()


def judge(
    manifest: Manifest, calibrations: Mapping[str, Calibration], examined: Examined
) -> Verdict:
    """Return what a detector may say of an item.

    Parameters
    ----------
    manifest : Manifest
        The detector.
    calibrations : mapping
        Domain -> calibration.
    examined : Examined
        Score and traits of the item.

    Notes
    -----
    Where the item is like those of several domains, the ratio nearest to 1 is told: nobody knows
    which of them it comes from. A calibration that must keep silent is not used to say anything,
    but it does not silence the others.
    """
    silent = Verdict(examined.raw, None, None, None, None, False, "n/a", "")
    if examined.raw is None:
        return replace(silent, abstained=examined.reason or "nothing_to_score")
    if not calibrations:
        return replace(silent, abstained="no_calibration")
    outside = {
        name: one.range.outside(examined.traits, examined.features)
        for name, one in calibrations.items()
    }
    nearest = min(sorted(outside), key=lambda name: len(outside[name]))
    if outside[nearest]:
        return replace(silent, domain=nearest, abstained="out_of_domain", outside=outside[nearest])
    fitting = [name for name in sorted(outside) if not outside[name]]
    speaking = [name for name in fitting if not calibrations[name].silence]
    if not speaking:
        return replace(
            silent, domain=fitting[0], is_in_domain=True, abstained=calibrations[fitting[0]].silence
        )
    score = np.array([manifest.score.oriented(examined.raw)])
    told = {
        name: tuple(float(bound[0]) for bound in calibrations[name].line.log10_lr(score))
        for name in speaking
    }
    chosen = min(speaking, key=lambda name: abs(told[name][0]))
    value, lower, upper = told[chosen]
    rank = _rank(value, lower, upper)
    return Verdict(examined.raw, value, lower, upper, chosen, True, rank, "")


def score_rows(
    manifest: Manifest, verdicts: Iterable[tuple[str, Verdict]], *, with_raw: bool = False
) -> Table[MediaScores]:
    """Return the rows of a table of scores.

    Parameters
    ----------
    manifest : Manifest
        The detector.
    verdicts : iterable of (str, Verdict)
        Media file and what the detector says of it.
    with_raw : bool
        Keep scores also where the detector abstains. They mean nothing there.
    """
    rows = [
        {
            "media_uid": media_uid,
            "detector": manifest.name,
            "detector_version": manifest.version,
            "raw": one.raw if with_raw or not one.abstained else None,
            "log10_lr": one.log10_lr,
            "lower": one.lower,
            "upper": one.upper,
            "domain": one.domain,
            "is_in_domain": one.is_in_domain,
            "rank": one.rank,
            "abstained": one.abstained or None,
        }
        for media_uid, one in verdicts
    ]
    arrow = pa.Table.from_pylist(rows, MediaScores.arrow_schema())
    return Table.checked(MediaScores, arrow)


def _rank(value: float, lower: float, upper: float) -> str:
    if value >= _TELLING and lower > 0:
        return "high"
    return "low" if value <= -_TELLING and upper < 0 else "uncertain"
