"""Media files among what is captured: where each lies, and its bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow.compute as pc

from undertow.case import Case
from undertow.ingest.media_kind import MediaKind
from undertow.schema import Coverage

MEDIA_RULE = "media_file"
"""Rule by which a media file is left out of the records; it is described elsewhere."""

SUBTITLES_RULE = "media_subtitles"
"""Rule by which a text of subtitles is left out; it is read with the video beside it."""


@dataclass(frozen=True, slots=True)
class MediaPayload:
    """A media file in the evidence.

    Parameters
    ----------
    kind : MediaKind
        What it is by its first bytes.
    content : callable
        Gives its bytes from the start, in blocks; may be called once, before the next payload of
        the same file is asked for.
    member : str or None
        Path inside the archive that the stored file is; None for the file itself.
    byte_offset : int
        Where its record begins in the content of a web archive; 0 elsewhere.
    source_url : str or None
        Address it was captured from.
    listed_posts : tuple of str
        Native ids of the posts that carry it, as the list of a downloader says.
    """

    kind: MediaKind
    content: Callable[[], Iterator[bytes]]
    member: str | None = None
    byte_offset: int = 0
    source_url: str | None = None
    listed_posts: tuple[str, ...] = ()


def media_holders(case: Case, rule: str = MEDIA_RULE) -> list[tuple[str, str]]:
    """Return hash and name of the stored files that hold media, in the order of their names."""
    rows = case.read(Coverage).arrow
    is_media = pc.and_(
        pc.equal(rows.column("scope"), "ignored_rule"),
        pc.equal(rows.column("scope_id"), rule),
    )
    found = rows.filter(is_media).select(["file_name", "file_sha256"])
    return [
        (row["file_sha256"], row["file_name"]) for row in found.sort_by("file_name").to_pylist()
    ]
