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

ABSTENTIONS = (
    "no_calibration",
    "out_of_domain",
    "source_confound",
    "uninformative",
    "not_decoded",
    "too_small",
    "nothing_to_score",
    "not_a_number",
    "gave_up",
)
"""Why a detector abstains; in words in :mod:`undertow.wording.detection`."""

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
        Reason, one of :data:`ABSTENTIONS`, or empty.
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
            "outside": list(one.outside) or None,
            "is_in_domain": one.is_in_domain,
            "rank": one.rank,
            "abstained": one.abstained or None,
        }
        for media_uid, one in verdicts
    ]
    arrow = pa.Table.from_pylist(rows, MediaScores.arrow_schema())
    return Table.checked(MediaScores, arrow)


def with_scores(held: Table[MediaScores], new: Table[MediaScores]) -> Table[MediaScores]:
    """Return a table of scores with new ones, in place of those of the same file and detector."""
    known = set(_keys(new))
    kept = [key not in known for key in _keys(held)]
    rest = held.arrow.filter(pa.array(kept, pa.bool_()))
    return Table.checked(MediaScores, pa.concat_tables([rest, new.arrow]))


def _keys(scores: Table[MediaScores]) -> list[tuple[str, ...]]:
    return [tuple(row.values()) for row in scores.arrow.select(list(MediaScores.key)).to_pylist()]


def _rank(value: float, lower: float, upper: float) -> str:
    if value >= _TELLING and lower > 0:
        return "high"
    return "low" if value <= -_TELLING and upper < 0 else "uncertain"
