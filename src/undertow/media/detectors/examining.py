"""From the bytes of a media file to a score and what the domain check needs to know of the file.

Everything here runs in the process that decodes.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

import av
import numpy as np
from PIL import Image

from undertow.media.detectors.detector import Answer, Detector
from undertow.media.detectors.examined import Examined, Limits
from undertow.media.detectors.manifest import PicturePreparation, SoundPreparation
from undertow.media.detectors.preparing import Pixels, Samples

_MIDDLE = 2_048  # pixels of a side that are looked at for detail, which bounds memory
_SILENT = np.zeros(0, np.float32)


def examine(detector: Detector, content: bytes, limits: Limits) -> Examined:
    """Score a media file.

    Parameters
    ----------
    detector : Detector
        The detector; for one of faces, the file is a picture cut to a face.
    content : bytes
        The file.
    limits : Limits
        What is decoded at most.

    Returns
    -------
    Examined
        Without a score, reason ``not_decoded``, where the file cannot be read as what the
        detector looks at.
    """
    wanted = detector.manifest.preparation
    kind = detector.manifest.input
    try:
        if isinstance(wanted, SoundPreparation):
            sound, duration_s = _sound(content, wanted, limits)
            return _examined(
                detector.ask([], sound),
                {"duration_s": duration_s, "bytes_per_s": len(content) / max(duration_s, 1e-3)},
            )
        if kind == "frames":
            pictures, duration_s = _frames(content, wanted, limits)
        else:
            pictures, duration_s = [_picture(content, limits)], 0.0
    except (OSError, ValueError, SyntaxError, av.FFmpegError, Image.DecompressionBombError):
        return Examined(None, {}, None, "not_decoded")
    traits = picture_traits(pictures, len(content), duration_s, is_face=kind == "face")
    return _examined(detector.ask(pictures, _SILENT), traits)


def picture_traits(
    pictures: Sequence[Pixels], n_bytes: int, duration_s: float, *, is_face: bool
) -> dict[str, float]:
    """Return what is compared with the calibration set, for pictures.

    Parameters
    ----------
    pictures : sequence of (height, width, 3) uint8
        The picture, the face or the frames.
    n_bytes : int
        Length of the file, for how much it was compressed.
    duration_s : float
        Duration of a video, 0 for a picture.
    is_face : bool
        Whether it is a face that was cut out: its size counts, the bytes of the cut do not.

    Returns
    -------
    dict
        ``short_side_px`` (or ``face_px``), ``detail`` (mean absolute Laplacian of the brightness
        in grey levels, over the middle of large ones: falls with blur, scaling up and
        compression), ``bytes_per_px`` (of a video for each second), ``duration_s``.
    """
    if not pictures:
        return {}
    height, width = pictures[0].shape[:2]
    traits = {"face_px" if is_face else "short_side_px": float(min(height, width))}
    traits["detail"] = float(np.mean([_detail(picture) for picture in pictures])) + 1e-3
    if not is_face:
        traits["bytes_per_px"] = n_bytes / (height * width) / (duration_s or 1.0)
    if duration_s:
        traits["duration_s"] = duration_s
    return traits


def _detail(pixels: Pixels) -> float:
    height, width = pixels.shape[:2]
    if min(height, width) < 3:
        return 0.0
    top, left = max(0, (height - _MIDDLE) // 2), max(0, (width - _MIDDLE) // 2)
    grey = pixels[top : top + _MIDDLE, left : left + _MIDDLE].astype(np.float32) @ np.array(
        [0.299, 0.587, 0.114], np.float32
    )
    middle = grey[1:-1, 1:-1]
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    return float(np.mean(np.abs(4 * middle - around)))


def _examined(answer: Answer, traits: dict[str, float]) -> Examined:
    features = None if answer.features is None else tuple(map(float, answer.features))
    return Examined(answer.raw, traits, features, answer.reason)


def _picture(content: bytes, limits: Limits) -> Pixels:
    with Image.open(io.BytesIO(content)) as opened:
        if opened.width * opened.height > limits.max_pixels:
            raise ValueError("too many pixels")
        return np.array(opened.convert("RGB"), np.uint8)


def _frames(
    content: bytes, wanted: PicturePreparation, limits: Limits
) -> tuple[list[Pixels], float]:
    """Return frames spread evenly over a video, and its duration in seconds.

    Only those that are wanted are kept, at any time; a video is decoded once, from its beginning,
    as seeking in damaged files is not to be trusted. Where the container does not say how long it
    is, they are the first ones.
    """
    with av.open(io.BytesIO(content), "r") as container:
        stream = container.streams.video[0]
        stream.thread_type = "NONE"
        if stream.codec_context.width * stream.codec_context.height > limits.max_pixels:
            raise ValueError("too many pixels")
        total_s = _duration_s(container, limits)
        step_s = total_s / wanted.frames
        kept: list[Pixels] = []
        last_s = 0.0
        for frame in container.decode(stream):
            last_s = float(frame.time or 0.0)
            if last_s > limits.max_duration_s:
                break
            if len(kept) < wanted.frames and last_s >= len(kept) * step_s:
                if frame.width * frame.height > limits.max_pixels:
                    raise ValueError("too many pixels")
                kept.append(np.asarray(frame.to_ndarray(format="rgb24"), np.uint8))
    return kept, max(last_s, 1e-3)


def _sound(content: bytes, wanted: SoundPreparation, limits: Limits) -> tuple[Samples, float]:
    """Return the beginning of a soundtrack, as much as the model takes, and its duration."""
    parts: list[Samples] = []
    n = 0
    with av.open(io.BytesIO(content), "r") as container:
        if not container.streams.audio:
            raise ValueError("no sound")
        resampler = av.AudioResampler("fltp", "mono", wanted.sample_rate_hz)
        most = min(wanted.samples, math.ceil(limits.max_duration_s * wanted.sample_rate_hz))
        for frame in container.decode(container.streams.audio[0]):
            for piece in resampler.resample(frame):
                parts.append(piece.to_ndarray().reshape(-1).astype(np.float32))
                n += len(parts[-1])
            if n >= most:
                break
        duration_s = _duration_s(container, limits)
    samples = np.concatenate(parts)[:most] if parts else _SILENT
    return samples, max(duration_s, 1e-3)


def _duration_s(container: av.container.InputContainer, limits: Limits) -> float:
    """Return what the container says, within the limits."""
    stated = (container.duration or 0) / 1_000_000
    return min(max(stated, 0.0), limits.max_duration_s)
