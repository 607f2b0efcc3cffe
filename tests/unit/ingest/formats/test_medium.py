"""Medium: feeds and exported pages, and markup that means harm."""

from __future__ import annotations

import time
from typing import Any

import pytest

from undertow.ingest.detect import detect
from undertow.ingest.formats import FORMATS
from undertow.ingest.formats.markup_tree import html_tree, text_of, xml_tree
from undertow.ingest.formats.medium_objects import handle, post_id
from undertow.ingest.outcomes import Accepted, Ignored, Rejected, Rejection

FEED = FORMATS["medium-feed"].get_examples()[0].content.decode()
PAGE = FORMATS["medium-export"].get_examples()[0].content.decode()


@pytest.fixture
def outcomes(read):  # type: ignore[no-untyped-def]
    def run(format_id: str, content: str | bytes) -> list[Any]:
        raw = content if isinstance(content, bytes) else content.encode()
        return [outcome for _, outcome in read(format_id, raw)]

    return run


def test_a_feed(outcomes) -> None:  # type: ignore[no-untyped-def]
    [story, members] = [outcome.record for outcome in outcomes("medium-feed", FEED)]
    assert (story.id, story.author_id, story.author_handle) == (
        "a1b2c3d4e5f6", "0123456789ab", "ana",
    )  # fmt: skip
    assert story.text == "Bread & roses\nMorning\nBread & roses"
    assert story.urls == ["https://example.org/roses"]
    assert story.media == ["https://cdn-images-1.medium.com/max/1/a.jpg"]  # not the reader counter
    assert (story.hashtags, story.text_truncated) == (["bread"], False)
    assert story.url == "https://medium.com/@ana/bread-roses-a1b2c3d4e5f6"
    assert story.edited_at.isoformat() == "2023-09-02T11:00:00+00:00"
    assert (members.author_id, members.author_handle, members.author_name) == (None, None, "Bo")
    assert members.text_truncated is True


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Sat, 02 Sep 2023 10:00:00 GMT", "Sat, 02 Sep 2023 10:00:00", "no_time_zone"),
        ("Sat, 02 Sep 2023 10:00:00 GMT", "18h", "bad_time"),
        ("<pubDate>Sat, 02 Sep 2023 10:00:00 GMT</pubDate>", "", "missing_field"),
        ("https://medium.com/p/a1b2c3d4e5f6", "https://medium.com/p/nothing", "missing_field"),
        ("<h3>Morning</h3>", "<div>" * 400, "invalid_html"),
    ],
)
def test_one_bad_item_takes_no_other_with_it(outcomes, old: str, new: str, reason: str) -> None:  # type: ignore[no-untyped-def]
    [bad, good] = outcomes("medium-feed", FEED.replace(old, new))
    assert isinstance(bad, Rejected)
    assert bad.reason_code == reason
    assert bad.json_path.startswith("$.rss.channel.item[0]")
    assert isinstance(good, Accepted)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (FEED[: len(FEED) // 2], "invalid_xml"),
        (FEED.replace("<rss", '<!DOCTYPE rss [<!ENTITY a "b">]><rss', 1), "document_type"),
        (
            FEED.replace("<rss", '<!DOCTYPE rss SYSTEM "http://evil.example/x.dtd"><rss', 1),
            "document_type",
        ),
        (FEED.replace("<channel>", "<channel>" + "<a>" * 3000), "invalid_xml"),
        (FEED.replace("<channel>", "<canal>").replace("</channel>", "</canal>"), "missing_field"),
    ],
)
def test_hostile_feeds_are_refused(outcomes, content: str, reason: str) -> None:  # type: ignore[no-untyped-def]
    [found] = outcomes("medium-feed", content)
    assert found.reason_code == reason


def test_a_billion_laughs_are_not_laughed(outcomes) -> None:  # type: ignore[no-untyped-def]
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    types = f'<!DOCTYPE rss [<!ENTITY a0 "ha">{entities}]>'
    bomb = f'<?xml version="1.0"?>{types}<rss x="&a11;">&a11;</rss>'
    begin = time.monotonic()
    [found] = outcomes("medium-feed", bomb)
    assert isinstance(found, Rejected)
    assert time.monotonic() - begin < 2


def test_a_file_is_never_read_through_an_entity(tmp_path, outcomes) -> None:  # type: ignore[no-untyped-def]
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    raw = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><a>&x;</a>'
    with pytest.raises(Rejection):
        xml_tree(raw.encode())


def test_the_encoding_declared_is_not_believed() -> None:
    root = xml_tree('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode())
    assert root.text == "é"


def test_an_exported_page(outcomes) -> None:  # type: ignore[no-untyped-def]
    [page] = [outcome.record for outcome in outcomes("medium-export", PAGE)]
    assert (page.id, page.author_id, page.author_handle) == ("a1b2c3d4e5f6", None, "ana")
    assert page.created_at.isoformat() == "2023-09-02T10:00:00+00:00"
    assert page.text == "Bread & roses\nA walk #spring"
    assert (page.urls, page.hashtags) == (["https://example.org/walk"], ["spring"])
    without = PAGE.replace('class="p-canonical"', 'class="other"')
    assert outcomes("medium-export", without)[0].record.id == "a1b2c3d4e5f6"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('datetime="2023-09-02T10:00:00.000Z"', 'datetime="September 2"', "bad_time"),
        ("a1b2c3d4e5f6", "none", "missing_field"),
        ('class="h-entry"', 'class="entry"', "missing_field"),
        ("A <a", "<b>" * 5000 + "A <a", "invalid_html"),
    ],
)
def test_pages_that_cannot_be_read(outcomes, old: str, new: str, reason: str) -> None:  # type: ignore[no-untyped-def]
    [found] = outcomes("medium-export", PAGE.replace(old, new))
    assert isinstance(found, Rejected)
    assert found.reason_code == reason


def test_a_draft_is_ignored(outcomes) -> None:  # type: ignore[no-untyped-def]
    draft = PAGE.replace('class="dt-published"', "").replace('class="p-author h-card"', "")
    assert outcomes("medium-export", draft) == [Ignored("draft")]


def test_other_pages_are_not_taken_for_it(open_bytes) -> None:  # type: ignore[no-untyped-def]
    for content in (
        "<html><body class='h-entry'>Log in</body></html>",
        "<rss version='2.0'></rss>",
    ):
        with pytest.raises(Exception, match="log-in or error page"):
            detect(open_bytes(content.encode()), "a.html", FORMATS)


def test_text_is_what_a_reader_sees() -> None:
    markup = (
        "<p>a <b>b</b>\n c</p><!-- x --><script>alert(1)</script><ul><li>d<li>e</ul>f<br>g &amp; h"
    )
    assert text_of(html_tree(markup)) == "a b c\nd\ne\nf\ng & h"
    assert text_of(html_tree("<style>p{}</style>tail")) == "tail"


@pytest.mark.parametrize(
    ("link", "native_id", "name"),
    [
        ("https://medium.com/@ana/slug-a1b2c3d4e5f6?source=x", "a1b2c3d4e5f6", "ana"),
        ("https://medium.com/p/a1b2c3d4e5f6", "a1b2c3d4e5f6", None),
        ("https://town.medium.com/slug-a1b2c3d4e5f6", "a1b2c3d4e5f6", None),
        ("https://evil.example/@ana/slug", None, None),
        ("http://[", None, None),
        ("", None, None),
    ],
)
def test_links(link: str, native_id: str | None, name: str | None) -> None:
    assert (post_id(link), handle(link)) == (native_id, name)
