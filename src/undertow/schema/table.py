"""What a table is: columns with documentation, a key, a checked Arrow table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from undertow.errors import SchemaError

UTC = pa.timestamp("us", tz="UTC")
TEXT = pa.string()
TEXTS = pa.list_(pa.string())
COUNT = pa.int64()
REAL = pa.float64()
FACT = pa.bool_()
VECTOR = pa.binary()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
        Column name; units are part of it (``lag_s``).
    type : pa.DataType
        Arrow type.
    doc : str
        One sentence for the reference documentation.
    nullable : bool
        Whether a null may stand here; null always means "not collected or not applicable".
    """

    name: str
    type: pa.DataType
    doc: str
    nullable: bool = False


class TableSpec:
    """Base of every table definition; subclasses are never instantiated."""

    name: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    columns: ClassVar[tuple[Column, ...]]

    @classmethod
    def arrow_schema(cls) -> pa.Schema:
        """Return the Arrow schema, in column order."""
        return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in cls.columns])


S = TypeVar("S", bound=TableSpec)


@dataclass(frozen=True, slots=True)
class Table(Generic[S]):
    """An Arrow table known to satisfy a :class:`TableSpec`; build it with :meth:`checked`."""

    spec: type[S]
    arrow: pa.Table

    @classmethod
    def checked(cls, spec: type[S], arrow: pa.Table) -> Table[S]:
        """Check columns, types, nulls and key, and put the rows in canonical order.

        Parameters
        ----------
        spec : type[TableSpec]
            The table that ``arrow`` claims to be.
        arrow : pa.Table
            Rows in any order; columns in any order, none missing, none extra.

        Returns
        -------
        Table
            Columns in the order of ``spec``, rows sorted by key: the same rows always give the
            same bytes, whatever order they came in.

        Raises
        ------
        SchemaError
            A column is missing, unknown or of another type, a required value is null, or two
            rows share a key; names the table, the column and the first offending key.
        """
        schema = spec.arrow_schema()
        missing = [n for n in schema.names if n not in arrow.schema.names]
        unknown = [n for n in arrow.schema.names if n not in schema.names]
        if missing or unknown:
            raise SchemaError(
                f"table {spec.name}: missing columns {missing}, unknown columns {unknown}"
            )
        arrow = arrow.select(schema.names)
        for field in schema:
            column = arrow.column(field.name)
            if not field.nullable and column.null_count:
                raise SchemaError(f"table {spec.name}: column {field.name} holds nulls")
        try:
            arrow = arrow.cast(schema)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as error:
            raise SchemaError(f"table {spec.name}: {error}") from error
        arrow = arrow.combine_chunks()
        if spec.key:
            arrow = arrow.sort_by([(k, "ascending") for k in spec.key]).combine_chunks()
            _check_unique(spec, arrow)
        return cls(spec, arrow)

    @classmethod
    def in_order(cls, spec: type[S], batches: Iterable[pa.RecordBatch]) -> Table[S]:
        """Check rows that come in the order of their key already, without sorting them.

        Parameters
        ----------
        spec : type[TableSpec]
            The table that the rows are of.
        batches : iterable of pa.RecordBatch
            Rows with the schema of the table.

        Raises
        ------
        SchemaError
            A required value is null, two rows share a key, or they are not in its order.
        """
        parts, last = [], None
        for batch in batches:
            part = pa.Table.from_batches([batch], spec.arrow_schema())
            if part.num_rows:
                check_rows(spec, part, last)
                last = part.slice(part.num_rows - 1)
                parts.append(part)
        return cls(spec, pa.concat_tables([*parts, spec.arrow_schema().empty_table()]))

    @classmethod
    def empty(cls, spec: type[S]) -> Table[S]:
        """Return a table without rows."""
        return cls(spec, spec.arrow_schema().empty_table())

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return int(self.arrow.num_rows)

    @property
    def files(self) -> Sequence[str]:
        """Parquet files that hold exactly these rows; none for a table in memory."""
        return ()

    def columns(self, *names: str) -> pa.Table:
        """Return some of the columns; of a table in files, nothing else is read."""
        return self.arrow.select(list(names))


