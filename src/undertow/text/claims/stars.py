"""Linked units to groups: stars, so that no chain joins what nobody compared.

After Aslam, Pelekhov and Rus 2004, "The star clustering algorithm for static and dynamic
information organization", JGAA 8(1):95-129. The unit with most links leads; those linked to it
follow; the rest is done the same way. Every member is therefore linked to the one that leads.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from undertow.text.claims.null import Floats, Ints


def star_leaders(
    n_units: int, left: Ints, right: Ints, strength: Floats, apart: tuple[Ints, Ints]
) -> Ints:
    """Return the row that leads the group of each unit.

    Parameters
    ----------
    n_units : int
        Units, in the order of their ids, which decides between equals.
    left, right : (n_links,) int64
        Linked rows.
    strength : (n_links,) float64
        Of each link; the stronger follow first.
    apart : two (n_apart,) int64
        Pairs of rows that must not be in one group.

    Returns
    -------
    (n_units,) int64
        A unit that leads, or stands alone, has itself.
    """
    strength = np.round(strength, 9)
    ends, others, weights = (
        np.concatenate(both) for both in ((left, right), (right, left), (strength, strength))
    )
    n_links = np.bincount(ends, minlength=n_units)
    total = np.bincount(ends, weights, n_units).round(6)
    others = others[np.lexsort((others, -weights, ends))]
    first = np.concatenate([[0], np.cumsum(n_links)])
    barred = sparse.csr_array((np.ones(len(apart[0])), apart), shape=(n_units, n_units))
    barred = sparse.csr_array(barred + barred.T)
    leader = np.full(n_units, -1, np.int64)
    for row in np.lexsort((np.arange(n_units), -total, -n_links)):
        if leader[row] >= 0:
            continue
        leader[row] = row
        for other in others[first[row] : first[row + 1]]:
            foes = barred.indices[barred.indptr[other] : barred.indptr[other + 1]]
            if leader[other] < 0 and not (leader[foes] == row).any():
                leader[other] = row
    return leader
