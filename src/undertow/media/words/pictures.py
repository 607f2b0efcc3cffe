"""What is written in a picture: English, French and Chinese in one pass.

PP-OCRv6, small (Apache-2.0), as packed by rapidocr, extra ``ocr``: one model for Latin letters with
their accents and for Chinese. Nothing is downloaded: both of its files come in the wheel and are
named outright. Figures are in ``docs/evaluation-media.md``.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels."""

Written: TypeAlias = tuple[str, float, Box]
"""Words, what the reader says of itself (0 to 1), where."""

MAX_SIDE_PX = 1280
"""Longer side at which a picture is read; a larger one is shrunk first."""

MAX_ASPECT = 3.0
"""The reader enlarges the shorter side to 736 pixels and more, so narrow pictures are padded."""

MIN_SIDE_PX = 16
"""Shorter side below which there is nothing to read."""

MAX_HEIGHTS = 1.5
"""How many times as high as another a word of the same line is, at most."""

MAX_DROP = 0.25
"""How much lower than where another ends a word of the same line begins, in heights."""

MAX_GAP = 1.0
"""Widest gap within a line, in heights of the line."""

MAX_LINES = 100
"""Lines that are looked at in a picture."""

MAX_LINE_CHARS = 500
"""Characters of a line that are kept."""

MIN_CONFIDENCE = 0.6
"""What the reader must say of a line; below it, it guesses at patterns."""


def can_read() -> bool:
    """Return whether the extra ``ocr`` is installed."""
    return all(importlib.util.find_spec(name) for name in ("onnxruntime", "rapidocr"))


def prepare() -> None:
    """Load the models, before a process gives up the right to open files.

    Raises
    ------
    ModuleNotFoundError
        The extra ``ocr`` is not installed.
    """
    _reader()


def read_words(rgb: NDArray[np.uint8]) -> list[Written]:
    """Read what is written in a picture.

    Parameters
    ----------
    rgb : (h, w, 3) uint8
        The picture.

    Returns
    -------
    list of (str, float, box)
        Lines in reading order, from top to bottom and left to right; at most :data:`MAX_LINES`.

    Raises
    ------
    ValueError
        The array is no picture.

    Notes
    -----
    Four to seven seconds a picture on one core, whatever its size: the model enlarges the shorter
    side to 736 pixels and more. Memory is bounded by the sizes above.
    """
    if rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.dtype != np.uint8:
        raise ValueError(f"no picture of (h, w, 3) uint8: {rgb.shape} {rgb.dtype}")
    if min(rgb.shape[:2]) < MIN_SIDE_PX:
        return []
    bgr, scale = _fitted(rgb)
    reader = _reader()
    found = reader(bgr).boxes
    if found is None:
        return []
    boxes = joined(np.asarray(found, np.float64))
    crops = reader.crop_text_regions(bgr, boxes.astype(np.float32))
    told = reader.recognize_txt(crops)
    height, width = rgb.shape[:2]
    lines: list[Written] = []
    for corners, text, confidence in zip(boxes * scale, told.txts, told.scores, strict=True):
        if float(confidence) >= MIN_CONFIDENCE and (words := " ".join(str(text).split())):
            left, top = corners.min(axis=0)
            right, bottom = np.minimum(corners.max(axis=0), (width, height))
            box = (float(left), float(top), float(right), float(bottom))
            lines.append((words[:MAX_LINE_CHARS], min(float(confidence), 1.0), box))
    return lines[:MAX_LINES]


