"""What a place for tables can do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol


class TableFile(NamedTuple):
    """A Parquet file of a table, by the name it has in every place."""

    table: str
    name: str


class Move(NamedTuple):
    """A finished draft, and the file whose place it takes."""

    draft: Path
    file: TableFile


class TableStore(Protocol):
    """A place for the tables of a case.

    Names that begin with a dot are drafts: nobody but their writer sees them. Files are replaced
    only by :meth:`replace`, so that a reader sees the old file or the new one, never half of it,
    and a process killed at any moment leaves complete files.
    """

    work: Path
    """Folder on this machine for drafts and for what does not fit in memory."""

    def folder(self, table: str) -> Path:
        """Return the folder of this machine in which drafts of a table are written."""

    def where(self, table: str) -> str:
        """Return the place of a table, for messages."""

    def names(self, table: str, start: str = "") -> list[str]:
        """Return the names of the files of a table that begin with ``start``, sorted."""

    def exists(self, file: TableFile) -> bool:
        """Whether a file is there."""

    def paths(self, files: Sequence[TableFile]) -> list[Path]:
        """Return files as they can be read on this machine, as long as the store is held.

        A folder does not look whether they are there; an object store raises
        ``FileNotFoundError``.
        """

    def files(self, table: str) -> list[Path]:
        """Return all files of a table as they can be read on this machine, by name."""

    def source(self, file: TableFile) -> Any:
        """Return what Parquet readers take to read a part of a file, without a copy of it."""

    def sha256(self, file: TableFile) -> str:
        """Return the SHA-256 of a file."""

    def hashes(self, table: str) -> list[str]:
        """Return the SHA-256 of every file of a table, by name."""

    def url(self, file: TableFile) -> str:
        """Return the URL of a file, without options of the connection."""

    def replace(self, moves: Sequence[Move], remove: Sequence[TableFile] = ()) -> None:
        """Remove files, then put drafts in place of others, each in the order given.

        The drafts are gone afterwards. A file to remove need not be there. A folder does it one
        after the other, an object store all at once.
        """

    def begin(self) -> None:
        """See what others wrote, and clean up what a killed process left; the case is held."""

    def keep(self, tables: Collection[str]) -> None:
        """Keep tables as they are until :meth:`forget`, even if this process is killed."""

    def restore(self) -> None:
        """Put back what was kept, if anything was, and forget it.

        Files of other tables may not have been replaced meanwhile. May be interrupted at any
        point: the next call does all of it again.
        """

    def forget(self) -> None:
        """Let go of what was kept, if anything was."""

    def foreign(self, tables: Collection[str]) -> Iterator[str]:
        """Yield what lies here and is no file of ``tables``, from the root of the place."""
