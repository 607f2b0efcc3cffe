"""The tables of media files of a case, and what is added to them."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from undertow.case import Case
from undertow.ingest.custody import CustodyLog
from undertow.ingest.media_payload import MediaPayload
from undertow.ingest.vouched import VOUCHED_BY_INGEST
from undertow.media.description import Rows
from undertow.pipeline import record_source, unrecorded
from undertow.schema import (
    MediaFacts,
    MediaFiles,
    MediaHashes,
    MediaPlaces,
    MediaScores,
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
    MediaScores,
)
# Neither where a file lies nor what a detector says of its bytes changes with decoding it again.
_STAYS: Final = (MediaPlaces, MediaScores)
_SAVED_EVERY_S: Final = 60.0


@dataclass(slots=True)
class Descriptions:
    """The tables of media files of a case, with what is added to them.

    Parameters
    ----------
    case : Case
        Held for writing.
    again : frozenset of str
        Files that are decoded again: their rows stand until the new ones take their place.
    """

    case: Case
    again: frozenset[str] = frozenset()
    known: set[str] = field(default_factory=set)
    places: set[tuple[str, str, str, int, str]] = field(default_factory=set)
    tracks: set[tuple[str, str]] = field(default_factory=set)
    n_added: int = 0
    _inside: dict[str, set[str]] = field(default_factory=dict)
    _paths: dict[str, set[str]] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)
    _added: Rows = field(default_factory=lambda: {spec: [] for spec in TABLES})
    _saved_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        if unrecorded(self.case, TABLES):  # nothing is built on what nobody vouches for
            self.case.write(*(Table.empty(spec) for spec in TABLES))
        files = self.case.read(MediaFiles).arrow
        self.known = set(files.column("media_uid").to_pylist()) - self.again
        places = self.case.read(MediaPlaces).arrow.select(list(MediaPlaces.key)).to_pylist()
        self.places = {tuple(row.values()) for row in places}
        for media_uid, file_sha256, *_ in self.places:
            self._inside.setdefault(file_sha256, set()).add(media_uid)
        for key in self.places:
            if key[0] == key[1]:
                self._paths.setdefault(key[0], set()).add(key[4])
        texts = self.case.read(MediaTexts).arrow
        of_tracks = texts.filter(pc.equal(texts.column("source"), "subtitles"))
        pairs = of_tracks.select(["media_uid", "track"]).to_pydict()
        self.tracks = {
            (media_uid, track)
            for media_uid, track in zip(*pairs.values(), strict=True)
            if media_uid not in self.again
        }

    def add_rows(self, spec: type[TableSpec], rows: Iterable[dict[str, Any]]) -> None:
        """Add rows of one table."""
        self._added[spec] += rows

    def is_settled(self, sha256: str) -> bool:
        """Whether every media file in a stored file is known and described."""
        inside = self._inside.get(sha256, set())
        return bool(inside) and inside <= self.known

    def paths(self, sha256: str) -> tuple[str, ...]:
        """Return the paths under which a media file was given before."""
        return tuple(sorted(self._paths.get(sha256, ())))

    def place(self, media_uid: str, file_sha256: str, payload: MediaPayload, path: str) -> None:
        """Add a place where a media file lies."""
        key = (media_uid, file_sha256, payload.member or "", payload.byte_offset, path)
        if key in self.places:
            return
        self.places.add(key)
        self._inside.setdefault(file_sha256, set()).add(media_uid)
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
        self.n_added += len(rows[MediaFiles])
        self._done.update(row["media_uid"] for row in rows[MediaFiles])
        if time.monotonic() - self._saved_at > _SAVED_EVERY_S:
            self.save()

    def save(self) -> None:
        """Write the tables, so that a process that is killed now loses little."""
        if any(self._added.values()):
            self.case.write(*(self._table(spec) for spec in TABLES))
            record_source(self.case, SOURCE, TABLES)
        self._added = {spec: [] for spec in TABLES}
        self._done.clear()
        self._saved_at = time.monotonic()

    def _table(self, spec: type[TableSpec]) -> Table[Any]:
        added = pa.Table.from_pylist(self._added[spec], schema=spec.arrow_schema())
        held = self.case.read(spec).arrow
        if spec not in _STAYS and (replaced := self._done & self.again):
            gone = pc.is_in(held.column("media_uid"), value_set=pa.array(sorted(replaced)))
            if spec is MediaTexts:  # words in pictures are read by another command, at length
                gone = pc.and_(gone, pc.equal(held.column("source"), "subtitles"))
            held = held.filter(pc.invert(gone))
        return Table.checked(spec, pa.concat_tables([held, added]))


def keep_texts(case: Case, texts: Table[MediaTexts], *, who: str, command: str) -> None:
    """Write the words of media, and vouch for them.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    texts : Table[MediaTexts]
        All words: those there were, and those that were read now.
    who, command : str
        For the custody log.
    """
    case.write(texts)
    record_source(case, SOURCE, TABLES)
    fields: dict[str, str | int | None]
    fields = {"lines": texts.n_rows, **VOUCHED_BY_INGEST.fields(case)}
    CustodyLog.of(case).append("media_words", who=who, command=command, fields=fields)


def keep_hashes(
    case: Case, hashes: Table[MediaHashes], *, n_files: int, who: str, command: str
) -> None:
    """Write the hashes of media, and vouch for them.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    hashes : Table[MediaHashes]
        All hashes.
    n_files : int
        Of how many files some were filled in.
    who, command : str
        For the custody log.
    """
    case.write(hashes)
    record_source(case, SOURCE, TABLES)
    fields: dict[str, str | int | None] = {"files": n_files, **VOUCHED_BY_INGEST.fields(case)}
    CustodyLog.of(case).append("media_hashes", who=who, command=command, fields=fields)


def keep_scores(
    case: Case, scores: Table[MediaScores], *, detector: str, n_files: int, who: str, command: str
) -> None:
    """Write what detectors say of media, and vouch for it.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    scores : Table[MediaScores]
        All scores: those there were, and the new ones.
    detector : str
        Which one was asked: its name, version and the hash of its model.
    n_files : int
        About how many files.
    who, command : str
        For the custody log.
    """
    case.write(scores)
    record_source(case, SOURCE, TABLES)
    fields: dict[str, str | int | None]
    fields = {"detector": detector, "files": n_files, **VOUCHED_BY_INGEST.fields(case)}
    CustodyLog.of(case).append("media_scored", who=who, command=command, fields=fields)


def to_decode_again(
    case: Case, *, everything: bool = False, but: Collection[str] = ()
) -> frozenset[str]:
    """Return the media files that are to be decoded again.

    Parameters
    ----------
    case : Case
        Only read.
    everything : bool
        All files; else those of which nothing was decoded.
    but : collection of str
        Files that are left as they are.
    """
    files = case.read(MediaFiles).arrow
    if not everything:
        files = files.filter(pc.equal(files.column("state"), "quarantined"))
    return frozenset(files.column("media_uid").to_pylist()) - frozenset(but)
