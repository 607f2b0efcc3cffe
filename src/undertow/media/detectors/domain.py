"""Whether an item is like those that a calibration was made of.

A likelihood ratio says something only of items like the ones it was measured on. An item is taken
as like them where each of its traits lies between the 1st and the 99th percentile of theirs and,
where the model shows what it sees, that is no further from their mean than 99 % of theirs are. So
one item in fifty of the set itself falls out by each trait; how many in all is measured by folds,
and told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

_FOLDS = 5
_FEATURES = "features"


class TraitRange(BaseModel):
    """Where a trait of the calibration set lies."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    low: float = Field(gt=0)
    high: float = Field(gt=0)


class FeatureRange(BaseModel):
    """Where what the model sees of the calibration set lies.

    The distance of an item is the root mean square of its features in standard deviations from
    their means (a Mahalanobis distance without correlations).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    centre: tuple[float, ...] = Field(min_length=1, max_length=4_096)
    spread: tuple[float, ...] = Field(min_length=1, max_length=4_096)
    limit: float = Field(gt=0)

    def distance(self, features: Sequence[float]) -> float:
        """Return the distance of an item; infinite where it has another number of features."""
        if len(features) != len(self.centre) or len(features) != len(self.spread):
            return float("inf")
        z = (np.array(features) - np.array(self.centre)) / np.array(self.spread)
        return float(np.sqrt(np.mean(z * z)))


class DomainRange(BaseModel):
    """Where the items of a calibration set lie."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    traits: dict[str, TraitRange] = Field(min_length=1, max_length=20)
    features: FeatureRange | None = None

    def outside(
        self, traits: Mapping[str, float], features: Sequence[float] | None
    ) -> tuple[str, ...]:
        """Return by which traits an item is unlike the set; a trait it lacks is one of them."""
        found = [
            name
            for name, allowed in self.traits.items()
            if not allowed.low <= traits.get(name, -1.0) <= allowed.high
        ]
        if self.features is not None and (
            features is None or not self.features.distance(features) <= self.features.limit
        ):
            found.append(_FEATURES)
        return tuple(found)


def measure_domain(
    traits: Sequence[Mapping[str, float]], features: Sequence[Sequence[float] | None]
) -> DomainRange | None:
    """Return where items lie; None where no trait is known of all of them.

    Parameters
    ----------
    traits : sequence of mapping
        Trait -> value of each item, all more than 0.
    features : sequence
        What the model saw of each; used where it is known of all.
    """
    common = set.intersection(*({*item} for item in traits))
    if not common:
        return None
    ranges = {}
    for name in sorted(common):
        low, high = np.quantile([item[name] for item in traits], [0.01, 0.99])
        ranges[name] = TraitRange(low=float(low), high=float(high))
    known = [seen for seen in features if seen is not None]
    if len(known) < len(features):
        return DomainRange(traits=ranges)
    seen = np.array(known, np.float64)
    spread = np.maximum(seen.std(axis=0), 1e-9)
    centre = seen.mean(axis=0)
    distances = np.sqrt(np.mean(((seen - centre) / spread) ** 2, axis=1))
    limit = max(float(np.quantile(distances, 0.99)), 1e-9)
    return DomainRange(
        traits=ranges,
        features=FeatureRange(centre=tuple(centre), spread=tuple(spread), limit=limit),
    )


def share_outside(
    traits: Sequence[Mapping[str, float]], features: Sequence[Sequence[float] | None]
) -> float:
    """Return the share of items that the others call unlike them: each fifth against the rest."""
    fold = np.arange(len(traits)) % _FOLDS
    n_outside = 0
    for held_out in range(_FOLDS):
        rest = np.flatnonzero(fold != held_out).tolist()
        found = measure_domain([traits[i] for i in rest], [features[i] for i in rest])
        if found is not None:
            own = np.flatnonzero(fold == held_out).tolist()
            n_outside += sum(bool(found.outside(traits[i], features[i])) for i in own)
    return n_outside / len(traits)
