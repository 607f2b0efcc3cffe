"""The match key: what is left of a text when everything that hides sameness is taken away.

Only comparison uses the key; the original text is never changed. Every step is a column
operation (RE2 inside Arrow), so a million posts take seconds.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

# Order matters: handles and tags are recognised before punctuation goes.
_STEPS: tuple[tuple[str, str], ...] = (
    (r"^\s*rt\s+@[\p{L}\p{N}_.\-]+:?", " "),  # the mark of a hand-made repost
    (r"(?:https?://|www\.)\S+", " "),
    (r"[@#][\p{L}\p{N}\p{M}_.\-]+", " "),
    (r"\p{Cf}+", ""),  # zero-width and direction marks
    # Inside a word punctuation is noise ("b.r.i.b.e", "c'est"): it goes without leaving a space.
    # Twice, because matches may not overlap and single letters share their neighbours.
    (r"([\p{L}\p{N}])[\p{P}\p{S}]+([\p{L}\p{N}])", r"\1\2"),
    (r"([\p{L}\p{N}])[\p{P}\p{S}]+([\p{L}\p{N}])", r"\1\2"),
    (r"[^\p{L}\p{N}\p{M}]+", " "),
    (r"\s*(\p{Han})\s*", r"\1"),  # Han text has no word spaces to keep
)


def match_keys(texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Return the match key of each text.

    Parameters
    ----------
    texts : Arrow string array
        Texts as published; null is read as empty.

    Returns
    -------
    Arrow string array
        NFKC, lower case, without links, handles, tags, punctuation, emoji and invisible
        characters; words separated by one space, Han characters by none. Empty when nothing
        remains (an emoji-only comment has no key and equals no other).

    Notes
    -----
    Accents are kept: in French they carry meaning.
    """
    keys = pc.utf8_lower(pc.utf8_normalize(pc.fill_null(texts, ""), form="NFKC"))
    for pattern, replacement in _STEPS:
        keys = pc.replace_substring_regex(keys, pattern=pattern, replacement=replacement)
    return pc.utf8_trim_whitespace(keys)


def is_mostly_han(keys: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Whether more than half of the characters of each key are Han."""
    n_han = pc.count_substring_regex(keys, pattern=r"\p{Han}")
    return pc.greater(pc.multiply(n_han, 2), pc.utf8_length(keys))
