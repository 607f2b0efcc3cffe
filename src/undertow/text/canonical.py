"""The match key: what is left of a text when everything that hides sameness is taken away.

Only comparison uses the key; the original text is never changed. Every step is a column
operation (RE2 inside Arrow), so a million posts take seconds.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

# Format characters, emoji selectors and keycaps, fillers: no reader sees them.
_INVISIBLE = (
    r"[\p{Cf}\p{Me}\x{034F}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{180B}-\x{180F}"
    r"\x{3164}\x{FE00}-\x{FE0F}\x{FFA0}\x{E0100}-\x{E01EF}]+"
)

# Order matters: links, handles and tags are recognised before punctuation goes. Han text has no
# word spaces, so what follows a link or handle directly is text and must not go with it.
_STEPS: tuple[tuple[str, str], ...] = (
    (r"^\s*rt\s+@", "@"),  # the mark of a hand-made repost
    (r"(?:https?://|www\.)[^\s\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\x{3000}-\x{303F}]*", " "),
    (r"@(?:[\p{Latin}\p{N}\p{M}_.\-]+|[\p{L}\p{N}\p{M}_.\-]+)", " "),
    (r"#[^#\s]*\p{Han}[^#\s]*#", " "),  # a Weibo topic ends with a second mark
    (r"#[\p{L}\p{N}\p{M}_.\-]+", " "),
    # Inside a word punctuation is noise ("b.r.i.b.e", "c'est"): it goes without leaving a space.
    # Twice, because matches may not overlap and single letters share their neighbours.
    (r"([\p{L}\p{N}\p{M}])[\p{P}\p{S}]+([\p{L}\p{N}])", r"\1\2"),
    (r"([\p{L}\p{N}\p{M}])[\p{P}\p{S}]+([\p{L}\p{N}])", r"\1\2"),
    (r"[^\p{L}\p{N}\p{M}]+", " "),
    (r"\s*(\p{Han})\s*", r"\1"),
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
    Accents are kept: in French they carry meaning. The key of a key is itself.
    """
    keys = pc.replace_substring_regex(pc.fill_null(texts, ""), pattern=_INVISIBLE, replacement="")
    keys = pc.utf8_lower(pc.utf8_normalize(keys, form="NFKC"))
    for pattern, replacement in _STEPS:
        keys = pc.replace_substring_regex(keys, pattern=pattern, replacement=replacement)
    # Lower case and what was taken away can leave a letter beside its accent.
    return pc.utf8_trim_whitespace(pc.utf8_normalize(keys, form="NFKC"))


def is_mostly_han(keys: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Whether more than half of the characters of each key are Han."""
    n_han = pc.count_substring_regex(keys, pattern=r"\p{Han}")
    return pc.greater(pc.multiply(n_han, 2), pc.utf8_length(keys))
