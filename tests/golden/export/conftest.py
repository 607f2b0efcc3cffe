"""A small analysed case, made by hand, whose texts and names mean harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cases import vouch

from undertow.case import Case
from undertow.pseudonyms import make_key
from undertow.schema import (
    AccountFindings,
    Accounts,
    CampaignMembers,
    CampaignPosts,
    Campaigns,
    Claims,
    Communities,
    Posts,
    Table,
    TableSpec,
)

START = datetime(2023, 8, 7, 9, tzinfo=UTC)
END = datetime(2023, 9, 14, 23, 59, 59, 250_000, tzinfo=UTC)
GOOD_LINK = "https://example.org/read?id=1&lang=zh#top"
BAD_LINKS = [
    "javascript:alert(1)",
    "https://user:secret@example.org/",
    "https://example.org/a b",
    "https://example.org/選舉",
    "https://example.org/%zz",
    "not a link",
    "",
]
HOSTILE = 'a"}],\u202e<script>=cmd()</script>\n\x00'
FACTS: dict[str, dict[str, Any]] = {
    "activity": {
        "n_posts": 1200, "n_accounts": 3, "n_platforms": 2, "n_missing": None,
        "onset": None, "n_before": 0,
        "n_open_threads": 0, "n_unattributed": 0, "n_high": None,
        "n_officials": 1, "n_elsewhere": 0, "n_undeclared": None, "n_highest": None,
        "start": "2023-08-07T09:00:00Z", "end": "2023-09-14T23:59:59Z",
    },
    "accounts": {"by_verdict": {"coordinated": 1, "coordinated_inauthentic": 2}, "signals": []},
    "target": {
        "name": HOSTILE, "n_posts": 7, "n_accounts": 2, "n_direct": 5, "n_expected": 0.2,
        "platforms": ["x"], "languages": ["zh"], "n_missing": 0,
        "n_open_threads": 0, "n_unattributed": 0, "n_high": 7,
        "n_officials": 1, "n_elsewhere": 0, "n_undeclared": 0, "n_highest": 7,
        "first_at": "2023-09-01T00:00:00Z", "last_at": "2023-09-02T00:00:00Z",
    },
    "narrative": {
        "quote": HOSTILE, "language": "zh", "n_posts": 9, "n_accounts": 3, "platforms": ["x"],
        "first_seen": "2023-09-01T00:00:00Z", "last_seen": "2023-09-02T00:00:00Z", "targets": [],
        "quotes": [], "spread": [], "terms": [], "frame": None, "n_claim_groups": 1, "n_texts": 1,
        "template": None,
        "languages": ["zh"],
    },
}  # fmt: skip
JUDGED = {"likelihood": "very_likely", "confidence": "moderate"}
SUBJECTS = {"target": HOSTILE, "narrative": "n-1"}

Fill = Callable[..., Case]


def rows() -> dict[type[TableSpec], list[dict[str, Any]]]:
    """Return two campaigns, one whose authenticity is open, and accounts of every verdict."""
    verdicts = {
        "x:1": "coordinated_inauthentic",
        "facebook:2": "coordinated_inauthentic",
        "x:3": "coordinated",
        "x:4": "coordinated",
        "x:5": "none",
    }
    uids = [dict(zip(("platform", "native_id"), uid.split(":"), strict=True)) for uid in verdicts]
    identified = [{"account_uid": uid} | part for uid, part in zip(verdicts, uids, strict=True)]
    handles = {"x:1": HOSTILE, "x:3": "bystander", "x:5": "nobody"}
    members = {"c-a": ["x:1", "facebook:2", "x:3"], "c-b": ["x:4"]}
    shared = [GOOD_LINK, *BAD_LINKS]
    links = {"x:p1": shared, "x:p2": [*shared, "https://example.org/alone"], "x:p3": []}
    authors = {"x:p1": "x:1", "x:p2": "x:3", "x:p3": "x:4"}
    open_campaign = {"campaign_id": "c-b", "verdict": "coordinated", "n_accounts": 1, "n_posts": 1}
    return {
        Accounts: [row | {"handle": handles.get(row["account_uid"])} for row in identified],
        AccountFindings: [row | {"verdict": verdicts[row["account_uid"]]} for row in identified],
        Campaigns: [
            {
                "campaign_id": "c-a",
                "verdict": "coordinated_inauthentic",
                "n_accounts": 3,
                "n_inauthentic": 2,
                "n_posts": 1200,
                "platforms": ["x", HOSTILE],
                "start": START,
                "end": END,
            },
            open_campaign | {"platforms": ["x"], "start": START, "end": START},
        ],
        CampaignMembers: [
            {"campaign_id": ident, "account_uid": uid}
            for ident in members
            for uid in members[ident]
        ],
        Communities: [
            {"account_uid": uid, "role": "periphery" if uid == "facebook:2" else "core"}
            for uids in members.values()
            for uid in uids
        ],
        Posts: [{"post_uid": uid, "text": HOSTILE, "urls": urls} for uid, urls in links.items()],
        CampaignPosts: [
            {"campaign_id": "c-b" if uid == "x:p3" else "c-a", "post_uid": uid, "account_uid": who}
            for uid, who in authors.items()
        ],
        Claims: [
            {"claim_id": f"k-{n}", "campaign_id": "c-a", "kind": kind, "n_evidence": n}
            | {"facts": json.dumps(facts, sort_keys=True), "scope": "{}"}
            | {"subject": SUBJECTS.get(kind, "")}
            | (JUDGED if kind == "accounts" else {})
            for n, (kind, facts) in enumerate(FACTS.items(), start=1)
        ],
    }


@pytest.fixture
def fill(rows_of: Any) -> Fill:
    """Make the case in a folder that does not exist yet."""

    def make(folder: Path, *, is_reversed: bool = False) -> Case:
        case = Case.create(folder, purpose="a test", owner='Bureau "élections"')
        make_key(case, bytes(32))
        step = -1 if is_reversed else 1
        tables = (Table.checked(spec, rows_of(spec, *own[::step])) for spec, own in rows().items())
        case.write(*tables)
        return vouch(case)

    return make
