"""Tables in a folder: ``NAME/*.parquet``, drafts beside them, renamed into place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from undertow.table_store import before
from undertow.table_store.base import Move, TableFile
from undertow.table_store.digest import file_sha256


class FolderTables:
    """Tables of a case in a folder of this machine.

    Parameters
    ----------
    root : Path
        The folder.
    """

    def __init__(self, root: Path) -> None:
        self.work = root

    def folder(self, table: str) -> Path:
        """Return the folder of a table."""
        return self.work / table

    def where(self, table: str) -> str:
        """Return the folder of a table, for messages."""
        return str(self.folder(table))

    def names(self, table: str, start: str = "") -> list[str]:
        """Return the names of the files of a table that begin with ``start``, sorted."""
        return sorted(file.name for file in self.folder(table).glob(f"{start}*.parquet"))

    def exists(self, file: TableFile) -> bool:
        """Whether a file is there."""
        return self._path(file).exists()

    def paths(self, files: Sequence[TableFile]) -> list[Path]:
        """Return where files are, or would be."""
        return [self._path(file) for file in files]

    def files(self, table: str) -> list[Path]:
        """Return the files of a table, by name."""
        return sorted(self.folder(table).glob("*.parquet"))

    def source(self, file: TableFile) -> Path:
        """Return where a file is."""
        return self._path(file)

    def sha256(self, file: TableFile) -> str:
        """Return the SHA-256 of a file."""
        return file_sha256(self._path(file))

    def hashes(self, table: str) -> list[str]:
        """Return the SHA-256 of every file of a table, by name."""
        return [file_sha256(file) for file in self.files(table)]

    def url(self, file: TableFile) -> str:
        """Return a ``file://`` URL."""
        return self._path(file).absolute().as_uri()

    def replace(self, moves: Sequence[Move], remove: Sequence[TableFile] = ()) -> None:
        """Remove files, then rename drafts, one after the other."""
        for file in remove:
            self._path(file).unlink(missing_ok=True)
        for draft, file in moves:
            draft.replace(self._path(file))

    def begin(self) -> None:
        """Nothing to do: a folder is always seen as it is, and drafts are overwritten."""

    def keep(self, tables: Collection[str]) -> None:
        """Keep the files of tables as they are, by a second name for each."""
        before.keep(self.work, tables)

    def restore(self) -> None:
        """Put back what was kept, if anything was."""
        before.restore(self.work)

    def forget(self) -> None:
        """Remove what was kept."""
        before.forget(self.work)

    def foreign(self, tables: Collection[str]) -> Iterator[str]:
        """Yield folders that are no table, and files in tables that are not Parquet."""
        for path in sorted(self.work.glob("[!.]*")):
            if path.name not in tables:
                yield path.name
                continue
            for file in sorted(path.glob("[!.]*")):
                if file.suffix != ".parquet":
                    yield f"{path.name}/{file.name}"

    def _path(self, file: TableFile) -> Path:
        return self.work / file.table / file.name
