"""Asking over HTTP: patience, bounds, and nothing said about credentials."""

from __future__ import annotations

import base64
import gzip
import json
import ssl
from typing import Any

import fake_platforms
import httpx
import pytest
from fake_platforms import SECRET, VIDEO, Fault, Server

from undertow._version import __version__
from undertow.collect import Bluesky, Budget, Mastodon, Reddit, YouTube
from undertow.collect.access import base_url
from undertow.collect.budget import Stopped
from undertow.collect.plan import Request
from undertow.collect.sources.source import GONE
from undertow.errors import CollectError, InputError

ASK = Request("/youtube/v3/videos", (("part", "snippet"), ("id", VIDEO)))
SOURCE = YouTube((VIDEO,))


def test_body_is_kept_byte_for_byte(transport: Any, server: Server) -> None:
    body = b'{ "kind" : "youtube#videoListResponse",\r\n "items" : [ ] }\n'
    server.faults = [Fault(body=body)]
    raw, document = transport(SOURCE).fetch(ASK)
    assert raw.body == body
    assert document == {"kind": "youtube#videoListResponse", "items": []}
    assert raw.url == f"{server.url}/youtube/v3/videos?part=snippet&id={VIDEO}"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "identity, gzip"])
def test_a_coding_that_was_not_asked_for_is_refused(
    transport: Any, server: Server, coding: str
) -> None:
    server.faults = [Fault(headers={"Content-Encoding": coding}, body=gzip.compress(b'{"a": 1}'))]
    with pytest.raises(CollectError, match="compressed, which was not asked for"):
        transport(SOURCE).fetch(ASK)
    assert len(server.asked) == 1


@pytest.mark.parametrize("source", [SOURCE, Reddit(subreddits=("tea",))])
def test_a_bomb_is_not_unpacked(
    transport: Any, server: Server, source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = gzip.compress(b" " * (64 << 20))
    assert len(bomb) < 1 << 17
    server.faults = [Fault(headers={"Content-Encoding": "gzip"}, body=bomb)]
    monkeypatch.setattr(httpx.Response, "iter_bytes", None)  # undoes codings
    with pytest.raises(CollectError, match="compressed"):
        transport(source).fetch(ASK)


def test_identity_is_no_coding(transport: Any, server: Server) -> None:
    server.faults = [Fault(headers={"Content-Encoding": "identity"}, body=b'{"a": 1}')]
    raw, document = transport(SOURCE).fetch(ASK)
    assert (raw.body, document) == (b'{"a": 1}', {"a": 1})


def test_a_compressed_page_of_a_busy_server_is_no_refusal(
    transport: Any, server: Server, passing: Any
) -> None:
    headers = {"Content-Encoding": "gzip", "Retry-After": "7"}
    server.faults = [Fault(503, headers, gzip.compress(b"busy"))]
    transport(SOURCE).fetch(ASK)
    assert passing.waits == [7]


def test_request_introduces_itself_and_holds_the_key_in_a_header(
    transport: Any, server: Server
) -> None:
    transport(SOURCE, contact="desk@example.org").fetch(ASK)
    (asked,) = server.asked
    assert asked.headers["User-Agent"] == f"undertow/{__version__} (+desk@example.org)"
    assert asked.headers["X-Goog-Api-Key"] == SECRET
    assert asked.headers["Accept-Encoding"] == "identity"
    assert "key" not in asked.params
    assert "Cookie" not in asked.headers


def test_certificates_are_checked(transport: Any) -> None:
    context = transport(SOURCE)._client._transport._pool._ssl_context
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname


@pytest.mark.parametrize(
    ("value", "wait_s"), [("3", 3), ("Sun, 03 Sep 2023 12:00:05 GMT", 5), ("soon", None)]
)
def test_retry_after_is_heeded(
    transport: Any, server: Server, passing: Any, value: str, wait_s: float | None
) -> None:
    server.faults = [Fault(429, {"Retry-After": value})]
    raw, _ = transport(SOURCE).fetch(ASK)
    assert raw.status == 200
    if wait_s is None:
        assert 0 <= passing.waits[0] <= 1
    else:
        assert passing.waits == [wait_s]


def test_a_wait_that_is_too_long_stops_the_run(transport: Any, server: Server) -> None:
    server.faults = [Fault(429, {"Retry-After": "86400"})]
    with pytest.raises(CollectError, match="86,400 s"):
        transport(SOURCE).fetch(ASK)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(500),
        Fault(503, {"Retry-After": "1"}),
        Fault(body=b'{"items": [1, 2', declared=400),
        Fault(body=b'{"items": ['),
        Fault(body=b"\xff\xfe{}"),
        Fault(body=b"[" * 100_000),
        Fault(body=b"<!doctype html><title>Log in</title>", headers={"Content-Type": "text/html"}),
        Fault(403, body=b'{"error": {"errors": [{"reason": "rateLimitExceeded"}]}}'),
    ],
    ids=lambda fault: f"{fault.status}-{fault.body[:8]!r}",
)
def test_what_passes_is_tried_again(transport: Any, server: Server, fault: Fault) -> None:
    server.faults = [fault, fault]
    _, document = transport(SOURCE).fetch(ASK)
    assert document["items"][0]["id"] == VIDEO
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault(500), "the answer was 500"),
        (Fault(body=b"{}", declared=400), "cut short"),
        (Fault(body=b" <html>"), "a web page"),
        (Fault(body=b"no"), "no valid JSON"),
    ],
)
def test_tries_are_bounded(transport: Any, server: Server, fault: Fault, told: str) -> None:
    server.faults = [fault] * 10
    with pytest.raises(CollectError, match=rf"{told}.* \(3 tries\); .*run the same command again"):
        transport(SOURCE).fetch(ASK)
    assert len(server.asked) == 3


