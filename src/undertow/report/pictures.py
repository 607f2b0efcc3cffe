"""Pictures of media in products: small, made anew, and none of a file that people keep by hash."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from undertow.case import Case
from undertow.errors import InputError
from undertow.media.places import thumbnail_path
from undertow.tlp import Tlp

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_JPEG: Final = b"\xff\xd8\xff"
_MOST_BYTES: Final = 512 << 10
_FORMS: Final = ("*.html", "*.pdf")
_NAMED_CHARS: Final = 12  # of its hash, by which a report names a file
_PICTURE_IN_PAGE: Final = b"data:image/jpeg;base64,"
_PICTURE_IN_PDF: Final = b"/DCTDecode"


def thumbnail_of(case: Case, media_uid: str) -> Path:
    """Return where the picture of a media file lies, if there is one.

    Raises
    ------
    InputError
        The name is no hash, so it may not become part of a path.
    """
    if not _HASH.fullmatch(media_uid):
        raise InputError(f"media {media_uid!r}: is no SHA-256")
    return thumbnail_path(case.path, media_uid)


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
    """Return the reports among the products of a case that may hold the picture of a file.

    A page holds one where it names the file and has pictures at all: thumbnails are made again,
    so the bytes of one tell nothing. A PDF cannot be searched so, and counts wherever any picture
    of a file of the case could be in it.
    """
    names = [uid[:_NAMED_CHARS].encode() for uid in sorted(media_uids)]
    found = []
    for path in sorted(file for form in _FORMS for file in case.out.rglob(form)):
        if not names or not path.is_file():
            continue
        content = path.read_bytes()
        is_page = path.suffix == ".html"
        has_pictures = _PICTURE_IN_PAGE in content if is_page else _PICTURE_IN_PDF in content
        if has_pictures and (not is_page or any(name in content for name in names)):
            found.append(path)
    return found
