"""PDQ: the bits of the published algorithm, whatever the size of the picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pictures import picture

from undertow.media.pdq import BITS, from_hex, luma, pdq, to_hex

# Made once with the implementation of the algorithm's authors (pdqhash 0.2.8), of pictures that the
# test makes again: whole-number arithmetic gives the same everywhere.
PUBLISHED = {
    (64, 64): "97399569ea875914363aafcd796e8f31f0e347dc6ab6930df10ba4110b1650e1",
    (65, 70): "1739b0e9ea877114363ba7cd596e8f7170e3c7dc4ab6d18d350ba4110b1650f3",
    (37, 50): "8739b0696a8771141f39b3ce596e8eb138e3c7dc2a36e38db50be4110b1658f3",
    (129, 200): "1739b2ef6a877510363bafce516e8e1170e24f9c4ab6b31df50b64310b3610e3",
    (480, 640): "1739b0e96a8755103e3bafcd506e8f3130e34f9c4ab6f19db50be4310b1650f3",
}


@pytest.mark.parametrize("shape", PUBLISHED)
def test_it_is_the_published_hash(shape: tuple[int, int]) -> None:
    bits, quality = pdq(luma(picture(1, *shape)))
    assert to_hex(bits) == PUBLISHED[shape]
    assert 0 <= quality <= 100


def test_half_of_the_bits_are_set() -> None:
    bits, _ = pdq(luma(picture(2, 200, 300)))
    assert bits.sum() == BITS // 2


def test_a_picture_of_one_colour_has_no_quality() -> None:
    assert pdq(np.full((80, 90), 128, np.float32))[1] == 0


def test_smaller_and_brighter_it_is_nearly_the_same_and_another_is_not() -> None:
    own = luma(picture(3, 480, 640))
    bits = pdq(own)[0]
    assert np.count_nonzero(bits != pdq(own[::2, ::2] * 0.8 + 20)[0]) <= 31
    others = [pdq(luma(picture(seed, 480, 640)))[0] for seed in range(10, 30)]
    assert min(np.count_nonzero(bits != other) for other in others) > 80


@given(arrays(np.bool_, BITS))
def test_hexadecimal_goes_both_ways(bits: np.ndarray) -> None:
    assert (from_hex(to_hex(bits)) == bits).all()


@pytest.mark.parametrize("text", ["", "ab", "g" * 64, "a" * 63, "a" * 66, " " + "a" * 64])
def test_what_is_no_hash_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_hex(text)


@given(st.integers(1, 150), st.integers(1, 150))
def test_any_size_has_a_hash(height: int, width: int) -> None:
    bits, _ = pdq(luma(picture(4, height, width)))
    assert bits.shape == (BITS,)
    assert bits.sum() <= BITS // 2
