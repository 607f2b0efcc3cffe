"""How far the mouth of a talking face is open, frame by frame.

The face is found by the cascade of local binary patterns of OpenCV (Liao et al. 2007, LNCS 4642
p. 828; BSD licence), which comes with scikit-image, extra ``mouths``; it knows faces seen from the
front and tells nobody from anybody. There are no landmarks: an open mouth is dark inside, so the
opening is the darkness of the lower part of the face. That is a weak measure, which makes the test
of :mod:`undertow.media.hints.mouth` say nothing rather than something wrong. A model that users
bring may take its place.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from undertow.errors import PluginError
from undertow.media.hints.model import HintModel

Grey = NDArray[np.uint8]
Reals = NDArray[np.float64]

LOOK_STEP: Final = 25
"""Frames between two looks for a face; it is followed between them."""

LOOK_SIDE_PX: Final = 256
"""Longer side of the pictures in which a face is looked for."""

MIN_FACE: Final = 0.15
"""Least side of a face, as a share of the shorter side of the picture."""

MAX_MISSES: Final = 2
"""Looks in a row in which a face may be missed, as by a turn of the head."""

MAX_CROWDED: Final = 0.25
"""Share of looks, at most, that show a second face of half the size or more: whose is the sound?"""

_WIDTH, _HEIGHT = 64, 74
_BELOW = 0.16  # the jaw reaches below what the cascade calls a face
_EYES = (slice(14, 36), slice(8, 56))
_MOUTH = (slice(42, 70), slice(16, 48))
_CHEEKS = (slice(30, 42), slice(10, 54))
_MAX_SHIFT = 4
_DARK = 0.6


@dataclass(frozen=True, slots=True)
class Mouth:
    """The mouth of one face over a stretch of a video.

    Attributes
    ----------
    start, stop : int
        First frame, and the one after the last.
    opening : (stop - start,) float64
        How far it is open.
    """

    start: int
    stop: int
    opening: Reals


def can_track() -> bool:
    """Return whether the extra ``mouths`` is installed."""
    return importlib.util.find_spec("skimage") is not None


def track_mouth(frames: Grey, model: HintModel | None = None) -> Mouth | None:
    """Measure the mouth of the one face that a video shows.

    Parameters
    ----------
    frames : (n, h, w) uint8
        Grey pictures, :data:`~undertow.media.hints.cepstra.FRAME_RATE` a second.
    model : HintModel or None
        Measures the opening from the picture of a face; None for its darkness.

    Returns
    -------
    Mouth or None
        Over the longest stretch that shows the face without a cut; None where there is no face or
        where several are as large.

    Raises
    ------
    PluginError
        The model gives something else than one number.

    Notes
    -----
    Some tenths of a second of computing for each second of the video.
    """
    looks = list(range(0, len(frames), LOOK_STEP))
    found = [_faces(frames[i]) for i in looks]
    if sum(len(faces) > 1 for faces in found) > MAX_CROWDED * len(looks):
        return None
    run = _longest_run([faces[0] if faces else None for faces in found])
    if len(run) < 2:
        return None
    first, last = looks[run[0][0]], looks[run[-1][0]]
    stop = min(last + LOOK_STEP, len(frames)) if run[-1][0] == len(looks) - 1 else last
    at = np.arange(first, stop)
    seen = np.array([looks[i] for i, _ in run])
    boxes = _smoothed(np.array([box for _, box in run], np.float64))
    path = np.stack([np.interp(at, seen, side) for side in boxes.T], axis=1)
    patches = np.stack([_patch(frames[i], box) for i, box in zip(at, path, strict=True)])
    patches = _steadied(patches)
    opening = _darkness(patches) if model is None else _measured(patches, model)
    return Mouth(first, stop, opening)


def _faces(grey: Grey) -> list[Reals]:
    """Return left, top and side of the largest face and of others at least half as large."""
    height, width = grey.shape
    scale = min(LOOK_SIDE_PX / max(height, width), 1.0)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    small = _resized(grey, size, (0, 0, width, height))
    least, most = round(MIN_FACE * min(size)), min(size)
    if least < 12:
        return []
    found = _cascade().detect_multi_scale(
        img=small, scale_factor=1.15, step_ratio=1.3, min_size=(least, least), max_size=(most, most)
    )
    boxes = [np.array([face["c"], face["r"], face["width"]]) / scale for face in found]
    boxes.sort(key=lambda box: -float(box[2]))
    return [
        box
        for i, box in enumerate(boxes)
        if i == 0 or (box[2] ** 2 >= boxes[0][2] ** 2 / 2 and not _overlaps(box, boxes[0]))
    ]


def _longest_run(found: list[Reals | None]) -> list[tuple[int, Reals]]:
    """Return the longest row of looks whose faces lie in the same place."""
    runs: list[list[tuple[int, Reals]]] = []
    for i, box in enumerate(found):
        if box is None:
            continue
        if runs and i - runs[-1][-1][0] <= MAX_MISSES + 1 and _is_near(runs[-1][-1][1], box):
            runs[-1].append((i, box))
        else:
            runs.append([(i, box)])
    return max(runs, key=len, default=[])


def _is_near(a: Reals, b: Reals) -> bool:
    apart = np.abs((a[:2] + a[2] / 2) - (b[:2] + b[2] / 2)).max()
    return bool(apart <= 0.5 * min(a[2], b[2]) and max(a[2], b[2]) <= 1.5 * min(a[2], b[2]))


def _overlaps(a: Reals, b: Reals) -> bool:
    """Whether two boxes share a place: the cascade may find a face twice."""
    return bool(np.abs((a[:2] + a[2] / 2) - (b[:2] + b[2] / 2)).max() < (a[2] + b[2]) / 2)


def _smoothed(boxes: Reals) -> Reals:
    """Return boxes as medians of three: the cascade jumps."""
    padded = np.pad(boxes, ((1, 1), (0, 0)), mode="edge")
    middle: Reals = np.median(np.stack([padded[:-2], padded[1:-1], padded[2:]]), axis=0)
    return middle


def _patch(grey: Grey, box: Reals) -> NDArray[np.float32]:
    """Return the face of one frame at a fixed size; what lies outside the picture is its edge."""
    left, top, side = box
    height, width = grey.shape
    area = (
        max(left, 0.0),
        max(top, 0.0),
        min(left + side, float(width)),
        min(top + side * (1 + _BELOW), float(height)),
    )
    return _resized(grey, (_WIDTH, _HEIGHT), area).astype(np.float32)


def _resized(grey: Grey, size: tuple[int, int], area: tuple[float, float, float, float]) -> Grey:
    from PIL import Image  # an extra

    return np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BILINEAR, area))


def _steadied(patches: NDArray[np.float32]) -> NDArray[np.float32]:
    """Shift each face by whole pixels so that its eyes stay where they are in the middle one."""
    template = np.median(patches, axis=0)[_EYES]
    template = template - template.mean()
    best = np.full(len(patches), np.inf)
    shifts = np.zeros((len(patches), 2), np.int64)
    for down, right in _shifts():
        moved = np.roll(patches, (-down, -right), axis=(1, 2))[:, *_EYES]
        moved = moved - moved.mean(axis=(1, 2), keepdims=True)
        apart = np.square(moved - template).sum(axis=(1, 2))
        is_better = apart < best
        best[is_better], shifts[is_better] = apart[is_better], (down, right)
    rolled = [
        np.roll(patch, (-d, -r), axis=(0, 1)) for patch, (d, r) in zip(patches, shifts, strict=True)
    ]
    return np.stack(rolled)


def _shifts() -> Iterator[tuple[int, int]]:
    steps = sorted(range(-_MAX_SHIFT, _MAX_SHIFT + 1), key=abs)  # none, where all are as good
    for down in steps:
        for right in steps:
            yield down, right


def _darkness(patches: NDArray[np.float32]) -> Reals:
    """Return how much of the lower face is darker than its cheeks, and by how much."""
    skin = np.median(patches[:, *_CHEEKS], axis=(1, 2))[:, None, None]
    dark = (_DARK * skin - patches[:, *_MOUTH]).clip(0) / np.maximum(skin, 1.0)
    return np.asarray(dark.mean(axis=(1, 2)), np.float64)


def _measured(patches: NDArray[np.float32], model: HintModel) -> Reals:
    found = []
    for patch in patches:
        face = patch.clip(0, 255).astype(np.uint8)
        opening = model.run(np.repeat(face[..., None], 3, axis=2)).get("opening")
        if opening is None or opening.size != 1:
            raise PluginError(
                f"model {model.sha256[:12]}: a model for mouth_opening gives one number, opening"
            )
        found.append(float(opening.reshape(())))
    return np.array(found, np.float64)


@cache
def _cascade() -> Any:
    import skimage
    from skimage.feature import Cascade

    return Cascade(str(Path(skimage.__file__).parent / "data/lbpcascade_frontalface_opencv.xml"))
