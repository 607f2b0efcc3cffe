from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from sorted_outcomes import Outcomes

from undertow.ingest.container import Limits
from undertow.ingest.detect import detect
from undertow.ingest.formats import FORMATS
from undertow.ingest.formats.bluesky_objects import owner

POST = "app.bsky.feed.post"
AT = "2023-09-02T10:00:00.000Z"
SEEN = "2023-09-02T10:00:09.000Z"


def address(name: str, key: str) -> str:
    return f"at://did:plc:{name}/{POST}/{key}"


def view(name: str, key: str, *, record: dict[str, Any] | None = None, **more: Any) -> Any:
    return {
        "uri": address(name, key),
        "cid": "bafy",
        "author": {"did": f"did:plc:{name}", "handle": f"{name}.example"},
        "record": {"$type": POST, "createdAt": AT, "text": key} | (record or {}),
        "indexedAt": SEEN,
        **more,
    }


def answer(name: str, key: str, parent: str, root: str) -> Any:
    return view(name, key, record={"reply": {"parent": {"uri": parent}, "root": {"uri": root}}})


class TestPosts:
    def test_facets_after_an_emoji_give_links_tags_and_mentions(self, read) -> None:  # type: ignore[no-untyped-def]
        text = "🫖🫖 exa.org/t… #thé @ana"
        facets = [
            {"index": {"byteStart": 9}, "features": [{"uri": "https://exa.org/tea"}]},
            {"index": {"byteStart": 22}, "features": [{"tag": "thé"}]},
            {"index": {"byteStart": 28}, "features": [{"did": "did:plc:bo"}, {"unknown": 1}]},
        ]
        external = {"external": {"uri": "https://exa.org/card", "title": "Tea"}}
        record = {"text": text, "facets": facets, "tags": ["Tea"], "embed": external}
        found = Outcomes(read("bluesky", [view("ana", "k", record=record)])).records
        post = found["bluesky:" + address("ana", "k")]
        assert post.text == text
        assert post.urls == ["https://exa.org/tea", "https://exa.org/card"]
        assert post.hashtags == ["thé", "Tea"]
        assert post.mentions == ["did:plc:bo"]
        assert post.known_absent == ["in_reply_to_id", "quoted_id", "root_id"]

    def test_when_the_network_saw_something_is_not_when_it_was_collected(self, read) -> None:  # type: ignore[no-untyped-def]
        record = {"createdAt": "2019-01-01T00:00:00Z"}
        ana = {"did": "did:plc:ana", "handle": "ana.example", "indexedAt": SEEN}
        reason = {"by": ana, "uri": "at://did:plc:ana/app.bsky.feed.repost/9", "indexedAt": SEEN}
        lines = [{"profiles": [ana]}, {"feed": [{"post": view("bo", "k", record=record)}]}]
        lines[1]["feed"][0]["reason"] = reason
        profile, post, repost = Outcomes(read("bluesky", lines)).records.values()
        assert post.created_at == datetime(2019, 1, 1, tzinfo=UTC)
        assert repost.created_at == datetime(2023, 9, 2, 10, 0, 9, tzinfo=UTC)
        assert [row.observed_at for row in (profile, post, repost)] == [None] * 3

    @pytest.mark.parametrize("claim", ["0001-01-01T00:00:00Z", "2023-09-02T10:00:00", "later", ""])
    def test_a_claim_that_is_no_time_hides_no_post(self, read, claim: str) -> None:  # type: ignore[no-untyped-def]
        record = {"createdAt": claim}
        lines = [view("ana", "k", record=record), view("ana", "m", record=record, indexedAt=None)]
        found = Outcomes(read("bluesky", lines))
        post = found.records["bluesky:" + address("ana", "k")]
        assert post.created_at == datetime(2023, 9, 2, 10, 0, 9, tzinfo=UTC)
        assert post.created_precision == "estimate"
        assert [place for _, place in found.rejected] == ["$.record.createdAt"]

    def test_quotes_are_posts_and_files_are_hashes(self, read) -> None:  # type: ignore[no-untyped-def]
        quoted = {"uri": address("bo", "q"), "cid": "bafy"}
        pictures = {"images": [{"image": {"ref": {"$link": "bafkone"}}}, {"image": {"cid": "old"}}]}
        with_media = {"record": {"record": quoted}, "media": pictures}
        feed = {"record": {"uri": "at://did:plc:bo/app.bsky.feed.generator/tea"}}
        video = {"video": {"ref": {"$link": "bafkvid"}}}
        lines = [
            view("ana", str(n), record={"embed": embed})
            for n, embed in enumerate((with_media, {"record": quoted}, feed, video))
        ]
        both, bare, generator, film = Outcomes(read("bluesky", lines)).records.values()
        assert (both.kind, both.quoted_id, both.media) == (
            "quote",
            address("bo", "q"),
            ["bafkone", "old"],
        )
        assert bare.quoted_id == address("bo", "q")
        assert (generator.kind, generator.quoted_id) == ("post", None)
        assert (film.media, film.known_absent) == (
            ["bafkvid"],
            ["in_reply_to_id", "quoted_id", "root_id"],
        )

    def test_other_records_are_no_posts(self, read) -> None:  # type: ignore[no-untyped-def]
        found = Outcomes(read("bluesky", [view("ana", "k", record={"$type": "com.example.note"})]))
        assert found.rejected == [("unknown_kind", "$.record.$type")]


