"""Readers of published indicators, one module a format.

Each has ``name``, ``recognises(head)`` and ``read(content)``, which yields every entry of the file:
what can be looked for, or why nothing can.
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

from undertow.attribution.knowledge.published import meta_csv, stix
from undertow.attribution.knowledge.published.row import PublishedRow
from undertow.errors import InputError

READERS: Final[tuple[ModuleType, ...]] = (meta_csv, stix)

# What a format is told by.
_HEAD = 4096


def read_published(content: bytes) -> list[PublishedRow]:
    """Return the entries of a file; its format is told by its content.

    Raises
    ------
    InputError
        The format is unknown, or the file is damaged.
    """
    for reader in READERS:
        if reader.recognises(content[:_HEAD]):
            return list(reader.read(content))
    raise InputError(f"is of none of the known formats: {', '.join(one.name for one in READERS)}")


__all__ = ["READERS", "PublishedRow", "read_published"]
