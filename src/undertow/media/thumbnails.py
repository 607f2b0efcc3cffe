"""Small pictures of media for people to look at: made anew from pixels, never copied."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from PIL import Image, ImageFilter

_QUALITY: Final = 70
_BLUR_SHARE: Final = 0.12  # of the height: faces and words cannot be made out


def thumbnail_path(case: Path, media_uid: str) -> Path:
    """Return where the thumbnail of a media file lies in a case, if it has one."""
    return case / "media" / "thumbnails" / f"{media_uid}.jpg"


def blurred(jpeg: bytes) -> bytes:
    """Return a thumbnail in which what it shows can be told, and no face and no word."""
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
        radius = max(2.0, image.height * _BLUR_SHARE)
        return _jpeg(image.convert("RGB").filter(ImageFilter.GaussianBlur(radius)))


def _jpeg(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()