class TestProfiles:
    ANA: ClassVar = {"did": "did:plc:ana", "handle": "ana.example", "description": "Tea " * 200}

    @pytest.mark.parametrize("indent", [None, 1])
    @pytest.mark.parametrize("n", [1, 25, 200])
    def test_a_bare_answer_is_recognised(self, open_bytes, n: int, indent: int | None) -> None:  # type: ignore[no-untyped-def]
        page = json.dumps({"profiles": [self.ANA] * n}, indent=indent).encode()
        assert detect(open_bytes(page), "page.json", FORMATS).spec.format_id == "bluesky"

    def test_one_account_without_a_handle_does_not_hide_the_others(self, open_bytes) -> None:  # type: ignore[no-untyped-def]
        for profiles in ([{"did": "did:plc:bo"}, self.ANA], [{"did": "did:plc:bo"}]):
            page = json.dumps({"profiles": profiles}).encode()
            assert detect(open_bytes(page), "page.json", FORMATS).spec.format_id == "bluesky"


class TestThreads:
    def test_all_above_and_below(self, read) -> None:  # type: ignore[no-untyped-def]
        root, middle = address("ana", "1"), address("bo", "2")
        node = {
            "post": answer("bo", "2", root, root) | {"replyCount": 3},
            "parent": {"post": view("ana", "1"), "parent": None},
            "replies": [
                {"post": answer("cy", "3", middle, root), "replies": [{"post": {"uri": 7}}]},
                {"uri": address("di", "4"), "notFound": True},
                {"uri": address("ed", "5"), "blocked": True, "author": {"did": "did:plc:ed"}},
            ],
        }
        found = Outcomes(read("bluesky", [{"thread": node}]))
        assert list(found.records) == [
            "bluesky:" + uri for uri in (middle, root, address("cy", "3"))
        ]
        deep = found.records["bluesky:" + address("cy", "3")]
        assert (deep.kind, deep.in_reply_to_id, deep.root_id) == ("reply", middle, root)
        assert deep.in_reply_to_author_id == "did:plc:bo"
        assert found.ignored == [
            ("post_not_found", "$.thread.replies[1]"),
            ("post_blocked", "$.thread.replies[2]"),
        ]
        assert found.rejected == [("wrong_type", "$.thread.replies[0].replies[0].post.uri")]
        assert found.declared == {middle: 3}

    def test_a_thread_of_hundreds_of_answers(self, read) -> None:  # type: ignore[no-untyped-def]
        node: dict[str, Any] = {"post": view("ana", "0")}
        for depth in range(1, 200):
            node = {"post": view("ana", str(depth)), "replies": [node]}
        assert len(Outcomes(read("bluesky", [{"thread": node}], Limits())).records) == 200


class TestFeeds:
    def test_reposts_and_what_is_answered(self, read) -> None:  # type: ignore[no-untyped-def]
        by = {"did": "did:plc:bo", "handle": "handle.invalid"}
        reason = {"by": by, "uri": "at://did:plc:bo/app.bsky.feed.repost/9", "indexedAt": SEEN}
        root = address("ana", "1")
        items = [
            {"post": view("ana", "1"), "reason": reason},
            {"post": view("ana", "1"), "reason": reason | {"uri": None}},
            {"post": view("ana", "1"), "reason": {"$type": "app.bsky.feed.defs#reasonPin"}},
            {
                "post": answer("cy", "2", root, root),
                "reply": {"root": view("ana", "1"), "parent": {"uri": root, "notFound": True}},
            },
        ]
        found = Outcomes(read("bluesky", [{"feed": items, "cursor": "x"}]))
        repost = found.records["bluesky:at://did:plc:bo/app.bsky.feed.repost/9"]
        assert (repost.kind, repost.repost_of_id, repost.text) == ("repost", root, "1")
        assert repost.repost_of_author_id == "did:plc:ana"
        assert (repost.author_id, repost.author_handle) == ("did:plc:bo", None)
        assert found.ignored == [
            ("repost_without_id", "$.feed[1].reason"),
            ("post_not_found", "$.feed[3].reply.parent"),
        ]
        assert found.rejected == []

    def test_lists_of_accounts_and_likes(self, read) -> None:  # type: ignore[no-untyped-def]
        ana = {"did": "did:plc:ana", "handle": "ana.example", "followersCount": 3}
        ana["verification"] = {"verifiedStatus": "valid"}
        lines = [
            {"followers": [ana], "subject": {"did": "did:plc:bo", "handle": "bo.example"}},
            {"likes": [{"actor": ana, "indexedAt": SEEN}], "uri": address("ana", "1")},
            {"posts": [], "hitsTotal": 0},
            {"preferences": []},
        ]
        found = Outcomes(read("bluesky", lines))
        account = found.records["bluesky:did:plc:ana"]
        assert (account.author_verified, account.author_followers) == (True, 3)
        assert found.ignored == [("like", "$.likes[0]"), ("no_records", "$")]
        assert found.rejected == [("unknown_kind", "$")]


