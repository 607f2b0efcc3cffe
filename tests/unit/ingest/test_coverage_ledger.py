"""What the ledger holds against what the sources declare."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from account_scene import table

from undertow.ingest import build_coverage_ledger
from undertow.schema import Coverage, Engagement, Posts, TargetAccounts, TargetHits
from undertow.settings import NoSettings

DAY = datetime(2023, 9, 2, tzinfo=UTC)
Rows = list[dict[str, Any]]
Found = dict[tuple[str, str, datetime], tuple[int, int | None, int | None, int]]


def post(uid: str, root: str | None = None, parent: str | None = None, **more: Any) -> Any:
    platform = uid.split(":")[0]
    at = DAY + timedelta(hours=1)
    plain = {"post_uid": uid, "root_uid": root, "parent_uid": parent or root, "created_at": at}
    return plain | {"platform": platform, "account_uid": f"{platform}:someone"} | more


def ledger(posts: Rows, counts: dict[str, int], **tables: Rows) -> Found:
    """Return seen, declared, missing and deleted by scope, id and day."""
    declared = [{"scope": "thread", "scope_id": uid, "n_declared": n} for uid, n in counts.items()]
    none = dict.fromkeys(("n_records", "n_accepted", "n_duplicate", "n_ignored"), 0)
    made = build_coverage_ledger(
        table(
            Posts, posts, native_id="", kind="comment", created_precision="second",
            created_source="field", urls=[], hashtags=[], mentions=[], raw_sha256="",
        ),
        table(Engagement, tables.get("engagement", []), raw_sha256=""),
        table(Coverage, declared, file_sha256="", file_name="", n_quarantined=0, **none),
        table(TargetHits, tables.get("hits", [])),
        table(TargetAccounts, tables.get("officials", [])),
        NoSettings(),
        rng_seed=0,
    )  # fmt: skip
    return {
        (row["scope"], row["scope_id"], row["day"]): (
            row["n_seen"], row["n_declared"], row["n_missing"], row["n_deleted"],
        )
        for row in made.arrow.to_pylist()
    }  # fmt: skip


def test_a_thread_misses_what_it_declares_and_does_not_deliver() -> None:
    posts = [post("y:v"), post("y:c1", "y:v"), post("y:c2", "y:v", deleted_at=DAY)]
    found = ledger(posts, {"y:v": 10})
    assert found["thread", "y:v", DAY] == (2, 10, 8, 1)
    assert found["platform_day", "y", DAY] == (3, 11, 8, 1)


def test_nothing_declared_is_nothing_known() -> None:
    assert ledger([post("y:v"), post("y:c1", "y:v")], {}) == {
        ("platform_day", "y", DAY): (2, None, None, 0)
    }


def test_answers_to_answers_are_not_missed_twice() -> None:
    posts = [post("y:v"), post("y:c1", "y:v"), post("y:r1", "y:v", "y:c1")]
    assert ledger(posts, {"y:v": 6, "y:c1": 3})["thread", "y:v", DAY] == (2, 6, 4, 0)
    assert ledger(posts, {"y:c1": 9})["thread", "y:v", DAY] == (2, 10, 8, 0)


def test_counts_shown_on_posts_declare_too_and_the_largest_holds() -> None:
    posts = [post("x:1"), post("x:2", "x:1")]
    shown = [{"post_uid": "x:1", "reply_count": 4}]
    assert ledger(posts, {}, engagement=shown)["thread", "x:1", DAY][:3] == (1, 4, 3)
    assert ledger(posts, {"x:1": 7}, engagement=shown)["thread", "x:1", DAY][:3] == (1, 7, 6)


def test_more_seen_than_declared_misses_nothing() -> None:
    posts = [post("x:1"), post("x:2", "x:1"), post("x:3", "x:1")]
    assert ledger(posts, {"x:1": 1})["thread", "x:1", DAY][:3] == (2, 1, 0)


def test_the_page_of_an_official_misses_what_its_threads_miss() -> None:
    posts = [
        post("f:own", account_uid="f:mp"),
        post("f:other"),
        post("f:a", "f:other", created_at=DAY + timedelta(days=1)),
    ]
    found = ledger(
        posts,
        {"f:own": 5, "f:other": 3},
        officials=[{"target_id": "t", "account_uid": "f:mp"}],
        hits=[
            {"post_uid": "f:a", "target_id": "t", "via": "page"},
            {"post_uid": "f:a", "target_id": "t", "via": "alias"},
        ],
    )
    assert found["target_day", "t", DAY] == (0, 7, 7, 0)
    assert found["target_day", "t", DAY + timedelta(days=1)] == (1, None, None, 0)


def test_a_thread_whose_opening_was_not_captured_has_the_day_of_its_first_answer() -> None:
    later = DAY + timedelta(days=3)
    posts = [post("y:c1", "y:v", created_at=later), post("y:c2", "y:v", created_at=later)]
    assert ledger(posts, {"y:v": 3})["thread", "y:v", later][:3] == (2, 3, 1)
