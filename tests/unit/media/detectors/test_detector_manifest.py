"""Manifests are small, closed and lead nowhere; models that ask for more are refused."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import detector_scene as scene
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from undertow.errors import PluginError
from undertow.media.detectors import Detector, Manifest, manifest_file, read_manifest
from undertow.media.detectors.graph import check_graph


def written(folder: Path, **changes: Any) -> Path:
    file = folder / "detector.json"
    file.write_text(json.dumps(scene.manifest_values(b"", **changes)), encoding="utf-8")
    return file


def test_toml_and_json_say_the_same(tmp_path: Path) -> None:
    values = scene.manifest_values(b"", calibrations={})
    lines = [f"{k} = {json.dumps(v)}" for k, v in values.items() if not isinstance(v, dict)]
    for name, part in values.items():
        if isinstance(part, dict):
            lines += [f"[{name}]", *(f"{k} = {json.dumps(v)}" for k, v in part.items())]
    (tmp_path / "detector.toml").write_text("\n".join(lines), encoding="utf-8")
    assert read_manifest(tmp_path / "detector.toml") == read_manifest(
        written(tmp_path, calibrations={})
    )
    assert manifest_file(tmp_path / "toy.onnx") == tmp_path / "detector.toml"


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "../toy.onnx"},
        {"model": "/etc/passwd"},
        {"model": ".hidden"},
        {"model": "a\\b.onnx"},
        {"calibrations": {"tiny": "../../tiny.json"}},
        {"calibrations": {"../tiny": "tiny.json"}},
        {"licence": ""},
        {"sha256": "0" * 63},
        {"name": "Toy\x1b[31m"},
        {"training_data": "x" * 3000},
        {"run": "rm -rf /"},
        {"input": "sound"},
        {"preparation": {"sample_rate_hz": 16000, "samples": 16000}},
        {"preparation": {"sample_rate_hz": 16000, "samples": 10**12}, "input": "sound"},
    ],
)
def test_what_a_manifest_may_not_say(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(PluginError, match=r"detector\.json: no manifest of a detector: "):
        read_manifest(written(tmp_path, **changes))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("width_px", 100_000),
        ("height_px", 0),
        ("std", [0.5, 0.5, 0.0]),
        ("mean", [0.5, 0.5, float("nan")]),
        ("mean", [0.5, 0.5]),
        ("frames", 10_000),
    ],
)
def test_absurd_preparation_is_refused(tmp_path: Path, name: str, value: Any) -> None:
    preparation = scene.manifest_values(b"")["preparation"] | {name: value}
    with pytest.raises(PluginError, match="no manifest"):
        read_manifest(written(tmp_path, preparation=preparation))


def test_a_licence_must_be_stated(tmp_path: Path) -> None:
    values = scene.manifest_values(b"")
    del values["licence"]
    (tmp_path / "detector.json").write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(PluginError, match="licence: Field required"):
        read_manifest(tmp_path / "detector.json")


@pytest.mark.parametrize("content", [b"[" * 100_000, b"\xff\xfe", b"{}" + b" " * 70_000, b""])
def test_what_is_no_manifest(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "detector.json").write_bytes(content)
    with pytest.raises(PluginError, match=r"detector\.json"):
        read_manifest(tmp_path / "detector.json")


def test_a_folder_without_manifest_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match=r"no manifest \(detector\.toml or detector\.json\)"):
        manifest_file(tmp_path)


def test_a_model_that_was_changed_is_refused(tmp_path: Path) -> None:
    folder = scene.write_detector(tmp_path)
    content = bytearray((folder / "toy.onnx").read_bytes())
    content[-1] ^= 1
    (folder / "toy.onnx").write_bytes(content)
    with pytest.raises(PluginError, match=r"not the model that detector\.json names"):
        Detector.load(folder, 60.0)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = scene.write_detector(tmp_path / "toy")
    (folder / "toy.onnx").rename(tmp_path / "elsewhere.onnx")
    (folder / "toy.onnx").symlink_to(tmp_path / "elsewhere.onnx")
    with pytest.raises(PluginError, match="leads out of its folder"):
        Detector.load(folder, 60.0)


def test_the_toy_runs(tmp_path: Path) -> None:
    detector = Detector.load(scene.write_detector(tmp_path), 60.0)
    rng = np.random.default_rng(0)
    noisy = rng.integers(0, 255, (32, 32, 3), np.uint8)
    answer = detector.ask([noisy], np.zeros(0, np.float32))
    assert answer.raw is not None
    assert answer.raw > 0.1
    assert answer.features is not None
    assert answer.features.shape == (3,)


def external(model: onnx.ModelProto) -> None:
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/passwd")


def external_in_a_branch(model: onnx.ModelProto) -> None:
    inner = helper.make_graph([], "branch", [], [], [model.graph.initializer[0]])
    external_tensor = inner.initializer[0]
    external_tensor.external_data.add(key="location", value="weights.bin")
    model.graph.node.append(helper.make_node("If", ["picture"], ["x"], then_branch=inner))


def external_constant(model: onnx.ModelProto) -> None:
    tensor = helper.make_tensor("t", TensorProto.FLOAT, [1], [0.0])
    tensor.data_location = TensorProto.EXTERNAL
    model.graph.node.append(helper.make_node("Constant", [], ["c"], value=tensor))


def custom_operator(model: onnx.ModelProto) -> None:
    model.graph.node[0].domain = "com.evil"


def custom_opset(model: onnx.ModelProto) -> None:
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))


def own_function(model: onnx.ModelProto) -> None:
    node = helper.make_node("Abs", ["a"], ["b"])
    opset = helper.make_opsetid("", 13)
    model.functions.append(helper.make_function("", "Mine", ["a"], ["b"], [node], [opset]))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (external, "weights in other files"),
        (external_in_a_branch, "weights in other files"),
        (external_constant, "weights in other files"),
        (custom_operator, "operators of 'com.evil'"),
        (custom_opset, "operators of 'com.microsoft'"),
        (own_function, "functions of its own"),
    ],
)
def test_a_model_that_asks_for_more_is_refused(tmp_path: Path, change: Any, told: str) -> None:
    model = scene.toy_model()
    change(model)
    with pytest.raises(PluginError, match=told):
        Detector.load(scene.write_detector(tmp_path, model), 60.0)


@pytest.mark.parametrize("content", [b"", b"ORTM" * 20, b"\x0b", b"\x3a\xff\x01", b"\xff" * 30])
def test_what_is_no_model(content: bytes) -> None:
    with pytest.raises(PluginError, match="no ONNX file"):
        check_graph(content)


@pytest.mark.parametrize(
    ("score", "told"),
    [({"output": "nothing"}, "no output 'nothing'"), ({"index": 5}, "none at index 5")],
)
def test_outputs_must_be_there(tmp_path: Path, score: dict[str, Any], told: str) -> None:
    score = scene.manifest_values(b"")["score"] | score
    with pytest.raises(PluginError, match=told):
        Detector.load(scene.write_detector(tmp_path, score=score), 60.0)


def test_a_shape_that_is_not_the_models_is_refused(tmp_path: Path) -> None:
    preparation = scene.manifest_values(b"")["preparation"] | {"width_px": 64}
    with pytest.raises(PluginError, match="does not take what the manifest says"):
        Detector.load(scene.write_detector(tmp_path, preparation=preparation), 60.0)


def test_scores_are_turned_so_that_more_speaks_for_manipulation() -> None:
    values = scene.manifest_values(b"")["score"]
    lower = scene.manifest(score=values | {"direction": "lower_is_manipulated"}).score
    assert lower.oriented(3.0) == -3.0
    probability = scene.manifest(score=values | {"scale": "probability"}).score
    assert probability.oriented(0.5) == 0.0
    assert np.isfinite([probability.oriented(0.0), probability.oriented(1.0)]).all()


def test_manifests_of_the_documentation_are_accepted() -> None:
    page = Path(__file__).parents[4] / "docs/how-to/media-detectors.md"
    written = re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    values = [tomllib.loads(text.replace("…", "0" * 64)) for text in written]
    found = [Manifest.model_validate(one) for one in values]
    assert [one.name for one in found] == ["univfd", "deepfakebench-xception"]
