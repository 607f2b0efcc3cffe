"""Simplified and Traditional Chinese: one form for comparison, and which of them a text is in."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import opencc
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit
from numpy.typing import NDArray

from undertow.han import HAN_BLOCKS, simplified_forms
from undertow.text.string_buffers import read_strings, write_strings

_HAN = r"\p{Han}"
_PLAIN, _SIMPLIFIED, _TRADITIONAL = 0, 1, 2

Bytes = NDArray[np.uint8]


class _Characters(NamedTuple):
    simplified: NDArray[np.uint16]
    """(65536,) simplified form of each character, itself where it has no other."""
    form: Bytes
    """(65536,) whether a character is written in one of the two only."""


def to_simplified(texts: pa.Array) -> pa.Array:
    """Write traditional characters as simplified ones, one for one.

    Parameters
    ----------
    texts : Arrow string array

    Returns
    -------
    Arrow string array
        Everything but Han characters of the Basic Multilingual Plane unchanged. Words are not
        looked at, so the result is for comparison and not for reading. Tables: OpenCC ``t2s``.
    """
    if not pc.any(pc.match_substring_regex(texts, pattern=_HAN)).as_py():
        return texts
    offsets, content = read_strings(texts)
    changed = content[offsets[0] : offsets[-1]].copy()
    _simplify(changed, _characters().simplified)
    return write_strings(offsets - offsets[0], changed)


def scripts(texts: pa.Array) -> pa.Array:
    """Return ``Hans``, ``Hant`` or null for each text.

    Parameters
    ----------
    texts : Arrow string array
        No nulls.

    Returns
    -------
    Arrow string array
        The form of which a text has more characters that the other does not use; null when
        neither has, as in 你好.
    """
    offsets, content = read_strings(texts)
    lead = _lead(content, offsets, _characters().form)
    names = pa.array(["Hans", "Hant"])
    index = np.where(lead > 0, 1, 0)
    return names.take(pa.array(index, pa.int64(), mask=lead == 0))


@cache
def _characters() -> _Characters:
    forms, to_traditional = simplified_forms(), opencc.OpenCC("s2t")
    simplified = np.arange(1 << 16, dtype=np.uint16)
    form = np.full(1 << 16, _PLAIN, np.uint8)
    for first, last in HAN_BLOCKS:
        for code in range(first, last + 1):
            if code in forms:
                form[code] = _TRADITIONAL
                # A few have a simplified form beyond 16 bits, which hardly anybody can type.
                if ord(forms[code]) < len(simplified):
                    simplified[code] = ord(forms[code])
            elif to_traditional.convert(chr(code)) != chr(code):
                form[code] = _SIMPLIFIED
    simplified = simplified[simplified]  # the form of a form is itself
    return _Characters(simplified, form)


@njit(cache=True, nogil=True)
def _simplify(content: Bytes, simplified: NDArray[np.uint16]) -> None:
    """Replace three-byte characters in place; their other form has three bytes too."""
    i = 0
    while i < len(content) - 2:
        if 0xE3 <= content[i] <= 0xEF:
            code = (content[i] & 0x0F) << 12 | (content[i + 1] & 0x3F) << 6 | content[i + 2] & 0x3F
            other = np.int64(simplified[code])
            content[i] = 0xE0 | other >> 12
            content[i + 1] = 0x80 | other >> 6 & 0x3F
            content[i + 2] = 0x80 | other & 0x3F
            i += 3
        else:
            i += 1


@njit(cache=True, nogil=True)
def _lead(content: Bytes, offsets: NDArray[np.int32], form: Bytes) -> NDArray[np.int64]:
    """Return how many more traditional than simplified characters each text has."""
    lead = np.zeros(len(offsets) - 1, np.int64)
    for row in range(len(lead)):
        i = offsets[row]
        while i < offsets[row + 1] - 2:
            if 0xE3 <= content[i] <= 0xEF:
                code = (
                    (content[i] & 0x0F) << 12 | (content[i + 1] & 0x3F) << 6 | content[i + 2] & 0x3F
                )
                lead[row] += form[code] == _TRADITIONAL
                lead[row] -= form[code] == _SIMPLIFIED
                i += 3
            else:
                i += 1
    return lead
