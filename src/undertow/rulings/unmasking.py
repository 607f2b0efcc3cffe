"""Which account a pseudonym stands for: on record before it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from undertow.case import Case
from undertow.decisions import DecisionLog
from undertow.errors import InputError, ReviewRequiredError
from undertow.pseudonyms import Pseudonyms
from undertow.rulings.record import reasoned
from undertow.schema import Accounts

UNMASKED: Final = "unmasked"
"""Action of the log; its subject is the pseudonym."""


@dataclass(frozen=True, slots=True)
class Unmasked:
    """An account behind a pseudonym."""

    pseudonym: str
    account_uid: str
    platform: str
    handle: str | None


def unmask(
    case: Case,
    log: DecisionLog,
    pseudonyms: Sequence[str],
    *,
    by: str,
    operator: str,
    reason: str,
) -> list[Unmasked]:
    """Return the accounts behind some pseudonyms, all of them or none.

    That they were asked for is on record, with the reason, before this returns. An account that was
    unmasked is one that a person may write to, search for or hand on: the entry says who did.

    Raises
    ------
    ReviewRequiredError
        ``case.toml`` lists who may, and ``by`` is not among them.
    InputError
        No reason is given, or a pseudonym is none of this case.
    """
    stated = reasoned(reason)
    _require_access(case, by)
    found = _accounts_behind(case, set(pseudonyms))
    if missing := [name for name in pseudonyms if name not in {own.pseudonym for own in found}]:
        raise InputError(
            f"{missing[0]}: no pseudonym of this case; each case names accounts differently"
        )
    with log.transaction() as change:
        for own in found:
            body = {"reason": stated, "account_uid": own.account_uid}
            change.append(UNMASKED, who=by, operator=operator, subject=own.pseudonym, body=body)
    return found


def _require_access(case: Case, by: str) -> None:
    allowed = case.rules.access.unmask
    if allowed is not None and _plain(by) not in {_plain(name) for name in allowed}:
        raise ReviewRequiredError(
            f"{by}: not among those who may unmask (case.toml, [access] unmask); ask one of them, "
            "or the owner of the case to add the name"
        )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _accounts_behind(case: Case, wanted: set[str]) -> list[Unmasked]:
    """Return the accounts with some pseudonyms, by pseudonym."""
    names = Pseudonyms.open(case)
    columns = ["account_uid", "platform", "handle"]
    rows = case.read(Accounts).arrow.select(columns).to_pylist()
    named = ((names.of(row["account_uid"]), row) for row in rows)
    return sorted(
        (Unmasked(name, *(row[c] for c in columns)) for name, row in named if name in wanted),
        key=lambda own: (own.pseudonym, own.account_uid),
    )
