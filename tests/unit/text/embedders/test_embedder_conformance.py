from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from embedder_doubles import WordEmbedder

from undertow.errors import PluginError
from undertow.text.embedders import assert_conforms


def test_a_good_one_passes() -> None:
    assert_conforms(WordEmbedder())


class Wide(WordEmbedder):
    def embed(self, texts: pa.Array) -> Any:
        return super().embed(texts).astype(np.float64)


class Long(WordEmbedder):
    def embed(self, texts: pa.Array) -> Any:
        return 2 * super().embed(texts)


class Contextual(WordEmbedder):
    def embed(self, texts: pa.Array) -> Any:
        vectors = super().embed(texts)
        vectors[:, :2] = vectors[:, 1::-1] if len(texts) > 1 else vectors[:, :2]
        return vectors


@pytest.mark.parametrize(
    ("made", "changes", "complaint"),
    [
        (WordEmbedder, {"name": ""}, "has no name"),
        (WordEmbedder, {"fingerprint": "x"}, "fingerprint below 16"),
        (WordEmbedder, {"languages": frozenset({"eng"})}, "ISO 639-1"),
        (WordEmbedder, {"dimension": 32}, None),
        (Wide, {}, "float64, not float32"),
        (Long, {}, "unit length"),
        (Contextual, {}, "another vector when other texts"),
    ],
)
def test_what_is_wrong_is_said(made: Any, changes: dict[str, Any], complaint: str | None) -> None:
    embedder = made()
    for name, value in changes.items():
        setattr(embedder, name, value)
    if complaint is None:
        assert_conforms(embedder)
    else:
        with pytest.raises(PluginError, match=complaint):
            assert_conforms(embedder)
