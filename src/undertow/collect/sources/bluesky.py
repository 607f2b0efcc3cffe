"""Bluesky: threads of posts, searches, feeds and profiles, from the public AppView.

Reference: https://docs.bsky.app/docs/api. Nothing needs a log-in but searching, which the AppView
refuses to the public most of the time; with an app password everything is asked through the
account's own server instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from undertow.collect.access import Access, Login, base_url
from undertow.collect.plan import (
    Findings,
    Plan,
    Request,
    at,
    batches,
    count_at,
    items_at,
    paged,
    text_at,
)
from undertow.collect.secrets import Secrets, credential
from undertow.collect.sources.source import GONE, Source
from undertow.errors import InputError

_APPVIEW = "https://public.api.bsky.app"
_ENTRYWAY = "https://bsky.social"
_ACTOR = r"did:[a-z]+:[A-Za-z0-9._:%-]+|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_POST = re.compile(
    rf"(?:at://|https://bsky\.app/profile/)({_ACTOR})/(?:app\.bsky\.feed\.post|post)/([\w.~-]+)/?"
)
_PROFILE = re.compile(rf"(?:https://bsky\.app/profile/|@)?({_ACTOR})/?")
_GONE = frozenset({"NotFound", "InvalidRequest", "AccountTakedown", "AccountDeactivated", GONE})
_BATCH = 25
_DEPTH = "1000"


@dataclass(frozen=True, slots=True)
class Bluesky(Source):
    """Threads, search results and feeds, with the profiles of everybody in them.

    Parameters
    ----------
    posts : tuple of str
        Addresses (https://bsky.app/... or at://...) of posts whose threads are wanted.
    searches : tuple of str
        Search texts.
    actors : tuple of str
        Handles or DIDs of accounts whose feeds are wanted.
    since, until : str or None
        Span of the searches: ISO 8601 times or days.
    has_authors : bool
        Whether profiles are asked for: names, creation dates, followers.
    """

    posts: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    has_authors: bool = True

    name: ClassVar[str] = "bluesky"
    format_id: ClassVar[str] = "bluesky"
    per_minute: ClassVar[float] = 300
    stale_token: ClassVar[frozenset[str]] = frozenset({"ExpiredToken", "InvalidToken"})

    def __post_init__(self) -> None:
        if not (self.posts or self.searches or self.actors):
            raise InputError("nothing to collect: give --post, --search or --account")
        uris = tuple(_uri(post) for post in self.posts)
        object.__setattr__(self, "posts", uris)
        object.__setattr__(self, "actors", tuple(_actor(actor) for actor in self.actors))

    def access(self, environ: Mapping[str, str]) -> Access:
        """Return how to reach it; ``BLUESKY_APP_PASSWORD`` and ``BLUESKY_HANDLE`` are optional."""
        password = credential(environ, "BLUESKY_APP_PASSWORD")
        if password is None:
            return Access(base_url(self.name, _APPVIEW, environ))
        handle = environ.get("BLUESKY_HANDLE", "").strip()
        if not handle:
            raise InputError("BLUESKY_HANDLE is not set; it says whose BLUESKY_APP_PASSWORD it is")
        base = base_url(self.name, _ENTRYWAY, environ)
        login = Login(
            url=f"{base}/xrpc/com.atproto.server.createSession",
            fields={"identifier": handle, "password": password},
            is_json=True,
            token_field="accessJwt",  # noqa: S106 (the name of a field)
            names="BLUESKY_HANDLE and BLUESKY_APP_PASSWORD",
        )
        return Access(base, login=login, secrets=Secrets([password]))

    def plan(self, findings: Findings) -> Plan:
        """Ask for threads, then searches, then feeds, then profiles."""
        authors: set[str] = set()

        def take_posts(document: Any) -> None:
            for item in items_at(document, "posts") + items_at(document, "feed"):
                _take_author(at(item, "post") or item, authors)

        for uri in self.posts:
            yield from _thread(uri, authors, findings)
        span = {"since": self.since, "until": self.until}
        given = {name: value for name, value in span.items() if value}
        for text in self.searches:
            request = _get("feed.searchPosts", q=text, sort="latest", limit="100", **given)
            yield from _pages(request, take_posts, findings)
        for actor in self.actors:
            request = _get(
                "feed.getAuthorFeed", actor=actor, limit="100", filter="posts_with_replies"
            )
            yield from _pages(request, take_posts, findings)
        if self.has_authors:
            for batch in batches(sorted({*authors, *self.actors}), _BATCH):
                yield Request(_path("actor.getProfiles"), tuple(("actors", did) for did in batch))


def _thread(uri: str, authors: set[str], findings: Findings) -> Plan:
    """Ask for a thread, and again below posts whose answers were left out."""
    wanted = [uri]
    asked: set[str] = set()
    while wanted:
        root = wanted.pop(0)
        asked.add(root)
        height = "1000" if root == uri else "0"
        page = yield _get("feed.getPostThread", uri=root, depth=_DEPTH, parentHeight=height)
        left_out = _walk(at(page.document, "thread"), authors, findings)
        wanted += [post for post in left_out if post not in asked and post not in wanted]


def _walk(thread: Any, authors: set[str], findings: Findings) -> list[str]:
    """Note the posts of a thread; return those whose answers did not come with it."""
    left_out: list[str] = []
    parent = at(thread, "parent")
    while parent is not None:
        _take_author(at(parent, "post"), authors)
        parent = at(parent, "parent")
    nodes = [thread]
    while nodes:
        node = nodes.pop()
        post = at(node, "post")
        _take_author(post, authors)
        uri = text_at(post, "uri")
        replies = items_at(node, "replies")
        n_replies = count_at(post, "replyCount")
        if uri and n_replies:
            findings.declare(uri, n_replies)
            left_out += [] if replies else [uri]
        for reply in replies:
            answer = text_at(reply, "post", "uri")
            if uri and answer:
                findings.see(uri, answer)
            nodes.append(reply)
    return left_out


def _take_author(post: Any, authors: set[str]) -> None:
    did = text_at(post, "author", "did")
    if did:
        authors.add(did)


def _pages(first: Request, each: Any, findings: Findings) -> Plan:
    return paged(first, "cursor", lambda document: text_at(document, "cursor"), each, findings)


def _get(method: str, **params: str) -> Request:
    return Request(_path(method), tuple(params.items()), tolerated=_GONE)


def _path(method: str) -> str:
    return f"/xrpc/app.bsky.{method}"


def _uri(post: str) -> str:
    match = _POST.fullmatch(post.strip())
    if match is None:
        raise InputError(
            f"--post {post}: not the address of a post; copy it from the browser "
            "(https://bsky.app/profile/NAME/post/ID)"
        )
    return f"at://{match[1]}/app.bsky.feed.post/{match[2]}"


def _actor(account: str) -> str:
    match = _PROFILE.fullmatch(account.strip())
    if match is None:
        raise InputError(f"--account {account}: not a handle (name.bsky.social) or DID")
    return match[1]
