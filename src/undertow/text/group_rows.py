"""Groups of texts as rows of the tables ``post_keys`` and ``near_groups``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from undertow.engine import connect
from undertow.schema import NearGroups, PostKeys
from undertow.text.batches import BATCH_ROWS, CanonicalBatches
from undertow.text.ids import group_ids
from undertow.text.leaders import Groups
from undertow.text.near_duplicates import Distinct

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]

# The leading text is the one whose number the group has; who published it first leads the posts.
GROUPS_SQL = """
SELECT p.near_group,
       arg_min(p.post_uid, (p.created_at, p.post_uid))
           FILTER (substr(p.text_group, 3) = substr(p.near_group, 3)) AS leader_post_uid,
       arg_min(p.language, (p.created_at, p.post_uid))
           FILTER (substr(p.text_group, 3) = substr(p.near_group, 3)) AS language,
       count(DISTINCT p.text_group) AS n_texts,
       count(*) AS n_posts,
       count(DISTINCT p.account_uid) AS n_accounts,
       any_value(g.min_similarity) AS min_similarity,
       any_value(g.diameter) AS diameter,
       min(p.created_at) AS first_seen,
       max(p.created_at) AS last_seen
FROM grouped AS p JOIN measured AS g USING (near_group)
GROUP BY p.near_group
ORDER BY p.near_group
"""


@dataclass(frozen=True, slots=True)
class GroupRows:
    """What is known of groups of at least two texts.

    Attributes
    ----------
    groups : (n_texts + 1,) uint64
        Number of the group of each distinct text, 0 for none; the last stands for no text.
    measured : pa.Table
        near_group, min_similarity and diameter of each group.
    """

    groups: NDArray[np.uint64]
    measured: pa.Table

    @classmethod
    def of(cls, distinct: Distinct, order: Ints, groups: Groups, diameters: Reals) -> GroupRows:
        """Keep the groups that hold another text than their leader's.

        Parameters
        ----------
        distinct
            All texts.
        order : (m,) int64
            The texts that were grouped.
        groups, diameters
            Over positions in ``order``.
        """
        size = np.bincount(groups.leaders, minlength=len(order))
        leads = np.flatnonzero(size > 1)
        least = np.ones(len(order))
        np.minimum.at(least, groups.leaders, groups.similarities)
        numbers = np.zeros(len(distinct.hashes) + 1, np.uint64)
        is_grouped = size[groups.leaders] > 1
        numbers[order[is_grouped]] = distinct.hashes[order[groups.leaders[is_grouped]]]
        return cls(
            numbers,
            pa.table(
                {
                    "near_group": group_ids(distinct.hashes[order[leads]], "d"),
                    "min_similarity": least[leads],
                    "diameter": diameters[leads],
                }
            ),
        )

    def post_keys(
        self, forms: CanonicalBatches, text_of_row: Ints, spill: Path
    ) -> Iterator[pa.RecordBatch]:
        """Yield the rows of ``post_keys``, and keep those of groups for ``near_groups``."""
        schema = PostKeys.arrow_schema()
        writer: pq.ParquetWriter | None = None
        end = 0
        for rows in forms.read():
            texts = text_of_row[end : end + rows.num_rows]
            end += rows.num_rows
            numbers = self.groups[texts]
            ids = group_ids(numbers, "d").to_numpy(zero_copy_only=False)
            near = pa.array(ids, pa.string(), mask=numbers == 0)
            rows = rows.append_column("near_group", near)
            writer = writer or pq.ParquetWriter(_grouped(spill), rows.schema, compression="lz4")
            writer.write_table(rows.filter(pa.array(numbers != 0)))
            yield from rows.select(schema.names).cast(schema).combine_chunks().to_batches()
        if writer is not None:
            writer.close()

    def near_groups(self, spill: Path) -> Iterator[pa.RecordBatch]:
        """Yield the rows of ``near_groups``, after all of ``post_keys`` were taken."""
        if not self.measured.num_rows:
            return
        schema = NearGroups.arrow_schema()
        with connect(temp_directory=str(spill / "engine")) as engine:
            engine.execute("SET TimeZone = 'UTC'")
            engine.read_parquet(str(_grouped(spill))).create_view("grouped")
            engine.register("measured", self.measured)
            for batch in engine.sql(GROUPS_SQL).to_arrow_reader(BATCH_ROWS):
                yield from pa.Table.from_batches([batch]).cast(schema).to_batches()


def _grouped(spill: Path) -> Path:
    return spill / "grouped.parquet"
