"""Format ``mastodon``: statuses, contexts, accounts and search results of the Mastodon API.

A post is known by its ``uri`` and an account by its ``url``: these are the same on every server,
while ``id`` is a number of the server that was asked. A post that is only referred to by such a
number has its ``uri`` where the page holds that post; else the address it has in the API of that
server (``https://SERVER/api/v1/statuses/NUMBER``), so that answers to it still meet; and none when
the page does not show which server it is from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import msgspec
from msgspec import Raw, Struct, field

from undertow.ingest.formats.mastodon_objects import (
    Account,
    Identity,
    Quote,
    Status,
    inner_posts,
    is_truth_social,
    names_truth_social,
    profile_of,
    record_of,
)
from undertow.ingest.formats.pages import ABSENT, is_there
from undertow.ingest.formats.signature import record_signature
from undertow.ingest.formats.spec import Example, FormatSpec, Score
from undertow.ingest.outcomes import Declared, Ignored, Mapped, Rejected, Rejection, rejected
from undertow.ingest.record import Item, accept
from undertow.ingest.sample import Sample

_Found: TypeAlias = tuple[str, Status | Account | Rejected]


class Page(Struct):
    """A context, a search result, one status or one account; a list is read as the latter."""

    ancestors: list[Raw] | None = None
    descendants: list[Raw] | None = None
    statuses: list[Raw] | None = None
    accounts: list[Raw] = field(default_factory=list)
    hashtags: list[Raw] = field(default_factory=list)
    account: Raw = ABSENT


class Place:
    """What a page tells of the numbers of its server."""

    def __init__(self, found: Iterable[_Found], root_id: str | None) -> None:
        self.root_id = root_id
        self.uris: dict[str, str] = {}
        self.urls: dict[str, str] = {}
        self.host: str | None = None
        for _, item in found:
            account = item.account if isinstance(item, Status) else item
            if isinstance(item, Status) and item.uri:
                self.uris[item.id] = item.uri
            if isinstance(account, Account) and account.url:
                self.urls[account.id] = account.url
                if account.acct and "@" not in account.acct:
                    # An account without a server in its name is of the server that was asked.
                    self.host = urlsplit(account.url).netloc or self.host

    def post(self, number: str | None) -> str | None:
        """Return the id of a post known by its number."""
        if number is None or number in self.uris:
            return self.uris.get(number or "")
        return f"https://{self.host}/api/v1/statuses/{number}" if self.host else None


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one page, status or account."""
    if raw.lstrip()[:1] == b"[":
        found = list(_items(msgspec.json.decode(raw, type=list[Raw]), "$"))
        yield from _outcomes(found, None)
        return
    page = msgspec.json.decode(raw, type=Page)
    ancestors = list(_items(page.ancestors or (), "$.ancestors"))
    found = ancestors + list(_items(page.descendants or (), "$.descendants"))
    found += _items(page.statuses or (), "$.statuses")
    found += _items(page.accounts, "$.accounts")
    if page.ancestors is None and page.statuses is None and not page.accounts:
        found += _item(Raw(raw), "$")
    yield from _outcomes(found, _root(ancestors))
    for index in range(len(page.hashtags)):
        yield Ignored("hashtag", f"$.hashtags[{index}]")


def _items(raws: Iterable[Raw], place: str) -> Iterator[_Found]:
    for index, raw in enumerate(raws):
        yield from _item(raw, f"{place}[{index}]")


def _item(raw: Raw, path: str) -> Iterator[_Found]:
    """Yield a status and those inside it, or an account."""
    try:
        item: Status | Account
        if is_there(msgspec.json.decode(raw, type=Page).account):
            item = msgspec.json.decode(raw, type=Status)
        else:
            item = msgspec.json.decode(raw, type=Account)
        inner = list(inner_posts(item)) if isinstance(item, Status) else []
    except (ValueError, RecursionError) as error:
        yield path, rejected(error, path)
        return
    yield path, item
    for place, post in inner:
        yield from _item(post, path + place)