class StoredTable(Table[S]):
    """A table in files whose rows are read when somebody first looks at them.

    Parameters
    ----------
    spec : type[TableSpec]
        The table.
    files : sequence of str
        Parquet files, as a table that was checked was written to them.
    n_rows : int
        Number of rows in them.
    read : callable
        Reads and checks the rows.
    """

    __slots__ = ("_arrow", "_files", "_n_rows", "_read")

    _arrow: pa.Table | None
    _files: tuple[str, ...]
    _n_rows: int
    _read: Callable[[], Table[S]]

    def __init__(
        self, spec: type[S], files: Sequence[str], n_rows: int, read: Callable[[], Table[S]]
    ) -> None:
        for name, value in (
            ("spec", spec),
            ("_arrow", None),
            ("_files", tuple(files)),
            ("_n_rows", n_rows),
            ("_read", read),
        ):
            object.__setattr__(self, name, value)

    @property
    def arrow(self) -> pa.Table:
        """The rows, kept once they are read."""
        if self._arrow is None:
            object.__setattr__(self, "_arrow", self._read().arrow)
        return self._arrow

    @property
    def n_rows(self) -> int:
        """Number of rows, known without reading them."""
        return self._n_rows

    @property
    def files(self) -> Sequence[str]:
        """The files."""
        return self._files

    def columns(self, *names: str) -> pa.Table:
        """Return some of the columns."""
        if self._arrow is None:
            return pa.concat_tables(pq.read_table(f, columns=list(names)) for f in self._files)
        return super().columns(*names)


def check_rows(spec: type[TableSpec], rows: pa.Table, before: pa.Table | None) -> None:
    """Check rows that come in the order of their key, a part at a time.

    Parameters
    ----------
    spec : type[TableSpec]
        The table they are part of.
    rows : pa.Table
        At least one row, with the schema of the table.
    before : pa.Table or None
        The last row of the part before, if any.

    Raises
    ------
    SchemaError
        A required value is null, two rows share a key, or they are not in its order.
    """
    for field in rows.schema:
        if not field.nullable and rows.column(field.name).null_count:
            raise SchemaError(f"table {spec.name}: column {field.name} holds nulls")
    keys = (rows if before is None else pa.concat_tables([before, rows])).select(spec.key)
    keys = keys.combine_chunks()
    _check_unique(spec, keys)
    if keys.num_rows > 1 and not pc.all(_is_ascending(keys)).as_py():
        raise SchemaError(f"table {spec.name}: rows are not in the order of their key")


def _is_ascending(keys: pa.Table) -> pa.Array | pa.ChunkedArray:
    """Whether each row but the first comes after the one before it; nulls come last."""
    after: pa.Array | pa.ChunkedArray = pa.scalar(False)
    for name in reversed(keys.column_names):
        column = keys.column(name)
        left, right = column.slice(0, keys.num_rows - 1), column.slice(1)
        is_less = pc.or_(
            pc.fill_null(pc.less(left, right), False),
            pc.and_(pc.is_valid(left), pc.is_null(right)),
        )
        is_same = pc.or_(
            pc.fill_null(pc.equal(left, right), False),
            pc.and_(pc.is_null(left), pc.is_null(right)),
        )
        after = pc.or_(is_less, pc.and_(is_same, after))
    return after


def _check_unique(spec: type[TableSpec], arrow: pa.Table) -> None:
    """Raise when two neighbouring rows (``arrow`` is sorted by key) share a key."""
    if arrow.num_rows < 2:
        return
    same: pa.ChunkedArray | pa.Array | None = None
    for name in spec.key:
        column = arrow.column(name)
        left, right = column.slice(0, arrow.num_rows - 1), column.slice(1)
        equal = pc.or_(
            pc.fill_null(pc.equal(left, right), False),
            pc.and_(pc.is_null(left), pc.is_null(right)),
        )
        same = equal if same is None else pc.and_(same, equal)
    if same is not None and pc.any(same).as_py():
        row = pc.index(same, pa.scalar(True)).as_py()
        key = {name: arrow.column(name)[row].as_py() for name in spec.key}
        raise SchemaError(f"table {spec.name}: two rows share the key {key}")