def test_dumps_of_the_sdk_are_read_alike(read) -> None:  # type: ignore[no-untyped-def]
    dump = {
        "py_type": "app.bsky.feed.defs#postView",
        "uri": address("ana", "k"),
        "author": {"did": "did:plc:ana", "handle": "ana.example", "display_name": "Ana_b"},
        "record": {
            "py_type": POST,
            "created_at": AT,
            "text": "not_a_key py_type",
            "facets": [{"index": {"byte_start": 0}, "features": [{"uri": "https://a.b/c_d"}]}],
            "embed": {"images": [{"image": {"ref": {"link": "bafk"}, "mime_type": "image/png"}}]},
        },
        "like_count": 4,
        "indexed_at": SEEN,
    }
    (post,) = Outcomes(read("bluesky", [dump])).records.values()
    assert (post.author_name, post.text) == ("Ana_b", "not_a_key py_type")
    assert (post.urls, post.media, post.like_count) == (["https://a.b/c_d"], ["bafk"], 4)


class TestJetstream:
    def event(self, second: int = 0, **more: Any) -> dict[str, Any]:
        return {"did": "did:plc:ana", "time_us": 1693648800123456 + second * 10**6, **more}

    def change(self, operation: str, collection: str, **record: Any) -> dict[str, Any]:
        commit = {"operation": operation, "collection": collection, "rkey": "k", "rev": "r"}
        if record:
            commit |= {"record": {"createdAt": AT, **record}}
        return self.event(kind="commit", commit=commit)

    def test_posts_reposts_and_removals(self, read) -> None:  # type: ignore[no-untyped-def]
        lines = [
            self.change("create", POST, text="Hi"),
            self.change("update", POST, text="Hi!"),
            self.change("create", "app.bsky.feed.repost", subject={"uri": address("bo", "1")}),
            self.change("delete", POST),
        ]
        first, second, repost, removal = (
            outcome.record for outcome in Outcomes(read("bluesky-jetstream", lines)).all
        )
        assert first.id == address("ana", "k")
        assert first.observed_at == datetime(2023, 9, 2, 10, 0, 0, 123456, tzinfo=UTC)
        assert (first.author_id, first.edited_at) == ("did:plc:ana", None)
        assert second.edited_at == second.observed_at
        assert (repost.kind, repost.repost_of_id) == ("repost", address("bo", "1"))
        assert (removal.kind, removal.id) == ("removal", first.id)
        assert removal.deleted_at == first.observed_at

    def test_accounts_change(self, read) -> None:  # type: ignore[no-untyped-def]
        lines = [
            self.event(kind="identity", identity={"did": "did:plc:ana", "handle": "new.example"}),
            self.event(kind="identity", identity={"did": "did:plc:ana"}),
            self.event(kind="account", account={"active": False, "status": "takendown"}),
            self.event(kind="account", account={"active": False, "status": "deactivated"}),
            self.event(kind="account", account={"active": True}),
            self.change("update", "app.bsky.actor.profile", displayName="Ana"),
        ]
        found = Outcomes(read("bluesky-jetstream", lines))
        seen = [o.record for o in found.all if hasattr(o, "record")]
        assert seen[0].author_handle == "new.example"
        assert [record.author_status for record in seen] == [None, "suspended", "active", None]
        assert seen[3].author_name == "Ana"
        assert found.ignored == [("identity_without_handle", "$"), ("account_unavailable", "$")]

    def test_the_rest_is_left_out_by_name_or_kept_aside(self, read) -> None:  # type: ignore[no-untyped-def]
        lines = [
            self.change("create", "app.bsky.feed.like", subject={}),
            self.change("delete", "app.bsky.graph.follow"),
            self.change("create", "app.bsky.graph.block"),
            self.change("create", "com.example.thing"),
            self.change("delete", "app.bsky.actor.profile"),
            self.change("create", POST),
            self.change("merge", POST, text="Hi"),
            self.event(kind="sync"),
            self.change("create", POST, text=7),
            self.event(kind="commit") | {"time_us": 10**30},
        ]
        found = Outcomes(read("bluesky-jetstream", lines))
        assert [rule for rule, _ in found.ignored] == [
            "like",
            "follow",
            "block",
            "other_collection",
            "profile_emptied",
        ]
        assert found.rejected == [
            ("missing_field", "$.commit.record"),
            ("unknown_kind", "$.commit.operation"),
            ("unknown_kind", "$.kind"),
            ("wrong_type", "$.commit.record.text"),
            ("bad_time", "$.time_us"),
        ]


@pytest.mark.parametrize(
    ("uri", "did"),
    [
        ("at://did:plc:ana/app.bsky.feed.post/1", "did:plc:ana"),
        ("at://ana.example/app.bsky.feed.post/1", None),
        ("", None),
        (None, None),
    ],
)
def test_only_a_did_tells_whose_record_it_is(uri: str | None, did: str | None) -> None:
    assert owner(uri) == did
