"""Which records the case holds already, decided in columns: no set of ids in memory."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from undertow.case import Case
from undertow.schema import Observations

_MEMORY = "128MB"


class SeenRecords:
    """Record uids accepted so far.

    Parameters
    ----------
    case : Case
        Opened for writing, incomplete partitions discarded.
    """

    def __init__(self, case: Case) -> None:
        self._engine = duckdb.connect(
            config={
                "memory_limit": _MEMORY,
                "threads": 1,
                "temp_directory": str(case.path / "tables" / ".spill"),
                "preserve_insertion_order": False,
            }
        )
        self._engine.execute("CREATE TABLE seen (record_uid VARCHAR)")
        if files := [str(file) for file in case.table_files(Observations)]:
            self._engine.execute(
                "INSERT INTO seen SELECT record_uid FROM read_parquet(?) "
                "WHERE outcome = 'accepted'",
                [files],
            )

    def first_sights(self, draft: Path) -> NDArray[np.bool_]:
        """Say for each row of a file of observations, by record number, whether it is the first.

        Parameters
        ----------
        draft : Path
            Parquet file with ``record_no`` and ``record_uid``.

        Returns
        -------
        (n_rows,) bool
            True where the case does not hold the record and no row before has it.
        """
        rows = self._engine.execute(
            """
            SELECT
                row_number() OVER (PARTITION BY record_uid ORDER BY record_no) = 1
                AND record_uid NOT IN (SELECT record_uid FROM seen) AS is_first
            FROM read_parquet(?)
            ORDER BY record_no
            """,
            [str(draft)],
        ).fetchnumpy()
        return np.asarray(rows["is_first"], dtype=np.bool_)

    def add(self, draft: Path) -> None:
        """Remember the records of a committed file."""
        self._engine.execute(
            """
            INSERT INTO seen
            SELECT DISTINCT record_uid FROM read_parquet(?)
            WHERE record_uid NOT IN (SELECT record_uid FROM seen)
            """,
            [str(draft)],
        )

    def close(self) -> None:
        """Release memory and spilled files."""
        self._engine.close()
