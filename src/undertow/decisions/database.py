"""The database of a case: SQLite in the case by default, PostgreSQL where a team shares one."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from undertow.errors import CaseError, InputError

LATEST: Final = "0001"
"""Revision of the newest migration."""

_WAIT_MS: Final = 30_000
# A server that says nothing is no server: seconds to connect, milliseconds for a statement.
_CONNECT_S: Final = 10
_OPTIONS: Final = "-c statement_timeout=60000 -c lock_timeout=60000"
# What an address may say beside user, host and name; a password is not among it.
_QUERY: Final = frozenset({"host", "port", "sslmode", "sslrootcert"})
# Any number will do that no other program uses for its advisory locks on this database.
_LOCK: Final = 0x756E6465
_WRITES: Final = "undertow_writes"


def parse_url(text: str) -> URL:
    """Return the address of a PostgreSQL database.

    Raises
    ------
    InputError
        It is none, or holds a password, which would be written into the case. What it says is not
        repeated, as it may hold one.
    """
    advice = "give postgresql://USER@HOST/NAME, and the password in PGPASSWORD or ~/.pgpass"
    try:
        url = make_url(text)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise InputError(f"database: no address of a database; {advice}") from error
    if url.get_backend_name() != "postgresql":
        raise InputError(f"database: not PostgreSQL; {advice}, or nothing for a file in the case")
    if url.password:
        raise InputError(
            f"database: leave the password out, it would be kept in the case; {advice}"
        )
    if more := sorted(set(url.query) - _QUERY):
        raise InputError(f"database: {', '.join(more)} cannot be set here; {advice}")
    return url.set(drivername="postgresql+psycopg")


class Database:
    """A database, made and brought up to date when something is first written to it.

    Parameters
    ----------
    file : Path
        The SQLite file, where ``url`` is empty.
    url : str
        Address of a PostgreSQL database.
    """

    def __init__(self, file: Path, url: str = "") -> None:
        self._file = None if url else file
        self._address = url
        self._is_current = False

    @property
    def where(self) -> str:
        """The database in words."""
        if self._file is not None:
            return str(self._file)
        return parse_url(self._address).set(drivername="postgresql").render_as_string()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection | None]:
        """Hold the database as it is at one moment; None where nothing was ever written.

        Nothing is written for it, so it can be read where nobody may write.

        Raises
        ------
        CaseError
            It cannot be used, or was written by a newer program.
        """
        if self._file is not None and not self._file.exists():
            yield None
            return
        with self._faults_told(), self._reader().connect() as connection:
            if not sa.inspect(connection).has_table("events"):
                yield None
                return
            _revision(connection, self.where)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Hold the database for writing, alone; what is written counts when the block ends.

        Raises
        ------
        CaseError
            It cannot be used, or was written by a newer program.
        """
        with self._faults_told():
            engine = self._writer().execution_options(**{_WRITES: True})
            with engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
                if not self._is_current:
                    _migrate(connection, self.where)
                yield connection
            self._is_current = True

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only process that does something long; others may read and write meanwhile.

        Raises
        ------
        CaseError
            Another process does.
        """
        with self._faults_told():
            if self._file is not None:
                with self._file.with_suffix(".sending").open("w") as handle:
                    try:
                        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except OSError as error:
                        raise self._taken() from error
                    yield
                return
            # The lock is that of the connection, and goes when the process dies.
            with self._writer().connect() as connection:
                query = sa.text("SELECT pg_try_advisory_lock(:n)")
                if not connection.execute(query, {"n": _LOCK + 1}).scalar():
                    raise self._taken()
                connection.commit()
                yield

    def _taken(self) -> CaseError:
        return CaseError(f"{self.where}: another process is sending; wait for it to end")

    def _writer(self) -> sa.Engine:
        if self._file is None:
            return _server(parse_url(self._address))
        return _file(str(self._file))

    def _reader(self) -> sa.Engine:
        if self._file is None:
            return _server(parse_url(self._address)).execution_options(
                isolation_level="REPEATABLE READ"
            )
        # Where nobody may write and no writer left anything, not even a lock file is needed.
        has_log = self._file.with_name(f"{self._file.name}-wal").exists()
        is_fixed = not os.access(self._file.parent, os.W_OK) and not has_log
        return _file(f"file:{quote(str(self._file.absolute()))}?mode=ro&immutable={is_fixed:d}")

    @contextmanager
    def _faults_told(self) -> Iterator[None]:
        try:
            yield
        except (sa.exc.DBAPIError, sa.exc.NoSuchModuleError, ModuleNotFoundError) as error:
            raise CaseError(f"{self.where}: {_fault(error)}") from error


def _fault(error: Exception) -> str:
    """Say what went wrong and what to do."""
    if isinstance(error, ModuleNotFoundError | sa.exc.NoSuchModuleError):
        return 'PostgreSQL needs the extra: pip install "undertow[postgres]"'
    cause = " ".join(str(getattr(error, "orig", None) or error).split())
    return (
        f"the database of decisions cannot be used ({cause}); mend that, or bring back the copy "
        "that belongs to this case"
    )


@cache
def _server(url: URL) -> sa.Engine:
    """Return the connections to a PostgreSQL database, the same for all who ask for it."""
    return sa.create_engine(
        url,
        poolclass=sa.NullPool,
        connect_args={"connect_timeout": _CONNECT_S, "options": _OPTIONS},
    )


@cache
def _file(name: str) -> sa.Engine:
    """Return the connections to an SQLite file: for reading where it is named by a URI."""
    is_uri = name.startswith("file:")

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(name, uri=is_uri, timeout=_WAIT_MS / 1000)
        connection.isolation_level = None  # or Python begins transactions of its own
        if not is_uri:
            # Readers go on while one writes, and nothing is lost when the power goes.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.NullPool)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revision(connection: sa.Connection, where: str) -> str | None:
    """Return the revision of a database; None where it is empty."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: Any = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and found > LATEST:
        raise CaseError(
            f"{where}: was written by a newer undertow (revision {found}, this one knows "
            f"{LATEST}); use that one"
        )
    return None if found is None else str(found)


def _migrate(connection: sa.Connection, where: str) -> None:
    """Make the tables, or bring them up to date; all or none."""
    if _revision(connection, where) == LATEST:
        return
    from alembic import command  # half a second, and hardly ever needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "undertow.decisions:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
