"""Letters of other scripts that stand in for letters they look like ("Тhе МР")."""

from __future__ import annotations

from functools import cache

import disarm
import pyarrow as pa
import pyarrow.compute as pc

# Blocks that hold look-alikes: phonetic and small letters, Greek to Armenian, Cherokee, Coptic.
_BLOCKS = (
    (0x0250, 0x02AF),
    (0x0370, 0x058F),
    (0x13A0, 0x13FF),
    (0x1D00, 0x1D7F),
    (0x2C60, 0x2CFF),
    (0xA640, 0xA7FF),
    (0xAB30, 0xABBF),
)
_SUSPECT = "[" + "".join(rf"\x{{{first:x}}}-\x{{{last:x}}}" for first, last in _BLOCKS) + "]"
# What Latin letters are written for in Cyrillic text.
_TO_CYRILLIC = str.maketrans("aceopxyikmhtbACEOPXYIKMHTB", "асеорхуікмнтвАСЕОРХУІКМНТВ")


def fold_confusables(texts: pa.Array) -> pa.Array:
    """Write look-alike letters as the letters of the script that most of the text is in.

    Parameters
    ----------
    texts : Arrow string array
        NFKC; no nulls.

    Returns
    -------
    Arrow string array
        Only texts that mix Latin letters with such letters are changed: to Latin letters where
        these are at least half, otherwise Latin ones to Cyrillic. Accents are kept.

    Notes
    -----
    The look-alikes are those of Unicode Technical Standard 39 as the package ``disarm`` has them,
    one letter for one letter. Folding serves comparison only: a text that mixes scripts is not
    suspect by that.
    """
    mixed = pc.and_(
        pc.match_substring_regex(texts, pattern=_SUSPECT),
        pc.match_substring_regex(texts, pattern="[A-Za-z]"),
    )
    if not pc.any(mixed).as_py():
        return texts
    found = texts.filter(mixed)
    n_latin = pc.count_substring_regex(found, pattern="[A-Za-z]")
    n_cyrillic = pc.count_substring_regex(found, pattern=r"[\x{400}-\x{52f}]")
    is_cyrillic = pc.greater(n_cyrillic, n_latin).to_pylist()
    folded = [
        text.translate(_TO_CYRILLIC) if cyrillic else _latin(text)
        for text, cyrillic in zip(found.to_pylist(), is_cyrillic, strict=True)
    ]
    return pc.replace_with_mask(texts, mixed, pa.array(folded, texts.type))


def _latin(text: str) -> str:
    # Once more in lower case: of some letters only the small form is alike.
    return text.translate(_to_latin()).lower().translate(_to_latin())


@cache
def _to_latin() -> dict[int, str]:
    """Return the Latin letter that each look-alike stands for."""
    table = {}
    for first, last in _BLOCKS:
        for code in range(first, last + 1):
            letter = disarm.strip_obfuscation(chr(code)) if chr(code).isalpha() else ""
            if len(letter) == 1 and letter.isascii() and letter.isalpha():
                table[code] = letter
    return table
