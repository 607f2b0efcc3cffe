"""Media files through the command line: beside a capture, in archives, broken, decoded again."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from media_files import claimed_png, picture, scene, tune, video
from warcs import Captured, warc
from zips import zipped

from undertow.case import Case
from undertow.media_intake import keep_texts, open_talks
from undertow.schema import MediaFiles, MediaPlaces, MediaTexts, Quarantine, Table

Run = Callable[..., subprocess.CompletedProcess[str]]


def _post(number: int, *media: str) -> str:
    return json.dumps(
        {
            "platform": "x",
            "id": f"10000000{number}",
            "author_id": f"u{number}",
            "created_at": f"2023-08-07T00:00:0{number}Z",
            "kind": "post",
            "text": f"an invented post, number {number}",
            "media": media,
        }
    )


def _captures(folder: Path) -> None:
    """Write posts with media in a folder, in an archive of a downloader and in a web archive."""
    clip = video(scene(1), samples=tune(1, 2.0))
    media = folder / "media"
    media.mkdir(parents=True)
    posts = [_post(0, "media/clip.mp4"), _post(1, "media/copy.mp4"), _post(2, "media/broken.mp4")]
    posts += [
        _post(3, "https://cdn.example/a/picture.jpg?sig=1"),
        _post(4),
        _post(5, "media/bomb.png"),
    ]
    (folder / "posts.ndjson").write_text("\n".join(posts))
    (media / "clip.mp4").write_bytes(clip)
    (media / "copy.mp4").write_bytes(clip)
    (media / "broken.mp4").write_bytes(clip[:2_000])
    (media / "clip.fr.vtt").write_text(
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nUne vidéo tout à fait inventée\n"
    )
    (media / "bomb.png").write_bytes(claimed_png(100_000, 100_000))
    listed = {"https://img.example/1": {"filename": "one.png", "post_ids": ["100000004"]}}
    members = {".metadata.json": json.dumps(listed).encode(), "log.txt": b"done"}
    (folder / "images.zip").write_bytes(
        zipped(members | {"one.png": picture(scene(2, 1)[0], "PNG")})
    )
    page = Captured(
        "https://cdn.example/a/picture.jpg?sig=2", picture(scene(3, 1)[0]), "image/jpeg"
    )
    (folder / "pages.warc.gz").write_bytes(warc([page], compressed=True))


@pytest.fixture(scope="module")
def captures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of captures with their media."""
    folder = tmp_path_factory.mktemp("media") / "captures"
    _captures(folder)
    return folder


