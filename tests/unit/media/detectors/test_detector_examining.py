"""What a detector is shown of a file, and what is measured of it."""

from __future__ import annotations

import io
import tempfile
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import av
import detector_scene as scene
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from PIL import Image

from undertow.errors import PluginError
from undertow.ingest.media_kind import HEAD_BYTES, media_kind
from undertow.media.decoding import Excerpt, Sandbox, Strip, Wanted
from undertow.media.decoding.checks import is_answer_to
from undertow.media.decoding.excerpts import cut
from undertow.media.decoding.messages import Limits
from undertow.media.detectors import Detector, Examined
from undertow.media.detectors import examine as examine_file
from undertow.settings import MediaSettings

SETTINGS = MediaSettings(max_pixels=1_000_000, max_duration_s=60.0)
Examine: TypeAlias = Callable[..., Examined]
PREPARATION = scene.manifest_values(b"")["preparation"]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(SETTINGS) as opened:
        yield opened


@pytest.fixture(scope="module")
def examine(sandbox: Sandbox) -> Examine:
    """Score content by way of one process that decodes, under the settings of the moment."""

    def examined(
        detector: Detector, content: bytes, settings: MediaSettings = SETTINGS
    ) -> Examined:
        kind = media_kind(content[:HEAD_BYTES])
        sandbox.settings = settings
        with tempfile.TemporaryFile() as file:
            file.write(content)
            file.flush()
            told = (kind.kind, kind.mime) if kind else ("video", "application/octet-stream")
            return examine_file(detector, sandbox, file, *told, len(content))

    return examined


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Detector:
    return Detector.load(scene.write_detector(tmp_path_factory.mktemp("pictures")), 60.0)


