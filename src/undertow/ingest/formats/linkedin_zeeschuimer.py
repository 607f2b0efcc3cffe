"""Format ``linkedin-zeeschuimer``: posts of LinkedIn captured in the browser by Zeeschuimer.

Zeeschuimer had a module for LinkedIn until version 1.14; fields are those of it and of 4CAT. The
page says only how long ago a post was made ("18h"), in words of its language; the time is taken
from the id, which holds it to the millisecond.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType, field

from undertow.ingest.formats.linkedin_ids import actor, post_number
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.formats.zeeschuimer import Item, examples, item_signature, open_item
from undertow.ingest.outcomes import Declared, Ignored, Mapped, Rejection
from undertow.ingest.plain_text import find_urls
from undertow.ingest.record import CanonicalRecord, Id, Text, accept
from undertow.ingest.record import Item as Address

_HASHTAG = "urn:li:hashtag:"
_DIGITS = re.compile(r"\d{1,18}", re.ASCII)
_PROFILE = re.compile(r"https?://(?:\w+\.)?linkedin\.com/((?:in|company|school)/[^/?#]+)")
_ABSENT = Raw()


class Words(Struct):
    """A text with what it refers to; the notation of attributes has changed, they stay raw."""

    text: Text | None = None
    attributes: Raw = _ABSENT
    attributes_v2: Raw = field(default=_ABSENT, name="attributesV2")


class Commentary(Struct):
    """What the author wrote."""

    text: Words | None = None


class Navigation(Struct, rename="camel"):
    """Where a click leads."""

    action_target: Address | None = None


class Actor(Struct, rename="camel"):
    """The author: a member or a company."""

    urn: Id | None = None
    backend_urn: Id | None = None
    name: Words | None = None
    description: Words | None = None
    navigation_context: Navigation | None = None


class Metadata(Struct):
    """What a post is."""

    urn: Id | None = None


class Article(Struct, rename="camel"):
    """A link below a post."""

    navigation_context: Navigation | None = None


class Content(Struct, rename="camel"):
    """What is attached to a post."""

    navigation_context: Navigation | None = None
    article_component: Article | None = None


class Counts(Struct, rename="camel"):
    """Counts, as numbers; what is shown in place of one ("1,234") is no count."""

    num_comments: int | str | None = None
    num_likes: int | str | None = None
    num_shares: int | str | None = None


class Total(Struct):
    """How many there are."""

    total: int | str | None = None


class Listed(Struct):
    """A list of which only the length is read."""

    paging: Total | None = None


class Detail(Struct, rename="camel"):
    """Counts of a post, in one of two notations."""

    counts: Counts | None = field(default=None, name="*totalSocialActivityCounts")
    comments: Listed | None = None
    likes: Listed | None = None
    total_shares: int | str | None = None


class Numbered(Struct, rename="camel"):
    """A post, as far as it says which."""

    update_metadata: Metadata | None = None
    pre_dash_entity_urn: Id | None = None

    @property
    def number(self) -> str | None:
        """Its number; an aggregate shows several as one, of which it is the first."""
        own = self.update_metadata.urn if self.update_metadata else None
        return post_number(own or self.pre_dash_entity_urn or "")


class Update(Numbered, rename="camel"):
    """A post in the feed, with the objects it refers to put in their places."""

    actor: Actor | None = None
    commentary: Commentary | UnsetType | None = UNSET
    content: Content | None = None
    detail: Detail | None = field(default=None, name="*socialDetail")
    reshared: Numbered | Id | None = field(default=None, name="*resharedUpdate")


_decode = msgspec.json.Decoder(Update).decode


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one captured post."""
    item = open_item(raw)
    update = _decode(item.data)
    if update.actor is None:
        yield Ignored("not_a_post", item.path)  # suggestions and adverts between the posts
        return
    record = _record(update, update.actor, item)
    yield accept(record, item.path)
    if record.reply_count:
        yield Declared("linkedin", record.id, record.reply_count)


def _record(update: Update, author: Actor, item: Item) -> CanonicalRecord:
    native_id = _number(update)
    words = update.commentary.text if update.commentary else None
    text = words.text if words else None
    likes, replies, shares = _counts(update.detail or Detail())
    original = _original(update)
    record = CanonicalRecord(
        platform="linkedin",
        id=native_id,
        observed_at=item.observed_at,
        author_description=author.description.text if author.description else None,
        author_name=author.name.text if author.name else None,
        kind="post",
        text=text,
        url=f"https://www.linkedin.com/feed/update/urn:li:activity:{native_id}",
        hashtags=_hashtags(words),
        mentions=None if words is None else _named(words, "publicIdentifier", "universalName"),
        like_count=likes,
        reply_count=replies,
        repost_count=shares,
        known_absent=["text"] if update.commentary is None else None,
    )
    _add_author(record, author)
    if original is not None:
        record.kind = "quote" if text else "repost"
        record.quoted_id, record.repost_of_id = (original, None) if text else (None, original)
    links = [*find_urls(text or ""), *_attached(update.content)]
    record.urls = links if links or text else None
    return record


def _number(update: Update) -> str:
    if update.number is None:
        raise Rejection(
            "schema",
            "missing_field",
            "$.updateMetadata.urn",
            "neither updateMetadata.urn nor preDashEntityUrn names a post",
        )
    return update.number


def _original(update: Update) -> str | None:
    """Return the number of the post that is shared: put in its place, or only referred to."""
    if isinstance(update.reshared, Numbered):
        return update.reshared.number
    return post_number(update.reshared or "")


