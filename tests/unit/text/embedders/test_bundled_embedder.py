from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from undertow.settings import ClaimSettings
from undertow.text.embedders import assert_conforms, bundled, open_embedder
from undertow.text.embedders.bundled import BundledEmbedder


@pytest.fixture(scope="module")
def embedder() -> BundledEmbedder:
    return BundledEmbedder()


def test_conforms(embedder: BundledEmbedder) -> None:
    assert_conforms(embedder)


def test_is_the_default() -> None:
    assert isinstance(open_embedder(ClaimSettings()), BundledEmbedder)


def test_translations_are_near_and_other_texts_are_not(embedder: BundledEmbedder) -> None:
    texts = ["the mayor sold the bridge", "le maire a vendu le pont", "市长把桥卖了", "i like soup"]
    cosines = (vectors := embedder.embed(pa.array(texts))) @ vectors.T
    assert cosines[0, 1] > 0.6
    assert cosines[0, 2] > 0.6
    assert cosines[0, 3] < 0.3


def test_processes_give_the_same_vectors(
    embedder: BundledEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundled, "_WORTH_A_PROCESS", 2)
    texts = pa.array([f"text number {i} about nothing" for i in range(5)])
    np.testing.assert_array_equal(BundledEmbedder(2).embed(texts), embedder.embed_here(texts))


def test_no_bit_depends_on_the_texts_beside_it(embedder: BundledEmbedder) -> None:
    rng = np.random.default_rng(2)
    words = ["bridge", "la", "route", "大桥", "closed", "until", "lundi", "?", "1,5"]
    lengths = [0, 1, 5, 200, 340, 366, 380, 500, *rng.integers(1, 60, 60)]
    texts = pa.array([" ".join(rng.choice(words, length)) for length in lengths])
    mixed = rng.permutation(len(texts))
    together = embedder.embed_here(texts)
    np.testing.assert_array_equal(embedder.embed_here(texts.take(pa.array(mixed))), together[mixed])
    alone = [embedder.embed_here(texts.slice(i, 1)) for i in range(len(texts))]
    np.testing.assert_array_equal(np.concatenate(alone), together)
