"""Putting decisions on record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyarrow.compute as pc

from undertow.case import Case
from undertow.decisions import DecisionLog
from undertow.errors import InputError
from undertow.pseudonyms import Pseudonyms
from undertow.rulings.ruling import RULED, Decision, Kind, Ruling, items, read_rulings
from undertow.schema import AccountFindings, Campaigns, Claims, Communities, TableSpec

TABLE_OF: Final[dict[Kind, tuple[type[TableSpec], str]]] = {
    "account": (AccountFindings, "account_uid"),
    "community": (Communities, "community_id"),
    "campaign": (Campaigns, "campaign_id"),
    "claim": (Claims, "claim_id"),
}
"""Kind -> the table that has it, and the column that names it."""

_SHORTEST_REASON: Final = 3


def record_rulings(
    case: Case,
    log: DecisionLog,
    kind: Kind,
    idents: Iterable[str],
    decision: Decision,
    *,
    by: str,
    operator: str,
    reason: str,
    settles: bool = False,
) -> list[Ruling]:
    """Record what a person decided, on all of some things or on none.

    Parameters
    ----------
    case : Case
        Analysed.
    log : DecisionLog
        Its decisions.
    kind : str
        What the things are.
    idents : iterable of str
        Their ids; accounts also by their pseudonyms.
    decision : str
        ``accept``, ``doubt`` or ``reject``.
    by, operator : str
        Who decided, and at which login.
    reason : str
        In their words.
    settles : bool
        Whether it takes the place of what everybody decided before.

    Returns
    -------
    list of Ruling
        What was recorded.

    Raises
    ------
    InputError
        There is no such thing, or no reason is given.
    """
    stated = reasoned(reason)
    wanted = resolve(case, kind, idents)
    with log.transaction() as change:
        for ident in wanted:
            body = {"kind": kind, "id": ident, "decision": decision, "reason": stated}
            change.append(
                RULED,
                who=by,
                operator=operator,
                subject=f"{kind}:{ident}",
                body=body | {"settles": settles},
            )
    known = items(read_rulings(log))
    return [known[kind, ident].history[-1] for ident in wanted]


def reasoned(reason: str, option: str = "--reason") -> str:
    """Return a reason, tidied; ``option`` is what it was given as.

    Raises
    ------
    InputError
        There is none.
    """
    stated = " ".join(reason.split())
    if sum(c.isalnum() for c in stated) < _SHORTEST_REASON:
        raise InputError(f"{option}: say why, in words; it is kept on record")
    return stated


def resolve(case: Case, kind: Kind, idents: Iterable[str]) -> list[str]:
    """Return the ids of things of a kind, each once; accounts may be named by pseudonym.

    Raises
    ------
    InputError
        The case has no such thing.
    """
    spec, column = TABLE_OF[kind]
    known = case.read(spec).arrow.column(column)
    names: dict[str, str] = {}
    found: dict[str, None] = {}
    for given in idents:
        ident = given
        if kind == "account" and given.startswith("A-"):
            if not names:
                own = Pseudonyms.open(case)
                names = {own.of(uid): uid for uid in known.to_pylist()}
            ident = names.get(given, given)
        if not pc.index(known, ident).as_py() >= 0:
            raise InputError(
                f"{given}: no {kind} of this name in the case; `undertow review list {case.path}` "
                "lists what there is"
            )
        found[ident] = None
    if not found:
        raise InputError(f"name at least one {kind}")
    return list(found)
