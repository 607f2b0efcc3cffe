"""Format ``zeeschuimer-instagram``: posts and reels captured in the browser by Zeeschuimer.

The web page of Instagram has had three shapes of a post: items (``code``, ``taken_at``), the older
graph (``shortcode``, ``taken_at_timestamp``), and previews (``XIGPolaris...``), which leave out
time and counts. Fields: modules of Zeeschuimer and 4CAT.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

from undertow.ingest.formats.found import with_found
from undertow.ingest.formats.instagram_ids import media_id, media_url
from undertow.ingest.formats.instagram_objects import Account, Caption, Post
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.formats.values import NumberId, whole_number
from undertow.ingest.formats.zeeschuimer import Item, examples, item_signature, open_item
from undertow.ingest.outcomes import Declared, Mapped, Rejection
from undertow.ingest.record import CanonicalRecord, Name, Text, accept
from undertow.ingest.record import Item as Address
from undertow.ingest.times import epoch_text

_HIDDEN = -1
_PREFIX = "POLARIS_"


class Tagged(Struct):
    """Somebody marked on a picture."""

    user: Account | None = None


class Tags(Struct):
    """Everybody marked on a picture."""

    users: list[Tagged] = field(default_factory=list, name="in")


class ItemPost(Post, kw_only=True):
    """A post of an item list, or a preview of one."""

    pk: NumberId | None = None
    id: NumberId | None = None
    code: Name | None = None
    taken_at: int | None = None
    caption: Caption | UnsetType | None = UNSET
    user: Account | None = None
    usertags: Tags | None = None
    coauthor_producers: list[Account] | None = None
    like_and_view_counts_disabled: bool | None = None
    like_count: int | None = None
    comment_count: int | None = None
    play_count: int | None = None
    view_count: int | None = None
    is_paid_partnership: bool | None = None
    display_uri: Address | None = None


class Counted(Struct):
    """How many there are; -1 is written where their number is hidden."""

    count: int | None = None


class TextNode(Struct):
    """A text of the graph."""

    text: Text | None = None
    display_url: Address | None = None


class GraphEdge(Struct):
    """An edge of the graph."""

    node: TextNode = field(default_factory=TextNode)


class GraphEdges(Struct):
    """Edges of the graph."""

    edges: list[GraphEdge] = field(default_factory=list)


class GraphPost(Struct):
    """A post of the older graph."""

    shortcode: Name
    id: NumberId | None = None
    taken_at_timestamp: int | None = None
    owner: Account | None = None
    edge_media_to_caption: GraphEdges | None = None
    edge_sidecar_to_children: GraphEdges | None = None
    edge_media_to_comment: Counted | None = None
    edge_media_preview_like: Counted | None = None
    edge_liked_by: Counted | None = None
    video_view_count: int | None = None
    display_url: Address | None = None


class _Shape(Struct):
    shortcode: Name | None = None


_shape = msgspec.json.Decoder(_Shape).decode
_decode_item = msgspec.json.Decoder(ItemPost).decode
_decode_graph = msgspec.json.Decoder(GraphPost).decode


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one captured post."""
    item = open_item(raw)
    if _shape(item.data).shortcode is not None:
        record = _from_graph(_decode_graph(item.data), item)
    else:
        record = _from_item(_decode_item(item.data), item)
    yield accept(record, item.path)
    if record.reply_count:
        yield Declared("instagram", record.id, record.reply_count)


def _from_item(post: ItemPost, item: Item) -> CanonicalRecord:
    author = post.user or Account()
    caption = None if post.caption is UNSET else post.caption
    absent = ["text"] if post.caption is None else []
    is_hidden = bool(post.like_and_view_counts_disabled) or post.like_count == _HIDDEN
    if is_hidden:
        absent += ["like_count"]
    views = post.view_count if post.view_count is not None else post.play_count
    tagged = [tag.user for tag in post.usertags.users if tag.user] if post.usertags else []
    record = CanonicalRecord(
        platform="instagram",
        id=_number(post.pk, post.id, post.code),
        created_at=_time(post.taken_at, "$.taken_at"),
        observed_at=item.observed_at,
        author_id=author.number,
        author_handle=author.username,
        author_name=author.full_name,
        author_avatar=author.profile_pic_url,
        author_verified=author.is_verified,
        author_status=author.status,
        kind="post",
        text=caption.text if caption else None,
        url=media_url(post.code) if post.code else None,
        media=[*post.addresses] or ([post.display_uri] if post.display_uri else None),
        is_ad=post.is_paid_partnership,
        like_count=None if is_hidden else whole_number(post.like_count, "$.like_count"),
        reply_count=whole_number(post.comment_count, "$.comment_count"),
        view_count=whole_number(views, "$.view_count"),
        known_absent=absent or None,
    )
    named = [*tagged, *(post.coauthor_producers or ())]
    record.mentions = [account.username for account in named if account.username] or None
    return with_found(record)


