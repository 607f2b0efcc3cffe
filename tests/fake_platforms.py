"""Four platforms on this machine: invented people, in the shapes that the real interfaces have."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from undertow.collect import Source
from undertow.collect.answers import RawPage
from undertow.collect.plan import Request

Params = dict[str, list[str]]
World = Callable[[str, Params], tuple[int, Any]]

VIDEO = "vidTea00001"
SILENT_VIDEO = "vidSilent01"
NOON = datetime(2023, 9, 3, 12, tzinfo=UTC)
SECRET = "s3cr3t/key+with%odd=chars&42"


def youtube(path: str, params: Params) -> tuple[int, Any]:
    """Answer as the YouTube Data API v3 does."""
    resource = path.removeprefix("/youtube/v3/")
    page = int(params.get("pageToken", ["p0"])[0][1:])
    if resource == "search":
        items = [{"kind": "youtube#searchResult", "id": {"videoId": VIDEO}}]
        return 200, {"kind": "youtube#searchListResponse", "items": items}
    if resource == "videos":
        items = [_video(video) for video in params["id"][0].split(",")]
        return 200, {"kind": "youtube#videoListResponse", "items": items}
    if resource == "channels":
        ids = params["id"][0].split(",") if "id" in params else ["UC" + "o" * 22]
        items = [_channel(channel) for channel in ids]
        return 200, {"kind": "youtube#channelListResponse", "items": items}
    if resource == "comments":
        thread = params["parentId"][0]
        replies = [_reply(thread, n) for n in range(3)]
        return 200, _list("comment", replies[2 * page : 2 * page + 2], page, len(replies))
    if params.get("videoId") == [SILENT_VIDEO]:
        error = {"errors": [{"reason": "commentsDisabled"}], "message": "no comments here"}
        return 403, {"error": error | {"code": 403}}
    threads = [_thread(n) for n in range(5)]
    return 200, _list("commentThread", threads[2 * page : 2 * page + 2], page, len(threads))


def _list(kind: str, items: list[Any], page: int, n_all: int) -> dict[str, Any]:
    more = {"nextPageToken": f"p{page + 1}"} if 2 * page + 2 < n_all else {}
    return {"kind": f"youtube#{kind}ListResponse", "items": items, **more}


def _comment(name: str, author: str, **more: str) -> dict[str, Any]:
    snippet = {
        "videoId": VIDEO, "textDisplay": "So it&#39;s tea", "textOriginal": "So it's tea",
        "authorDisplayName": f"@{author}", "authorChannelId": {"value": f"UC{author}"},
        "likeCount": 1, "publishedAt": "2023-09-02T10:00:00Z",
    }  # fmt: skip
    return {"kind": "youtube#comment", "id": name, "snippet": snippet | more}


def _reply(thread: str, n: int) -> dict[str, Any]:
    return _comment(f"{thread}.r{n}", f"bo{n}", parentId=thread)


def _thread(n: int) -> dict[str, Any]:
    name = f"c{n}"
    declared = 4 if n == 1 else 0
    thread = {
        "kind": "youtube#commentThread",
        "id": name,
        "snippet": {
            "videoId": VIDEO, "channelId": "UCowner", "totalReplyCount": declared,
            "topLevelComment": _comment(name, f"ana{n}"),
        },
    }  # fmt: skip
    return thread | ({"replies": {"comments": [_reply(name, 0)]}} if declared else {})


def _video(video: str) -> dict[str, Any]:
    snippet = {"publishedAt": "2023-09-01T00:00:00Z", "channelId": "UCowner", "title": "Tea"}
    counts = {"viewCount": "120", "likeCount": "7", "commentCount": "9"}
    return {"kind": "youtube#video", "id": video, "snippet": snippet, "statistics": counts}


def _channel(channel: str) -> dict[str, Any]:
    snippet = {"publishedAt": "2019-05-05T00:00:00Z", "title": channel[2:]}
    return {
        "kind": "youtube#channel", "id": channel, "snippet": snippet,
        "statistics": {"subscriberCount": "3", "hiddenSubscriberCount": False},
    }  # fmt: skip


def bluesky(path: str, params: Params) -> tuple[int, Any]:
    """Answer as the AppView does."""
    method = path.removeprefix("/xrpc/app.bsky.")
    if method == "actor.getProfiles":
        return 200, {"profiles": [_profile(did) for did in params["actors"]]}
    if method == "feed.getPostThread":
        return _bluesky_thread(params["uri"][0])
    page = int(params.get("cursor", ["0"])[0])
    posts = [_skeet(f"f{page}{n}", "did:plc:ana") for n in range(2)]
    cursor = {"cursor": str(page + 1)} if page < 2 else {}
    if method == "feed.searchPosts":
        return 200, {"posts": posts, "hitsTotal": 6, **cursor}
    return 200, {"feed": [{"post": post} for post in posts], **cursor}


def _profile(did: str) -> dict[str, Any]:
    name = did.rsplit(":", 1)[-1].split(".")[0]
    return {
        "did": did, "handle": f"{name}.example", "displayName": name.title(),
        "createdAt": "2023-08-01T08:00:00.000Z", "indexedAt": "2023-08-01T08:00:01.000Z",
        "followersCount": 4, "followsCount": 5, "postsCount": 6, "description": "Tea",
    }  # fmt: skip


def _skeet(name: str, did: str, n_replies: int = 0, parent: str | None = None) -> dict[str, Any]:
    record: dict[str, Any] = {
        "$type": "app.bsky.feed.post", "createdAt": "2023-09-02T10:00:00.000Z",
        "text": f"Tea at {name}", "langs": ["en"],
    }  # fmt: skip
    if parent:
        record["reply"] = {
            "root": {"uri": _at("root"), "cid": "b"},
            "parent": {"uri": parent, "cid": "b"},
        }
    return {
        "uri": _at(name), "cid": "bafy", "record": record, "indexedAt": "2023-09-02T10:00:01.000Z",
        "author": {"did": did, "handle": f"{did.rsplit(':', 1)[-1]}.example"},
        "replyCount": n_replies, "repostCount": 0, "likeCount": 2, "quoteCount": 0, "labels": [],
    }  # fmt: skip


def _at(name: str) -> str:
    return f"at://did:plc:ana/app.bsky.feed.post/{name}"


def _bluesky_thread(uri: str) -> tuple[int, Any]:
    def view(post: dict[str, Any], replies: list[Any] | None = None) -> dict[str, Any]:
        node = {"$type": "app.bsky.feed.defs#threadViewPost", "post": post}
        return node if replies is None else node | {"replies": replies}

    root = _skeet("root", "did:plc:ana", 3)
    left_out = _skeet("a1", "did:plc:bo", 1, _at("root"))
    below = _skeet("a1b", "did:plc:cy", 0, _at("a1"))
    if uri == _at("a1"):
        return 200, {"thread": view(left_out, [view(below)])}
    if uri != _at("root"):
        return 400, {"error": "NotFound", "message": "Post not found"}
    gone = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": _at("a3"), "notFound": True}
    other = view(_skeet("a2", "did:plc:cy", 0, _at("root")), [])
    return 200, {"thread": view(root, [view(left_out), other, gone])}


def mastodon(path: str, params: Params) -> tuple[int, Any]:
    """Answer as a Mastodon server does."""
    path = path.removeprefix("/api/v1/")
    if path == "accounts/lookup":
        return 200, _fedi_account("7")
    if path == "statuses/100":
        return 200, _toot(100, n_replies=3)
    if path == "statuses/100/context":
        answers = [_toot(101, parent=100, n_replies=1), _toot(102, parent=101)]
        return 200, {"ancestors": [], "descendants": answers}
    if path.startswith("statuses/"):
        return 404, {"error": "Record not found"}
    newest = int(params.get("max_id", ["300"])[0])
    return 200, [_toot(n) for n in range(newest - 1, max(newest - 3, 295), -1)]


def _fedi_account(number: str) -> dict[str, Any]:
    return {
        "id": number, "username": f"dee{number}", "acct": f"dee{number}", "display_name": "Dee",
        "created_at": "2022-11-01T00:00:00.000Z", "note": "<p>Tea</p>", "bot": False,
        "url": f"https://social.example/@dee{number}", "locked": False,
        "followers_count": 3, "following_count": 4, "statuses_count": 5,
    }  # fmt: skip


def _toot(number: int, parent: int | None = None, n_replies: int = 0) -> dict[str, Any]:
    url = f"https://social.example/@dee7/{number}"
    return {
        "id": str(number), "created_at": "2023-09-02T10:00:00.000Z", "uri": url, "url": url,
        "in_reply_to_id": str(parent) if parent else None,
        "in_reply_to_account_id": "7" if parent else None,
        "sensitive": False, "spoiler_text": "", "visibility": "public", "language": "en",
        "content": f"<p>Tea no. {number}</p>", "account": _fedi_account("7"), "reblog": None,
        "media_attachments": [], "mentions": [], "tags": [], "emojis": [], "card": None,
        "replies_count": n_replies, "reblogs_count": 0, "favourites_count": 1, "edited_at": None,
    }  # fmt: skip


def reddit(path: str, params: Params) -> tuple[int, Any]:
    """Answer as Reddit's OAuth interface does."""
    if path == "/api/v1/access_token":
        return 200, {"access_token": "handed-out-token-1", "token_type": "bearer"}
    if path == "/api/morechildren":
        things = [_reddit_comment(name, "t1_c1") for name in params["children"][0].split(",")]
        stub = _more("t1_m1", [], 0) if "m1" in params["children"][0] else None
        return 200, {"json": {"errors": [], "data": {"things": things + [stub] * bool(stub)}}}
    if path == "/comments/abc":
        if params.get("comment") == ["m1"]:
            comments = [_reddit_comment("m1", "t1_c1", [_reddit_comment("deep", "t1_m1")])]
        else:
            below = [_reddit_comment("c2", "t1_c1"), _more("t1_c1", ["m1", "m2"], 3)]
            comments = [_reddit_comment("c1", "t3_abc", below)]
        return 200, [_listing([_submission("abc")]), _listing(comments)]
    after = params.get("after")
    if path.startswith("/user/"):
        return 200, _listing([_reddit_comment("u2" if after else "u1", "t3_abc")],
                             None if after else "t1_u1")  # fmt: skip
    if path == "/r/closed/new":
        return 403, {"message": "Forbidden", "error": 403, "reason": "private"}
    return 200, _listing([_submission("s2" if after else "s1")], None if after else "t3_s1")


