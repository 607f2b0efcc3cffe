"""Why a media file was not decoded: a code of quarantine, and words that say what to do."""

from __future__ import annotations

from typing import Final

import av
from PIL import Image, UnidentifiedImageError

Ending = dict[str, str]
"""State, reason and detail of a file that is not decoded to its end."""

CUT: Final[Ending] = {
    "state": "partial",
    "reason": "truncated_media",
    "detail": "its end is missing or damaged; what comes before it was decoded",
}


def too_long(max_duration_s: float) -> Ending:
    """Return the ending of a file that lasts longer than is decoded."""
    detail = f"only the first {max_duration_s:g} s were decoded ([settings.media] max_duration_s)"
    return {"state": "partial", "reason": "too_long", "detail": detail}


class RefusedError(Exception):
    """A file is over a limit; nothing more of it is decoded.

    Parameters
    ----------
    reason : str
        Code of quarantine.
    detail : str
        What, and what to do.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def told(error: Exception) -> tuple[str, str]:
    """Return the code of an error of a decoder, and the same in words.

    Whatever a decoder says of a file may quote the file, so that its own words are not passed on.
    """
    if isinstance(error, RefusedError):
        return error.reason, error.detail
    if isinstance(error, MemoryError):
        return "needs_memory", "it needs more memory to decode than [settings.media] allows"
    if isinstance(error, Image.DecompressionBombError):
        return "too_many_pixels", "it claims more pixels than [settings.media] max_pixels"
    if isinstance(error, av.error.DecoderNotFoundError | av.error.DemuxerNotFoundError):
        return "unsupported_codec", "it is in a format that the installed libraries do not decode"
    if isinstance(error, UnidentifiedImageError):
        return "damaged_media", "its first bytes are those of a picture, the rest is none"
    name = type(error).__name__
    return "damaged_media", f"it could not be decoded ({name}): damaged, cut, or not what it claims"
