"""The peer on a handful of posts, and what happens where it is not installed."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime, timedelta

import pytest
from account_scene import Row, table

from undertow.evaluate import peers
from undertow.schema import Posts

needs_peer = pytest.mark.skipif(
    not peers.is_installed(), reason="coordination-network-toolkit 1.5.2 is not installed"
)
START = datetime(2023, 8, 7, tzinfo=UTC)


def test_missing_peer_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert not peers.is_installed()


@needs_peer
def test_peer_names_accounts_that_publish_the_same_text() -> None:
    rows: list[Row] = []

    def post(account: str, second: int, text: str, **more: str) -> None:
        row = {"post_uid": f"x:{len(rows)}", "account_uid": account, "text": text, "kind": "post"}
        rows.append(row | {"created_at": START + timedelta(seconds=second)} | more)

    for i in range(3):
        post("x:a", 100 * i, f"the same text {i}")
        post("x:b", 100 * i + 60, f"the same text {i}")
    post("x:c", 50, "the same text 0")
    post("x:d", 3 * 86400, "the same text 0")
    for i in range(2):
        for name in ("x:e", "x:f"):
            post(name, 10, f"own {name} {i}", kind="reply", parent_uid=f"x:page{i}")
        post("x:g", 20, "the same text 2", kind="repost")
    plain: Row = {"platform": "x", "native_id": "", "created_precision": "second"}
    plain |= {"created_source": "field", "urls": [], "hashtags": [], "mentions": []}
    found = [
        run.accounts for run in peers.run_peer(table(Posts, rows, raw_sha256="", **plain).arrow)
    ]
    assert found == [
        {"x:a", "x:b", "x:c"},
        {"x:a", "x:b"},
        {"x:a", "x:b"},
        {"x:a", "x:b", "x:c"},
        {"x:e", "x:f"},
        {"x:e", "x:f"},
        {"x:a", "x:b", "x:c"},
        {"x:a", "x:b"},
    ]
    assert len(found) == len(peers.SETTINGS)


@needs_peer
def test_similar_texts_are_compared_on_small_sets_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "MOST_COMPARED", 0)
    row: Row = {"post_uid": "x:0", "account_uid": "x:a", "text": "a text", "created_at": START}
    plain: Row = {"platform": "x", "native_id": "", "kind": "post", "created_precision": "second"}
    plain |= {"created_source": "field", "urls": [], "hashtags": [], "mentions": []}
    names = [run.name for run in peers.run_peer(table(Posts, [row], raw_sha256="", **plain).arrow)]
    assert names
    assert not any("similar" in name for name in names)
