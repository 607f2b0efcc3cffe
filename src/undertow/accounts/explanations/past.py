"""What is known of the life of members before their community acted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

import ibis.expr.types as ir

from undertow.engine import Engine


@dataclass(frozen=True, slots=True)
class Past:
    """When an account was created and when it first posted in the case, in seconds.

    Infinite where it is not known; an estimated age is not known.
    """

    created_s: float
    first_seen_s: float


def pasts(accounts: ir.Table, communities: ir.Table, engine: Engine) -> dict[str, Past]:
    """Return what is known of the past of each member."""
    known = engine.to_arrow(
        accounts.semi_join(communities, "account_uid").select(
            "account_uid", "created_precision", "created_at", "first_seen"
        )
    )
    return {
        row["account_uid"]: Past(
            _or_never(None if row["created_precision"] == "estimate" else row["created_at"]),
            _or_never(row["first_seen"]),
        )
        for row in known.to_pylist()
    }


def _or_never(at: datetime | None) -> float:
    return math.inf if at is None else at.timestamp()
