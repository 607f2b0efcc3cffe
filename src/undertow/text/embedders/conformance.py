"""What any embedder must keep to; third parties may run it on theirs."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from undertow.errors import PluginError
from undertow.text.embedders.seam import Embedder

_TEXTS = (
    "the bridge is closed until monday",
    "la route est fermée jusqu'à lundi",
    "",
    "大桥关闭",
    "?",
)


def assert_conforms(embedder: Embedder) -> None:
    """Check an embedder against its seam.

    Raises
    ------
    PluginError
        Says what the embedder does that it must not.
    """
    texts = pa.array(_TEXTS, pa.string())
    vectors = embedder.embed(texts)
    _require(bool(embedder.name), embedder, "has no name")
    _require(len(embedder.fingerprint) >= 16, embedder, "has a fingerprint below 16 characters")
    _require(
        all(len(code) == 2 and code.islower() for code in embedder.languages),
        embedder,
        "names languages otherwise than by ISO 639-1 codes",
    )
    _require(vectors.dtype == np.float32, embedder, f"gives {vectors.dtype}, not float32")
    shape = (len(_TEXTS), embedder.dimension)
    _require(vectors.shape == shape, embedder, f"gives the shape {vectors.shape}, not {shape}")
    _require(bool(np.isfinite(vectors).all()), embedder, "gives values that are not finite")
    lengths = np.linalg.norm(vectors[:2], axis=1)
    _require(bool(np.allclose(lengths, 1, atol=1e-3)), embedder, "gives rows not of unit length")
    alone = np.concatenate([embedder.embed(texts.slice(i, 1)) for i in range(len(_TEXTS))])
    _require(
        bool(np.array_equal(alone.astype(np.float16), vectors.astype(np.float16))),
        embedder,
        "gives a text another vector when other texts stand beside it",
    )
    empty = embedder.embed(texts.slice(0, 0))
    _require(empty.shape == (0, embedder.dimension), embedder, "cannot embed no texts")


def _require(is_met: bool, embedder: Embedder, what: str) -> None:
    if not is_met:
        raise PluginError(f"embedder {embedder.name}: {what}")
