"""The kinds of layers and of copies, apart from what counts: most commands only name them."""

from __future__ import annotations

from typing import Literal, get_args

SUPPORT_ONLY = frozenset({"hashtag", "near_duplicate_text", "media_text", "template", "claim"})
"""Layers that follow events, slogans or opinions too closely to validate an edge alone."""

Shuffle = Literal["week", "popularity", "both"]
"""Inside what accounts are exchanged: weeks, levels of popularity, or both at once."""

SHUFFLES: tuple[Shuffle, ...] = get_args(Shuffle)
