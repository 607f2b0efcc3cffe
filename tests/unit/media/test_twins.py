"""Files with the same hashes: compared a few times, in one group however many there are."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from media_tables import file_row, matched

from undertow.media.twins import MOST
from undertow.media.views import VIEWS
from undertow.schema import MediaFiles, MediaHashes, MediaSounds, Table


def _matched(views: list[bytes], quality: int = 100) -> tuple[list[set[str]], set[str]]:
    """Match pictures; return the pairs and the names of the groups."""
    names = [f"{number:064x}" for number in range(len(views))]
    files = [file_row(name, is_picture=True) for name in names]
    hashes = [
        {"media_uid": name, "frame": 0, "at_s": 0.0, "quality": quality, "views": own}
        for name, own in zip(names, views, strict=True)
    ]
    made = (
        Table.checked(MediaFiles, pa.Table.from_pylist(files, MediaFiles.arrow_schema())),
        Table.checked(MediaHashes, pa.Table.from_pylist(hashes, MediaHashes.arrow_schema())),
        Table.empty(MediaSounds),
    )
    matches, groups = matched(made)
    pairs = [{row["media_a"], row["media_b"]} for row in matches.arrow.to_pylist()]
    return pairs, set(groups.arrow.column("media_group").to_pylist())


def _views(seed: int) -> bytes:
    return np.random.default_rng(seed).bytes(32 * len(VIEWS))


def test_many_of_the_same_make_few_pairs_and_one_group() -> None:
    n = 10 * MOST
    pairs, groups = _matched([_views(1)] * n + [_views(2)])
    assert len(pairs) == MOST * (MOST - 1) // 2 + n - MOST
    assert len(groups) == 2


def test_few_of_the_same_make_every_pair() -> None:
    pairs, groups = _matched([_views(1)] * MOST)
    assert len(pairs) == MOST * (MOST - 1) // 2
    assert len(groups) == 1


def test_flat_pictures_are_no_twins() -> None:
    pairs, groups = _matched([_views(1)] * (2 * MOST), quality=0)
    assert pairs == []
    assert len(groups) == 2 * MOST
