"""The evaluation's implementation of CooRTweet's definition, on a handful of posts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from account_scene import Row, table

from undertow.evaluate.coortweet import SETTINGS, run_definition
from undertow.schema import Posts

START = datetime(2023, 8, 7, tzinfo=UTC)


def test_accounts_of_repeated_pairs_are_named() -> None:
    rows: list[Row] = []

    def post(account: str, minute: int, text: str, **more: str) -> None:
        row = {"post_uid": f"x:{len(rows)}", "account_uid": account, "text": text, "kind": "post"}
        rows.append(row | {"created_at": START + timedelta(minutes=minute)} | more)

    for i in range(3):
        post("x:a", i, f"the same text {i}")
        post("x:b", i, f"the same text {i}")
    post("x:c", 0, "the same text 0")  # has one share only: no participant
    post("x:d", 0, "the same text 1", kind="repost")
    for i in range(2):  # a pair with a and with b: weight 1, below the median of 1, 1, 3
        post("x:e", 0, f"the same text {2 - 2 * i}" if i else "own words")
    post("x:f", 2 * 1440, "the same text 0")
    post("x:f", 2 * 1440, "the same text 1")
    for account in ("x:g", "x:h"):
        for i in range(2):
            own = f"words of {account} {i}"
            post(account, 10 * i, own, kind="reply", parent_uid=f"x:page{i}")
    plain: Row = {"platform": "x", "native_id": "", "created_precision": "second"}
    plain |= {"created_source": "field", "urls": [], "hashtags": [], "mentions": []}
    found = [
        run.accounts for run in run_definition(table(Posts, rows, raw_sha256="", **plain).arrow)
    ]
    assert found == [
        {"x:a", "x:b", "x:e"},  # the median weight is 1: all edges
        {"x:a", "x:b"},
        {"x:g", "x:h"},
    ]
    assert len(found) == len(SETTINGS)
