"""Comments, submissions and accounts of Reddit, as dumps and the API write them.

The account name is the account id: Reddit names are unique and never change hands, while
``author_fullname`` is missing from older dumps, so that using it would split an account in two.
The same holds for subreddits.
"""

from __future__ import annotations

from msgspec import Raw, Struct, field

from undertow.ingest.outcomes import Rejection
from undertow.ingest.plain_text import find_urls, unescape_once
from undertow.ingest.record import CanonicalRecord, Count, Id, Item, Name, Profile, Text
from undertow.ingest.times import epoch_text

ABSENT = Raw()
FIELDS = frozenset(
    {
        "author_created_at",
        "author_handle",
        "author_id",
        "created_at",
        "edited_at",
        "in_reply_to_id",
        "media",
        "page_id",
        "reply_count",
        "repost_of_author_id",
        "repost_of_id",
        "root_id",
        "text",
        "url",
        "urls",
    }
)
"""What every source of Reddit shows."""

_GONE = frozenset({"[deleted]", "[removed]", "[ Removed by Reddit ]"})


class Meta(Struct):
    """What Arctic Shift adds: what it found on its second visit, 36 hours later."""

    retrieved_2nd_on: float | None = None
    was_deleted_later: bool | None = None


class Thing(Struct):
    """A comment (it has a body) or a submission (it has a title)."""

    id: Id
    created_utc: float | str
    author: Name | None = None
    author_created_utc: float | None = None
    subreddit: Id | None = None
    permalink: Item | None = None
    body: Text | None = None
    body_html: str | None = None
    title: Text | None = None
    selftext: Text | None = None
    selftext_html: str | None = None
    link_id: Id | None = None
    parent_id: Id | None = None
    url: Item | None = None
    is_self: bool | None = None
    is_reddit_media_domain: bool | None = None
    num_comments: Count | None = None
    crosspost_parent: Id | None = None
    crosspost_parent_list: list[Raw] | None = None
    edited: bool | float | None = None
    retrieved_on: float | None = None
    meta: Meta | None = field(default=None, name="_meta")


class Account(Struct):
    """An account as looked up; a suspended one shows only its name."""

    name: Id
    created_utc: float | None = None
    icon_img: Item | None = None
    is_suspended: bool | None = None


def thing_record(
    thing: Thing, origin: Thing | None = None, is_raw: bool | None = None
) -> CanonicalRecord:
    """Return the canonical record of a comment or submission.

    Parameters
    ----------
    thing : Thing
        The comment or submission.
    origin : Thing or None
        The submission that it crossposts.
    is_raw : bool or None
        Whether texts are as typed; None to tell it from the object itself. Reddit writes entities
        unless asked not to, so that is what stands where nothing tells.

    Raises
    ------
    Rejection
        It is neither, or a time is no time.
    """
    if is_raw is None:
        is_raw = html_is_raw(thing.body_html or thing.selftext_html)
    if thing.link_id is not None:
        record = _comment(thing, bool(is_raw))
    elif thing.title is not None or thing.selftext is not None:
        record = _submission(thing, bool(is_raw))
    else:
        raise Rejection(
            "schema", "missing_field", "$", "neither link_id (a comment) nor title (a submission)"
        )
    if origin is not None:
        record.repost_of_author_id = _author(origin)
    return record


def account_profile(account: Account) -> Profile:
    """Return the canonical profile of an account.

    Raises
    ------
    Rejection
        Its time is no time.
    """
    created = account.created_utc
    picture = account.icon_img
    return Profile(
        platform="reddit",
        author_id=account.name,
        author_handle=account.name,
        author_avatar=unescape_once(picture) if picture else None,
        author_created_at=None if created is None else epoch_text(created, "$.created_utc"),
        author_status="suspended" if account.is_suspended else None,
    )


def html_is_raw(markup: str | None) -> bool | None:
    """Return whether texts are as typed: the HTML beside them is then not escaped itself."""
    start = (markup or "").lstrip()[:4]
    return None if not start else not start.startswith("&lt;")


