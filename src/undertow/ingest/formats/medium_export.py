"""Format ``medium-export``: the pages of the export that an account holder gets from Medium.

A page is a post or a response as an h-entry (microformats). What a response answers is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from undertow.ingest.formats.markup_tree import first, html_tree, links_in, text_of
from undertow.ingest.formats.medium_objects import ID_NOTE, PLATFORM, handle, post_id, titled
from undertow.ingest.formats.spec import Example, FormatSpec, Score
from undertow.ingest.outcomes import Ignored, Mapped, Rejection
from undertow.ingest.plain_text import find_hashtags
from undertow.ingest.record import CanonicalRecord, accept
from undertow.ingest.sample import Sample


def map_markup(raw: bytes) -> Iterator[Mapped]:
    """Map a page."""
    entry = first(html_tree(raw), "article", "h-entry")
    if entry is None:
        raise Rejection("schema", "missing_field", "$.article", "there is no article (h-entry)")
    time = first(entry, "time", "dt-published")
    author = first(entry, "a", "p-author")
    if time is None and author is None:
        yield Ignored("draft")
        return
    yield accept(_record(entry, time, author))


def _record(entry: Any, time: Any | None, author: Any | None) -> CanonicalRecord:
    title = first(entry, "h1", "p-name")
    content = first(entry, "section", "e-content")
    canonical = first(entry, "a", "p-canonical")
    text = titled(_shown(title), _shown(content))
    link = canonical.get("href") if canonical is not None else None
    profile = author.get("href") if author is not None else None
    return CanonicalRecord(
        platform=PLATFORM,
        id=_id(link, time),
        created_at=time.get("datetime") if time is not None else None,
        author_handle=handle(profile or ""),
        author_name=_shown(author) or None,
        author_url=profile,
        kind="post",
        text=text if title is not None or content is not None else None,
        url=link,
        hashtags=find_hashtags(text),
        urls=list(links_in(content, "a", "href")) if content is not None else None,
        media=list(links_in(content, "img", "src")) if content is not None else None,
    )


def _shown(element: Any | None) -> str:
    return text_of(element) if element is not None else ""


def _id(link: str | None, time: Any | None) -> str:
    """Return the id in the canonical link, or in the link around the time."""
    around = time.getparent() if time is not None else None
    links = (link, around.get("href") if around is not None else None)
    native_id = next((found for each in links if each and (found := post_id(each))), None)
    if native_id is None:
        raise Rejection(
            "schema",
            "missing_field",
            "$.p-canonical",
            "no link on the page ends in the id of a post",
        )
    return native_id


def _probe(sample: Sample) -> Score:
    if sample.layout != "markup":
        return Score(0.0, "it is no web page")
    marks = {
        'class="h-entry"': 0.4,
        'class="p-name"': 0.2,
        'data-field="body"': 0.4,
    }
    found = [mark for mark in marks if mark in sample.head]
    return Score(
        min(1.0, sum(marks[mark] for mark in found)),
        f"it is a page that holds {', '.join(found) or 'nothing of an export of Medium'}",
    )


def _examples() -> tuple[Example, ...]:
    page = """<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>Bread &amp; roses</title><style>* { color: #333 }</style></head><body><article class="h-entry">
<header>
<h1 class="p-name">Bread &amp; roses</h1>
</header>
<section data-field="subtitle" class="p-summary">
A morning
</section>
<section data-field="body" class="e-content">
<section name="1" class="section section--body"><h3 class="graf graf--h3 graf--title">Bread &amp; roses</h3><p class="graf">A <a href="https://example.org/walk">walk</a> #spring</p><figure><img src="https://cdn-images-1.medium.com/max/1/a.jpg"></figure></section>
</section>
<footer><p>By <a href="https://medium.com/@ana" class="p-author h-card">Ana</a> on <a href="https://medium.com/p/a1b2c3d4e5f6"><time class="dt-published" datetime="2023-09-02T10:00:00.000Z">September 2, 2023</time></a>.</p><p><a href="https://medium.com/@ana/bread-roses-a1b2c3d4e5f6" class="p-canonical">Canonical link</a></p><p>Exported from <a href="https://medium.com">Medium</a> on September 4, 2023.</p></footer></article></body></html>
"""  # noqa: E501 (as Medium writes it)
    return (Example("2023-09-02_Bread---roses-a1b2c3d4e5f6.html", page.encode(), 1),)


SPEC = FormatSpec(
    format_id="medium-export",
    platforms=(PLATFORM,),
    mapper_version="1",
    description="Medium export of an account holder: a page a post or response",
    supplies=frozenset(
        {
            "author_handle",
            "author_name",
            "author_url",
            "created_at",
            "hashtags",
            "media",
            "text",
            "url",
            "urls",
        }
    ),
    never="what a response answers; claps; posts of others; the id of the account",
    times="ISO 8601 with a zone",
    ids=f"{ID_NOTE}; accounts by name only",
    markup="html",
    reference="https://help.medium.com/hc/en-us/articles/115004745787-Download-your-information",
    probe=_probe,
    get_examples=_examples,
    map_markup=map_markup,
)
