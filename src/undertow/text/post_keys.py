"""The text stage: comparable forms of texts, and groups of the same and of nearly the same text.

Posts are read in batches, in the order of their key, and canonical forms wait on disk; memory holds
some numbers for each post and the words of texts that share a band with others.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from undertow.schema import NearGroups, PostKeys, Posts, Table, TableSpec
from undertow.settings import TextSettings
from undertow.text.batches import CanonicalBatches, Earlier, batches_of
from undertow.text.buckets import find_buckets, in_order, run_starts
from undertow.text.group_rows import GroupRows
from undertow.text.leaders import Words, find_diameters
from undertow.text.near_duplicates import Distinct, group_texts
from undertow.text.signatures import N_BANDS, band_hashes
from undertow.text.similarity import blooms
from undertow.text.string_buffers import read_strings
from undertow.text.words import hashed_words

Part: TypeAlias = tuple[type[TableSpec], Iterable[pa.RecordBatch]]
Ints = NDArray[np.int64]


def build_post_keys(
    posts: Sequence[Path],
    settings: TextSettings,
    *,
    rng_seed: int,
    spill: Path,
    before: tuple[Sequence[Path], ...] | None = None,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Part]:
    """Give every post its match key, its text group and its near-duplicate group.

    Parameters
    ----------
    posts : sequence of Path
        Files of the table ``posts``.
    settings : TextSettings
        Shortest keys that form groups; memory for signatures.
    rng_seed : int
        Not used: nothing here is random.
    spill : Path
        Folder for what waits on disk; removed at the end.
    before : tuple of sequence of Path, optional
        Files of ``post_keys`` and ``near_groups`` of an earlier run with these settings. The result
        is the same without; with them, only new posts are canonicalised and grouped.
    report : callable
        Called with how much is done and how much there is.

    Yields
    ------
    (type[TableSpec], iterable of pa.RecordBatch)
        ``post_keys``, ``near_groups``.

    Notes
    -----
    ``text_group`` depends on the text alone, so the same text has the same group in every case.
    O(n log n) in posts.
    """
    shutil.rmtree(spill, ignore_errors=True)  # what a killed run left
    spill.mkdir(parents=True)
    try:
        forms = CanonicalBatches(spill / "forms.parquet", settings)
        batches = _reported(batches_of(posts), posts, report)
        forms.write(batches, Earlier(before[0]) if before else None)
        yield from _parts(forms, settings, spill)
    finally:
        shutil.rmtree(spill, ignore_errors=True)


def _reported(
    batches: Iterable[pa.RecordBatch],
    posts: Sequence[Path],
    report: Callable[[int, int], None],
) -> Iterator[pa.RecordBatch]:
    """Yield batches of posts and report them; reading them is two thirds of the work."""
    n_posts = sum(pq.read_metadata(file).num_rows for file in posts)
    n_read = 0
    for batch in batches:
        yield batch
        n_read += batch.num_rows
        report(2 * n_read, 3 * n_posts)


def post_keys_of(
    posts: Table[Posts],
    settings: TextSettings,
    before: tuple[Table[PostKeys], Table[NearGroups]] | None = None,
) -> tuple[Table[PostKeys], Table[NearGroups]]:
    """Return what :func:`build_post_keys` gives for posts in memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def filed(table: Table[Any]) -> list[Path]:
            pq.write_table(table.arrow, folder / table.spec.name)
            return [folder / table.spec.name]

        parts = build_post_keys(
            filed(posts),
            settings,
            rng_seed=0,
            spill=folder / "spill",
            before=None if before is None else tuple(filed(table) for table in before),
        )
        keys, near = (
            pa.Table.from_batches(list(rows), spec.arrow_schema()) for spec, rows in parts
        )
    return Table.checked(PostKeys, keys), Table.checked(NearGroups, near)


