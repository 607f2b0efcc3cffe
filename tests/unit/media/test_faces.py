"""The same face across media: refused without a purpose, kept apart, deleted by one command."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import typer
from numpy.typing import NDArray
from onnx import TensorProto, helper
from typer.testing import CliRunner

import undertow
from undertow.case import Case
from undertow.cli import media_faces
from undertow.errors import CaseError, PluginError, ReviewRequiredError
from undertow.ingest import CustodyLog
from undertow.media.hints import faces as hints
from undertow.media.hints.model import load_model
from undertow.schema import TABLES, MediaFiles, Table
from undertow.stages import STAGES

RED, GREEN = (250, 10, 10), (10, 250, 10)


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy model: one face that fills the picture, known by its mean colour."""
    shape = helper.make_tensor("shape", TensorProto.INT64, [2], [1, 3])
    box = helper.make_tensor("box", TensorProto.FLOAT, [1, 4], [0.0, 0.0, 1.0, 1.5])
    nodes = [
        helper.make_node("GlobalAveragePool", ["rgb"], ["mean"]),
        helper.make_node("Reshape", ["mean", "shape"], ["embeddings"]),
        helper.make_node("Identity", ["box"], ["boxes"]),
    ]
    graph = helper.make_graph(
        nodes,
        "toy",
        [helper.make_tensor_value_info("rgb", TensorProto.FLOAT, [1, 3, 8, 8])],
        [
            helper.make_tensor_value_info("boxes", TensorProto.FLOAT, [1, 4]),
            helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, [1, 3]),
        ],
        [shape, box],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    folder = tmp_path_factory.mktemp("model")
    onnx.save(model, folder / "toy.onnx")
    told = {
        "task": "faces",
        "file": "toy.onnx",
        "sha256": hashlib.sha256((folder / "toy.onnx").read_bytes()).hexdigest(),
        "licence": "CC0-1.0",
        "training_data": "none",
        "width_px": 8,
        "height_px": 8,
        "mean": 0,
        "scale": 1 / 255,
    }
    (folder / "toy.json").write_text(json.dumps(told))
    return folder / "toy.json"


def plain(colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    return np.full((20, 30, 3), colour, np.uint8)


def test_a_face_is_found_and_grouped(manifest: Path) -> None:
    model = load_model(manifest, "faces")
    colours = (RED, GREEN, (240, 20, 10))
    found = [
        face
        for i, colour in enumerate(colours)
        for face in hints.find_faces(model, f"m{i}", 0.0, plain(colour))
    ]
    assert [face.box for face in found] == [(0.0, 0.0, 1.0, 1.0)] * 3
    assert hints.group_faces(found, 0.05).tolist() == [0, 1, 0]
    assert hints.group_faces(found[:1], 0.05).tolist() == [0]
    assert hints.group_faces([], 0.05).tolist() == []
    assert hints.find_faces(model, "black", 0.0, plain((0, 0, 0))) == []  # no direction, no face
    with pytest.raises(CaseError, match="choose fewer media"):
        hints.group_faces(found[:1] * (hints.MAX_FACES + 1), 0.05)


def test_chains_of_look_alikes_do_not_join_strangers() -> None:
    angles = np.linspace(0, np.pi / 2, 10)
    chain = [
        hints.Face(f"m{i}", 0.0, (0, 0, 1, 1), np.array([np.cos(a), np.sin(a)], np.float32))
        for i, a in enumerate(angles)
    ]
    groups = hints.group_faces(chain, 0.02)
    assert groups[0] != groups[-1]
    assert len(set(groups.tolist())) > 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sha256": "0" * 64}, "not the model"),
        ({"licence": ""}, "licence"),
        ({"width_px": 0}, "width_px"),
        ({"scale": "1"}, "scale"),
        ({"task": "mouth_opening"}, "not for 'faces'"),
        ({"file": "../toy.json"}, "not the model"),
    ],
)
def test_a_manifest_that_does_not_hold_is_refused(
    manifest: Path, change: dict[str, Any], message: str
) -> None:
    changed = manifest.with_name("changed.json")
    changed.write_text(json.dumps(json.loads(manifest.read_text()) | change))
    with pytest.raises(PluginError, match=message):
        load_model(changed, "faces")


