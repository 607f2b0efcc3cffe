"""Ingest: files to evidence, records, observations, quarantine and coverage."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from undertow.case import Case
from undertow.errors import CaseError, InputError
from undertow.ingest.container import Limits, known_encoding
from undertow.ingest.custody import CustodyLog
from undertow.ingest.detect import chosen_format
from undertow.ingest.evidence import EvidenceStore, StoredFile
from undertow.ingest.file_coverage import coverage_rows
from undertow.ingest.formats import FORMATS, FormatSpec
from undertow.ingest.held import held_reading
from undertow.ingest.mapping import Reading, dated
from undertow.ingest.outcomes import Accepted
from undertow.ingest.part import Part
from undertow.ingest.partitions import (
    content_sha256,
    discard_drafts,
    discard_incomplete,
    draft,
    is_complete,
    publish,
)
from undertow.ingest.parts import PartReader
from undertow.ingest.piece_writer import PieceWriter
from undertow.ingest.pieces import (
    PIECE_BYTES,
    PieceCounts,
    ReadPiece,
    SettlePiece,
    Task,
    bounds,
    do,
    is_known,
    keep,
)
from undertow.ingest.report import FileReport, Tally
from undertow.ingest.seekable import SeekableReader
from undertow.ingest.seen import SeenRecords
from undertow.ingest.workers import Workers
from undertow.schema import Records

Progress = Callable[[Path, int, int], None]
"""Called with the file, the stored bytes read so far and their number."""

_PROGRESS_EVERY = 5_000
_LEAST_SHARED = 3
_N_TRIED = 1_000


@dataclass(slots=True)
class Importer:
    """Ingests files into one case.

    Parameters
    ----------
    case : Case
        Held for writing by the caller (``case.writing()``).
    who, command : str
        For the custody log.
    format_id : str or None
        Format of all files; detected for each when None.
    encoding : str or None
        Encoding of files that are not UTF-8 and have no byte order mark.
    on_progress : callable
        See :data:`Progress`.
    formats : mapping
        Formats by id.
    limits : Limits
        Bounds on what is read.
    n_processes : int
        Processes that read the pieces of a long file; 1 for this one alone.
    times : mapping of str to datetime
        When files were collected, by hash, for records that do not tell it.
    """

    case: Case
    who: str
    command: str
    format_id: str | None = None
    encoding: str | None = None
    on_progress: Progress = lambda path, done, total: None
    formats: Mapping[str, FormatSpec] = field(default_factory=lambda: FORMATS)
    limits: Limits = field(default_factory=Limits)
    n_processes: int = field(default_factory=lambda: os.cpu_count() or 1)
    times: Mapping[str, datetime] = field(default_factory=dict)
    _seen: SeenRecords | None = None
    _workers: Workers | None = None

    def __post_init__(self) -> None:
        if self.format_id is not None:
            chosen_format(self.format_id, self.formats)
        if self.encoding is not None:
            self.encoding = known_encoding(self.encoding)
        discard_incomplete(self.case)

    @property
    def store(self) -> EvidenceStore:
        """The evidence store of the case."""
        return EvidenceStore(self.case.path / "evidence")

    def ingest(self, path: Path) -> FileReport:
        """Ingest one file; bad content never raises, it is reported and kept.

        Raises
        ------
        CaseError
            The case cannot be written (a full disk, say); the file is not half-ingested.
        VerificationError
            Records were lost on the way, which is a fault of the program.
        """
        self._start_workers(path)
        try:
            stored = self.store.add(path)
        except InputError as error:
            return FileReport(path, problem=str(error))
        self._log("stored" if stored.is_new else "seen_again", path, stored, {})
        report = self._repeat(path, stored)
        if report is None:
            return self._logged(path, stored)
        self._log("ingested", path, stored, _outcome_fields(report))
        return report

    def _logged(self, path: Path, stored: StoredFile) -> FileReport:
        """Read a file and log what became of it."""
        try:
            report = self._read(path, stored)
        except (OSError, duckdb.Error) as error:
            raise CaseError(
                f"{self.case.path}: {path.name} could not be ingested: {error}; nothing of it "
                "is in the tables, make room and ingest it again"
            ) from error
        report.check()
        touched = {"partitions_sha256": content_sha256(self.case, stored.sha256)}
        self._log("ingested", path, stored, _outcome_fields(report) | touched)
        return report

    def read_again(self, file_sha256: str, file_name: str) -> FileReport:
        """Read a file of the evidence store anew, in the format it was read in if there was one.

        Raises
        ------
        CaseError, VerificationError
            See :meth:`ingest`; or the stored file is damaged.
        """
        with self.store.open(file_sha256) as source:
            stored = StoredFile(file_sha256, source.size, file_name, is_new=False)
        held = held_reading(self.case, file_sha256)
        known = held.only_format if held is not None and held.only_format in self.formats else None
        self.close()  # what was seen in this file will be seen anew
        self._log("read_again", Path(file_name), stored, {})
        again = replace(self, format_id=known, encoding=held.encoding if held else None)
        try:
            return again._logged(Path(file_name), stored)
        finally:
            again.close()

    def close(self) -> None:
        """Release what is held between files."""
        if self._seen is not None:
            self._seen.close()
            self._seen = None
        if self._workers is not None:
            self._workers.close()
            self._workers = None

    def _read(self, path: Path, stored: StoredFile) -> FileReport:
        """Read every record of a file, decide what each is, and make them visible."""
        reader = PartReader(self.formats, self.format_id, self.encoding, self.limits)
        tally = Tally()
        try:
            with self.store.open(stored.sha256) as source:
                parts = reader.parts(source, stored.sha256, path.name)
                at = self.times.get(stored.sha256)
                if at is not None:
                    parts = (_collected(part, at) for part in parts)
                first = next(parts)
                is_pieced = at is None and is_known(first.spec)
                cuts = bounds(first.capture) if is_pieced else []
                if cuts:
                    pieces = self._in_pieces(path, stored, first, cuts, tally)
                else:
                    pieces = self._alone(path, stored, source, chain([first], parts), tally)
            return self._commit(path, stored, tally, pieces)
        finally:
            discard_drafts(self.case)

    def _alone(
        self,
        path: Path,
        stored: StoredFile,
        source: SeekableReader,
        parts: Iterable[Part],
        tally: Tally,
    ) -> list[PieceCounts]:
        """Read all parts of a file in this process, as one piece."""
        writer = PieceWriter(self.case, stored.sha256, stored.name)
        whole = PieceCounts()
        member, base, free = None, 0, 0

        def told(reading: Reading) -> Reading:
            for number, record in enumerate(reading, start=1):
                if number % _PROGRESS_EVERY == 0:
                    self.on_progress(path, source.tell(), stored.size)
                yield record

        try:
            for part in parts:
                writer.enter(part)
                tally.enter(part)
                if part.member != member:
                    member, base = part.member, free
                counts = PieceCounts()
                free = keep(told(part.reading), writer, counts, base, free)
                if part.spec is not None and not counts.n_records:  # a header and nothing else
                    counts.n_records, counts.ignored = 1, {"no_records": 1}
                tally.add(counts)
                whole.n_read += counts.n_read
            writer.finish()
        finally:
            writer.close()
        return [whole]

    def _in_pieces(
        self,
        path: Path,
        stored: StoredFile,
        part: Part,
        cuts: Sequence[tuple[int, int]],
        tally: Tally,
    ) -> list[PieceCounts]:
        """Read a file in pieces, those of a long one in other processes."""
        assert part.spec is not None
        assert part.capture is not None
        tally.enter(part)
        tasks = [
            ReadPiece(
                str(self.case.path),
                stored.sha256,
                stored.name,
                part.spec.format_id,
                piece,
                begin,
                end,
                part.capture.container.bom_bytes,
                self.limits,
            )
            for piece, (begin, end) in enumerate(cuts)
        ]
        pieces = []
        for task, counts in zip(tasks, self._run(tasks), strict=True):
            tally.add(counts)
            pieces.append(counts)
            self.on_progress(path, task.end, stored.size)
        return pieces

    def _run(self, tasks: Sequence[Task]) -> Iterator[PieceCounts]:
        """Do tasks here, or in other processes where there are enough to be worth starting them."""
        if self.n_processes == 1 or len(tasks) < _LEAST_SHARED:
            return map(do, tasks)
        return self._started().run(tasks)

    def _start_workers(self, path: Path) -> None:
        """Start other processes for what looks like long JSON lines, while the file is stored."""
        if self.n_processes > 1 and _looks_long(path):
            self._started()

    def _started(self) -> Workers:
        if self._workers is None:
            self._workers = Workers(self.n_processes)
        return self._workers

    def _commit(
        self, path: Path, stored: StoredFile, tally: Tally, pieces: Sequence[PieceCounts]
    ) -> FileReport:
        sha256, n_pieces = stored.sha256, len(pieces)
        if self._seen is None:
            self._seen = SeenRecords(self.case, without=sha256)
        records = [draft(self.case, Records, sha256, n, ".final") for n in range(n_pieces)]
        is_first = self._seen.first_sights(records)
        report = tally.report(path, sha256, is_first)
        report.check()
        self._settle(sha256, pieces, is_first)
        publish(self.case, sha256, n_pieces, coverage_rows(stored, report, tally, records))
        self._seen.add(self.case, sha256)
        self.on_progress(path, stored.size, stored.size)
        return report

    def _settle(
        self, sha256: str, pieces: Sequence[PieceCounts], is_first: NDArray[np.bool_]
    ) -> None:
        """Write what became of the records of every piece, where they were read."""
        tasks, n_lines, start = [], 0, 0
        for piece, counts in enumerate(pieces):
            own = is_first[start : start + counts.n_read]
            bits = np.packbits(own).tobytes()
            where = (str(self.case.path), sha256, piece, n_lines)
            tasks.append(SettlePiece(*where, counts.n_read, bits))
            n_lines += counts.n_lines
            start += counts.n_read
        for _ in self._run(tasks):
            pass

    def _repeat(self, path: Path, stored: StoredFile) -> FileReport | None:
        """Return the report of a file the case holds already, read as it would be read now."""
        if not is_complete(self.case, stored.sha256):
            return None
        held = held_reading(self.case, stored.sha256)
        if held is None:
            self.close()  # what was seen in this file will be seen anew
            return None
        known = FileReport(
            path=path,
            sha256=stored.sha256,
            format_id=held.only_format,
            detection=("the case holds these bytes already; nothing was added",),
            n_records=held.n_records,
            n_duplicate=held.n_records,
            is_repeat=True,
        )
        if held.is_current(self.formats, self.format_id, self.encoding):
            return known
        if self.format_id and held.n_read and not self._gives_something(path, stored):
            how = ", ".join(sorted(held.formats))
            problem = f"nothing can be read as {self.format_id}; what was read as {how} stays"
            return replace(known, problem=problem)
        self.close()
        return None

    def _gives_something(self, path: Path, stored: StoredFile) -> bool:
        """Whether a file gives a record among its first, read as it would be read now."""
        reader = PartReader(self.formats, self.format_id, self.encoding, self.limits)
        with self.store.open(stored.sha256) as source:
            parts = reader.parts(source, stored.sha256, path.name)
            readings = (outcomes for part in parts for _, outcomes in part.reading)
            first = islice(chain.from_iterable(readings), _N_TRIED)
            return any(isinstance(outcome, Accepted) for outcome in first)

    def _log(self, action: str, path: Path, stored: StoredFile, more: Mapping[str, Any]) -> None:
        name = str(path).encode("utf-8", "backslashreplace").decode()
        fields = {"file": name, "sha256": stored.sha256, "bytes": stored.size, **more}
        log = CustodyLog(self.case.path / "evidence" / "custody.jsonl")
        log.append(action, who=self.who, command=self.command, fields=fields)


def _looks_long(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            return size > _LEAST_SHARED * PIECE_BYTES and file.read(1) == b"{"
    except OSError:
        return False  # storing it will tell why


def _collected(part: Part, at: datetime) -> Part:
    """Return a part whose records tell when they were collected."""
    reading = ((where, dated(outcomes, at)) for where, outcomes in part.reading)
    return replace(part, reading=reading)


def _outcome_fields(report: FileReport) -> dict[str, str | int | None]:
    return {
        "format": ", ".join(report.formats) or None,
        "records": report.n_records,
        "accepted": report.n_accepted,
        "duplicate": report.n_duplicate,
        "ignored": report.n_ignored,
        "quarantined": report.n_quarantined,
        "problem": report.problem,
    }
