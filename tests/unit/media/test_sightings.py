"""Sightings: a file is linked with a post by what names it and no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from undertow.media.sightings import find_sightings
from undertow.schema import Media, MediaPlaces, Posts, Table
from undertow.settings import NoSettings

_A, _B = "a" * 64, "b" * 64

RowMaker = Callable[..., pa.Table]
Linked = list[tuple[str, str, str]]
Linker = Callable[[list[tuple[str, str]], list[dict[str, Any]]], Linked]


@pytest.fixture
def linked(rows_of: RowMaker) -> Linker:
    """Link posts that name media with files at places."""

    def link(refs: list[tuple[str, str]], places: list[dict[str, Any]]) -> Linked:
        media = [{"post_uid": post, "media_ref": ref} for post, ref in refs]
        posts = [
            {"post_uid": uid, "platform": uid.partition(":")[0], "native_id": uid.partition(":")[2]}
            for uid in sorted({post for post, _ in refs} | {"x:1234567890", "youtube:dQw4w9WgXcQ"})
        ]
        found = find_sightings(
            Table.checked(Media, rows_of(Media, *media)),
            Table.checked(MediaPlaces, rows_of(MediaPlaces, *places)),
            Table.checked(Posts, rows_of(Posts, *posts)),
            NoSettings(),
            rng_seed=1,
        )
        rows = found.arrow.select(["post_uid", "media_uid", "via"]).to_pylist()
        return [tuple(row.values()) for row in rows]  # type: ignore[misc]

    return link


def _place(media_uid: str, path: str, **more: Any) -> dict[str, Any]:
    return {"media_uid": media_uid, "file_sha256": media_uid, "path": path} | more


def test_a_path_counts_from_its_end(linked: Linker) -> None:
    places = [_place(_A, "export/media/a.jpg"), _place(_B, "export/media/b.jpg")]
    assert linked([("x:1", "media/a.jpg"), ("x:2", "./media/b.jpg")], places) == [
        ("x:1", _A, "path"),
        ("x:2", _B, "path"),
    ]
    assert linked([("x:1", "media\\a.jpg")], places) == [("x:1", _A, "path")]


def test_what_names_two_files_names_none(linked: Linker) -> None:
    places = [_place(_A, "one/media/a.jpg"), _place(_B, "two/media/a.jpg")]
    assert linked([("x:1", "media/a.jpg"), ("x:1", "a.jpg")], places) == []
    assert linked([("x:1", "two/media/a.jpg")], places) == [("x:1", _B, "path")]


def test_the_same_bytes_under_two_names_are_one_file(linked: Linker) -> None:
    places = [_place(_A, "media/1.mp4"), _place(_A, "media/2.mp4")]
    assert linked([("x:1", "media/1.mp4"), ("x:2", "media/2.mp4")], places) == [
        ("x:1", _A, "path"),
        ("x:2", _A, "path"),
    ]


def test_a_hash_names_its_file(linked: Linker) -> None:
    assert linked([("x:1", _A.upper())], [_place(_A, "whatever")]) == [("x:1", _A, "hash")]


def test_an_address_counts_with_and_without_its_query(linked: Linker) -> None:
    places = [_place(_A, "", source_url="https://cdn.example/v/clip.mp4?sig=1&e=2")]
    refs = [("x:1", "https://cdn.example/v/clip.mp4?sig=9"), ("x:2", "http://other.example/clip")]
    assert linked(refs, places) == [("x:1", _A, "url")]


def test_a_downloaded_file_is_known_by_its_name(linked: Linker) -> None:
    places = [_place(_A, "images/FzK3x9aXoAE.jpg"), _place(_B, "images/1.jpg")]
    refs = [
        ("x:1", "https://pbs.example/media/FzK3x9aXoAE.jpg?name=orig"),
        ("x:2", "https://e/1.jpg"),
    ]
    assert linked(refs, places) == [("x:1", _A, "name")]


@pytest.mark.parametrize(
    ("name", "post"),
    [
        ("1234567890.mp4", "x:1234567890"),
        ("1234567890_2.jpg", "x:1234567890"),
        ("1234567890-FzK3x9aXoAE.jpg", "x:1234567890"),
        ("A title [dQw4w9WgXcQ].webm", "youtube:dQw4w9WgXcQ"),
    ],
)
def test_a_file_named_after_a_post_is_of_it(linked: Linker, name: str, post: str) -> None:
    assert linked([], [_place(_A, f"videos/{name}")]) == [(post, _A, "post_id")]


def test_an_id_of_two_platforms_names_neither(linked: Linker) -> None:
    refs = [("vk:1234567890", "https://elsewhere.example/x")]
    assert linked(refs, [_place(_A, "1234567890.mp4")]) == []


def test_a_list_of_a_downloader_is_believed(linked: Linker) -> None:
    places = [_place(_A, "img_0001.jpg", listed_posts=["1234567890", "nobody"])]
    assert linked([], places) == [("x:1234567890", _A, "list")]


def test_hostile_names_are_text(linked: Linker) -> None:
    places = [_place(_A, "'; DROP TABLE posts; --/a.jpg"), _place(_B, "%_/[.jpg")]
    assert linked([("x:1", "%"), ("x:2", "'; DROP TABLE posts; --/a.jpg")], places) == [
        ("x:2", _A, "path")
    ]
