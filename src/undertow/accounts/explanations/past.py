"""What is known of the life of members before their community acted."""

from __future__ import annotations

import math
from dataclasses import dataclass

from undertow.accounts.explanations.material import Material


@dataclass(frozen=True, slots=True)
class Past:
    """When an account was created and when it first posted in the case, in seconds.

    Infinite where it is not known; an estimated age is not known.
    """

    created_s: float
    first_seen_s: float


def pasts(material: Material) -> dict[str, Past]:
    """Return what is known of the past of each member."""
    known = material.engine.to_arrow(
        material.accounts.semi_join(material.communities, "account_uid").select(
            "account_uid",
            "created_precision",
            created_s=material.accounts.created_at.epoch_seconds(),
            first_seen_s=material.accounts.first_seen.epoch_seconds(),
        )
    )
    return {
        row["account_uid"]: Past(
            _or_never(None if row["created_precision"] == "estimate" else row["created_s"]),
            _or_never(row["first_seen_s"]),
        )
        for row in known.to_pylist()
    }


def _or_never(seconds: float | None) -> float:
    return math.inf if seconds is None else float(seconds)
