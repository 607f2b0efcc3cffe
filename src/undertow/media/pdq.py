"""PDQ, the hash by which platforms and hash lists name a picture.

Facebook, *The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm*, 2019. This is
the hash to exchange with others. It does not see through crops, mirrors and frames.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

BITS: Final = 256
_SIDE: Final = 16
_SMALL: Final = 64
_PASSES: Final = 2
_LUMA: Final = np.array([0.299, 0.587, 0.114], np.float32)

Grey = NDArray[np.float32]
Bits = NDArray[np.bool_]


def luma(rgb: NDArray[np.uint8]) -> Grey:
    """Return the brightness of a picture.

    Parameters
    ----------
    rgb : array of shape (height, width, 3)
        Red, green, blue, 0..255.

    Returns
    -------
    array of shape (height, width)
        0..255.
    """
    return rgb.astype(np.float32) @ _LUMA


def pdq(grey: Grey) -> tuple[Bits, int]:
    """Return the PDQ hash of a picture, and its quality.

    Parameters
    ----------
    grey : array of shape (height, width)
        Brightness, 0..255.

    Returns
    -------
    bits : array of shape (256,)
        The lowest bit first.
    quality : int
        0..100; below 50 the picture has too little in it for the hash to mean anything.
    """
    small = _reduced(grey)
    coefficients = np.asarray(_DCT @ small @ _DCT.T, np.float32)
    return bits_of(coefficients[np.newaxis])[0], int(quality_of(small[np.newaxis])[0])


def bits_of(coefficients: NDArray[np.float32]) -> Bits:
    """Return which of 16 by 16 coefficients are above their median, the lower of the middle two.

    Parameters
    ----------
    coefficients : array of shape (n, 16, 16)

    Returns
    -------
    array of shape (n, 256)
    """
    flat = coefficients.reshape(len(coefficients), BITS)
    middle = BITS // 2 - 1
    median = np.partition(flat, middle, axis=1)[:, middle : middle + 1]
    return flat > median


def quality_of(small: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the quality of pictures of shape (n, 64, 64): the sum of their steps, 0..100."""
    totals = np.zeros(len(small), np.int64)
    for axis in (1, 2):
        steps = np.trunc(np.diff(small, axis=axis) * np.float32(100.0 / 255.0))
        totals += np.abs(steps).sum(axis=(1, 2)).astype(np.int64)
    return np.minimum(totals // 90, 100)


def pdq_hex(rgb: NDArray[np.uint8]) -> tuple[str, int]:
    """Return the PDQ hash of a picture as it is exchanged, and its quality.

    Parameters
    ----------
    rgb : array of shape (height, width, 3)
        Red, green, blue, 0..255.

    Returns
    -------
    text : str
        64 hexadecimal digits.
    quality : int
        0..100.
    """
    bits, quality = pdq(luma(rgb))
    return to_hex(bits), quality


def to_hex(bits: Bits) -> str:
    """Return a hash as it is exchanged: 64 hexadecimal digits, the highest bit first."""
    return np.packbits(bits[::-1]).tobytes().hex()


def from_hex(text: str) -> Bits:
    """Return the bits of a hash that was exchanged.

    Raises
    ------
    ValueError
        It is not 64 hexadecimal digits.
    """
    raw = bytes.fromhex(text)
    if len(raw) != BITS // 8 or len(text) != BITS // 4:
        raise ValueError(f"{text!r} is no PDQ hash: {BITS // 4} hexadecimal digits are needed")
    return np.unpackbits(np.frombuffer(raw, np.uint8))[::-1].astype(bool)


def dct_matrix(n: int) -> NDArray[np.float32]:
    """Return the 2nd to 17th rows of the discrete cosine transform of n values."""
    rows = np.arange(1, _SIDE + 1)[:, np.newaxis]
    columns = np.arange(n)[np.newaxis, :]
    scale = math.sqrt(2.0 / n)
    made: Grey = (scale * np.cos(math.pi / (2 * n) * rows * (2 * columns + 1))).astype(np.float32)
    return made


_DCT: Final = dct_matrix(_SMALL)


def _reduced(grey: Grey) -> Grey:
    """Return a picture of 64 by 64: blurred twice by a box of its scale, then sampled."""
    height, width = grey.shape
    blurred = grey.astype(np.float64)
    for _ in range(_PASSES):
        blurred = _box(blurred, _window(width), axis=1)
        blurred = _box(blurred, _window(height), axis=0)
    at = (np.arange(_SMALL) + 0.5) / _SMALL
    rows, columns = (at * height).astype(int), (at * width).astype(int)
    return blurred[np.ix_(rows, columns)].astype(np.float32)


def _window(length: int) -> int:
    return (length + 2 * _SMALL - 1) // (2 * _SMALL)


def _box(values: NDArray[np.float64], window: int, *, axis: int) -> NDArray[np.float64]:
    """Return running means; at the edges over what there is."""
    length = values.shape[axis]
    half = (window + 2) // 2
    at = np.arange(length)
    first = np.maximum(at - (window - half), 0)
    last = np.minimum(at + half, length)
    pad = [(0, 0), (0, 0)]
    pad[axis] = (1, 0)
    sums = np.pad(np.cumsum(values, axis=axis), pad)
    counts = (last - first).reshape((-1, 1) if axis == 0 else (1, -1))
    means: NDArray[np.float64] = (np.take(sums, last, axis) - np.take(sums, first, axis)) / counts
    return means
