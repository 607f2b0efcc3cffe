"""Views of a text: one to tell its language, one to compare it.

The match key is what is left when everything that hides sameness is taken away. Only comparison
uses it; the original text is never changed. Every step is a column operation (RE2 inside Arrow), so
a million posts take seconds.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from undertow.text.chinese import to_simplified
from undertow.text.confusables import fold_confusables
from undertow.text.key_kernel import words_of_text

# Format characters, emoji selectors and keycaps, fillers: no reader sees them.
_INVISIBLE = (
    r"[\p{Cf}\p{Me}\x{034F}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{180B}-\x{180F}"
    r"\x{3164}\x{FE00}-\x{FE0F}\x{FFA0}\x{E0100}-\x{E01EF}]+"
)

# Order matters: links, handles and tags are recognised before punctuation goes. Han text has no
# word spaces, so what follows a link or handle directly is text and must not go with it.
_TO_VIEW: tuple[tuple[str, str], ...] = (
    (r"(?i)^\s*rt\s+@", "@"),  # the mark of a hand-made repost
    (
        r"(?i)(?:https?://|www\.)[^\s\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\x{3000}-\x{303F}]*",
        " ",
    ),
    (r"@(?:[\p{Latin}\p{N}\p{M}_.\-]+|[\p{L}\p{N}\p{M}_.\-]+)", " "),
    (r"#[^#\s]*\p{Han}[^#\s]*#", " "),  # a Weibo topic ends with a second mark
    (r"#[\p{L}\p{N}\p{M}_.\-]+", " "),
)


def language_views(texts: pa.Array) -> pa.Array:
    """Return what tells the language of each text: its words as they are written.

    Parameters
    ----------
    texts : Arrow string array
        Texts as published; null is read as empty.

    Returns
    -------
    Arrow string array
        NFKC, without links, handles, tags and invisible characters; case, accents, script and
        punctuation are kept.
    """
    return _replace(visible(texts), _TO_VIEW)


def visible(texts: pa.Array) -> pa.Array:
    """Return texts in NFKC without the characters that no reader sees; null becomes empty."""
    if isinstance(texts, pa.ChunkedArray):  # compiled steps read one piece of memory
        texts = texts.combine_chunks()
    shown = pc.replace_substring_regex(pc.fill_null(texts, ""), pattern=_INVISIBLE, replacement="")
    return pc.utf8_normalize(shown, form="NFKC")


def match_keys(texts: pa.Array) -> pa.Array:
    """Return the match key of each text.

    Parameters
    ----------
    texts : Arrow string array
        Texts as published; null is read as empty.

    Returns
    -------
    Arrow string array
        NFKC, lower case, without links, handles, tags, punctuation, emoji and invisible
        characters; look-alike letters of other scripts as those they stand for; Han characters
        simplified; words separated by one space, Han characters by none. Empty when nothing
        remains (an emoji-only comment has no key and equals no other).

    Notes
    -----
    Accents are kept: in French they carry meaning. The key of a key is itself.
    """
    return keys_of_views(language_views(texts))


def keys_of_views(views: pa.Array) -> pa.Array:
    """Return the match keys of texts whose language views are known; see :func:`match_keys`."""
    lower = pc.utf8_normalize(pc.utf8_lower(fold_confusables(views)), form="NFKC")
    # What was taken away can leave a letter beside its accent.
    return pc.utf8_normalize(to_simplified(words_of_text(lower)), form="NFKC")


def _replace(texts: pa.Array, steps: tuple[tuple[str, str], ...]) -> pa.Array:
    for pattern, replacement in steps:
        texts = pc.replace_substring_regex(texts, pattern=pattern, replacement=replacement)
    return texts


def is_mostly_han(keys: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Whether more than half of the characters of each key are Han."""
    n_han = pc.count_substring_regex(keys, pattern=r"\p{Han}")
    return pc.greater(pc.multiply(n_han, 2), pc.utf8_length(keys))
