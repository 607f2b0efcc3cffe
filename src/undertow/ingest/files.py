"""What an import is given: files, folders, and what has to be read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from undertow.case import Case
from undertow.errors import InputError
from undertow.ingest.container import Limits
from undertow.ingest.formats import FORMATS, FormatSpec
from undertow.ingest.importer import Importer, Progress
from undertow.ingest.report import FileReport
from undertow.ingest.runs import left_behind
from undertow.schema import Quarantine


def ingest_file(
    case: Case,
    path: Path,
    *,
    who: str,
    command: str,
    format_id: str | None = None,
    encoding: str | None = None,
    on_progress: Progress = lambda path, done, total: None,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
) -> FileReport:
    """Ingest one file; see :class:`Importer`."""
    importer = Importer(case, who, command, format_id, encoding, on_progress, limits=limits)
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
    encoding: str | None = None,
    on_progress: Progress = lambda path, done, total: None,
    formats: Mapping[str, FormatSpec] | None = None,
    times: Mapping[str, datetime] = MappingProxyType({}),
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
    encoding : str or None
        Encoding of files that are not UTF-8 and have no byte order mark.
    on_progress : callable
        See :data:`Progress`.
    formats : mapping or None
        Formats by id; those of undertow and of plug-ins when None.
    times : mapping of str to datetime
        See :class:`Importer`.

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
    importer = Importer(
        case, who, command, format_id, encoding, on_progress, formats or FORMATS, times=times
    )
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


def retry(
    case: Case,
    *,
    who: str,
    command: str,
    formats: Mapping[str, FormatSpec] = FORMATS,
    on_progress: Progress = lambda path, done, total: None,
    times: Mapping[str, datetime] = MappingProxyType({}),
) -> list[FileReport]:
    """Read every file anew of which something is in quarantine, or whose ingest was cut short.

    A file is read whole and not record by record: what changed a mapper so that it reads one
    record may change what it reads in the others.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    who, command : str
        For the custody log.
    formats : mapping
        Formats by id.
    on_progress : callable
        See :data:`Progress`.
    times : mapping of str to datetime
        See :class:`Importer`.

    Returns
    -------
    list of FileReport
        One a file, in the order of their names.

    Raises
    ------
    CaseError, VerificationError
        See :class:`Importer`.
    """
    names = case.read(Quarantine).arrow.select(["file_name", "file_sha256"])
    files = {(row["file_name"], row["file_sha256"]) for row in names.to_pylist()}
    importer = Importer(case, who, command, on_progress=on_progress, formats=formats, times=times)
    try:
        every = sorted(files.union(left_behind(case)))
        return [importer.read_again(sha256, name) for name, sha256 in every]
    finally:
        importer.close()
