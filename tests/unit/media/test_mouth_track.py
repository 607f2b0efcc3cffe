"""A mouth is measured in a video, by way of the process that decodes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from media_files import scene, video

from undertow.media.decoding import Sandbox
from undertow.media.decoding.messages import Talk
from undertow.media.hints.cepstra import N_CEPSTRA
from undertow.media.hints.mouth_track import can_track, track_mouth
from undertow.settings import MediaSettings

pytestmark = pytest.mark.skipif(not can_track(), reason="needs the extra mouths")


Heard = Callable[..., Talk]


@pytest.fixture(scope="module")
def heard() -> Iterator[Heard]:
    """Open a process that decodes, which gives the beginning of a video."""
    with Sandbox(MediaSettings()) as sandbox:

        def talk(data: bytes, side_px: int = 240) -> Talk:
            with tempfile.TemporaryFile() as file:
                file.write(data)
                file.flush()
                return sandbox.talk(file, "video", "video/mp4", side_px)

        yield talk


def test_the_mouth_and_the_sound_of_a_video(heard: Heard) -> None:
    from talking_faces import openings, talking_video

    talk = heard(talking_video(5, seconds=3.0, height=144))
    assert (talk.width_px, talk.height_px) == (192, 144)
    frames = np.frombuffer(talk.frames, np.uint8).reshape(-1, 144, 192)
    cepstra = np.frombuffer(talk.cepstra, "<f4").reshape(-1, N_CEPSTRA)
    assert len(frames) == len(cepstra) == 74
    mouth = track_mouth(frames)
    assert mouth is not None
    true = openings(np.random.default_rng((5, 1)), 3.0)[mouth.start : mouth.stop]
    assert len(true) > 60
    assert np.corrcoef(mouth.opening, true)[0, 1] > 0.8
    loudness = cepstra[mouth.start : mouth.stop, 0]
    assert np.corrcoef(loudness, true)[0, 1] > 0.5
    # Two faces: whose is the sound?
    assert track_mouth(np.concatenate([frames, frames], axis=2)) is None
    # A cut to something else ends the stretch.
    cut = np.concatenate([frames, np.full_like(frames, 128)])
    shorter = track_mouth(cut)
    assert shorter is not None
    assert shorter.stop <= len(frames)


def test_what_has_no_face_or_no_sound_is_not_measured(heard: Heard) -> None:
    frames = scene(3, 60)
    silent = heard(video(frames, rate=25))
    assert silent == Talk(number=silent.number)
    grey = np.stack([frame[..., 1] for frame in frames])
    assert track_mouth(grey) is None
    assert track_mouth(grey[:0]) is None


def test_a_damaged_video_says_nothing(heard: Heard) -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, 44_100).astype(np.float32)
    whole = video(scene(3, 25), rate=25, samples=noise)
    assert heard(whole, 96).width_px == 96
    broken = heard(whole[:600])
    assert broken == Talk(number=broken.number)
