from __future__ import annotations

from typing import Any

import msgspec
from sorted_outcomes import Outcomes

from undertow.ingest.formats import FORMATS


def account(number: str, acct: str, host: str, **more: Any) -> dict[str, Any]:
    name = acct.partition("@")[0]
    return {"id": number, "username": name, "acct": acct, "url": f"https://{host}/@{name}"} | more


ANA = account("1", "ana", "m.example", created_at="2022-11-05T00:00:00.000Z")
BO = account("2", "bo@other.example", "other.example", created_at="2022-11-05T07:08:09.000Z")


def status(number: str, author: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "uri": f"{author['url']}/statuses/{number}",
        "created_at": "2023-09-02T10:00:00.000Z",
        "account": author,
        "content": f"<p>text {number}</p>",
        **more,
    }


def read_one(read: Any, value: dict[str, Any]) -> Any:
    return next(iter(Outcomes(read("mastodon", [value])).records.values()))


class TestReplies:
    def test_the_parent_is_its_uri_where_the_page_holds_it(self, read) -> None:  # type: ignore[no-untyped-def]
        context = {
            "ancestors": [status("10", ANA, in_reply_to_id=None)],
            "descendants": [
                status("11", BO, in_reply_to_id="10", in_reply_to_account_id="1", replies_count=3)
            ],
        }
        found = Outcomes(read("mastodon", [context]))
        reply = found.records["mastodon:https://other.example/@bo/statuses/11"]
        assert reply.kind == "reply"
        assert reply.in_reply_to_id == "https://m.example/@ana/statuses/10"
        assert reply.root_id == reply.in_reply_to_id
        assert reply.in_reply_to_author_id == "https://m.example/@ana"
        assert found.declared == {"https://other.example/@bo/statuses/11": 3}
        top = found.records["mastodon:https://m.example/@ana/statuses/10"]
        assert top.known_absent == ["in_reply_to_id"]

    def test_else_it_is_the_number_on_the_server_that_was_asked(self, read) -> None:  # type: ignore[no-untyped-def]
        mention = {"id": "1", "acct": "ana", "url": "https://m.example/@ana"}
        answer = status(
            "11", BO, in_reply_to_id="9", in_reply_to_account_id="1", mentions=[mention]
        )
        context = {"ancestors": [], "descendants": [answer, status("12", ANA, in_reply_to_id="9")]}
        found = Outcomes(read("mastodon", [context])).records
        first, second = found.values()
        assert first.in_reply_to_id == "https://m.example/api/v1/statuses/9"
        assert second.in_reply_to_id == first.in_reply_to_id
        assert first.in_reply_to_author_id == "https://m.example/@ana"
        assert first.root_id is None
        assert first.mentions == ["ana@m.example"]

    def test_and_none_when_the_server_is_not_known(self, read) -> None:  # type: ignore[no-untyped-def]
        reply = read_one(read, status("11", BO, in_reply_to_id="9"))
        assert (reply.kind, reply.in_reply_to_id, reply.known_absent) == ("reply", None, None)


class TestAccounts:
    def test_names_carry_their_server_and_days_are_days(self, read) -> None:  # type: ignore[no-untyped-def]
        page = {"accounts": [ANA, BO], "statuses": [], "hashtags": [{"name": "tea"}, {}]}
        found = Outcomes(read("mastodon", [page]))
        ana = found.records["mastodon:https://m.example/@ana"]
        bo = found.records["mastodon:https://other.example/@bo"]
        assert (ana.author_handle, ana.author_created_precision) == ("ana@m.example", "day")
        assert (bo.author_handle, bo.author_created_precision) == ("bo@other.example", "second")
        assert found.ignored == [("hashtag", "$.hashtags[0]"), ("hashtag", "$.hashtags[1]")]

    def test_an_account_without_an_address_is_never_known_by_number(self, read) -> None:  # type: ignore[no-untyped-def]
        found = Outcomes(read("mastodon", [ANA | {"url": None}, status("1", ANA | {"url": None})]))
        assert found.rejected == [("missing_field", "$.url")]
        assert [record.author_id for record in found.records.values()] == [None]


