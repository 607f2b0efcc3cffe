"""Innocent readings of a change, and what the best of them leaves unexplained.

People change: they take up a subject, move, come back after years, or start anew under another
name. Each of these changes some facets of an account and leaves the others alone. Whoever takes an
account over changes what no single one of them explains. The score of a change is the evidence in
the facets that the reading which explains most leaves over; a change of one facet scores next to
nothing.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammaln

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

POST_FACETS: Final = ("words", "style", "hours", "habit")
"""Facets measured in the posts, in the order of the scan."""
FACETS: Final = (*POST_FACETS, "silence", "profile", "history")

NAMED: Final = 1.0
"""Evidence in nats from which a facet is said to have changed."""

READINGS: Final[dict[str, frozenset[str]]] = {
    # A new subject brings new words, and other people to talk to.
    "new_interest": frozenset({"words", "habit"}),
    # Another place brings another language and other waking hours.
    "moved": frozenset({"words", "hours"}),
    # A telephone in place of a computer types another way, and sends other things.
    "new_device": frozenset({"style", "habit"}),
    # People come back for an event.
    "returned": frozenset({"silence", "words", "habit"}),
    "moved_and_returned": frozenset({"silence", "words", "hours"}),
    # A new name, a cleared history, another life told in one's own hand and at one's own hours.
    "new_start": frozenset({"silence", "words", "habit", "profile", "history"}),
}
"""What each innocent reading of a change explains."""


def facet_evidence(explained: Floats, freedom: Floats, n_before: Ints, n_after: Ints) -> Floats:
    """Return the evidence that each facet differs between the two sides of a change.

    Parameters
    ----------
    explained, freedom : (n, n_facets) float64
        As :func:`undertow.accounts.changes.scan.scan_accounts` gives them.
    n_before, n_after : (n,) int64
        Posts on the two sides.

    Returns
    -------
    (n, n_facets) float64
        Nats, at least 0: minus the logarithm of :func:`chance_odds`.

    Notes
    -----
    p is the upper tail of the share that one cut explains of a Gaussian cloud, Beta(nu/2,
    nu (n-2)/2), and never below one over the number of ways to divide the posts so: of six posts
    nothing certain is learnt.
    """
    n = (n_before + n_after)[:, None].astype(float)
    nu = np.maximum(freedom, 1e-3)
    p_values = 1.0 - betainc(nu / 2, nu * np.maximum(n - 2, 1) / 2, np.clip(explained, 0, 1))
    ways = gammaln(n + 1) - gammaln(n_before[:, None] + 1.0) - gammaln(n_after[:, None] + 1.0)
    p_values = np.where(freedom > 0, np.maximum(p_values, np.exp(-ways)), 1.0)
    return np.maximum(-np.log(chance_odds(p_values)), 0.0)


def chance_odds(p_values: Floats) -> Floats:
    """Return the least odds of "no difference" that p-values leave, in (0, 1].

    ``-e p ln p`` for p below 1/e, else 1 (Sellke, Bayarri and Berger 2001,
    doi:10.1198/000313001300339950).
    """
    p_values = np.minimum(p_values, np.exp(-1))
    odds: Floats = -np.e * p_values * np.log(p_values)
    return odds


def unexplained(evidence: Floats) -> tuple[Floats, Ints, Ints]:
    """Return what the innocent reading that explains most leaves over.

    Parameters
    ----------
    evidence : (n, 7) float64
        Nats, in the order of ``FACETS``.

    Returns
    -------
    score : (n,) float64
        Nats, at least 0; it never falls when the evidence of a facet rises.
    n_left : (n,) int64
        Facets it leaves over with at least one nat each. A single one may have changed by accident,
        or for a reason that nobody has thought of.
    reading : (n,) int64
        Place of the reading in ``READINGS``.
    """
    outside = np.array(
        [[facet not in explains for facet in FACETS] for explains in READINGS.values()]
    )
    left = evidence @ outside.T
    reading = left.argmin(axis=1)
    n_left = ((evidence >= NAMED) & outside[reading]).sum(axis=1)
    return left.min(axis=1), n_left, reading
