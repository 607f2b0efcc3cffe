"""The last hash of a custody log against the one that was handed over by another way.

All files of a case or bundle can be made anew by whoever holds them, with a chain that fits: only a
hash that came by another way shows that the log is the one it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from undertow.errors import InputError
from undertow.review.outcomes import Outcome, Problem

_HEAD = re.compile(r"[0-9a-f]{16,64}")


def read_head(text: str) -> str:
    """Return a hash as it was handed over, or its beginning.

    Raises
    ------
    InputError
        It is none, or too short to stand for one.
    """
    head = text.strip().lower()
    if not _HEAD.fullmatch(head):
        raise InputError(
            f"--head {text}: is no hash; give all 64 hexadecimal digits, or at least the first 16"
        )
    return head


def last_hash(entries: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the hash of the last entry; None where there is none."""
    return str(entries[-1].get("hash")) if entries else None


def check_head(
    entries: Sequence[Mapping[str, Any]], head: str, where: str, *, may_go_on: bool
) -> tuple[Outcome, tuple[str, ...]]:
    """Look for the entry with a hash; return also what there is to say about it.

    Parameters
    ----------
    entries : sequence of mapping
        The custody log, its chain checked elsewhere.
    head : str
        From :func:`read_head`.
    where : str
        The log.
    may_go_on : bool
        Whether entries may follow, as in a case; a bundle ends with the one that seals it.
    """
    hashes = [str(entry.get("hash")) for entry in entries]
    found = [seq for seq, own in enumerate(hashes, start=1) if own.startswith(head)]
    n_after = len(hashes) - found[-1] if found else 0
    if found and (may_go_on or not n_after):
        note = f"the hash given is that of entry {found[-1]} of the custody log"
        rest = f"; {n_after} later entries are not covered by it" if n_after else ", its last one"
        return Outcome("head", 1), (note + rest,)
    last = hashes[-1] if hashes else "not known"
    ends = "holds no entry with" if may_go_on else "does not end with"
    problem = Problem(
        f"the log {ends} the hash given ({head}); its last hash is {last}",
        where,
        "it is not the log that the hash is of: nothing shows that any claim stands; ask who "
        "handed over the hash",
    )
    return Outcome("head", 1, (problem,), all_fall=True), ()
