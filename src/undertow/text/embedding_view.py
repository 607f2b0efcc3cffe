"""The embedding view: what a model is given of a text.

Unlike the match key it keeps accents and word forms, which carry meaning to a model. What says
nothing about the claim goes: links, handles, tags, emoji, invisible characters, and punctuation
other than apostrophes (with it the same headline in two scripts is found less often, ADR 12).
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from undertow.text.canonical import language_views
from undertow.text.chinese import to_simplified

# A longer text is cut: the mean over a long text says little about any claim in it.
LONGEST_VIEW = 1000

_STEPS: tuple[tuple[str, str], ...] = (
    (r"[’ʼ`´]", "'"),
    (r"[^'\p{L}\p{M}\p{N}]+", " "),
    (r"(^| )'+", " "),  # an apostrophe stands between letters; anything else is a quotation mark
    (r"'+( |$)", " "),
    (r" +", " "),
)


def embedding_views(texts: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Return the embedding view of each text.

    Parameters
    ----------
    texts : Arrow string array
        Texts as published; null is read as empty.

    Returns
    -------
    Arrow string array
        NFKC, lower case, Chinese in simplified characters, without links, handles, tags, emoji
        and punctuation, at most ``LONGEST_VIEW`` characters. Empty when nothing remains.
    """
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    views = pc.utf8_lower(language_views(whole))
    for pattern, replacement in _STEPS:
        views = pc.replace_substring_regex(views, pattern=pattern, replacement=replacement)
    return to_simplified(pc.utf8_slice_codeunits(pc.utf8_trim_whitespace(views), 0, LONGEST_VIEW))
