"""Format ``medium-feed``: the RSS feeds of accounts, publications and tags on Medium.

Links in the feed of an account end in ``?source=rss-<id of the account>------2``; those of
publications and tags name something else there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

from undertow.ingest.formats.markup_tree import html_tree, links_in, text_of, xml_tree
from undertow.ingest.formats.medium_objects import ID_NOTE, PLATFORM, handle, post_id, titled
from undertow.ingest.formats.spec import Example, FormatSpec, Score
from undertow.ingest.outcomes import Accepted, Ignored, Mapped, Rejection, rejected
from undertow.ingest.plain_text import find_hashtags
from undertow.ingest.record import CanonicalRecord, accept
from undertow.ingest.sample import Sample

_DC = "{http://purl.org/dc/elements/1.1/}"
_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
_FEED_OWNER = re.compile(r"[?&]source=rss-([0-9a-f]{8,16})-{6}2(?:&|$)")
_COUNTER = "https://medium.com/_/stat"  # a picture of one pixel that counts readers


def map_markup(raw: bytes) -> Iterator[Mapped]:
    """Map a feed: one outcome an item."""
    root = xml_tree(raw)
    channel = root.find("channel") if root.tag == "rss" else None
    if channel is None:
        raise Rejection("schema", "missing_field", "$.rss.channel", "this is no RSS feed")
    items = channel.findall("item")
    for index, item in enumerate(items):
        place = f"$.rss.channel.item[{index}]"
        try:
            yield _item(item, place)
        except (ValueError, Rejection) as error:
            yield rejected(error, place)
    if not items:
        yield Ignored("no_records")


def _item(item: Any, place: str) -> Accepted:
    link = _text(item, "link")
    encoded = item.findtext(f"{_CONTENT}encoded")
    content = encoded if encoded is not None else item.findtext("description")
    text, urls, media = _read(content)
    owner = _FEED_OWNER.search(link or "")
    title = _text(item, "title") or ""
    text = titled(title, text) if content is not None else title
    record = CanonicalRecord(
        platform=PLATFORM,
        id=_id(_text(item, "guid") or link or ""),
        created_at=_published(_text(item, "pubDate")),
        edited_at=_text(item, f"{_ATOM}updated"),
        author_id=owner[1] if owner else None,
        author_handle=handle(link or ""),
        author_name=_text(item, f"{_DC}creator"),
        kind="post",
        text=text,
        text_truncated=encoded is None or "medium-feed-item" in encoded,
        url=link.partition("?")[0] if link else None,
        hashtags=[*(_tags(item)), *find_hashtags(text)],
        urls=urls,
        media=media,
    )
    return accept(record, place)


def _text(item: Any, name: str) -> str | None:
    return (item.findtext(name) or "").strip() or None


def _tags(item: Any) -> list[str]:
    return [tag.text.strip() for tag in item.findall("category") if tag.text]


def _id(link: str) -> str:
    native_id = post_id(link)
    if native_id is None:
        raise Rejection(
            "schema", "missing_field", "$.guid", f"{link[:60]!r} does not end in the id of a post"
        )
    return native_id


def _published(text: str | None) -> str:
    """Return a time as e-mail writes it (RFC 822)."""
    if text is None:
        raise Rejection("schema", "missing_field", "$.pubDate", "there is no time")
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError) as error:
        raise Rejection("schema", "bad_time", "$.pubDate", f"{text[:40]!r} is no time") from error
    if moment.tzinfo is None:
        raise Rejection("schema", "no_time_zone", "$.pubDate", f"{text[:40]!r} has no time zone")
    return moment.isoformat()


def _read(content: str | None) -> tuple[str, list[str] | None, list[str] | None]:
    """Return the text, links and pictures of a post; nothing is known of one without content."""
    if content is None:
        return "", None, None
    if not content.strip():
        return "", [], []
    root = html_tree(content)
    pictures = [link for link in links_in(root, "img", "src") if not link.startswith(_COUNTER)]
    return text_of(root), list(links_in(root, "a", "href")), pictures


def _probe(sample: Sample) -> Score:
    if sample.layout != "markup" or "<rss" not in sample.head[:2000]:
        return Score(0.0, "it is no RSS feed")
    marks = ("<generator>Medium</generator>", "medium.com/p/", "source=rss-")
    found = [mark for mark in marks if mark in sample.head]
    value = 1.0 if len(found) > 1 else 0.6 * len(found)
    return Score(value, f"it is an RSS feed that holds {', '.join(found) or 'nothing of Medium'}")


def _examples() -> tuple[Example, ...]:
    feed = """<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom" version="2.0">
    <channel>
        <title><![CDATA[Stories by Ana on Medium]]></title>
        <link>https://medium.com/@ana?source=rss-0123456789ab------2</link>
        <generator>Medium</generator>
        <item>
            <title><![CDATA[Bread & roses]]></title>
            <link>https://medium.com/@ana/bread-roses-a1b2c3d4e5f6?source=rss-0123456789ab------2</link>
            <guid isPermaLink="false">https://medium.com/p/a1b2c3d4e5f6</guid>
            <category><![CDATA[bread]]></category>
            <dc:creator><![CDATA[Ana]]></dc:creator>
            <pubDate>Sat, 02 Sep 2023 10:00:00 GMT</pubDate>
            <atom:updated>2023-09-02T11:00:00.000Z</atom:updated>
            <content:encoded><![CDATA[<h3>Morning</h3><p>Bread &amp; <a href="https://example.org/roses">roses</a></p><figure><img src="https://cdn-images-1.medium.com/max/1/a.jpg" /></figure><img src="https://medium.com/_/stat?event=post.clientViewed" width="1" height="1" alt="">]]></content:encoded>
        </item>
        <item>
            <title><![CDATA[For members]]></title>
            <description><![CDATA[<div class="medium-feed-item"><p class="medium-feed-snippet">A walk</p></div>]]></description>
            <link>https://medium.com/town-news/for-members-b1b2c3d4e5f6?source=rss----0123456789cd---4</link>
            <guid isPermaLink="false">https://medium.com/p/b1b2c3d4e5f6</guid>
            <dc:creator><![CDATA[Bo]]></dc:creator>
            <pubDate>Sun, 03 Sep 2023 10:00:00 +0000</pubDate>
        </item>
    </channel>
</rss>
"""  # noqa: E501 (as Medium writes it)
    return (Example("feed.xml", feed.encode(), 2),)


SPEC = FormatSpec(
    format_id="medium-feed",
    platforms=(PLATFORM,),
    mapper_version="1",
    description="Medium RSS feed of an account, a publication or a tag",
    supplies=frozenset(
        {
            "author_handle",
            "author_id",
            "author_name",
            "created_at",
            "edited_at",
            "hashtags",
            "media",
            "text",
            "text_truncated",
            "url",
            "urls",
        }
    ),
    never="claps and responses; older posts than the last ten; when an account was made",
    times="RFC 822 with a zone; updates in ISO 8601",
    ids=f"{ID_NOTE}; that of an account in its own feed, never in those of publications or tags",
    markup="html",
    reference="https://help.medium.com/hc/en-us/articles/214874118-Using-RSS-feeds",
    probe=_probe,
    get_examples=_examples,
    map_markup=map_markup,
)
