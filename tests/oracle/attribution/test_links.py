"""A published link is compared with links as the layer ``url`` makes them."""

from __future__ import annotations

import ibis
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from undertow.actions.layers.url import UrlLayer
from undertow.attribution.knowledge.observable import link_key

PART = st.text("aZ9/?&=#.-_~%é", max_size=6)
LINKS = st.builds(
    lambda *parts: "".join(parts),
    st.sampled_from(["https://", "HTTP://", "//", ""]),
    st.sampled_from(["www.", "m.", "mobile.", "WWW.m.", "", "team."]),
    st.sampled_from(["Evil.example", "e.example:80"]),
    PART,
    st.sampled_from(
        ["", "?utm_source=x", "?a=1&fbclid=2&b=3", "?SI=1", "?site=1", "?a&&b", "/?", "?"]
    ),
    PART,
)


def keys_of_layer(links: list[str]) -> dict[int, str]:
    posts = ibis.memtable(
        pa.table(
            {
                "post_uid": [str(i) for i in range(len(links))],
                "kind": ["post"] * len(links),
                "urls": [[link] for link in links],
            }
        )
    )
    rows = UrlLayer().objects(posts).to_pyarrow().to_pylist()
    return {int(row["post_uid"]): row["object_uid"].removeprefix("url:") for row in rows}


@given(st.lists(LINKS, min_size=1, max_size=40))
def test_the_key_is_that_of_the_layer(links: list[str]) -> None:
    found = keys_of_layer(links)
    assert [link_key(link) for link in links] == [found.get(i, "") for i in range(len(links))]
