"""The notices that were approved, and how far each has gone.

A notice goes ``waiting`` -> ``handed_over`` -> ``sent``, and from there to ``delivered`` or
``bounced`` where the servers report it; ``refused`` where the server would not have it, and
``withdrawn`` where a person took it back. ``handed_over`` is written just before the last bytes of
a message: a process that dies there leaves a notice that may have been sent, and such a one is
never sent again unless a person says that it was not.

The state of a notice is what the last entry of the log about it says. The table has it too, for
changes that two processes must not both make; where the two differ, somebody changed the table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final, Literal

import sqlalchemy as sa

from undertow.decisions.event import Event
from undertow.decisions.log import DecisionLog, Transaction, read_events
from undertow.decisions.model import NOTICES

State = Literal["waiting", "handed_over", "sent", "delivered", "bounced", "refused", "withdrawn"]

WARNED: Final = frozenset({"handed_over", "sent", "delivered", "bounced"})
"""States in which the official has the notice, or may have it: a report may be false."""

APPROVED: Final = "notice_approved"
"""Action of an approval; its subject is the id of the notice, which waits from then on."""

_MOVED: Final = "notice_moved"


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that a person approved.

    Attributes
    ----------
    notice_id : str
        SHA-256 of ``message``.
    target_id, recipient : str
        To whom, and at which address.
    message : bytes
        RFC 5322, without the date of its sending.
    state : str
        See the module.
    attempts : int
        How often its end was handed to a server.
    reply : str
        Last words of the server about it.
    changed_at : str
        When its state last changed (ISO 8601, UTC).
    """

    notice_id: str
    target_id: str
    recipient: str
    message: bytes
    state: State = "waiting"
    attempts: int = 0
    reply: str = ""
    changed_at: str = ""


class Outbox:
    """The notices of a case.

    Parameters
    ----------
    log : DecisionLog
        Its decisions; every change of a state is an entry as well.
    """

    def __init__(self, log: DecisionLog) -> None:
        self._log = log

    def notices(self) -> list[Notice]:
        """Return all notices, by official."""
        return self.snapshot()[1]

    def snapshot(self) -> tuple[list[Event], list[Notice]]:
        """Return all entries of the log and all notices, as they are at one moment."""
        with self._log.reading() as connection:
            if connection is None:
                return [], []
            return read_events(connection), read_notices(connection)

    @staticmethod
    def add(change: Transaction, notice: Notice) -> None:
        """Put an approved notice in; whoever calls appends the approval in the same change."""
        change.connection.execute(NOTICES.insert().values(asdict(notice) | {"changed_at": _now()}))

    @staticmethod
    def move(
        change: Transaction,
        notice_id: str,
        state: State,
        *,
        origin: Collection[str],
        who: str,
        operator: str,
        reply: str = "",
        is_attempt: bool = False,
    ) -> bool:
        """Change the state of a notice from one of some others, and log it.

        Returns
        -------
        bool
            Whether it was in one of the states ``origin``; otherwise nothing was changed.
        """
        values = {"state": state, "reply": reply, "changed_at": _now()}
        own = sa.and_(NOTICES.c.notice_id == notice_id, NOTICES.c.state.in_(origin))
        changed = change.connection.execute(
            NOTICES.update()
            .where(own)
            .values(**values, attempts=NOTICES.c.attempts + int(is_attempt))
        )
        if changed.rowcount != 1:
            return False
        body = {"state": state} | ({"reply": reply} if reply else {})
        change.append(_MOVED, who=who, operator=operator, subject=notice_id, body=body)
        return True


def read_notices(connection: sa.Connection) -> list[Notice]:
    """Return all notices, by official."""
    query = sa.select(NOTICES).order_by(NOTICES.c.target_id, NOTICES.c.changed_at)
    return [Notice(**row) for row in connection.execute(query).mappings()]


def logged_states(events: Iterable[Event]) -> dict[str, tuple[str, str]]:
    """Return state and time of each notice by what the log says of it last."""
    found: dict[str, tuple[str, str]] = {}
    for event in events:
        if event.action == APPROVED:
            found[event.subject] = "waiting", event.at
        elif event.action == _MOVED:
            found[event.subject] = str(event.body.get("state")), event.at
    return found


def times_of(events: Iterable[Event], state: State) -> dict[str, str]:
    """Return when each notice was last moved to a state."""
    return {
        event.subject: event.at
        for event in events
        if event.action == _MOVED and event.body.get("state") == state
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
