"""Make a calibration, or say what is missing for one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from undertow.errors import InputError
from undertow.media.detectors.calibration import (
    MIN_ITEMS,
    Calibration,
    RealAgainstReal,
    UnseenGenerator,
    WithinSource,
)
from undertow.media.detectors.domain import measure_domain, share_outside
from undertow.media.detectors.examined import Examined
from undertow.media.detectors.labelled import Labelled
from undertow.media.detectors.likelihood import Real, fit_line
from undertow.media.detectors.manifest import NAME, Manifest
from undertow.media.detectors.quality import (
    Area,
    area,
    cllr,
    cllr_min,
    expected_calibration_error,
)

_SEED = 20_230_807
_NO_TRAITS = (
    "no calibration was made: no trait (size, compression, duration) is known of all items, so "
    "nobody could tell which others are like them; give files instead of scores, or the traits "
    "beside the scores"
)


class _Set:
    """Scored items as columns.

    Parameters
    ----------
    items : sequence of Labelled
        What is known of them.
    scores : (n,) float64
        Their scores, more for manipulation.
    """

    def __init__(self, items: Sequence[Labelled], scores: Real) -> None:
        self.scores = scores
        self.is_manipulated = np.array([item.is_manipulated for item in items], np.bool_)
        self.source = np.array([item.source for item in items])
        self.generator = np.array([item.generator for item in items])
        real, manipulated = ~self.is_manipulated, self.is_manipulated
        self.n_real = dict(sorted(Counter(self.source[real].tolist()).items()))
        self.n_manipulated = dict(sorted(Counter(self.generator[manipulated].tolist()).items()))
        names = sorted({*self.n_real})
        made_by = sorted({*self.n_manipulated})
        self.groups = np.array(
            [
                made_by.index(item.generator) if item.is_manipulated else names.index(item.source)
                for item in items
            ],
            np.int64,
        )

    def real_of(self, source: str) -> NDArray[np.bool_]:
        """Return which items are the real ones of a source."""
        return np.asarray(~self.is_manipulated & (self.source == source))

    def sources_with_real(self) -> list[str]:
        """Return sources with real items enough for a figure."""
        return [name for name, n in self.n_real.items() if n >= MIN_ITEMS]


def calibrate(
    manifest: Manifest,
    domain: str,
    items: Sequence[Labelled],
    examined: Sequence[Examined],
    data_sha256: str,
) -> Calibration:
    """Fit likelihood ratios to labelled items of one domain and measure what they are worth.

    Parameters
    ----------
    manifest : Manifest
        The detector.
    domain : str
        What the domain is called.
    items : sequence of Labelled
        Items whose truth is known.
    examined : sequence of Examined
        Their scores, in the same order.
    data_sha256 : str
        Hash of the items.

    Returns
    -------
    Calibration
        Its :attr:`~Calibration.silence` says whether anything may be said with it.

    Raises
    ------
    InputError
        One of the three results cannot be had, or nothing is known of the items by which others
        could be told to be like them; says everything that is missing.
    """
    scored = [
        (item, seen) for item, seen in zip(items, examined, strict=True) if seen.raw is not None
    ]
    kept = [item for item, _ in scored]
    raw = [manifest.score.oriented(seen.raw) for _, seen in scored if seen.raw is not None]
    held = _Set(kept, np.array(raw, np.float64))
    _require(held, _why_unscored(examined))
    traits = [seen.traits for _, seen in scored]
    features = [seen.features for _, seen in scored]
    found = measure_domain(traits, features)
    if found is None:
        raise InputError(_NO_TRAITS)
    return _checked(
        detector=manifest.name,
        version=manifest.version,
        model_sha256=manifest.sha256,
        input=manifest.input,
        domain=domain,
        data_sha256=data_sha256,
        real=held.n_real,
        manipulated=held.n_manipulated,
        n_unscored=len(items) - len(kept),
        range=found,
        share_outside=share_outside(traits, features),
        **_line(held),
        **_results(held),
    )


def _results(held: _Set) -> dict[str, object]:
    """Return the three results."""
    pairs = combinations(held.sources_with_real(), 2)
    return {
        "within_source": tuple(_within_source(held, name) for name in _sources(held)),
        "unseen_generator": tuple(_unseen(held, name) for name in _generators(held)),
        "real_against_real": tuple(_real_pair(held, a, b) for a, b in pairs),
    }


def _line(held: _Set) -> dict[str, object]:
    """Return the line as it stands in a file."""
    line = fit_line(held.scores, held.is_manipulated, held.groups, seed=_SEED)
    return {
        "centre": line.centre,
        "spread": line.spread,
        "slope": line.slope,
        "offset": line.offset,
        "resamples": tuple((float(slope), float(offset)) for slope, offset in line.resamples),
    }


def _checked(**values: object) -> Calibration:
    """Return a calibration, or say what cannot stand in one.

    Raises
    ------
    InputError
        A name is not acceptable, or there are too many of them.
    """
    try:
        return Calibration.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(
            f"no calibration was made: {'.'.join(map(str, first['loc']))}: {first['msg']}"
        ) from error


def require_results(domain: str, items: Sequence[Labelled]) -> None:
    """Raise where no calibration could be made even if every item gets a score.

    Parameters
    ----------
    domain : str
        What the domain is to be called.
    items : sequence of Labelled
        The items.

    Raises
    ------
    InputError
        The name is not acceptable; or a result cannot be had, and then everything that is missing.
    """
    if not re.fullmatch(NAME, domain):
        raise InputError(
            f"domain {domain[:60]!r}: is lower case letters, digits, dots and hyphens, such as "
            "press-photos"
        )
    _require(_Set(items, np.zeros(len(items))), "")


def _require(held: _Set, unscored: str) -> None:
    """Raise unless all three results can be had."""
    missing = []
    if not _sources(held):
        missing.append(
            f"within a source: no source has {MIN_ITEMS} real items and {MIN_ITEMS} manipulated "
            "ones made from its material"
        )
    if len(_generators(held)) < 2:
        made_by = ", ".join(f"{name}: {n}" for name, n in held.n_manipulated.items()) or "none"
        missing.append(
            f"unseen generators: fewer than two generators have {MIN_ITEMS} items from sources "
            f"with {MIN_ITEMS} real ones (there are {made_by})"
        )
    if len(held.sources_with_real()) < 2:
        own = ", ".join(f"{name}: {n}" for name, n in held.n_real.items()) or "none"
        missing.append(
            f"real against real: fewer than two sources have {MIN_ITEMS} real items (there are "
            f"{own})"
        )
    if missing:
        raise InputError(
            "no calibration was made, as one figure over everything would say nothing. Missing: "
            + "; ".join(missing)
            + (f". Not scored: {unscored}" if unscored else "")
        )


def _why_unscored(examined: Sequence[Examined]) -> str:
    counts = Counter(seen.reason for seen in examined if seen.raw is None)
    return ", ".join(f"{reason} {n}" for reason, n in sorted(counts.items()))


def _sources(held: _Set) -> list[str]:
    """Return sources in which real items can be held against manipulated ones."""
    return [
        name
        for name in held.sources_with_real()
        if (held.is_manipulated & (held.source == name)).sum() >= MIN_ITEMS
    ]


def _within_source(held: _Set, name: str) -> WithinSource:
    own = held.is_manipulated & (held.source == name)
    real = held.scores[held.real_of(name)]
    one = area(real, held.scores[own])
    return WithinSource(
        source=name,
        n_real=len(real),
        n_manipulated=int(own.sum()),
        auc=one.auc,
        lower=one.lower,
        upper=one.upper,
    )


def _generators(held: _Set) -> list[str]:
    """Return generators with items enough from sources that have real items enough."""
    comparable = held.is_manipulated & np.isin(held.source, held.sources_with_real())
    return [
        name
        for name in held.n_manipulated
        if (comparable & (held.generator == name)).sum() >= MIN_ITEMS
    ]


def _unseen(held: _Set, generator: str) -> UnseenGenerator:
    """Leave out a generator and each half of the real items in turn; look at what was left out."""
    left_out = held.is_manipulated & (held.generator == generator)
    half = np.zeros(len(held.scores), np.int64)
    for name in held.n_real:
        own = np.flatnonzero(held.real_of(name))
        half[own] = np.arange(len(own)) % 2
    values, labels = [], []
    for turn in (0, 1):
        tested = left_out | (~held.is_manipulated & (half == turn))
        fitted = ~left_out & (held.is_manipulated | (half != turn))
        line = fit_line(
            held.scores[fitted],
            held.is_manipulated[fitted],
            held.groups[fitted],
            seed=_SEED,
            n_resamples=1,
        )
        values.append(line.log10_lr(held.scores[tested])[0])
        labels.append(held.is_manipulated[tested])
    log10_lr, is_manipulated = np.concatenate(values), np.concatenate(labels)
    return UnseenGenerator(
        generator=generator,
        n_manipulated=int(left_out.sum()),
        auc=_auc_within_sources(held, left_out),
        cllr=cllr(log10_lr, is_manipulated),
        cllr_min=cllr_min(log10_lr, is_manipulated),
        ece=expected_calibration_error(log10_lr, is_manipulated),
    )


def _auc_within_sources(held: _Set, manipulated: NDArray[np.bool_]) -> float:
    """Return the area over pairs of a real and a manipulated item of the same source."""
    areas, weights = [], []
    for name in held.sources_with_real():
        own = manipulated & (held.source == name)
        if own.any():
            real = held.scores[held.real_of(name)]
            areas.append(area(real, held.scores[own]).auc)
            weights.append(len(real) * int(own.sum()))
    return float(np.average(areas, weights=weights))


def _real_pair(held: _Set, a: str, b: str) -> RealAgainstReal:
    first, second = held.scores[held.real_of(a)], held.scores[held.real_of(b)]
    found: Area = area(first, second)
    return RealAgainstReal(
        source_a=a,
        source_b=b,
        n_a=len(first),
        n_b=len(second),
        auc=found.auc,
        lower=found.lower,
        upper=found.upper,
    )
