"""What is written in pictures, and which frames of a video are read."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from undertow.media.words.pictures import can_read, frames_to_read, read_within, read_words


def picture(*lines: str, width: int = 640, size: int = 28) -> NDArray[np.uint8]:
    image = Image.new("RGB", (width, 60 * len(lines) + 20), (20, 40, 60))
    draw = ImageDraw.Draw(image)
    for i, line in enumerate(lines):
        font = ImageFont.load_default(size)
        draw.text((20, 20 + 60 * i), line, font=font, fill="white")
    return np.asarray(image)


def _letters(text: str) -> str:
    """Return the letters: the model drops accents, and spaces where letters are small."""
    return "".join(filter(str.isalpha, unicodedata.normalize("NFD", text)))


@pytest.mark.skipif(not can_read(), reason="needs the extra ocr")
def test_lines_come_in_reading_order_with_their_place() -> None:
    rgb = picture("Ann Exemple lied to you", "elle a menti dit le maire")
    (first, second), late = read_within([rgb, rgb], 1e-3)  # type: ignore[misc]
    assert late is None  # the time was over after the first
    assert first[0] == "Ann Exemple lied to you"
    assert _letters(second[0]) == _letters("elle a menti dit le maire")
    for (_, confidence, (left, top, right, bottom)), row in ((first, 0), (second, 1)):
        assert 0.6 <= confidence <= 1
        assert 0 <= left < 40 < 200 < right <= 640
        assert 60 * row <= top < bottom <= 60 * row + 80


def test_what_cannot_be_read_is_not() -> None:
    assert read_words(np.zeros((9, 4000, 3), np.uint8)) == []
    with pytest.raises(ValueError, match="no picture"):
        read_words(np.zeros((50, 50), np.uint8))


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
