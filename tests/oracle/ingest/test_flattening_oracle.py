"""A page of the X API and the same page flattened by twarc give the same posts."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import msgspec
import pytest

from undertow.case import Case
from undertow.ingest import ingest_file, merge_records
from undertow.schema import Records
from undertow.settings import NoSettings

expansions = pytest.importorskip("twarc.expansions")

AT = "2023-09-02T10:00:00.000Z"
USERS = [
    {"id": str(n), "username": f"user{n}", "name": f"User {n}", "created_at": AT,
     "description": "a &amp; b", "public_metrics": {"followers_count": n}}
    for n in range(4)
]  # fmt: skip


def tweet(native_id: int, author: int, **more: Any) -> dict[str, Any]:
    own = {
        "id": str(native_id),
        "author_id": str(author),
        "conversation_id": str(native_id),
        "created_at": AT,
        "text": f"text &amp; {native_id}",
        "public_metrics": {"retweet_count": 1, "reply_count": 2, "like_count": 3},
        "entities": {
            "hashtags": [{"tag": f"tag{native_id}"}],
            "mentions": [{"username": "user1", "id": "1"}],
            "urls": [{"url": "https://t.co/a", "expanded_url": f"https://example.org/{native_id}"}],
        },
    }
    return own | more


PAGE = {
    "data": [
        tweet(10, 0, referenced_tweets=[{"type": "retweeted", "id": "1"}], text="RT @user1: te…"),
        tweet(11, 2, referenced_tweets=[{"type": "quoted", "id": "2"}]),
        tweet(
            12,
            3,
            conversation_id="1",
            in_reply_to_user_id="1",
            referenced_tweets=[{"type": "replied_to", "id": "1"}],
            attachments={"media_keys": ["3_1"]},
        ),
        tweet(13, 3, referenced_tweets=[{"type": "retweeted", "id": "999"}]),
    ],
    "includes": {
        "users": USERS,
        "tweets": [tweet(1, 1), tweet(2, 0, attachments={"media_keys": ["3_2"]})],
        "media": [
            {"media_key": "3_1", "type": "photo", "url": "https://pictures.example/1.jpg"},
            {
                "media_key": "3_2",
                "type": "video",
                "preview_image_url": "https://pictures.example/2",
            },
        ],
    },
    "meta": {"result_count": 4},
    "__twarc": {"retrieved_at": "2023-09-03T00:00:00+00:00"},
}


def tables(folder: Path, objects: list[dict[str, Any]]) -> tuple[list[Any], dict[str, Any]]:
    """Return posts and accounts, without the hash of the bytes they came from."""
    folder.mkdir()
    case = Case.create(folder / "case", purpose="a test")
    capture = folder / "a.jsonl"
    capture.write_bytes(b"".join(msgspec.json.encode(item) + b"\n" for item in objects))
    report = ingest_file(case, capture, who="a", command="b")
    assert report.format_id == "x-api-v2"
    assert report.n_quarantined == 0
    merged = merge_records(case.read(Records), NoSettings(), rng_seed=1)
    table = {t.spec.name: t.arrow for t in merged}
    accounts, posts, media = table["accounts"], table["posts"], table["media"]
    by_uid = {row["account_uid"]: row for row in accounts.drop_columns("raw_sha256").to_pylist()}
    return [posts.drop_columns("raw_sha256").to_pylist(), media.to_pylist()], by_uid


def test_page_and_flattened_agree(tmp_path: Path) -> None:
    page_posts, page_accounts = tables(tmp_path / "page", [PAGE])
    flattened = expansions.flatten(copy.deepcopy(PAGE))
    flat_posts, flat_accounts = tables(tmp_path / "flat", flattened)
    assert flat_posts == page_posts
    # Flattening drops users that neither wrote a delivered tweet nor are answered by one.
    assert flat_accounts == {uid: page_accounts[uid] for uid in flat_accounts}
    assert len(page_posts[0]) == 6
