"""Format ``zeeschuimer-threads``: posts of Threads captured in the browser by Zeeschuimer.

Fields: modules of Zeeschuimer and 4CAT. A reply names the account it answers, not the post.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import msgspec
from msgspec import UNSET, Struct, UnsetType

from undertow.ingest.formats.found import with_found
from undertow.ingest.formats.instagram_objects import Account, Caption, Post
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.formats.values import NumberId, id_text, whole_number
from undertow.ingest.formats.zeeschuimer import examples, item_signature, open_item
from undertow.ingest.outcomes import Declared, Mapped
from undertow.ingest.record import CanonicalRecord, Item, Name, accept
from undertow.ingest.times import epoch_text

_DETOURS = frozenset({"l.threads.com", "l.threads.net", "l.instagram.com"})


class Preview(Struct):
    """A link shown below a post."""

    url: Item | None = None


class Other(Struct):
    """Another post, quoted or reposted."""

    pk: NumberId
    user: Account | None = None


class Share(Struct):
    """What a post quotes or reposts."""

    quoted_post: Other | UnsetType | None = UNSET
    reposted_post: Other | UnsetType | None = UNSET


class AppInfo(Struct):
    """What Threads adds to a post of Instagram."""

    is_reply: bool | None = None
    reply_to_author: Account | None = None
    share_info: Share | None = None
    link_preview_attachment: Preview | None = None
    direct_reply_count: int | None = None
    repost_count: int | None = None
    quote_count: int | None = None


class ThreadsPost(Post, kw_only=True):
    """A post."""

    pk: NumberId
    taken_at: int
    code: Name | None = None
    user: Account | None = None
    caption: Caption | UnsetType | None = UNSET
    text_post_app_info: AppInfo | None = None
    like_and_view_counts_disabled: bool | None = None
    like_count: int | None = None
    is_paid_partnership: bool | None = None


_decode = msgspec.json.Decoder(ThreadsPost).decode


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one captured post."""
    item = open_item(raw)
    record = _record(_decode(item.data))
    record.observed_at = item.observed_at
    yield accept(record, item.path)
    if record.reply_count:
        yield Declared("threads", record.id, record.reply_count)


def _record(post: ThreadsPost) -> CanonicalRecord:
    author, info = post.user or Account(), post.text_post_app_info or AppInfo()
    record = CanonicalRecord(
        platform="threads",
        id=str(post.pk),
        created_at=epoch_text(post.taken_at, "$.taken_at"),
        author_id=author.number,
        author_handle=author.username,
        author_name=author.full_name,
        author_avatar=author.profile_pic_url,
        author_verified=author.is_verified,
        media=[*post.addresses] or None,
        is_ad=post.is_paid_partnership,
        reply_count=whole_number(info.direct_reply_count, "$.direct_reply_count"),
        repost_count=whole_number(info.repost_count, "$.repost_count"),
        quote_count=whole_number(info.quote_count, "$.quote_count"),
        known_absent=[],
    )
    if post.code and author.username:
        record.url = f"https://www.threads.com/@{author.username}/post/{post.code}"
    _add_likes(record, post)
    _add_text(record, post, info)
    _add_relations(record, info)
    return record


def _add_likes(record: CanonicalRecord, post: ThreadsPost) -> None:
    if post.like_and_view_counts_disabled:
        record.known_absent = ["like_count"]
    else:
        record.like_count = whole_number(post.like_count, "$.like_count")


def _add_text(record: CanonicalRecord, post: ThreadsPost, info: AppInfo) -> None:
    if post.caption is None:
        record.known_absent = [*(record.known_absent or ()), "text"]
    elif post.caption is not UNSET:
        record.text = post.caption.text
    with_found(record)
    if info.link_preview_attachment and info.link_preview_attachment.url:
        target = _target(info.link_preview_attachment.url)
        record.urls = [*(record.urls or ()), target]


