"""Reddit: a submission with its comments, a subreddit's newest, a user's comments.

Reference: https://www.reddit.com/dev/api. Long threads hold stubs of kind ``more``: they are asked
for, and what stays behind one is counted as missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from undertow.collect.access import Access, Login, base_url
from undertow.collect.plan import (
    Findings,
    Page,
    Plan,
    Request,
    at,
    batches,
    count_at,
    items_at,
    paged,
    text_at,
)
from undertow.collect.secrets import Secrets, required_credential
from undertow.collect.sources.source import GONE, Source
from undertow.errors import InputError

_SUBMISSION = re.compile(
    r"(?:https?://(?:(?:www|old|new)\.)?(?:reddit\.com/(?:r/\w+/)?comments/|redd\.it/)|t3_)?"
    r"([a-z0-9]{1,12})(?:[/?#]\S*)?"
)
_SUBREDDIT = re.compile(r"(?:/?r/)?([A-Za-z0-9_]{2,21})/?")
_USER = re.compile(r"(?:/?(?:u|user)/)?([A-Za-z0-9_-]{3,20})/?")
_ID = re.compile(r"[a-z0-9]{1,12}")
_CLOSED = frozenset({GONE, "private", "banned", "quarantined", "gold_only"})
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Reddit(Source):
    """Submissions with their comments, newest submissions, comments of users.

    Parameters
    ----------
    submissions : tuple of str
        Ids or addresses of submissions.
    subreddits : tuple of str
        Subreddits whose newest submissions are wanted (Reddit gives at most about 1,000).
    users : tuple of str
        Users whose newest comments are wanted (about 1,000 too).
    """

    submissions: tuple[str, ...] = ()
    subreddits: tuple[str, ...] = ()
    users: tuple[str, ...] = ()

    name: ClassVar[str] = "reddit"
    format_id: ClassVar[str] = "reddit-listing"
    per_minute: ClassVar[float] = 60  # 100 are allowed with credentials
    error_path: ClassVar[tuple[str | int, ...]] = ("reason",)

    def __post_init__(self) -> None:
        if not (self.submissions or self.subreddits or self.users):
            raise InputError("nothing to collect: give --submission, --subreddit or --user")
        for option, pattern in (
            ("submission", _SUBMISSION),
            ("subreddit", _SUBREDDIT),
            ("user", _USER),
        ):
            ids = tuple(_matched(option, pattern, text) for text in getattr(self, f"{option}s"))
            object.__setattr__(self, f"{option}s", ids)

    def access(self, environ: Mapping[str, str]) -> Access:
        """Return how to reach it; needs ``REDDIT_CLIENT_ID`` and ``REDDIT_CLIENT_SECRET``."""
        client = required_credential(environ, "REDDIT_CLIENT_ID")
        secret = required_credential(environ, "REDDIT_CLIENT_SECRET")
        login = Login(
            url=base_url(self.name, "https://www.reddit.com", environ) + "/api/v1/access_token",
            fields={"grant_type": "client_credentials"},
            is_json=False,
            token_field="access_token",  # noqa: S106 (the name of a field)
            names="REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET",
            basic=(client, secret),
        )
        base = base_url(self.name, "https://oauth.reddit.com", environ)
        return Access(base, login=login, secrets=Secrets([client, secret]))

    def plan(self, findings: Findings) -> Plan:
        """Ask for submissions, then subreddits, then users."""
        for submission in self.submissions:
            yield from _Comments(submission, findings).plan()
        for subreddit in self.subreddits:
            yield from _pages(_get(f"/r/{subreddit}/new", limit="100"), findings)
        for user in self.users:
            yield from _pages(_get(f"/user/{user}/comments", limit="100"), findings)


class _Comments:
    """The comments of one submission: what came, and which stubs stand for more."""

    def __init__(self, submission: str, findings: Findings) -> None:
        self._submission = submission
        self._thread = f"t3_{submission}"
        self._findings = findings
        self._children: dict[str, None] = {}
        self._branches: dict[str, None] = {}
        self._asked: set[tuple[bool, str]] = set()

    def plan(self) -> Plan:
        """Ask for the comments, then for what stubs stand for, as long as there are new ones."""
        path = f"/comments/{self._submission}"
        page = yield _get(path, limit="500", sort="new")
        post = at(page.document, 0, "data", "children", 0, "data")
        self._findings.declare(self._thread, count_at(post, "num_comments"))
        self._take(items_at(page.document, 1, "data", "children"))
        while self._children or self._branches:
            children, self._children = list(self._children), {}
            for batch in batches(children, _BATCH):
                page = yield _get(
                    "/api/morechildren",
                    api_type="json",
                    link_id=self._thread,
                    sort="new",
                    children=",".join(batch),
                )
                self._take_page(page, "json", "data", "things")
            branches, self._branches = list(self._branches), {}
            for branch in branches:
                page = yield _get(path, comment=branch, limit="500", sort="new")
                self._take_page(page, 1, "data", "children")

    def _take_page(self, page: Page, *path: str | int) -> None:
        self._take(items_at(page.document, *path))

    def _take(self, things: list[Any]) -> None:
        """Note the comments and stubs below some things."""
        left = list(things)
        while left:
            thing = left.pop()
            kind, content = text_at(thing, "kind"), at(thing, "data")
            if kind == "t1" and (comment := text_at(content, "id")):
                self._findings.see(self._thread, comment)
                left += items_at(content, "replies", "data", "children")
            elif kind == "more":
                self._take_stub(content)

    def _take_stub(self, stub: Any) -> None:
        children = [child for child in items_at(stub, "children") if isinstance(child, str)]
        parent = (text_at(stub, "parent_id") or "").removeprefix("t1_")
        # A stub without children says "continue this thread": the branch is asked for by itself.
        wanted, place = (children, self._children) if children else ([parent], self._branches)
        for name in wanted:
            # A comment may be asked for as a child first and as a branch later.
            mark = (bool(children), name)
            if _ID.fullmatch(name) and mark not in self._asked:
                self._asked.add(mark)
                place[name] = None


def _pages(first: Request, findings: Findings) -> Plan:
    return paged(
        first,
        "after",
        lambda document: text_at(document, "data", "after"),
        lambda document: None,
        findings,
    )


def _get(path: str, **params: str) -> Request:
    # raw_json: texts as written, without HTML entities.
    return Request(path, (*params.items(), ("raw_json", "1")), tolerated=_CLOSED)


def _matched(option: str, pattern: re.Pattern[str], text: str) -> str:
    match = pattern.fullmatch(text.strip())
    if match is None:
        raise InputError(f"--{option} {text}: cannot be read; see `undertow collect reddit -h`")
    return match[1]
