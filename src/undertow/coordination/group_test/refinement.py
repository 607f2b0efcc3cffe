"""Which part of a set carries its oddness: splitting by text, thread and day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undertow.coordination.group_test.attributes import Attributes, Members

Ints = NDArray[np.int64]
Facts = NDArray[np.bool_]

# Parts of one division that are tried, the largest.
_MOST_PARTS = 64
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Refinement:
    """The search for the parts of an odd set that carry the result.

    Attributes
    ----------
    attributes : Attributes
        Measurements of all acts.
    divisions : sequence of (n_acts,) int64
        What sets are split by: text, thread, day; -1 is a part like any other.
    kind : str
        Kind of the set.
    p_chosen : float
        Of a batch, how unusual so many creations at one time are.
    level : float
        p-value up to which sets count as odd.
    most_false : float
        Share of those who carry that may do so by chance.
    """

    attributes: Attributes
    divisions: Sequence[Ints]
    kind: str
    p_chosen: float
    level: float
    most_false: float

    def carrying(self, acts: Ints) -> Facts:
        """Tell which members carry the result, and who is merely present.

        Parameters
        ----------
        acts : (n,) int64
            Act of each member.

        Returns
        -------
        (n,) bool

        Notes
        -----
        A part takes the place of the set when it is more significant after paying for all parts
        that were tried; what is left is tested again, and is dropped unless it is odd by itself.
        Members of the parts that remain carry the result when they show an attribute in which their
        part is odd.
        """
        carries = np.zeros(len(acts), np.bool_)
        for part in self._odd_parts(acts, np.arange(len(acts)), 1.0, 0):
            members = self._members(acts[part])
            carries[part] = self.attributes.carrying(
                members, self.kind, self.level, self.most_false
            )
        return carries

    def _odd_parts(self, acts: Ints, part: Ints, n_paid: float, depth: int) -> list[Ints]:
        """Return the odd parts of a part, as positions of members."""
        p_value = self._p_value(acts[part]) * n_paid
        tried = self._parts(acts[part]) if depth < _DEEPEST else []
        p_values = np.array([self._p_value(acts[part[own]]) for own in tried])
        smallest = self.attributes.settings.min_accounts
        if len(tried) and p_values.min() * len(tried) * n_paid < p_value:
            own = tried[int(p_values.argmin())]
            more = (n_paid * len(tried), depth + 1)
            found = self._odd_parts(acts, part[own], *more)
            if np.count_nonzero(~own) >= smallest:
                found += self._odd_parts(acts, part[~own], *more)
            return found
        return [part] if p_value <= self.level else []

    def _parts(self, acts: Ints) -> list[Facts]:
        """Return the parts of a set by each division, but those too small and the set itself."""
        parts = []
        for division in self.divisions:
            value_of = division[acts]
            values, sizes = np.unique(value_of, return_counts=True)
            is_part = (sizes >= self.attributes.settings.min_accounts) & (sizes < len(acts))
            largest = np.argsort(-sizes[is_part], kind="stable")[:_MOST_PARTS]
            parts += [value_of == value for value in values[is_part][largest]]
        return parts

    def _p_value(self, acts: Ints) -> float:
        """Return how odd some members are; 1 where that cannot be measured."""
        kinds, p_chosen = np.array([self.kind], object), np.array([self.p_chosen])
        found = self.attributes.p_values(self._members(acts), kinds, p_chosen)["all"][0]
        return 1.0 if np.isnan(found) else float(found)

    def _members(self, acts: Ints) -> Members:
        return self.attributes.members(np.array([0, len(acts)], np.int64), acts)
