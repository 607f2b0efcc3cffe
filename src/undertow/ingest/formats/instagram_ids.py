"""Ids of Instagram media, which their addresses hold in another notation.

The code in ``instagram.com/p/CODE`` is the number of the medium in base 64; codes of private
accounts carry a suffix that is no part of it.
"""

from __future__ import annotations

import re
import string

_DIGITS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_CODE = re.compile(r"[\w-]{5,60}", re.ASCII)
_CODE_DIGITS = 11
_ADDRESS = re.compile(r"instagram\.com/(?:[\w.]+/)?(?:p|reel|reels|tv)/([\w-]{5,60})", re.ASCII)


def media_id(code: str) -> str | None:
    """Return the number of a medium by its code, or None where that is no code."""
    if not _CODE.fullmatch(code):
        return None
    number = 0
    for digit in code[:_CODE_DIGITS]:
        number = number * len(_DIGITS) + _VALUES[digit]
    return str(number)


def code_in(address: str) -> str | None:
    """Return the code of the medium that an address leads to, or None."""
    match = _ADDRESS.search(address)
    return None if match is None else match[1]


def media_url(code: str) -> str:
    """Return the address of a medium by its code."""
    return f"https://www.instagram.com/p/{code}/"