@pytest.fixture(scope="module")
def clip() -> bytes:
    """Two seconds at ten frames a second: smooth first, noise in the second half."""
    rng = np.random.default_rng(2)
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as container:
        stream = container.add_stream("mjpeg", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuvj420p"
        for i in range(20):
            spread = 2 if i < 10 else 120
            pixels = rng.integers(100, 100 + spread, (48, 64, 3), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode())
    return out.getvalue()


def sound_model() -> onnx.ModelProto:
    graph = helper.make_graph(
        [
            helper.make_node("Abs", ["sound"], ["sizes"]),
            helper.make_node("ReduceMean", ["sizes"], ["loudness"], keepdims=0),
        ],
        "loud",
        [helper.make_tensor_value_info("sound", TensorProto.FLOAT, [1, 8000])],
        [helper.make_tensor_value_info("loudness", TensorProto.FLOAT, [])],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


def tone(seconds: float, rate: int = 16_000) -> bytes:
    at = np.arange(int(seconds * rate)) / rate
    samples = (0.5 * np.sin(2 * np.pi * 440 * at) * 32767).astype("<i2")
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return out.getvalue()


def test_traits_of_a_picture(examine: Examine, pictures: Detector) -> None:
    rng = np.random.default_rng(1)
    smooth, noisy = (examine(pictures, scene.picture(rng, n)) for n in (1.0, 20.0))
    assert smooth.raw is not None
    assert noisy.raw is not None
    assert noisy.raw > smooth.raw
    assert {*smooth.traits} == {"short_side_px", "detail", "bytes_per_px"}
    assert noisy.traits["detail"] > 5 * smooth.traits["detail"]
    assert smooth.features is not None
    assert len(smooth.features) == 3


def test_a_face_counts_by_its_size(examine: Examine, tmp_path: Path) -> None:
    faces = Detector.load(scene.write_detector(tmp_path, input="face"), 60.0)
    found = examine(faces, scene.picture(np.random.default_rng(1), 3.0))
    assert {*found.traits} == {"face_px", "detail"}
    assert found.traits["face_px"] == 48


def test_frames_are_spread_over_a_video(examine: Examine, tmp_path: Path, clip: bytes) -> None:
    scores = []
    for n in (1, 4):
        preparation = PREPARATION | {"frames": n}
        folder = scene.write_detector(tmp_path / str(n), input="frames", preparation=preparation)
        found = examine(Detector.load(folder, 60.0), clip)
        assert found.traits["duration_s"] == pytest.approx(1.9, abs=0.05)
        scores.append(found.raw or 0.0)
    # The first frame alone is smooth; of four, two are noise.
    assert scores[1] > 3 * scores[0]


def test_a_video_is_looked_at_up_to_its_limit(
    examine: Examine, tmp_path: Path, clip: bytes
) -> None:
    detector = Detector.load(scene.write_detector(tmp_path, input="frames"), 60.0)
    short = examine(detector, clip, SETTINGS.model_copy(update={"max_duration_s": 0.8}))
    assert short.traits["duration_s"] < 1.0
    whole = examine(detector, clip)
    assert (short.raw or 0.0) < (whole.raw or 0.0)


def test_sound_is_brought_to_one_rate_and_length(examine: Examine, tmp_path: Path) -> None:
    preparation = {"sample_rate_hz": 8000, "samples": 8000}
    score = {"output": "loudness", "direction": "higher_is_manipulated", "scale": "any"}
    folder = scene.write_detector(
        tmp_path, sound_model(), input="sound", preparation=preparation, score=score
    )
    detector = Detector.load(folder, 60.0)
    for seconds in (0.3, 2.0):
        found = examine(detector, tone(seconds))
        assert found.raw == pytest.approx(0.5 * 2 / np.pi, rel=0.03)
        assert found.traits["duration_s"] == pytest.approx(seconds, abs=0.02)
    assert examine(detector, b"RIFF").reason == "not_decoded"


def test_a_picture_smaller_than_the_cut_is_not_scored(examine: Examine, tmp_path: Path) -> None:
    folder = scene.write_detector(tmp_path, preparation=PREPARATION | {"fit": "crop"})
    detector = Detector.load(folder, 60.0)
    rng = np.random.default_rng(1)
    assert examine(detector, scene.picture(rng, 3.0, side=20)).reason == "too_small"
    assert examine(detector, scene.picture(rng, 3.0, side=48)).raw is not None


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a" + bytes(20), bytes(500)])
def test_what_cannot_be_decoded(examine: Examine, pictures: Detector, content: bytes) -> None:
    assert examine(pictures, content).reason == "not_decoded"


def test_a_picture_over_the_limit_is_not_decoded(examine: Examine, pictures: Detector) -> None:
    content = scene.picture(np.random.default_rng(1), 3.0)
    settings = SETTINGS.model_copy(update={"max_pixels": 48 * 47})
    assert examine(pictures, content, settings).reason == "not_decoded"


def test_frames_of_a_picture_that_moves_are_spread_too(examine: Examine, tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    spreads = [2] * 10 + [120] * 10
    frames = [
        Image.fromarray(rng.integers(100, 100 + spread, (48, 64, 3), np.uint8))
        for spread in spreads
    ]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100, quality=90)
    found = []
    for n in (1, 4):
        preparation = PREPARATION | {"frames": n}
        folder = scene.write_detector(tmp_path / str(n), input="frames", preparation=preparation)
        found.append(examine(Detector.load(folder, 60.0), out.getvalue()))
    assert found[0].traits["duration_s"] == pytest.approx(1.9)
    assert (found[1].raw or 0.0) > 3 * (found[0].raw or 1.0)
    still = scene.picture(rng, 3.0)
    detector = Detector.load(tmp_path / "4", 60.0)
    assert examine(detector, still).reason == "not_decoded"


def test_a_model_without_end_is_ended(tmp_path: Path) -> None:
    body = helper.make_graph(
        [helper.make_node("Identity", ["going"], ["on"]), helper.make_node("Abs", ["x"], ["y"])],
        "body",
        [
            helper.make_tensor_value_info("round", TensorProto.INT64, []),
            helper.make_tensor_value_info("going", TensorProto.BOOL, []),
            helper.make_tensor_value_info("x", TensorProto.FLOAT, []),
        ],
        [
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("y", TensorProto.FLOAT, []),
        ],
    )
    graph = helper.make_graph(
        [
            helper.make_node("ReduceMean", ["picture"], ["mean"], keepdims=0),
            helper.make_node("Loop", ["", "yes", "mean"], ["sharpness"], body=body),
        ],
        "endless",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, 32, 32])],
        [helper.make_tensor_value_info("sharpness", TensorProto.FLOAT, [])],
        [helper.make_tensor("yes", TensorProto.BOOL, [], [True])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    score = {"output": "sharpness", "direction": "higher_is_manipulated", "scale": "any"}
    folder = scene.write_detector(tmp_path, model, score=score)
    with pytest.raises(PluginError, match=r"no score for an empty picture within 0\.3 s"):
        Detector.load(folder, 0.3)


@pytest.mark.parametrize("fit", ["resize", "resize_crop", "crop"])
def test_pictures_are_cut_to_the_size_that_is_wanted(fit: str) -> None:
    pixels = np.zeros((30, 40, 3), np.uint8)
    pixels[:, 20:] = 200
    own = cut(pixels, Wanted(0, 20, 10, fit, "bilinear"))
    assert own is not None
    assert own.shape == (10, 20, 3)
    assert (own[0, 0, 0], own[0, -1, 0]) == (0, 200)


GOOD: dict[str, Any] = {
    "frames": [Strip(2, 1, bytes(6))],
    "n_looked_at": 1,
    "width_px": 4,
    "height_px": 5,
    "detail": 1.0,
    "duration_s": 0.0,
}


@pytest.mark.parametrize(
    "lie",
    [
        {"frames": [Strip(2, 1, bytes(7))]},
        {"frames": [Strip(1, 2, bytes(6))]},
        {"frames": [Strip(2, 1, bytes(6))] * 3, "n_looked_at": 3},
        {"n_looked_at": 0},
        {"width_px": 0},
        {"width_px": 1 << 40},
        {"detail": float("nan")},
        {"detail": 1e9},
        {"duration_s": -1.0},
        {"duration_s": float("inf")},
        {"samples": bytes(4)},
    ],
)
def test_an_excerpt_that_was_not_asked_for_is_no_answer(lie: dict[str, Any]) -> None:
    wanted, limits = Wanted(2, 2, 1), Limits(6.0, 100, 10.0)
    assert is_answer_to(Excerpt(**GOOD), wanted, limits)
    assert not is_answer_to(Excerpt(**(GOOD | lie)), wanted, limits)


@pytest.mark.parametrize("samples", [bytes(3), bytes(12), np.array([np.nan], "<f4").tobytes()])
def test_a_sound_that_was_not_asked_for_is_no_answer(samples: bytes) -> None:
    wanted, limits = Wanted(sample_rate_hz=8000, n_samples=2), Limits(6.0, 100, 10.0)
    assert is_answer_to(Excerpt(samples=bytes(8)), wanted, limits)
    assert not is_answer_to(Excerpt(samples=samples), wanted, limits)
