"""Whose campaigns may be, for exports: what they resemble, and what people judged and signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from undertow.assessments import Assessment, read_assessments
from undertow.assessments.bearing import READ as BORNE_BY
from undertow.attribution import Operation, read_operations
from undertow.case import Case
from undertow.decisions import DecisionLog
from undertow.estimative import TERMS
from undertow.rulings import Overlay
from undertow.schema import Claims, OperationLinks, TableSpec

READ: Final[tuple[type[TableSpec], ...]] = (*BORNE_BY, Claims, OperationLinks)
"""Every table that :func:`read_attributed` reads."""

_LEAST_LIKELY: Final = "roughly_even"


@dataclass(frozen=True, slots=True)
class Attributed:
    """What is said of whose the campaigns of a case are.

    Attributes
    ----------
    links : mapping
        Campaign -> rows of ``operation_links``, each with its operation. Those below even chances
        are left out: a list of what a campaign does not resemble reads like a list of suspects.
    judged : mapping
        Campaign -> what people judged and signed, where the tables still bear it.
    """

    links: Mapping[str, list[tuple[dict[str, Any], Operation]]]
    judged: Mapping[str, Assessment]


def read_attributed(case: Case) -> Attributed:
    """Read what is said of whose the campaigns of a case are.

    Raises
    ------
    CaseError
        A table is damaged.
    VerificationError
        The decision log was changed.
    """
    known = read_operations(case)
    links: dict[str, list[tuple[dict[str, Any], Operation]]] = defaultdict(list)
    told = Overlay.of(case).read(case, Claims).arrow.select(["campaign_id", "kind", "subject"])
    claimed = {
        (row["campaign_id"], row["subject"])
        for row in told.to_pylist()
        if row["kind"] == "operation"
    }
    for row in case.read(OperationLinks).arrow.to_pylist():
        operation = known.get(row["operation_id"])
        likely = TERMS.index(row["likelihood"]) >= TERMS.index(_LEAST_LIKELY)
        is_told = (row["campaign_id"], row["operation_id"]) in claimed
        if operation is not None and likely and is_told:
            links[row["campaign_id"]].append((row, operation))
    every = read_assessments(case, DecisionLog.of(case))
    judged = {own.statement.campaign: own for own in every if own.is_current}
    return Attributed(links, judged)
