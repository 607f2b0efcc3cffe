"""Folders with a model: a small ONNX encoder that the test makes, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from undertow.errors import SettingsError
from undertow.settings import ClaimSettings
from undertow.text.embedders import Embedder, assert_conforms, folder, open_embedder

WORDS = ["[UNK]", "the", "bridge", "is", "closed", "le", "pont", "est", "fermé"]
DIMENSION = 8


def make_model(place: Path, **card: Any) -> Path:
    """Write an encoder that looks up a vector for each word, with its tokenizer."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from tokenizers import Tokenizer, models, pre_tokenizers

    place.mkdir()
    table = np.random.default_rng(1).standard_normal((len(WORDS), DIMENSION)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
        "encoder",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        [
            helper.make_tensor_value_info(
                "last_hidden_state", TensorProto.FLOAT, ["batch", "tokens", DIMENSION]
            )
        ],
        [numpy_helper.from_array(table, "table")],
    )
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), place / "model.onnx")
    words = Tokenizer(
        models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]")
    )
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.save(str(place / "tokenizer.json"))
    if card:
        (place / "README.md").write_text(f"---\nlanguage: {card['language']}\n---\n# A model\n")
    return place


def opened(place: Path, *languages: str) -> Embedder:
    return open_embedder(ClaimSettings(embedder=str(place), embedder_languages=languages))


def table_of(place: Path) -> Any:
    import onnx

    model = onnx.load(place / "model.onnx")
    return onnx.numpy_helper.to_array(model.graph.initializer[0])


def modules(place: Path, *kinds: str) -> None:
    listed = [
        {"path": "1_Pooling" if kind == "Pooling" else "", "type": f"x.models.{kind}"}
        for kind in kinds
    ]
    (place / "modules.json").write_text(json.dumps(listed))


def test_conforms(tmp_path: Path) -> None:
    assert_conforms(opened(make_model(tmp_path / "m"), "en", "fr"))


def test_mean_of_the_words(tmp_path: Path) -> None:
    place = make_model(tmp_path / "m")
    (vector,) = opened(place, "en").embed(pa.array(["the bridge"]))
    mean = table_of(place)[1:3].mean(axis=0)
    np.testing.assert_allclose(vector, mean / np.linalg.norm(mean), rtol=1e-5)


def test_first_token_where_the_folder_says_so(tmp_path: Path) -> None:
    place = make_model(tmp_path / "m")
    modules(place, "Transformer", "Pooling", "Normalize")
    (place / "1_Pooling").mkdir()
    modes = {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    (place / "1_Pooling" / "config.json").write_text(json.dumps(modes))
    (vector,) = opened(place, "en").embed(pa.array(["bridge the"]))
    first = table_of(place)[2]
    np.testing.assert_allclose(vector, first / np.linalg.norm(first), rtol=1e-5)


def test_longest_text_and_prompt(tmp_path: Path) -> None:
    place = make_model(tmp_path / "m")
    plain = opened(place, "en")
    (place / "sentence_bert_config.json").write_text('{"max_seq_length": 2}')
    config = {"prompts": {"query": "le "}, "default_prompt_name": "query"}
    (place / "config_sentence_transformers.json").write_text(json.dumps(config))
    prompted = opened(place, "en")
    np.testing.assert_array_equal(
        prompted.embed(pa.array(["bridge closed"])), plain.embed(pa.array(["le bridge"]))
    )
    assert prompted.fingerprint != plain.fingerprint


def test_another_model_has_another_fingerprint(tmp_path: Path) -> None:
    one, other = make_model(tmp_path / "a"), make_model(tmp_path / "b")
    assert opened(one, "en").fingerprint == opened(other, "en").fingerprint
    (other / "model.onnx").write_bytes((other / "model.onnx").read_bytes() + b"\x72\x00")
    assert opened(one, "en").fingerprint != opened(other, "en").fingerprint


@pytest.mark.parametrize("language", ["en", "[en, fr]", "\n- en\n- fr", "\n  - en\n  - fr"])
def test_languages_of_the_model_card(tmp_path: Path, language: str) -> None:
    found = opened(make_model(tmp_path / "m", language=language)).languages
    assert found == ({"en"} if language == "en" else {"en", "fr"})


def test_languages_given_come_before_the_card(tmp_path: Path) -> None:
    assert opened(make_model(tmp_path / "m", language="en"), "zh").languages == {"zh"}


def test_unknown_languages_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"list them in claims\.embedder_languages"):
        opened(make_model(tmp_path / "m"))


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is not a folder"):
        opened(tmp_path / "nowhere", "en")


def test_no_model(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"holds neither model\.onnx nor model\.safetensors"):
        opened(tmp_path, "en")


def test_no_tokenizer(tmp_path: Path) -> None:
    place = make_model(tmp_path / "m")
    (place / "tokenizer.json").unlink()
    with pytest.raises(SettingsError, match=r"holds no tokenizer\.json"):
        opened(place, "en")


def test_a_layer_that_the_file_does_not_hold(tmp_path: Path) -> None:
    place = make_model(tmp_path / "m")
    modules(place, "Transformer", "Pooling", "Dense")
    with pytest.raises(SettingsError, match=r"modules \['Dense'\] after the encoder"):
        opened(place, "en")


def test_unknown_pooling(tmp_path: Path) -> None:
    place = make_model(tmp_path / "m")
    (place / "1_Pooling").mkdir()
    (place / "1_Pooling" / "config.json").write_text('{"pooling_mode_max_tokens": true}')
    with pytest.raises(SettingsError, match="only mean and cls are known"):
        opened(place, "en")


@pytest.mark.parametrize(
    ("file", "package", "advice"),
    [
        ("model.onnx", "onnxruntime", r"pip install 'undertow\[embed\]'"),
        ("model.safetensors", "sentence_transformers", "pip install sentence-transformers"),
    ],
)
def test_a_missing_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, package: str, advice: str
) -> None:
    monkeypatch.setattr(folder, "find_spec", lambda name: None)
    (tmp_path / file).write_bytes(b"")
    with pytest.raises(SettingsError, match=f"needs the package {package}: {advice}"):
        opened(tmp_path, "en")
