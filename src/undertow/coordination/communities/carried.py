"""What did not change since the run before: components told by a digest of all that is in them."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa

from undertow.coordination.communities.leiden import Ints, Nodes
from undertow.coordination.communities.network import Network


def component_digests(network: Network, components: Ints) -> list[str]:
    """Return a SHA-256 for each of some components: names, ties with weights and q-values, texts.

    Parameters
    ----------
    network : Network
        Accounts, ties and texts.
    components : (n_components,) int64
        Which components, ascending.

    Returns
    -------
    list of str
        Hexadecimal. Communities of a component depend on nothing else, besides the settings.
    """
    # Numbers inside a component depend on no other: members in the order of their names.
    members = np.argsort(network.component, kind="stable")
    begins = np.searchsorted(network.component[members], np.arange(network.component.max() + 2))
    within = np.empty(len(members), np.int64)
    within[members] = np.arange(len(members)) - begins[network.component[members]]
    ties = _Parts(network.component[network.left])
    uses = _Parts(network.component[network.user])
    bears = _Parts(network.component[network.bearer])
    digests = []
    layer_names = np.array(network.layers, object)
    for c in components:
        member = members[begins[c] : begins[c + 1]]
        names = network.accounts.take(pa.array(member))
        tie, use, bear = ties.of(c), uses.of(c), bears.of(c)
        layers, layer = np.unique(network.layer[tie], return_inverse=True)
        texts, text = np.unique(network.used[use], return_inverse=True)
        digest = hashlib.sha256()
        for words in (names.to_pylist(), layer_names[layers].tolist(), _names(network, texts)):
            digest.update("\n".join([str(len(words)), *words, ""]).encode())
        for column in (within[network.left[tie]], within[network.right[tie]], layer, text):
            digest.update(column.astype("<i8").tobytes())
        for numbers in (network.weight[tie], network.q_value[tie]):
            digest.update(numbers.astype("<f8").tobytes())
        digest.update(within[network.user[use]].astype("<i8").tobytes())
        _, sets = np.unique(network.borne[bear], return_inverse=True)
        for column in (within[network.bearer[bear]], sets):
            digest.update(column.astype("<i8").tobytes())
        digest.update(network.basis[member].tobytes())
        digests.append(digest.hexdigest())
    return digests


def _names(network: Network, texts: Nodes) -> list[str]:
    names: list[str] = network.texts.take(pa.array(texts)).to_pylist()
    return names


class _Parts:
    """Positions of rows by component, in their order."""

    __slots__ = ("_begins", "_order")

    def __init__(self, component: Ints) -> None:
        self._order = np.argsort(component, kind="stable")
        last = int(component.max(initial=-1))
        self._begins = np.searchsorted(component[self._order], np.arange(last + 2))

    def of(self, component: int) -> Ints:
        """Return the rows of a component."""
        if component + 1 >= len(self._begins):
            return np.empty(0, np.int64)
        return self._order[self._begins[component] : self._begins[component + 1]]
