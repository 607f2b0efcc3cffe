"""An analysed case made by hand, for the products: invented people, and texts that mean harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
from cases import vouch

from undertow import schema as s
from undertow.case import Case

RowMaker = Callable[..., pa.Table]
Row = dict[str, Any]

START = datetime(2023, 8, 7, 9, tzinfo=UTC)
END = datetime(2023, 8, 20, 21, 30, tzinfo=UTC)
N_ACCOUNTS = 12
HOSTILE = '"><script>alert(1)</script>\u202e@third_party https://evil.example/x?y Zoé Roy</p>\x07'
CAMPAIGN = "c-1"
COMMUNITIES = {"g-1": N_ACCOUNTS, "g-2": 6, "g-3": 4}


def rows() -> dict[type[s.TableSpec], list[Row]]:
    """Return the rows of every table that a product reads."""
    return _accounts() | _posts() | _register() | _groups() | _campaign() | _claims() | _coverage()


def fill(case: Case, rows_of: RowMaker, *, is_reversed: bool = False) -> Case:
    """Write the tables; the order of rows must not matter to any product."""
    step = -1 if is_reversed else 1
    for spec, own in rows().items():
        case.write(s.Table.checked(spec, rows_of(spec, *own[::step])))
    return vouch(case)


def without_campaign(case: Case, rows_of: RowMaker) -> Case:
    """Write the same case, where nothing amounted to a campaign."""
    fill(case, rows_of)
    emptied = (s.Campaigns, s.CampaignMembers, s.CampaignPosts, s.CampaignTargets, s.Narratives)
    case.write(*(s.Table.empty(spec) for spec in (*emptied, s.Claims, s.Evidence)))
    return vouch(case)


def _uid(i: int) -> str:
    return f"{'x' if i % 2 else 'facebook'}:acc{i:02d}"


def _accounts() -> dict[type[s.TableSpec], list[Row]]:
    findings = []
    for i in range(sum(COMMUNITIES.values())):
        platform, native_id = _uid(i).split(":")
        verdict = "coordinated_inauthentic" if i < N_ACCOUNTS - 2 else "coordinated"
        is_member = i < N_ACCOUNTS
        findings.append(
            {
                "account_uid": _uid(i),
                "platform": platform,
                "native_id": native_id,
                "campaign_id": CAMPAIGN if is_member else None,
                "verdict": verdict if is_member else "coordinated_explained",
            }
        )
    return {s.AccountFindings: findings}


def _posts() -> dict[type[s.TableSpec], list[Row]]:
    times = [START + (END - START) * i / 59 for i in range(60)]
    own = [
        {
            "campaign_id": CAMPAIGN,
            "post_uid": f"x:p{i}",
            "account_uid": _uid(i % N_ACCOUNTS),
            "platform": _uid(i % N_ACCOUNTS).split(":")[0],
            "at": at,
        }
        for i, at in enumerate(times)
    ]
    others = [
        {"post_uid": f"x:o{i}", "created_at": START + timedelta(hours=3 * i)} for i in range(90)
    ]
    posts = [{"post_uid": row["post_uid"], "created_at": row["at"]} for row in own] + others
    posts = [row | {"text": "words of a post"} for row in posts]
    hits = [{"post_uid": row["post_uid"], "target_id": "t-1", "via": "reply"} for row in posts]
    return {s.CampaignPosts: own, s.Posts: posts, s.TargetHits: hits[:120], s.ThreatHits: []}


def _register() -> dict[type[s.TableSpec], list[Row]]:
    people = [
        ("t-1", "Zoé Roy", "Parti Érable", "QC", "fr", "zoe.roy@parl.invalid"),
        ("t-2", "Ann Lee", "Maple Party", "Ontario", "en", "ann.lee@parl.invalid"),
        ("t-3", "Sam Ilk", "Maple Party", "BC", None, "sam.ilk@parl.invalid"),
        ("../4", "Eve\r\nBcc: x@evil.example", "", "", "en", "eve@parl.invalid\r\nBcc: y@z.ca"),
        ("t-5", "Nobody Addressed", "Maple Party", "ON", "en", "nobody@parl.invalid"),
    ]
    names = ("target_id", "name", "party", "province", "language", "email")
    return {
        s.Targets: [
            dict(zip(names, row, strict=True)) | {"aliases": ["罗佐伊"], "kind": "official"}
            for row in people
        ]
    }


def _groups() -> dict[type[s.TableSpec], list[Row]]:
    members, i = [], 0
    for ident, size in COMMUNITIES.items():
        members += [{"community_id": ident, "account_uid": _uid(i + k)} for k in range(size)]
        i += size
    pairs = [(0, 1), (0, 3), (1, 2), (2, 13), (12, 13), (14, 15), (18, 19)]
    return {
        s.Communities: members,
        s.CampaignMembers: [
            row | {"campaign_id": CAMPAIGN} for row in members if row["community_id"] == "g-1"
        ],
        s.Edges: [
            {"layer": layer, "window_s": 60, "a": _uid(a), "b": _uid(b)}
            for a, b in pairs
            for layer in ("text", "url")
        ],
        s.Explanations: [
            {"community_id": ident, "explanation": "syndication", "holds": holds, "facts": "{}"}
            | {"reading": "innocent"}
            for ident, holds in (("g-1", False), ("g-2", True), ("g-3", False))
        ],
        s.CoordinationTests: [
            {"layer": layer, "window_s": window, "n_actions": 4000, "n_tests": 1_234_567}
            | {"calibration": "passed"}
            for layer in ("text", "url")
            for window in (60, 3600, 86400)
        ]
        + [{"layer": "repost", "window_s": 60, "n_refused": 41, "calibration": "refused"}],
        s.Calibrations: [
            {"layer": layer, "shuffle": shuffle, "copy": copy, "n_real": 41, "n_edges": n * copy}
            for layer, shuffle, n in (
                ("text", "both", 0),
                ("url", "both", 1),
                ("repost", "week", 3),
            )
            for copy in range(2)
        ],
    }


def _campaign() -> dict[type[s.TableSpec], list[Row]]:
    return {
        s.Campaigns: [
            {
                "campaign_id": CAMPAIGN,
                "community_id": "g-1",
                "verdict": "coordinated_inauthentic",
                "n_accounts": N_ACCOUNTS,
                "n_inauthentic": N_ACCOUNTS - 2,
                "n_posts": 1234,
                "n_targets": 4,
                "platforms": ["x", "facebook"],
                "languages": ["en", "zh"],
                "start": START,
                "end": END,
            }
        ]
    }


def facts() -> list[tuple[str, str, Row]]:
    """Return kind, subject and facts of every claim."""
    span = {"start": "2023-08-07T09:00:00Z", "end": "2023-08-20T21:30:00Z"}
    seen = {"first_seen": "2023-08-07T09:00:00Z", "last_seen": "2023-08-19T08:00:00Z"}
    posts = {
        "n_posts": 1234,
        "n_missing": 66,
        "n_open_threads": 2,
        "n_unattributed": 900,
        "n_high": 2200,
    }
    posts |= {"n_officials": 4, "n_elsewhere": 410, "n_undeclared": 12, "n_highest": 2622}
    wave = {
        "start_low": "2023-08-06T18:00:00Z", "start_high": "2023-08-07T12:00:00Z",
        "surge_start": "2023-08-12T00:00:00Z", "peak": "2023-08-13T06:00:00Z",
        "surge_end": "2023-08-14T00:00:00Z", "end_low": "2023-08-20T18:00:00Z",
        "end_high": "2023-08-21T06:00:00Z", "n": 1200, "n_expected": 3.46, "q_value": 2.5e-31,
    }  # fmt: skip
    sign = {"community_share": 0.92, "control_share": 0.034, "n_control": 1500, "p_value": 1e-12}
    rival = {"explanation": "syndication", "reading": "innocent", "fit": 0.41, "holds": False}
    rival |= {"support": -0.36, "inauthentic_support": 3.9, "margin": 4.26, "is_undecided": False}
    # A quote that means harm, with a frame about an official; and one in two languages without.
    frame = {
        "actor": "Zoé Roy", "is_official": True, "predicate": f"took bribes from {HOSTILE}",
        "kind": "take_bribe", "target": HOSTILE, "target_is_official": False, "is_negated": False,
        "n_texts": 3, "n_read": 4, "n_posts": 300,
    }  # fmt: skip
    narratives = [
        _narrative("n-1", [('zh"><b>', HOSTILE, [HOSTILE, "roy", "bribes"])], ["t-1"], frame),
        _narrative(
            "n-2",
            [("zh", "罗佐伊 说谎 " + "长" * 300, ["说谎", "佐伊"]), ("fr", "Elle ment", ["ment"])],
            [],
            None,
        ),
    ]
    return [
        ("activity", "", span | posts | {"n_accounts": N_ACCOUNTS, "n_platforms": 2}
            | {"onset": "2023-08-07T12:00:00Z", "n_before": 2}),
        ("waves", "1", span | wave),
        ("platforms", "", {"by_platform": [["x", 1000, 7], ["evil.example", 234, 5]]}),
        ("languages", "", {"by_language": [["en", 1000], ["zh", 200], ["und", 34]]}),
        (
            "accounts",
            "",
            {
                "by_verdict": {"coordinated": 2, "coordinated_inauthentic": 10},
                "signals": [sign | {"signal": "new_account"}, sign | {"signal": "copied_text"}],
            },
        ),
        (
            "targets",
            "",
            {
                "n_targets": 4,
                "n_register": 5,
                "n_posts": 1100,
                "by_party": [["Maple Party", 2, 3], ["Parti Érable", 1, 1], ["", 1, 1]],
                "by_province": [["QC", 1, 1], ["Ontario", 1, 1], ["BC", 1, 1], ["<b>", 1, 2]],
            },
        ),
        *(
            ("target", target_id, target(name, n))
            for target_id, name, n in (("t-1", "Zoé Roy", 431), ("t-2", "Ann Lee", 77),
                                       ("t-3", "Sam Ilk", 3), ("../4", "Eve", 5))
        ),
        *(("narrative", ident, seen | content) for ident, content in narratives),
        (
            "strength",
            "",
            {
                "q_value": 0.0123,
                "strength": 0.45,
                "q_level": 0.05,
                "n_tests": 2_469_134,
                "layers": [["text", 40, 12], ["url", 3, 2]],
                "n_by_account_test": 8,
                "n_by_group_test": 5,
            },
        ),
        (
            "alternatives",
            "",
            {
                "considered": [rival | {"facts": {"linked_share": 0.2, "of_later_date": 1.5}}],
                "margin_required": 1.0,
            },
        ),
        ("voice", HOSTILE, {"n_posts": 40, "n_accounts": 7, "n_texts": 3, "name": HOSTILE}),
        *_appraisals(),
    ]  # fmt: skip


def _appraisals() -> list[tuple[str, str, Row]]:
    name = {"en": "Operation <b>", "fr": "Opération <b>"}
    shown = {"indicator_id": "i-1", "name": name, "state": "shown", "diagnosticity": "strong"}
    shown |= {"is_context": False, "is_found_by": False, "n": 12, "likelihood_without": "unlikely"}
    context = shown | {"indicator_id": "i-2", "state": "not_measured", "is_context": True}
    ranked = [
        {"hypothesis": name, "inconsistency": rank - 1.0, "n_against": rank - 1, "n_items": 2}
        | {"rank": rank}
        for rank, name in ((1, "known-operation"), (2, "grassroots"))
    ]
    matrix = [
        {"item": item, "hypothesis": row["hypothesis"], "is_shown": True, "rating": "CC"}
        | {"weight": 0.5, "leads_without": leads}
        for row in ranked
        for item, leads in (("template", "grassroots"), ("waves", "known-operation"))
    ]
    reception = {"n_outside_posts": 3, "n_outside_accounts": 2, "n_inside_posts": 12}
    return [
        (
            "operation",
            "op",
            {
                "name": name,
                "ceiling": "roughly_even",
                "ceiling_reasons": ["nothing_published", "machine_only"],
                "without": [shown],
                "indicators": [shown, context],
                "likelihood": "roughly_even",
                "n_shown": 1,
                "n_not_shown": 0,
                "n_not_measured": 1,
            },
        ),
        ("hypotheses", "", {"ranked": ranked, "matrix": matrix}),
        ("objective", "discredit", {"n_posts": 900, "n_among": 1100}),
        ("breakout", "", {"category": 3, "n_platforms": 2, "n_pages": 4}),
        ("reception", "", reception | {"n_declared": 9, "n_responses": 31, "n_posts": 1234}),
    ]


_JUDGED = {
    "accounts": {"likelihood": "likely", "confidence": "moderate", "confidence_basis": "moderate"},
    "operation": {"likelihood": "roughly_even", "confidence": "low"}
    | {"confidence_basis": "operation.low"},
    "objective": {"likelihood": "likely", "confidence": "low"}
    | {"confidence_basis": "objective.low"},
}
_SCOPE = {"n_register": 5, "platforms": ["x"], "start": "2023-08-07T09:00:00Z"}


def _narrative(
    ident: str, quotes: list[tuple[str, str, list[str]]], targets: list[str], frame: Row | None
) -> tuple[str, Row]:
    language, quote, terms = quotes[0]
    n_posts = [321 // (place + 1) for place in range(len(quotes))]
    return ident, {
        "quote": quote,
        "language": language,
        "quotes": [
            {"language": own[0], "quote": own[1], "terms": own[2], "post_uid": "x:p1"}
            | {"n_posts": n, "n_texts": place + 1}
            for place, (own, n) in enumerate(zip(quotes, n_posts, strict=True))
        ],
        "spread": [
            {"platform": platform, "language": own[0], "n_posts": n}
            | {"first_day": "2023-08-07T00:00:00Z"}
            for own, n in zip(quotes, n_posts, strict=True)
            for platform in ("x", "evil.example")
        ],
        "terms": terms,
        "frame": frame,
        "template": _template(quotes[0][1], len(quotes)) if targets else None,
        "stance": None,
        "n_claim_groups": len(quotes),
        "n_texts": 2 * len(quotes) - 1,
        "n_posts": sum(n_posts),
        "n_accounts": 9,
        "platforms": ["x"],
        "languages": [own[0] for own in quotes],
        "targets": targets,
    }


def _template(words: str, n: int) -> Row:
    return {
        "pattern": f"{{1:target}} {words} https://evil.example/a @somebody {{2:url}}",
        "has_target_slot": n > 1,
        "slots": [{"type": "target", "n_values": 47}, {"type": "url", "n_values": 1}],
        "n_posts": n,
    }


def target(name: str, n: int) -> Row:
    return {
        "name": name,
        "n_posts": n,
        "n_accounts": min(n, 9),
        "n_direct": n - 1,
        "n_missing": 0 if n > 5 else None,
        "n_open_threads": 0,
        "n_unattributed": 0,
        "n_high": n if n > 5 else None,
        "n_officials": 1,
        "n_elsewhere": 0,
        "n_undeclared": 1 if n > 5 else None,
        "n_highest": n + 1 if n > 5 else None,
        "n_expected": 1.25,
        "platforms": ["facebook", "www.evil.example"],
        "languages": ["en", "zh"],
        "first_at": "2023-08-07T09:00:00Z",
        "last_at": "2023-08-19T08:00:00Z",
    }


def _claims() -> dict[type[s.TableSpec], list[Row]]:
    claims, evidence = [], []
    for number, (kind, subject, content) in enumerate(facts()):
        claims.append(
            _JUDGED.get(kind, {})
            | {
                "claim_id": f"k-{number:02d}",
                "campaign_id": CAMPAIGN,
                "kind": kind,
                "subject": subject,
                "facts": json.dumps(content, sort_keys=True),
                "scope": json.dumps(_SCOPE | {"end": "2023-08-20T21:30:00Z"}),
                "n_evidence": 4,
            }
        )
        evidence += [
            {
                "claim_id": f"k-{number:02d}",
                "evidence_id": f"e-{number}{k}",
                "raw_sha256": f"{k:064x}",
            }
            for k in range(4)
        ]
    return {s.Claims: claims, s.Evidence: evidence}


def _coverage() -> dict[type[s.TableSpec], list[Row]]:
    file = {"file_sha256": "f" * 64, "scope": "file", "scope_id": "", "n_records": 1010}
    return {
        s.Coverage: [
            file | {"n_accepted": 990, "n_duplicate": 12, "n_ignored": 5, "n_quarantined": 3},
            file | {"scope": "ignored_rule", "scope_id": "withheld", "n_ignored": 5},
            file | {"scope": "thread", "scope_id": "x:1", "n_declared": 21, "n_missing": 17},
        ],
        s.CoverageLedger: [
            {
                "scope": "platform_day",
                "scope_id": "x",
                "day": START,
                "n_seen": 900,
                "n_missing": 17,
            },
            {"scope": "platform_day", "scope_id": "x", "day": END, "n_seen": 80, "n_deleted": 6},
            {"scope": "platform_day", "scope_id": "evil.example", "day": START, "n_seen": 10},
            {"scope": "target_day", "scope_id": "t-1", "day": START, "n_seen": 30, "n_missing": 17},
            {"scope": "thread", "scope_id": "x:1", "day": START, "n_seen": 4, "n_missing": 17},
        ],
        s.CoverageWarnings: [
            {"warning": "post_time_contradicts_id", "record_uid": HOSTILE, "raw_sha256": "9" * 64}
            | {"platform": "evil.example", "claimed_at": START, "id_at": END}
        ],
        s.Quarantine: [
            {"quarantine_id": f"z-{i}", "reason_code": "truncated", "file_name": HOSTILE}
            for i in range(3)
        ],
    }
