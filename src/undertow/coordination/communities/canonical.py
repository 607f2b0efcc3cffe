"""An order of accounts that comes from who is tied to whom, and not from their names.

Whatever is random in the search for communities depends on the order of the accounts, and sums
depend on it in their last bits. So accounts are numbered by *colour refinement* (Weisfeiler and
Leman 1968): the colour of an account is a hash of its ties; in each round, of its own colour and
those of its neighbours, with the ties to them. Accounts that still share a colour when no round
tells more apart are alike in all that is seen of them; they keep the order of their names.

So a network in which colours tell all accounts apart is cut alike under any names. Where they do
not, as in a ring of equal ties, no rule could do that: an exchange of names that gives the same
network again would have to give the same communities, and a ring cut into arcs has none that do.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.coordination.communities.leiden import Floats, Ints, Nodes
from undertow.coordination.communities.randomness import Words, mix

# Rounds that are looked at; a path of more accounts than twice this has some that are not told
# apart, and keep the order of their names.
_MOST_ROUNDS = 32


@njit(cache=True)
def colours(
    bounds: Ints, starts: Ints, neighbours: Nodes, weight: Floats, salt: Words
) -> tuple[Words, Words]:
    """Tell the accounts of each component apart by their ties alone.

    Parameters
    ----------
    bounds : (n_components + 1,) int64
        Where the nodes of each component begin.
    starts, neighbours, weight
        Compressed rows, see :mod:`undertow.coordination.communities.leiden`.
    salt : (2 n_ties,) uint64
        Hash of the layer of each tie.

    Returns
    -------
    colour : (n,) uint64
        Equal in any two components of the same form.
    content : (n_components,) uint64
        Hash of all colours of each component.

    Notes
    -----
    At most 32 rounds, each as long as there are ties. Sums of hashes do not depend on the order.
    """
    n_components = len(bounds) - 1
    content = np.zeros(n_components, np.uint64)
    label = np.empty(len(neighbours), np.uint64)
    bits = weight.view(np.uint64)
    for k in range(len(neighbours)):
        label[k] = mix(salt[k] ^ mix(bits[k]))
    colour = np.zeros(len(starts) - 1, np.uint64)
    for c in range(n_components):
        begin, end = bounds[c], bounds[c + 1]
        n_colours = 0
        for _ in range(_MOST_ROUNDS):
            new = _recoloured(begin, end, starts, neighbours, label, colour)
            n_new = len(np.unique(new))
            if n_new == n_colours:
                break
            n_colours = n_new
            colour[begin:end] = new
        total = np.uint64(end - begin)
        for v in range(begin, end):
            total += mix(colour[v])
        content[c] = mix(total)
    return colour, content


@njit(cache=True)
def _recoloured(
    begin: int, end: int, starts: Ints, neighbours: Nodes, label: Words, colour: Words
) -> Words:
    """Return the colours of the next round of one component."""
    new = np.empty(end - begin, np.uint64)
    for v in range(begin, end):
        around = np.uint64(0)
        for k in range(starts[v], starts[v + 1]):
            around += mix(colour[neighbours[k]] ^ label[k])
        new[v - begin] = mix(mix(colour[v]) ^ around)
    return new


@njit(cache=True)
def half_ties(
    n: int, left: Nodes, right: Nodes
) -> tuple[Ints, NDArray[np.int32], NDArray[np.int32]]:
    """Return compressed rows, neighbours ascending, of ties that are sorted.

    Parameters
    ----------
    n : int
        Nodes.
    left, right : (n_ties,) int32
        Ends of each tie, left < right, sorted by (left, right).

    Returns
    -------
    starts : (n + 1,) int64
    neighbours, tie : (2 n_ties,) int32
        The other end of each half of a tie, and which tie it is.
    """
    starts = np.zeros(n + 1, np.int64)
    for t in range(len(left)):
        starts[left[t] + 1] += 1
        starts[right[t] + 1] += 1
    starts = np.cumsum(starts)
    filled = starts[:-1].copy()
    neighbours = np.empty(2 * len(left), np.int32)
    tie = np.empty(2 * len(left), np.int32)
    # In each row the smaller neighbours come first: these are the left ends.
    for t in range(len(left)):
        neighbours[filled[right[t]]] = left[t]
        tie[filled[right[t]]] = t
        filled[right[t]] += 1
    for t in range(len(left)):
        neighbours[filled[left[t]]] = right[t]
        tie[filled[left[t]]] = t
        filled[left[t]] += 1
    return starts, neighbours, tie
