"""Media files of a case: found in its evidence, decoded apart, described in tables."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.compute as pc

from undertow.case import Case
from undertow.errors import CaseError, InputError
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.formats import FORMATS
from undertow.ingest.media_payload import MediaPayload, media_holders
from undertow.ingest.parts import PartReader
from undertow.media.decoding import Description, Sandbox, can_decode
from undertow.media.description import NOT_DECODED, MediaFile, Rows, rows_of
from undertow.media.thumbnails import save_thumbnail
from undertow.pipeline import record_source, unrecorded
from undertow.schema import (
    MediaFacts,
    MediaFiles,
    MediaHashes,
    MediaPlaces,
    MediaSounds,
    MediaTexts,
    Table,
    TableSpec,
)

SOURCE: Final = "media"
"""Name under which the tables of media files are vouched for."""

TABLES: Final[tuple[type[TableSpec], ...]] = (
    MediaFiles,
    MediaPlaces,
    MediaFacts,
    MediaHashes,
    MediaSounds,
    MediaTexts,
)
_SAVED_EVERY_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class MediaReport:
    """What an intake found.

    Parameters
    ----------
    n_files : int
        Media files described now.
    n_places : int
        Places added where media files lie.
    states : mapping of str to int
        How many files ended in each state.
    is_undecoded : bool
        Whether they were only listed, as what decodes is not installed.
    """

    n_files: int
    n_places: int
    states: Mapping[str, int]
    is_undecoded: bool


def take_media(
    case: Case,
    paths: Mapping[str, tuple[str, ...]],
    *,
    on_progress: Callable[[str, int], None] = lambda name, n_done: None,
) -> MediaReport | None:
    """Describe the media files of the evidence that are not described yet.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    paths : mapping of str to tuple of str
        Paths under which stored files were given in this run, by their hash; a media file that lies
        under several is in several places.
    on_progress : callable
        Called with the name of what is being described, and how many files are.

    Returns
    -------
    MediaReport or None
        None where the case has no media files: no table is written then.

    Raises
    ------
    CaseError
        The case cannot be written; what was described before is kept.
    VerificationError
        A stored file is damaged.
    """
    holders = media_holders(case)
    if not holders:
        return None
    described = _Descriptions(case)
    walker = _Walker(case, described, on_progress)
    try:
        for sha256, name in holders:
            walker.walk(sha256, paths.get(sha256, ()) or (name,))
    except OSError as error:
        raise CaseError(
            f"{case.path}: media files could not be described: {error.strerror or error}; make "
            "room and run `undertow media decode`"
        ) from error
    finally:
        walker.close()
        described.save()
    return described.report


def forget_descriptions(case: Case, *, everything: bool = False) -> int:
    """Drop what is known of media files, so that they are decoded again; places are kept.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    everything : bool
        All files; else those of which nothing was decoded.

    Returns
    -------
    int
        How many files.
    """
    files = case.read(MediaFiles).arrow
    if not everything:
        files = files.filter(pc.equal(files.column("state"), "quarantined"))
    gone = files.column("media_uid")
    tables = []
    for spec in (spec for spec in TABLES if spec is not MediaPlaces):
        rows = case.read(spec).arrow
        is_kept = pc.invert(pc.is_in(rows.column("media_uid"), value_set=gone.combine_chunks()))
        tables.append(Table.checked(spec, rows.filter(is_kept)))
    if len(gone):
        case.write(*tables)
        record_source(case, SOURCE, TABLES)
    return len(gone)


@dataclass(slots=True)
class _Descriptions:
    """The tables of media files of a case, with what is added to them."""

    case: Case
    known: set[str] = field(default_factory=set)
    places: set[tuple[str, str, str, int, str]] = field(default_factory=set)
    states: dict[str, int] = field(default_factory=dict)
    is_undecoded: bool = False
    _added: Rows = field(default_factory=lambda: {spec: [] for spec in TABLES})
    _n_places: int = 0
    _saved_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        if unrecorded(self.case, TABLES):  # nothing is built on what nobody vouches for
            self.case.write(*(Table.empty(spec) for spec in TABLES))
        files = self.case.read(MediaFiles).arrow
        self.known = set(files.column("media_uid").to_pylist())
        places = self.case.read(MediaPlaces).arrow.select(list(MediaPlaces.key)).to_pylist()
        self.places = {tuple(row.values()) for row in places}

    @property
    def report(self) -> MediaReport:
        """What was added."""
        n_files = sum(self.states.values())
        return MediaReport(n_files, self._n_places, self.states, self.is_undecoded)

    def is_settled(self, sha256: str) -> bool:
        """Whether every media file in a stored file is known and described."""
        inside = {place[0] for place in self.places if place[1] == sha256}
        return bool(inside) and inside <= self.known

    def place(self, media_uid: str, file_sha256: str, payload: MediaPayload, path: str) -> None:
        """Add a place where a media file lies."""
        key = (media_uid, file_sha256, payload.member or "", payload.byte_offset, path)
        if key in self.places:
            return
        self.places.add(key)
        self._n_places += 1
        row = dict(zip(MediaPlaces.key, key, strict=True))
        self._added[MediaPlaces].append(
            row
            | {
                "source_url": payload.source_url,
                "listed_posts": list(payload.listed_posts) or None,
            }
        )

    def add(self, rows: Rows) -> None:
        """Add what was learnt of a file."""
        for spec, own in rows.items():
            self._added[spec] += own
        state = rows[MediaFiles][0]["state"]
        self.states[state] = self.states.get(state, 0) + 1
        if time.monotonic() - self._saved_at > _SAVED_EVERY_S:
            self.save()

    def save(self) -> None:
        """Write the tables, so that a process that is killed now loses little."""
        if any(self._added.values()):
            self.case.write(*(self._table(spec) for spec in TABLES))
            record_source(self.case, SOURCE, TABLES)
        self._added = {spec: [] for spec in TABLES}
        self._saved_at = time.monotonic()

    def _table(self, spec: type[TableSpec]) -> Table[Any]:
        added = pa.Table.from_pylist(self._added[spec], schema=spec.arrow_schema())
        return Table.checked(spec, pa.concat_tables([self.case.read(spec).arrow, added]))


@dataclass(slots=True)
class _Walker:
    """Goes through stored files and has what is media in them decoded, several at a time."""

    case: Case
    described: _Descriptions
    on_progress: Callable[[str, int], None]
    _decoders: _Decoders = field(init=False)
    _reader: PartReader = field(default_factory=lambda: PartReader(FORMATS))
    _pending: dict[str, Future[Rows]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._decoders = _Decoders(self.case)

    def walk(self, sha256: str, paths: tuple[str, ...]) -> None:
        """Describe the media in a stored file."""
        if self.described.is_settled(sha256) and sha256 not in self.described.known:
            return  # an archive; a media file itself may have come under another path
        with EvidenceStore(self.case.path / "evidence").open(sha256) as source:
            for part in self._reader.parts(source, sha256, paths[0]):
                if part.media is not None:
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
        for path in paths if payload.member is None else (payload.member,):
            self.described.place(media_uid, sha256, payload, path)

    def _described(self, payload: MediaPayload, name: str) -> str:
        """Hash a file, and have it decoded unless it is described; return its hash."""
        spooled = tempfile.TemporaryFile(dir=self.case.path)
        digest, n_bytes = hashlib.sha256(), 0
        is_short = True
        for block in payload.content():
            digest.update(block)
            n_bytes += len(block)
            is_short = n_bytes <= self.case.settings.media.max_bytes
            if is_short:
                spooled.write(block)
        media_uid = digest.hexdigest()
        if media_uid in self.described.known:
            spooled.close()
            return media_uid
        self.described.known.add(media_uid)
        file = MediaFile(media_uid, payload.kind.kind, payload.kind.mime, n_bytes)
        self.on_progress(name, sum(self.described.states.values()))
        self._collect(self._decoders.n_waiting)
        self._pending[media_uid] = self._decoders.submit(file, spooled if is_short else None)
        return media_uid

    def _collect(self, n_left: int) -> None:
        """Add what is decoded, in the order of submission, until no more than that are left."""
        while len(self._pending) > n_left:
            media_uid = next(iter(self._pending))
            self.described.add(self._pending.pop(media_uid).result())


class _Decoders:
    """A decoding process for each core."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._settings = case.settings.media
        self._can = can_decode()
        self._trust_list = _trust_list(self._settings.trust_list)
        n_processes = os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(n_processes)
        self._idle: list[Sandbox] = []
        self.n_waiting = 2 * n_processes

    def submit(self, file: MediaFile, spooled: BinaryIO | None) -> Future[Rows]:
        """Have a file described; ``spooled`` is None where it is longer than is decoded."""
        return self._pool.submit(self._describe, file, spooled)

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)
        for sandbox in self._idle:
            sandbox.close()

    @contextmanager
    def _sandbox(self) -> Iterator[Sandbox]:
        """Give a process that is idle, or a new one."""
        try:
            sandbox = self._idle.pop()
        except IndexError:
            sandbox = Sandbox(self._settings, self._trust_list)
        try:
            yield sandbox
        finally:
            self._idle.append(sandbox)

    def _describe(self, file: MediaFile, spooled: BinaryIO | None) -> Rows:
        if spooled is None:
            return rows_of(file, _too_long_a_file(self._settings.max_bytes), NOT_DECODED)
        with spooled:
            if not self._can:
                return rows_of(file, _NO_DECODER, NOT_DECODED)
            spooled.flush()
            with self._sandbox() as sandbox:
                found = sandbox.describe(spooled, file.kind, file.mime)
                decoder = sandbox.versions
        if found.strip is not None:
            save_thumbnail(self._case.path, file.media_uid, found.strip)
        return rows_of(file, found, decoder)


def _trust_list(path: str) -> str:
    """Read the certificates of trusted Content Credentials."""
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: the trust list cannot be read: {error}; give a PEM file as [settings.media] "
            "trust_list"
        ) from error


def _too_long_a_file(max_bytes: int) -> Description:
    detail = f"longer than {max_bytes} bytes ([settings.media] max_bytes); kept and not decoded"
    return Description("quarantined", "too_many_bytes", detail)


_NO_DECODER: Final = Description(
    "quarantined",
    "no_decoder",
    'what decodes media is not installed; `pip install "undertow[media]"`, then run '
    "`undertow media decode`",
)
