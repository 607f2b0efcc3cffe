"""A case made by hand for exports: a network, people beside it, and text that means harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from cases import log_init, vouch

from undertow import schema as s
from undertow.case import Case
from undertow.decisions import DecisionLog
from undertow.pseudonyms import make_key

RowMaker = Callable[..., pa.Table]
Row = dict[str, Any]

START = datetime(2023, 8, 7, 9, 15, 33, tzinfo=UTC)
CAMPAIGN, OPEN = "c-1", "c-2"
CORE = ("x:101", "x:102", "youtube:UCcore1")
EDGE = "facebook:100200300"
OPEN_MEMBER = "x:301"
BYSTANDER = "x:401"
HANDLES = {
    "x:101": "maple_fox818",
    "x:102": "=HARBOUR(1)",
    "youtube:UCcore1": "lantern-clips9",
    EDGE: "edge_person77",
    OPEN_MEMBER: "drawn_in_33",
    BYSTANDER: "bystander_99",
}
HIDDEN = (
    "edge_person77", "drawn_in_33", "bystander_99", "bystander_old1", "zoe_roy_mp", "100200300"
)  # fmt: skip
"""Handles and ids that no export may hold, at any level."""

LONG = "W" * 1_000_000
HOSTILE = (
    "=cmd|'/c calc'!A1 <script>alert(1)</script> \u202egnp.exe\x00 @bystander_99 edge_person77 "
    "Zoé Roy https://evil.example/a?u=bystander_99 +1 613 555 0199"
)
LINK = "https://lantern.example/v/a51c07"
NAMING = ("https://x.com/bystander_99/status/17", "https://drawn_in_33.medium.com/essay")
POSTS = {
    "x:9001": ("x:101", "reply", HOSTILE, [LINK, *NAMING], START),
    "x:9002": ("x:102", "reply", LONG, [LINK, *NAMING], START + timedelta(hours=2)),
    "youtube:v1": ("youtube:UCcore1", "post", "Watch this.", [], START + timedelta(hours=3)),
    "facebook:55_66": (EDGE, "comment", "Watch this.", [], START + timedelta(hours=4)),
    "x:9003": (OPEN_MEMBER, "reply", "I only agree.", [], START + timedelta(hours=5)),
    "x:9004": ("x:301b", "reply", "Me too.", [], START + timedelta(hours=6)),
}


def build(folder: Path, rows_of: RowMaker, *, is_reversed: bool = False, owner: str = "") -> Case:
    """Make the case in a folder that does not exist yet."""
    case = log_init(Case.create(folder, purpose="a test of exports", owner=owner))
    make_key(case, bytes(32))
    step = -1 if is_reversed else 1
    for spec, own in rows().items():
        case.write(s.Table.checked(spec, rows_of(spec, *own[::step])))
    return vouch(case)


def log_of(case: Case) -> DecisionLog:
    """Return the decisions of the case."""
    return DecisionLog.of(case)


def _split(uid: str) -> Row:
    platform, _, native_id = uid.partition(":")
    return {"account_uid": uid, "platform": platform, "native_id": native_id}


def rows() -> dict[type[s.TableSpec], list[Row]]:
    """Return the rows of every table that an export reads."""
    return _accounts() | _campaigns() | _posts() | _narratives() | _claims() | _links()


def _accounts() -> dict[type[s.TableSpec], list[Row]]:
    inauthentic = (*CORE, EDGE)
    verdicts = {uid: "coordinated_inauthentic" for uid in inauthentic}
    verdicts |= {OPEN_MEMBER: "coordinated", "x:301b": "coordinated", BYSTANDER: "none"}
    signs = {
        "x:101": ["prior:-2.20", "new_account:+1.79"],
        "x:102": ["prior:-2.20", "takeover:+3.10", "new_account:+0.20"],
        EDGE: ["prior:-2.20", "creation_batch:-0.30"],
    }
    created = START - timedelta(days=400, seconds=17)
    return {
        s.Accounts: [
            _split(uid)
            | {"handle": HANDLES.get(uid), "created_at": created, "raw_sha256": "a" * 64}
            | {"first_seen": START, "last_seen": START + timedelta(hours=6)}
            for uid in verdicts
        ],
        s.AccountSnapshots: [
            {"account_uid": BYSTANDER, "handle": "bystander_old1", "raw_sha256": "b" * 64}
        ],
        s.AccountFindings: [
            _split(uid) | {"verdict": verdict, "contributions": signs.get(uid)}
            | {"coordination_q": 1e-9, "coordination_strength": 0.5}
            for uid, verdict in verdicts.items()
        ],
        s.Targets: [
            {"target_id": "t-1", "name": "Zoé Roy", "aliases": ["Z. Roy"]}
            | {"handles": ["x:zoe_roy_mp"]}
        ],
    }  # fmt: skip


def _campaigns() -> dict[type[s.TableSpec], list[Row]]:
    members = {CAMPAIGN: (*CORE, EDGE, OPEN_MEMBER), OPEN: ("x:301b",)}
    shared = {"start": START, "end": START + timedelta(days=7, seconds=5)}
    return {
        s.Campaigns: [
            {"campaign_id": CAMPAIGN, "community_id": "g-1", "verdict": "coordinated_inauthentic"}
            | {"n_accounts": 5, "n_inauthentic": 4, "n_posts": 5, "platforms": ["x", "youtube"]}
            | shared,
            {"campaign_id": OPEN, "community_id": "g-2", "verdict": "coordinated"}
            | {"n_accounts": 1, "n_posts": 1, "platforms": ["x"]}
            | shared,
        ],
        s.CampaignMembers: [
            {"campaign_id": ident, "community_id": f"g-{ident[-1]}", "account_uid": uid}
            for ident, uids in members.items()
            for uid in uids
        ],
        s.Communities: [
            {"community_id": f"g-{ident[-1]}", "account_uid": uid}
            | {"role": "periphery" if uid == EDGE else "core"}
            for ident, uids in members.items()
            for uid in uids
        ],
        s.Edges: [
            {"layer": layer, "window_s": 60, "a": a, "b": b, "n_shared": 3, "q_value": 1e-9}
            for layer in ("text", "url")
            for a, b in (("x:101", "x:102"), (EDGE, "x:101"), ("x:101", OPEN_MEMBER))
        ],
        s.EdgeEvidence: [
            {"layer": "url", "window_s": 60, "a": "x:101", "b": "x:102", "object_uid": LINK}
            | {"post_a": "x:9001", "post_b": "x:9002"}
        ],
    }


def _posts() -> dict[type[s.TableSpec], list[Row]]:
    posts, texts, acts = [], [], []
    for uid, (author, kind, text, urls, at) in POSTS.items():
        platform, _, native_id = uid.partition(":")
        posts.append(
            {"post_uid": uid, "platform": platform, "native_id": native_id, "kind": kind}
            | {"account_uid": author, "created_at": at, "text": text, "urls": urls}
            | {"url": f"https://x.com/maple_fox818/status/{native_id}", "raw_sha256": "c" * 64}
        )
        texts.append(
            {"post_uid": uid, "language": "en", "match_key": text[:20].lower()}
            | {"text_group": f"x-{len(text)}", "claim_group": "k-group"}
        )
        acts.append(
            {"campaign_id": OPEN if author == "x:301b" else CAMPAIGN, "post_uid": uid}
            | {"account_uid": author, "platform": platform, "at": at, "layers": ["text"]}
        )
    return {s.Posts: posts, s.PostText: texts, s.CampaignPosts: acts}


def _narratives() -> dict[type[s.TableSpec], list[Row]]:
    seen = {"first_seen": START, "last_seen": START, "platforms": ["x"], "languages": ["en"]}
    return {
        s.Narratives: [
            {"narrative_id": "n-1", "campaign_id": CAMPAIGN, "claim_group": "k-group"}
            | {"quote": HOSTILE, "language": "en", "n_posts": 4, "n_accounts": 4}
            | seen,
            {"narrative_id": "n-2", "campaign_id": CAMPAIGN, "claim_group": "k-long"}
            | {"quote": LONG, "language": 'zh"><b>', "n_posts": 1, "n_accounts": 1}
            | seen,
        ],
        s.NarrativeGroups: [
            {"narrative_id": "n-1", "claim_group": "k-group", "first_seen": START}
            | {"last_seen": START}
        ],
        s.Techniques: [
            {"campaign_id": CAMPAIGN, "technique_id": ident, "name": name}
            | {"framework": "DISARM 1.6", "signs": ["near_duplicate_text"], "records": ["x:9001"]}
            for ident, name in (
                ("T0084.001", "Use Copypasta"),
                ("T0150.001", "Newly Created Asset"),
            )
        ],
    }


def _claims() -> dict[type[s.TableSpec], list[Row]]:
    frame = {
        "actor": "bystander_99", "is_official": False, "predicate": f"took bribes from {HOSTILE}",
        "kind": "take_bribe", "target": "Zoé Roy", "target_is_official": True,
        "is_negated": False, "n_texts": 3, "n_read": 4, "n_posts": 3,
    }  # fmt: skip
    narrative = {
        "quote": HOSTILE, "language": "en", "quotes": [], "spread": [], "terms": [], "frame": frame,
        "template": None, "n_claim_groups": 1, "n_texts": 2, "n_posts": 4, "n_accounts": 4,
        "platforms": ["x", "evil.example<b>"], "languages": ["en"], "targets": ["t-1"],
        "first_seen": "2023-08-07T09:00:00Z", "last_seen": "2023-08-08T09:00:00Z",
    }  # fmt: skip
    target = {
        "name": "Zoé Roy", "n_posts": 7, "n_accounts": 2, "n_direct": 5, "n_expected": 0.2,
        "platforms": ["x"], "languages": ["en"], "n_missing": 0, "n_open_threads": 0,
        "n_unattributed": 0, "n_high": 7, "n_officials": 1, "n_elsewhere": 0, "n_undeclared": 0,
        "n_highest": 7, "first_at": "2023-09-01T00:00:00Z", "last_at": "2023-09-02T00:00:00Z",
    }  # fmt: skip
    by_verdict = {"coordinated": 1, "coordinated_inauthentic": 4}
    operation = {
        "name": {"en": "Spamouflage", "fr": "Spamouflage"}, "ceiling": "roughly_even",
        "ceiling_reasons": ["nothing_published"], "without": [], "indicators": [], "n_shown": 3,
        "n_not_shown": 2, "n_not_measured": 9,
    }  # fmt: skip
    facts: dict[str, Row] = {
        "operation": operation,
        "voice": {"n_posts": 4, "n_accounts": 3, "n_texts": 2, "name": "Old Lantern"},
        "accounts": {"by_verdict": by_verdict, "signals": []},
        "narrative": narrative,
        "target": target,
    }
    subjects = {"narrative": "n-1", "target": "t-1", "voice": "Old Lantern"}
    subjects["operation"] = "spamouflage"
    judged = {
        "accounts": {"likelihood": "very_likely", "confidence": "moderate"},
        "operation": {"likelihood": "roughly_even", "confidence": "low"},
    }
    return {
        s.Claims: [
            {"claim_id": f"k-{kind}", "campaign_id": CAMPAIGN, "kind": kind, "n_evidence": 3}
            | {"subject": subjects.get(kind, ""), "facts": json.dumps(own, sort_keys=True)}
            | {"scope": "{}"}
            | judged.get(kind, {})
            for kind, own in facts.items()
        ]
    }


def _links() -> dict[type[s.TableSpec], list[Row]]:
    link = {"campaign_id": CAMPAIGN, "version": "2026-11-27", "confidence": "low", "n_shown": 3}
    return {
        s.OperationLinks: [
            link | {"operation_id": "spamouflage", "likelihood": "roughly_even"}
            | {"ceiling": "roughly_even", "n_not_shown": 2, "n_not_measured": 9},
            link | {"operation_id": "doppelganger", "likelihood": "unlikely"}
            | {"ceiling": "roughly_even", "n_not_shown": 2, "n_not_measured": 9},
        ]
    }  # fmt: skip
