"""Lists of hashes on the command line: kept, matched, written, and written of whom one says."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import av
import numpy as np
import pytest
import typer
from cases import log_init, vouch
from media_files import scene, video
from media_rows import media_table
from typer.testing import CliRunner, Result

from undertow.captures import ingest
from undertow.case import Case
from undertow.cli.media_exchange import add_to
from undertow.errors import InputError, SourceFormatError, UndertowError
from undertow.ingest import CustodyLog, EvidenceStore
from undertow.media.pdq import pdq_hex
from undertow.pipeline import unrecorded
from undertow.schema import CampaignPosts, MediaFacts, MediaFiles, MediaHashes, MediaSightings

PICTURE, CLIP, OTHER = ("1" * 64, "2" * 64, "3" * 64)
PDQ = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"
MD5 = "0123456789abcdef" * 2


@pytest.fixture
def media_case(case: Case) -> Case:
    md5 = {"source": "file", "position": 0, "name": "md5", "value": MD5}
    case.write(
        media_table(
            MediaFiles,
            [
                {"media_uid": PICTURE, "kind": "image"},
                {"media_uid": CLIP, "kind": "video"},
                {"media_uid": OTHER, "kind": "image"},
            ],
        ),
        media_table(MediaFacts, [{"media_uid": CLIP, **md5}]),
        media_table(
            MediaHashes,
            [
                {"media_uid": PICTURE, "quality": 90, "pdq": PDQ},
                {"media_uid": OTHER, "quality": 90, "pdq": PDQ[::-1]},
            ],
        ),
        media_table(MediaSightings, [{"post_uid": "x:1", "media_uid": PICTURE}]),
        media_table(
            CampaignPosts,
            [{"campaign_id": "c-1", "post_uid": "x:1", "layers": [], "at": datetime.now(UTC)}],
        ),
    )
    return vouch(case)


def run(*words: object) -> Result:
    app = typer.Typer()
    add_to(app)
    return CliRunner().invoke(app, [str(word) for word in words])


def refused(*words: object) -> UndertowError:
    done = run(*words)
    assert isinstance(done.exception, UndertowError), done.output
    return done.exception


def test_a_list_is_kept_and_matched(media_case: Case, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(f"pdq {PDQ}\nvideo_md5 {MD5}\nurl x\npdq {'0f' * 32}\n")
    done = run("import", media_case.path, listed)
    assert done.exit_code == 0, done.output
    assert "list.txt: 3 hashes (threatexchange-lines)" in done.output
    assert "set aside: 1 line: a signal of a type that is not compared, the first at line 3" in (
        done.output
    )
    assert "2 media files of the case on it, by 2 hashes" in done.output
    entry = [*CustodyLog.of(media_case).entries()][-1]
    assert entry["action"] == "media_hash_list"
    with EvidenceStore(media_case.path / "evidence").open(entry["sha256"]) as stored:
        assert stored.read() == listed.read_bytes()


@pytest.mark.parametrize("kept", ["", "pdq 12\n", "pdq zz\nurl x\nurl y\n"])
def test_a_list_without_a_hash_is_refused(media_case: Case, tmp_path: Path, kept: str) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(kept or "signal_type,signal_str\n")
    before = [*CustodyLog.of(media_case).entries()]
    message = str(refused("import", media_case.path, listed))
    assert str(listed) in message
    assert "no hash that can be compared" in message
    if "url" in kept:
        assert "2 lines: a signal of a type that is not compared, the first at line 2" in message
        assert "1 line: no pdq of 64 hexadecimal digits, the first at line 1" in message
    assert "nothing was imported" in message
    assert [*CustodyLog.of(media_case).entries()] == before
    assert not [*(media_case.path / "evidence").rglob("*list*")]


def test_lines_that_are_left_out_are_told_beside_json_too(media_case: Case, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(f"pdq {PDQ}\nurl x\n")
    done = run("import", media_case.path, listed, "--format", "json")
    assert len(json.loads(done.stdout)) == 1
    assert "set aside: 1 line: a signal of a type that is not compared" in done.stderr


def test_matches_as_json(media_case: Case, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(f"{PDQ}\n")
    done = run("import", media_case.path, listed, "--signal", "pdq", "--format", "json")
    rows = json.loads(done.output)
    assert [(row["media_uid"], row["distance"]) for row in rows] == [(PICTURE, 0)]


def test_what_is_no_list_is_refused_and_not_kept(media_case: Case, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text("hello\n")
    before = [*CustodyLog.of(media_case).entries()]
    assert isinstance(refused("import", media_case.path, listed), SourceFormatError)
    assert [*CustodyLog.of(media_case).entries()] == before


def test_media_of_a_campaign_are_written(media_case: Case, tmp_path: Path) -> None:
    out = tmp_path / "hashes.txt"
    done = run("export", media_case.path, "--campaign", "c-1", "--form", "lines", "--out", out)
    assert done.exit_code == 0, done.output
    assert out.read_text() == f"pdq {PDQ}\n"
    run("export", media_case.path, "--media", CLIP, "--form", "bank", "--out", out)
    assert json.loads(out.read_text()) == {"video_md5": MD5, "video_sha256": CLIP}


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((), "say whose media are meant"),
        (("--campaign", "c-9"), "campaign c-9: not in the case"),
        (("--media", "9" * 64), "nothing to write"),
    ],
)
def test_nobody_is_exported_by_default(
    media_case: Case, tmp_path: Path, words: tuple[str, ...], why: str
) -> None:
    out = tmp_path / "hashes.csv"
    error = refused("export", media_case.path, "--out", out, *words)
    assert isinstance(error, InputError)
    assert why in str(error)
    assert not out.exists()


def test_videos_are_written_by_a_frame_a_second(case: Case, tmp_path: Path) -> None:
    log_init(case)
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(video(scene(1, 20), rate=8))  # 2.5 seconds
    ingest(case, [clip], who="ana", command="undertow ingest")
    assert case.read(MediaHashes).arrow.column("pdq").null_count > 10
    uid = hashlib.sha256(clip.read_bytes()).hexdigest()
    out = tmp_path / "hashes.csv"
    done = run("export", case.path, "--media", uid, "--out", out)
    assert done.exit_code == 0, done.output
    rows = csv.DictReader(io.StringIO(out.read_text()))
    (row,) = [row for row in rows if row["signal_type"] == "vpdq"]
    frames = [one.split(",") for one in json.loads(row["signal_str"])]
    assert [float(at_s) for _, _, at_s in frames] == pytest.approx([0, 1, 2], abs=0.1)
    with av.open(str(clip)) as container:
        first = np.asarray(next(container.decode(video=0)).to_ndarray(format="rgb24"), np.uint8)
    assert frames[0][0] == pdq_hex(first)[0]
    assert unrecorded(case, [MediaHashes]) == []
    before = case.read(MediaHashes).arrow
    listed = json.loads(run("import", case.path, out, "--format", "json").stdout)
    assert {match["signal"] for match in listed} == {"vpdq", "md5", "sha256"}
    run("export", case.path, "--media", uid, "--out", out)
    assert case.read(MediaHashes).arrow.equals(before)
