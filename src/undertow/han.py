"""Traditional characters and the simplified ones they have: for comparing, never for reading."""

from __future__ import annotations

from functools import cache

import opencc

HAN_BLOCKS = ((0x3400, 0x9FFF), (0xF900, 0xFAFF))
"""First and last code point of the blocks of Han characters with 16 bits."""


@cache
def simplified_forms() -> dict[int, str]:
    """Return the simplified form of each character that has another, one for one.

    Returns
    -------
    dict
        Code point -> character, as ``str.translate`` takes it. Words are not looked at. Table:
        OpenCC ``t2s``.
    """
    convert = opencc.OpenCC("t2s").convert
    codes = (code for first, last in HAN_BLOCKS for code in range(first, last + 1))
    pairs = ((code, convert(chr(code))) for code in codes)
    return {code: form for code, form in pairs if len(form) == 1 and form != chr(code)}