@pytest.fixture
def case(tmp_path: Path, rows_of: Any) -> Case:
    """A case with two videos."""
    made = Case.create(tmp_path / "case", purpose="a test")
    files = [{"media_uid": uid, "kind": "image", "state": "decoded"} for uid in "ab"]
    with made.writing():
        made.write(Table.checked(MediaFiles, rows_of(MediaFiles, *files)))
    return Case.open(made.path)


def run(case: Case, *words: str) -> Any:
    @contextmanager
    def open_frames(case: Case) -> Iterator[Any]:
        yield lambda media_uid, at_s: [(0.0, plain(RED))]

    app = typer.Typer()
    app.callback()(lambda: None)
    media_faces.add_to(app)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(media_faces, "open_frames", open_frames)
        return CliRunner().invoke(app, ["faces", str(case.path), *words])


def actions(case: Case) -> list[str]:
    return [entry["action"] for entry in CustodyLog.of(case).entries()]


def test_nothing_is_searched_without_a_purpose_on_record(case: Case, manifest: Path) -> None:
    search = ("--model", str(manifest), "--max-distance", "0.1", "--format", "json")
    for words in (search, (*search, "--purpose", " why  ")):
        assert isinstance(run(case, *words).exception, ReviewRequiredError)
    assert not (case.path / hints.FOLDER).exists()
    found = run(case, *search, "--purpose", "Which videos show the same actor")
    assert found.exit_code == 0, found.exception
    rows = json.loads(found.stdout)
    assert [(row["group"], row["media_uid"]) for row in rows] == [(0, "a"), (0, "b")]
    assert actions(case) == ["media-faces", "media-faces-search"]
    assert run(case, "--max-distance", "0.1").exit_code == 0  # the purpose is on record


def test_a_purge_deletes_and_ends_the_purpose(case: Case, manifest: Path) -> None:
    run(case, "--purpose", "Which videos show the same actor", "--model", str(manifest))
    assert len(hints.read_faces(case.path)) == 2
    assert run(case, "--purge").exit_code == 0
    assert not (case.path / hints.FOLDER).exists()
    assert [e.get("n_faces") for e in CustodyLog.of(case).entries()] == [None, 2, 2]
    assert isinstance(run(case, "--max-distance", "0.1").exception, ReviewRequiredError)
    assert run(case, "--purge").exit_code == 0  # there is nothing, which is no error


def test_faces_in_deleted_media_go_with_them(tmp_path: Path) -> None:
    hints.forget_faces(tmp_path, ["a"])  # there are none, which is no error
    faces = [hints.Face(uid, 0.0, (0, 0, 1, 1), np.ones(2, np.float32)) for uid in "aab"]
    hints.write_faces(tmp_path, faces, "0" * 64)
    hints.forget_faces(tmp_path, ["a"])
    assert [face.media_uid for face in hints.read_faces(tmp_path)] == ["b"]


def test_no_stage_and_no_product_reads_faces() -> None:
    assert not any("face" in name for name in TABLES)
    assert not any("face" in spec.name for stage in STAGES for spec in stage.inputs)
    source = Path(undertow.__file__).parent
    users = {
        file.relative_to(source).as_posix()
        for file in source.rglob("*.py")
        if re.search(r"media\.hints|['\"]biometric", file.read_text("utf-8"))
        and "media/hints" not in file.as_posix()
    }
    assert users == {
        "cli/media.py",
        "cli/media_faces.py",
        "cli/media_mouths.py",
        "media/decoding/talking.py",
        "media/decoding/worker.py",
        "media_intake/talks.py",
        "retention/apply.py",  # deletes them
        "wording/provenance/hints.py",
    }
