"""The list of what is deleted: the places of captured records, and the posts and accounts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from undertow.case import Case
from undertow.errors import VerificationError
from undertow.ingest.erasure import erasures, list_path
from undertow.ingest.places import Place

_NAMED: Final = ("post", "account", "handle", "media")


@dataclass(frozen=True, slots=True)
class Listing:
    """What is deleted.

    Attributes
    ----------
    places : mapping of str to tuple of Place
        Stored file -> records in it whose bytes are written over, in order.
    whole : mapping of str to tuple of Place
        Stored file that is removed as a whole -> the records that were in it.
    posts, accounts : tuple of str
        Whose texts and profiles are removed from the tables.
    handles : tuple of str
        Keyed hashes of the handles that go: a text that stays may hold one, and no product may.
    media : tuple of str
        Media files whose pictures, words and facts go, and whose bytes go where they are a file of
        their own.
    """

    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    whole: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    posts: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    media: tuple[str, ...] = ()

    @property
    def n_records(self) -> int:
        """Captured records whose bytes go."""
        return sum(len(own) for part in (self.places, self.whole) for own in part.values())

    @property
    def text(self) -> bytes:
        """The list as it is written: one JSON object a line, the same for the same content."""
        lines: list[dict[str, object]] = []
        for is_whole, part in ((False, self.places), (True, self.whole)):
            for file, own in sorted(part.items()):
                lines += [
                    {
                        "file": file,
                        "is_whole": is_whole,
                        "length": place.length,
                        "member": place.member,
                        "offset": place.offset,
                        "sha256": place.sha256,
                    }
                    for place in own
                ]
        lines += [{"post": uid} for uid in self.posts]
        lines += [{"account": uid} for uid in self.accounts]
        lines += [{"handle": keyed} for keyed in self.handles]
        lines += [{"media": uid} for uid in self.media]
        return "".join(f"{json.dumps(line, sort_keys=True)}\n" for line in lines).encode()

    @property
    def sha256(self) -> str:
        """Hash of the list."""
        return hashlib.sha256(self.text).hexdigest()

    def counts(self) -> dict[str, str | int | None]:
        """Return how much is deleted, as the custody log says it."""
        return {
            "records": self.n_records,
            "files_whole": len(self.whole),
            "posts": len(self.posts),
            "accounts": len(self.accounts),
        }


def read_listing(case: Case, list_sha256: str) -> Listing:
    """Read the list of what is or was deleted.

    Raises
    ------
    VerificationError
        It is missing, or not what was written.
    """
    path = list_path(case, list_sha256)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise VerificationError(f"{path}: cannot be read: {error.strerror or error}") from error
    if hashlib.sha256(content).hexdigest() != list_sha256:
        raise VerificationError(f"{path}: is not the list that was logged")
    parts: tuple[dict[str, list[Place]], dict[str, list[Place]]] = ({}, {})
    named: dict[str, list[str]] = {kind: [] for kind in _NAMED}
    for line in content.splitlines():
        row = json.loads(line)
        if "file" in row:
            place = Place(row["member"], row["offset"], row["length"], row["sha256"])
            parts[row["is_whole"]].setdefault(row["file"], []).append(place)
        else:
            [(kind, value)] = row.items()
            named[kind].append(value)
    places, whole = ({file: tuple(own) for file, own in part.items()} for part in parts)
    return Listing(places, whole, *(tuple(named[kind]) for kind in _NAMED))


def removed_handles(case: Case) -> frozenset[str]:
    """Return keyed hashes of all handles that were deleted from a case.

    Raises
    ------
    VerificationError
        A list of what was deleted is missing or not what was written.
    """
    listings = [read_listing(case, own.list_sha256) for own in erasures(case)]
    return frozenset(keyed for listing in listings for keyed in listing.handles)
