"""Which media of a case are read, and what becomes of what was read before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from PIL import Image, ImageDraw, ImageFont
from typer.testing import CliRunner

from undertow.case import Case
from undertow.cli import media_words
from undertow.ingest import CustodyLog
from undertow.media.reading import (
    media_of_campaigns,
    times_to_read,
    visible_media,
    with_words,
)
from undertow.media.words.pictures import can_read
from undertow.schema import (
    CampaignPosts,
    MediaFiles,
    MediaHashes,
    MediaSightings,
    MediaTexts,
    Table,
)


@pytest.fixture
def case(tmp_path: Path, rows_of: Any) -> Case:
    """Two pictures, of which a campaign posted one, a sound, and a file that is kept undecoded."""
    made = Case.create(tmp_path / "case", purpose="a test")
    kinds = {"a": "image", "b": "image", "c": "audio", "d": "video"}
    rows: dict[Any, list[dict[str, Any]]] = {
        MediaFiles: [
            {"media_uid": uid, "kind": kind, "state": "hash_only" if uid == "d" else "decoded"}
            for uid, kind in kinds.items()
        ],
        MediaSightings: [{"post_uid": f"x:{uid}", "media_uid": uid} for uid in kinds],
        CampaignPosts: [{"campaign_id": "k", "post_uid": f"x:{uid}"} for uid in "bcd"],
    }
    with made.writing():
        made.write(*(Table.checked(spec, rows_of(spec, *own)) for spec, own in rows.items()))
    return Case.open(made.path)


def test_only_what_can_be_seen_is_read(case: Case) -> None:
    assert visible_media(case) == ["a", "b"]
    assert media_of_campaigns(case) == ["b"]


def test_frames_are_chosen_by_their_whole_picture(rows_of: Any) -> None:
    views = [bytes([value] * 32 + [i] * 32) for i, value in enumerate((0, 0, 255, 255))]
    rows = [
        {"media_uid": "m", "frame": i, "at_s": i / 2, "views": own} for i, own in enumerate(views)
    ]
    hashes = Table.checked(MediaHashes, rows_of(MediaHashes, *rows))
    assert times_to_read(hashes, "m", 9) == (0.0, 1.0)
    assert times_to_read(hashes, "other", 9) == (0.0,)


def test_reading_again_replaces_what_was_read(rows_of: Any) -> None:
    plain = {"track": "", "at_s": 0.0, "position": 0, "confidence": 0.9}
    old = [
        plain | {"media_uid": uid, "source": source, "text": "old"}
        for uid in "ab"
        for source in ("ocr", "subtitles")
    ]
    table = Table.checked(MediaTexts, rows_of(MediaTexts, *old))
    new = plain | {"media_uid": "a", "source": "ocr", "text": "new"}
    found = with_words(table, [("a", [new])]).arrow.to_pylist()
    assert [row["text"] for row in found] == ["new", "old", "old", "old"]
    assert len(with_words(table, [("a", [])]).arrow) == 3


@pytest.mark.skipif(not can_read(), reason="needs the extra ocr")
def test_the_command_reads_the_media_of_campaigns(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = Image.new("RGB", (320, 60), "black")
    font = ImageFont.load_default(24)
    ImageDraw.Draw(image).text((10, 10), "Ann Exemple lied", font=font, fill="white")

    @contextmanager
    def open_frames(case: Case) -> Iterator[Any]:
        yield lambda media_uid, at_s: [(0.0, np.asarray(image))]

    app = typer.Typer()
    app.callback()(lambda: None)
    monkeypatch.setattr(media_words, "open_frames", open_frames)
    media_words.add_to(app)
    told = CliRunner().invoke(app, ["words", str(case.path)])
    assert told.exit_code == 0, told.exception
    rows = Case.open(case.path).read(MediaTexts).arrow.to_pylist()
    assert {(row["media_uid"], row["source"]) for row in rows} == {("b", "ocr")}
    # Whether words far apart are one line or two is for the model to say.
    assert " ".join(row["text"] for row in rows) == "Ann Exemple lied"
    assert "in 1 file." in told.stdout
    assert CustodyLog.of(case).last()["lines"] == len(rows)  # type: ignore[index]
