"""Where in a case what belongs to a media file lies."""

from __future__ import annotations

from pathlib import Path


def thumbnail_path(case: Path, media_uid: str) -> Path:
    """Return where the thumbnail of a media file lies in a case, if it has one."""
    return case / "media" / "thumbnails" / f"{media_uid}.jpg"
