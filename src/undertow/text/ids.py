"""Ids of groups of texts: a letter and the beginning of the SHA-256 of a match key."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.text.string_buffers import read_strings, write_strings

_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
_N_BYTES = 8


def key_numbers(keys: pa.StringArray) -> NDArray[np.uint64]:
    """Return the first 64 bits of the SHA-256 of each key, big-endian."""
    offsets, content = read_strings(keys)
    raw, ends, sha256 = content[: offsets[-1]].tobytes(), offsets.tolist(), hashlib.sha256
    digests = b"".join([sha256(raw[start:end]).digest() for start, end in pairwise(ends)])
    first = np.frombuffer(digests, ">u8").reshape(-1, 4)[:, 0]  # 32 bytes each
    return first.astype(np.uint64)


def group_ids(numbers: NDArray[np.uint64], prefix: str) -> pa.StringArray:
    """Return ``prefix-0123456789abcdef`` for each number."""
    start = np.frombuffer(f"{prefix}-".encode(), np.uint8)
    width = len(start) + 2 * _N_BYTES
    text = np.empty((len(numbers), width), np.uint8)
    text[:, : len(start)] = start
    digits = numbers.astype(">u8").view(np.uint8).reshape(-1, _N_BYTES)
    text[:, len(start) :: 2] = _HEX[digits >> 4]
    text[:, len(start) + 1 :: 2] = _HEX[digits & 15]
    offsets = np.arange(0, width * (len(numbers) + 1), width, dtype=np.int32)
    return write_strings(offsets, text.reshape(-1))


def group_numbers(ids: pa.StringArray) -> NDArray[np.uint64]:
    """Return the number of each id of :func:`group_ids`, 0 for null."""
    offsets, content = read_strings(pc.fill_null(ids, "t-" + "0" * 2 * _N_BYTES))
    digits = content[offsets[0] : offsets[-1]].reshape(-1, 2 + 2 * _N_BYTES)[:, 2:]
    values = np.where(digits < ord("a"), digits - ord("0"), digits - ord("a") + 10)
    whole = (values[:, ::2] << 4 | values[:, 1::2]).astype(np.uint8)
    return np.ascontiguousarray(whole).view(">u8").reshape(-1).astype(np.uint64)
