"""Mastodon: a post with what it answers and its answers, hashtags, accounts, from one server.

Reference: https://docs.joinmastodon.org/api. A server shows what it knows: answers that were sent
between other servers may never have reached it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote

from undertow.collect.access import Access, base_url
from undertow.collect.plan import (
    Findings,
    Page,
    Plan,
    Request,
    count_at,
    items_at,
    paged,
    text_at,
)
from undertow.collect.secrets import Secrets, credential
from undertow.collect.sources.source import GONE, Source
from undertow.errors import InputError

_SERVER = re.compile(r"(?=.{4,253}$)[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*[a-z]")
_STATUS = re.compile(
    r"(?:https://[^/\s]+/(?:@[^/\s]+|users/[^/\s]+/statuses|statuses)/)?(\d{1,20})"
)
_TAG = re.compile(r"#?([\w·]{1,200})")
_ACCOUNT = re.compile(r"@?([A-Za-z0-9_.-]{1,100}(?:@[A-Za-z0-9.-]{3,253})?)")
_LIMIT = "40"


@dataclass(frozen=True, slots=True)
class Mastodon(Source):
    """Posts with their threads, hashtags and accounts, as one server shows them.

    Parameters
    ----------
    server : str
        Host name of the server.
    statuses : tuple of str
        Numbers or addresses, on this server, of posts whose threads are wanted.
    tags : tuple of str
        Hashtags.
    accounts : tuple of str
        Accounts: ``name`` or ``name@server``.
    """

    server: str
    statuses: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

    name: ClassVar[str] = "mastodon"
    format_id: ClassVar[str] = "mastodon"
    per_minute: ClassVar[float] = 60  # servers allow 300 in five minutes

    def __post_init__(self) -> None:
        if not (self.statuses or self.tags or self.accounts):
            raise InputError("nothing to collect: give --status, --tag or --account")
        server = self.server.strip().lower().removeprefix("https://").rstrip("/")
        if not _SERVER.fullmatch(server):
            raise InputError(f"--server {self.server}: not a host name, such as mastodon.social")
        object.__setattr__(self, "server", server)
        for option, name, pattern in (
            ("status", "statuses", _STATUS),
            ("tag", "tags", _TAG),
            ("account", "accounts", _ACCOUNT),
        ):
            ids = tuple(_matched(option, pattern, text) for text in getattr(self, name))
            object.__setattr__(self, name, ids)

    def access(self, environ: Mapping[str, str]) -> Access:
        """Return how to reach it; ``MASTODON_TOKEN``, one of this very server, is optional."""
        token = credential(environ, "MASTODON_TOKEN")
        base = base_url(self.name, f"https://{self.server}", environ)
        if token is None:
            return Access(base)
        return Access(base, header=("Authorization", f"Bearer {token}"), secrets=Secrets([token]))

    def plan(self, findings: Findings) -> Plan:
        """Ask for threads, then hashtags, then accounts."""
        for status in self.statuses:
            yield from _thread(status, findings)
        for tag in self.tags:
            first = _get(f"/api/v1/timelines/tag/{quote(tag, safe='')}", limit=_LIMIT)
            yield from _pages(first, findings)
        for account in self.accounts:
            page = yield _get("/api/v1/accounts/lookup", acct=account)
            account_id = text_at(page.document, "id")
            if account_id is not None:
                path = f"/api/v1/accounts/{quote(account_id, safe='')}/statuses"
                yield from _pages(_get(path, limit=_LIMIT), findings)


def _thread(status: str, findings: Findings) -> Plan:
    path = f"/api/v1/statuses/{status}"
    post: Page = yield _get(path)
    if post.document is None:
        return
    context: Page = yield _get(f"{path}/context")
    answers = items_at(context.document, "descendants")
    for shown in (post.document, *answers):
        shown_id, n_replies = text_at(shown, "id"), count_at(shown, "replies_count")
        if shown_id and n_replies:
            findings.declare(shown_id, n_replies)
    for answer in answers:
        parent, answer_id = text_at(answer, "in_reply_to_id"), text_at(answer, "id")
        if parent and answer_id:
            findings.see(parent, answer_id)


def _pages(first: Request, findings: Findings) -> Plan:
    """Ask for a timeline backwards: each page ends where the next begins."""

    def oldest(document: Any) -> str | None:
        return text_at(document, len(document) - 1, "id") if isinstance(document, list) else None

    return paged(first, "max_id", oldest, lambda document: None, findings)


def _get(path: str, **params: str) -> Request:
    return Request(path, tuple(params.items()), tolerated=frozenset({GONE}))


def _matched(option: str, pattern: re.Pattern[str], text: str) -> str:
    match = pattern.fullmatch(text.strip())
    if match is None:
        raise InputError(f"--{option} {text}: cannot be read; see `undertow collect mastodon -h`")
    return match[1]
