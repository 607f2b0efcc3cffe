"""What every embedder offers."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Texts to vectors whose cosine says how alike they are in meaning.

    Implementations may be given texts in any number and order: the vector of a text must not depend
    on the texts beside it, or a cached vector would differ from a fresh one.
    """

    @property
    def name(self) -> str:
        """Short name, for people."""

    @property
    def fingerprint(self) -> str:
        """Hash of the model and its preprocessing; vectors with different ones never meet."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def languages(self) -> frozenset[str]:
        """Languages (ISO 639-1) that the model covers; no other text is given to it."""

    def embed(self, texts: pa.Array) -> Vectors:
        """Return one vector a text.

        Parameters
        ----------
        texts : (n,) Arrow string array
            Embedding views; no nulls.

        Returns
        -------
        (n, dimension) float32
            Rows of unit length.
        """


def hash_files(files: list[Path], *preprocessing: str) -> str:
    """Return a fingerprint of the bytes of some files and of what is done before the model."""
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    digest.update("\0".join(preprocessing).encode())
    return digest.hexdigest()[:32]


def unit_rows(vectors: Vectors) -> Vectors:
    """Return the rows scaled to length one; a row of zeros stays as it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return scaled
