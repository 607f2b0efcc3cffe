"""Frames of the media files of a case, as pixels: for readers of words and for hints."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from undertow.case import Case
from undertow.media.decoding import Sandbox
from undertow.media.reading import Frame, FramesOf
from undertow.media_intake.places import HeldMedia

SIDE_PX = 1280
"""Longer side of the frames, at most: small print can be read, and no more."""


@contextmanager
def open_frames(case: Case) -> Iterator[FramesOf]:
    """Open the process that decodes, for the frames of the files of a case.

    Yields
    ------
    callable
        See :data:`undertow.media.reading.FramesOf`. Files that cannot be decoded have no frames;
        nothing raises but for damaged evidence.
    """
    held = HeldMedia(case)

    with Sandbox(case.settings.media) as sandbox:

        def frames_of(media_uid: str, at_s: tuple[float, ...]) -> Iterator[Frame]:
            with held.opened(media_uid) as file:
                if file is None:
                    return
                kind, mime = held.decoded_as(media_uid)
                found = sandbox.pixels(file, kind, mime, tuple(sorted(at_s)), SIDE_PX)
            for when, frame in zip(found.at_s, found.frames, strict=False):
                pixels = np.frombuffer(frame.rgb, np.uint8)
                if pixels.size == 3 * frame.width_px * frame.height_px:
                    yield when, pixels.reshape(frame.height_px, frame.width_px, 3)

        yield frames_of
