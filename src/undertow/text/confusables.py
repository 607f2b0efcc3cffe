"""Letters of other scripts that stand in for letters they look like ("Тhе МР")."""

from __future__ import annotations

import re
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
# Letters that stand for no letter of the other script, in either case: they tell a word's script.
_LATIN_ONLY = re.compile(r"(?i)[dfglnqruvwz]")
_CYRILLIC_ONLY = re.compile(r"(?i)(?![асеорхуікмнтвѕјѵһӏԁԍԛԝ])[\u0400-\u052f]")
# What a match key keeps together; Han characters stand alone.
_WORD = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\u3400-\u9fff\uf900-\ufaff]+")


def fold_confusables(texts: pa.Array) -> pa.Array:
    """Write look-alike letters as the letters of the script that a word is in.

    Parameters
    ----------
    texts : Arrow string array
        NFKC; no nulls.

    Returns
    -------
    Arrow string array
        Only texts that mix Latin letters with such letters are changed. In words with more letters
        that only Cyrillic has than letters that only Latin has, Latin ones become Cyrillic; in
        others look-alikes become Latin. Words whose letters do not tell go with most words that do.
        Accents are kept.

    Notes
    -----
    The look-alikes are those of Unicode Technical Standard 39 as the package ``disarm`` has them,
    one letter for one letter. Who swaps look-alikes leaves all other letters as they are, so these
    give a text and its disguised copy the same direction, brand names in Cyrillic text included.
    Folding serves comparison only: a text that mixes scripts is not suspect by that.
    """
    mixed = pc.and_(
        pc.match_substring_regex(texts, pattern=_SUSPECT),
        pc.match_substring_regex(texts, pattern="[A-Za-z]"),
    )
    if not pc.any(mixed).as_py():
        return texts
    folded = [_folded(text) for text in texts.filter(mixed).to_pylist()]
    return pc.replace_with_mask(texts, mixed, pa.array(folded, texts.type))


def _folded(text: str) -> str:
    if not _CYRILLIC_ONLY.search(text):
        return _latin(text)
    of_text = sum(_lean(word) for word in _WORD.findall(text))

    def fold(match: re.Match[str]) -> str:
        word = match.group()
        return word.translate(_TO_CYRILLIC) if (_lean(word) or of_text) > 0 else _latin(word)

    return _WORD.sub(fold, text)


def _lean(word: str) -> int:
    """Return 1 for a Cyrillic word, -1 for a Latin one, 0 where its letters do not tell."""
    n_cyrillic, n_latin = len(_CYRILLIC_ONLY.findall(word)), len(_LATIN_ONLY.findall(word))
    return (n_cyrillic > n_latin) - (n_cyrillic < n_latin)


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
