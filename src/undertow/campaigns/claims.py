"""The claims stage: every statement about every campaign, and the records it rests on."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pyarrow as pa

from undertow.campaigns.statements import CampaignView, Scope, Statement, statements
from undertow.campaigns.statements.statement import iso
from undertow.campaigns.views import Inputs, campaign_views
from undertow.schema import Accounts, Claims, Evidence, Posts, Table
from undertow.settings import Settings

# All others rest on posts.
_ABOUT_ACCOUNTS = frozenset({"accounts"})


def build_claims(
    *tables: Table[Any], settings: Settings, rng_seed: int
) -> tuple[Table[Claims], Table[Evidence]]:
    """State what was found, and tie every statement to raw records.

    Parameters
    ----------
    *tables : Table
        Those that the stage graph lists, in any order.
    settings : Settings
        Levels that claims tell.
    rng_seed : int
        Not used.

    Returns
    -------
    claims : Table[Claims]
        Ids depend on campaign, kind and subject alone, so a claim keeps its id when its numbers
        change.
    evidence : Table[Evidence]
        One row for each claim and record; ``raw_sha256`` leads through ``observations``, or for
        media files through ``media_places``, to the bytes.
    """
    inputs = Inputs(*tables)
    # A post and an account of a platform may have the same native id, so each has its own look-up.
    raw_posts = _raw_hashes(inputs[Posts], "post_uid")
    raw_accounts = _raw_hashes(inputs[Accounts], "account_uid")
    claims: list[dict[str, Any]] = []
    evidence: list[dict[str, Any]] = []
    for view in campaign_views(inputs, settings):
        made = list(statements(view))
        ids = {(own.kind, own.subject): _claim_id(view, own.kind, own.subject) for own in made}
        for statement in made:
            against = [ids[other] for other in statement.against if other in ids]
            claim = _claim(view, statement) | {"contradicted_by": against}
            claims.append(claim)
            first, second = raw_posts, raw_accounts
            if statement.kind in _ABOUT_ACCOUNTS:
                first, second = second, first
            evidence.extend(
                {
                    "claim_id": claim["claim_id"],
                    "record_uid": uid,
                    "raw_sha256": first[uid] if uid in first else second[uid],
                }
                for uid in sorted(set(statement.records))
            )
            # A media file is named by the hash of its bytes: that is what leads to them.
            evidence.extend(
                {"claim_id": claim["claim_id"], "record_uid": uid, "raw_sha256": uid}
                for uid in sorted(set(statement.media))
            )
    _give_ids(evidence)
    return (
        Table.checked(Claims, pa.Table.from_pylist(claims, schema=Claims.arrow_schema())),
        Table.checked(Evidence, pa.Table.from_pylist(evidence, schema=Evidence.arrow_schema())),
    )


def _claim_id(view: CampaignView, kind: str, subject: str) -> str:
    name = "|".join((view.campaign["campaign_id"], kind, subject))
    return "k-" + hashlib.sha256(name.encode()).hexdigest()[:10]


def _claim(view: CampaignView, statement: Statement) -> dict[str, Any]:
    """Return the row of a statement, without what contradicts it."""
    value = statement.value
    return {
        "claim_id": _claim_id(view, statement.kind, statement.subject),
        "campaign_id": view.campaign["campaign_id"],
        "kind": statement.kind,
        "subject": statement.subject,
        "facts": _json(statement.facts),
        "value": None if value is None else value.value,
        "value_low": None if value is None else value.low,
        "value_high": None if value is None else value.high,
        "unit": None if value is None else value.unit,
        "scope": _json(_scope(view, statement.scope)),
        "likelihood": statement.judgement.likelihood,
        "confidence": statement.judgement.confidence,
        "confidence_basis": statement.judgement.basis,
        "n_evidence": len(set(statement.records)) + len(set(statement.media)),
    }


def _scope(view: CampaignView, scope: Scope | None) -> dict[str, Any]:
    """Return register, platforms and period of a claim; those of the campaign where it has none."""
    campaign = view.campaign
    own = scope or Scope(tuple(campaign["platforms"]), campaign["start"], campaign["end"])
    return {
        "n_register": len(view.register),
        "platforms": list(own.platforms),
        "start": iso(own.start),
        "end": iso(own.end),
    }


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _give_ids(evidence: list[dict[str, Any]]) -> None:
    """Give each record an id from its bytes and its place among the records read from them.

    Products print it beside the hash of the bytes: were it made of the uid, whoever has a list of
    uids could find out whose record it is.
    """
    uids: dict[str, set[str]] = {}
    for row in evidence:
        uids.setdefault(row["raw_sha256"], set()).add(row["record_uid"])
    ids = {
        (raw, uid): "e-" + hashlib.sha256(f"{raw}|{number}".encode()).hexdigest()[:12]
        for raw, own in uids.items()
        for number, uid in enumerate(sorted(own))
    }
    for row in evidence:
        row["evidence_id"] = ids[row["raw_sha256"], row["record_uid"]]


def _raw_hashes(table: pa.Table, key: str) -> dict[str, str]:
    """Return the raw record of each post or account."""
    keys, hashes = table.column(key).to_pylist(), table.column("raw_sha256").to_pylist()
    return dict(zip(keys, hashes, strict=True))
