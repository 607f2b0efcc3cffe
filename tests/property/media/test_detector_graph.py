"""Whatever bytes stand where a model or manifest should, they are read or refused in words."""

from __future__ import annotations

import contextlib
from pathlib import Path
from tempfile import TemporaryDirectory

import detector_scene as scene
from hypothesis import given, settings
from hypothesis import strategies as st

from undertow.errors import PluginError
from undertow.media.detectors import read_manifest
from undertow.media.detectors.graph import check_graph

MODEL = scene.toy_model().SerializeToString()


@given(content=st.binary(max_size=200))
def test_any_bytes_are_walked(content: bytes) -> None:
    with contextlib.suppress(PluginError):
        check_graph(content)


@given(
    at=st.integers(0, len(MODEL) - 1),
    put=st.binary(min_size=1, max_size=8),
    end=st.integers(0, 400),
)
def test_damaged_models_are_walked(at: int, put: bytes, end: int) -> None:
    with contextlib.suppress(PluginError):
        check_graph(MODEL[:at] + put + MODEL[at + len(put) : len(MODEL) - end])


@settings(max_examples=25)
@given(content=st.one_of(st.binary(max_size=100), st.text(max_size=100).map(str.encode)))
def test_any_manifest_is_read_or_refused(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        for name in ("detector.toml", "detector.json"):
            (Path(folder) / name).write_bytes(content)
            with contextlib.suppress(PluginError):
                read_manifest(Path(folder) / name)
