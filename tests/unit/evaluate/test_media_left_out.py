"""What the suite on media leaves out of captures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from undertow.evaluate.synthetic.media_alone import leave_out

COMMENT = {
    "platform": "x", "id": "1", "author_id": "a", "kind": "reply", "text": "shame", "urls": ["u"],
    "hashtags": ["t"], "in_reply_to_id": "0", "in_reply_to_author_id": "o", "root_id": "0",
    "media": ["media/f.mp4"],
}  # fmt: skip
REPOST = {
    "platform": "x", "id": "2", "author_id": "b", "kind": "repost", "text": "RT", "urls": [],
    "repost_of_id": "1", "media": ["media/f.mp4"],
}  # fmt: skip
BARE = {"platform": "x", "id": "3", "author_id": "c", "kind": "post", "text": "tea", "media": []}


@pytest.fixture
def captures(tmp_path: Path) -> Path:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "f.mp4").write_bytes(b"film")
    lines = [json.dumps(record) + "\n" for record in (COMMENT, REPOST, BARE)]
    (tmp_path / "x.ndjson").write_text("".join(lines), "utf-8")
    return tmp_path


def left(captures: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (captures / "x.ndjson").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("what", ["nothing", "media", "words", "words and threads"])
def test_carriers_are_those_who_posted_a_file_themselves(captures: Path, what: str) -> None:
    assert leave_out(captures, what) == {"x:a"}
    assert (captures / "media" / "f.mp4").exists() is (what != "media")


def test_nothing_left_out_leaves_every_record(captures: Path) -> None:
    leave_out(captures, "nothing")
    assert left(captures) == [COMMENT, REPOST, BARE]


def test_without_media_the_rest_is_as_it_was(captures: Path) -> None:
    leave_out(captures, "media")
    assert [
        record | {"media": m["media"]}
        for record, m in zip(left(captures), (COMMENT, REPOST, BARE), strict=True)
    ] == [COMMENT, REPOST, BARE]
    assert all("media" not in record for record in left(captures))


def test_without_words_it_is_known_that_there_are_no_links(captures: Path) -> None:
    leave_out(captures, "words")
    comment, repost, _ = left(captures)
    assert (comment["urls"], comment["hashtags"]) == ([], [])
    assert (comment["root_id"], comment["kind"]) == ("0", "reply")
    assert "text" not in comment.keys() | repost.keys()


def test_without_threads_answers_are_posts_and_reposts_stay(captures: Path) -> None:
    leave_out(captures, "words and threads")
    comment, repost, _ = left(captures)
    assert comment["kind"] == "post"
    assert not {"in_reply_to_id", "in_reply_to_author_id", "root_id"} & comment.keys()
    assert (repost["kind"], repost["repost_of_id"]) == ("repost", "1")
