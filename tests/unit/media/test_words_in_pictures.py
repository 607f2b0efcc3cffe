"""What is written in pictures, and which frames of a video are read."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from written import written

from undertow.media.words.pictures import (
    can_read,
    frames_to_read,
    joined,
    read_within,
    read_words,
)


@pytest.mark.skipif(not can_read(), reason="needs the extra ocr")
def test_lines_come_in_reading_order_with_their_place() -> None:
    rgb = written("Ann Exemple lied to you", "François a menti, déjà là-bas")
    (first, second), late = read_within([rgb, rgb], 1e-3)  # type: ignore[misc]
    assert late is None  # the time was over after the first
    assert first[0] == "Ann Exemple lied to you"
    assert second[0] == "François a menti, déjà là-bas"
    for (_, confidence, (left, top, right, bottom)), row in ((first, 0), (second, 1)):
        assert 0.6 <= confidence <= 1
        assert 0 <= left < 40 < 200 < right <= 640
        assert 60 * row <= top < bottom <= 60 * row + 80


def test_what_cannot_be_read_is_not() -> None:
    assert read_words(np.zeros((9, 4000, 3), np.uint8)) == []
    with pytest.raises(ValueError, match="no picture"):
        read_words(np.zeros((50, 50), np.uint8))


def box(left: float, top: float, right: float, bottom: float) -> NDArray[np.float64]:
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)


def test_words_of_one_line_are_read_together() -> None:
    words = [box(0, 0, 90, 20), box(105, 1, 200, 21), box(212, 0, 300, 20)]
    beside = box(340, 0, 400, 20)  # a column of its own
    below, larger = box(0, 30, 90, 50), box(305, -10, 500, 40)
    found = joined(np.stack([*words, beside, below, larger]))
    assert [(one[:, 0].min(), one[:, 0].max()) for one in found] == [
        (0, 300),
        (340, 400),
        (0, 90),
        (305, 500),
    ]
    # In whatever order they come, as when one stands a little higher.
    ((left, _, right, _),) = joined(np.stack([words[1], words[0]]))
    assert (left[0], right[0]) == (0, 200)


def test_frames_are_read_where_the_picture_changes() -> None:
    rng = np.random.default_rng(5)
    scenes = rng.integers(0, 256, (3, 32), np.uint8)
    hashes = scenes[[0, 0, 0, 1, 1, 2]]
    hashes[1, 0] ^= 0b111  # noise of the encoder
    at_s = np.arange(6) / 2
    assert frames_to_read(hashes, at_s, max_frames=9).tolist() == [0, 3, 5]
    assert frames_to_read(hashes, at_s * 60, max_frames=9).tolist() == [0, 1, 2, 3, 4, 5]
    assert frames_to_read(hashes, at_s * 60, max_frames=3).tolist() == [0, 2, 5]
    assert frames_to_read(hashes, at_s, max_frames=1).tolist() == [0]
    assert frames_to_read(hashes[:0], at_s[:0], max_frames=3).tolist() == []
