"""The database of a case: SQLite in the case by default, PostgreSQL where a team shares one."""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from undertow.errors import CaseError, InputError

LATEST: Final = "0001"
"""Revision of the newest migration."""

_WAIT_MS: Final = 30_000
# Any number will do that no other program uses for its advisory locks on this database.
_LOCK: Final = 0x756E6465
_WRITES: Final = "undertow_writes"


def parse_url(text: str) -> URL:
    """Return the address of a PostgreSQL database.

    Raises
    ------
    InputError
        It is none, or holds a password, which would be written into the case.
    """
    try:
        url = make_url(text)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise InputError(
            f"{text}: no address of a database; postgresql://USER@HOST/NAME is"
        ) from error
    if url.get_backend_name() != "postgresql":
        raise InputError(
            f"{url.render_as_string()}: not PostgreSQL; give postgresql://USER@HOST/NAME, or "
            "nothing for a file in the case"
        )
    if url.password:
        raise InputError(
            f"{url.render_as_string()}: leave the password out, it would be kept in case.toml; "
            "put it into PGPASSWORD or ~/.pgpass"
        )
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
        self._url = parse_url(url) if url else URL.create("sqlite", database=str(file))
        self._is_current = False

    @property
    def where(self) -> str:
        """The database in words."""
        return str(self._file or self._url.set(drivername="postgresql").render_as_string())

    @contextmanager
    def reading(self) -> Iterator[sa.Connection | None]:
        """Hold the database for reading; None where nothing was ever written."""
        if self._file is not None and not self._file.exists():
            yield None
            return
        with self._faults_told():
            engine = _engine(self._url)
            if not sa.inspect(engine).has_table("events"):
                yield None
                return
            self._refuse_newer(engine)
            with engine.connect() as connection:
                yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Hold the database for writing, alone; what is written counts when the block ends."""
        with self._faults_told():
            engine = _engine(self._url).execution_options(**{_WRITES: True})
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
            with _engine(self._url).connect() as connection:
                query = sa.text("SELECT pg_try_advisory_lock(:n)")
                if not connection.execute(query, {"n": _LOCK + 1}).scalar():
                    raise self._taken()
                connection.commit()
                yield

    def _taken(self) -> CaseError:
        return CaseError(f"{self.where}: another process is sending; wait for it to end")

    def _refuse_newer(self, engine: sa.Engine) -> None:
        with engine.connect() as connection:
            _revision(connection, self.where)

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
    return f"the database of decisions cannot be used: {cause}"


@cache
def _engine(url: URL) -> sa.Engine:
    """Return the connections to a database, the same for all who ask for it."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, record: object) -> None:
    """Let readers go on while one writes, and lose nothing when the power goes."""
    connection.isolation_level = None  # or Python begins transactions of its own
    connection.execute(f"PRAGMA busy_timeout = {_WAIT_MS}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


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
