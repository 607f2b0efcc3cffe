"""Views of frames: what is left after a disguise is found, and other pictures are not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pictures import picture

from undertow.media.pdq import luma
from undertow.media.views import (
    CANONICAL,
    INDEX_VIEWS,
    WHOLE,
    Part,
    index_hashes,
    query_hashes,
    trimmed,
)

Picture = NDArray[np.float32]

WITHIN = 31
_SIZE = (360, 640)


def shrunk(grey: Picture) -> NDArray[np.uint8]:
    """Return a picture as a frame of 128 by 128: the mean of what falls on each pixel."""
    small = averages(grey.shape[0]) @ grey @ averages(grey.shape[1]).T
    return np.clip(small, 0, 255).astype(np.uint8)[np.newaxis]


def averages(side: int) -> Picture:
    fine = np.arange(side * CANONICAL)
    weights = np.zeros((CANONICAL, side), np.float32)
    np.add.at(weights, (fine // side, fine // CANONICAL), 1.0 / side)
    return weights


def original(seed: int) -> Picture:
    """Return a picture with shades and grain in it, as photographs have."""
    rng = np.random.default_rng(100 + seed)
    down, right = (np.linspace(0, 1, side, dtype=np.float32) for side in _SIZE)
    shade = np.zeros(_SIZE, np.float32)
    for _ in range(60):
        along, across, phase, height = rng.normal(0, (6, 6, 3, 1))
        shade += height * np.cos(along * 6 * down[:, np.newaxis] + across * 6 * right + phase)
    grain = rng.normal(0, 4, _SIZE).astype(np.float32)
    mixed = 0.3 * luma(picture(seed, *_SIZE)) + 90 + 12 * shade + grain
    return np.clip(mixed, 0, 255)


def padded(grey: Picture) -> Picture:
    """Return a wide picture as an upright one, with black above and below."""
    bar = np.zeros((140, grey.shape[1]), np.float32)
    return np.vstack([bar, grey, bar])


def captioned(grey: Picture) -> Picture:
    made = grey.copy()
    top = int(0.86 * len(made))
    made[top:] = 250
    made[top + 10 : -10 : 6, 40:-40:4] = 10
    return made


def cropped(share: float) -> Callable[[Picture], Picture]:
    def crop(grey: Picture) -> Picture:
        high, wide = (int(share / 2 * side) for side in grey.shape)
        return grey[high : grey.shape[0] - high, wide : grey.shape[1] - wide]

    return crop


def noisy(grey: Picture) -> Picture:
    return grey + np.random.default_rng(5).normal(0, 12, grey.shape).astype(np.float32)


DISGUISES: dict[str, Callable[[Picture], Picture]] = {
    "half the size": lambda grey: grey[::2, ::2],
    "noise": noisy,
    "gamma": lambda grey: 255 * (grey / 255) ** 0.7,
    "mirror": lambda grey: grey[:, ::-1],
    "upright with bars": padded,
    "mirror with bars": lambda grey: padded(grey[:, ::-1]),
    "caption": captioned,
    # The views cut 10 and 20 per cent; these are not they.
    "crop 8 %": cropped(0.08),
    "crop 12 %": cropped(0.12),
    "crop 18 %": cropped(0.18),
}


def nearest(frame: NDArray[np.uint8], index: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return for each item of an index the bits in which its nearest view differs."""
    queries = query_hashes(frame)[0]
    found = np.bitwise_count(queries[:, np.newaxis, np.newaxis] ^ index).sum(-1, dtype=np.intp)
    least: NDArray[np.intp] = found.min(axis=(0, 2))
    return least


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_disguised_picture_is_found_and_no_other(disguise: str) -> None:
    seeds = range(12)
    index = np.concatenate([index_hashes(shrunk(original(seed))) for seed in seeds])
    n_found = 0
    for seed in seeds:
        bits = nearest(shrunk(DISGUISES[disguise](original(seed))), index)
        n_found += bits[seed] <= WITHIN
        assert np.delete(bits, seed).min() > 2 * WITHIN
    assert n_found >= 0.9 * len(seeds)


def test_a_mirror_image_is_the_same_to_the_bit() -> None:
    frame = shrunk(original(1))
    mirror = index_hashes(frame)[0, INDEX_VIEWS.index("mirror")]
    assert (query_hashes(frame[:, :, ::-1])[0, 0] == mirror).all()


def test_bars_are_trimmed_where_all_frames_have_them() -> None:
    plain = shrunk(padded(original(2)))
    part = trimmed(plain)
    assert (part.left, part.right) == (0.0, 1.0)
    assert part.top == pytest.approx(140 / 640, abs=0.01)
    assert part.bottom == pytest.approx(500 / 640, abs=0.01)
    both = np.concatenate([plain, shrunk(original(3))])
    assert trimmed(both) == WHOLE


@given(st.integers(0, 255))
def test_a_picture_of_one_colour_is_whole(colour: int) -> None:
    frame = np.full((1, CANONICAL, CANONICAL), colour, np.uint8)
    assert trimmed(frame) == WHOLE
    assert index_hashes(frame).shape == (1, len(INDEX_VIEWS), 32)


def test_parts_of_parts() -> None:
    inner = Part(0.25, 0.75, 0.0, 0.5).within(Part(0.5, 1.0, 0.0, 0.5))
    assert inner == Part(0.5, 0.75, 0.0, 0.25)


def test_frames_do_not_depend_on_those_beside_them() -> None:
    frames = np.concatenate([shrunk(original(seed)) for seed in range(4)])
    whole = index_hashes(frames)[:, 0]
    alone = np.concatenate([index_hashes(frames[i : i + 1])[:, 0] for i in range(4)])
    assert (whole == alone).all()
