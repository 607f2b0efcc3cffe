"""Tables in an object store: objects written once, and a manifest that says which ones count.

::

    s3://bucket/prefix/
      manifests/NUMBER-WRITER.json         which objects are the tables; the newest whole one counts
      kept/NUMBER-WRITER.json              a mark: that manifest is to be put back
      NAME/FILE.NUMBER-WRITER.parquet      a file of a table, as manifest NUMBER brought it

A change uploads new objects, then writes the next manifest, then deletes what no longer counts. A
process killed before the manifest leaves objects that nobody reads, one killed after it objects
that nobody reads any more; the next command that writes removes both.
"""

from __future__ import annotations

import secrets
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any, TypeVar

from pyarrow import fs

from undertow.errors import CaseError
from undertow.table_store import manifest as m
from undertow.table_store.base import Move, TableFile
from undertow.table_store.copies import Copies, remove_stale
from undertow.table_store.digest import file_sha256
from undertow.table_store.remote import Remote

R = TypeVar("R")

_N_TRIES = 5


@dataclass(frozen=True, slots=True)
class _Kept:
    """A manifest that is to be put back where the run that kept it does not end."""

    key: str
    entries: m.Entries


@dataclass(frozen=True)
class _State:
    """What the newest whole manifest says, and the highest number that any manifest has."""

    key: str
    last: int
    entries: m.Entries
    kept: _Kept | None = None

    @property
    def used(self) -> set[str]:
        """Keys that must stay."""
        kept = self.kept
        spared = {m.kept_key(kept.key), kept.key, *kept.entries.values()} if kept else set()
        return {self.key, *self.entries.values(), *spared}

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """Table -> names of its files, sorted."""
        names: dict[str, list[str]] = {}
        for table, name in sorted(self.entries):
            names.setdefault(table, []).append(name)
        return names

    def keys(self, table: str) -> list[str]:
        """Return the keys of the files of a table, in the order of their names."""
        return [self.entries[TableFile(table, name)] for name in self.names.get(table, ())]


