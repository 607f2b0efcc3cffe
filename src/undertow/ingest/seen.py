"""Which records the case holds already, decided in columns: no set of ids in memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from undertow.case import Case
from undertow.engine import connect
from undertow.ingest.partitions import partitions
from undertow.schema import Observations, Records, TableSpec
from undertow.table_store import TableFile

_MEMORY = "128MB"
# A post, the notice that it is gone, and a profile with the same number are three things.
_OTHER = "kind IN ('account', 'removal')"
_SIGHTS = f"""
INSERT INTO sights
SELECT record_uid || CASE WHEN {_OTHER} THEN ' ' || kind ELSE '' END, file_row_number + ?
FROM read_parquet(?, file_row_number = true)
"""  # noqa: S608 (own words)
_SEEN = f"""
INSERT INTO seen
SELECT record_uid || coalesce(' ' || kind, '')
FROM read_parquet($observations)
LEFT JOIN (
    SELECT file_sha256, record_no, kind FROM read_parquet($records) WHERE {_OTHER}
) USING (file_sha256, record_no)
WHERE outcome = 'accepted'
"""  # noqa: S608


class SeenRecords:
    """Records of the case so far.

    Parameters
    ----------
    case : Case
        Opened for writing, incomplete partitions discarded.
    without : str
        Hash of a file that is read anew: what it gave before does not count.
    """

    def __init__(self, case: Case, without: str) -> None:
        self._engine = connect(
            memory_limit=_MEMORY,
            threads=1,
            temp_directory=str(case.spill),
            preserve_insertion_order=False,
        )
        self._engine.execute("CREATE TABLE seen (key VARCHAR)")
        self._store = case.store
        self._to_add: dict[type[TableSpec], list[TableFile]] = {}
        for spec in (Observations, Records):
            own = set(partitions(case, spec, without))
            held = (TableFile(spec.name, name) for name in case.store.names(spec.name))
            self._to_add[spec] = [file for file in held if file not in own]

    def first_sights(self, files: Iterable[Path]) -> NDArray[np.bool_]:
        """Say for each record of a file whether it is the first.

        Parameters
        ----------
        files : iterable of Path
            The records of the file, a Parquet file a piece, in their order.

        Returns
        -------
        (n_records,) bool
            True where the case does not hold the record and none before has it.
        """
        self._catch_up()
        n_records = 0
        self._engine.execute("CREATE OR REPLACE TABLE sights (key VARCHAR, number BIGINT)")
        for file in files:
            added = self._engine.execute(_SIGHTS, [n_records, str(file)]).fetchall()
            n_records += added[0][0]
        firsts = self._engine.execute(
            "SELECT min(number) AS number FROM sights ANTI JOIN seen USING (key) GROUP BY key"
        ).fetchnumpy()
        self._engine.execute("DROP TABLE sights")
        is_first = np.zeros(n_records, np.bool_)
        is_first[firsts["number"]] = True
        return is_first

    def add(self, case: Case, sha256: str) -> None:
        """Remember the records of a committed file, once they are needed."""
        for spec, files in self._to_add.items():
            files += partitions(case, spec, sha256)

    def close(self) -> None:
        """Release memory and spilled files."""
        self._engine.close()

    def _catch_up(self) -> None:
        names = {
            spec.name: [str(path) for path in self._store.paths(files)]
            for spec, files in self._to_add.items()
        }
        if names[Observations.name]:
            self._engine.execute(_SEEN, names)
        self._to_add = {spec: [] for spec in self._to_add}
