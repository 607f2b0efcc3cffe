"""Going through stored files for what is media in them."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field

from undertow.case import Case
from undertow.ingest.compression import ContentError
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.formats import FORMATS
from undertow.ingest.media_payload import MediaPayload
from undertow.ingest.parts import PartReader
from undertow.media.description import MediaFile, Rows
from undertow.media_intake.decoders import Decoders, Spooled, too_many_bytes
from undertow.media_intake.descriptions import Descriptions


@dataclass(slots=True)
class Walker:
    """Goes through stored files and has what is media in them decoded, several at a time."""

    case: Case
    described: Descriptions
    on_progress: Callable[[str, int], None]
    _decoders: Decoders = field(init=False)
    _reader: PartReader = field(default_factory=lambda: PartReader(FORMATS))
    _pending: dict[str, Future[Rows]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._decoders = Decoders(self.case)

    def walk(self, sha256: str, paths: tuple[str, ...]) -> None:
        """Describe the media in a stored file."""
        if self.described.is_settled(sha256) and sha256 not in self.described.known:
            return  # an archive; a media file itself may have come under another path
        with EvidenceStore(self.case.path / "evidence").open(sha256) as source:
            for part in self._reader.parts(source, sha256, paths[0]):
                if part.media is not None and part.media.kind.kind != "subtitles":
                    with suppress(ContentError):  # a damaged member is in quarantine since it came
                        self._take(part.media, sha256, paths)
        self._collect(0)

    def close(self) -> None:
        """Wait for what is being decoded, and end the processes."""
        try:
            self._collect(0)
        finally:
            self._decoders.close()

    def _take(self, payload: MediaPayload, sha256: str, paths: tuple[str, ...]) -> None:
        if payload.member is None and sha256 in self.described.known:
            media_uid = sha256
        else:
            media_uid = self._described(payload, payload.member or paths[0])
        if payload.byte_offset:  # in a web archive it has an address, and no path
            paths = ("",)
        elif payload.member is not None:
            paths = (payload.member,)
        for path in paths:
            self.described.place(media_uid, sha256, payload, path)

    def _described(self, payload: MediaPayload, name: str) -> str:
        """Hash a file, and have it decoded unless it is described; return its hash."""
        spooled = self._spool(payload)
        file = spooled.file
        if file.media_uid in self.described.known:
            spooled.close()
            return file.media_uid
        self.described.known.add(file.media_uid)
        self.on_progress(name, self.described.n_added)
        self._collect(self._decoders.n_waiting)
        self._pending[file.media_uid] = self._decoders.submit(spooled)
        return file.media_uid

    def _spool(self, payload: MediaPayload) -> Spooled:
        """Copy a file out of the evidence, as far as it can be read and is not too long."""
        content = tempfile.TemporaryFile(dir=self.case.path)
        digest, n_bytes, problem = hashlib.sha256(), 0, None
        max_bytes = self.case.settings.media.max_bytes
        try:
            for block in payload.content():
                digest.update(block)
                n_bytes += len(block)
                if n_bytes <= max_bytes:
                    content.write(block)
            content.flush()
            if n_bytes > max_bytes:
                problem = too_many_bytes(max_bytes)
        except BaseException:
            content.close()
            raise
        kind = payload.kind
        return Spooled(
            MediaFile(digest.hexdigest(), kind.kind, kind.mime, n_bytes), content, problem
        )

    def _collect(self, n_left: int) -> None:
        """Add what is decoded, in the order of submission, until no more than that are left."""
        while len(self._pending) > n_left:
            media_uid = next(iter(self._pending))
            self.described.add(self._pending.pop(media_uid).result())