class ObjectTables:
    """Tables of a case under a URL.

    Parameters
    ----------
    url : str
        URL of the tables, without options.
    work : Path
        Folder on this machine for drafts and copies.
    connect : callable
        Returns the file system and the path of the URL in it; called when first needed.

    Notes
    -----
    The manifest is read once, when it is first needed, and again by :meth:`begin` and when an
    object is gone: a reader sees the tables as they were when it began, while they are there.
    Whoever reads a file gets a copy of it on this machine, one for each process, removed with it.
    """

    def __init__(
        self, url: str, work: Path, connect: Callable[[], tuple[fs.FileSystem, str]]
    ) -> None:
        self.work = work
        self._remote = Remote(url, connect)
        self._writer = secrets.token_hex(4)
        self._state: _State | None = None
        self._held_copies: Copies | None = None
        self._sha256: dict[str, str] = {}

    def make(self) -> None:
        """Begin with no tables.

        Raises
        ------
        CaseError
            Something is there already, or nothing can be written there.
        """
        if found := sorted(self._remote.keys()):
            raise CaseError(
                f"{self._remote.url}: holds something already ({found[0]}); give another place"
            )
        self._remote.write(m.manifest_key(0, self._writer), m.encode({}))

    def folder(self, table: str) -> Path:
        """Return the folder of this machine in which drafts of a table are written."""
        return self.work / table

    def where(self, table: str) -> str:
        """Return the URL of a table, for messages."""
        return f"{self._remote.url}/{table}".rstrip("/")

    def names(self, table: str, start: str = "") -> list[str]:
        """Return the names of the files of a table that begin with ``start``, sorted."""
        names = self._now().names.get(table, [])
        return list(takewhile(lambda n: n.startswith(start), names[bisect_left(names, start) :]))

    def exists(self, file: TableFile) -> bool:
        """Whether a file is there."""
        return file in self._now().entries

    def paths(self, files: Sequence[TableFile]) -> list[Path]:
        """Return copies of files, all of one moment.

        Raises
        ------
        FileNotFoundError
            There is no such file.
        """
        return self._taken(lambda now: [self._key(now, file) for file in files], self._copy)

    def files(self, table: str) -> list[Path]:
        """Return copies of all files of a table, all of one moment, by name."""
        return self._taken(lambda now: now.keys(table), self._copy)

    def source(self, file: TableFile) -> Any:
        """Return the copy of a file where there is one, the open object otherwise."""
        return self._taken(
            lambda now: [self._key(now, file)],
            lambda key: self._copies().held(key) or self._remote.open(key),
        )[0]

    def sha256(self, file: TableFile) -> str:
        """Return the SHA-256 of a file, computed once from the bytes that were fetched."""
        return self._taken(lambda now: [self._key(now, file)], self._sha256_of)[0]

    def hashes(self, table: str) -> list[str]:
        """Return the SHA-256 of every file of a table, by name."""
        return self._taken(lambda now: now.keys(table), self._sha256_of)

    def url(self, file: TableFile) -> str:
        """Return the URL of the object of a file."""
        return f"{self._remote.url}/{self._now().entries[file]}"

    def replace(self, moves: Sequence[Move], remove: Sequence[TableFile] = ()) -> None:
        """Put drafts in place of files and remove others, all at once."""
        before = self._now()
        number = before.last + 1
        entries = {file: key for file, key in before.entries.items() if file not in remove}
        new: dict[str, Move] = {}
        for move in moves:
            sha256 = file_sha256(move.draft)
            old = before.entries.get(move.file)
            if old is not None and self._sha256.get(old) == sha256:
                entries[move.file] = old  # these very bytes are there: they were read or written
                continue
            entries[move.file] = key = m.object_key(move.file, number, self._writer)
            new[key] = move
            self._sha256[key] = sha256
        if entries != before.entries:
            self._switch(before, number, entries, new)
        for key, move in new.items():
            self._copies().adopt(key, move.draft)
        for move in moves:
            move.draft.unlink(missing_ok=True)

    def begin(self) -> None:
        """Read the manifest again, and delete what a killed process left."""
        self._state = None
        self._delete_strays()
        remove_stale(self.work)

    def keep(self, tables: Collection[str]) -> None:
        """Keep all tables as they are; the argument is for folders, where each file costs."""
        now = self._now()
        self._remote.write(m.kept_key(now.key), b"put back unless the run ends\n")
        self._state = replace(now, kept=_Kept(now.key, now.entries))

    def restore(self) -> None:
        """Put back the manifest that was kept, if one was."""
        now = self._now()
        if now.kept is None:
            return
        if now.kept.entries != now.entries:
            self._switch(now, now.last + 1, now.kept.entries, {})
        self.forget()
        self._delete_strays()  # objects of a change that was interrupted before its manifest

    def forget(self) -> None:
        """Let go of the manifest that was kept, if one was."""
        now = self._now()
        if now.kept is not None:
            self._state = None
            self._remote.delete(m.kept_key(now.kept.key))
            self._state = replace(now, kept=None)
            self._delete_unused(now.used)

    def foreign(self, tables: Collection[str]) -> Iterator[str]:
        """Yield the keys of objects that no case writes."""
        for key in sorted(self._remote.keys()):
            if not _is_ours(key) or key.partition("/")[0] not in {m.FOLDER, m.KEPT, *tables}:
                yield key

    def _switch(
        self, before: _State, number: int, entries: m.Entries, new: dict[str, Move]
    ) -> None:
        """Upload objects, write the manifest that names them, delete those that it does not."""
        self._state = None  # where this fails half-way, the next look tells what counts
        self._remote.for_each(lambda item: self._remote.upload(item[1].draft, item[0]), new.items())
        key = m.manifest_key(number, self._writer)
        self._remote.write(key, m.encode(entries))
        others = [
            other
            for other in self._remote.keys(m.FOLDER)
            if other != key and (m.number_of(other) or 0) >= number
        ]
        if others:
            self._remote.delete(key)
            raise CaseError(
                f"{self._remote.url}: another process writes to these tables; one case folder has "
                "one place for its tables: wait for the other to end, and run the command again"
            )
        self._state = _State(key, number, entries, before.kept)
        self._delete_unused(before.used)

    def _delete_strays(self) -> None:
        """Delete the objects of changes that never came to count."""
        used = self._now().used
        self._remote.for_each(
            self._remote.delete,
            [key for key in self._remote.keys() if _is_ours(key) and key not in used],
        )

    def _delete_unused(self, before: set[str]) -> None:
        """Delete what was used before and is not now; where that fails, the next writer does it."""
        gone = before - self._now().used
        for old in gone:
            self._sha256.pop(old, None)
            self._copies().drop(old)
        with suppress(CaseError):
            self._remote.for_each(self._remote.delete, gone)

    def _taken(self, choose: Callable[[_State], list[str]], take: Callable[[str], R]) -> list[R]:
        """Take objects of one state; where one was replaced meanwhile, those of the next state."""
        self._copies()  # made before several threads need it
        for _ in range(_N_TRIES):
            keys = choose(self._now())
            try:
                return self._remote.for_each(take, keys)
            except FileNotFoundError:
                self._state = None
        raise self._restless()

    def _key(self, now: _State, file: TableFile) -> str:
        key = now.entries.get(file)
        if key is None:
            raise FileNotFoundError(f"{self.where(file.table)}/{file.name}: is not there")
        return key

    def _copy(self, key: str) -> Path:
        return self._copies().get(key)

    def _sha256_of(self, key: str) -> str:
        if key not in self._sha256:
            self._sha256[key] = file_sha256(self._copies().get(key))
        return self._sha256[key]

    def _now(self) -> _State:
        """Return the state, read when it is not known."""
        tries = 0
        while (state := self._state) is None:
            if tries == _N_TRIES:
                raise self._restless()
            tries += 1
            self._state = self._look()
        return state

    def _look(self) -> _State | None:
        """Read the newest whole manifest; None when it was replaced meanwhile."""
        keys = self._remote.keys()
        newest = self._newest(keys)
        if newest is None:
            return None
        key, entries = newest
        # A file whose object was deleted by hand is not there, as in a folder. A listing may be
        # older than the manifest, and the manifest no longer the newest: neither alone proves it.
        lost = {o for o in entries.values() if o not in keys}
        if lost and (lost := lost - self._remote.existing(sorted(lost))):
            if self._newest(self._remote.keys(m.FOLDER)) != newest:
                return None
            entries = {file: o for file, o in entries.items() if o not in lost}
        last = max(m.number_of(k) or 0 for k in keys)
        return _State(key, last, entries, self._kept(keys))

    def _newest(self, keys: Iterable[str]) -> tuple[str, m.Entries] | None:
        """Return key and content of the newest whole manifest; None when one has just gone."""
        manifests = sorted((key for key in keys if m.number_of(key) is not None), reverse=True)
        for key in manifests:
            try:
                entries = m.decode(self._remote.read(key))
            except FileNotFoundError:
                return None
            if entries is not None:
                return key, entries
        if not manifests:
            raise CaseError(
                f"{self._remote.url}: no tables of a case here; restore them, or correct "
                "`tables` in case.toml"
            )
        raise CaseError(
            f"{self._remote.url}/{m.FOLDER}: the list of the tables is damaged; restore it, or "
            "make a new case with another place and ingest the captures again"
        )

    def _kept(self, keys: Iterable[str]) -> _Kept | None:
        """Return the manifest that the oldest mark keeps; a mark of none that is whole is void."""
        for mark in sorted(keys):
            manifest = m.kept_manifest(mark)
            if manifest is not None:
                with suppress(FileNotFoundError):
                    if (entries := m.decode(self._remote.read(manifest))) is not None:
                        return _Kept(manifest, entries)
        return None

    def _copies(self) -> Copies:
        if self._held_copies is None:
            self._held_copies = Copies(self.work, self._remote.download)
        return self._held_copies

    def _restless(self) -> CaseError:
        return CaseError(
            f"{self._remote.url}: the tables are replaced faster than they can be read; wait for "
            "the command that writes them to end"
        )


def _is_ours(key: str) -> bool:
    return m.number_of(key) is not None or m.kept_manifest(key) is not None or m.is_object_key(key)