def _root(ancestors: list[_Found]) -> str | None:
    """Return the post that opened the thread of a context, if the context reaches up to it."""
    first = ancestors[0][1] if ancestors else None
    return first.uri if isinstance(first, Status) and first.in_reply_to_id is None else None


def _outcomes(found: list[_Found], root_id: str | None) -> Iterator[Mapped]:
    place = Place(found, root_id)
    for path, item in found:
        if isinstance(item, Rejected):
            yield item
            continue
        try:
            if isinstance(item, Status):
                yield from _post(item, path, place)
            else:
                yield _profile(item, path)
        except Exception as error:  # one bad post must not take the page with it
            yield rejected(error, path)


def _profile(account: Account, path: str) -> Mapped:
    if not account.url:
        raise Rejection("schema", "missing_field", "$.url", "the account has no address")
    profile = profile_of(account, "mastodon", account.url, _handle(account.acct, account.url))
    return accept(profile, path)


def _post(status: Status, path: str, place: Place) -> Iterator[Mapped]:
    if not status.uri:
        raise Rejection("schema", "missing_field", "$.uri", "the post has no uri")
    shown = status
    if is_there(status.reblog):
        shown = msgspec.json.decode(status.reblog, type=Status)
    yield accept(record_of(status, shown, _names(status, shown, place)), path)
    if status.replies_count and shown is status:
        yield Declared("mastodon", status.uri, status.replies_count)


def _names(status: Status, shown: Status, place: Place) -> Identity:
    account, is_repost = status.account, shown is not status
    mentioned = {mention.id: mention.url for mention in status.mentions if mention.id}
    answered = status.in_reply_to_account_id or ""
    parent_id = place.post(status.in_reply_to_id or None)
    return Identity(
        platform="mastodon",
        id=status.uri or "",
        author_id=account.url,
        author_handle=_handle(account.acct, account.url),
        in_reply_to_id=parent_id,
        in_reply_to_author_id=place.urls.get(answered) or mentioned.get(answered),
        root_id=place.root_id if parent_id else None,
        repost_of_id=shown.uri if is_repost else None,
        repost_of_author_id=shown.account.url if is_repost else None,
        quoted_id=_quoted(status, place),
        mentions=[_handle(mention.acct, mention.url) or "" for mention in shown.mentions],
    )


def _quoted(status: Status, place: Place) -> str | None:
    if not is_there(status.quote):
        return None
    quote = msgspec.json.decode(status.quote, type=Quote)
    inner = quote.quoted_status if is_there(quote.quoted_status) else status.quote
    if is_there(quote.quoted_status) or is_there(quote.account):
        return msgspec.json.decode(inner, type=Status).uri
    return place.post(quote.quoted_status_id)


def _handle(acct: str | None, url: Item | None) -> str | None:
    """Return a name with its server, which names of the server that was asked lack."""
    if not acct or "@" in acct:
        return acct
    host = urlsplit(url or "").netloc
    return f"{acct}@{host}" if host else acct


def _fits(value: dict[str, Any]) -> bool:
    if "source_platform" in value or "__import_meta" in value:
        return False
    if "ancestors" in value or "hashtags" in value:
        return "descendants" in value or ("statuses" in value and "accounts" in value)
    if is_truth_social(value):
        return False
    is_status = "account" in value and "content" in value and "uri" in value
    return is_status or ("acct" in value and "statuses_count" in value)


def _probe(sample: Sample) -> Score:
    if not sample.objects and names_truth_social(sample):
        return Score(0.0, "its posts are of Truth Social")
    return _signature(sample)


_signature = record_signature(
    _fits,
    "an account with content and uri, ancestors and descendants, or the counts of an account",
    ("account", "uri", "reblogs_count", "spoiler_text"),
)


_ANA: dict[str, Any] = {
    "id": "1",
    "username": "ana",
    "acct": "ana",
    "url": "https://m.example/@ana",
    "display_name": "Ana",
    "note": "<p>Gardener</p>",
    "created_at": "2022-11-05T00:00:00.000Z",
    "avatar": "https://m.example/ana.png",
    "bot": False,
    "followers_count": 20,
    "following_count": 30,
    "statuses_count": 400,
}
_BO = _ANA | {"id": "2", "username": "bo", "acct": "bo@other.example", "suspended": True}
_BO |= {"url": "https://other.example/@bo", "display_name": "Bo"}


