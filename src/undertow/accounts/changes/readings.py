"""Innocent readings of a change, and what the best of them leaves unexplained.

People change: they take up a subject, move, come back after years, or take another name. Each of
these causes changes some facets of an account and leaves the others alone, and sometimes two come
together. Whoever takes an account over changes what takes many of them at once. An innocent reading
of a change is a set of causes; it costs what each further coincidence is worth, and what it does
not explain. The score is that of the cheapest reading: a change that one cause explains scores
nothing.
"""

from __future__ import annotations

from itertools import combinations
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

CAUSES: Final[dict[str, frozenset[str]]] = {
    # A new subject brings new words, and other people to talk to.
    "interest": frozenset({"words", "habit"}),
    # Another place brings another language, other waking hours and other people to talk to.
    "place": frozenset({"words", "hours", "habit"}),
    # A telephone in place of a computer types another way.
    "device": frozenset({"style"}),
    # People come back, often for an event. Only a silence that is known is evidence at all.
    "pause": frozenset({"silence"}),
    "name": frozenset({"profile"}),
    "clearing": frozenset({"history"}),
}
"""What each innocent cause of a change explains."""

COINCIDENCE: Final = 1.5
"""Nats that a further cause on the same date costs: about one life change in five brings one."""
COSTS: Final = dict.fromkeys(CAUSES, COINCIDENCE) | {"name": 1.0}
"""Nats that each cause costs beside another: of those who start anew one in three takes a name."""

READINGS: Final = tuple(
    causes for n in range(1, len(CAUSES) + 1) for causes in combinations(CAUSES, n)
)
"""Innocent readings: causes that came together, fewest first."""


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


def silence_evidence(
    gap: Floats, life: Floats, n_gaps: Ints, longest_other: Floats, silent: float
) -> Floats:
    """Return the evidence that an account was silent, where it is known to have been.

    Parameters
    ----------
    gap, life : (n,) float64
        Length of the silence, and from the first to the last sitting of the account.
    n_gaps : (n,) int64
        Times between the sittings of the account, at least 1.
    longest_other : (n,) float64
        The longest of the others.
    silent : float
        From when on an account is silent; all lengths in one unit.

    Returns
    -------
    (n,) float64
        Nats: 1.5 for ``silent``, 3 for twice that and more, and no more than it is a surprise in
        this account: none where another gap is two thirds as long. Of somebody who posts once
        in a season, or around elections, nobody expects otherwise.

    Notes
    -----
    If an account posted at a constant rate, its n gaps would divide its life at random, and the
    longest exceed a share g of it with a probability of at most n (1 - g)^(n - 1) (Fisher 1929,
    doi:10.1098/rspa.1929.0151).
    """
    length = COINCIDENCE * np.minimum(gap / silent, 2.0)
    share = np.clip(gap / np.maximum(life, 1e-9), 0.0, 1.0)
    p_values = np.clip(n_gaps * (1.0 - share) ** np.maximum(n_gaps - 1, 0), 1e-300, 1.0)
    surprise = np.maximum(-np.log(chance_odds(p_values)), 0.0)
    is_one = (gap >= silent) & (3 * longest_other < 2 * gap)
    evidence: Floats = np.where(is_one, np.minimum(length, surprise), 0.0)
    return evidence


def chance_odds(p_values: Floats) -> Floats:
    """Return the least odds of "no difference" that p-values leave, in (0, 1].

    ``-e p ln p`` for p below 1/e, else 1 (Sellke, Bayarri and Berger 2001,
    doi:10.1198/000313001300339950).
    """
    p_values = np.minimum(p_values, np.exp(-1))
    odds: Floats = -np.e * p_values * np.log(p_values)
    return odds


def unexplained(evidence: Floats) -> tuple[Floats, Ints]:
    """Return what the innocent reading that explains most leaves over, with what it costs.

    Parameters
    ----------
    evidence : (n, 7) float64
        Nats, in the order of ``FACETS``.

    Returns
    -------
    score : (n,) float64
        Nats, at least 0; it never falls when the evidence of a facet rises.
    reading : (n,) int64
        Place of the reading in ``READINGS``.
    """
    explained = [frozenset[str]().union(*(CAUSES[cause] for cause in r)) for r in READINGS]
    outside = np.array([[facet not in facets for facet in FACETS] for facets in explained])
    costs = [[COSTS[cause] for cause in reading] for reading in READINGS]
    # The cause that costs most came first, and costs nothing.
    cost = np.array([sum(own) - max(own) for own in costs])
    left = evidence @ outside.T + cost
    return left.min(axis=1), left.argmin(axis=1)
