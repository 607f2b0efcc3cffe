"""The notices that were approved, and how far each has gone.

A notice goes ``waiting`` -> ``handed_over`` -> ``sent``, and from there to ``delivered`` or
``bounced`` where the servers report it; ``refused`` where the server would not have it, and
``withdrawn`` where a person took it back. ``handed_over`` is written just before the last bytes of
a message: a process that dies there leaves a notice that may have been sent, and such a one is
never sent again unless a person says that it was not.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

import sqlalchemy as sa

from undertow.decisions.log import DecisionLog, Transaction
from undertow.decisions.model import NOTICES

State = Literal["waiting", "handed_over", "sent", "delivered", "bounced", "refused", "withdrawn"]
STATES: tuple[str, ...] = get_args(State)

GONE: frozenset[str] = frozenset({"handed_over", "sent", "delivered"})
"""States in which the official has the notice, or may have it."""


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
        How often it was taken up for sending.
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
        with self._log.reading() as connection:
            if connection is None:
                return []
            query = sa.select(NOTICES).order_by(NOTICES.c.target_id, NOTICES.c.changed_at)
            return [Notice(**row) for row in connection.execute(query).mappings()]

    @staticmethod
    def add(change: Transaction, notice: Notice) -> None:
        """Put an approved notice in; whoever calls appends the approval in the same change."""
        row = asdict(notice) | {"changed_at": _now()}
        change.connection.execute(NOTICES.insert().values(row))

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
        body = {"reply": reply} if reply else {}
        change.append(f"notice_{state}", who=who, operator=operator, subject=notice_id, body=body)
        return True


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
