"""What a detector is shown of a file, and what is measured of it."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import av
import detector_scene as scene
import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from undertow.media.detectors import Detector, Limits, examine

LIMITS = Limits(max_pixels=1_000_000, max_duration_s=60.0)
PREPARATION = scene.manifest_values(b"")["preparation"]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Detector:
    return Detector.load(scene.write_detector(tmp_path_factory.mktemp("pictures")))


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


def test_traits_of_a_picture(pictures: Detector) -> None:
    rng = np.random.default_rng(1)
    smooth, noisy = (examine(pictures, scene.picture(rng, n), LIMITS) for n in (1.0, 20.0))
    assert smooth.raw is not None
    assert noisy.raw is not None
    assert noisy.raw > smooth.raw
    assert {*smooth.traits} == {"short_side_px", "detail", "bytes_per_px"}
    assert noisy.traits["detail"] > 5 * smooth.traits["detail"]
    assert smooth.features is not None
    assert len(smooth.features) == 3


def test_a_face_counts_by_its_size(tmp_path: Path) -> None:
    faces = Detector.load(scene.write_detector(tmp_path, input="face"))
    found = examine(faces, scene.picture(np.random.default_rng(1), 3.0), LIMITS)
    assert {*found.traits} == {"face_px", "detail"}
    assert found.traits["face_px"] == 48


def test_frames_are_spread_over_a_video(tmp_path: Path, clip: bytes) -> None:
    scores = []
    for n in (1, 4):
        preparation = PREPARATION | {"frames": n}
        folder = scene.write_detector(tmp_path / str(n), input="frames", preparation=preparation)
        found = examine(Detector.load(folder), clip, LIMITS)
        assert found.traits["duration_s"] == pytest.approx(1.9, abs=0.05)
        scores.append(found.raw or 0.0)
    # The first frame alone is smooth; of four, two are noise.
    assert scores[1] > 3 * scores[0]


def test_a_video_is_looked_at_up_to_its_limit(tmp_path: Path, clip: bytes) -> None:
    detector = Detector.load(scene.write_detector(tmp_path, input="frames"))
    short = examine(detector, clip, Limits(1_000_000, 0.8))
    assert short.traits["duration_s"] < 1.0
    whole = examine(detector, clip, LIMITS)
    assert (short.raw or 0.0) < (whole.raw or 0.0)


def test_sound_is_brought_to_one_rate_and_length(tmp_path: Path) -> None:
    preparation = {"sample_rate_hz": 8000, "samples": 8000}
    score = {"output": "loudness", "direction": "higher_is_manipulated", "scale": "any"}
    folder = scene.write_detector(
        tmp_path, sound_model(), input="sound", preparation=preparation, score=score
    )
    detector = Detector.load(folder)
    for seconds in (0.3, 2.0):
        found = examine(detector, tone(seconds), LIMITS)
        assert found.raw == pytest.approx(0.5 * 2 / np.pi, rel=0.03)
        assert found.traits["duration_s"] == pytest.approx(seconds, abs=0.02)
    assert examine(detector, b"RIFF", LIMITS).reason == "not_decoded"


def test_a_picture_smaller_than_the_cut_is_not_scored(tmp_path: Path) -> None:
    folder = scene.write_detector(tmp_path, preparation=PREPARATION | {"fit": "crop"})
    detector = Detector.load(folder)
    rng = np.random.default_rng(1)
    assert examine(detector, scene.picture(rng, 3.0, side=20), LIMITS).reason == "too_small"
    assert examine(detector, scene.picture(rng, 3.0, side=48), LIMITS).raw is not None


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a" + bytes(20), bytes(500)])
def test_what_cannot_be_decoded(pictures: Detector, content: bytes) -> None:
    assert examine(pictures, content, LIMITS).reason == "not_decoded"


def test_a_picture_over_the_limit_is_not_decoded(pictures: Detector) -> None:
    content = scene.picture(np.random.default_rng(1), 3.0)
    assert examine(pictures, content, Limits(48 * 47, 1.0)).reason == "not_decoded"
