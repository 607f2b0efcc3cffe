from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest

from undertow.ingest import merge_records
from undertow.schema import Records, Table
from undertow.settings import NoSettings

AT = datetime(2023, 9, 2, 10, tzinfo=UTC)
LATER = datetime(2023, 9, 5, tzinfo=UTC)


@pytest.fixture
def merge(rows_of):  # type: ignore[no-untyped-def]
    """Merge records; what is not given of a post is plain."""

    def merge_rows(*rows: dict[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
        plain = {
            "file_sha256": "f",
            "platform": "x",
            "kind": "post",
            "created_at": AT,
            "created_precision": "second",
            "created_source": "field",
        }
        full = []
        for number, row in enumerate(rows):
            uid = f"x:{row.get('id') or row['author_id']}"
            full.append({"record_no": number, "record_uid": uid, "raw_sha256": f"r{number}"} | row)
        arrow: pa.Table = rows_of(Records, *(plain | row for row in full))
        tables = merge_records(Table.checked(Records, arrow), NoSettings(), rng_seed=1)
        return {
            table.spec.name: {
                "/".join(str(row[name]) for name in table.spec.key): row
                for row in table.arrow.to_pylist()
            }
            for table in tables
        }

    return merge_rows


def profile(author_id: str, **more: Any) -> dict[str, Any]:
    empty = {"created_at": None, "created_precision": None, "created_source": None}
    return {"author_id": author_id, "kind": "account"} | empty | more


def test_the_newest_value_that_is_not_missing_wins(merge) -> None:  # type: ignore[no-untyped-def]
    tables = merge(
        {"id": "1", "observed_at": LATER, "text": "new", "raw_sha256": "a"},
        {"id": "1", "observed_at": AT, "text": "old", "lang": "fr", "raw_sha256": "c"},
        {"id": "1", "text": "undated", "author_id": "7", "urls": ["u"], "raw_sha256": "z"},
    )
    [post] = tables["posts"].values()
    assert (post["text"], post["lang"], post["account_uid"]) == ("new", "fr", "x:7")
    assert (post["urls"], post["hashtags"], post["mentions"]) == (["u"], None, None)
    assert post["raw_sha256"] == "a"


def test_references_become_uids(merge) -> None:  # type: ignore[no-untyped-def]
    row = {
        "id": "2",
        "kind": "reply",
        "in_reply_to_id": "1",
        "root_id": "0",
        "in_reply_to_author_id": "8",
        "repost_of_id": "5",
        "quoted_id": "6",
    }
    [post] = merge(row)["posts"].values()
    assert post["parent_uid"] == "x:1"
    assert post["root_uid"] == "x:0"
    assert (post["reposted_uid"], post["quoted_uid"]) == ("x:5", "x:6")
    assert post["addressed_account_uid"] == "x:8"
    assert post["reposted_account_uid"] is None


def test_who_is_addressed_is_known_from_the_post_answered(merge) -> None:  # type: ignore[no-untyped-def]
    posts = merge(
        {"id": "1", "author_id": "7"},
        {"id": "2", "author_id": "8", "kind": "reply", "in_reply_to_id": "1"},
        {"id": "3", "author_id": "9", "kind": "repost", "repost_of_id": "1"},
    )["posts"]
    assert posts["x:2"]["addressed_account_uid"] == "x:7"
    assert posts["x:3"]["reposted_account_uid"] == "x:7"


def test_accounts_are_those_that_wrote_or_were_looked_at(merge) -> None:  # type: ignore[no-untyped-def]
    created = datetime(2020, 1, 1, tzinfo=UTC)
    accounts = merge(
        {"id": "1", "author_id": "7", "author_handle": "old", "author_followers": 5},
        {"id": "2", "author_id": "7", "created_at": LATER, "author_handle": "new"},
        {"id": "3", "kind": "reply", "in_reply_to_author_id": "10"},
        profile("8", author_created_at=created, author_created_precision="day", observed_at=AT),
        profile("8", author_name="Bo", observed_at=LATER, raw_sha256="p2"),
    )["accounts"]
    assert sorted(accounts) == ["x:7", "x:8"]
    ana, bo = accounts["x:7"], accounts["x:8"]
    assert (ana["handle"], ana["followers"], ana["n_posts"]) == ("new", 5, 2)
    assert (ana["first_seen"], ana["last_seen"]) == (AT, LATER)
    assert ana["created_source"] is None
    assert (bo["created_at"], bo["created_precision"], bo["created_source"]) == (
        created,
        "day",
        "field",
    )
    assert (bo["display_name"], bo["n_posts"], bo["first_seen"]) == ("Bo", 0, None)
    assert bo["raw_sha256"] == "p2"


def test_snapshots_and_engagement_are_one_a_physical_record(merge) -> None:  # type: ignore[no-untyped-def]
    tables = merge(
        {"id": "1", "author_id": "7", "author_followers": 5, "raw_sha256": "a", "like_count": 1},
        {"id": "2", "author_id": "7", "author_followers": 5, "raw_sha256": "a"},
        {"id": "1", "author_id": "7", "author_followers": 6, "raw_sha256": "b", "like_count": 0},
        {"id": "1", "author_id": "7", "raw_sha256": "c"},
    )
    assert sorted(tables["account_snapshots"]) == [f"x:7/a/{AT}", f"x:7/b/{AT}"]
    assert tables["account_snapshots"][f"x:7/b/{AT}"]["followers"] == 6
    assert tables["account_snapshots"][f"x:7/a/{AT}"]["observed_at"] == AT
    assert sorted(tables["engagement"]) == ["x:1/a/None", "x:1/b/None"]
    assert tables["engagement"]["x:1/b/None"]["like_count"] == 0
    assert tables["engagement"]["x:1/b/None"]["reply_count"] is None


def test_media_are_distinct(merge) -> None:  # type: ignore[no-untyped-def]
    media = merge(
        {"id": "1", "media": ["m1", "m2"]},
        {"id": "1", "media": ["m1"]},
        {"id": "2", "media": []},
    )["media"]
    assert sorted(media) == ["x:1/m1", "x:1/m2"]


def test_no_records_give_empty_tables(merge) -> None:  # type: ignore[no-untyped-def]
    assert all(table == {} for table in merge().values())


def test_a_field_is_absent_when_a_record_says_so_and_none_has_a_value(merge) -> None:  # type: ignore[no-untyped-def]
    tables = merge(
        {"id": "1", "known_absent": ["in_reply_to_id", "lang", "like_count"], "raw_sha256": "a"},
        {"id": "1", "lang": "fr", "author_id": "7", "raw_sha256": "b"},
        {"id": "2", "known_absent": ["author_id", "quoted_id"], "raw_sha256": "c"},
        {"id": "3", "author_id": "7", "known_absent": ["author_name"], "raw_sha256": "d"},
        {"id": "4", "author_id": "7", "raw_sha256": "e"},
    )
    states = {uid: row["known_absent"] for uid, row in tables["posts"].items()}
    assert states == {
        "x:1": ["in_reply_to_id"],
        "x:2": ["author_id", "quoted_id"],
        "x:3": [],
        "x:4": [],
    }
    assert tables["accounts"]["x:7"]["known_absent"] == ["author_name"]
    assert tables["engagement"]["x:1/a/None"]["known_absent"] == ["like_count"]
    assert tables["engagement"]["x:1/a/None"]["like_count"] is None
    assert set(tables["engagement"]) == {"x:1/a/None"}


def test_a_deleted_author_is_nobody_and_no_account(merge) -> None:  # type: ignore[no-untyped-def]
    tables = merge(
        {"id": "1", "known_absent": ["author_id"], "raw_sha256": "a"},
        {"id": "2", "known_absent": ["author_id"], "raw_sha256": "b"},
    )
    assert [row["account_uid"] for row in tables["posts"].values()] == [None, None]
    assert tables["accounts"] == {}


def test_a_notice_of_removal_marks_a_post_and_makes_none(merge) -> None:  # type: ignore[no-untyped-def]
    gone = {"kind": "removal", "created_at": None, "created_precision": None}
    gone |= {"created_source": None, "deleted_at": LATER}
    tables = merge(
        {"id": "1", "author_id": "7", "raw_sha256": "a"},
        gone | {"id": "1", "author_id": "7", "raw_sha256": "b"},
        gone | {"id": "2", "author_id": "8", "raw_sha256": "c"},
    )
    assert {uid: row["deleted_at"] for uid, row in tables["posts"].items()} == {"x:1": LATER}
    assert set(tables["accounts"]) == {"x:7"}


def test_changes_of_a_profile_are_kept_with_both_records(merge) -> None:  # type: ignore[no-untyped-def]
    days = [AT, LATER, datetime(2023, 9, 9, tzinfo=UTC)]
    tables = merge(
        *(
            profile("7", observed_at=at, author_name=name, author_followers=n, raw_sha256=raw)
            for at, name, n, raw in zip(
                days, ("Ana", "Ana", "Lottery"), (5, 5, 900), "abc", strict=True
            )
        ),
        # Captures without a time of their own cannot say which name came first.
        {"id": "1", "author_id": "7", "author_name": "Undated", "raw_sha256": "d"},
    )
    changes = list(tables["profile_changes"].values())
    assert [(c["field"], c["old_value"], c["new_value"]) for c in changes] == [
        ("display_name", "Ana", "Lottery"),
        ("followers", "5", "900"),
    ]
    assert (changes[0]["last_seen_at"], changes[0]["seen_at"]) == (LATER, days[2])
    assert (changes[0]["old_raw_sha256"], changes[0]["raw_sha256"]) == ("b", "c")


def test_a_physical_record_that_shows_an_account_twice_shows_two_moments(merge) -> None:  # type: ignore[no-untyped-def]
    """A table of rows is one physical record."""
    shown = {"id": "1", "author_id": "a", "raw_sha256": "file"}
    tables = merge(
        shown
        | {"observed_at": AT, "author_handle": "zed", "author_followers": 900, "like_count": 50},
        shown
        | {"observed_at": LATER, "author_handle": "abe", "author_followers": 100, "like_count": 40},
    )
    [account] = tables["accounts"].values()
    assert (account["handle"], account["followers"]) == ("abe", 100)
    snapshots = tables["account_snapshots"].values()
    assert [(s["observed_at"], s["handle"], s["followers"]) for s in snapshots] == [
        (AT, "zed", 900),
        (LATER, "abe", 100),
    ]
    changes = {change["field"]: change for change in tables["profile_changes"].values()}
    assert (
        (changes["author_handle" if "author_handle" in changes else "handle"]["new_value"]) == "abe"
    )
    counts = tables["engagement"].values()
    assert [(c["observed_at"], c["like_count"]) for c in counts] == [(AT, 50), (LATER, 40)]


def test_one_moment_with_and_without_a_stated_time_is_one_snapshot(merge) -> None:  # type: ignore[no-untyped-def]
    shown = {"author_id": "a", "raw_sha256": "file"}
    tables = merge(
        shown | {"id": "1", "created_at": LATER, "author_handle": "zed"},
        shown | {"id": "2", "observed_at": LATER, "author_handle": "abe"},
    )
    [snapshot] = tables["account_snapshots"].values()
    assert snapshot["handle"] == "abe"


def test_a_time_that_an_id_tells_gives_way_to_one_that_is_stated(merge) -> None:  # type: ignore[no-untyped-def]
    tables = merge(
        {"id": "1", "observed_at": AT, "created_precision": "minute"},
        {"id": "1", "observed_at": LATER, "created_at": LATER, "created_source": "id_derived"},
    )
    [post] = tables["posts"].values()
    told = (post["created_at"], post["created_precision"], post["created_source"])
    assert told == (AT, "minute", "field")


def test_whether_a_text_is_cut_goes_with_the_text(merge) -> None:  # type: ignore[no-untyped-def]
    cut = {"id": "1", "observed_at": AT, "text": "short…", "text_truncated": True}
    [post] = merge(cut, {"id": "1", "observed_at": LATER, "text": "the full text"})[
        "posts"
    ].values()
    assert (post["text"], post["text_truncated"]) == ("the full text", None)
    [post] = merge(cut, {"id": "1", "observed_at": LATER, "text_truncated": False})[
        "posts"
    ].values()
    assert (post["text"], post["text_truncated"]) == ("short…", True)


def test_links_that_were_not_collected_are_not_none_at_all(merge) -> None:  # type: ignore[no-untyped-def]
    posts = merge({"id": "1"}, {"id": "2", "urls": [], "hashtags": [], "mentions": []})["posts"]
    lists = [[posts[f"x:{n}"][name] for name in ("urls", "hashtags", "mentions")] for n in (1, 2)]
    assert lists == [[None] * 3, [[]] * 3]


def test_what_a_notice_removed_is_not_known_to_be_there(merge) -> None:  # type: ignore[no-untyped-def]
    tables = merge(
        {"id": "1", "known_absent": ["deleted_at"]},
        {"id": "1", "kind": "removal", "deleted_at": LATER, "created_at": None},
    )
    [post] = tables["posts"].values()
    assert (post["deleted_at"], post["known_absent"]) == (LATER, [])
