"""Batches of posts to batches of canonical forms, on both cores, and back from disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numba import njit
from numpy.typing import NDArray

from undertow.settings import TextSettings
from undertow.text.canonical import is_mostly_han, keys_of_views, language_views
from undertow.text.chinese import scripts
from undertow.text.ids import group_ids, group_numbers, key_numbers
from undertow.text.language import languages
from undertow.text.string_buffers import Bytes, Offsets, read_strings
from undertow.text.threads import in_threads
from undertow.text.words import mix

Ints = NDArray[np.int64]
Facts = NDArray[np.bool_]
R = TypeVar("R")

BATCH_ROWS = 1 << 15

_POST_COLUMNS = ["post_uid", "account_uid", "created_at", "text"]
_STORED = ["language", "script", "match_key", "n_chars", "text_group"]


def batches_of(files: Sequence[Path], columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Yield the rows of the files of a table in order."""
    for file in files:
        with pq.ParquetFile(file) as parquet:
            yield from parquet.iter_batches(BATCH_ROWS, columns=columns or _POST_COLUMNS)


class Earlier:
    """What an earlier run found, read beside the posts: both come in the order of ``post_uid``.

    Parameters
    ----------
    files : sequence of Path
        Files of the table ``post_keys``.
    """

    def __init__(self, files: Sequence[Path]) -> None:
        columns = ["post_uid", "source_hash", "near_group", *_STORED]
        self._batches = batches_of(files, columns)
        self._held: pa.Table | None = None
        self.n_rows = 0

    def rows_for(self, post_uids: pa.StringArray) -> pa.Table:
        """Return the rows of these posts as far as there are any."""
        last = post_uids[-1]
        held = [] if self._held is None else [self._held]
        while not held or not pc.greater(held[-1]["post_uid"][-1], last).as_py():
            batch = next(self._batches, None)
            if batch is None:
                break
            held.append(pa.Table.from_batches([batch]))
        table = pa.concat_tables(held) if held else None
        if table is None:
            return pa.table({name: [] for name in ("post_uid", "source_hash")})
        n = pc.sum(pc.less_equal(table["post_uid"], last)).as_py() or 0
        self._held = table.slice(n) if n < table.num_rows else None
        self.n_rows += n
        return table.slice(0, n).combine_chunks()

    def finish(self) -> int:
        """Return how many rows there were in all."""
        self.n_rows += 0 if self._held is None else self._held.num_rows
        self.n_rows += sum(batch.num_rows for batch in self._batches)
        return self.n_rows


