"""Names and handles of officials in what fills a slot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from undertow.text.templates.tokens import joined, tokens_of


class Officials:
    """What officials are called in full: names, aliases and handles, for many a surname is a word.

    Parameters
    ----------
    targets : iterable of mapping
        Rows of the table ``targets``.
    """

    def __init__(self, targets: Iterable[Mapping[str, Any]]) -> None:
        owners: dict[str, set[str]] = {}
        for row in targets:
            handles = [handle.partition(":")[2] for handle in row["handles"]]
            for handle in handles:
                owners.setdefault("@" + handle.lower(), set()).add(row["target_id"])
            for tokens in tokens_of(pa.array(row["aliases"], pa.string())):
                owners.setdefault(joined(tokens), set()).add(row["target_id"])
        self._names = {name: min(ids) for name, ids in owners.items() if name and len(ids) == 1}
        self._longest = max((len(name.split(" ")) for name in self._names), default=0)

    def named_in(self, value: str) -> str | None:
        """Return the official that a filling names, the longest name first; None for nobody."""
        words = value.split(" ")
        for length in range(min(self._longest, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                found = self._names.get(" ".join(words[start : start + length]))
                if found is not None:
                    return found
        return None