def test_slow_answers_time_out(transport: Any, server: Server) -> None:
    server.faults = [Fault(body=b'{"items": []}', pause_s=1)]
    transport(SOURCE, timeout_s=0.2).fetch(ASK)
    assert len(server.asked) == 2


def test_bytes_that_drip_in_are_not_waited_for_forever(
    transport: Any, server: Server, passing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drip(response: httpx.Response) -> Any:
        for _ in range(1000):
            passing.waits.append(1.0)
            yield b" "

    monkeypatch.setattr(httpx.Response, "iter_raw", drip)
    with pytest.raises(CollectError, match="too slowly"):
        transport(SOURCE, timeout_s=2, max_tries=1).fetch(ASK)
    assert 8 <= sum(passing.waits) <= 10


def test_huge_answers_are_not_taken(transport: Any, server: Server) -> None:
    server.faults = [Fault(body=b" " * (2 << 20))]
    with pytest.raises(CollectError, match="larger than 1,024 KiB"):
        transport(SOURCE, max_page_mib=1).fetch(ASK)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(transport: Any, server: Server, status: int) -> None:
    with fake_platforms.serving(fake_platforms.youtube) as elsewhere:
        server.faults = [Fault(status, {"Location": f"{elsewhere.url}/youtube/v3/videos"})]
        with pytest.raises(CollectError, match="redirect"):
            transport(SOURCE).fetch(ASK)
        assert elsewhere.asked == []


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (401, b'{"error": "bad key %s"}' % SECRET.encode(), "check the credentials"),
        (403, json.dumps({"error": {"errors": [{"reason": SECRET}]}}).encode(), "403"),
        (403, b'{"error": {"errors": [{"reason": "quotaExceeded"}]}}', "midnight, Pacific"),
        (400, SECRET.encode(), "check what was asked for"),
    ],
)
def test_refusals_say_what_to_do_and_no_secret(
    transport: Any, server: Server, status: int, body: bytes, told: str
) -> None:
    server.faults = [Fault(status, body=body)]
    with pytest.raises(CollectError, match=told) as caught:
        transport(SOURCE).fetch(ASK)
    assert SECRET not in str(caught.value)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [200, 403])