@pytest.fixture(scope="module")
def taken(undertow: Run, captures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with the captures ingested and analysed."""
    case = tmp_path_factory.mktemp("taken") / "case"
    assert undertow("init", case, "--purpose", "test").returncode == 0
    done = undertow("ingest", case, captures)
    assert "media: 5 media files given; the case holds 3 decoded, 2 quarantined" in done.stdout
    assert undertow("analyze", case).returncode == 0
    return case


def test_a_card_tells_where_a_file_comes_from(undertow: Run, taken: Path) -> None:
    [uid] = [
        row["media_uid"]
        for path, row in _listed(undertow, taken).items()
        if path.endswith("clip.mp4")
    ]
    english = undertow("media", "show", taken, str(uid)[:12])
    french = undertow("media", "show", taken, str(uid)[:12], "--lang", "fr")
    assert english.returncode == french.returncode == 0, english.stderr + french.stderr
    assert str(uid) in english.stdout
    assert "\N{REPLACEMENT CHARACTER}" not in english.stdout + french.stdout
    assert len(english.stdout.splitlines()) == len(french.stdout.splitlines()) > 5
    card = json.loads(undertow("media", "show", taken, str(uid), "--json").stdout)
    assert card["media_uid"] == uid


def _listed(undertow: Run, case: Path, *options: str) -> dict[str, dict[str, object]]:
    done = undertow("media", "list", case, "--format", "json", *options)
    assert done.returncode == 0, done.stderr
    return {row["path"]: row for row in json.loads(done.stdout)}


def test_every_file_is_told_with_its_posts(undertow: Run, taken: Path) -> None:
    listed = _listed(undertow, taken)
    assert {path: row["n_posts"] for path, row in listed.items()} == {
        "media/clip.mp4": 2,
        "media/broken.mp4": 1,
        "media/bomb.png": 1,
        "one.png": 1,
        "https://cdn.example/a/picture.jpg?sig=2": 1,
    }
    assert listed["media/bomb.png"]["reason"] == "too_many_pixels"
    assert listed["media/broken.mp4"]["state"] == "quarantined"
    assert _listed(undertow, taken, "--state", "quarantined").keys() == {
        "media/broken.mp4",
        "media/bomb.png",
    }


def test_the_same_bytes_lie_in_two_places(taken: Path) -> None:
    places = Case.open(taken).read(MediaPlaces).arrow.to_pylist()
    paths = sorted(place["path"] for place in places if place["path"].endswith(".mp4"))
    assert paths == ["media/broken.mp4", "media/clip.mp4", "media/copy.mp4"]
    assert {place["member"] for place in places} == {"", "one.png"}


def test_thumbnails_are_made_of_what_was_decoded(taken: Path) -> None:
    files = Case.open(taken).read(MediaFiles).arrow.to_pylist()
    shown = {path.stem for path in (taken / "media" / "thumbnails").iterdir()}
    assert shown == {row["media_uid"] for row in files if row["state"] == "decoded"}


def test_subtitles_beside_a_video_are_its_words(taken: Path) -> None:
    texts = Case.open(taken).read(MediaTexts).arrow.to_pylist()
    assert [(row["source"], row["track"], row["text"]) for row in texts] == [
        ("subtitles", "fr", "Une vidéo tout à fait inventée")
    ]


def test_media_are_no_records_and_not_in_quarantine(taken: Path) -> None:
    names = Case.open(taken).read(Quarantine).arrow.column("file_name").to_pylist()
    assert names == ["images.zip"]  # the log of the downloader, which is no media


def test_the_case_verifies_and_a_changed_table_does_not(
    undertow: Run, taken: Path, tmp_path: Path
) -> None:
    assert undertow("verify", taken).returncode == 0
    case = Path(shutil.copytree(taken, tmp_path / "case"))
    table = case / "tables" / "media_files" / "part-0.parquet"
    table.write_bytes((case / "tables" / "media_places" / "part-0.parquet").read_bytes())
    done = undertow("verify", case)
    assert done.returncode == 1
    assert "media_files" in done.stdout + done.stderr


def test_ingesting_again_changes_nothing(
    undertow: Run, taken: Path, captures: Path, tmp_path: Path
) -> None:
    case = Path(shutil.copytree(taken, tmp_path / "case"))
    before = _tables(case)
    assert undertow("ingest", case, captures).returncode == 0
    assert _tables(case) == before
    # The file under a new name is the same file in another place.
    (tmp_path / "more").mkdir()
    shutil.copy(captures / "media" / "clip.mp4", tmp_path / "more" / "again.mp4")
    assert undertow("ingest", case, tmp_path / "more").returncode == 0
    assert Case.open(case).n_rows(MediaPlaces) == 7
    assert undertow("analyze", case).returncode == 0
    assert undertow("verify", case).returncode == 0


def test_decoding_again_under_other_limits(undertow: Run, taken: Path, tmp_path: Path) -> None:
    case = Path(shutil.copytree(taken, tmp_path / "case"))
    before = _tables(case)
    done = undertow("media", "decode", case, "--all")
    assert "5 media files decoded again" in done.stdout
    assert _tables(case) == before
    with (case / "case.toml").open("a") as settings:
        settings.write("\n[settings.media]\nmax_bytes = 1500\n")
    assert undertow("media", "decode", case, "--all").returncode == 0
    states = _listed(undertow, case)
    assert states["media/clip.mp4"]["reason"] == "too_many_bytes"
    assert undertow("analyze", case).returncode == 0
    assert undertow("verify", case).returncode == 0


def test_sound_and_pictures_of_a_video_are_taken_out_of_the_evidence(taken: Path) -> None:
    case = Case.open(taken)
    files = case.read(MediaFiles).arrow.to_pylist()
    with open_talks(case) as talk_of:
        found = {row["media_uid"]: talk_of(row["media_uid"]) for row in files}
    heard = {row["media_uid"] for row in files if row["kind"] == "video" and row["has_sound"]}
    assert heard
    assert heard <= {uid for uid, talk in found.items() if talk is not None}
    for frames, cepstra in filter(None, found.values()):
        assert frames.ndim == 3
        assert cepstra.shape == (len(frames), 13)


def test_words_in_pictures_outlive_another_decoding(
    undertow: Run, taken: Path, tmp_path: Path
) -> None:
    case = Path(shutil.copytree(taken, tmp_path / "case"))
    opened = Case.open(case)
    [uid] = [
        row["media_uid"]
        for row in opened.read(MediaPlaces).arrow.to_pylist()
        if row["member"] == "one.png"
    ]
    line = {"media_uid": uid, "source": "ocr", "track": "", "at_s": 0.0, "position": 0}
    read = pa.Table.from_pylist([line | {"text": "read at length"}], MediaTexts.arrow_schema())
    texts = Table.checked(MediaTexts, pa.concat_tables([opened.read(MediaTexts).arrow, read]))
    with opened.writing():
        keep_texts(opened, texts, who="a test", command="test")
    assert undertow("media", "decode", case, "--all").returncode == 0
    assert opened.read(MediaTexts).arrow.equals(texts.arrow)


def test_a_copy_of_hidden_material_has_no_picture(
    undertow: Run, taken: Path, captures: Path, tmp_path: Path
) -> None:
    case = Path(shutil.copytree(taken, tmp_path / "case"))
    listed = _listed(undertow, case)
    uid = str(listed["media/clip.mp4"]["media_uid"])
    hidden = undertow("media", "hash-only", case, uid, "--because", "An address", "--by", "Ana Roy")
    assert hidden.returncode == 0, hidden.stderr
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "copy.mp4").write_bytes(video(scene(1), form="mp4", rate=10))
    assert undertow("ingest", case, tmp_path / "more").returncode == 0
    assert undertow("analyze", case).returncode == 0
    groups = {row["media_uid"]: row["media_group"] for row in _listed(undertow, case).values()}
    same = {other for other, group in groups.items() if group == groups[uid]}
    assert len(same) == 2
    shown = {path.stem for path in (case / "media" / "thumbnails").iterdir()}
    assert not shown & same
    assert undertow("media", "show", case, uid[:12]).returncode == 1


def test_a_damaged_member_is_in_quarantine(undertow: Run, tmp_path: Path) -> None:
    whole = zipped({"a.jpg": picture(scene(4, 1)[0]), "b.bmp": picture(scene(5, 1)[0], "BMP")})
    damaged = bytearray(whole)
    for name in (b"a.jpg", b"b.bmp"):
        place = whole.index(name) + 200
        damaged[place] ^= 0xFF
    (tmp_path / "captures").mkdir()
    (tmp_path / "captures" / "pictures.zip").write_bytes(damaged)
    case = tmp_path / "case"
    assert undertow("init", case, "--purpose", "test").returncode == 0
    undertow("ingest", case, tmp_path / "captures")
    rows = Case.open(case).read(Quarantine).arrow.to_pylist()
    assert [row["reason_code"] for row in rows] == ["damaged_member", "damaged_member"]
    assert _listed(undertow, case) == {}


def _tables(case: Path) -> dict[str, bytes]:
    return {
        path.parent.name: path.read_bytes()
        for path in sorted((case / "tables").glob("media_*/*.parquet"))
    }