def _from_graph(post: GraphPost, item: Item) -> CanonicalRecord:
    author = post.owner or Account()
    caption = post.edge_media_to_caption
    texts = [edge.node.text for edge in caption.edges if edge.node.text] if caption else []
    children = post.edge_sidecar_to_children.edges if post.edge_sidecar_to_children else []
    files = [post.display_url, *(edge.node.display_url for edge in children)]
    likes = (post.edge_media_preview_like or post.edge_liked_by or Counted()).count
    absent = ["text"] if caption is not None and not texts else []
    if likes == _HIDDEN:
        absent += ["like_count"]
    record = CanonicalRecord(
        platform="instagram",
        id=_number(None, post.id, post.shortcode),
        created_at=_time(post.taken_at_timestamp, "$.taken_at_timestamp"),
        observed_at=item.observed_at,
        author_id=author.number or (str(author.id) if author.id else None),
        author_handle=author.username,
        author_name=author.full_name,
        author_avatar=author.profile_pic_url,
        author_verified=author.is_verified,
        author_status=author.status,
        kind="post",
        text=texts[0] if texts else None,
        url=media_url(post.shortcode),
        media=list(dict.fromkeys(file for file in files if file)) or None,
        like_count=None if likes == _HIDDEN else whole_number(likes, "$.edge_media_preview_like"),
        reply_count=whole_number(
            (post.edge_media_to_comment or Counted()).count, "$.edge_media_to_comment"
        ),
        view_count=whole_number(post.video_view_count, "$.video_view_count"),
        known_absent=absent or None,
    )
    return with_found(record)


def _number(pk: int | str | None, own_id: int | str | None, code: str | None) -> str:
    """Return the number of a post: ``pk``, or ``id`` without its owner, or what the code holds."""
    if pk:
        return str(pk)
    number = str(own_id or "").removeprefix(_PREFIX).partition("_")[0]
    number = number or (media_id(code) if code else None) or ""
    if not number:
        raise Rejection("schema", "missing_field", "$.pk", "neither pk nor id nor code is there")
    return number


def _time(seconds: int | None, path: str) -> str | None:
    return None if seconds is None else epoch_text(seconds, path)


def _posts() -> Iterator[dict[str, object]]:
    """Yield an invented post in each of the three shapes."""
    ana = {
        "pk": "7001",
        "id": "7001",
        "username": "ana.garden",
        "full_name": "Ana",
        "is_verified": False,
        "profile_pic_url": "https://pic.example/ana.jpg",
    }
    picture = {"candidates": [{"url": "https://pic.example/1.jpg", "width": 1080}]}
    yield {
        "pk": "3182879284901445637",
        "id": "3182879284901445637_7001",
        "code": "Cwr29iTgAAF",
        "media_type": 2,
        "taken_at": 1693648800,
        "caption": {"text": "Opening #saturday https://example.org/a"},
        "user": ana,
        "usertags": {"in": [{"user": {"pk": "7002", "username": "bo"}}]},
        "image_versions2": picture,
        "video_versions": [{"url": "https://pic.example/1.mp4"}],
        "like_and_view_counts_disabled": False,
        "like_count": 12,
        "comment_count": 3,
        "play_count": 400,
        "is_paid_partnership": False,
        "_zs_partial": False,
    }
    yield {
        "id": "3182909483890245637",
        "__typename": "GraphImage",
        "shortcode": "Cwr90_TgAAF",
        "taken_at_timestamp": 1693652400,
        "owner": {"id": "7001", "username": "ana.garden", "is_private": True},
        "edge_media_to_caption": {"edges": []},
        "edge_media_to_comment": {"count": 0},
        "edge_media_preview_like": {"count": -1},
        "display_url": "https://pic.example/2.jpg",
    }
    yield {
        "__typename": "XIGPolarisImageMedia",
        "id": "POLARIS_3182849085912645637",
        "pk": "3182849085912645637",
        "code": "CwrwGFTgAAF",
        "display_uri": "https://pic.example/3.jpg",
        "user": {"id": "17841400000000001", "pk": "7001", "username": "ana.garden"},
        "_zs_partial": True,
    }


SPEC = FormatSpec(
    format_id="zeeschuimer-instagram",
    platforms=("instagram",),
    mapper_version="1",
    description="Zeeschuimer or 4CAT: Instagram posts and reels captured in the browser",
    supplies=frozenset(
        {
            "author_avatar",
            "author_handle",
            "author_id",
            "author_name",
            "author_status",
            "author_verified",
            "created_at",
            "hashtags",
            "is_ad",
            "like_count",
            "media",
            "mentions",
            "observed_at",
            "reply_count",
            "text",
            "url",
            "urls",
            "view_count",
        }
    ),
    never="comments and who wrote them; stories; when an account was made; followers",
    times="seconds since 1970; previews have none, their ids tell it",
    ids="numbers, of posts with the time in them",
    markup="plain",
    reference="https://github.com/digitalmethodsinitiative/zeeschuimer",
    probe=item_signature("instagram.com"),
    get_examples=lambda: examples("instagram.com", _posts(), 3),
    map_json=map_json,
)
