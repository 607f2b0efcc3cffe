"""A case on disk: settings, tables, provenance.

::

    mycase/
      case.toml              purpose, owner, settings
      register.csv           officials, as given
      evidence/              raw bytes and custody log (undertow.ingest)
      tables/NAME/*.parquet
      out/                   reports, drafts, bundles
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from undertow.errors import CaseError, SchemaError, SettingsError
from undertow.schema import Provenance, Table, TableSpec, check_rows
from undertow.settings import Settings

S = TypeVar("S", bound=TableSpec)

_HASH_BLOCK = 1 << 20
_GROUP_ROWS = 1 << 14
# Dictionaries make files of our tables a tenth longer and a third slower to write.
_FORM = {"compression": "zstd", "use_dictionary": False, "write_statistics": True}


@dataclass(frozen=True, slots=True)
class Case:
    """An opened case.

    Parameters
    ----------
    path : Path
        Folder of the case.
    purpose : str
        Why it exists, as given by its owner.
    owner : str
        Who answers for it.
    settings : Settings
        Settings of ``case.toml`` over the defaults.
    """

    path: Path
    purpose: str
    owner: str
    settings: Settings

    @classmethod
    def create(
        cls, path: Path, *, purpose: str, owner: str = "", register: Path | None = None
    ) -> Case:
        """Make a new case folder.

        Raises
        ------
        CaseError
            The folder exists and is not empty, or cannot be written.
        """
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise CaseError(f"{path}: exists and is not an empty folder; choose another name")
        text = (
            "# What this case is for and how it is analysed; settings: see the documentation.\n"
            f"purpose = {toml_text(purpose)}\nowner = {toml_text(owner)}\n\n[settings]\n"
        )
        try:
            officials = register.read_bytes() if register is not None else None
        except OSError as error:
            raise CaseError(f"{register}: cannot be read: {error.strerror or error}") from error
        try:
            for name in ("evidence", "tables", "out"):
                (path / name).mkdir(parents=True, exist_ok=True)
            if officials is not None:
                write_atomically(path / "register.csv", officials)
            # Last: a folder with case.toml is a case, one without it is not.
            write_atomically(path / "case.toml", text.encode())
        except OSError as error:
            raise CaseError(f"{path}: cannot be created: {error.strerror or error}") from error
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> Case:
        """Open an existing case.

        Raises
        ------
        CaseError
            There is no case here, or ``case.toml`` cannot be read.
        SettingsError
            A setting is unknown or out of range.
        """
        file = path / "case.toml"
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise CaseError(
                f"{path}: no case here (no case.toml); make one with `undertow init {path}`"
            ) from error
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise CaseError(f"{file}: cannot be read: {error}") from error
        unknown = sorted(set(values) - {"purpose", "owner", "settings"})
        if unknown:
            raise SettingsError(f"{file}: unknown keys {unknown}")
        return cls(
            path=path,
            purpose=str(values.get("purpose", "")),
            owner=str(values.get("owner", "")),
            settings=Settings.parse(values.get("settings", {})),
        )

    @property
    def out(self) -> Path:
        """Folder of products."""
        return self.path / "out"

    @property
    def register(self) -> Path | None:
        """The register of officials, if the case has one."""
        file = self.path / "register.csv"
        return file if file.exists() else None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the case for writing; readers are never blocked.

        Raises
        ------
        CaseError
            Another process is writing to this case.
        """
        with (self.path / ".lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise CaseError(
                    f"{self.path}: another undertow process is writing to this case; "
                    "wait for it to end"
                ) from error
            yield

    @property
    def spill(self) -> Path:
        """Folder on this machine for what a stage cannot keep in memory."""
        return self.path / "tables" / ".spill"

    def table_dir(self, spec: type[TableSpec]) -> Path:
        """Return the folder of a table."""
        return self.path / "tables" / spec.name

    def table_files(self, spec: type[TableSpec]) -> list[Path]:
        """Return the Parquet files of a table, by name; none when it was never written."""
        return sorted(self.table_dir(spec).glob("*.parquet"))

    def read(self, spec: type[S]) -> Table[S]:
        """Read and check a table; a table never written is empty.

        Raises
        ------
        CaseError
            A file of the table is damaged.
        """
        files = self.table_files(spec)
        if not files:
            return Table.empty(spec)
        try:
            parts = [pq.read_table(file, schema=spec.arrow_schema()) for file in files]
            return Table.checked(spec, pa.concat_tables(parts))
        except (pa.ArrowException, SchemaError, OSError) as error:
            raise CaseError(
                f"{self.table_dir(spec)}: cannot be read ({error}); run `undertow verify` to see "
                "what is damaged and `undertow analyze` to make derived tables again"
            ) from error

    def write(self, *tables: Table[Any]) -> dict[str, str]:
        """Replace tables, all or (on a full disk, say) none.

        Returns
        -------
        dict
            Table name -> SHA-256 of what was written.

        Raises
        ------
        CaseError
            The disk is full or the folder cannot be written; the old tables stand.
        """
        with self._replacing() as replace:
            for table in tables:
                write_parquet(table.arrow, replace(table.spec))
        return {table.spec.name: self.table_sha256(table.spec) for table in tables}

    def write_batches(
        self, parts: Iterable[tuple[type[TableSpec], Iterable[pa.RecordBatch]]]
    ) -> tuple[type[TableSpec], ...]:
        """Replace tables with rows that come in batches, all or none; memory holds a batch.

        Parameters
        ----------
        parts : iterable
            Each table with its rows, in the order of its key.

        Returns
        -------
        tuple of type[TableSpec]
            What was written, in order.

        Raises
        ------
        SchemaError
            Rows do not satisfy their schema, or are not in the order of their key.
        CaseError
            The disk is full or the folder cannot be written; the old tables stand.
        """
        written = []
        with self._replacing() as replace:
            for spec, batches in parts:
                write_batches(spec, batches, replace(spec))
                written.append(spec)
        return tuple(written)

    @contextmanager
    def _replacing(self) -> Iterator[Callable[[type[TableSpec]], Path]]:
        """Give drafts to write to; at the end they take the place of the tables, or vanish."""
        staged: list[tuple[Path, Path]] = []

        def draft_of(spec: type[TableSpec]) -> Path:
            folder = self.table_dir(spec)
            folder.mkdir(parents=True, exist_ok=True)
            staged.append((folder / ".part-0.parquet.tmp", folder / "part-0.parquet"))
            return staged[-1][0]

        try:
            yield draft_of
            for draft, final in staged:
                draft.replace(final)
        except OSError as error:
            raise CaseError(
                f"{self.path}: tables could not be written: {error.strerror or error}"
            ) from error
        finally:
            for draft, _ in staged:
                draft.unlink(missing_ok=True)

    def n_rows(self, spec: type[TableSpec]) -> int:
        """Return the number of rows of a table without reading it."""
        return sum(pq.read_metadata(file).num_rows for file in self.table_files(spec))

    def table_sha256(self, spec: type[TableSpec]) -> str:
        """Return the SHA-256 of a table's file, or of the sorted hashes of its parts."""
        hashes = sorted(file_sha256(file) for file in self.table_files(spec))
        if len(hashes) == 1:
            return hashes[0]
        return hashlib.sha256("".join(hashes).encode()).hexdigest()

    def provenance(self, stage: str) -> dict[str, Any] | None:
        """Return the provenance row of a stage, or None when it never ran or cannot be read."""
        file = self.table_dir(Provenance) / f"{stage}.parquet"
        try:
            rows = pq.read_table(file, schema=Provenance.arrow_schema()).to_pylist()
        except (OSError, pa.ArrowException):
            return None
        return rows[0] if len(rows) == 1 else None

    def provenance_sha256(self, stages: Iterable[str]) -> str:
        """Return one hash over the provenance rows of some stages, those that are there.

        Notes
        -----
        SHA-256 of a line ``<stage> <SHA-256 of its file>`` for each, in the order of their names.
        """
        files = [(stage, self.table_dir(Provenance) / f"{stage}.parquet") for stage in stages]
        lines = [f"{stage} {file_sha256(file)}\n" for stage, file in sorted(files) if file.exists()]
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def recorded_stages(self) -> list[str]:
        """Return the stages that have a provenance row, in the order of their names."""
        return sorted(file.stem for file in self.table_dir(Provenance).glob("[!.]*.parquet"))

    def forget(self, stages: Iterable[str]) -> None:
        """Remove the provenance rows of stages, so that they run again whatever is there."""
        for stage in stages:
            (self.table_dir(Provenance) / f"{stage}.parquet").unlink(missing_ok=True)

    def write_provenance(self, row: Table[Provenance]) -> None:
        """Write the provenance row of one stage."""
        folder = self.table_dir(Provenance)
        folder.mkdir(parents=True, exist_ok=True)
        stage = row.arrow.column("stage")[0].as_py()
        draft = folder / f".{stage}.parquet.tmp"
        write_parquet(row.arrow, draft)
        draft.replace(folder / f"{stage}.parquet")


