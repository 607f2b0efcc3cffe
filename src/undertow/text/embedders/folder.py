"""A folder with a model that an organisation brings: ONNX, or sentence-transformers.

Nothing is downloaded and no code of the folder is run. An ONNX model needs ``onnxruntime`` and
``tokenizers`` (``pip install 'undertow[embed]'``); a folder with PyTorch weights alone needs
``sentence-transformers``.
"""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from undertow.errors import SettingsError
from undertow.text.embedders.seam import Embedder, Vectors, hash_files, unit_rows

_ONNX_PLACES = (
    "model.onnx",
    "onnx/model.onnx",
    "model_quantized.onnx",
    "onnx/model_quantized.onnx",
)
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_KNOWN_MODULES = {"Transformer", "Pooling", "Normalize"}
_LONGEST = 512  # tokens, where the folder does not say


def open_folder(folder: Path, languages: frozenset[str]) -> Embedder:
    """Return the embedder of a folder.

    Parameters
    ----------
    folder : Path
        Holds ``model.onnx`` (or ``onnx/model.onnx``) and ``tokenizer.json``, or PyTorch weights;
        beside them what sentence-transformers writes, where it did.
    languages : frozenset of str
        Languages that the model covers; empty to take them from ``README.md``.

    Raises
    ------
    SettingsError
        There is no model, a package is missing, or the languages are not known.
    """
    if not folder.is_dir():
        raise SettingsError(f"setting claims.embedder: {folder} is not a folder, nor is it bundled")
    languages = languages or _card_languages(folder)
    if not languages:
        raise SettingsError(
            f"setting claims.embedder: {folder} does not say which languages its model covers; "
            "list them in claims.embedder_languages"
        )
    model = next((folder / place for place in _ONNX_PLACES if (folder / place).is_file()), None)
    if model is not None:
        return OnnxFolderEmbedder(folder, model, languages)
    if any((folder / name).is_file() for name in _WEIGHTS):
        return TorchFolderEmbedder(folder, languages)
    raise SettingsError(
        f"setting claims.embedder: {folder} holds neither {_ONNX_PLACES[0]} nor {_WEIGHTS[0]}"
    )


class OnnxFolderEmbedder:
    """An ONNX encoder with a ``tokenizer.json``, pooled as the folder says.

    Parameters
    ----------
    folder, model : Path
        The folder, and the ONNX file in it.
    languages : frozenset of str
        Languages that the model covers.
    """

    def __init__(self, folder: Path, model: Path, languages: frozenset[str]) -> None:
        for package in ("onnxruntime", "tokenizers"):
            _require_package(package, folder, "pip install 'undertow[embed]'")
        import onnxruntime
        from tokenizers import Tokenizer

        tokens = folder / "tokenizer.json"
        if not tokens.is_file():
            raise SettingsError(f"setting claims.embedder: {folder} holds no tokenizer.json")
        self.name = folder.name
        self.languages = languages
        self._pooling = _pooling(folder)
        self._prompt = _prompt(folder)
        longest = int(_read(folder / "sentence_bert_config.json").get("max_seq_length") or _LONGEST)
        self.fingerprint = hash_files([model, tokens], self._pooling, self._prompt, str(longest))
        try:
            self._tokenizer = Tokenizer.from_file(str(tokens))
        except Exception as error:  # the package raises nothing narrower
            raise SettingsError(
                f"setting claims.embedder: {tokens} is no tokenizer: {error}"
            ) from error
        self._tokenizer.enable_truncation(longest)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(model), options, providers=["CPUExecutionProvider"]
            )
            self._inputs = {given.name for given in self._session.get_inputs()}
            self.dimension = len(self._vector("?"))
        except SettingsError:
            raise
        except Exception as error:  # its errors have no common base
            raise SettingsError(
                f"setting claims.embedder: {model} is no model that runs: {error}"
            ) from error

    def embed(self, texts: pa.Array) -> Vectors:
        """Return one vector a text; one at a time, so that none is padded to fit another."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for i, text in enumerate(texts.to_pylist()):
            vectors[i] = self._vector(text)
        return unit_rows(vectors)

    def _vector(self, text: str) -> Vectors:
        encoding = self._tokenizer.encode(self._prompt + text)
        ids = np.array([encoding.ids or [0]], np.int64)
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        wanted = {name: array for name, array in given.items() if name in self._inputs}
        out: Vectors = np.asarray(self._session.run(None, wanted)[0], np.float32)[0]
        if out.ndim == 1:  # the model pools by itself
            return out
        pooled: Vectors = out[0] if self._pooling == "cls" else out.mean(axis=0)
        return pooled


class TorchFolderEmbedder:
    """A sentence-transformers folder with PyTorch weights; local files only, no code of theirs.

    Parameters
    ----------
    folder : Path
        The folder.
    languages : frozenset of str
        Languages that the model covers.
    """

    def __init__(self, folder: Path, languages: frozenset[str]) -> None:
        advice = "pip install sentence-transformers, or export the model to ONNX"
        _require_package("sentence_transformers", folder, advice)
        from sentence_transformers import SentenceTransformer

        self.name = folder.name
        self.languages = languages
        weights = [folder / name for name in _WEIGHTS if (folder / name).is_file()]
        self.fingerprint = hash_files(weights, "torch", "sentence-transformers")
        self._model = SentenceTransformer(
            str(folder), device="cpu", trust_remote_code=False, local_files_only=True
        )
        self.dimension = int(self._model.get_sentence_embedding_dimension())

    def embed(self, texts: pa.Array) -> Vectors:
        """Return one vector a text; one at a time, so that none is padded to fit another."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for i, text in enumerate(texts.to_pylist()):
            vectors[i] = self._model.encode(text, show_progress_bar=False)
        return unit_rows(vectors)