def _add_relations(record: CanonicalRecord, info: AppInfo) -> None:
    absent = record.known_absent or []
    shared = info.share_info or Share()
    if isinstance(shared.quoted_post, Other):
        record.quoted_id = str(shared.quoted_post.pk)
    elif shared.quoted_post is None:
        absent += ["quoted_id"]
    if isinstance(shared.reposted_post, Other):
        original = shared.reposted_post
        record.repost_of_id = str(original.pk)
        record.repost_of_author_id = original.user.number if original.user else None
    elif shared.reposted_post is None:
        absent += ["repost_of_id", "repost_of_author_id"]
    if info.is_reply:
        record.kind = "reply"
        record.in_reply_to_author_id = (
            id_text(info.reply_to_author.pk or info.reply_to_author.id)
            if info.reply_to_author
            else None
        )
    elif info.is_reply is False:
        absent += ["in_reply_to_id", "in_reply_to_author_id"]
    record.known_absent = absent or None


def _target(address: str) -> str:
    """Return where a link leads, without the detour by Meta that counts clicks."""
    try:
        parts = urlsplit(address)
        asked = parse_qs(parts.query, max_num_fields=20)
    except ValueError:
        return address
    return asked["u"][0] if parts.netloc in _DETOURS and "u" in asked else address


def _posts() -> Iterator[dict[str, object]]:
    ana = {
        "pk": "7001",
        "username": "ana.garden",
        "full_name": "Ana",
        "is_verified": True,
        "profile_pic_url": "https://pic.example/ana.jpg",
    }
    none = {"quoted_post": None, "reposted_post": None}
    post = {
        "pk": "3182879284901445637",
        "id": "3182879284901445637_7001",
        "code": "Cwr29iTgAAF",
        "taken_at": 1693648800,
        "caption": {"text": "Opening #saturday"},
        "user": ana,
        "carousel_media": None,
        "image_versions2": {"candidates": [{"url": "https://pic.example/1.jpg"}]},
        "video_versions": None,
        "audio": None,
        "like_and_view_counts_disabled": False,
        "like_count": 12,
        "is_paid_partnership": None,
        "text_post_app_info": {
            "is_reply": False,
            "reply_to_author": None,
            "share_info": none,
            "link_preview_attachment": {
                "url": "https://l.threads.com/?u=https%3A%2F%2Fexample.org"
            },
            "direct_reply_count": 2,
            "repost_count": 1,
            "quote_count": 0,
        },
    }
    yield post
    yield post | {
        "pk": "3182909483890245637",
        "code": "Cwr90_TgAAF",
        "caption": None,
        "is_paid_partnership": True,
        "like_and_view_counts_disabled": True,
        "text_post_app_info": {
            "is_reply": True,
            "reply_to_author": {"pk": "7002", "username": "bo"},
            "share_info": none | {"quoted_post": {"pk": "3182849085912645637", "user": ana}},
        },
    }
    yield post | {
        "pk": "3182909483890245638",
        "code": "Cwr90_TgAAG",
        "text_post_app_info": {
            "share_info": none | {"reposted_post": {"pk": "3182849085912645637", "user": ana}},
        },
    }


SPEC = FormatSpec(
    format_id="zeeschuimer-threads",
    platforms=("threads",),
    mapper_version="1",
    description="Zeeschuimer or 4CAT: posts and replies of Threads captured in the browser",
    supplies=frozenset(
        {
            "author_avatar",
            "author_handle",
            "author_id",
            "author_name",
            "author_verified",
            "created_at",
            "hashtags",
            "in_reply_to_author_id",
            "in_reply_to_id",
            "is_ad",
            "like_count",
            "media",
            "observed_at",
            "quote_count",
            "quoted_id",
            "reply_count",
            "repost_count",
            "repost_of_author_id",
            "repost_of_id",
            "text",
            "url",
            "urls",
        }
    ),
    never="which post a reply answers; views; when an account was made; followers",
    times="seconds since 1970",
    ids="numbers",
    markup="plain",
    reference="https://github.com/digitalmethodsinitiative/zeeschuimer",
    probe=item_signature("threads.net", "threads.com"),
    get_examples=lambda: examples("threads.net", _posts(), 3),
    map_json=map_json,
)
