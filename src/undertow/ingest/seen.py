"""Which records the case holds already, decided in columns: no set of ids in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from undertow.case import Case
from undertow.engine import connect
from undertow.schema import Observations

_MEMORY = "128MB"


_NUMBERED = pa.schema([("record_uid", pa.string()), ("number", pa.int64())])


class SeenRecords:
    """Record uids accepted so far.

    Parameters
    ----------
    case : Case
        Opened for writing, incomplete partitions discarded.
    """

    def __init__(self, case: Case) -> None:
        self._engine = connect(
            memory_limit=_MEMORY,
            threads=1,
            temp_directory=str(case.path / "tables" / ".spill"),
            preserve_insertion_order=False,
        )
        self._to_add: list[Sequence[Path]] = []
        self._engine.execute("CREATE TABLE seen (record_uid VARCHAR)")
        if files := [str(file) for file in case.table_files(Observations)]:
            self._engine.execute(
                "INSERT INTO seen SELECT record_uid FROM read_parquet(?) "
                "WHERE outcome = 'accepted'",
                [files],
            )

    def first_sights(self, uids: Iterable[pa.Array]) -> NDArray[np.bool_]:
        """Say for each record of a file whether it is the first.

        Parameters
        ----------
        uids : iterable of pa.Array
            Uids of the records, in their order.

        Returns
        -------
        (n_records,) bool
            True where the case does not hold the record and none before has it.
        """
        for files in self._to_add:
            self._engine.execute(
                """
                INSERT INTO seen
                SELECT DISTINCT record_uid FROM read_parquet(?)
                WHERE record_uid NOT IN (SELECT record_uid FROM seen)
                """,
                [[str(file) for file in files]],
            )
        self._to_add.clear()
        n_records = 0

        def numbered() -> Iterator[pa.RecordBatch]:
            nonlocal n_records
            for part in uids:
                numbers = pa.array(np.arange(n_records, n_records + len(part)))
                n_records += len(part)
                yield pa.RecordBatch.from_arrays([part, numbers], schema=_NUMBERED)

        self._engine.register("sights", pa.RecordBatchReader.from_batches(_NUMBERED, numbered()))
        firsts = self._engine.execute(
            """
            SELECT min(number) AS number FROM sights ANTI JOIN seen USING (record_uid)
            GROUP BY record_uid
            """
        ).fetchnumpy()
        self._engine.unregister("sights")
        is_first = np.zeros(n_records, np.bool_)
        is_first[firsts["number"]] = True
        return is_first

    def add(self, files: Sequence[Path]) -> None:
        """Remember the records of a committed file, once they are needed."""
        self._to_add.append(files)

    def close(self) -> None:
        """Release memory and spilled files."""
        self._engine.close()
