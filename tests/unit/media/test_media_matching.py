"""Pairs and groups of media: what matches and what does not; names and order change nothing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from clips import Decoded, clip, decoded, encoded, texture
from disguises import captioned
from hypothesis import given, settings
from hypothesis import strategies as st
from media_tables import Tables, matched, tables

from undertow.schema.table import Table

FPS = 6.0
SILENCE = np.zeros(0, np.float32)


def frames_of(seed: int, n: int, *, height: int = 72, width: int = 128) -> np.ndarray:
    """Return grey frames through a window that moves over a texture."""
    canvas = texture(np.random.default_rng(seed), 2 * height, 2 * width).mean(axis=2)
    at = [(i * height // n, i * width // n) for i in range(n)]
    return np.stack([canvas[y : y + height, x : x + width] for y, x in at]).astype(np.uint8)


def item(*parts: np.ndarray, fps: float = FPS) -> Decoded:
    grey = np.concatenate(parts)
    return Decoded(grey, np.arange(len(grey)) / fps, SILENCE)


CARD = np.repeat(frames_of(99, 2)[:1], 24, axis=0)
BLACK = np.zeros((40, 72, 128), np.uint8)


@pytest.fixture(scope="module")
def scene() -> Tables:
    one, two, three = (frames_of(seed, 36) for seed in (1, 2, 3))
    return tables(
        {
            "a_whole": item(one),
            "b_copy": item(one),
            "c_trimmed": item(one[9:30]),
            "d_other": item(two),
            "e_compilation": item(one[:12], two[:12], three[:12], frames_of(4, 60)),
            "f_excerpt": item(two[4:12]),
            "g_still": item(three[5:6]),
            "h_third": item(three),
            "i_black": item(BLACK),
            "j_black": item(BLACK),
            "k_picture": item(one[20:21, :, ::-1]),
            "z_slow": item(frames_of(7, 36), fps=5.0),
            "y_slow": item(frames_of(7, 36)),
        }
    )


def run(made: Tables) -> tuple[list[dict[str, object]], dict[str, str]]:
    matches, groups = matched(made)
    found = {row["media_uid"]: row["media_group"] for row in groups.arrow.to_pylist()}
    return matches.arrow.to_pylist(), found


def test_what_shows_the_same_matches(scene: Tables) -> None:
    rows = {(row["media_a"], row["media_b"]): row for row in run(scene)[0]}
    assert rows["a_whole", "b_copy"]["share_a"] == 1.0
    assert rows["a_whole", "b_copy"]["speed"] == 1.0
    trimmed = rows["a_whole", "c_trimmed"]
    assert trimmed["offset_s"] == pytest.approx(9 / FPS, abs=0.2)
    assert trimmed["share_b"] == 1.0
    assert 0.5 < trimmed["share_a"] < 0.75
    assert rows["y_slow", "z_slow"]["speed"] == pytest.approx(5 / 6, abs=0.02)
    assert rows["g_still", "h_third"]["kind"] == "still"
    assert rows["g_still", "h_third"]["offset_s"] == pytest.approx(-5 / FPS, abs=0.2)
    assert {rows["a_whole", "k_picture"]["view_a"], rows["a_whole", "k_picture"]["view_b"]} > {
        "mirror"
    }


def test_black_matches_nothing(scene: Tables) -> None:
    named = {name for row in run(scene)[0] for name in (row["media_a"], row["media_b"])}
    assert not named & {"i_black", "j_black"}


def test_a_compilation_joins_nothing_together(scene: Tables) -> None:
    groups = run(scene)[1]
    assert groups["a_whole"] == groups["b_copy"] == groups["c_trimmed"] == "a_whole"
    assert len({groups[name] for name in ("a_whole", "d_other", "e_compilation", "h_third")}) == 4


def test_copies_are_told_from_changed_copies(scene: Tables) -> None:
    groups = matched(scene)[1].arrow.to_pylist()
    exact = {row["media_uid"] for row in groups if row["is_exact"]}
    assert exact == {"a_whole", "b_copy", "y_slow", "z_slow"}


def test_a_title_card_matches_nothing() -> None:
    made = tables(
        {str(i): item(frames_of(20 + i, 20), CARD) for i in range(2)}
        | {f"long{i}": item(frames_of(30 + i, 60), CARD) for i in range(6)}
    )
    assert run(made)[0] == []


@pytest.mark.parametrize("share", [0.2, 0.25, 0.3])
def test_the_same_words_under_different_clips_match_nothing(share: float) -> None:
    """A channel writes the same under all that it shows, in a bar that stands out as an inset."""
    made = {
        str(seed): decoded(
            encoded(captioned(clip(seed, seconds=4, height=90, fps=12), share, "black"), crf=30)
        )
        for seed in (40, 41, 43, 44, 46, 61)
    }
    rows, _ = run(tables(made))
    assert not [row for row in rows if row["kind"] != "sound"]


def test_no_media_no_matches() -> None:
    matches, groups = matched(tables({}))
    assert (matches.n_rows, groups.n_rows) == (0, 0)


@settings(max_examples=15, deadline=None)
@given(st.permutations("abcdefghijklm"))
def test_names_change_nothing(scene: Tables, letters: list[str]) -> None:
    names = dict(zip(scene[0].arrow.column("media_uid").to_pylist(), letters, strict=True))
    back = {new: old for old, new in names.items()}
    rows, groups = run(tuple(_renamed(table, names) for table in scene))
    assert {_told(row, back) for row in rows} == {_told(row, {}) for row in run(scene)[0]}
    assert _sets({back[k]: v for k, v in groups.items()}) == _sets(run(scene)[1])


def _renamed(table: Table, names: dict[str, str]) -> Table:
    uids = pa.array([names[uid] for uid in table.arrow.column("media_uid").to_pylist()])
    return Table.checked(table.spec, table.arrow.set_column(0, "media_uid", uids))


def _told(row: dict[str, object], back: dict[str, str]) -> tuple[object, ...]:
    sides = [
        (back.get(row[f"media_{s}"], row[f"media_{s}"]), row[f"share_{s}"], row[f"view_{s}"])
        for s in "ab"
    ]
    return (*sorted(sides), row["kind"], row["n_matched"], row["distance"])


def _sets(groups: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(k for k, v in groups.items() if v == group) for group in set(groups.values())}
