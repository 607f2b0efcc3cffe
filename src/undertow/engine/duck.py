"""DuckDB in this process, in memory unless it must spill: the default engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Self

import duckdb
import pyarrow as pa

from undertow.engine.base import Rows
from undertow.engine.limits import Limits, limits_in_force
from undertow.errors import EngineError

if TYPE_CHECKING:
    import ibis.expr.types as ir


_numbers = count()


def connect(**config: Any) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB that holds nothing and keeps to the limits in force.

    Parameters
    ----------
    **config
        Options of DuckDB, such as ``memory_limit`` and ``temp_directory``, over those limits.
    """
    connection = duckdb.connect(config=_config(limits_in_force()) | config)
    connection.execute("SET enable_progress_bar = false")  # it would be drawn into our own
    connection.execute("SET TimeZone = 'UTC'")  # a day is a day in UTC wherever this runs
    return connection


def register(connection: duckdb.DuckDBPyConnection, name: str, rows: Rows | pa.Table) -> None:
    """Show rows to SQL under a name; where they are in files, nothing is read yet."""
    if isinstance(rows, pa.Table):
        connection.register(name, rows)
    elif rows.files:
        connection.read_parquet(list(rows.files)).create_view(name)
    else:
        connection.register(name, rows.arrow)


@contextmanager
def failures_told(what: str) -> Iterator[None]:
    """Say what failed where memory or disk ran out.

    Parameters
    ----------
    what : str
        What is at work, for the message.

    Raises
    ------
    EngineError
        Memory or disk ran out; says what to do.
    """
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.IOException, MemoryError) as error:
        # DuckDB goes on with advice that is not for users.
        reason = str(error).partition("\n")[0] or "out of memory"
        raise EngineError(
            f"{what}: {reason}; give the analysis more memory with --memory, or make room on the "
            "disk of the case, where it spills"
        ) from error


class DuckDBEngine:
    """The default engine: DuckDB in this process.

    Parameters
    ----------
    limits : Limits or None
        What it may use; those in force where None.
    """

    name: ClassVar[str] = "duckdb"

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits_in_force() if limits is None else limits
        self._backend: Any = None
        self._names = (f"rows_{number}" for number in count())
        self._views: list[str] = []
        self._made: list[str] = []

    def scan(self, rows: Rows | pa.Table) -> ir.Table:
        """Return rows as an Ibis table; see :meth:`Engine.scan`."""
        import ibis  # takes a quarter of a second to load, and most commands relate nothing

        if isinstance(rows, pa.Table):
            return ibis.memtable(rows)
        if rows.files:
            name = next(self._names)
            self._views.append(name)
            return self._opened().read_parquet(list(rows.files), table_name=name)
        return ibis.memtable(rows.arrow)

    def materialise(self, expression: ir.Table) -> ir.Table:
        """Run an expression once; see :meth:`Engine.materialise`."""
        # A fresh name each: DuckDB 2.0 refuses what Ibis 12 writes to overwrite a temporary table.
        name = next(self._names)
        made = self._opened().create_table(name, expression, temp=True)
        self._made.append(name)
        return made

    def to_arrow(self, expression: ir.Table) -> pa.Table:
        """Run an expression and return its rows; see :meth:`Engine.to_arrow`."""
        table: pa.Table = self._opened().to_pyarrow(expression)
        return table

    def release(self) -> None:
        """Forget the tables made so far; see :meth:`Engine.release`."""
        # In words of our own: DuckDB 2.0 does not parse what Ibis 12 writes to drop a view.
        for name in self._views:
            self._backend.con.execute(f"DROP VIEW {name}")
        for name in self._made:
            self._backend.con.execute(f"DROP TABLE {name}")
        self._views.clear()
        self._made.clear()

    def _opened(self) -> Any:
        if self._backend is None:
            import ibis

            with self.limits.in_force():
                self._backend = ibis.duckdb.from_connection(connect())
        return self._backend

    def __enter__(self) -> Self:
        """Return the engine."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        if self._backend is not None:
            self._backend.disconnect()
            self._backend = None


def _config(limits: Limits) -> dict[str, Any]:
    """Return the options of DuckDB that keep to limits."""
    config: dict[str, Any] = {}
    if limits.engine_bytes is not None:
        config["memory_limit"] = f"{limits.engine_bytes}B"
    if limits.threads is not None:
        config["threads"] = limits.threads
    if limits.spill is not None:
        # DuckDB makes the folder when it spills, but not the one it is in.
        limits.spill.mkdir(parents=True, exist_ok=True)
        # A folder each: two of DuckDB would write over each other's files.
        config["temp_directory"] = str(limits.spill / f"engine-{next(_numbers)}")
    return config
