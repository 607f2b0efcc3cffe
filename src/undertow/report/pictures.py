"""Pictures of media in products: small, made anew, and none of a file that people keep by hash."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from undertow.case import Case
from undertow.errors import InputError
from undertow.tlp import Tlp

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_JPEG: Final = b"\xff\xd8\xff"
_MOST_BYTES: Final = 512 << 10
_FORMS: Final = ("*.html", "*.pdf")


def thumbnail_of(case: Case, media_uid: str) -> Path:
    """Return where the picture of a media file lies, if there is one.

    Raises
    ------
    InputError
        The name is no hash, so it may not become part of a path.
    """
    if not _HASH.fullmatch(media_uid):
        raise InputError(f"media {media_uid!r}: is no SHA-256")
    return case.path / "media" / "thumbnails" / f"{media_uid}.jpg"


def read_thumbnail(case: Case, media_uid: str) -> bytes | None:
    """Return the picture of a media file; None where there is none, or what is there is none."""
    path = thumbnail_of(case, media_uid)
    try:
        if path.is_symlink() or path.stat().st_size > _MOST_BYTES:
            return None
        content = path.read_bytes()
    except OSError:
        return None
    return content if content.startswith(_JPEG) else None


def permits_pictures(tlp: str | None) -> bool:
    """Whether a report at a level may show pictures: amber and above, where a level is stated."""
    return tlp is not None and Tlp(tlp.lower()).names_accounts


def without_faces(jpeg: bytes) -> bytes | None:
    """Return a picture with the blur in its very pixels; None where Pillow is not installed."""
    if find_spec("PIL") is None:
        return None
    from undertow.media.thumbnails import blurred

    return blurred(jpeg)


def pictures_in(case: Case, media_uids: Iterable[str]) -> list[Path]:
    """Return the reports among the products of a case that hold the picture of a file.

    It has to be asked before the pictures are deleted: they are looked for by their bytes. A
    picture that is not there any more is found in no product.
    """
    wanted: list[bytes] = []
    for uid in sorted(media_uids):
        jpeg = read_thumbnail(case, uid)
        if jpeg is not None:
            blur = without_faces(jpeg)
            wanted += [base64.b64encode(jpeg), *([] if blur is None else [blur])]
    found = []
    for path in sorted(file for form in _FORMS for file in case.out.rglob(form)):
        content = path.read_bytes() if wanted and path.is_file() else b""
        if any(own in content for own in wanted):
            found.append(path)
    return found
