"""Pairs of media: those of files that were there before are kept, and are as if made anew."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from clips import Decoded, texture
from hypothesis import given, settings
from hypothesis import strategies as st
from media_tables import tables

from undertow.media import candidates, comparing
from undertow.media.comparing import compare_media
from undertow.media.frames import Frames
from undertow.media.index import Grouped, HashIndex
from undertow.schema import MediaHashes, MediaPairs
from undertow.schema.table import Table
from undertow.settings import MediaSettings

SILENCE = np.zeros(0, np.float32)


def clip(seed: int, begin: int = 0, n: int = 18, *, mirrored: bool = False) -> Decoded:
    """Return frames through a window that moves over a texture."""
    canvas = texture(np.random.default_rng(seed), 108, 192).mean(axis=2)
    grey = np.stack([canvas[i : i + 72, 2 * i : 2 * i + 128] for i in range(begin, begin + n)])
    return Decoded(
        grey[:, :, :: -1 if mirrored else 1].astype(np.uint8), np.arange(n) / 6.0, SILENCE
    )


@pytest.fixture(scope="module")
def hashes() -> Table[MediaHashes]:
    return tables(
        {
            "whole": clip(1),
            "mirrored": clip(1, mirrored=True),
            "later": clip(1, 6),
            "other": clip(2),
            "still": clip(2, 9, 1),
            "copy": clip(2),
            "alone": clip(3),
        }
    )[1]


def some(whole: Table[MediaHashes], names: set[str]) -> Table[MediaHashes]:
    arrow = whole.arrow
    kept = np.isin(np.asarray(arrow.column("media_uid").to_pylist(), str), sorted(names))
    return Table.checked(MediaHashes, arrow.filter(kept))


def compared(*args: object, **kwargs: object) -> tuple[Table, Table]:
    return compare_media(*args, MediaSettings(), rng_seed=0, **kwargs)


NAMES = ["whole", "mirrored", "later", "other", "still", "copy", "alone"]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sets(st.sampled_from(NAMES)), max_size=3))
def test_what_is_added_in_steps_is_as_if_there_at_once(
    hashes: Table[MediaHashes], steps: list[set[str]]
) -> None:
    before = None
    for names in [*steps, set(NAMES)]:
        before = compared(some(hashes, names), before=before)
    expected = compared(hashes)
    assert before is not None
    for found, table in zip(before, expected, strict=True):
        assert found.arrow.equals(table.arrow)


def test_files_that_were_there_are_not_compared_again(
    hashes: Table[MediaHashes], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = compared(some(hashes, set(NAMES) - {"later"}))
    asked = []

    def spy(frames: Frames, is_new: np.ndarray, reach: int) -> np.ndarray:
        found = candidates.candidates(frames, is_new, reach)
        asked.extend({frames.names[a], frames.names[b]} for a, b in found)
        return found

    monkeypatch.setattr(comparing, "candidates", spy)
    compared(hashes, before=before)
    assert asked
    assert all("later" in pair for pair in asked)


def test_hashes_that_changed_are_compared_again(hashes: Table[MediaHashes]) -> None:
    swapped = {"other": "alone", "alone": "other"}
    names = [swapped.get(n, n) for n in hashes.arrow.column("media_uid").to_pylist()]
    changed = hashes.arrow.set_column(0, hashes.arrow.schema.field(0), [names])
    then = compared(Table.checked(MediaHashes, changed))
    found = compared(hashes, before=then)[1]
    assert found.arrow.equals(compared(hashes)[1].arrow)


def test_a_pair_says_which_frames_agree(hashes: Table[MediaHashes]) -> None:
    rows = {(r["media_a"], r["media_b"]): r for r in compared(hashes)[1].arrow.to_pylist()}
    row = rows["later", "whole"]
    # A frame beside the end of the other may look like its last.
    assert np.frombuffer(row["frames_a"], "<u4").tolist()[:12] == list(range(12))
    assert np.frombuffer(row["frames_b"], "<u4").tolist()[-12:] == list(range(6, 18))
    assert row["offset_s"] == pytest.approx(-1.0)
    assert rows["mirrored", "whole"]["view_a"] in ("mirror", "full")


def pairs_by_distance(words: np.ndarray, group: np.ndarray, radius: int) -> Iterator[tuple]:
    for a in range(len(words)):
        for b in range(len(words)):
            if group[a] != group[b] and np.bitwise_count(words[a] ^ words[b]).sum() <= radius:
                yield int(group[a]), int(group[b])


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 31))
def test_groups_are_those_that_all_distances_tell(seed: int, radius: int) -> None:
    rng = np.random.default_rng(seed)
    seeds = rng.integers(0, 2**63, (4, 4)).astype(np.uint64)
    words = seeds[rng.integers(0, 4, 40)].copy()
    for row in words:
        for bit in rng.integers(0, 256, rng.integers(0, 40)):
            row[bit // 64] ^= np.uint64(1) << np.uint64(bit % 64)
    group = np.sort(rng.integers(0, 12, 40))
    index = HashIndex()
    index.add(words[:25].view(np.uint8).reshape(-1, 32))
    index.add(words[25:].view(np.uint8).reshape(-1, 32))
    every = Grouped(words, group, np.ones(40, bool))
    found = index.groups(every, every, radius)
    assert set(zip(*found.tolist(), strict=True)) == set(pairs_by_distance(words, group, radius))


def test_buckets_find_the_groups_that_a_scan_finds() -> None:
    """More hashes than are scanned: the answer does not depend on how they are looked up."""
    rng = np.random.default_rng(5)
    many = rng.integers(0, 2**63, (21_000, 4)).astype(np.uint64)
    asked = many[:300].copy()
    for row in asked:
        for bit in rng.choice(256, rng.integers(0, 47), replace=False):
            row[bit // 64] ^= np.uint64(1) << np.uint64(bit % 64)
    items = Grouped(many, np.arange(21_000), np.ones(21_000, bool))
    queries = Grouped(asked, np.arange(21_000, 21_300), np.ones(300, bool))
    bucketed, scanned = HashIndex(), HashIndex()
    bucketed.add(many.view(np.uint8).reshape(-1, 32))
    few = Grouped(many[:2_000], np.arange(2_000), np.ones(2_000, bool))
    scanned.add(few.words.view(np.uint8).reshape(-1, 32))
    found = bucketed.groups(queries, items, 46)
    assert np.array_equal(found, scanned.groups(queries, few, 46))
    assert found.shape[1] > 280


def test_no_hashes_make_no_pairs() -> None:
    empty = compared(Table.empty(MediaHashes))
    assert [len(table.arrow) for table in empty] == [0, 0]
    assert empty[1].spec is MediaPairs