@pytest.mark.parametrize("escape", [("", ""), ("/", "\\/"), ("&", "\\u0026")])
def test_an_answer_with_the_secret_in_it_is_not_kept(
    transport: Any, server: Server, status: int, escape: tuple[str, str]
) -> None:
    echo = {"you sent": SECRET, "error": {"errors": [{"reason": "commentsDisabled"}]}}
    body = json.dumps(echo)
    body = body.replace(*escape) if escape[0] else body
    server.faults = [Fault(status, body=body.encode())]
    request = Request(ASK.path, ASK.params, tolerated=frozenset({"commentsDisabled"}))
    with pytest.raises(CollectError, match="repeats the credential"):
        transport(SOURCE).fetch(request)


@pytest.mark.parametrize(
    "body",
    [
        f"<p>No such page: {SECRET.replace('&', '&amp;')}</p>".encode(),
        f"<p>No such page: {SECRET}</p>".encode("utf-16"),
        b"<p>Your request: " + base64.b64encode(b"Bearer " + SECRET.encode()),
        SECRET.encode().hex().encode(),
    ],
)
def test_a_tolerated_refusal_with_the_secret_in_it_is_not_kept(
    transport: Any, server: Server, body: bytes
) -> None:
    server.faults = [Fault(404, {"Content-Type": "text/html"}, body)]
    request = Request(ASK.path, ASK.params, tolerated=frozenset({GONE}))
    with pytest.raises(CollectError, match="repeats the credential"):
        transport(SOURCE).fetch(request)


def test_headers_kept_hold_no_credentials(transport: Any, server: Server) -> None:
    headers = {"Set-Cookie": "session=abc", "ETag": f'"{SECRET}"', "X-RateLimit-Remaining": "9"}
    server.faults = [Fault(headers=headers)]
    raw, _ = transport(SOURCE).fetch(ASK)
    assert raw.headers["x-ratelimit-remaining"] == "9"
    assert not {"set-cookie", "etag"} & set(raw.headers)


def test_budget_counts_tries_and_units(transport: Any, server: Server) -> None:
    server.faults = [Fault(500)]
    budget = Budget(250)
    opened = transport(SOURCE, budget)
    opened.fetch(Request("/youtube/v3/search", n_units=100))
    assert (budget.spent, budget.n_requests) == (200, 2)
    with pytest.raises(Stopped, match="budget of 250"):
        opened.fetch(Request("/youtube/v3/search", n_units=100))
    assert len(server.asked) == 2


def test_rate_headers_make_the_next_request_wait(
    transport: Any, server: Server, passing: Any
) -> None:
    server.faults = [Fault(headers={"X-Ratelimit-Remaining": "0.0", "X-Ratelimit-Reset": "33"})]
    opened = transport(SOURCE)
    opened.fetch(ASK)
    assert passing.waits == []
    opened.fetch(ASK)
    assert passing.waits == [33]


def test_reddit_logs_in_once_and_again_when_the_token_is_stale(
    transport: Any, server: Server
) -> None:
    server.world = fake_platforms.reddit
    server.faults = [None, None, Fault(401)]
    opened = transport(Reddit(subreddits=("tea",)))
    for _ in range(2):
        opened.fetch(Request("/r/tea/new"))
    methods = [(asked.method, asked.path) for asked in server.asked]
    log_in = ("POST", "/api/v1/access_token")
    page = ("GET", "/r/tea/new")
    assert methods == [log_in, page, page, log_in, page]
    assert server.asked[0].body == b"grant_type=client_credentials"
    given = base64.b64decode(server.asked[0].headers["Authorization"].removeprefix("Basic "))
    assert given.decode() == f"client-{SECRET}:{SECRET}"
    assert server.asked[1].headers["Authorization"] == "Bearer handed-out-token-1"


def test_retry_after_is_heeded_at_the_log_in(transport: Any, server: Server, passing: Any) -> None:
    server.world = fake_platforms.reddit
    server.faults = [Fault(429, {"Retry-After": "120"})]
    opened = transport(Reddit(subreddits=("tea",)))
    opened.fetch(Request("/r/tea/new"))
    assert passing.waits == [120]
    assert [asked.method for asked in server.asked] == ["POST", "POST", "GET"]