def _comment(thing: Thing, is_raw: bool) -> CanonicalRecord:
    text = _text(thing.body, is_raw)
    record = _common(thing, "t1_", text, thing.body)
    record.kind = "reply" if (thing.parent_id or "").startswith("t1_") else "comment"
    record.in_reply_to_id = thing.parent_id or thing.link_id
    record.root_id = thing.link_id
    record.urls = find_urls(text) if text is not None else None
    return record


def _submission(thing: Thing, is_raw: bool) -> CanonicalRecord:
    parts = [_text(thing.title, is_raw), _text(thing.selftext, is_raw)]
    text = "\n\n".join(part for part in parts if part)
    urls = find_urls(text)
    link = thing.url if thing.is_self is False and (thing.url or "").startswith("http") else None
    link = link if link is None or is_raw else unescape_once(link)
    if link and not thing.is_reddit_media_domain:
        urls.insert(0, link)
    record = _common(thing, "t3_", text or None, thing.selftext)
    record.kind = "repost" if thing.crosspost_parent else "post"
    record.repost_of_id = thing.crosspost_parent
    record.urls = urls
    if thing.is_reddit_media_domain is not None:
        record.media = [link] if link and thing.is_reddit_media_domain else []
    record.reply_count = thing.num_comments
    return record


def _common(thing: Thing, prefix: str, text: str | None, body: str | None) -> CanonicalRecord:
    """Return what comments and submissions share; ``body`` is the text as delivered."""
    author = _author(thing)
    absent = []
    if author is None and thing.author is not None:
        absent += ["author_id", "author_handle"]
    if thing.edited is False:
        absent.append("edited_at")
    if text is None and body is not None:
        absent.append("text")
    is_edit_timed = thing.edited is not None and not isinstance(thing.edited, bool)
    joined = thing.author_created_utc
    return CanonicalRecord(
        platform="reddit",
        id=thing.id if thing.id.startswith(prefix) else prefix + thing.id,
        created_at=_created(thing),
        observed_at=_observed(thing),
        author_id=author,
        author_handle=author,
        author_created_at=None if joined is None else epoch_text(joined, "$.author_created_utc"),
        text=text,
        url=f"https://www.reddit.com{thing.permalink}" if thing.permalink else None,
        page_id=thing.subreddit,
        edited_at=epoch_text(float(thing.edited or 0), "$.edited") if is_edit_timed else None,
        deleted_at=_deleted(thing, body),
        known_absent=absent or None,
    )


def _author(thing: Thing) -> str | None:
    return None if thing.author in _GONE else thing.author


def _is_gone(text: str | None) -> bool:
    return text is not None and text.strip() in _GONE


def _text(text: str | None, is_raw: bool) -> str | None:
    """Return a text; the mark left in place of a deleted one was never published."""
    if text is None or _is_gone(text):
        return None
    return text if is_raw else unescape_once(text)


def _created(thing: Thing) -> str:
    try:
        seconds = float(thing.created_utc)
    except ValueError as error:
        raise Rejection(
            "schema", "bad_time", "$.created_utc", f"{str(thing.created_utc)[:40]!r} is no time"
        ) from error
    return epoch_text(seconds, "$.created_utc")


def _observed(thing: Thing) -> str | None:
    visits = (thing.retrieved_on, thing.meta.retrieved_2nd_on if thing.meta else None)
    latest = max((visit for visit in visits if visit), default=None)
    return None if latest is None else epoch_text(latest, "$.retrieved_on")


def _deleted(thing: Thing, body: str | None) -> str | None:
    """Return when a post was first seen to be gone: on the second visit, or on the first."""
    if thing.meta is not None and thing.meta.was_deleted_later:
        seen = thing.meta.retrieved_2nd_on
    else:
        seen = thing.retrieved_on if _is_gone(body) else None
    return None if seen is None else epoch_text(seen, "$.retrieved_on")