class TestPosts:
    def test_a_repost_shows_the_original_and_none_of_its_counts(self, read) -> None:  # type: ignore[no-untyped-def]
        original = status("10", ANA, favourites_count=7, replies_count=1, language="fr")
        boost = status("12", BO, reblog=original, favourites_count=7, in_reply_to_id=None)
        found = Outcomes(read("mastodon", [boost]))
        repost, post = found.records.values()
        assert (repost.kind, repost.repost_of_id) == ("repost", post.id)
        assert repost.repost_of_author_id == "https://m.example/@ana"
        assert (repost.text, repost.lang, repost.like_count) == ("text 10", "fr", None)
        assert (post.kind, post.like_count) == ("post", 7)
        assert list(found.declared) == [post.id]

    def test_quotes_by_post_and_by_number(self, read) -> None:  # type: ignore[no-untyped-def]
        quoted = status("10", ANA)
        page = [
            status("12", ANA, quote={"state": "accepted", "quoted_status": quoted}),
            status("13", ANA, quote={"state": "accepted", "quoted_status_id": "10"}),
            status("14", ANA, quote={"state": "deleted", "quoted_status": None}),
            status("15", ANA, quote=None),
        ]
        found = Outcomes(read("mastodon", [BO, [quoted, *page]])).records
        at = "mastodon:https://m.example/@ana/statuses/"
        assert found[f"{at}12"].quoted_id == "https://m.example/@ana/statuses/10"
        assert found[f"{at}13"].quoted_id == "https://m.example/@ana/statuses/10"
        assert found[f"{at}12"].kind == "quote"
        assert (found[f"{at}14"].quoted_id, found[f"{at}14"].known_absent) == (None, None)
        assert found[f"{at}15"].known_absent == ["quoted_id"]

    def test_warnings_links_media_and_edits(self, read) -> None:  # type: ignore[no-untyped-def]
        post = status(
            "10",
            ANA,
            spoiler_text="Tea",
            content='<p>Read <a href="https://example.org/a/b">example.org/a…</a></p><p>Bye</p>',
            media_attachments=[{"url": "https://cache/1", "remote_url": "https://far/1"}],
            edited_at="2023-09-02T11:00:00.000Z",
            application={"name": "Web"},
        )
        found = read_one(read, post)
        assert found.text == "Tea\n\nRead example.org/a…\nBye"
        assert found.urls == ["https://example.org/a/b"]
        assert (found.media, found.client_app) == (["https://far/1"], "Web")
        assert found.edited_at.hour == 11

    def test_numbers_that_are_hidden_were_not_collected(self, read) -> None:  # type: ignore[no-untyped-def]
        hidden = ANA | {"followers_count": -1, "following_count": 3, "statuses_count": -2}
        counts = {"replies_count": -1, "reblogs_count": -1, "favourites_count": 0}
        found = Outcomes(read("mastodon", [status("1", hidden, **counts), hidden | {"id": "7"}]))
        post, profile = (outcome.record for outcome in found.all)
        for row in (post, profile):
            assert (row.author_followers, row.author_following, row.author_posts) == (None, 3, None)
        assert (post.reply_count, post.repost_count, post.like_count) == (None, None, 0)
        assert (found.rejected, found.declared) == ([], {})

    def test_a_damaged_post_does_not_take_the_page(self, read) -> None:  # type: ignore[no-untyped-def]
        page = {
            "ancestors": [status("1", ANA, replies_count=1 << 63), 7],
            "descendants": [
                status("2", ANA, uri=None),
                status("3", ANA, created_at="yesterday"),
                status("4", ANA, reblog={"id": 4, "account": 1}),
                status("5", ANA),
            ],
        }
        found = Outcomes(read("mastodon", [page]))
        assert list(found.records) == ["mastodon:https://m.example/@ana/statuses/5"]
        assert found.rejected == [
            ("bad_value", "$.ancestors[0].replies_count"),
            ("wrong_type", "$.ancestors[1]"),
            ("missing_field", "$.descendants[0].uri"),
            ("bad_time", "$.descendants[1].created_at"),
            ("wrong_type", "$.descendants[2].id"),
            ("wrong_type", "$.descendants[2].reblog.id"),
        ]


def test_truth_social_is_not_mastodon(open_bytes) -> None:  # type: ignore[no-untyped-def]
    post = status("10", account("1", "ana", "truthsocial.com"))
    for value in (post, {"source_platform": "truthsocial.com", "data": post, **post}):
        capture = open_bytes(msgspec.json.encode(value) + b"\n")
        assert FORMATS["mastodon"].probe(capture.sample).value == 0
