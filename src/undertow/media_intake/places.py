"""The bytes of a media file, from where they lie in the evidence."""

from __future__ import annotations

import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, BinaryIO, Final

from undertow.case import Case
from undertow.ingest.container import ContentError, Limits
from undertow.ingest.content import file_content
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.http_payload import Response
from undertow.ingest.warc_reader import read_warc
from undertow.schema import MediaFiles, MediaPlaces

_WEB_ARCHIVE: Final = b"WARC/"


@dataclass(frozen=True, slots=True)
class HeldAt:
    """A place in the evidence where the bytes of a media file lie.

    Parameters
    ----------
    media_uid : str
        The file, by the SHA-256 of its bytes.
    file_sha256 : str
        Stored file that holds it.
    member : str
        Member of the archive; empty where the file is no archive.
    byte_offset : int
        Where its record begins in the content of a web archive; 0 elsewhere.
    n_bytes : int
        Its length, as far as it is known; 0 for not at all.
    """

    media_uid: str
    file_sha256: str
    member: str
    byte_offset: int
    n_bytes: int


def read_media(
    store: EvidenceStore, place: HeldAt, file: BinaryIO | None = None, *, fill_damaged: bool = False
) -> bool:
    """Read a media file where it lies, and say whether the bytes have the hash that names it.

    Parameters
    ----------
    store : EvidenceStore
        The evidence.
    place : HeldAt
        Where it lies.
    file : file object or None
        Gets the bytes, empty before; what is in it means nothing where the answer is False.
    fill_damaged : bool
        Go on where a stored file is damaged, as what was not touched can still be read.

    Raises
    ------
    ContentError
        There is no such member, or it cannot be unpacked.
    VerificationError
        A stored file is damaged, and that is not to be filled.

    Notes
    -----
    Read once, in blocks; a response in a web archive is held as a whole. Which of the forms of a
    response was hashed (decoded, with its chunks put together, or as it lies) depends on the tool.
    """
    with store.open(place.file_sha256, fill_damaged=fill_damaged) as source:
        content = _from(file_content(source, place.member or None), place.byte_offset)
        first = next(content, b"")
        whole = chain((first,), content)
        if not first.startswith(_WEB_ARCHIVE):
            digest = hashlib.sha256()
            for block in whole:
                digest.update(block)
                if file is not None:
                    file.write(block)
            return digest.hexdigest() == place.media_uid
        limits = Limits(held_bytes=max(Limits().held_bytes, 2 * place.n_bytes))
        record = next(read_warc(whole, limits), None)
        block = b"" if record is None else record.block
        response = Response.parse(block)
        for body in (response.payload(limits), response.whole_body, block):
            if hashlib.sha256(body).hexdigest() == place.media_uid:
                if file is not None:
                    file.write(body)
                return True
    return False


def _from(content: Iterator[bytes], offset: int) -> Iterator[bytes]:
    """Yield content from an offset on."""
    begin = 0
    for block in content:
        end = begin + len(block)
        if end > offset:
            yield block[max(0, offset - begin) :]
        begin = end


@dataclass(slots=True)
class HeldMedia:
    """The media files of a case, to be opened.

    Parameters
    ----------
    case : Case
        Only read; copies lie in it for a while, in files without a name.
    """

    case: Case
    files: Mapping[str, Mapping[str, Any]] = field(init=False)
    _places: Mapping[str, list[HeldAt]] = field(init=False)

    def __post_init__(self) -> None:
        self.files = {row["media_uid"]: row for row in self.case.read(MediaFiles).arrow.to_pylist()}
        places: dict[str, list[HeldAt]] = defaultdict(list)
        for row in self.case.read(MediaPlaces).arrow.to_pylist():
            uid = row["media_uid"]
            n_bytes = self.files[uid]["n_bytes"] if uid in self.files else 0
            place = HeldAt(uid, row["file_sha256"], row["member"], row["byte_offset"], n_bytes)
            if place not in places[uid]:
                places[uid].append(place)
        self._places = places

    def kind(self, media_uid: str) -> str:
        """Return what a file turned out to be; empty for one that the case does not have."""
        return str(self.files[media_uid]["kind"]) if media_uid in self.files else ""

    def decoded_as(self, media_uid: str) -> tuple[str, str]:
        """Return as what the process that decodes takes a file: kind and media type."""
        row = self.files[media_uid]
        return ("image" if row["mime"].startswith("image/") else row["kind"]), row["mime"]

    @contextmanager
    def opened(self, media_uid: str) -> Iterator[BinaryIO | None]:
        """Copy a file out of the evidence; None where it is too long, or is there no more.

        Raises
        ------
        VerificationError
            A stored file is damaged.
        """
        is_short = self.files[media_uid]["n_bytes"] <= self.case.settings.media.max_bytes
        with tempfile.TemporaryFile(dir=self.case.path) as file:
            yield file if is_short and self._copy(media_uid, file) else None

    def _copy(self, media_uid: str, file: BinaryIO) -> bool:
        store = EvidenceStore(self.case.path / "evidence")
        for place in self._places.get(media_uid, ()):
            file.seek(0)
            file.truncate()
            with suppress(ContentError):
                if read_media(store, place, file):
                    file.flush()
                    return True
        return False
