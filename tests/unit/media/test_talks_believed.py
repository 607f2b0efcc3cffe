"""What is taken of the answers of the decoding process on mouths and sound."""

from __future__ import annotations

import numpy as np
import pytest

from undertow.media.decoding.messages import Talk
from undertow.media_intake.talks import believed

N = 3


def answer(width: int = 4, height: int = 2, n_bytes: int = 8 * N, value: float = 0.5) -> Talk:
    cepstra = np.full((N, 13), 0.25, "<f4")
    cepstra[1, 2] = value
    return Talk(width, height, bytes(n_bytes), cepstra.tobytes())


def test_what_adds_up_is_taken() -> None:
    found = believed(answer())
    assert found is not None
    assert found[0].shape == (N, 2, 4)
    assert found[1].shape == (N, 13)
    assert found[1].dtype == np.float64


@pytest.mark.parametrize(
    "lie",
    [
        answer(value=np.nan),
        answer(value=np.inf),
        answer(value=-np.inf),
        answer(n_bytes=8 * N + 1),
        answer(width=-4, height=-2),
        answer(width=8_000_000),
        answer(height=0),
        Talk(4, 2, b"", b"abc"),
        Talk(),
    ],
)
def test_what_contradicts_itself_or_is_no_number_is_not(lie: Talk) -> None:
    assert believed(lie) is None