def _add_author(record: CanonicalRecord, author: Actor) -> None:
    """Put on a record who wrote it; the address of the profile stands in for a missing id."""
    target = author.navigation_context.action_target if author.navigation_context else None
    profile = _PROFILE.match(target or "")
    urn = author.urn or author.backend_urn
    if urn is not None:
        record.author_id = actor(urn)
    if profile is not None:
        record.author_id = record.author_id or profile[1]
        record.author_handle = profile[1].partition("/")[2]
        record.author_url = profile[0]


def _counts(detail: Detail) -> tuple[int | None, int | None, int | None]:
    """Return likes, comments and shares."""
    counts = detail.counts
    if counts is not None:
        shown = (counts.num_likes, counts.num_comments, counts.num_shares)
    else:
        shown = (_total(detail.likes), _total(detail.comments), detail.total_shares)
    likes, comments, shares = map(_numeric, shown)
    return likes, comments, shares


def _total(listed: Listed | None) -> int | str | None:
    return listed.paging.total if listed and listed.paging else None


def _numeric(shown: int | str | None) -> int | None:
    if isinstance(shown, str):
        return int(shown) if _DIGITS.fullmatch(shown) else None
    return shown if shown is not None and 0 <= shown < 1 << 63 else None


def _hashtags(words: Words | None) -> list[str] | None:
    if words is None:
        return None
    urns = _named(words, "trackingUrn")
    return [urn.removeprefix(_HASHTAG) for urn in urns if urn.startswith(_HASHTAG)]


def _named(words: Words, *keys: str) -> list[str]:
    """Return the texts under some keys anywhere in the attributes of a text, in their order."""
    found: list[str] = []
    parts = (words.attributes_v2, words.attributes)
    waiting: list[Any] = [msgspec.json.decode(part) for part in parts if bytes(part)]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            found += [value[key] for key in keys if isinstance(value.get(key), str)]
            value = list(value.values())
        if isinstance(value, list):
            waiting += reversed(value)
    return found


def _attached(content: Content | None) -> Iterator[str]:
    if content is None:
        return
    article = content.article_component.navigation_context if content.article_component else None
    for navigation in (content.navigation_context, article):
        if navigation is not None and navigation.action_target:
            yield navigation.action_target


def _posts() -> Iterator[dict[str, object]]:
    ana = {
        "urn": "urn:li:member:7001",
        "name": {"text": "Ana Example", "attributes": []},
        "description": {"text": "Gardener"},
        "subDescription": {"text": "18h • Edited •"},
        "navigationContext": {
            "actionTarget": "https://www.linkedin.com/in/ana-example?miniProfileUrn=x"
        },
    }
    hashtag = {"trackingUrn": "urn:li:hashtag:garden"}
    yield {
        "id": "urn:li:fs_updateV2:(urn:li:activity:7103677936435200007,MAIN_FEED)",
        "updateMetadata": {"urn": "urn:li:activity:7103677936435200007"},
        "actor": ana,
        "commentary": {
            "text": {
                "text": "Opening on Saturday, says Bo #garden https://example.org/a",
                "attributesV2": [
                    {"detailData": {"*hashtag": hashtag}},
                    {"detailData": {"*profileMention": {"publicIdentifier": "bo-example"}}},
                ],
            }
        },
        "content": {"navigationContext": {"actionTarget": "https://example.org/b"}},
        "*socialDetail": {
            "*totalSocialActivityCounts": {"numComments": 3, "numLikes": 12, "numShares": "1"}
        },
    }
    company = {
        "name": {"text": "Example Gardens"},
        "navigationContext": {"actionTarget": "https://www.linkedin.com/company/example-gardens/"},
    }
    inner = {"updateMetadata": {"urn": "urn:li:activity:7103677936435200007"}}
    urns = "urn:li:activity:7103688002764800007,urn:li:activity:7103677936435200007"
    reshare: dict[str, object] = {
        "preDashEntityUrn": f"urn:li:aggregate:({urns})",
        "actor": company,
        "commentary": None,
        "content": None,
        "*socialDetail": {
            "comments": {"paging": {"total": 0}},
            "likes": {"paging": {"total": "1,234"}},
            "totalShares": 0,
        },
        "*resharedUpdate": inner,
    }
    yield reshare
    yield reshare | {
        "preDashEntityUrn": "urn:li:activity:7103689261056000007",
        "commentary": {"text": {"text": "Come along"}},
    }
    yield {"updateMetadata": {"urn": "urn:li:activity:7103689261056000008"}, "actor": None}


SPEC = FormatSpec(
    format_id="linkedin-zeeschuimer",
    platforms=("linkedin",),
    mapper_version="1",
    description="Zeeschuimer or 4CAT: posts of LinkedIn captured in the browser (until 2026)",
    supplies=frozenset(
        {
            "author_description",
            "author_handle",
            "author_id",
            "author_name",
            "author_url",
            "hashtags",
            "like_count",
            "mentions",
            "observed_at",
            "quoted_id",
            "reply_count",
            "repost_count",
            "repost_of_id",
            "text",
            "url",
            "urls",
        }
    ),
    never="comments and who wrote them; views; when an account was made; followers",
    times="none that can be used; taken from the id, which holds it",
    ids="numbers; of authors member: or company: with a number, else the path of the profile",
    markup="plain",
    reference="https://github.com/digitalmethodsinitiative/zeeschuimer",
    probe=item_signature("linkedin.com"),
    get_examples=lambda: examples("linkedin.com", _posts(), 3),
    map_json=map_json,
)