def _example_post() -> dict[str, Any]:
    return {
        "id": "1101",
        "uri": "https://m.example/users/ana/statuses/1101",
        "url": "https://m.example/@ana/1101",
        "created_at": "2023-09-02T10:00:00.000Z",
        "edited_at": None,
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "reblog": None,
        "quote": None,
        "spoiler_text": "",
        "language": "en",
        "visibility": "public",
        "content": '<p>Tea for all, says <span class="h-card"><a href="https://other.example/@bo" '
        'class="u-url mention">@<span>bo</span></a></span>: <a href="https://example.org/tea">'
        '<span class="invisible">https://</span>example.org/tea</a></p>',
        "mentions": [{"id": "2", "acct": "bo@other.example", "url": "https://other.example/@bo"}],
        "tags": [{"name": "tea", "url": "https://m.example/tags/tea"}],
        "media_attachments": [{"id": "5", "type": "image", "url": "https://m.example/tea.jpg"}],
        "application": {"name": "Web"},
        "account": _ANA,
        "replies_count": 1,
        "reblogs_count": 1,
        "favourites_count": 2,
        "quotes_count": 1,
    }


def _examples() -> tuple[Example, ...]:
    post = _example_post()
    answer = post | {
        "id": "1102",
        "uri": "https://other.example/users/bo/statuses/77",
        "url": "https://other.example/@bo/77",
        "edited_at": "2023-09-02T11:00:00.000Z",
        "in_reply_to_id": "1101",
        "in_reply_to_account_id": "1",
        "content": "<p>Gladly</p>",
        "account": _BO,
        "replies_count": 0,
    }
    second = answer | {"id": "1103", "uri": "https://other.example/users/bo/statuses/78"}
    boost = post | {"id": "1104", "uri": f"{post['uri']}/activity", "account": _BO, "reblog": post}
    quote = post | {
        "id": "1105",
        "uri": "https://m.example/users/ana/statuses/1105",
        "quote": {"state": "accepted", "quoted_status": post},
    }
    encode = msgspec.json.encode
    context = {"ancestors": [post], "descendants": [answer, second | {"in_reply_to_id": "1102"}]}
    search = {"accounts": [_ANA], "statuses": [quote], "hashtags": [{"name": "tea"}]}
    return (
        Example("context.json", msgspec.json.format(encode(context)), 3),
        Example("timeline.json", encode([post, boost]), 3),
        Example("pages.jsonl", b"".join(encode(page) + b"\n" for page in (context, search)), 6),
    )


SPEC = FormatSpec(
    format_id="mastodon",
    platforms=("mastodon",),
    mapper_version="2",
    description="Mastodon API: statuses, contexts, accounts and search results as JSON",
    supplies=frozenset(
        {
            "author_avatar",
            "author_created_at",
            "author_description",
            "author_followers",
            "author_following",
            "author_handle",
            "author_id",
            "author_name",
            "author_posts",
            "author_status",
            "author_url",
            "client_app",
            "created_at",
            "edited_at",
            "hashtags",
            "in_reply_to_author_id",
            "in_reply_to_id",
            "lang",
            "like_count",
            "media",
            "mentions",
            "quote_count",
            "quoted_id",
            "reply_count",
            "repost_count",
            "repost_of_author_id",
            "repost_of_id",
            "root_id",
            "text",
            "url",
            "urls",
        }
    ),
    never="posts that the server asked never received; view counts; when it was collected",
    times="ISO 8601, UTC, to the millisecond; accounts to the day",
    ids="addresses: posts by uri, accounts by url; a number of its server where no more is known",
    markup="html",
    reference="https://docs.joinmastodon.org/entities/Status/",
    probe=_probe,
    get_examples=_examples,
    map_json=map_json,
)
