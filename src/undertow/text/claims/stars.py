"""Linked units to groups: stars, so that no chain joins what nobody compared.

Aslam, Pelekhov and Rus 2004, "The star clustering algorithm for static and dynamic information
organization", JGAA 8(1):95-129. The unit with most links leads; those linked to it follow; the rest
is done the same way. Every member is therefore linked to the one that leads.
"""

from __future__ import annotations

import numpy as np

from undertow.text.claims.null import Floats, Ints


def star_leaders(n_units: int, left: Ints, right: Ints, strength: Floats) -> Ints:
    """Return the row that leads the group of each unit.

    Parameters
    ----------
    n_units : int
        Units, in the order of their ids, which decides between equals.
    left, right : (n_links,) int64
        Linked rows.
    strength : (n_links,) float64
        Of each link; a unit linked to two leaders follows the stronger.

    Returns
    -------
    (n_units,) int64
        A unit that leads, or stands alone, has itself.
    """
    ends = np.concatenate([left, right])
    others = np.concatenate([right, left])
    weights = np.concatenate([strength, strength])
    n_links = np.bincount(ends, minlength=n_units)
    total = np.round(np.bincount(ends, weights, n_units), 9)
    by_end = np.lexsort((others, ends))
    others, weights = others[by_end], weights[by_end]
    first = np.concatenate([[0], np.cumsum(n_links)])
    leads = np.zeros(n_units, bool)
    is_taken = np.zeros(n_units, bool)
    for row in np.lexsort((np.arange(n_units), -total, -n_links)):
        if not is_taken[row]:
            leads[row] = is_taken[row] = True
            is_taken[others[first[row] : first[row + 1]]] = True
    leader = np.arange(n_units)
    for row in np.flatnonzero(~leads):
        links = slice(first[row], first[row + 1])
        near, near_weights = (
            others[links][leads[others[links]]],
            weights[links][leads[others[links]]],
        )
        leader[row] = near[np.argmax(near_weights)]
    return leader
