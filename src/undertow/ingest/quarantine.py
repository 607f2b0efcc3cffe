"""What lies in quarantine: reasons, counts, and a look at the bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from undertow.case import Case
from undertow.engine import connect
from undertow.errors import VerificationError
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.places import Bytes, Place, read_places
from undertow.schema import Quarantine

_SAMPLE_BYTES = 160
_PLACE = ("file_sha256", "file_name", "member", "line", "byte_offset", "byte_length")
_SAMPLE = (*_PLACE, "raw_sha256", "message")
_REASONS_SQL = f"""
SELECT
    format_id, stage, reason_code, count(*) AS n_records,
    count(DISTINCT file_sha256) AS n_files,
    arg_min(struct_pack({", ".join(f"{name} := {name}" for name in _SAMPLE)}), quarantine_id)
        AS sample
FROM quarantine
GROUP BY format_id, stage, reason_code
ORDER BY n_records DESC, format_id, stage, reason_code
"""  # noqa: S608 (own names)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason why records could not be read, with one of them.

    Parameters
    ----------
    format_id : str or None
        Format that tried; None when none was recognised.
    stage, reason_code : str
        Where it failed, and why.
    n_records, n_files : int
        Records, and files that hold them.
    place : str
        File, member and line of the sample.
    message : str
        What is wrong with it.
    raw : bytes
        The beginning of its bytes; empty when they cannot be read.
    """

    format_id: str | None
    stage: str
    reason_code: str
    n_records: int
    n_files: int
    place: str
    message: str
    raw: bytes


def quarantine_reasons(case: Case) -> list[Reason]:
    """Return the reasons for quarantine, most records first, each with a sample.

    Raises
    ------
    CaseError
        The table is damaged.
    """
    with connect() as connection:
        connection.register("quarantine", case.read(Quarantine).arrow)
        rows = connection.sql(_REASONS_SQL).to_arrow_table().to_pylist()
    return [
        Reason(
            row["format_id"],
            row["stage"],
            row["reason_code"],
            row["n_records"],
            row["n_files"],
            _place(row["sample"]),
            row["sample"]["message"],
            _raw(case, row["sample"]),
        )
        for row in rows
    ]


def _place(sample: dict[str, Any]) -> str:
    inside = f"!/{sample['member']}" if sample["member"] else ""
    line = f":{sample['line']}" if sample["line"] is not None else ""
    return f"{sample['file_name']}{inside}{line}"


def _raw(case: Case, sample: dict[str, Any]) -> bytes:
    """Return the beginning of a record; nothing when its file is damaged."""
    place = Place(
        sample["member"] or "",
        sample["byte_offset"],
        min(sample["byte_length"], _SAMPLE_BYTES),
        sample["raw_sha256"],
    )
    store = EvidenceStore(case.path / "evidence")
    try:
        for _, taken in read_places(store, sample["file_sha256"], [place], Bytes):
            return taken.all()
    except (VerificationError, OSError):
        pass
    return b""
