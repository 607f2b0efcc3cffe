"""Ingest: files to evidence, records, observations, quarantine and coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from undertow.case import Case
from undertow.errors import CaseError, InputError, SourceFormatError, VerificationError
from undertow.ingest.container import ContentError, Limits
from undertow.ingest.custody import CustodyLog
from undertow.ingest.detect import Detection, chosen_format, detect
from undertow.ingest.evidence import EvidenceStore, StoredFile
from undertow.ingest.file_coverage import coverage_rows
from undertow.ingest.formats import FORMATS, FormatSpec
from undertow.ingest.outcomes import Accepted, Declared, Ignored, Rejected
from undertow.ingest.partitions import (
    PartitionWriter,
    discard,
    discard_incomplete,
    is_complete,
    partition,
)
from undertow.ingest.physical import Physical
from undertow.ingest.reading import Capture
from undertow.ingest.seen import SeenRecords
from undertow.schema import Coverage, Observations

Progress = Callable[[Path, int, int], None]
"""Called with the file, the stored bytes read so far and their number."""

_PROGRESS_EVERY = 5_000


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of a file.

    ``n_records == n_accepted + n_duplicate + n_ignored + n_quarantined`` always holds.

    Parameters
    ----------
    path : Path
        The file as given.
    sha256 : str
        Hash of its exact bytes; empty when it could not be opened.
    format_id : str or None
        Format it was read in.
    detection : tuple of str
        Why that format, one reason a line.
    n_records, n_accepted, n_duplicate, n_ignored, n_quarantined : int
        Records found, and what each of them ended as.
    reasons, ignored : mapping of str to int
        Quarantine reasons and ignore rules with their counts.
    problem : str or None
        Why the file as a whole could not be read.
    is_repeat : bool
        Whether the case held the same bytes already: every record then counts as a duplicate.
    """

    path: Path
    sha256: str = ""
    format_id: str | None = None
    detection: tuple[str, ...] = ()
    n_records: int = 0
    n_accepted: int = 0
    n_duplicate: int = 0
    n_ignored: int = 0
    n_quarantined: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    ignored: Mapping[str, int] = field(default_factory=dict)
    problem: str | None = None
    is_repeat: bool = False

    def check(self) -> None:
        """Raise :class:`VerificationError` when records were lost or invented."""
        n_ended = self.n_accepted + self.n_duplicate + self.n_ignored + self.n_quarantined
        if self.n_records != n_ended:
            raise VerificationError(
                f"{self.path}: {self.n_records} records were read but {n_ended} accounted for; "
                "this is a fault of undertow, please report it with the file's format"
            )


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
    on_progress : callable
        See :data:`Progress`.
    formats : mapping
        Formats by id.
    limits : Limits
        Bounds on what is read.
    """

    case: Case
    who: str
    command: str
    format_id: str | None = None
    on_progress: Progress = lambda path, done, total: None
    formats: Mapping[str, FormatSpec] = field(default_factory=lambda: FORMATS)
    limits: Limits = field(default_factory=Limits)
    _seen: SeenRecords | None = None

    def __post_init__(self) -> None:
        if self.format_id is not None:
            chosen_format(self.format_id, self.formats)
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
        try:
            stored = self.store.add(path)
        except InputError as error:
            return FileReport(path, problem=str(error))
        self._log("stored" if stored.is_new else "seen_again", path, stored, {})
        report = self._repeat(path, stored)
        if report is None:
            discard(self.case, stored.sha256)
            try:
                report = self._read(path, stored)
            except (OSError, duckdb.Error) as error:
                raise CaseError(
                    f"{self.case.path}: {path.name} could not be ingested: {error}; nothing of it "
                    "is in the tables, make room and ingest it again"
                ) from error
        report.check()
        self._log("ingested", path, stored, _outcome_fields(report))
        return report

    def close(self) -> None:
        """Release what is held between files."""
        if self._seen is not None:
            self._seen.close()
            self._seen = None

    def _read(self, path: Path, stored: StoredFile) -> FileReport:
        with self.store.open(stored.sha256) as source:
            try:
                capture = Capture.open(source, stored.sha256, self.limits)
                found = detect(capture, path.name, self.formats, self.format_id)
            except ContentError as error:
                problem = Rejected("container", error.reason_code, None, str(error))
                return self._refuse(path, stored, problem)
            except SourceFormatError as error:
                problem = Rejected("container", "unrecognised_format", None, str(error))
                return self._refuse(path, stored, problem)
            return self._import(path, stored, capture, found)

    def _import(
        self, path: Path, stored: StoredFile, capture: Capture, found: Detection
    ) -> FileReport:
        """Read every record of a file, decide what each is, and commit."""
        writer = PartitionWriter(self.case, stored, found.spec)
        tally = _Tally()
        try:
            for where, outcomes in capture.read(found.spec, self.limits):
                for outcome in outcomes:
                    if isinstance(outcome, Declared):
                        tally.declare(outcome)
                        continue
                    if isinstance(outcome, Accepted):
                        writer.accept(tally.n_records, where, outcome)
                    elif isinstance(outcome, Rejected):
                        writer.reject(tally.n_records, where, outcome)
                    tally.count(outcome)
                    if tally.n_records % _PROGRESS_EVERY == 0:
                        self.on_progress(path, capture.source.tell(), stored.size)
                writer.add_bytes(where.byte_length)
            report = self._commit(path, stored, writer, tally, found)
        finally:
            writer.abandon()
        self.on_progress(path, stored.size, stored.size)
        return report

    def _refuse(self, path: Path, stored: StoredFile, problem: Rejected) -> FileReport:
        """Keep a file that cannot be read: one record in quarantine, none when it is empty."""
        writer = PartitionWriter(self.case, stored, None)
        tally = _Tally(problem=problem.message)
        try:
            if stored.size:
                writer.reject(0, Physical(None, 0, stored.size, stored.sha256), problem)
                tally.count(problem)
            return self._commit(path, stored, writer, tally, None)
        finally:
            writer.abandon()

    def _commit(
        self,
        path: Path,
        stored: StoredFile,
        writer: PartitionWriter,
        tally: _Tally,
        found: Detection | None,
    ) -> FileReport:
        records, observations = writer.finish()
        if self._seen is None:
            self._seen = SeenRecords(self.case)
        is_first = self._seen.first_sights(observations)
        n_accepted = int(is_first.sum())
        report = FileReport(
            path=path,
            sha256=stored.sha256,
            format_id=found.spec.format_id if found else None,
            detection=found.evidence if found else (),
            n_records=tally.n_records,
            n_accepted=n_accepted,
            n_duplicate=len(is_first) - n_accepted,
            n_ignored=sum(tally.ignored.values()),
            n_quarantined=sum(tally.reasons.values()),
            reasons=dict(sorted(tally.reasons.items())),
            ignored=dict(sorted(tally.ignored.items())),
            problem=tally.problem,
        )
        report.check()
        rows = coverage_rows(
            stored,
            report.format_id,
            counts=(report.n_accepted, report.n_duplicate, report.n_quarantined),
            ignored=report.ignored,
            declared=tally.declared,
            note=tally.problem or "; ".join(report.detection),
            records=records,
        )
        writer.commit(is_first, rows)
        self._seen.add(partition(self.case, Observations, stored.sha256))
        return report

    def _repeat(self, path: Path, stored: StoredFile) -> FileReport | None:
        """Return the report of a file the case holds already, read as it would be read now."""
        if not is_complete(self.case, stored.sha256):
            return None
        try:
            rows = pq.read_table(partition(self.case, Coverage, stored.sha256)).to_pylist()
            row = next(row for row in rows if row["scope"] == "file")
            spec = self.formats.get(row["format_id"] or "")
            is_current = spec is not None and self._was_read_as(spec, stored)
        except (pa.ArrowException, StopIteration):
            is_current = False
        if not is_current:
            self.close()  # what was seen in this file will be seen anew
            return None
        n_records, format_id = row["n_records"], row["format_id"]
        return FileReport(
            path=path,
            sha256=stored.sha256,
            format_id=format_id,
            detection=("the case holds these bytes already; nothing was added",),
            n_records=n_records,
            n_duplicate=n_records,
            is_repeat=True,
        )

    def _was_read_as(self, spec: FormatSpec, stored: StoredFile) -> bool:
        """Whether a file was read in this format, the one wanted, by the present mapper."""
        observations = pq.ParquetFile(partition(self.case, Observations, stored.sha256))
        first = next(observations.iter_batches(batch_size=1, columns=["mapper_version"]), None)
        is_present = first is None or first.column(0)[0].as_py() == spec.mapper_version
        return is_present and self.format_id in (None, spec.format_id)

    def _log(self, action: str, path: Path, stored: StoredFile, more: Mapping[str, Any]) -> None:
        name = str(path).encode("utf-8", "backslashreplace").decode()
        fields = {"file": name, "sha256": stored.sha256, "bytes": stored.size, **more}
        log = CustodyLog(self.case.path / "evidence" / "custody.jsonl")
        log.append(action, who=self.who, command=self.command, fields=fields)


@dataclass(slots=True)
class _Tally:
    """Counts of one file while it is read."""

    n_records: int = 0
    problem: str | None = None
    reasons: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    declared: dict[tuple[str, str], int] = field(default_factory=dict)

    def count(self, outcome: Accepted | Ignored | Rejected) -> None:
        self.n_records += 1
        if isinstance(outcome, Rejected):
            self.reasons[outcome.reason_code] += 1
        elif isinstance(outcome, Ignored):
            self.ignored[outcome.rule] += 1

    def declare(self, thread: Declared) -> None:
        key = (thread.platform, thread.thread_id)
        self.declared[key] = max(thread.n_declared, self.declared.get(key, 0))


def _outcome_fields(report: FileReport) -> dict[str, str | int | None]:
    return {
        "format": report.format_id,
        "records": report.n_records,
        "accepted": report.n_accepted,
        "duplicate": report.n_duplicate,
        "ignored": report.n_ignored,
        "quarantined": report.n_quarantined,
        "problem": report.problem,
    }


def ingest_file(
    case: Case,
    path: Path,
    *,
    who: str,
    command: str,
    format_id: str | None = None,
    on_progress: Progress = lambda path, done, total: None,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
) -> FileReport:
    """Ingest one file; see :class:`Importer`."""
    importer = Importer(case, who, command, format_id, on_progress, limits=limits)
    try:
        return importer.ingest(path)
    finally:
        importer.close()


def ingest(
    case: Case,
    paths: Sequence[Path],
    *,
    who: str,
    command: str,
    format_id: str | None = None,
    on_progress: Progress = lambda path, done, total: None,
    formats: Mapping[str, FormatSpec] | None = None,
) -> list[FileReport]:
    """Ingest files and, in the order of their names, all files in folders.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    paths : sequence of Path
        Files and folders. Hidden files, links and the case itself are passed over in folders.
    who, command : str
        For the custody log.
    format_id : str or None
        Format of all files; detected for each when None.
    on_progress : callable
        See :data:`Progress`.
    formats : mapping or None
        Formats by id; those of undertow and of plug-ins when None.

    Returns
    -------
    list of FileReport
        One a file, in the order they were read.

    Raises
    ------
    InputError
        A path does not exist or the format is unknown; nothing was ingested.
    CaseError
        The case cannot be written.
    """
    files = list(_files(paths, case.path))
    importer = Importer(case, who, command, format_id, on_progress, formats or FORMATS)
    try:
        return [importer.ingest(file) for file in files]
    finally:
        importer.close()


def _files(paths: Sequence[Path], case: Path) -> Iterable[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += (file for file in sorted(path.rglob("*")) if _is_capture(file, path, case))
        elif path.exists():
            files.append(path)
        else:
            raise InputError(f"{path}: no such file or folder; check the path")
    return files


def _is_capture(file: Path, folder: Path, case: Path) -> bool:
    if file.is_symlink() or not file.is_file():
        return False
    is_hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return not is_hidden and case.resolve() not in file.resolve().parents
