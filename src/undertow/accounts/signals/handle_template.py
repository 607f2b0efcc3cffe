"""Made to one pattern: handles of the same shape, oftener than around the community.

Measured: the shape of a handle (runs of letters of any script, the number of digits in a run, other
characters as they are). The shape that is most over-represented in the community is the sign; the
choice among shapes is paid for. The value is 1 for a handle of that shape, else 0.
In whom: accounts with a handle that holds a digit: a plain word has no pattern to speak of.
Innocent: sign-up forms suggest handles of one shape, and very many people keep them, so this is no
sign of inauthenticity alone, and it counts only against the control's own share.
Missing: without a handle nothing is measured. Letters are not read: names tell nothing here.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import scipy  # scipy.stats takes a second to load: who first asks for it waits
from numpy.typing import NDArray

from undertow.accounts.control import Matched
from undertow.accounts.signals.base import Measured, Signal, account_alone, words_of
from undertow.settings import AccountSettings

_FEWEST = 3
Words = NDArray[np.object_]


def measure(
    matched: Matched, facts: pa.Table, settings: AccountSettings
) -> tuple[Measured, Measured]:
    """Measure whether a handle has the shape that marks the community."""
    own, others = (
        words_of(accounts, facts, "handle_shape") for accounts in (matched.members, matched.control)
    )
    shape, p_value = _marked(own, others)

    def measured(shapes: Words) -> Measured:
        is_known = np.array([known is not None for known in shapes], bool)
        shows = np.array([shape is not None and known == shape for known in shapes], bool)
        return Measured(np.where(is_known, shows.astype(float), np.nan), shows, p_value)

    return measured(own), measured(others)


def _marked(
    own: Words,
    others: Words,
) -> tuple[str | None, float]:
    """Return the most over-represented shape, and its p-value after paying for the choice."""
    counts, around = (Counter(s for s in shapes if s is not None) for shapes in (own, others))
    n_known = around.total()
    best: tuple[float, str] = (1.0, "")
    for shape, n in sorted(counts.items()):
        if n < _FEWEST:
            continue
        table = [[n, len(own) - n], [around[shape], n_known - around[shape]]]
        best = min(best, (float(scipy.stats.fisher_exact(table, alternative="greater")[1]), shape))
    return best[1] or None, min(best[0] * max(len(counts), 1), 1.0)


SIGNAL = Signal(
    name="handle_template",
    innocent="Sign-up forms suggest handles of one shape, and many people keep them.",
    is_authenticity=False,
    family="profile",
    measure=measure,
    records=account_alone,
)
