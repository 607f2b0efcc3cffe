"""The decision log: who decided what, when, in a chain of hashes.

It differs from the custody log in who writes it. Custody is about bytes, and one process at a time
writes it; decisions are made by several people at once, so they are kept in a database. Whoever can
write to the database can write the chain anew from any entry on; the commands that record decisions
put its last hash into the custody log as well, where ``undertow verify`` compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from undertow.case import Case
from undertow.decisions.database import Database
from undertow.decisions.event import START, Event, canonical, chained, faults
from undertow.decisions.model import EVENTS
from undertow.errors import CaseError, VerificationError

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
        at: datetime | None = None,
    ) -> Event:
        """Add an entry; see :class:`Event` for its parts. ``at`` is now by default."""
        last = self.connection.execute(
            sa.select(EVENTS.c.seq, EVENTS.c.hash).order_by(EVENTS.c.seq.desc()).limit(1)
        ).one_or_none()
        seq, prev_hash = (1, START) if last is None else (last.seq + 1, last.hash)
        event = chained(
            seq,
            prev_hash,
            at=(at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds"),
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
        return _events(self.connection, *actions)


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
            opened, key = change.events(_OPENED), _key(self._case)
            if not opened:
                change.append(_OPENED, who="", operator="", body={"case": key})
            elif opened[0].body.get("case") != key:
                raise CaseError(
                    f"{self.where}: holds the decisions of another case; each case needs a "
                    "database of its own"
                )
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
        """Hold the database for reading; None where nothing was ever decided."""
        with self._database.reading() as connection:
            yield connection

    def events(self, *actions: str) -> list[Event]:
        """Return the entries of some actions, or all, oldest first.

        Raises
        ------
        CaseError
            The database cannot be used.
        """
        with self.reading() as connection:
            return [] if connection is None else _events(connection, *actions)

    def head(self) -> dict[str, str | int | None]:
        """Return number and hash of the last entry, as the custody log keeps them."""
        events = self.events()
        if not events:
            return {"decisions_seq": 0, "decisions_hash": START}
        return {"decisions_seq": events[-1].seq, "decisions_hash": events[-1].hash}

    def sound_events(self, *actions: str) -> list[Event]:
        """Return entries of a log that is what it was.

        Raises
        ------
        VerificationError
            The log was changed: no decision in it can be relied on.
        """
        every = self.events()
        for seq, fault in faults(every):
            raise VerificationError(
                f"{self.where}: decision {seq} {fault}; no decision can be relied on, "
                "run `undertow verify` on the case"
            )
        return [event for event in every if not actions or event.action in actions]


def _events(connection: sa.Connection, *actions: str) -> list[Event]:
    query = sa.select(EVENTS).order_by(EVENTS.c.seq)
    if actions:
        query = query.where(EVENTS.c.action.in_(actions))
    return [
        Event(**{**row, "body": _body(row["body"])}) for row in connection.execute(query).mappings()
    ]


def _body(text: str) -> Any:
    """Return a body; where it was changed into something unreadable, what is there instead."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return {"unreadable": text}


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
