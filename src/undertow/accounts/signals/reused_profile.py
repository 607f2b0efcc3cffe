"""Reused: the same profile text or picture on several accounts of the community.

Measured: how many accounts of the group, itself among them, show the same profile text or the same
picture; three or more is the sign. The control is measured in groups of the community's size.
In whom: accounts with a snapshot that has a profile text of at least twenty characters, or a
picture. The pictures that a platform gives to everybody are as common in the control.
Innocent: volunteers and fans put the same line or badge into their profiles, openly, so this is no
sign of inauthenticity alone.
Missing: without a snapshot nothing is measured. What a text says is not read, only whether it is
the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from undertow.accounts.control import Matched
from undertow.accounts.signals.base import Floats, Measured, Signal, words_of
from undertow.settings import AccountSettings

_FEWEST = 3
_MOST_RECORDS = 20
_FACTS = ("profile_text", "profile_picture")
Words = NDArray[np.object_]


def measure(
    matched: Matched, facts: pa.Table, settings: AccountSettings
) -> tuple[Measured, Measured]:
    """Measure how many accounts of the group show an account's profile text or picture."""
    size = max(matched.members.num_rows, 1)

    def measured(accounts: pa.Table) -> Measured:
        value = np.full(accounts.num_rows, np.nan)
        for name in _FACTS:
            value = np.fmax(value, _shared(words_of(accounts, facts, name), size))
        return Measured(value, np.nan_to_num(value) >= _FEWEST)

    return measured(matched.members), measured(matched.control)


def _shared(words: Words, size: int) -> Floats:
    """Return how many of each group of ``size`` accounts show the same, NaN for nothing."""
    value = np.full(len(words), np.nan)
    # A fixed shuffle: neighbours in uid order may belong together.
    known = np.flatnonzero([word is not None for word in words])
    known = np.random.default_rng(0).permutation(known)
    for start in range(0, len(known), size):
        part = known[start : start + size]
        counts = Counter(words[part])
        value[part] = [counts[words[i]] for i in part]
    return value


def _records(matched: Matched, facts: pa.Table) -> list[list[str]]:
    """Return, for each member, members whose profile shows the same text or picture."""
    uids = matched.members.column("account_uid").to_pylist()
    found: list[set[str]] = [{uid} for uid in uids]
    for name in _FACTS:
        words = words_of(matched.members, facts, name)
        alike: dict[str, list[str]] = defaultdict(list)
        for uid, word in zip(uids, words, strict=True):
            alike[word].append(uid)
        for own, word in zip(found, words, strict=True):
            own.update(alike[word][:_MOST_RECORDS] if word is not None else ())
    return [sorted(own) for own in found]


SIGNAL = Signal(
    name="reused_profile",
    innocent="Volunteers and fans openly put the same line or badge into their profiles.",
    is_authenticity=False,
    family="profile",
    measure=measure,
    records=_records,
)
