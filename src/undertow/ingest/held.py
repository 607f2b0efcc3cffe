"""How the case holds a file already, and whether it would be read the same way now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from undertow.case import Case
from undertow.engine import connect
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.partitions import partition, partition_paths
from undertow.schema import Coverage, Observations, Quarantine

_MAY_BE_KNOWN_NOW = frozenset(("unrecognised_format", "html", "unsupported_container"))
_READ_SQL = """
SELECT DISTINCT format_id, mapper_version, NULL FROM read_parquet($observations)
UNION
SELECT DISTINCT format_id, mapper_version, reason_code FROM read_parquet($quarantine)
"""
_FILE_SQL = "SELECT n_records, encoding, format_id FROM read_parquet(?) WHERE scope = 'file'"
_COUNT_SQL = "SELECT count(*) FROM read_parquet(?)"
_FORMATS_SQL = "SELECT DISTINCT format_id FROM read_parquet(?) WHERE format_id IS NOT NULL"


@dataclass(frozen=True, slots=True)
class HeldReading:
    """How a file was read.

    Parameters
    ----------
    n_records : int
        Records found in it.
    n_read : int
        Records of these that could be read.
    encoding : str or None
        Encoding that was named for it and needed.
    formats : frozenset of str
        Formats it was read in.
    versions : frozenset of (str, str)
        Formats with the versions of the mappers that gave a record.
    reasons : frozenset of str
        Why records of it are in quarantine.
    """

    n_records: int
    n_read: int
    encoding: str | None
    formats: frozenset[str]
    versions: frozenset[tuple[str, str]]
    reasons: frozenset[str]

    @property
    def only_format(self) -> str | None:
        """Its format when there is one."""
        return next(iter(self.formats)) if len(self.formats) == 1 else None

    def is_current(
        self, formats: Mapping[str, FormatSpec], format_id: str | None, encoding: str | None
    ) -> bool:
        """Whether the file would be read the same way now."""
        is_wanted = bool(self.formats) and format_id in (None, self.only_format)
        is_known = self.formats <= formats.keys() and all(
            formats[name].mapper_version == version for name, version in self.versions
        )
        # A named encoding concerns files that are not UTF-8 only.
        is_encoded = encoding in (None, self.encoding) or (
            self.encoding is None and "invalid_encoding" not in self.reasons
        )
        return is_wanted and is_known and is_encoded and not self.reasons & _MAY_BE_KNOWN_NOW


def held_reading(case: Case, sha256: str) -> HeldReading | None:
    """Return how a file was read from its partitions; None when one of them is damaged."""
    engine = connect()
    try:
        paths = {
            spec: [str(path) for path in partition_paths(case, spec, sha256)]
            for spec in (Observations, Quarantine)
        }
        coverage = [str(path) for path in case.store.paths([partition(Coverage, sha256)])]
        [(n_records, encoding, _)] = engine.execute(_FILE_SQL, coverage).fetchall()
        formats = {row[0] for row in engine.execute(_FORMATS_SQL, coverage).fetchall()}
        names = {"observations": paths[Observations], "quarantine": paths[Quarantine]}
        [(n_read,)] = engine.execute(_COUNT_SQL, [paths[Observations]]).fetchall()
        rows = engine.execute(_READ_SQL, names).fetchall()
    except (duckdb.Error, ValueError, FileNotFoundError):
        return None
    finally:
        engine.close()
    versions = frozenset((name, version) for name, version, _ in rows if name is not None)
    return HeldReading(
        n_records,
        n_read,
        encoding,
        frozenset(formats | {name for name, _ in versions}),
        versions,
        frozenset(reason for *_, reason in rows if reason is not None),
    )