def joined(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Join the boxes of words that stand in one line, so that they are read as one.

    Parameters
    ----------
    boxes : (n, 4, 2) float64
        Left top, right top, right bottom and left bottom of each, in reading order.

    Returns
    -------
    (m, 4, 2) float64
        In reading order. Two boxes are joined that are level, of like height, and no further apart
        than :data:`MAX_GAP` of it: letters with wide gaps are found word by word.
    """
    lines: list[NDArray[np.float64]] = []
    for box in boxes:
        for i, line in enumerate(lines):
            left, right = sorted((line, box), key=lambda corners: float(corners[:, 0].min()))
            if _continues(left, right):
                lines[i] = np.stack([left[0], right[1], right[2], left[3]])
                break
        else:
            lines.append(box)
    return np.stack(lines)


def read_within(
    frames: Sequence[NDArray[np.uint8]], max_time_s: float
) -> list[list[Written] | None]:
    """Read several pictures until the time is over.

    Parameters
    ----------
    frames : sequence of (h, w, 3) uint8
        The pictures.
    max_time_s : float
        Seconds after which no other picture is begun.

    Returns
    -------
    list
        For each picture what :func:`read_words` gives; None where it was not read.
    """
    end = monotonic() + max_time_s
    return [read_words(frame) if monotonic() < end else None for frame in frames]


def frames_to_read(
    hashes: NDArray[np.uint8],
    at_s: NDArray[np.float64],
    *,
    max_frames: int,
    min_distance: int = 16,
    max_gap_s: float = 10.0,
) -> NDArray[np.int64]:
    """Choose the frames of a video whose words are read: those in which the picture changed.

    Parameters
    ----------
    hashes : (n, n_bytes) uint8
        Hash of each sampled frame, such as its PDQ in 32 bytes.
    at_s : (n,) float64
        When each is shown, ascending.
    max_frames : int
        Most frames chosen; of more, those spread evenly over them.
    min_distance : int
        Bits by which a frame must differ from the one chosen before; a new caption in the lower
        seventh of a picture moves PDQ by more than 31 of 256 in nine of ten.
    max_gap_s : float
        A frame is chosen after this many seconds, whatever its hash: small captions move none.

    Returns
    -------
    (k,) int64
        Positions, ascending; the first frame is among them where there is any.
    """
    chosen: list[int] = []
    for i in range(len(hashes)):
        if chosen:
            n_bits = int(np.bitwise_count(hashes[i] ^ hashes[chosen[-1]]).sum())
            if n_bits < min_distance and at_s[i] - at_s[chosen[-1]] < max_gap_s:
                continue
        chosen.append(i)
    if len(chosen) > max_frames:
        places = np.linspace(0, len(chosen) - 1, max_frames).round().astype(np.int64)
        return np.asarray(chosen, np.int64)[places]
    return np.asarray(chosen, np.int64)


def _fitted(rgb: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    """Return a picture as the reader takes it, and what its coordinates are multiplied by."""
    import cv2  # comes with the extra; `prepare` has loaded it by now

    longest = max(rgb.shape[:2])
    scale = max(longest / MAX_SIDE_PX, 1.0)
    bgr: NDArray[Any] = rgb[..., ::-1]
    if scale > 1:
        size = (max(round(rgb.shape[1] / scale), 1), max(round(rgb.shape[0] / scale), 1))
        bgr = cv2.resize(np.ascontiguousarray(bgr), size, interpolation=cv2.INTER_AREA)
    height, width = bgr.shape[:2]
    below = max(int(np.ceil(width / MAX_ASPECT)) - height, 0)
    beside = max(int(np.ceil(height / MAX_ASPECT)) - width, 0)
    padded = np.pad(bgr, ((0, below), (0, beside), (0, 0)))
    return np.ascontiguousarray(padded), scale


def _continues(left: NDArray[np.float64], right: NDArray[np.float64]) -> bool:
    """Whether a box goes on where another ends."""
    ending, beginning = left[1:3], right[[0, 3]]
    heights = np.linalg.norm(left[1] - left[2]), np.linalg.norm(right[0] - right[3])
    height = float(min(heights))
    gap, drop = beginning.mean(axis=0) - ending.mean(axis=0)
    return bool(
        max(heights) <= MAX_HEIGHTS * height
        and abs(drop) <= MAX_DROP * height
        and -height <= gap <= MAX_GAP * height
    )


@cache
def _reader() -> Any:
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    reader: Any = rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.use_rec": False,  # boxes are joined before they are read
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Det.max_candidates": MAX_LINES,
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
        }
    )
    blank = np.zeros((64, 64, 3), np.uint8)
    reader(blank)  # each model is loaded at its first use
    reader.recognize_txt([blank])
    return reader
