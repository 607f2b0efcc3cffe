"""The embedding view: what a model is given of a text.

Unlike the match key it keeps accents and word forms, which carry meaning to a model. What says
nothing about the claim goes: links, handles, tags, emoji, invisible characters, and punctuation
other than apostrophes (with it the same headline in two scripts is found less often, ADR 12).
"""

from __future__ import annotations

from functools import lru_cache

import opencc
import pyarrow as pa
import pyarrow.compute as pc

# A longer text is cut: the mean over a long text says little about any claim in it.
LONGEST_VIEW = 1000

_INVISIBLE = (
    r"[\p{Cf}\p{Me}\x{034F}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{180B}-\x{180F}"
    r"\x{3164}\x{FE00}-\x{FE0F}\x{FFA0}\x{E0100}-\x{E01EF}]+"
)
# Han text has no word spaces, so what follows a link or handle directly is text.
_STEPS: tuple[tuple[str, str], ...] = (
    (r"^\s*rt\s+@", "@"),
    (r"(?:https?://|www\.)[^\s\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\x{3000}-\x{303F}]*", " "),
    (r"@(?:[\p{Latin}\p{N}\p{M}_.\-]+|[\p{L}\p{N}\p{M}_.\-]+)", " "),
    (r"#[^#\s]*\p{Han}[^#\s]*#", " "),
    (r"#[\p{L}\p{N}\p{M}_.\-]+", " "),
    (r"[’ʼ`´]", "'"),
    (r"[^'\p{L}\p{M}\p{N}]+", " "),
    (r"(^| )'+", " "),  # an apostrophe stands between letters; anything else is a quotation mark
    (r"'+( |$)", " "),
    (r" +", " "),
)
# The blocks whose characters have simplified forms: the BMP, and the extensions that OpenCC knows.
_HAN_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x32000))


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
    views = pc.replace_substring_regex(pc.fill_null(texts, ""), pattern=_INVISIBLE, replacement="")
    views = pc.utf8_lower(pc.utf8_normalize(views, form="NFKC"))
    for pattern, replacement in _STEPS:
        views = pc.replace_substring_regex(views, pattern=pattern, replacement=replacement)
    views = pc.utf8_slice_codeunits(pc.utf8_trim_whitespace(views), 0, LONGEST_VIEW)
    return simplified(views.combine_chunks() if isinstance(views, pa.ChunkedArray) else views)


def simplified(texts: pa.Array) -> pa.Array:
    """Replace traditional characters by simplified ones, one by one."""
    has_han = pc.match_substring_regex(texts, pattern=r"\p{Han}")
    if not pc.any(has_han).as_py():
        return texts
    table = _simplified_characters()
    changed = [text.translate(table) for text in texts.filter(has_han).to_pylist()]
    return pc.replace_with_mask(texts, has_han, pa.array(changed, texts.type))


@lru_cache(maxsize=1)
def _simplified_characters() -> dict[int, str]:
    """Return the simplified form of every traditional character that has one."""
    characters = [chr(code) for first, end in _HAN_BLOCKS for code in range(first, end)]
    simple = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {
        ord(old): new for old, new in zip(characters, simple, strict=True) if old != new and new
    }