def _listing(children: list[Any], after: str | None = None) -> dict[str, Any]:
    data = {"after": after, "before": None, "dist": len(children), "children": children}
    return {"kind": "Listing", "data": {"modhash": "", "geo_filter": "", **data}}


def _submission(name: str) -> dict[str, Any]:
    data = {
        "id": name, "name": f"t3_{name}", "author": "eve_t", "author_fullname": "t2_e",
        "title": "Tea & cake", "selftext": "", "is_self": True, "subreddit": "tea",
        "created_utc": 1693650000.0, "num_comments": 6, "score": 3, "permalink": f"/r/tea/{name}",
        "url": f"https://www.reddit.com/r/tea/comments/{name}/", "edited": False,
    }  # fmt: skip
    return {"kind": "t3", "data": data}


def _reddit_comment(name: str, parent: str, replies: list[Any] | None = None) -> dict[str, Any]:
    data = {
        "id": name, "name": f"t1_{name}", "author": f"fay_{name}", "author_fullname": "t2_f",
        "body": f"Cake {name}", "link_id": "t3_abc", "parent_id": parent, "subreddit": "tea",
        "created_utc": 1693650100.0, "score": 1, "edited": False,
        "replies": _listing(replies) if replies else "",
    }  # fmt: skip
    return {"kind": "t1", "data": data}


