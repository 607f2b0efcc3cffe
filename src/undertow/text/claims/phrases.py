"""Sentences that come with the program: unrelated ones, and phrases that anybody says."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pyarrow as pa

from undertow.text.embedding_view import embedding_views


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    file = files("undertow.text.claims") / "background.json"
    return dict(json.loads(file.read_text("utf-8")))


def background() -> tuple[pa.Array, list[str]]:
    """Return sentences about nothing in common, as embedding views, and their languages.

    They stand in for unrelated texts where a case holds too few in a language. The sentence at each
    place is the same in all languages.
    """
    rows = _content()["background"]
    pairs = [(row[language], language) for language in sorted(rows[0]) for row in rows]
    return embedding_views(pa.array([text for text, _ in pairs])), [code for _, code in pairs]


def generic_phrases() -> pa.Array:
    """Return phrases that fit under any post, as embedding views."""
    return embedding_views(pa.array(_content()["generic"], pa.string()))
