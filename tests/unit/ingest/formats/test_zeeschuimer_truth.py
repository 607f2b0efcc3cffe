from __future__ import annotations

from typing import Any

import msgspec
import pytest
from sorted_outcomes import Outcomes
from test_zeeschuimer_tiktok import captured

from undertow.ingest.detect import detect
from undertow.ingest.formats import FORMATS

ANA = {"id": "107", "username": "ana", "acct": "ana", "url": "https://truthsocial.com/@ana"}
BO = ANA | {"id": "108", "username": "bo", "acct": "bo"}


def truth(number: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "url": f"https://truthsocial.com/@ana/{number}",
        "created_at": "2023-09-02T10:00:00.000Z",
        "account": ANA,
        "content": f"text {number}",
        "reblogs_count": 0,
        "spoiler_text": "",
        **more,
    }


@pytest.mark.parametrize(
    ("content", "text", "urls"),
    [
        ("1 < 2 &amp; https://example.org/a", "1 < 2 &amp; https://example.org/a", 1),
        ('<p>1 &lt; 2<br/>&amp;</p><p><a href="https://b.example">b…</a></p>', "1 < 2\n&\nb…", 1),
        ("", "", 0),
        (None, None, None),
    ],
)
def test_text_without_markup_is_not_read_as_markup(  # type: ignore[no-untyped-def]
    read, content: str | None, text: str | None, urls: int | None
) -> None:
    line = captured(truth("1", content=content), "truthsocial.com")
    (record,) = Outcomes(read("zeeschuimer-truth", [line])).records.values()
    assert record.text == text
    assert (None if record.urls is None else len(record.urls)) == urls


def test_numbers_of_the_one_server_are_ids(read) -> None:  # type: ignore[no-untyped-def]
    quoted, answered = truth("1"), truth("2")
    lines = [
        truth("3", in_reply_to_id="2", in_reply_to_account_id="107", in_reply_to=answered),
        truth("4", quote=quoted, quote_id="1", sponsored=True, replies_count=2),
        truth("5", account=BO, reblog=quoted, content="", favourites_count=9),
    ]
    found = Outcomes(read("zeeschuimer-truth", [captured(x, "truthsocial.com") for x in lines]))
    reply, quote, repost = (found.records[f"truthsocial:{n}"] for n in "345")
    assert (reply.kind, reply.in_reply_to_id, reply.in_reply_to_author_id) == ("reply", "2", "107")
    assert (quote.kind, quote.quoted_id, quote.is_ad) == ("quote", "1", True)
    assert (repost.kind, repost.repost_of_id, repost.repost_of_author_id) == ("repost", "1", "107")
    assert (repost.text, repost.like_count, repost.author_handle) == ("text 1", None, "bo")
    assert {r.observed_at is None for r in found.records.values()} == {False}
    assert [o.json_path for o in found.all if hasattr(o, "json_path")] == [
        "$.data",
        "$.data.in_reply_to",
        "$.data",
        "$.data.quote",
        "$.data",
        "$.data.reblog",
    ]
    assert found.declared == {"4": 2}


def test_bare_posts_are_known_by_their_address(open_bytes, read) -> None:  # type: ignore[no-untyped-def]
    capture = open_bytes(msgspec.json.encode(truth("1")) + b"\n")
    scores = {name: spec.probe(capture.sample).value for name, spec in FORMATS.items()}
    assert max(scores, key=scores.__getitem__) == "zeeschuimer-truth"
    assert scores["mastodon"] == 0
    found = Outcomes(read("zeeschuimer-truth", [truth("1"), truth("2", account=None), {"a": 1}]))
    assert list(found.records) == ["truthsocial:1"]
    assert found.rejected == [("wrong_type", "$.account"), ("missing_field", "$.data")]


def test_a_document_too_long_to_decode(open_bytes) -> None:  # type: ignore[no-untyped-def]
    posts = [
        truth(str(n), uri=f"https://truthsocial.com/users/ana/statuses/{n}", content="x" * 2000)
        for n in range(100)
    ]
    pretty = msgspec.json.format(msgspec.json.encode(posts))
    assert detect(open_bytes(pretty), "a.json", FORMATS).spec.format_id == "zeeschuimer-truth"
    elsewhere = pretty.replace(b"truthsocial.com", b"m.example")
    assert detect(open_bytes(elsewhere), "a.json", FORMATS).spec.format_id == "mastodon"