def _more(parent: str, children: list[str], count: int) -> dict[str, Any]:
    name = children[0] if children else "_"
    data = {"id": name, "name": f"t1_{name}", "parent_id": parent, "depth": 1}
    return {"kind": "more", "data": data | {"count": count, "children": children}}


WORLDS: dict[str, World] = {
    "youtube": youtube,
    "bluesky": bluesky,
    "mastodon": mastodon,
    "reddit": reddit,
}


@dataclass
class Fetcher:
    """Answers from a world in memory and remembers what was asked."""

    source: Source
    world: World
    asked: list[Request] = field(default_factory=list)

    def fetch(self, request: Request) -> tuple[RawPage, Any]:
        self.asked.append(request)
        params: dict[str, list[str]] = {}
        for name, value in request.params:
            params.setdefault(name, []).append(value)
        status, document = self.world(request.path, params)
        body = json.dumps(document).encode()
        raw = RawPage(f"https://source.example{request.path}", status, {}, body, NOON)
        return raw, document if status == 200 else None


@dataclass
class Asked:
    """A request that came in."""

    method: str
    path: str
    params: Params
    headers: dict[str, str]
    body: bytes


@dataclass
class Fault:
    """What one request gets in place of its answer.

    ``declared`` is the Content-Length told, ``pause_s`` a wait between the halves of the body.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    declared: int | None = None
    pause_s: float = 0.0


@dataclass
class Server:
    """A platform that listens, remembers what it was asked, and misbehaves on demand.

    ``faults`` are used up one a request; None among them is a good answer. ``hold_at`` is the
    number of a request that is never answered, ``held`` is set when it came.
    """

    world: World
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    faults: list[Fault | None] = field(default_factory=list)
    hold_at: int | None = None
    held: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that break off, or are killed, are part of the tests."""


@contextmanager
def serving(world: World) -> Iterator[Server]:
    """Serve a world on a free port of this machine."""
    server = Server(world)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *arguments: Any) -> None:
            pass

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            parts = urlsplit(self.path)
            asked = Asked(
                self.command, parts.path, parse_qs(parts.query), dict(self.headers),
                self.rfile.read(length),
            )  # fmt: skip
            with server.lock:
                server.asked.append(asked)
                number = len(server.asked)
                fault = server.faults.pop(0) if server.faults else None
            if number == server.hold_at:
                server.held.set()
                server.release.wait(60)
            if fault is None:
                status, document = server.world(asked.path, asked.params)
                fault = Fault(status, body=json.dumps(document).encode())
            self.send(fault)

        def send(self, fault: Fault) -> None:
            self.send_response(fault.status)
            headers = {"Content-Type": "application/json; charset=utf-8"} | fault.headers
            for name, value in headers.items():
                self.send_header(name, value)
            length = len(fault.body) if fault.declared is None else fault.declared
            self.send_header("Content-Length", str(length))
            self.end_headers()
            half = len(fault.body) // 2 if fault.pause_s else len(fault.body)
            try:
                self.wfile.write(fault.body[:half])
                self.wfile.flush()
                time.sleep(fault.pause_s)
                self.wfile.write(fault.body[half:])
            except OSError:
                self.close_connection = True
            if length != len(fault.body):
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = answer

    listener = _Listener(("127.0.0.1", 0), Handler)
    server.url = f"http://127.0.0.1:{listener.server_port}"
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        listener.shutdown()
        thread.join()
        listener.server_close()
