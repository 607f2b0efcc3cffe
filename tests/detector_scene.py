"""A toy detector, and tiny pictures to calibrate it with: its score is how sharp a picture is."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from undertow.media.detectors import Examined, Labelled, Manifest

SIDE = 32
NAMES = ("generator_a", "generator_b")
SOURCES = ("agency", "phone")


def toy_model() -> onnx.ModelProto:
    """Mean absolute Laplacian of a picture, and the mean of each channel as what it sees."""
    laplacian = np.array([[0, -1, 0], [-1, 4, -1], [0, -1, 0]], np.float32)
    kernel = np.tile(laplacian / 3, (1, 3, 1, 1)).astype(np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["picture", "kernel"], ["edges"]),
            helper.make_node("Abs", ["edges"], ["sizes"]),
            helper.make_node("ReduceMean", ["sizes"], ["sharpness"], keepdims=0),
            helper.make_node("GlobalAveragePool", ["picture"], ["colours"]),
        ],
        "toy",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, SIDE, SIDE])],
        [
            helper.make_tensor_value_info("sharpness", TensorProto.FLOAT, []),
            helper.make_tensor_value_info("colours", TensorProto.FLOAT, [1, 3, 1, 1]),
        ],
        [numpy_helper.from_array(kernel, "kernel")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def manifest_values(content: bytes, **changes: Any) -> dict[str, Any]:
    return {
        "name": "toy-sharpness",
        "version": "1",
        "licence": "Apache-2.0",
        "model": "toy.onnx",
        "sha256": hashlib.sha256(content).hexdigest(),
        "input": "picture",
        "preparation": {
            "width_px": SIDE,
            "height_px": SIDE,
            "fit": "resize",
            "interpolation": "bilinear",
            "channels": "RGB",
            "layout": "NCHW",
            "colour_range": "0..1",
            "mean": [0.5, 0.5, 0.5],
            "std": [0.5, 0.5, 0.5],
        },
        "score": {
            "output": "sharpness",
            "direction": "higher_is_manipulated",
            "scale": "any",
            "features": "colours",
        },
        "domain": {
            "made_for": "pictures made by the test",
            "generators": ["noise"],
            "compression": "PNG",
            "content": "smooth gradients",
        },
        "training_data": "nothing; it measures sharpness",
        "calibrations": {"tiny": "tiny.json"},
    } | changes


def write_detector(folder: Path, model: onnx.ModelProto | None = None, **changes: Any) -> Path:
    """Write model and manifest; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    content = (model or toy_model()).SerializeToString()
    (folder / "toy.onnx").write_bytes(content)
    values = manifest_values(content, **changes)
    (folder / "detector.json").write_text(json.dumps(values), encoding="utf-8")
    return folder


def manifest(**changes: Any) -> Manifest:
    return Manifest.model_validate(manifest_values(b"", **changes))


def picture(rng: np.random.Generator, noise: float, side: int = 48) -> bytes:
    """A smooth picture with noise on top, as PNG."""
    y, x = np.mgrid[0:side, 0:side] / side
    bright = 100 + 60 * np.sin(3 * x + rng.uniform(0, 6)) * np.cos(2 * y + rng.uniform(0, 6))
    pixels = bright[:, :, None] + noise * rng.standard_normal((side, side, 3))
    out = io.BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


def write_pictures(folder: Path, n: int = 12, seed: int = 1) -> Path:
    """Write labelled pictures: manipulated ones are noisier, sources are alike."""
    rng = np.random.default_rng(seed)
    for source in SOURCES:
        places = [(folder / "real" / source, 4.0)]
        places += [(folder / "manipulated" / source / name, 7.0) for name in NAMES]
        for place, noise in places:
            place.mkdir(parents=True)
            for i in range(n):
                level = noise * rng.uniform(0.75, 1.35)
                (place / f"{i}.png").write_bytes(picture(rng, level))
    return folder


def scored_items(
    rng: np.random.Generator,
    n: int = 30,
    shift: float = 0.0,
    of_source: dict[str, float] | None = None,
) -> tuple[list[Labelled], list[Examined]]:
    """Items with normal scores: n real ones a source, n manipulated ones a source and generator."""
    items = []
    for source in SOURCES:
        items += [Labelled(False, source, "")] * n
        for name in NAMES:
            items += [Labelled(True, source, name)] * n
    scores: NDArray[np.float64] = rng.standard_normal(len(items))
    scores += np.array(
        [shift * i.is_manipulated + (of_source or {}).get(i.source, 0) for i in items]
    )
    return items, [
        Examined(float(s), {"short_side_px": 100.0 + k % 7}) for k, s in enumerate(scores)
    ]