def write_parquet(arrow: pa.Table, path: Path) -> None:
    """Write a table as Parquet so that the same rows give the same bytes."""
    pq.write_table(arrow, path, **_FORM)
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def write_batches(spec: type[TableSpec], batches: Iterable[pa.RecordBatch], path: Path) -> None:
    """Write rows as Parquet so that the same rows give the same bytes however they are cut.

    Raises
    ------
    SchemaError
        See :meth:`Case.write_batches`.
    """
    schema = spec.arrow_schema()
    last: pa.Table | None = None
    with pq.ParquetWriter(path, schema, **_FORM) as writer:
        for group in _equal_groups(schema, batches):
            check_rows(spec, group, last)
            writer.write_table(group, row_group_size=_GROUP_ROWS)
            last = group.slice(group.num_rows - 1)
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def _equal_groups(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield the rows of batches in groups of equal length, the last one shorter."""
    held = schema.empty_table()
    for batch in batches:
        held = pa.concat_tables([held, pa.Table.from_batches([batch], schema)])
        while held.num_rows >= _GROUP_ROWS:
            yield held.slice(0, _GROUP_ROWS).combine_chunks()
            held = held.slice(_GROUP_ROWS)
    if held.num_rows:
        yield held.combine_chunks()


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never half of it."""
    draft = _draft_of(path)
    try:
        _write_synced(draft, content)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def write_products(files: Mapping[Path, bytes]) -> None:
    """Write the files of a product, all of them or (on a full disk, say) none.

    Raises
    ------
    CaseError
        One cannot be written; the files of before stand.
    """
    path = Path()
    try:
        for path, content in files.items():
            _write_synced(_draft_of(path), content)
        for path in files:
            _draft_of(path).replace(path)
    except OSError as error:
        raise CaseError(
            f"{path}: cannot be written: {error.strerror or error}; make room there, or choose "
            "another folder with --out"
        ) from error
    finally:
        for path in files:
            _draft_of(path).unlink(missing_ok=True)


def _draft_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.tmp")


def _write_synced(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(_HASH_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def toml_text(value: str) -> str:
    """Return ``value`` as a TOML basic string."""
    # What a terminal passed on that is no text (a lone surrogate) has no place in TOML.
    value = value.encode("utf-8", "replace").decode()
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    escaped = "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped)
    return f'"{escaped}"'
