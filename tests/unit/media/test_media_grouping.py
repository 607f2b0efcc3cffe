"""Groups of the same material resist what holds pieces of many."""

from __future__ import annotations

import pyarrow as pa

from undertow.media.grouping import group
from undertow.schema import MediaMatches


def match(a: str, b: str, share_a: float, share_b: float, views: str = "full full") -> dict:
    view_a, view_b = views.split()
    return {
        "media_a": a, "media_b": b, "share_a": share_a, "share_b": share_b,
        "view_a": view_a, "view_b": view_b,
    }  # fmt: skip


def rows_of(*matches: dict) -> pa.Table:
    full = [{"kind": "video", "n_matched": 3, "distance": 0.0} | row for row in matches]
    return pa.Table.from_pylist(full, MediaMatches.arrow_schema())


def groups(names: str, *matches: dict) -> list[set[str]]:
    rows = group(list(names), rows_of(*matches), {}, 0.5).to_pylist()
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["media_group"], set()).add(row["media_uid"])
    assert all(min(members) == name for name, members in found.items())
    return sorted(found.values(), key=min)


def test_a_file_alone_is_its_own_group() -> None:
    assert groups("ab") == [{"a"}, {"b"}]


def test_the_same_on_both_sides_is_one_group() -> None:
    assert groups("abc", match("a", "b", 0.9, 0.6), match("b", "c", 1.0, 0.5)) == [{"a", "b", "c"}]


def test_a_piece_joins_the_only_thing_it_lies_in() -> None:
    assert groups("ab", match("a", "b", 1.0, 0.1)) == [{"a", "b"}]
    # Copies of the whole are one thing, and so are copies of the piece.
    assert groups(
        "abcd",
        match("a", "b", 1.0, 1.0),
        match("c", "d", 1.0, 1.0),
        match("a", "c", 1.0, 0.2),
        match("b", "d", 1.0, 0.2),
    ) == [{"a", "b", "c", "d"}]


def test_a_compilation_joins_none_of_its_pieces() -> None:
    assert groups("abc", match("a", "c", 1.0, 0.2), match("b", "c", 1.0, 0.2)) == [
        {"a"},
        {"b"},
        {"c"},
    ]


def test_a_piece_of_two_things_joins_neither() -> None:
    assert groups("abc", match("a", "b", 1.0, 0.2), match("a", "c", 1.0, 0.2)) == [
        {"a"},
        {"b"},
        {"c"},
    ]


def test_an_inset_joins_what_frames_it_alone() -> None:
    framed = match("a", "b", 1.0, 1.0, "full inset")
    assert groups("ab", framed) == [{"a", "b"}]
    assert groups("abc", framed, match("a", "c", 1.0, 1.0, "full inset")) == [{"a", "b", "c"}]


def test_an_inset_is_not_the_same_as_what_is_behind_it() -> None:
    assert groups("abc", match("a", "b", 1.0, 1.0, "full inset"), match("b", "c", 1.0, 1.0)) == [
        {"a"},
        {"b", "c"},
    ]


def test_a_picture_in_a_picture_is_no_bridge() -> None:
    """A clip (a, and b where it is inset in bars) and something else (d), which c shows around it.

    Between c and b it is the insets that agree, between c and d what is around.
    """
    assert groups(
        "abcd",
        match("a", "b", 1.0, 1.0, "full inset"),
        match("a", "c", 1.0, 1.0, "full inset"),
        match("b", "c", 1.0, 1.0, "inset inset"),
        match("c", "d", 0.8, 0.8, "bottom_cut bottom_cut"),
    ) == [{"a", "b"}, {"c", "d"}]


def test_two_comments_on_the_same_clip_are_one_group_through_their_insets() -> None:
    assert groups("ab", match("a", "b", 1.0, 1.0, "inset inset")) == [{"a", "b"}]


def test_a_screenshot_of_what_is_an_inset_elsewhere_joins_it() -> None:
    assert groups(
        "abcd",
        match("a", "b", 1.0, 1.0, "full inset"),
        match("b", "c", 1.0, 1.0),
        match("a", "d", 0.1, 1.0),
        match("b", "d", 0.1, 1.0, "inset full"),
    ) == [{"a", "d"}, {"b", "c"}]


def test_same_hashes_are_exact_within_a_group() -> None:
    rows = group(
        ["a", "b", "c", "d"],
        rows_of(match("a", "b", 1.0, 1.0), match("b", "c", 1.0, 1.0)),
        {"a": b"1", "b": b"2", "c": b"1", "d": b"2"},
        0.5,
    ).to_pylist()
    assert [row["media_uid"] for row in rows if row["is_exact"]] == ["a", "c"]
