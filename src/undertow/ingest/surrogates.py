"""Halves of surrogate pairs in JSON, which no text can hold."""

from __future__ import annotations

import re

_HALF = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
# JSON up to the first half of a surrogate pair that stands alone.
_WHOLE = re.compile(
    rb"(?:[^\\]++|\\[^u]|\\u(?![dD][89a-fA-F])"
    rb"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})*+",
    re.DOTALL,
)


def with_whole_characters(raw: bytes) -> bytes:
    """Return JSON of the same length in which no half of a surrogate pair stands alone.

    Programs that cut a text inside an emoji write such halves; no text can hold one, and a decoder
    refuses the whole document for it. U+FFFD, the sign for what cannot be shown, is put there.
    """
    if b"\\ud" not in raw and b"\\uD" not in raw:
        return raw
    mended, position = bytearray(raw), 0
    while found := _WHOLE.match(raw, position):
        position = found.end()
        if _HALF.match(raw, position) is None:  # the end, or what is no JSON
            break
        mended[position : position + 6] = b"\\ufffd"
        position += 6
    return bytes(mended)
