"""Arrow strings as the bytes that compiled loops read."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int32]


def read_strings(texts: pa.StringArray) -> tuple[Offsets, Bytes]:
    """Return where each text begins and ends, and the UTF-8 bytes of all, without a copy.

    Parameters
    ----------
    texts : Arrow string array
        No nulls; may be a slice of another.

    Returns
    -------
    offsets : (n + 1,) int32
        Text ``i`` is ``content[offsets[i]:offsets[i + 1]]``; the first is not always 0.
    content : (n_bytes,) uint8
    """
    n = len(texts)
    _, offsets, content = texts.buffers()
    if n == 0 or content is None:
        return np.zeros(n + 1, np.int32), np.zeros(0, np.uint8)
    ends = np.frombuffer(offsets, np.int32, n + 1, texts.offset * 4)
    return ends, np.frombuffer(content, np.uint8)


def write_strings(offsets: Offsets, content: Bytes) -> pa.StringArray:
    """Return the texts that :func:`read_strings` would read as these arrays."""
    return pa.Array.from_buffers(
        pa.string(), len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(content)]
    )
