"""Which known operations a campaign resembles, and who else it could be.

A link is a resemblance by what was captured. No statement here names an actor.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from undertow.campaigns.statements.statement import (
    CampaignView,
    Judgement,
    Rows,
    Statement,
    Value,
    uids,
)
from undertow.estimative import TERMS

_NUMBERS = ("n_shown", "n_not_shown", "n_not_measured")
_CELL = ("item", "hypothesis", "is_shown", "rating", "weight", "leads_without")
_RANKED = ("hypothesis", "inconsistency", "n_against", "n_items", "rank")


def operations(view: CampaignView) -> Iterator[Statement]:
    """Yield the link to each known operation of which anything was measured."""
    for row in view.links:
        own = [each for each in view.indicators if each["operation_id"] == row["operation_id"]]
        facts = {name: row[name] for name in ("ceiling", "ceiling_reasons", "version", *_NUMBERS)}
        facts |= {
            "name": own[0]["operation"],
            "likelihood": row["likelihood"],
            "indicators": [_indicator(each) for each in own],
            "without": _sensitivity(own, row["likelihood"]),
        }
        # A link that nothing shows was looked for in all posts.
        records = sorted({uid for each in own for uid in each["records"]}) or uids(view.posts)
        yield Statement(
            "operation",
            row["operation_id"],
            facts,
            records,
            Value(float(row["n_shown"]), "indicators"),
            judgement=Judgement(
                row["likelihood"], row["confidence"], f"operation.{row['confidence']}"
            ),
            against=(("hypotheses", ""), ("alternatives", "")),
        )


def _indicator(row: dict[str, Any]) -> dict[str, Any]:
    names = ("indicator_id", "name", "state", "diagnosticity", "is_context", "is_found_by", "n")
    return {name: row[name] for name in (*names, "likelihood_without")}


def _sensitivity(indicators: Rows, likelihood: str) -> Rows:
    """Return the indicators without which the term would be another, the greatest change first."""
    changing = [row for row in indicators if row["likelihood_without"] != likelihood]
    changing.sort(
        key=lambda row: (TERMS.index(row["likelihood_without"]), row["indicator_id"]),
    )
    names = ("indicator_id", "name", "likelihood_without")
    return [{name: row[name] for name in names} for row in changing]


def hypotheses(view: CampaignView) -> Iterator[Statement]:
    """Yield the competing hypotheses, if any could be held against anything."""
    if not view.hypotheses:
        return
    ordered = sorted(view.hypotheses, key=lambda row: (row["rank"], row["hypothesis"]))
    facts = {
        "ranked": [{name: row[name] for name in _RANKED} for row in ordered],
        "matrix": [{name: row[name] for name in _CELL} for row in view.matrix],
    }
    value = Value(float(len(ordered)), "hypotheses")
    yield Statement("hypotheses", "", facts, uids(view.posts), value)
