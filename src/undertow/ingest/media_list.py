"""The list that a downloader leaves beside media: which file is from where, and of which posts.

4CAT writes ``.metadata.json`` into the archives of its image and video downloaders: for every
address the name of the file, or of several, and the ids of the posts that name the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import msgspec

from undertow.ingest.archive import Archive
from undertow.ingest.container import ContentError, Limits

LIST_NAME: Final = ".metadata.json"
_MAX_POSTS: Final = 100_000


class _File(msgspec.Struct):
    filename: str | None = None


class _Entry(msgspec.Struct):
    filename: str | None = None
    files: list[_File] = []
    post_ids: list[str | int] = []


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says of a file.

    Parameters
    ----------
    source_url : str
        Address it was downloaded from.
    posts : tuple of str
        Native ids of the posts that name the address, ascending.
    """

    source_url: str
    posts: tuple[str, ...]


def read_media_list(archive: Archive, limits: Limits) -> Mapping[str, Listed]:
    """Return what the list in an archive says of its members; empty where there is none.

    A list that is damaged or of another shape is as good as none: files are then linked by name.
    """
    member = archive.find(LIST_NAME)
    if member is None:
        return MappingProxyType({})
    try:
        content = archive.hold(member, limits).getvalue()
        entries = msgspec.json.decode(content, type=dict[str, _Entry])
    except (ContentError, ValueError, RecursionError):
        return MappingProxyType({})
    return {
        name: Listed(url, tuple(sorted(map(str, entry.post_ids[:_MAX_POSTS]))))
        for url, entry in entries.items()
        for name in (entry.filename, *(file.filename for file in entry.files))
        if name
    }
