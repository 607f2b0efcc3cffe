"""Sentences that come with the program: unrelated ones, and phrases that anybody says."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pyarrow as pa

from undertow.text.embedders.seam import Embedder, Vectors
from undertow.text.embedding_view import embedding_views


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    file = files("undertow.text.claims") / "background.json"
    return dict(json.loads(file.read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class _Known:
    """An embedder, known by what its vectors depend on."""

    fingerprint: str
    embedder: Embedder = field(compare=False)


@lru_cache(maxsize=4)
def _vectors(known: _Known, texts: tuple[str, ...]) -> Vectors:
    vectors = known.embedder.embed(pa.array(texts, pa.string()))
    vectors.flags.writeable = False
    return vectors


def shipped_vectors(texts: pa.Array, embedder: Embedder) -> Vectors:
    """Return the vectors of texts that come with the program: made once a process, read-only."""
    return _vectors(_Known(embedder.fingerprint, embedder), tuple(texts.to_pylist()))


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
