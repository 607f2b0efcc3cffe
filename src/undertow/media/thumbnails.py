"""Small pictures of media for people to look at: made anew from pixels, never copied."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from PIL import Image, ImageFilter

from undertow.case import write_atomically
from undertow.media.decoding.messages import Strip
from undertow.media.places import thumbnail_path

_QUALITY: Final = 70
_BLUR_SHARE: Final = 0.12  # of the height: faces and words cannot be made out
_MOST_PIXELS: Final = 2_000_000


def save_thumbnail(case: Path, media_uid: str, strip: Strip) -> None:
    """Write the thumbnail of a media file; none where there is nothing to show.

    Raises
    ------
    OSError
        It cannot be written.
    """
    jpeg = encoded(strip)
    if jpeg is not None:
        path = thumbnail_path(case, media_uid)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, jpeg)


def encoded(strip: Strip) -> bytes | None:
    """Return the frames of a file side by side as JPEG; None where there are none.

    The pixels come from the process that decodes: their number is checked, and nothing else of it
    is taken over.
    """
    n_pixels = strip.width_px * strip.height_px
    is_whole = strip.width_px > 0 < strip.height_px and len(strip.rgb) == 3 * n_pixels
    if not is_whole or n_pixels > _MOST_PIXELS:
        return None
    image = Image.frombytes("RGB", (strip.width_px, strip.height_px), strip.rgb)
    return _jpeg(image)


def blurred(jpeg: bytes) -> bytes:
    """Return a thumbnail in which what it shows can be told, and no face and no word."""
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
        radius = max(2.0, image.height * _BLUR_SHARE)
        return _jpeg(image.convert("RGB").filter(ImageFilter.GaussianBlur(radius)))


def _jpeg(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()
