"""Layer ``url``: sharing the same link."""

from __future__ import annotations

from typing import ClassVar

import ibis.expr.types as ir

# Patterns mean the same to every engine: engines differ in what a dot matches, in what ``$`` takes
# for the end, and in how a replacement names a group, so none of them is used.
# Parameters that tell how a reader came, not what is read.
_TRACKING = r"(?:utm_[a-z_]+|fbclid|gclid|igshid|mc_[a-z]+|ref_src|ref_url|si|smid)"


class UrlLayer:
    """Original posts that share the same link, whatever tracking it carries."""

    name: ClassVar[str] = "url"
    needs: ClassVar[frozenset[str]] = frozenset({"kind", "urls"})

    def objects(self, posts: ir.Table) -> ir.Table:
        """Return one action for each link of each original post."""
        originals = posts.filter(posts.kind != "repost").select("post_uid", url="urls")
        links = originals.unnest("url")
        url = (
            links.url.strip()
            .re_replace(r"^(?:[A-Za-z]+:)?//", "")
            .re_replace(r"#[^\n]*\z", "")
            .re_replace(rf"\?(?i:{_TRACKING})=[^&]*", "?")
            .re_replace(rf"&(?i:{_TRACKING})=[^&]*", "&")
            .re_replace(r"\?&+", "?")
            .re_replace(r"&&+", "&")
            .re_replace(r"[?&]+\z", "")
            .re_replace(r"/+\?", "?")
            .re_replace(r"/+\z", "")
        )
        host = url.re_extract(r"^([^/?]*)", 1).lower().re_replace(r"^(?:www|m|mobile)\.", "")
        path = url.re_extract(r"^[^/?]*([^\n]*)\z", 1)
        return (
            links.select("post_uid", host=host, path=path)
            .filter(lambda t: t.host != "")
            .select("post_uid", object_uid=lambda t: "url:" + t.host + t.path)
        )