class CanonicalBatches:
    """The canonical forms of all posts, on disk, and what memory holds of each.

    Parameters
    ----------
    file : Path
        Where they wait.
    settings : TextSettings
        Shortest keys that form groups.

    Attributes
    ----------
    hashes : (n,) uint64
        Number of the match key; 0 for keys that are too short for a group.
    created : (n,) int64
        When each post was made, microseconds.
    is_earlier : (n,) bool
        Whether an earlier run knew the post; all or none of those that it knew.
    earlier_leaders : (n,) uint64
        Number of its near-duplicate group in that run, 0 for none.
    """

    def __init__(self, file: Path, settings: TextSettings) -> None:
        self._file = file
        self._settings = settings
        self.hashes = np.zeros(0, np.uint64)
        self.created = np.zeros(0, np.int64)
        self.is_earlier = np.zeros(0, np.bool_)
        self.earlier_leaders = np.zeros(0, np.uint64)

    def write(self, posts: Iterable[pa.RecordBatch], earlier: Earlier | None) -> None:
        """Canonicalise posts, but for those that an earlier run knew as they are now."""
        parts: list[tuple[NDArray[np.uint64], Ints, Facts, NDArray[np.uint64]]] = []
        writer: pq.ParquetWriter | None = None
        given = (
            (batch, None if earlier is None else earlier.rows_for(batch["post_uid"]))
            for batch in posts
            if batch.num_rows
        )
        for forms, numbers, known, leaders in in_threads(self._canonical, given):
            writer = writer or pq.ParquetWriter(self._file, forms.schema, compression="lz4")
            writer.write_table(forms)
            created = forms["created_at"].cast(pa.int64()).to_numpy()
            parts.append((numbers, created, known, leaders))
        if writer is not None:
            writer.close()
            self.hashes, self.created, self.is_earlier, self.earlier_leaders = (
                np.concatenate(part) for part in zip(*parts, strict=True)
            )
        if earlier is not None and earlier.finish() != self.is_earlier.sum():
            # A post has gone or is another one now: what was known may rest on it.
            self.is_earlier[:] = False

    def read(self) -> Iterator[pa.Table]:
        """Yield the forms in the order of the posts."""
        if len(self.hashes):
            with pq.ParquetFile(self._file) as parquet:
                for batch in parquet.iter_batches(BATCH_ROWS):
                    yield pa.Table.from_batches([batch])

    def map_keys(self, rows: Facts, function: Callable[[pa.StringArray], R]) -> Iterator[R]:
        """Yield what ``function`` returns for the keys of some rows, batch by batch, in order."""

        def keys() -> Iterator[pa.StringArray]:
            if not len(self.hashes):
                return
            end = 0
            with pq.ParquetFile(self._file) as parquet:
                for batch in parquet.iter_batches(BATCH_ROWS, columns=["match_key"]):
                    wanted = rows[end : end + batch.num_rows]
                    end += batch.num_rows
                    if wanted.any():
                        yield batch.column(0).filter(pa.array(wanted))

        yield from in_threads(function, keys())

    def _canonical(
        self, given: tuple[pa.RecordBatch, pa.Table | None]
    ) -> tuple[pa.Table, NDArray[np.uint64], Facts, NDArray[np.uint64]]:
        posts, earlier = given
        source = source_hashes(posts)
        index = np.full(posts.num_rows, -1)
        leaders = np.zeros(posts.num_rows, np.uint64)
        if earlier is not None and earlier.num_rows:
            found = pc.index_in(posts["post_uid"], value_set=earlier["post_uid"].combine_chunks())
            index = pc.fill_null(found, -1).to_numpy().astype(np.int64)
            same = earlier["source_hash"].to_numpy()[index] == source
            index = np.where((index >= 0) & same, index, -1)
        known = index >= 0
        forms = self._forms(posts.filter(pa.array(~known)))
        if known.any() and earlier is not None:
            kept = earlier.take(pa.array(index[known])).combine_chunks()
            leaders[known] = group_numbers(kept["near_group"].chunk(0))
            forms = pa.concat_tables([forms, kept.select(_STORED).cast(forms.schema)])
            place = np.empty(len(known), np.int64)
            place[np.r_[np.flatnonzero(~known), np.flatnonzero(known)]] = np.arange(len(known))
            forms = forms.take(pa.array(place)).combine_chunks()
        numbers = group_numbers(forms["text_group"].combine_chunks())
        rows = pa.Table.from_batches([posts]).drop_columns(["text"])
        for name in _STORED:
            rows = rows.append_column(name, forms[name])
        return rows.append_column("source_hash", pa.array(source)), numbers, known, leaders

    def _forms(self, posts: pa.RecordBatch) -> pa.Table:
        """Return the stored columns of posts that are new."""
        views = language_views(posts["text"])
        keys = keys_of_views(views)
        found = languages(views)
        script = pc.if_else(pc.equal(found, "zh"), scripts(views), pa.scalar(None, pa.string()))
        n_chars = pc.utf8_length(keys).cast(pa.int64())
        shortest = pc.if_else(
            is_mostly_han(keys), self._settings.min_chars_han, self._settings.min_chars
        )
        ids = pc.if_else(
            pc.greater_equal(n_chars, shortest),
            group_ids(key_numbers(keys), "t"),
            pa.scalar(None, pa.string()),
        )
        return pa.table(dict(zip(_STORED, (found, script, keys, n_chars, ids), strict=True)))


def source_hashes(posts: pa.RecordBatch) -> NDArray[np.int64]:
    """Return a hash of text and time of each post: all that its forms and its place depend on."""
    texts = pc.fill_null(posts["text"], "")
    created = posts["created_at"].cast(pa.int64()).to_numpy()
    return _source_hashes(*read_strings(texts), created)


@njit(cache=True, nogil=True)
def _source_hashes(offsets: Offsets, content: Bytes, created: Ints) -> Ints:
    hashes = np.empty(len(created), np.int64)
    for row in range(len(created)):
        h = mix(np.uint64(created[row]))
        word = np.uint64(0)
        for i in range(offsets[row], offsets[row + 1]):
            word = word << np.uint64(8) | np.uint64(content[i])
            if (i - offsets[row]) % 8 == 7:
                h, word = mix(h ^ word), np.uint64(0)
        h = mix(h ^ word) + np.uint64(offsets[row + 1] - offsets[row])
        hashes[row] = np.int64(mix(h))
    return hashes
