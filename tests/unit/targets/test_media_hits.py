"""Officials who are named in subtitles and in pictures."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from written import written

from undertow.media.words.pictures import can_read, read_words
from undertow.media.words.subtitles import read_subtitles
from undertow.schema import Accounts, MediaSightings, MediaTexts, Posts, Table, Targets
from undertow.settings import NoSettings
from undertow.targets import find_target_hits
from undertow.targets.passages import MAX_CHARS, passages

OFFICIALS = [
    {
        "target_id": "c",
        "name": "Ann Exemple",
        "surname": "Exemple",
        "handles": ["x:ann"],
        "aliases": ["Ann Exemple", "安·范例", "范例议员"],
    },
    {"target_id": "e", "name": "Eric Duncan", "surname": "Duncan", "aliases": ["Eric Duncan"]},
    {"target_id": "k", "name": "Kirsty Duncan", "surname": "Duncan", "aliases": ["Kirsty Duncan"]},
    {
        "target_id": "f",
        "name": "François-Philippe Champagne",
        "surname": "Champagne",
        "aliases": ["François-Philippe Champagne"],
    },
]
Row = dict[str, Any]


def hits(
    rows_of: Any, *lines: Row, author: str = "x:other", text: str = ""
) -> list[tuple[str, str, str, str]]:
    """Return the hits of one post with one file."""
    post = {"post_uid": "p", "platform": "x", "account_uid": author, "text": text}
    texts = [
        {"media_uid": "m", "source": "subtitles", "position": i} | line
        for i, line in enumerate(lines)
    ]
    sighting = {"post_uid": "p", "media_uid": "m", "media_ref": "m.mp4", "via": "path"}
    found, _ = find_target_hits(
        Table.checked(Posts, rows_of(Posts, post)),
        Table.empty(Accounts),
        Table.checked(Targets, rows_of(Targets, *OFFICIALS)),
        Table.checked(MediaTexts, rows_of(MediaTexts, *texts)),
        Table.checked(MediaSightings, rows_of(MediaSightings, sighting)),
        NoSettings(),
        rng_seed=1,
    )
    return [tuple(list(row.values())[1:]) for row in found.arrow.to_pylist()]


@pytest.mark.parametrize(
    ("said", "form"),
    [
        (("Nobody believes Ann", "Exemple any more."), "ann exemple"),
        (("Plus personne ne croit", "la députée Ann Exemple."), "ann exemple"),
        (("没有人再相信范例", "议员说的话"), "范例议员"),
    ],
    ids=["en", "fr", "zh"],
)
def test_a_name_in_subtitles_is_a_hit_and_says_so(
    rows_of: Any, said: tuple[str, ...], form: str
) -> None:
    srt = "".join(
        f"{i}\n00:00:0{i},000 --> 00:00:0{i + 1},000\n{line}\n\n" for i, line in enumerate(said)
    )
    lines = [{"at_s": at_s, "text": text} for at_s, text in read_subtitles(srt, "srt")]
    ((target_id, via, found, context),) = hits(rows_of, *lines)
    assert (target_id, via, found) == ("c", "media_text", form)
    assert context


def test_a_name_in_a_picture(rows_of: Any) -> None:
    read = {"source": "ocr", "confidence": 0.9, "at_s": 1.0}
    found = hits(rows_of, read | {"text": "SHAME ON"}, read | {"text": "ANN EXEMPLE"})
    assert [hit[:2] for hit in found] == [("c", "media_text")]
    # Two pictures are no sentence.
    assert hits(rows_of, read | {"text": "Ann", "at_s": 0.0}, read | {"text": "Exemple2"}) == []


@pytest.mark.parametrize(
    "read",
    ["Francois-Philippe Champagne", "FRANÇOIS-PHILIPPE CHAMPAGNE", "Françóis-Philippe Champagne"],
)
def test_a_name_is_found_whatever_became_of_its_accents(rows_of: Any, read: str) -> None:
    line = {"source": "ocr", "confidence": 0.8, "at_s": 1.0, "text": f"Honte à {read} !"}
    assert [hit[:2] for hit in hits(rows_of, line)] == [("f", "media_text")]


@pytest.mark.skipif(not can_read(), reason="needs the extra ocr")
def test_a_name_with_accents_is_found_in_a_picture_that_is_read(rows_of: Any) -> None:
    said = "François-Philippe Champagne a menti"
    lines = [
        {"source": "ocr", "confidence": confidence, "at_s": 0.0, "text": text}
        for text, confidence, _ in read_words(written(said))
    ]
    assert [line["text"] for line in lines] == [said]
    assert [hit[:2] for hit in hits(rows_of, *lines)] == [("f", "media_text")]


def test_text_and_media_of_a_post_are_two_ways(rows_of: Any) -> None:
    line = {"at_s": 0.0, "text": "Ann Exemple"}
    assert [hit[1] for hit in hits(rows_of, line, text="Ann Exemple")] == ["alias", "media_text"]


def test_nobody_addresses_themselves_and_a_film_is_no_thread(rows_of: Any) -> None:
    assert hits(rows_of, {"at_s": 0.0, "text": "I am Ann Exemple"}, author="x:ann") == []
    assert hits(rows_of, {"at_s": 0.0, "text": "Duncan lies"}) == []


def test_passages_hold_every_line_and_overlap_by_one() -> None:
    lines = [f"line {i:02d} " + "x" * 60 for i in range(12)]
    rows = [
        {
            "media_uid": "m",
            "source": "subtitles",
            "track": "",
            "at_s": float(i),
            "position": 0,
            "text": line,
        }
        for i, line in enumerate(lines)
    ]
    schema = MediaTexts.arrow_schema()
    found = passages(pa.Table.from_pylist(rows, schema)).column("text").to_pylist()
    assert all(any(line in passage for passage in found) for line in lines)
    for left, right in pairwise(found):
        assert left.endswith(right[: len(lines[0])])
    assert all(len(passage) < MAX_CHARS + 2 * len(lines[0]) for passage in found)
