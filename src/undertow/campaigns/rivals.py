"""What stands against the inauthentic reading of a community or a member of it.

That is what holds, and what the inauthentic reading must beat.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Rivals:
    """The other readings of a community.

    Attributes
    ----------
    innocent, commercial : tuple of str
        Explanations that hold, by name.
    margin : float
        Log-odds by which the inauthentic reading is ahead of the closest of all; infinite where no
        other reading was weighed.
    undecided : tuple of str
        Explanations that may be true, for all that was collected.
    """

    innocent: tuple[str, ...] = ()
    commercial: tuple[str, ...] = ()
    margin: float = math.inf
    undecided: tuple[str, ...] = ()

    @property
    def reasons(self) -> list[str]:
        """What holds, as reasons of a verdict."""
        return [
            *(f"explained:{name}" for name in self.innocent),
            *(f"commercial:{name}" for name in self.commercial),
            *(f"undecided:{name}" for name in self.undecided),
        ]


NO_RIVALS = Rivals()


def rivals_by_community(explanations: pa.Table) -> dict[str, Rivals]:
    """Return the rivals of each community in table ``explanations``."""
    rows = defaultdict(list)
    for row in explanations.to_pylist():
        rows[row["community_id"]].append(row)
    return {
        community_id: Rivals(
            innocent=_holding(own, "innocent"),
            commercial=_holding(own, "commercial"),
            undecided=tuple(sorted(row["explanation"] for row in own if row["is_undecided"])),
            margin=min(row["margin"] for row in own),
        )
        for community_id, own in rows.items()
    }


def with_own_reading(rivals: Rivals, own: dict[str, Any] | None) -> Rivals:
    """Return the rivals for a member of a community, given its row in ``member_explanations``."""
    if own is None:
        return rivals
    if own["is_undecided"]:
        return replace(rivals, undecided=_with(rivals.undecided, own["explanation"]))
    return replace(rivals, commercial=_with(rivals.commercial, own["explanation"]))


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(sorted({*names, name}))


def _holding(rows: list[dict[str, Any]], reading: str) -> tuple[str, ...]:
    """Return the explanations of a kind that hold, by name."""
    return tuple(sorted(r["explanation"] for r in rows if r["holds"] and r["reading"] == reading))
