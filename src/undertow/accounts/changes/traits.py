"""Traits that a sitting shows or does not, and whether those of one person go on.

People are steady in small things: who never answered anybody in twenty sittings hardly begins to,
and a single answer after them says much. The largest change of an order of sittings, halved in all
ways, cannot say so: with one sitting after the change nothing is rarer than one in twenty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Reals = NDArray[np.float32]

# How often somebody shows a trait is anything between never and always, and oftenest near either
# (Jeffreys 1946, doi:10.1098/rspa.1946.0056).
_PRIOR: Final = 0.5
DIFFERS: Final = 0.4
"""Share of the traits in which two people differ.

The likeliest for the habits of pairs among 154 accounts that write English, twenty sittings of
either; where both twenty were of one account .02 is.
"""

# What rounding leaves of no sitting in sums of many.
_NONE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class TraitCounts:
    """How many sittings showed each trait until each moment.

    Attributes
    ----------
    shown, known : (n_sittings + 1, n_traits) float64
        Sums over the sittings before each; a sitting of some posts counts by their mean.
    """

    shown: Floats
    known: Floats

    @classmethod
    def of(cls, points: Reals, dims: slice) -> TraitCounts:
        """Count.

        Parameters
        ----------
        points : (n_sittings, n_dims) float32
            The sittings; NaN where a dimension is not known.
        dims : slice
            Dimensions between 0 and 1.
        """
        own = points[:, dims].astype(np.float64)
        is_known = ~np.isnan(own)
        return cls(_sums(np.where(is_known, own, 0.0)), _sums(is_known.astype(np.float64)))

    def evidence(self, first: Ints, cut: Ints, last: Ints) -> Floats:
        """Return the evidence that somebody else goes on.

        Parameters
        ----------
        first, cut, last : (n,) int64
            Where the sittings of each account begin, change and end.

        Returns
        -------
        (n,) float64
            Nats, at least 0: the Bayes factor of two people against one. Traits that stayed as they
            were speak against a change, and most of all does what was not collected on one
            of the sides: what is missing raises nothing.

        Notes
        -----
        Of one person the sittings with a trait are beta-binomial with Jeffreys' prior; of two, who
        differ in some traits, each side is by itself (Kass and Raftery 1995,
        doi:10.1080/01621459.1995.10476572). O(accounts x traits).
        """
        shown = [self.shown[end] - self.shown[begin] for begin, end in ((first, cut), (cut, last))]
        known = [self.known[end] - self.known[begin] for begin, end in ((first, cut), (cut, last))]
        before, after = (_log_chance(k, n) for k, n in zip(shown, known, strict=True))
        is_known = (known[0] > _NONE) & (known[1] > _NONE)
        two = before + after - _log_chance(shown[0] + shown[1], known[0] + known[1])
        two = np.where(is_known, two, -np.inf)
        each = np.logaddexp(np.log(1.0 - DIFFERS), np.log(DIFFERS) + two)
        evidence: Floats = np.maximum(each.sum(axis=1), 0.0)
        return evidence


def _sums(values: Floats) -> Floats:
    sums: Floats = np.vstack([np.zeros((1, values.shape[1])), values.cumsum(axis=0)])
    return sums


def _log_chance(shown: Floats, known: Floats) -> Floats:
    """Return the log of the chance of sittings in one order, whatever the person's rate is."""
    chance: Floats = betaln(_PRIOR + shown, _PRIOR + np.maximum(known - shown, 0.0)) - betaln(
        _PRIOR, _PRIOR
    )
    return chance
