"""YouTube Data API v3: comments of videos and of channels, replies, videos, authors' channels.

Reference: https://developers.google.com/youtube/v3/docs. Every call costs one unit of the day's
quota, ``search.list`` a hundred. The key travels in a header, which no address and no log repeats.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from undertow.collect.access import Access, base_url
from undertow.collect.plan import (
    Findings,
    Page,
    Plan,
    Request,
    batches,
    count_at,
    items_at,
    paged,
    text_at,
)
from undertow.collect.secrets import Secrets, required_credential
from undertow.collect.sources.source import GONE, Source
from undertow.errors import CollectError, InputError

_VIDEO = re.compile(
    r"(?:https?://(?:(?:www|m)\.)?(?:youtube\.com/(?:watch\?(?:\S*&)?v=|shorts/|live/)|youtu\.be/))?"
    r"([A-Za-z0-9_-]{11})(?:[?&#]\S*)?"
)
_CHANNEL = re.compile(
    r"(?:https?://(?:www\.)?youtube\.com/(?:channel/)?)?(UC[\w-]{22}|@[\w.·-]+)/?"
)
_SILENT = frozenset(
    {"commentsDisabled", "videoNotFound", "commentNotFound", "channelNotFound", GONE}
)
_BATCH = 50
_SEARCH_UNITS = 100


@dataclass(frozen=True, slots=True)
class YouTube(Source):
    """Comments with all replies, the videos they are on, and the channels of their authors.

    Parameters
    ----------
    videos : tuple of str
        Ids or addresses of videos.
    channels : tuple of str
        Ids (UC...), handles (@...) or addresses of channels: comments on all their videos.
    searches : tuple of str
        Texts: comments on the videos that a search finds.
    has_authors : bool
        Whether the channels of authors are asked for: names, creation dates.
    """

    videos: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    has_authors: bool = True

    name: ClassVar[str] = "youtube"
    format_id: ClassVar[str] = "youtube-api"
    per_minute: ClassVar[float] = 300
    error_path: ClassVar[tuple[str | int, ...]] = ("error", "errors", 0, "reason")
    passing: ClassVar[frozenset[str]] = frozenset(
        {"rateLimitExceeded", "userRateLimitExceeded", "backendError", "processingFailure"}
    )
    advice: ClassVar[Mapping[str, str]] = {
        "quotaExceeded": "the quota of the day is used up; run the same command again after "
        "midnight, Pacific time",
        "keyInvalid": "check YOUTUBE_API_KEY",
        "accessNotConfigured": "turn on the YouTube Data API v3 for the project of the key",
    }

    def __post_init__(self) -> None:
        if not (self.videos or self.channels or self.searches):
            raise InputError("nothing to collect: give --video, --channel or --search")
        for what, pattern, given in (
            ("video", _VIDEO, self.videos),
            ("channel", _CHANNEL, self.channels),
        ):
            found = [pattern.fullmatch(text.strip()) for text in given]
            for text, match in zip(given, found, strict=True):
                if match is None:
                    raise InputError(f"--{what} {text}: not the id or address of a {what}")
            ids = tuple(match[1] for match in found if match)
            object.__setattr__(self, f"{what}s", ids)

    def access(self, environ: Mapping[str, str]) -> Access:
        """Return how to reach it; needs ``YOUTUBE_API_KEY``."""
        key = required_credential(environ, "YOUTUBE_API_KEY")
        return Access(
            base_url(self.name, "https://www.googleapis.com", environ),
            header=("X-Goog-Api-Key", key),
            secrets=Secrets([key]),
        )

    def plan(self, findings: Findings) -> Plan:
        """Ask for threads, then missing replies, then videos, then authors."""
        seen = _Seen(findings)
        videos = dict.fromkeys(self.videos)
        for text in self.searches:
            request = _list("search", _SEARCH_UNITS, part="id", type="video", q=text)

            def take(document: Any) -> None:
                ids = (text_at(item, "id", "videoId") for item in items_at(document, "items"))
                videos.update(dict.fromkeys(found for found in ids if found))

            yield from _pages(request, take, findings)
        for channel in self.channels:
            owner = yield from _channel_id(channel)
            yield from _threads("allThreadsRelatedToChannelId", owner, seen)
        for video in videos:
            yield from _threads("videoId", video, seen)
        for batch in batches(sorted({*videos, *seen.videos}), _BATCH):
            yield _list("videos", part="snippet,statistics", id=",".join(batch))
        if self.has_authors:
            for batch in batches(sorted(seen.authors), _BATCH):
                yield _list("channels", part="snippet,statistics", id=",".join(batch))


class _Seen:
    """What the comments name: their videos, their authors, threads with more replies."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.videos: set[str] = set()
        self.authors: set[str] = set()
        self.threads: list[str] = []

    def take_threads(self, document: Any) -> None:
        """Note the threads of a page."""
        for thread in items_at(document, "items"):
            top = text_at(thread, "snippet", "topLevelComment", "id")
            video = text_at(thread, "snippet", "videoId")
            if video:
                self.videos.add(video)
            self._take_author(thread, "snippet", "topLevelComment")
            n_replies = count_at(thread, "snippet", "totalReplyCount")
            if top and n_replies:
                self.findings.declare(top, n_replies)
                self.threads.append(top)
                self._take_replies(top, items_at(thread, "replies", "comments"))

    def take_replies_of(self, thread: str, document: Any) -> None:
        """Note the replies of a page."""
        self._take_replies(thread, items_at(document, "items"))

    def _take_replies(self, thread: str, replies: list[Any]) -> None:
        for reply in replies:
            reply_id = text_at(reply, "id")
            if reply_id:
                self.findings.see(thread, reply_id)
            self._take_author(reply)

    def _take_author(self, comment: Any, *path: str) -> None:
        author = text_at(comment, *path, "snippet", "authorChannelId", "value")
        if author:
            self.authors.add(author)


def _threads(parameter: str, of: str, seen: _Seen) -> Plan:
    """Ask for all threads of a video or channel, and for the replies that did not come along."""
    request = _list(
        "commentThreads", part="snippet,replies", order="time", textFormat="html", maxResults="100"
    ).having(parameter, of)
    seen.threads.clear()
    yield from _pages(request, seen.take_threads, seen.findings)
    for thread in list(seen.threads):
        if seen.findings.n_missing_of(thread):
            replies = _list("comments", part="snippet", textFormat="html", maxResults="100")
            take = partial(seen.take_replies_of, thread)
            yield from _pages(replies.having("parentId", thread), take, seen.findings)


def _channel_id(channel: str) -> Generator[Request, Page, str]:
    """Return the id of a channel, asking for it when only its handle is known."""
    if not channel.startswith("@"):
        return channel
    page = yield _list("channels", part="snippet,statistics", forHandle=channel)
    found = text_at(page.document, "items", 0, "id")
    if found is None:
        raise CollectError(f"--channel {channel}: YouTube knows no channel with this handle")
    return found


def _pages(first: Request, each: Any, findings: Findings) -> Plan:
    return paged(
        first, "pageToken", lambda document: text_at(document, "nextPageToken"), each, findings
    )


def _list(resource: str, n_units: int = 1, **params: str) -> Request:
    if resource == "search":
        params |= {"maxResults": "50"}
    return Request(
        f"/youtube/v3/{resource}",
        tuple(params.items()),
        n_units=n_units,
        holds_records=resource != "search",
        tolerated=_SILENT,
    )
