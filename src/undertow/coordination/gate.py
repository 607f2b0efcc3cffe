"""The gate of a layer: how much its permuted copies may hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from undertow.coordination.kinds import SHUFFLES

MAX_MEAN = 1.0
"""Below this mean of false pairs a copy, a layer passes."""

MAX_SHARE = 0.01
"""And up to this share of the pairs really found."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What one kind of copies says about a layer.

    Attributes
    ----------
    layer, shuffle : str
        Layer, and inside what accounts were exchanged.
    n_real : int
        Pairs found in the actions as they are.
    n_copies : int
        Copies measured.
    mean : float
        Pairs found in a copy, on average.
    most : int
        Pairs found in the copy that had most.
    """

    layer: str
    shuffle: str
    n_real: int
    n_copies: int
    mean: float
    most: int

    @property
    def is_passed(self) -> bool:
        """Whether copies give next to nothing, or next to nothing beside what is really found."""
        return self.mean < MAX_MEAN or self.mean <= MAX_SHARE * self.n_real


def gates(calibrations: pa.Table) -> list[Gate]:
    """Return what each kind of copies says about each layer, by layer and shuffle.

    Parameters
    ----------
    calibrations : pa.Table
        Columns of :class:`~undertow.schema.Calibrations`; a layer was tested in one family.
    """
    counted: dict[tuple[str, str, int], list[int]] = {}
    for row in calibrations.to_pylist():
        place = (row["layer"], row["shuffle"], row["n_real"])
        counted.setdefault(place, []).append(row["n_edges"])
    return [
        Gate(layer, shuffle, n_real, len(counts), float(np.mean(counts)), max(counts))
        for (layer, shuffle, n_real), counts in sorted(
            counted.items(), key=lambda item: (item[0][0], SHUFFLES.index(item[0][1]))
        )
    ]


def failed_layers(calibrations: pa.Table) -> set[str]:
    """Return the layers in which one kind of copies or more fails the gate."""
    return {gate.layer for gate in gates(calibrations) if not gate.is_passed}
