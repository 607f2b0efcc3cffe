"""Physical records in stored files: their bytes again, from file, offset and length."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol, TypeVar

from undertow.ingest.container import ContentError
from undertow.ingest.content import file_content
from undertow.ingest.evidence import EvidenceStore


class Taker(Protocol):
    """What takes the bytes of a record piece by piece: a hash, or a buffer."""

    def update(self, piece: memoryview, /) -> None:
        """Take the next bytes."""


T = TypeVar("T", bound=Taker)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a physical record lies in the content of a file, and the hash of its bytes.

    ``member`` is its path inside the archive that the file is; empty for the file itself.
    """

    member: str
    offset: int
    length: int
    sha256: str


class Bytes:
    """Keeps the bytes of a record."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def update(self, piece: memoryview, /) -> None:
        """Take the next bytes."""
        self._kept += piece

    def all(self) -> bytes:
        """Return what was taken."""
        return bytes(self._kept)


def read_places(
    store: EvidenceStore, file_sha256: str, places: Sequence[Place], new: Callable[[], T]
) -> Iterator[tuple[Place, T]]:
    """Read the physical records of a stored file, in one pass over the content of each member.

    Parameters
    ----------
    store : EvidenceStore
        Holds the file.
    file_sha256 : str
        The file.
    places : sequence of Place
        Sorted.
    new : callable
        Makes what takes the bytes of one record.

    Yields
    ------
    Place and taker
        A record that lies behind damage in a compressed file is left out; damaged blocks of the
        store read as zeros.

    Raises
    ------
    VerificationError
        The file is not in the store.
    """
    with store.open(file_sha256, fill_damaged=True) as source:
        for member, own in groupby(places, lambda place: place.member):
            yield from take(file_content(source, member or None), list(own), new)


def take(
    content: Iterator[bytes], places: Sequence[Place], new: Callable[[], T]
) -> Iterator[tuple[Place, T]]:
    """Yield each place with what took its bytes, in one pass that holds one block.

    Places are sorted by offset and may overlap: a record may be the whole file.
    """
    waiting = deque(places)
    open_places: list[tuple[Place, T]] = []
    begin = 0
    with suppress(ContentError):  # what could be read before the damage still counts
        for block in content:
            end = begin + len(block)
            while waiting and waiting[0].offset < end:
                open_places.append((waiting.popleft(), new()))
            for place, taker in open_places:
                first, last = place.offset - begin, place.offset + place.length - begin
                taker.update(memoryview(block)[max(0, first) : last])
                if last <= len(block):
                    yield place, taker
            open_places = [(p, t) for p, t in open_places if p.offset + p.length > end]
            begin = end
