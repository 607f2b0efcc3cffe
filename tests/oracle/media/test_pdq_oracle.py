"""PDQ, bit for bit as the implementation of its authors."""

from __future__ import annotations

import numpy as np
import pdqhash
import pytest
from pictures import picture

from undertow.media.pdq import from_hex, pdq_hex


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("shape", [(64, 64), (90, 160), (131, 77), (240, 320), (513, 300)])
def test_it_is_that_of_its_authors(shape: tuple[int, int], seed: int) -> None:
    rgb = picture(seed, *shape)
    bits, quality = pdqhash.compute(rgb)
    text, own = pdq_hex(rgb)
    assert np.packbits(bits.astype(bool)).tobytes().hex() == text
    assert quality == own
    assert (from_hex(text)[::-1] == bits.astype(bool)).all()
