"""The decision log: who decided what, when, in a chain of hashes.

It differs from the custody log in who writes it. Custody is about bytes, and one process at a time
writes it; decisions are made by several people at once, so they are kept in a database. Whoever can
write to the database can write the chain anew from any entry on, and whoever has an older copy can
put it back; so the commands that record decisions put the last hash into the custody log as well,
and no decision is relied on where the two differ.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from undertow.case import Case
from undertow.decisions.database import Database
from undertow.decisions.event import START, Event, canonical, chained, faults
from undertow.decisions.model import EVENTS
from undertow.errors import CaseError, VerificationError
from undertow.ingest import CustodyLog

SEQ: Final = "decisions_seq"
HASH: Final = "decisions_hash"
"""Fields of custody entries: number and hash of the last decision then."""

_OPENED = "opened"


@dataclass(frozen=True, slots=True)
class Transaction:
    """A change of the log and of what depends on it: all of it, or nothing.

    Attributes
    ----------
    connection : sa.Connection
        Held alone.
    """

    connection: sa.Connection

    def append(
        self,
        action: str,
        *,
        who: str,
        operator: str,
        subject: str = "",
        body: Mapping[str, Any] | None = None,
    ) -> Event:
        """Add an entry; see :class:`Event` for its parts."""
        last = _last(self.connection)
        seq, prev_hash = (1, START) if last is None else (last[0] + 1, last[1])
        event = chained(
            seq,
            prev_hash,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            action=action,
            who=who,
            operator=operator,
            subject=subject,
            body=dict(body or {}),
        )
        row = asdict(event) | {"body": canonical(event.body)}
        self.connection.execute(EVENTS.insert().values(row))
        return event

    def events(self, *actions: str) -> list[Event]:
        """Return the entries of some actions, or all, oldest first."""
        return read_events(self.connection, *actions)


class DecisionLog:
    """The log of a case.

    Parameters
    ----------
    database : Database
        Where it is kept.
    case : Case
        Whose decisions they are.
    """

    def __init__(self, database: Database, case: Case) -> None:
        self._database = database
        self._case = case

    @classmethod
    def of(cls, case: Case) -> DecisionLog:
        """Return the log of a case."""
        return cls(Database(case.path / "case.db", case.database), case)

    @property
    def where(self) -> str:
        """The database in words."""
        return self._database.where

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Hold the log for writing, alone.

        Raises
        ------
        CaseError
            The database cannot be used, or is that of another case.
        """
        with self._database.writing() as connection:
            change = Transaction(connection)
            if _last(connection) is None:
                body = {"case": _key(self._case)}
                change.append(_OPENED, who="", operator="", body=body)
            else:
                self._refuse_another(connection)
            yield change

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Be the only process that sends; see :meth:`Database.alone`."""
        with self._database.alone():
            yield

    def append(self, action: str, *, who: str, operator: str, **more: Any) -> Event:
        """Add one entry; see :meth:`Transaction.append`."""
        with self.transaction() as change:
            return change.append(action, who=who, operator=operator, **more)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection | None]:
        """Hold the log as it is at one moment; None where nothing was ever decided.

        Raises
        ------
        CaseError
            The database cannot be used, or is that of another case.
        """
        with self._database.reading() as connection:
            if connection is not None and _last(connection) is not None:
                self._refuse_another(connection)
            yield connection

    def events(self, *actions: str) -> list[Event]:
        """Return the entries of some actions, or all, oldest first, whether sound or not.

        Raises
        ------
        CaseError
            The database cannot be used, or is that of another case.
        """
        with self.reading() as connection:
            return [] if connection is None else read_events(connection, *actions)

    def sound_events(self, *actions: str) -> list[Event]:
        """Return entries of a log that is what it was, and all that the custody log knows of.

        Raises
        ------
        VerificationError
            The log was changed, or is an older copy: no decision in it can be relied on.
        """
        every = self.events()
        self.require_sound(every)
        return [event for event in every if not actions or event.action in actions]

    def require_sound(self, events: list[Event]) -> None:
        """Raise unless some entries, all there are, are what they were.

        Raises
        ------
        VerificationError
            The log was changed, or is an older copy.
        """
        for fault in self.faults(events):
            raise VerificationError(
                f"{self.where}: {fault}; no decision can be relied on: bring back the copy that "
                "was last used, `undertow verify` on the case says more"
            )

    def faults(self, events: list[Event]) -> Iterator[str]:
        """Yield what is wrong with all entries, by themselves and beside the custody log."""
        for seq, fault in faults(events):
            yield f"decision {seq} {fault}"
        hashes = {event.seq: event.hash for event in events}
        for entry in CustodyLog.of(self._case).entries():
            noted = entry.get(SEQ)
            if noted and entry.get(HASH) != hashes.get(noted):
                yield f"decision {noted} is missing or another than the custody log noted"

    def head(self) -> dict[str, str | int | None]:
        """Return number and hash of the last entry, as the custody log keeps them."""
        with self.reading() as connection:
            found = None if connection is None else _last(connection)
        last = found or (0, START)
        return {SEQ: last[0], HASH: last[1]}

    def _refuse_another(self, connection: sa.Connection) -> None:
        """Raise where the log is that of another case."""
        query = sa.select(EVENTS).order_by(EVENTS.c.seq).limit(1)
        first = _event(connection.execute(query).mappings().one())
        if first.action == _OPENED and first.body.get("case") != _key(self._case):
            raise CaseError(
                f"{self.where}: holds the decisions of another case; each case needs a "
                "database of its own"
            )


def read_events(connection: sa.Connection, *actions: str) -> list[Event]:
    """Return the entries of some actions, or all, oldest first."""
    query = sa.select(EVENTS).order_by(EVENTS.c.seq)
    if actions:
        query = query.where(EVENTS.c.action.in_(actions))
    return [_event(row) for row in connection.execute(query).mappings()]


def _last(connection: sa.Connection) -> tuple[int, str] | None:
    """Return number and hash of the last entry."""
    query = sa.select(EVENTS.c.seq, EVENTS.c.hash).order_by(EVENTS.c.seq.desc()).limit(1)
    found = connection.execute(query).one_or_none()
    return None if found is None else (found.seq, found.hash)


def _event(row: Mapping[Any, Any]) -> Event:
    """Return an entry; a body that was changed into no object is kept as what it is."""
    try:
        body = json.loads(row["body"])
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        body = {"unreadable": row["body"]}
    return Event(**{**row, "body": body})


def _key(case: Case) -> str:
    """Return the hash of the first entry of the custody log: no two cases begin alike."""
    try:
        with (case.path / "evidence" / "custody.jsonl").open(encoding="utf-8") as log:
            return str(json.loads(log.readline())["hash"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CaseError(
            f"{case.path}: the first entry of its custody log cannot be read, so nothing can be "
            f"decided; run `undertow verify {case.path}`"
        ) from error
