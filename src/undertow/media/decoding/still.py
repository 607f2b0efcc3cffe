"""Pictures: decoded under a limit on pixels, upright, over white where they are transparent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import astuple
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, ImageOps

from undertow.media.decoding.failures import CUT, RefusedError, too_long
from undertow.media.decoding.frame_hashes import FrameHashes
from undertow.media.decoding.messages import EXCHANGE_SIDE_PX, Description, Job, Pixels, Strip
from undertow.media.decoding.strip import StripFrames, as_strip, fit, strip_size
from undertow.media.pdq import pdq_hex
from undertow.media.provenance.reading import read_provenance

SIDE_PX: Final = 320
"""Longer side of the frames that are hashed, at most: what is measured in docs/evaluation-media.md
was measured on smaller ones, and the time of hashing grows with it."""

_FORMATS: Final = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/tiff": "TIFF",
    "image/bmp": "BMP",
    "image/avif": "AVIF",
}
_UNTIMED_MS: Final = 100.0  # as browsers show a frame that names no duration

Rgb = NDArray[np.uint8]


def describe_still(job: Job, file: BinaryIO) -> Description:
    """Describe a picture; one that moves (GIF, WebP, PNG) is described frame by frame.

    Raises
    ------
    RefusedError
        It is over a limit, or of a kind that is not decoded.
    Exception
        Whatever its decoder raises where it is damaged.
    """
    own = read_provenance(file, kind="image", mime=job.mime, trust_list=job.trust_list)
    told = {"facts": tuple(map(astuple, own.facts)), "c2pa_state": own.c2pa_state or ""}
    with open_still(job, file) as image:
        size = {"width_px": image.width, "height_px": image.height}
        if getattr(image, "n_frames", 1) > 1:
            found = _several(image, job)
        else:
            found = _one(image)
    return Description(**{"state": "decoded", **size, **found, **told})


def still_pixels(job: Job, file: BinaryIO) -> Pixels:
    """Return the picture, or frames of one that moves, brought down to what the job says."""
    frames: list[Strip] = []
    times: list[float] = []
    for at_s, rgb in stills_at(job, file):
        frames.append(as_strip(rgb))
        times.append(at_s)
    return Pixels(frames, times)


def stills_at(job: Job, file: BinaryIO) -> Iterator[tuple[float, Rgb]]:
    """Yield the picture, or frames of one that moves at the times of a job: when, and colours."""
    wanted = sorted(job.at_s) or [0.0]
    n_found = 0
    with open_still(job, file) as image:
        if getattr(image, "n_frames", 1) == 1:
            yield 0.0, _reduced(whole_picture(image)[0], job.side_px)
            return
        for at_s in steps_of(image):
            while n_found < len(wanted) and at_s >= wanted[n_found] - 1e-3:
                yield at_s, _reduced(over_white(image), job.side_px)
                n_found += 1
            if n_found == len(wanted) or at_s > job.limits.max_duration_s:
                return


def steps_of(image: Image.Image) -> Iterator[float]:
    """Go from frame to frame of a picture that moves; yield when each is shown."""
    now_s = 0.0
    while True:
        image.load()
        yield now_s
        now_s += max(float(image.info.get("duration") or _UNTIMED_MS), 1.0) / 1e3
        try:
            image.seek(image.tell() + 1)
        except EOFError:
            return


def open_still(job: Job, file: BinaryIO) -> Image.Image:
    """Open a picture as the kind that its first bytes say, and refuse what is too large."""
    name = _FORMATS.get(job.mime)
    if name is None or name not in Image.OPEN:
        raise RefusedError(
            "unsupported_codec", f"{job.mime} is not decoded by the installed libraries"
        )
    # The check of Pillow itself lets twice the limit pass.
    Image.MAX_IMAGE_PIXELS = job.limits.max_pixels
    file.seek(0)
    image = Image.open(file, formats=[name])
    if image.width * image.height > job.limits.max_pixels:
        raise RefusedError(
            "too_many_pixels",
            f"{image.width} x {image.height} pixels; at most {job.limits.max_pixels} are decoded "
            "([settings.media] max_pixels)",
        )
    return image


def _one(image: Image.Image) -> dict[str, Any]:
    rgb, is_whole = whole_picture(image)
    hashes, strip = FrameHashes(), StripFrames()
    _look_at(rgb, 0.0, hashes, strip)
    at_s, quality, views = hashes.encoded()
    pdq, _ = pdq_hex(_reduced(rgb, EXCHANGE_SIDE_PX))
    found = {"at_s": at_s, "quality": quality, "views": views, "pdq": pdq, "strip": strip.strip()}
    upright = {"width_px": rgb.shape[1], "height_px": rgb.shape[0]}
    return found | upright | ({} if is_whole else CUT)


def _reduced(rgb: Rgb, side_px: int) -> Rgb:
    picture = Image.fromarray(rgb)
    size = fit(*picture.size, side_px)
    return rgb if size == picture.size else np.asarray(picture.resize(size, Image.Resampling.BOX))


def _several(image: Image.Image, job: Job) -> dict[str, Any]:
    """Look at the frames of a picture that moves, as many a second as of a video."""
    hashes, strip = FrameHashes(), StripFrames()
    next_s, step_s, end_s = 0.0, 1 / job.limits.frames_per_s, 0.0
    state: Mapping[str, Any] = {}
    try:
        for now_s in steps_of(image):
            if now_s > job.limits.max_duration_s:
                state = too_long(job.limits.max_duration_s)
                break
            if now_s >= next_s:
                _look_at(over_white(image), now_s, hashes, strip)
                next_s = max(next_s + step_s, now_s)
            shown_ms = float(image.info.get("duration") or _UNTIMED_MS)
            end_s = now_s + max(shown_ms, 1.0) / 1e3
    except (OSError, SyntaxError, ValueError):
        if not hashes.at_s:
            raise
        state = CUT
    at_s, quality, views = hashes.encoded()
    found = {"at_s": at_s, "quality": quality, "views": views, "strip": strip.strip()}
    return found | {"is_moving": True, "duration_s": end_s, **state}


def _look_at(rgb: Rgb, at_s: float, hashes: FrameHashes, strip: StripFrames) -> None:
    picture = Image.fromarray(rgb)
    small = picture.resize(fit(*picture.size, SIDE_PX), Image.Resampling.BOX, reducing_gap=2.0)
    hashes.add(at_s, np.asarray(small.convert("L")))
    if strip.wants(at_s):
        size = strip_size(*picture.size)
        strip.add(at_s, np.asarray(picture.resize(size, Image.Resampling.BOX)))


def whole_picture(image: Image.Image) -> tuple[Rgb, bool]:
    """Decode a picture, upright; what is there of it where its end is missing."""
    try:
        image.load()
        is_whole = True
    except (OSError, SyntaxError):
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            image.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
        is_whole = False
    return over_white(ImageOps.exif_transpose(image)), is_whole


def over_white(image: Image.Image) -> Rgb:
    """Return a picture in colour, with white where one sees through it."""
    if image.mode in ("I;16", "I", "F"):
        values = np.asarray(image, np.float64)
        span = float(values.max() - values.min()) or 1.0
        image = Image.fromarray(((values - values.min()) * (255 / span)).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        upper = image.convert("RGBA")
        white = Image.new("RGBA", upper.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, upper)
    return np.asarray(image.convert("RGB"))
