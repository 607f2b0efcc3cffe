"""Media of a campaign made by hand: a video by four accounts, its copies, and hostile names."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from cases import vouch
from claim_scene import table
from PIL import Image

from undertow import schema as s
from undertow.campaigns import build_claims
from undertow.case import Case
from undertow.schema import Table
from undertow.settings import Settings
from undertow.stages import STAGES

Row = dict[str, Any]

AT = datetime(2023, 8, 7, 9, tzinfo=UTC)
HOSTILE = "=cmd|'/c calc'!A1 <script>alert(1)</script>\u202e@third_party.mp4"


def uid(letter: str) -> str:
    """Return the hash of a file, made of one hexadecimal digit."""
    return letter * 64


FIRST, COPY, MIRROR, PICTURE = uid("1"), uid("2"), uid("a"), uid("c")
# Post -> who carries what: account, platform, file, hours after the beginning.
CARRIED = {
    "x:p1": ("a1", "x", FIRST, 0),
    "x:p2": ("a2", "x", FIRST, 2),
    "youtube:p3": ("a3", "youtube", COPY, 5),
    "tiktok:p4": ("a4", "tiktok", MIRROR, 9),
    "x:p5": ("a1", "x", PICTURE, 11),
}


def match(a: str, b: str, **more: Any) -> Row:
    """Return a row of ``media_matches``; the smaller hash comes first."""
    row = {"kind": "video", "share_a": 1.0, "share_b": 1.0, "n_matched": 60, "distance": 8.0}
    row |= {"offset_s": 0.0, "speed": 1.0, "view_a": "full", "view_b": "full"}
    return {"media_a": a, "media_b": b} | row | more


MATCHES = (
    match(FIRST, COPY, share_a=0.4, view_b="bars"),
    match(FIRST, MIRROR, view_a="mirror"),
    match(COPY, MIRROR, view_a="mirror"),
)


def media_rows(
    carried: dict[str, tuple[str, str, str, int]] | None = None,
    matches: Sequence[Row] = MATCHES,
    c2pa: Mapping[str, str] = MappingProxyType({}),
) -> dict[type[s.TableSpec], list[Row]]:
    """Return the rows of the tables of media; ``c2pa`` maps the digit of a file to its state."""
    posts = CARRIED if carried is None else carried
    files = sorted({own[2] for own in posts.values()})
    videos = [name for name in files if name != PICTURE]
    return {
        s.MediaFiles: [
            {"media_uid": name, "kind": "image" if name == PICTURE else "video"}
            | {"mime": "image/png" if name == PICTURE else "video/mp4", "n_bytes": 40_000}
            | {"duration_s": None if name == PICTURE else 12.5, "state": "decoded"}
            | {"width_px": 320, "height_px": 180, "c2pa_state": c2pa.get(name[0], "absent")}
            | {"decoder": "test"}
            for name in files
        ],
        s.MediaGroups: [
            {"media_uid": name, "media_group": videos[0] if name in videos else name}
            | {"is_exact": False}
            for name in files
        ],
        s.MediaMatches: list(matches),
        s.MediaSightings: [
            {"post_uid": post, "media_uid": own[2], "media_ref": HOSTILE, "via": "path"}
            for post, own in posts.items()
        ],
        s.MediaPlaces: [
            {"media_uid": name, "file_sha256": name, "member": "", "byte_offset": 0}
            | {"path": HOSTILE}
            for name in files
        ],
        s.MediaHashes: [
            {"media_uid": name, "frame": frame, "at_s": frame * 2.0, "quality": 90}
            | {"views": b"\0" * 32, "pdq": name[0] * 64 if frame == 0 else None}
            for name in files
            for frame in range(2)
        ],
        s.MediaFacts: [
            {"media_uid": name, "source": "encoder", "position": 0, "name": "Software"}
            | {"value": HOSTILE}
            for name in files
        ],
    }


def campaign_tables(
    rows: dict[type[s.TableSpec], list[Row]],
    carried: dict[str, tuple[str, str, str, int]] | None = None,
    others: Sequence[str] = (),
    precision: Mapping[str, str] = MappingProxyType({}),
) -> dict[type[s.TableSpec], Table[Any]]:
    """Return a campaign that posted some media; ``others`` are posts that are none of it.

    ``precision`` maps posts to how exactly their time is known, where that is not to the second.
    """
    posts = CARRIED if carried is None else carried
    at = {post: AT + timedelta(hours=own[3]) for post, own in posts.items()}
    found = rows | {
        s.Campaigns: [
            {"campaign_id": "c-1", "community_id": "g-1", "verdict": "coordinated"}
            | {"platforms": ["x"], "start": AT, "end": AT + timedelta(days=2)}
        ],
        s.CampaignPosts: [
            {"campaign_id": "c-1", "post_uid": post, "account_uid": own[0], "platform": own[1]}
            | {"at": at[post], "language": "en", "layers": ["media"]}
            for post, own in posts.items()
            if post not in others
        ],
        s.CampaignRanges: [{"campaign_id": "c-1", "target_id": ""}],
        s.Posts: [
            {"post_uid": post, "account_uid": own[0], "platform": own[1], "created_at": at[post]}
            | {"raw_sha256": f"raw {post}", "created_precision": precision.get(post, "second")}
            for post, own in posts.items()
        ],
        s.AccountFindings: [
            {"account_uid": name, "campaign_id": "c-1", "verdict": "coordinated"}
            for name in sorted({own[0] for post, own in posts.items() if post not in others})
        ],
        s.Accounts: [
            {"account_uid": name, "raw_sha256": f"raw {name}"}
            for name in sorted({own[0] for own in posts.values()})
        ],
    }
    return {spec: table(spec, own) for spec, own in found.items()}


def claims_of(tables: dict[type[s.TableSpec], Table[Any]]) -> tuple[list[Row], list[Row]]:
    """Return the claims of media, with their facts read, and the evidence of each."""
    (stage,) = (own for own in STAGES if own.name == "claims")
    read = (tables.get(spec) or Table.empty(spec) for spec in stage.inputs)
    claims, evidence = build_claims(*read, settings=Settings(), rng_seed=0)
    told = [
        row | {"facts": json.loads(row["facts"])}
        for row in claims.arrow.to_pylist()
        if row["kind"].startswith("media")
    ]
    ids = {row["claim_id"] for row in told}
    return told, [row for row in evidence.arrow.to_pylist() if row["claim_id"] in ids]


def add_to(
    case: Case,
    carried: dict[str, tuple[str, str, str, int]] | None = None,
    c2pa: Mapping[str, str] = MappingProxyType({}),
) -> Case:
    """Add the media and the claims about them to a case that has a campaign ``c-1``."""
    rows = media_rows(carried, c2pa=c2pa)
    for spec, own in rows.items():
        case.write(table(spec, own))
    claims, evidence = claims_of(campaign_tables(rows, carried))
    for row in claims:
        row["facts"] = json.dumps(row["facts"], sort_keys=True)
    for spec, own in ((s.Claims, claims), (s.Evidence, evidence)):
        case.write(table(spec, case.read(spec).arrow.to_pylist() + own))
    return vouch(case)


def write_thumbnail(case: Case, media_uid: str) -> bytes:
    """Write a small picture of a file where the decoder does, and return it."""
    image = Image.linear_gradient("L").resize((192, 96)).convert("RGB")
    target = io.BytesIO()
    image.save(target, "JPEG")
    path = case.path / "media" / "thumbnails" / f"{media_uid}.jpg"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(target.getvalue())
    return target.getvalue()
