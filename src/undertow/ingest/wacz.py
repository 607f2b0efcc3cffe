"""WACZ: a ZIP archive of web archives with indexes and a list of the hashes of all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from undertow.ingest.archive import Archive, Member
from undertow.ingest.container import ContentError, Limits

_LIST = "datapackage.json"
_CAPTURES = "archive/"
_ENDINGS = (".warc", ".warc.gz")
_SHA256 = "sha256:"


class _Resource(msgspec.Struct):
    path: str
    hash: str | None = None


class _Package(msgspec.Struct):
    resources: list[_Resource]


@dataclass(frozen=True, slots=True)
class Wacz:
    """A WACZ file.

    Parameters
    ----------
    archive : Archive
        The ZIP archive.
    hashes : mapping
        Member -> SHA-256 that the list states.
    """

    archive: Archive
    hashes: Mapping[str, str]

    def is_capture(self, member: Member) -> bool:
        """Whether a member is a web archive; the others are indexes and notes of the tool."""
        return member.name.startswith(_CAPTURES)

    def warning(self, member: Member) -> str | None:
        """Say when the content of a member has another hash than the list states."""
        stated = self.hashes.get(member.name)
        if stated is None:
            return None
        digest = hashlib.sha256()
        try:
            for block in self.archive.read(member).blocks():
                digest.update(block)
        except ContentError:  # told where the member is read
            return None
        if digest.hexdigest() == stated:
            return None
        return (
            f"{member.name} is not what {_LIST} says: its SHA-256 is {digest.hexdigest()}, not "
            f"{stated[:64]}; it was changed after it was packed"
        )


def open_wacz(archive: Archive, limits: Limits) -> Wacz | None:
    """Return an archive as a WACZ file; None when it is none."""
    listed = archive.find(_LIST)
    is_wacz = any(
        member.name.startswith(_CAPTURES) and member.name.endswith(_ENDINGS)
        for member in archive.members
    )
    if listed is None or not is_wacz:
        return None
    try:
        package = msgspec.json.decode(archive.hold(listed, limits).getvalue(), type=_Package)
    except (ContentError, ValueError, RecursionError):
        return None
    return Wacz(
        archive,
        {
            resource.path: resource.hash.removeprefix(_SHA256).lower()
            for resource in package.resources
            if resource.hash is not None and resource.hash.startswith(_SHA256)
        },
    )
