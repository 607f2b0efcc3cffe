"""Sound and pictures of the videos of a case, for whether one drives a mouth in the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from undertow.case import Case
from undertow.media.decoding import Sandbox
from undertow.media.decoding.messages import Talk as Answer
from undertow.media.hints.cepstra import N_CEPSTRA
from undertow.media_intake.places import HeldMedia

SIDE_PX: Final = 480
"""Longer side of the frames, at most: a mouth in a face of a sixth of it is 40 pixels wide."""

Talk: TypeAlias = tuple[NDArray[np.uint8], NDArray[np.float64]]
"""Grey frames (n, h, w) at 25 a second, and the cepstra of the sound (n, 13)."""

TalkOf: TypeAlias = Callable[[str], Talk | None]
"""Gives the beginning of a video; None where it cannot be decoded or has no sound."""


@contextmanager
def open_talks(case: Case) -> Iterator[TalkOf]:
    """Open the process that decodes, for the sound and pictures of the videos of a case."""
    held = HeldMedia(case)

    with Sandbox(case.settings.media) as sandbox:

        def talk_of(media_uid: str) -> Talk | None:
            with held.opened(media_uid) as file:
                if file is None:
                    return None
                kind, mime = held.decoded_as(media_uid)
                found = sandbox.talk(file, kind, mime, SIDE_PX)
            return believed(found)

        yield talk_of


def believed(answer: Answer) -> Talk | None:
    """Return an answer of the decoding process as far as it adds up.

    Parameters
    ----------
    answer : Answer
        Of a process that may be in the hands of whoever made the file.

    Returns
    -------
    Talk or None
        None where sizes and lengths contradict one another, or a number is none.
    """
    cepstra = np.frombuffer(answer.cepstra, "<f4") if len(answer.cepstra) % 4 == 0 else None
    frames = np.frombuffer(answer.frames, np.uint8)
    n_pixels = answer.width_px * answer.height_px
    if cepstra is None or not 0 < answer.width_px <= SIDE_PX or not 0 < n_pixels:
        return None
    n_frames = len(cepstra) // N_CEPSTRA
    if len(cepstra) != n_frames * N_CEPSTRA or len(frames) != n_frames * n_pixels:
        return None
    if not np.isfinite(cepstra).all():
        return None
    pictures = frames.reshape(n_frames, answer.height_px, answer.width_px)
    return pictures, cepstra.reshape(n_frames, N_CEPSTRA).astype(np.float64)
