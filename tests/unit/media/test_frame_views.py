"""Views of frames: what is left after a disguise is found, and other pictures are not."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from clips import texture
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy.ndimage import uniform_filter

from undertow.media.standing import Part, Standing
from undertow.media.views import VIEWS, hash_views

Grey = np.ndarray
N, HEIGHT, WIDTH = 8, 144, 256


def moving(seed: int) -> Grey:
    """Return frames through a window that moves over a texture."""
    canvas = texture(np.random.default_rng(seed), HEIGHT * 2, WIDTH * 2).mean(axis=2)
    steps = [(i * HEIGHT // N, i * WIDTH // N) for i in range(N)]
    return np.stack([canvas[y : y + HEIGHT, x : x + WIDTH] for y, x in steps]).astype(np.uint8)


def barred(grey: Grey) -> Grey:
    return np.pad(grey, ((0, 0), (150, 150), (0, 0)))


def captioned(grey: Grey) -> Grey:
    made = grey.copy()
    made[:, -26:] = 250
    made[:, -18:-8:3, 20:-20:2] = 10
    return made


def cropped(grey: Grey) -> Grey:
    return grey[:, 7:-7, 13:-13]


def in_picture(grey: Grey) -> Grey:
    made = moving(77).copy()
    made[:, 60:132, 12:140] = grey[:, ::2, ::2]
    return made


def on_blur(grey: Grey) -> Grey:
    """Return it between two blurred bars, of itself as it is so often, even where nothing moves."""
    still = np.repeat(grey[:1], N, axis=0)
    ground = uniform_filter(grey[0, :, 60:140].astype(float), 25)
    bars = np.asarray(Image.fromarray(ground.astype(np.uint8)).resize((WIDTH, 3 * HEIGHT)))
    made = np.repeat(bars[np.newaxis], N, axis=0).copy()
    made[:, HEIGHT : 2 * HEIGHT] = still
    return made


DISGUISES: dict[str, tuple[Callable[[Grey], Grey], str]] = {
    "none": (lambda grey: grey, "full"),
    "bars": (barred, "trimmed"),
    "mirror": (lambda grey: grey[:, :, ::-1], "mirror"),
    "caption": (captioned, "bottom_cut"),
    "crop": (cropped, "crop_1"),
    "inset": (in_picture, "inset"),
}


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguise_is_seen_through(name: str) -> None:
    change, view = DISGUISES[name]
    own, other = hash_views(moving(1))[0], hash_views(moving(2))[0]
    changed = hash_views(change(moving(1)))[0][:, VIEWS.index(view)]
    assert nearest(changed, own).max() <= 31
    assert nearest(changed, other).min() > 62


def nearest(hashes: Grey, views: Grey) -> Grey:
    """Return for each frame the bits in which its hash differs from the nearest view of another."""
    bits = np.bitwise_count(hashes[:, np.newaxis] ^ views).sum(axis=-1, dtype=int)
    return np.where(views.any(axis=-1), bits, 256).min(axis=1)


def test_a_mirror_image_is_the_same_to_the_bit() -> None:
    views = hash_views(moving(1))[0]
    turned = hash_views(moving(1)[:, :, ::-1])[0]
    assert (views[:, VIEWS.index("mirror")] == turned[:, 0]).mean() > 0.99


def test_what_stands_still_is_found_to_the_pixel() -> None:
    found = Standing.of(in_picture(moving(1)))
    assert found.inset == Part(60, 132, 12, 140)
    assert Standing.of(barred(moving(1))).trimmed == Part(150, 150 + HEIGHT, 0, WIDTH)
    assert Standing.of(captioned(moving(1))).trimmed == Part(0, HEIGHT, 0, WIDTH)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 255), st.integers(1, 5), st.integers(1, 40), st.integers(1, 40))
def test_one_colour_has_no_hash(colour: int, n: int, height: int, width: int) -> None:
    views, quality = hash_views(np.full((n, height, width), colour, np.uint8))
    assert views.shape == (n, len(VIEWS), 32)
    assert not views.any()
    assert not quality.any()


def test_blurred_bars_are_none_of_it() -> None:
    made = on_blur(moving(3))
    whole = Part(HEIGHT, 2 * HEIGHT, 0, WIDTH)
    assert Standing.of(made).trimmed == whole
    assert Standing.of(made[:1]).trimmed == whole
    on_its_side = Standing.of(np.ascontiguousarray(made.transpose(0, 2, 1))).trimmed
    assert on_its_side == Part(0, WIDTH, HEIGHT, 2 * HEIGHT)


def test_a_sky_is_not_cut_off() -> None:
    made = moving(3)
    made[:, :40] = np.linspace(90, 160, 40)[:, np.newaxis]
    assert Standing.of(made).trimmed == Part(0, HEIGHT, 0, WIDTH)
    # It belongs to what is between blurred bars as well, though it is as smooth as they are.
    assert Standing.of(on_blur(made)).trimmed == Part(HEIGHT, 2 * HEIGHT, 0, WIDTH)


def test_the_ground_of_a_slide_is_no_bar() -> None:
    slide = np.full((1, HEIGHT, WIDTH), 150, np.uint8)
    slide[:, 60:80, 40:200:3] = 220
    shot = np.pad(slide, ((0, 0), (90, 90), (0, 0)), constant_values=18)
    assert Standing.of(shot).trimmed == Part(90, 90 + HEIGHT, 0, WIDTH)


def test_echoes_of_what_is_encoded_in_blocks_are_still_a_bar() -> None:
    """Rows of a bar that a block has in common with the picture are rough, as JPEG leaves them."""
    picture = moving(3)[0]
    shot = np.pad(picture, ((90, 86), (0, 0)), constant_values=245)
    target = io.BytesIO()
    Image.fromarray(shot).save(target, "JPEG", quality=50)
    read = np.asarray(Image.open(target))[np.newaxis]
    assert Standing.of(read).trimmed == Part(90, 90 + HEIGHT, 0, WIDTH)


def test_no_frames_have_no_hashes() -> None:
    assert hash_views(np.zeros((0, 9, 9), np.uint8))[0].shape == (0, len(VIEWS), 32)