def _pooling(folder: Path) -> str:
    """Return cls or mean: what the folder's pooling module says, mean where it says nothing."""
    modules = folder / "modules.json"
    listed = json.loads(modules.read_text("utf-8")) if modules.is_file() else []
    kinds = {str(module.get("type", "")).rsplit(".", 1)[-1] for module in listed}
    if kinds - _KNOWN_MODULES:
        raise SettingsError(
            f"setting claims.embedder: {folder} has modules {sorted(kinds - _KNOWN_MODULES)} after "
            "the encoder, which an ONNX file does not hold; remove it to use sentence-transformers"
        )
    paths = [m["path"] for m in listed if str(m.get("type", "")).endswith("Pooling")]
    config = _read(folder / (paths[0] if paths else "1_Pooling") / "config.json")
    modes = {
        key for key, value in config.items() if key.startswith("pooling_mode") and value is True
    }
    if modes <= {"pooling_mode_mean_tokens"}:
        return "mean"
    if modes == {"pooling_mode_cls_token"}:
        return "cls"
    raise SettingsError(
        f"setting claims.embedder: {folder} pools by {sorted(modes)}; only mean and cls are known"
    )


def _prompt(folder: Path) -> str:
    """Return what the model wants before every text, such as ``query: ``."""
    config = _read(folder / "config_sentence_transformers.json")
    return str((config.get("prompts") or {}).get(config.get("default_prompt_name"), ""))


def _card_languages(folder: Path) -> frozenset[str]:
    """Return the two-letter codes under ``language:`` in the header of README.md."""
    card = folder / "README.md"
    if not card.is_file():
        return frozenset()
    header = re.match(r"---\n(.*?)\n---", card.read_text("utf-8", errors="replace"), re.DOTALL)
    listed = re.search(r"^language:(.*(?:\n\s*-.*)*)", header[1] if header else "", re.MULTILINE)
    return frozenset(re.findall(r"\b[a-z]{2}\b", listed[1] if listed else ""))


def _read(file: Path) -> dict[str, Any]:
    """Return a JSON object, empty where there is no file."""
    return dict(json.loads(file.read_text("utf-8"))) if file.is_file() else {}


def _require_package(package: str, folder: Path, advice: str) -> None:
    if find_spec(package) is None:
        raise SettingsError(
            f"setting claims.embedder: {folder} needs the package {package}: {advice}"
        )
