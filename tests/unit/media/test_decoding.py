"""Decoding apart: every kind, damaged files, files made to harm, and a process that dies."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from media_files import claimed_png, picture, scene, tune, video
from PIL import Image

from undertow.ingest.media_kind import media_kind
from undertow.media.decoding import Description, Sandbox
from undertow.media.views import VIEWS
from undertow.settings import MediaSettings

Describe = Callable[[bytes], Description]


def _described(sandbox: Sandbox, content: bytes) -> Description:
    told = media_kind(content[:64])
    assert told is not None
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return sandbox.describe(file, told.kind, told.mime)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One decoding process for all tests, as one decodes the files of a case."""
    with Sandbox(MediaSettings(max_time_s=60, max_duration_s=60, max_pixels=4_000_000)) as opened:
        yield opened


@pytest.fixture
def describe(sandbox: Sandbox) -> Describe:
    """Describe the bytes of a file."""
    return lambda content: _described(sandbox, content)


@pytest.fixture(scope="module")
def clip() -> bytes:
    """A video of two seconds with sound."""
    return video(scene(1), samples=tune(1, 2.0))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF"])
def test_a_picture_is_hashed(describe: Describe, form: str) -> None:
    found = describe(picture(scene(2, 1)[0], form))
    assert (found.state, found.reason) == ("decoded", "")
    assert (found.width_px, found.height_px) == (160, 96)
    assert len(found.views) == 32 * len(VIEWS)
    assert len(found.pdq) == 64
    assert found.strip is not None
    assert len(found.strip.rgb) == 3 * found.strip.width_px * found.strip.height_px


def test_a_picture_is_turned_as_its_camera_says(describe: Describe) -> None:
    upright = scene(3, 1)[0]
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = describe(picture(np.rot90(upright), "PNG", exif=exif))
    assert (turned.width_px, turned.height_px) == (160, 96)
    assert turned.pdq == describe(picture(upright, "PNG")).pdq


def test_what_is_transparent_lies_on_white(describe: Describe) -> None:
    rgb = scene(4, 1)[0]
    alpha = np.dstack([rgb, np.where(np.arange(96)[:, None] < 48, 255, 0) * np.ones((1, 160))])
    white = rgb.copy()
    white[48:] = 255
    assert (
        describe(picture(alpha.astype(np.uint8), "PNG")).pdq == describe(picture(white, "PNG")).pdq
    )


def test_a_picture_that_moves_is_looked_at_frame_by_frame(describe: Describe) -> None:
    frames = [Image.fromarray(rgb) for rgb in scene(5, 10)]
    found = describe(
        picture(scene(5, 1)[0], "GIF", save_all=True, append_images=frames, duration=200)
    )
    assert found.is_moving
    assert found.duration_s == pytest.approx(11 * 0.2)
    assert len(found.at_s) // 8 == 11


@pytest.mark.parametrize(
    ("form", "codec"), [("mp4", "libx264"), ("webm", "libvpx"), ("avi", "mpeg4")]
)
def test_a_video_is_looked_at_six_times_a_second(describe: Describe, form: str, codec: str) -> None:
    found = describe(video(scene(6, 30), form=form, codec=codec))
    assert found.state == "decoded"
    assert found.is_moving
    assert found.duration_s == pytest.approx(3.0, abs=0.15)
    at_s = np.frombuffer(found.at_s, "<f8")
    assert len(at_s) == pytest.approx(18, abs=1)
    assert np.all(np.diff(at_s) > 0)
    assert len(found.views) == 32 * len(VIEWS) * len(at_s)
    assert found.has_sound is None


def test_sound_is_fingerprinted_and_silence_is_told(describe: Describe, clip: bytes) -> None:
    found = describe(clip)
    assert found.has_sound is True
    assert len(found.words) > 0
    silent = describe(video(scene(1), samples=np.zeros(88_200, np.float32)))
    assert silent.has_sound is False


def test_half_a_file_is_used_as_far_as_it_goes(describe: Describe) -> None:
    whole = picture(scene(7, 1)[0], "JPEG", quality=95)
    found = describe(whole[: len(whole) * 2 // 3])
    assert (found.state, found.reason) == ("partial", "truncated_media")
    assert found.pdq
    stream = video(scene(7, 40), form="mpegts", codec="mpeg2video")
    found = describe(stream[: len(stream) // 2])
    assert found.state in ("partial", "decoded")
    assert 0 < len(found.at_s) // 8 < 24


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff\xe0" + b"<html>no picture</html>" * 40,
        b"\x89PNG\r\n\x1a\n" + bytes(500),
        b"\0\0\0\x20ftypisom" + bytes(2_000),
        b"\x1aE\xdf\xa3" + b"\xff" * 2_000,
        b"RIFF\xff\xff\xff\x7fWAVEfmt " + bytes(40),
    ],
    ids=["jpeg", "png", "mp4", "webm", "wav"],
)
def test_what_only_begins_like_media_is_quarantined(describe: Describe, content: bytes) -> None:
    found = describe(content)
    assert found.state == "quarantined"
    assert found.reason in ("damaged_media", "no_streams")
    assert "html" not in found.detail


def test_a_picture_that_claims_too_much_is_not_decoded(describe: Describe) -> None:
    found = describe(claimed_png(60_000, 60_000))
    assert (found.state, found.reason) == ("quarantined", "too_many_pixels")


def test_ten_hours_of_black_end_at_the_limit(describe: Describe) -> None:
    black = [np.zeros((32, 32, 3), np.uint8)] * 3_600
    found = describe(video(black, at_s=lambda number: 10.0 * number))
    assert (found.state, found.reason) == ("partial", "too_long")
    assert found.duration_s is not None
    assert found.duration_s <= 61
    assert not np.frombuffer(found.quality, "<i8").any()


def test_a_file_that_takes_too_long_is_given_up(clip: bytes) -> None:
    with Sandbox(MediaSettings(max_time_s=1e-4)) as hurried:
        assert hurried.versions
        assert _described(hurried, clip).reason == "too_slow"


def test_memory_is_bounded() -> None:
    large = claimed_png(8_000, 7_900)
    with Sandbox(MediaSettings(max_memory_mib=256)) as small:
        found = _described(small, large)
        assert found.state == "quarantined"
        assert found.reason in ("needs_memory", "decoder_died")
        assert _described(small, picture(scene(8, 1)[0])).state == "decoded"


def test_a_process_that_dies_takes_no_other_file_with_it(sandbox: Sandbox, clip: bytes) -> None:
    assert _described(sandbox, clip).state == "decoded"
    assert sandbox.process_id is not None
    os.kill(sandbox.process_id, signal.SIGKILL)
    found = _described(sandbox, clip)
    assert (found.state, found.reason) == ("quarantined", "decoder_died")
    assert "SIGKILL" in found.detail
    assert _described(sandbox, clip).state == "decoded"


def test_frames_are_given_as_pixels(sandbox: Sandbox) -> None:
    frames = scene(9, 20)
    with tempfile.TemporaryFile() as file:
        file.write(video(frames))
        file.flush()
        found = sandbox.pixels(file, "video", "video/mp4", at_s=(0.0, 1.0, 99.0), side_px=160)
    assert found.at_s == [pytest.approx(0.0), pytest.approx(1.0)]
    pixels = np.frombuffer(found.frames[1].rgb, np.uint8).reshape(96, 160, 3)
    assert np.abs(pixels.astype(float) - frames[10]).mean() < 12
