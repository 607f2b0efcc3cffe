"""From pictures on disk to a hint, through the commands and a process that may be killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import detector_scene as scene
import numpy as np
import pytest
import typer
from cases import log_init
from typer.testing import CliRunner

from undertow.captures import ingest
from undertow.case import Case, file_sha256
from undertow.cli.media import add_to as add_media
from undertow.cli.media_detectors import add_to
from undertow.errors import InputError, PluginError, ReviewRequiredError
from undertow.ingest import CustodyLog
from undertow.media.decoding import Sandbox
from undertow.media.detectors import Detector, examine
from undertow.media_intake import examine_files
from undertow.pipeline import unrecorded
from undertow.schema import MediaScores
from undertow.settings import MediaSettings

app = typer.Typer()
add_to(app)


def run(*words: object) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def printed(*words: object) -> Any:
    return json.loads(run(*words))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scene.write_pictures(tmp_path_factory.mktemp("labelled"))


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory, data: Path) -> tuple[Path, dict[str, Any]]:
    """A calibrated detector in a folder of detectors, and what calibrating it printed."""
    folder = scene.write_detector(tmp_path_factory.mktemp("detectors") / "toy")
    return folder, printed("calibrate", folder, data, "--domain", "tiny", "--json")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("files")
    rng = np.random.default_rng(9)
    contents = {
        "sharp.png": scene.picture(rng, 8.6),
        "smooth.png": scene.picture(rng, 3.2),
        "large.png": scene.picture(rng, 7.0, side=200),
        "broken.png": scene.picture(rng, 7.0)[:200],
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def test_calibrating_prints_three_results(ready: tuple[Path, dict[str, Any]]) -> None:
    folder, told = ready
    assert told["file"] == str(folder / "tiny.json")
    assert told["silence"] == ""
    assert told["cllr"] < 1
    assert len(told["within_source"]) == len(told["unseen_generator"]) == 2
    assert 0.2 < told["real_against_real"][0]["auc"] < 0.8


def test_what_is_said_of_files(ready: tuple[Path, dict[str, Any]], files: list[Path]) -> None:
    sharp, smooth, large, broken = printed("score", ready[0], *files, "--format", "json")
    assert (sharp["rank"], smooth["rank"]) == ("high", "low")
    assert sharp["log10_lr"] <= np.log10(25) + 1e-9  # 24 real pictures
    assert (large["rank"], large["abstained"]) == ("n/a", "out_of_domain")
    assert "short_side_px" in large["outside"]
    assert large["raw"] is None
    assert (broken["rank"], broken["abstained"]) == ("n/a", "not_decoded")


def test_a_score_without_calibration_is_hidden_unless_asked_for(
    tmp_path: Path, files: list[Path]
) -> None:
    folder = scene.write_detector(tmp_path / "toy")
    (hidden,) = printed("score", folder, files[0], "--format", "json")
    assert (hidden["abstained"], hidden["raw"]) == ("no_calibration", None)
    text = run("score", folder, files[0], "--show-raw")
    assert "means nothing" in text
    assert "n/a" in text
    assert "A hint, not a finding" in text
    assert "deepfake" not in text.lower()


def test_detectors_are_listed_with_what_is_wrong(
    ready: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    scene.write_detector(tmp_path / "a-raw")
    shutil.copytree(ready[0], tmp_path / "b-ready")
    scene.write_detector(tmp_path / "c-changed", sha256="0" * 64)
    raw, good, changed = printed("detectors", tmp_path, "--format", "json")
    assert raw["state"] == "silent: not calibrated"
    assert (good["state"], good["calibrated_for"]) == ("may speak", ["tiny"])
    assert changed["state"].startswith("refused: ")
    assert "not the model" in changed["state"]


def test_nothing_is_written_where_a_result_is_missing(tmp_path: Path, data: Path) -> None:
    folder = scene.write_detector(tmp_path / "toy")
    shutil.copytree(data, tmp_path / "data")
    shutil.rmtree(tmp_path / "data" / "real" / "phone")
    before = sorted(folder.iterdir())
    with pytest.raises(InputError, match="real against real"):
        run("calibrate", folder, tmp_path / "data", "--domain", "tiny")
    assert sorted(folder.iterdir()) == before


def test_calibrating_in_words_says_what_to_do_next(tmp_path: Path) -> None:
    folder = scene.write_detector(tmp_path / "toy", calibrations={})
    items, seen = scene.scored_items(np.random.default_rng(1), shift=2.0)
    lines = ["label,source,generator,score,short_side_px"]
    for item, one in zip(items, seen, strict=True):
        label = "manipulated" if item.is_manipulated else "real"
        lines.append(
            f"{label},{item.source},{item.generator},{one.raw},{one.traits['short_side_px']}"
        )
    (tmp_path / "scores.csv").write_text("\n".join(lines), "utf-8")
    text = run("calibrate", folder, tmp_path / "scores.csv", "--domain", "tiny")
    assert "Real agency against real phone: area" in text
    assert 'under [calibrations]: tiny = "tiny.json"' in text
    assert (folder / "tiny.json").is_file()


def test_what_ends_the_process_costs_one_file(tmp_path: Path, files: list[Path]) -> None:
    detector = Detector.load(scene.write_detector(tmp_path / "toy"), 60.0)
    with Sandbox(MediaSettings()) as sandbox:
        found = []
        for number, file in enumerate(files[:3]):
            with file.open("rb") as opened:
                if number == 1:
                    assert sandbox.process_id is not None
                    os.kill(sandbox.process_id, signal.SIGKILL)
                size = file.stat().st_size
                found.append(examine(detector, sandbox, opened, "image", "image/png", size).reason)
    assert found == ["", "gave_up", ""]


def test_files_over_the_limits_are_not_decoded(tmp_path: Path, files: list[Path]) -> None:
    detector = Detector.load(scene.write_detector(tmp_path / "toy"), 60.0)
    settings = MediaSettings(max_pixels=48 * 48, max_bytes=20_000)
    found = [one.reason for one in examine_files(detector, files, settings)]
    assert found == ["", "", "not_decoded", "not_decoded"]


def test_a_missing_package_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = scene.write_detector(tmp_path / "toy")
    module = sys.modules["undertow.media.detectors.detector"]
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(PluginError, match=r"onnxruntime; run `pip install 'undertow\[media,detect"):
        Detector.load(folder, 60.0)


def media(*words: object) -> str:
    everything = typer.Typer()
    add_media(everything)
    result = CliRunner().invoke(everything, ["media", *map(str, words)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def template(
    tmp_path_factory: pytest.TempPathFactory, ready: tuple[Path, dict[str, Any]], files: list[Path]
) -> Path:
    """A case with pictures that a detector was asked about."""
    made = log_init(Case.create(tmp_path_factory.mktemp("template") / "case", purpose="a test"))
    ingest(made, [files[0].parent], who="ana", command="undertow ingest")
    rows = json.loads(media("score", ready[0], "--case", made.path, "--format", "json"))
    assert {row["sha256"] for row in rows} == {file_sha256(file) for file in files}
    return made.path


@pytest.fixture
def scored(template: Path, tmp_path: Path) -> Case:
    """A copy of that case."""
    shutil.copytree(template, tmp_path / "case")
    return Case.open(tmp_path / "case")


@pytest.fixture(scope="module")
def uids(files: list[Path]) -> dict[str, str]:
    """Hash of each file, by its name."""
    return {file.name: file_sha256(file) for file in files}


def test_scores_are_kept_in_a_case_and_shown(scored: Case, uids: dict[str, str]) -> None:
    assert [e["action"] for e in CustodyLog.of(scored).entries()][-1] == "media_scored"
    told = media("show", scored.path, uids["sharp.png"])
    assert "toy-sharpness 1: high; log10 likelihood ratio" in told
    assert "What stands: high." in told
    assert "like those of its calibration, tiny" in told
    assert "A hint, not a finding" in told
    silent = media("show", scored.path, uids["large.png"], "--lang", "fr")
    assert "s.o." in silent
    assert "le fichier ne ressemble à aucun de ceux" in silent
    assert "par\u202f: la taille" in silent
    assert "Score" not in silent
    broken = media("show", scored.path, uids["broken.png"])
    assert "What stands: N/A" in broken
    assert "cannot be read as what the detector looks at" in broken


def test_decoding_and_ingesting_again_lose_no_score(
    scored: Case, uids: dict[str, str], tmp_path: Path
) -> None:
    before = scored.read(MediaScores).arrow
    assert before.num_rows == 4
    media("decode", scored.path, "--all")
    (tmp_path / "more.png").write_bytes(scene.picture(np.random.default_rng(3), 5.0))
    ingest(scored, [tmp_path / "more.png"], who="ana", command="undertow ingest")
    assert scored.read(MediaScores).arrow.equals(before)
    assert unrecorded(scored, [MediaScores]) == []


def test_a_finding_goes_before_every_detector(scored: Case, uids: dict[str, str]) -> None:
    uid = uids["sharp.png"]
    why = ("--because", "I looked at every edge", "--by", "Ana Roy")
    media("finding", scored.path, uid, "--says", "no-sign", *why)
    told = media("show", scored.path, uid)
    assert "What stands: low, by what Ana Roy found on" in told
    assert "toy-sharpness 1: high" in told  # shown beside it all the same
    media("finding", scored.path, uid, "--basis", "analyst", *why)
    document = json.loads(media("show", scored.path, uid, "--json"))["detection"]
    assert (document["rank"], document["by"]) == ("high", "Ana Roy")
    assert [row["rank"] for row in document["scores"]] == ["high"]
    media("finding", scored.path, uid, "--basis", "analyst", "--withdraw", *why)
    assert "What stands: low" in media("show", scored.path, uid)


def test_asking_again_takes_the_place_of_what_was_said(
    scored: Case, uids: dict[str, str], tmp_path: Path
) -> None:
    raw = scene.write_detector(tmp_path / "raw")
    media("score", raw, uids["sharp.png"], "--case", scored.path)
    rows = {row["media_uid"]: row for row in scored.read(MediaScores).arrow.to_pylist()}
    assert len(rows) == 4
    assert rows[uids["sharp.png"]]["abstained"] == "no_calibration"
    assert rows[uids["sharp.png"]]["raw"] is None
    assert rows[uids["smooth.png"]]["rank"] == "low"


def test_nothing_is_said_of_what_is_kept_by_hash_alone(
    scored: Case, uids: dict[str, str], ready: tuple[Path, dict[str, Any]]
) -> None:
    uid = uids["sharp.png"]
    media("hash-only", scored.path, uid, "--because", "Home address", "--by", "Ana Roy")
    with pytest.raises(ReviewRequiredError, match="by hash and place alone"):
        media("score", ready[0], uid, "--case", scored.path)
    rows = json.loads(media("score", ready[0], "--case", scored.path, "--format", "json"))
    assert uid not in {row["sha256"] for row in rows}
