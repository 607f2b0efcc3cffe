"""Who acts, how strong the finding is, and what else it could be."""

from __future__ import annotations

from collections import Counter
from typing import Any

from undertow.campaigns.likelihood import confidence_of, likelihood_of
from undertow.campaigns.statements.statement import (
    CampaignView,
    Judgement,
    Statement,
    Value,
    uids,
)
from undertow.coordination import SUPPORT_ONLY


def accounts(view: CampaignView) -> Statement:
    """Return the verdicts on its accounts, and the judgement on them together."""
    verdicts = Counter(finding["verdict"] for finding in view.findings)
    found: dict[str, dict[str, Any]] = {}
    for row in view.signals:
        names = ("signal", "community_share", "control_share", "n_control", "p_value")
        found[row["signal"]] = {name: row[name] for name in names}
    facts = {
        "by_verdict": {name: verdicts[name] for name in ("coordinated", "coordinated_inauthentic")},
        "signals": [found[name] for name in sorted(found)],
    }
    probabilities = [
        finding["inauthenticity"]
        for finding in view.findings
        if finding["inauthenticity"] is not None
    ]
    controls = {row["signal"]: row["n_control"] for row in view.signals if row["log_lr"] > 0}
    confidence = confidence_of(controls)
    n_inauthentic = float(verdicts["coordinated_inauthentic"])
    return Statement(
        "accounts",
        "",
        facts,
        [finding["account_uid"] for finding in view.findings],
        Value(n_inauthentic, "accounts", n_inauthentic, float(len(view.findings))),
        judgement=Judgement(likelihood_of(probabilities), confidence, confidence),
        against=(("alternatives", ""),),
    )


def strength(view: CampaignView) -> Statement:
    """Return which tests hold for it, and how strongly."""
    layers: dict[str, tuple[set[tuple[str, str]], set[str]]] = {}
    for row in view.evidence:
        pairs, objects = layers.setdefault(row["layer"], (set(), set()))
        pairs.add((row["a"], row["b"]))
        objects.add(row["object_uid"])
    facts = {
        "q_value": view.campaign["q_value"],
        "strength": view.campaign["strength"],
        "q_level": view.q,
        "n_tests": _n_pairs(view) if view.evidence else 0,
        "n_by_account_test": _validated(view, "copies:"),
        "n_by_group_test": _validated(view, "group:"),
        "layers": [
            [layer, len(pairs), len(objects)] for layer, (pairs, objects) in sorted(layers.items())
        ],
    }
    posts = {row[name] for row in view.evidence for name in ("post_a", "post_b")}
    q_value = view.campaign["q_value"]
    value = None if q_value is None else Value(q_value, "q_value", 0.0, view.q)
    return Statement("strength", "", facts, sorted(posts) or uids(view.posts), value)


def _n_pairs(view: CampaignView) -> int:
    """Count the pairs that were tested in the layers that can validate."""
    tested = {
        row["layer"]: row["n_tests"]
        for row in view.tests
        if row["layer"] not in SUPPORT_ONLY and row["calibration"] != "refused"
    }
    return sum(tested.values())


def _validated(view: CampaignView, kind: str) -> int:
    """Count the accounts for which a test holds."""
    return sum(
        any(reason.startswith(kind) for reason in finding["reasons"]) for finding in view.findings
    )


def alternatives(view: CampaignView) -> Statement:
    """Return every other explanation that was measured, and its result."""
    names = ("explanation", "reading", "fit", "support", "inauthentic_support", "margin", "holds")
    considered = [{name: row[name] for name in (*names, "facts")} for row in view.explanations]
    facts = {"considered": considered, "margin_required": view.margin}
    ahead = min((row["margin"] for row in considered), default=None)
    value = None if ahead is None else Value(ahead, "nats")
    return Statement("alternatives", "", facts, uids(view.posts), value)
