"""What links and hypotheses of a case are, beside what they were without some evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from undertow import schema
from undertow.attribution import Evidence, set_aside, weigh
from undertow.case import Case

_KEYS = {"links": "operation_id", "hypotheses": "hypothesis"}
_BESIDE = {
    "links": ("likelihood", "ceiling", "confidence", "log_odds"),
    "hypotheses": ("rank", "inconsistency", "n_against"),
}


def compared(case: Case, kind: str, items: Sequence[str]) -> pa.Table:
    """Return links or hypotheses of a case, with ``_without`` columns: weighed without some items.

    Parameters
    ----------
    case : Case
        Analysed.
    kind : {'links', 'hypotheses'}
        What is compared.
    items : sequence of str
        What is set aside, see :func:`undertow.attribution.set_aside`.

    Raises
    ------
    InputError
        There is no such evidence.
    """
    evidence = Evidence.of(case)
    before, after = weigh(evidence), weigh(set_aside(evidence, items))
    key = _KEYS[kind]
    left = {(row["campaign_id"], row[key]): row for row in getattr(after, kind).arrow.to_pylist()}
    nothing: dict[str, Any] = dict.fromkeys(_BESIDE[kind])
    rows = []
    for row in getattr(before, kind).arrow.to_pylist():
        other = left.get((row["campaign_id"], row[key]), nothing)
        rows.append(row | {f"{name}_without": other[name] for name in _BESIDE[kind]})
    return pa.Table.from_pylist(rows, schema=None if rows else _empty(kind))


def _empty(kind: str) -> pa.Schema:
    spec = schema.OperationLinks if kind == "links" else schema.Hypotheses
    own = spec.arrow_schema()
    return pa.schema([*own, *(own.field(n).with_name(f"{n}_without") for n in _BESIDE[kind])])