def test_a_log_in_that_is_closed_for_long_stops_the_run(transport: Any, server: Server) -> None:
    server.faults = [Fault(429, {"Retry-After": "86400"})]
    with pytest.raises(CollectError, match="86,400 s"):
        transport(Reddit(subreddits=("tea",))).fetch(Request("/r/tea/new"))
    assert len(server.asked) == 1


def test_reddit_log_in_that_is_refused(transport: Any, server: Server) -> None:
    server.faults = [Fault(401, body=b'{"message": "Unauthorized"}')]
    with pytest.raises(CollectError, match="check REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET"):
        transport(Reddit(subreddits=("tea",))).fetch(Request("/r/tea/new"))


def test_bluesky_logs_in_only_with_an_app_password(transport: Any, server: Server) -> None:
    server.world = lambda path, params: (200, {"accessJwt": "handed-out-token-2", "posts": []})
    source = Bluesky(searches=("tea",))
    request = Request("/xrpc/app.bsky.feed.searchPosts", (("q", "tea"),))
    transport(source, environ={}).fetch(request)
    assert [asked.method for asked in server.asked] == ["GET"]
    environ = {"BLUESKY_APP_PASSWORD": SECRET, "BLUESKY_HANDLE": "desk.example"}
    server.asked.clear()
    with pytest.raises(CollectError, match="repeats the credential"):  # the world echoes it
        transport(source, environ=environ).fetch(request)
    assert [asked.method for asked in server.asked] == ["POST", "GET"]
    assert json.loads(server.asked[0].body) == {"identifier": "desk.example", "password": SECRET}


def test_mastodon_token_is_optional(transport: Any, server: Server) -> None:
    server.world = fake_platforms.mastodon
    source = Mastodon("social.example", tags=("tea",))
    request = Request("/api/v1/timelines/tag/th%C3%A9")
    transport(source, environ={}).fetch(request)
    transport(source, environ={"MASTODON_TOKEN": SECRET}).fetch(request)
    assert [asked.headers.get("Authorization") for asked in server.asked] == [
        None,
        f"Bearer {SECRET}",
    ]
    assert server.asked[0].path == "/api/v1/timelines/tag/th%C3%A9"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "https://example.org",
        "http://localhost:80",
        "http://127.0.0.1.example.org",
        "http://127.0.0.1@example.org",
        "http://user:pass@127.0.0.1",
        "http://127.0.0.1:99999",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "http://[::1",
    ],
)
def test_only_this_machine_may_stand_in_for_a_platform(url: str) -> None:
    with pytest.raises(InputError, match="UNDERTOW_COLLECT_REDDIT_URL") as caught:
        base_url("reddit", "https://oauth.reddit.com", {"UNDERTOW_COLLECT_REDDIT_URL": url})
    assert url not in str(caught.value)


def test_platforms_are_asked_over_tls_at_their_own_hosts() -> None:
    environ = {name: SECRET for name in ("YOUTUBE_API_KEY", "REDDIT_CLIENT_ID")}
    environ["REDDIT_CLIENT_SECRET"] = SECRET
    with_password = environ | {"BLUESKY_APP_PASSWORD": SECRET, "BLUESKY_HANDLE": "desk.example"}
    bluesky, reddit = Bluesky(searches=("tea",)), Reddit(("abc",))
    assert SOURCE.access(environ).base_url == "https://www.googleapis.com"
    assert bluesky.access(environ).base_url == "https://public.api.bsky.app"
    assert bluesky.access(with_password).base_url == "https://bsky.social"
    assert reddit.access(environ).base_url == "https://oauth.reddit.com"
    login = reddit.access(environ).login
    assert login is not None
    assert login.url == "https://www.reddit.com/api/v1/access_token"
    mastodon = Mastodon("social.example", tags=("tea",))
    assert mastodon.access(environ).base_url == "https://social.example"
