"""Trying a map out on the first rows of a file, without a case."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from undertow.errors import InputError
from undertow.ingest.column_map.compiled import compile_map
from undertow.ingest.column_map.model import MapFile
from undertow.ingest.column_map.proposal.table import opened
from undertow.ingest.container import ContentError, Limits
from undertow.ingest.detect import detect
from undertow.ingest.outcomes import Accepted, Declared, Ignored, Rejected
from undertow.ingest.record import MappedRecord

_MAX_RECORDS = 1_000
_MAX_KEPT = 20


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of the first 1,000 rows.

    Parameters
    ----------
    records : tuple of MappedRecord
        The first 20 that were accepted.
    rejected : tuple of (int or None, Rejected)
        The first 20 that were not, with their lines.
    n_accepted : int
        Rows accepted.
    ignored, reasons : mapping of str to int
        Rules and reasons, with their counts.
    """

    records: tuple[MappedRecord, ...]
    rejected: tuple[tuple[int | None, Rejected], ...]
    n_accepted: int
    ignored: Counter[str]
    reasons: Counter[str]


def try_map(file: MapFile, path: Path) -> Trial:
    """Read the first rows of a file by a map.

    Raises
    ------
    InputError
        The file cannot be read by it at all.
    """
    spec = compile_map(file)
    records: list[MappedRecord] = []
    rejected: list[tuple[int | None, Rejected]] = []
    ignored: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    n_accepted = 0
    with opened(path) as capture:
        try:
            found = detect(capture, path.name, {spec.format_id: spec}, spec.format_id)
        except ContentError as error:
            raise InputError(f"{path}: {error}") from error
        reading = capture.read(found.spec, Limits())
        pairs = ((where, outcome) for where, outcomes in reading for outcome in outcomes)
        for where, outcome in islice(pairs, _MAX_RECORDS):
            if isinstance(outcome, Accepted):
                n_accepted += 1
                records.append(outcome.record)
            elif isinstance(outcome, Ignored):
                ignored[outcome.rule] += 1
            elif not isinstance(outcome, Declared):
                reasons[outcome.reason_code] += 1
                rejected.append((where.line, outcome))
    kept, failed = tuple(records[:_MAX_KEPT]), tuple(rejected[:_MAX_KEPT])
    return Trial(kept, failed, n_accepted, ignored, reasons)
