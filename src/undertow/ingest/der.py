"""Certificates of a time-stamp answer in the order that DER wants.

Authorities that run OpenSSL send the set of certificates as it comes; the reader of answers takes
a set only in order (X.690, section 11.6). The set is not signed, so it may be put in order.
"""

from __future__ import annotations

from collections.abc import Iterator

_CERTIFICATES = 0xA0


def with_ordered_certificates(answer: bytes) -> bytes:
    """Return an answer (``TimeStampResp``) with its certificates sorted by their bytes.

    Nothing else is changed; what has another structure is returned as it is.
    """
    try:
        [top] = _elements(answer, 0, len(answer))
        _, token = _elements(answer, top[1], top[2])
        _, content = _elements(answer, token[1], token[2])
        [signed] = _elements(answer, content[1], content[2])
        parts = _elements(answer, signed[1], signed[2])
        [found] = [part for part in parts if answer[part[0]] == _CERTIFICATES]
        certificates = [answer[a:c] for a, _, c in _elements(answer, found[1], found[2])]
    except ValueError:
        return answer
    return answer[: found[1]] + b"".join(sorted(certificates)) + answer[found[2] :]


def _elements(content: bytes, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield begin, begin of the value, and end of each element; ValueError when one is cut."""
    while begin < end:
        value = begin + 2
        length = content[begin + 1] if value <= end else end
        if length >= 0x80:
            n_bytes = length & 0x7F
            value += n_bytes
            length = int.from_bytes(content[begin + 2 : value]) if 0 < n_bytes <= 4 else end
        if value + length > end:
            raise ValueError("an element is cut")
        yield begin, value, value + length
        begin = value + length
