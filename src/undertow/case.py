"""A case on disk: settings, tables, provenance.

::

    mycase/
      case.toml              purpose, owner, settings
      register.csv           officials, as given
      pseudonyms.key         names accounts in products, for the owner alone (undertow.pseudonyms)
      evidence/              raw bytes and custody log (undertow.ingest)
      tables/NAME/*.parquet  unless case.toml names another place (undertow.table_store)
      out/                   reports, drafts, bundles
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from undertow.errors import CaseError, SchemaError, SettingsError
from undertow.rules import Rules
from undertow.schema import Provenance, Table, TableSpec, check_rows
from undertow.settings import Settings
from undertow.table_store import Move, TableFile, TableStore, make_store, open_store
from undertow.table_store import file_sha256 as file_sha256

S = TypeVar("S", bound=TableSpec)

_RULES = frozenset(Rules.model_fields)
_KEYS = frozenset({"purpose", "owner", "settings", "tables", "database"}) | _RULES
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
    store : TableStore
        Where its tables are. An object store is seen as it was when it was first looked at, or when
        writing began: open the case again to see what another process wrote.
    database : str
        Address of its database of decisions; empty for a file in the case.
    rules : Rules
        Who may unmask accounts, and how long data is kept.
    """

    path: Path
    purpose: str
    owner: str
    settings: Settings
    store: TableStore = field(compare=False, repr=False)
    database: str = field(default="", compare=False, repr=False)
    rules: Rules = field(default_factory=Rules)

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        purpose: str,
        owner: str = "",
        register: Path | None = None,
        tables: str = "",
        database: str = "",
    ) -> Case:
        """Make a new case folder.

        Parameters
        ----------
        path : Path
            The folder.
        purpose, owner : str
            See :class:`Case`.
        register : Path or None
            Officials, copied into the case.
        tables : str
            Where to keep the tables: an empty folder or the URL of an object store; in the case
            when empty. Kept in ``case.toml``, and no part of any hash of settings.
        database : str
            Address of the database of decisions; ``case.db`` in the case when empty. Kept likewise.

        Raises
        ------
        CaseError
            The folder, or the place for the tables, is not empty or cannot be written.
        InputError
            ``tables`` is no place for tables.
        """
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise CaseError(f"{path}: exists and is not an empty folder; choose another name")
        try:
            officials = register.read_bytes() if register is not None else None
        except OSError as error:
            raise CaseError(f"{register}: cannot be read: {error.strerror or error}") from error
        try:
            path.mkdir(parents=True, exist_ok=True)
            place = f"tables = {toml_text(make_store(path, tables))}\n" if tables else ""
            place += f"database = {toml_text(database)}\n" if database else ""
            for name in ("evidence", "tables", "out"):
                (path / name).mkdir(parents=True, exist_ok=True)
            if officials is not None:
                write_atomically(path / "register.csv", officials)
            text = (
                "# What this case is for and how it is analysed; settings: see the documentation.\n"
                f"purpose = {toml_text(purpose)}\nowner = {toml_text(owner)}\n{place}\n[settings]\n"
            )
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
        InputError
            ``tables`` is no place for tables.
        """
        file = path / "case.toml"
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise CaseError(
                f"{path}: no case here (no case.toml); make one with "
                f'`undertow init {path} --purpose "why it exists"`'
            ) from error
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise CaseError(f"{file}: cannot be read: {error}") from error
        unknown = sorted(set(values) - _KEYS)
        if unknown:
            raise SettingsError(f"{file}: unknown keys {unknown}")
        return cls(
            path=path,
            purpose=str(values.get("purpose", "")),
            owner=str(values.get("owner", "")),
            settings=_settings_of(file, values.get("settings", {})),
            store=open_store(path, str(values.get("tables", ""))),
            database=str(values.get("database", "")),
            rules=_rules_of(file, {name: values[name] for name in _RULES & values.keys()}),
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
            self.store.begin()
            yield

    @property
    def spill(self) -> Path:
        """Folder on this machine for what a stage cannot keep in memory."""
        return self.store.work / ".spill"

    def table_dir(self, spec: type[TableSpec]) -> Path:
        """Return the folder of this machine in which drafts of a table are written.

        Its files are there too, except when the tables are in an object store.
        """
        return self.store.folder(spec.name)

    def has_table(self, spec: type[TableSpec]) -> bool:
        """Whether a table was ever written."""
        return bool(self.store.names(spec.name))

    def table_files(self, spec: type[TableSpec]) -> list[Path]:
        """Return the Parquet files of a table, by name; none when it was never written.

        Those of an object store are copied to this machine first, once for each process; the copies
        are there as long as this case is held.
        """
        return self.store.files(spec.name)

    def table_urls(self, spec: type[TableSpec]) -> list[str]:
        """Return the URLs of the files of a table, by name, for readers with their own access.

        Without options of the connection such as an endpoint. Objects are never changed, but the
        next command that replaces the table deletes them.
        """
        names = self.store.names(spec.name)
        return [self.store.url(TableFile(spec.name, name)) for name in names]

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
                f"{self.store.where(spec.name)}: cannot be read ({error}); run `undertow verify` "
                "to see what is damaged and `undertow analyze` to make derived tables again"
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
        staged: list[Move] = []

        def draft_of(spec: type[TableSpec]) -> Path:
            folder = self.table_dir(spec)
            folder.mkdir(parents=True, exist_ok=True)
            draft = folder / ".part-0.parquet.tmp"
            staged.append(Move(draft, TableFile(spec.name, "part-0.parquet")))
            return draft

        try:
            yield draft_of
            self.store.replace(staged)
        except OSError as error:
            raise CaseError(
                f"{self.path}: tables could not be written: {error.strerror or error}"
            ) from error
        finally:
            for draft, _ in staged:
                draft.unlink(missing_ok=True)

    def n_rows(self, spec: type[TableSpec]) -> int:
        """Return the number of rows of a table without reading it."""
        files = (TableFile(spec.name, name) for name in self.store.names(spec.name))
        return sum(pq.read_metadata(self.store.source(file)).num_rows for file in files)

    def table_sha256(self, spec: type[TableSpec]) -> str:
        """Return the SHA-256 of a table's file, or of the sorted hashes of its parts."""
        hashes = sorted(self.store.hashes(spec.name))
        if len(hashes) == 1:
            return hashes[0]
        return hashlib.sha256("".join(hashes).encode()).hexdigest()

    def provenance_file(self, stage: str) -> Path:
        """Return the file with the provenance row of a stage.

        Raises
        ------
        FileNotFoundError
            There is none in the object store; a folder is not looked into.
        """
        return self.store.paths([_provenance_of(stage)])[0]

    def provenance(self, stage: str) -> dict[str, Any] | None:
        """Return the provenance row of a stage, or None when it never ran or cannot be read."""
        try:
            file = self.provenance_file(stage)
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
        there = set(self.store.names(Provenance.name))
        files = [(stage, _provenance_of(stage)) for stage in sorted(stages)]
        lines = [f"{s} {self.store.sha256(file)}\n" for s, file in files if file.name in there]
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def recorded_stages(self) -> list[str]:
        """Return the stages that have a provenance row, in the order of their names."""
        names = self.store.names(Provenance.name)
        return sorted(name.removesuffix(".parquet") for name in names if name[0] != ".")

    def forget(self, stages: Iterable[str]) -> None:
        """Remove the provenance rows of stages, so that they run again whatever is there."""
        self.store.replace([], remove=[_provenance_of(stage) for stage in stages])

    def write_provenance(self, row: Table[Provenance]) -> None:
        """Write the provenance row of one stage."""
        folder = self.table_dir(Provenance)
        folder.mkdir(parents=True, exist_ok=True)
        stage = row.arrow.column("stage")[0].as_py()
        draft = folder / f".{stage}.parquet.tmp"
        write_parquet(row.arrow, draft)
        self.store.replace([Move(draft, _provenance_of(stage))])


def _provenance_of(stage: str) -> TableFile:
    return TableFile(Provenance.name, f"{stage}.parquet")


def write_parquet(arrow: pa.Table, path: Path) -> None:
    """Write a table as Parquet so that the same rows give the same bytes."""
    pq.write_table(arrow, path, **_FORM)
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def _settings_of(file: Path, values: dict[str, Any]) -> Settings:
    try:
        return Settings.parse(values)
    except SettingsError as error:
        raise SettingsError(f"{file}: {error}") from error


def _rules_of(file: Path, values: dict[str, Any]) -> Rules:
    try:
        return Rules.parse(values)
    except SettingsError as error:
        raise SettingsError(f"{file}: {error}") from error


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


def toml_text(value: str) -> str:
    """Return ``value`` as a TOML basic string."""
    # What a terminal passed on that is no text (a lone surrogate) has no place in TOML.
    value = value.encode("utf-8", "replace").decode()
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    escaped = "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped)
    return f'"{escaped}"'