def _parts(forms: CanonicalBatches, settings: TextSettings, spill: Path) -> Iterator[Part]:
    distinct, text_of_row, is_first = _distinct(forms)
    bands = _signed(forms, is_first, len(distinct.hashes), settings, spill)
    buckets = find_buckets(bands)
    del bands
    order = distinct.order(np.flatnonzero(np.diff(buckets.starts)))
    words = _words(forms, is_first, order, len(distinct.hashes))
    groups = group_texts(distinct, words, in_order(buckets, order), order)
    rows = GroupRows.of(distinct, order, groups, find_diameters(words, groups))
    yield PostKeys, rows.post_keys(forms, text_of_row, spill)
    yield NearGroups, rows.near_groups(spill)


def _distinct(forms: CanonicalBatches) -> tuple[Distinct, Ints, NDArray[np.bool_]]:
    """Return the distinct texts, the text of each row (-1 for none), and the first row of each.

    Texts are numbered as their first rows come in the file.
    """
    rows = np.flatnonzero(forms.hashes)
    order = rows[np.lexsort((rows, forms.created[rows], forms.hashes[rows]))]
    starts = run_starts(forms.hashes[order])
    first_rows = order[starts]
    by_place = np.argsort(first_rows)
    number = np.empty(len(starts), np.int64)
    number[by_place] = np.arange(len(starts))
    text_of_row = np.full(len(forms.hashes), -1)
    text_of_row[order] = np.repeat(number, np.diff(np.r_[starts, len(order)]))
    is_first = np.zeros(len(forms.hashes), np.bool_)
    is_first[first_rows] = True
    first_rows = first_rows[by_place]
    return (
        Distinct(forms.hashes[first_rows], forms.created[first_rows], _known(forms, first_rows)),
        text_of_row,
        is_first,
    )


def _known(forms: CanonicalBatches, first_rows: Ints) -> Ints:
    """Return the leader of each text in the earlier run, -1 where it has none or was not there.

    A text whose first post is new came earlier than it was thought to have come.
    """
    hashes = forms.hashes[first_rows]
    led_by = forms.earlier_leaders[first_rows]
    led_by = np.where(led_by == 0, hashes, led_by)
    order = np.argsort(hashes)
    place = np.searchsorted(hashes[order], led_by).clip(max=max(len(order) - 1, 0))
    leader = order[place] if len(order) else place
    is_there = hashes[leader] == led_by if len(order) else np.zeros(0, np.bool_)
    return np.where(forms.is_earlier[first_rows] & is_there, leader, -1)


def _signed(
    forms: CanonicalBatches,
    is_first: NDArray[np.bool_],
    n_texts: int,
    settings: TextSettings,
    spill: Path,
) -> NDArray[np.uint32]:
    """Return the band hashes of all distinct texts, on disk where they exceed the memory."""
    shape = (N_BANDS, n_texts)
    is_large = N_BANDS * 4 * n_texts > settings.memory_mib << 20
    bands: NDArray[np.uint32] = (
        np.memmap(spill / "bands", np.uint32, "w+", shape=shape)
        if is_large
        else np.empty(shape, np.uint32)
    )
    end = 0
    for signed in forms.map_keys(is_first, lambda keys: band_hashes(*read_strings(keys))):
        bands[:, end : end + signed.shape[1]] = signed
        end += signed.shape[1]
    return bands


def _words(
    forms: CanonicalBatches, is_first: NDArray[np.bool_], order: Ints, n_texts: int
) -> Words:
    """Return the words of the texts in ``order``."""
    position = np.full(n_texts, -1)
    position[order] = np.arange(len(order))
    wanted = np.zeros(len(is_first), np.bool_)
    wanted[np.flatnonzero(is_first)[order]] = True
    parts = list(
        forms.map_keys(wanted, lambda keys: hashed_words(*read_strings(keys), np.arange(len(keys))))
    )
    lengths = np.concatenate([np.zeros(0, np.int64), *(np.diff(starts) for starts, _ in parts)])
    hashes = np.concatenate([np.zeros(0, np.uint32), *(part for _, part in parts)])
    came = np.argsort(np.argsort(order))  # place in the file of each text in `order`
    ends = np.cumsum(lengths)
    starts = np.r_[0, np.cumsum(lengths[came])]
    take = np.repeat((ends - lengths)[came] - starts[:-1], lengths[came]) + np.arange(starts[-1])
    ordered = hashes[take]
    return Words(starts, ordered, blooms(starts, ordered))
