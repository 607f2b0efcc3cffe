"""Captures in a case: what reads them and merges what they say, and nothing that analyses it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from undertow import schema as s
from undertow.case import Case
from undertow.errors import CaseError
from undertow.ingest import (
    CustodyLog,
    FileReport,
    altered,
    discard_incomplete,
    merge_files,
    record_run,
    retry,
    take_over,
)
from undertow.ingest import ingest as ingest_captures
from undertow.ingest.collected import fetch_times
from undertow.ingest.column_map import MapFile, case_formats, formats_for_ingest
from undertow.ingest.erasure import refuse_after_erasure
from undertow.ingest.media_payload import SUBTITLES_RULE, media_holders
from undertow.ingest.vouched import SOURCES, VOUCHED_BY_INGEST
from undertow.pipeline import Stage, record_source, run_stages
from undertow.rollback import undo_killed_run

MERGE = Stage(
    "merge",
    (s.Records,),
    (
        s.Accounts,
        s.AccountSnapshots,
        s.ProfileChanges,
        s.Posts,
        s.Media,
        s.Engagement,
        s.CoverageWarnings,
    ),
    merge_files,
    None,
    version="3",
    is_streamed=True,
)


_READ = (s.Records, s.Observations, s.Quarantine, s.Coverage)


def ingest(
    case: Case,
    paths: Sequence[Path],
    *,
    who: str,
    command: str,
    format_id: str | None = None,
    encoding: str | None = None,
    column_map: MapFile | None = None,
    on_progress: Callable[[Path, int, int], None] = lambda path, done, total: None,
    on_media: Callable[[str, int], None] = lambda name, n_done: None,
) -> list[FileReport]:
    """Store captures as evidence, read their records and merge them into posts and accounts.

    The custody log gets one entry for the run, with the Merkle root over its records, last of all:
    a run that was killed has none, and the next one covers what it left.

    Parameters
    ----------
    case : Case
        Held for writing while this runs.
    paths : sequence of Path
        Files and folders.
    who, command : str
        For the custody log.
    format_id : str or None
        Format of all files; detected for each when None.
    encoding : str or None
        Encoding of files that are not UTF-8 and have no byte order mark.
    column_map : MapFile or None
        Column map to keep in the case and to read all files by, in place of a format.
    on_progress : callable
        Called with a file, the bytes read and its size.
    on_media : callable
        Called with what is being decoded, and how many media files are.

    Returns
    -------
    list of FileReport
        What became of each file. Content that cannot be read is in quarantine, never an error.

    Raises
    ------
    InputError
        A path does not exist, the format or encoding is unknown, or a map of the case cannot be
        used; nothing was ingested.
    CaseError
        The case cannot be written, or its tables are not those that the last ingest wrote: what
        this one adds would vouch for them.
    """
    if column_map is not None:
        format_id = column_map.column_map.id
    with case.writing():
        check_untouched(case, who=who, command=command)
        formats = formats_for_ingest(case, column_map, who=who, command=command)
        reports = ingest_captures(
            case,
            paths,
            who=who,
            command=command,
            format_id=format_id,
            encoding=encoding,
            on_progress=on_progress,
            formats=formats,
            times=fetch_times(case),
        )
        _settle(case, reports, who=who, command=command, roots=paths, on_media=on_media)
    return reports


def retry_quarantine(
    case: Case,
    *,
    who: str,
    command: str,
    on_progress: Callable[[Path, int, int], None] = lambda path, done, total: None,
) -> list[FileReport]:
    """Read every file anew of which something is in quarantine, and merge what it gives.

    Parameters
    ----------
    case : Case
        Held for writing while this runs.
    who, command : str
        For the custody log.
    on_progress : callable
        Called with a file, the bytes read and its size.

    Returns
    -------
    list of FileReport
        What became of each file; none when the quarantine is empty.

    Raises
    ------
    CaseError, VerificationError
        The case cannot be written, its tables are not those that the last ingest wrote, or a stored
        file is damaged.
    """
    with case.writing():
        check_untouched(case, who=who, command=command)
        formats = case_formats(case)
        reports = retry(
            case,
            who=who,
            command=command,
            formats=formats,
            on_progress=on_progress,
            times=fetch_times(case),
        )
        _settle(case, reports, who=who, command=command)
    return reports


def decode_media(
    case: Case,
    *,
    who: str,
    command: str,
    everything: bool = False,
    hidden: Collection[str] = (),
    on_media: Callable[[str, int], None] = lambda name, n_done: None,
) -> int:
    """Decode media files again, from the evidence.

    Parameters
    ----------
    case : Case
        Held for writing while this runs.
    who, command : str
        For the custody log.
    everything : bool
        All of them; else those of which nothing was decoded.
    hidden : collection of str
        Files of which no picture may be made: they are left as they are.
    on_media : callable
        See :func:`ingest`.

    Returns
    -------
    int
        How many files.

    Raises
    ------
    CaseError, VerificationError
        The case cannot be written, its tables are not those that the last ingest wrote, or a stored
        file is damaged.
    """
    from undertow.media_intake import to_decode_again

    with case.writing():
        check_untouched(case, who=who, command=command)
        again = to_decode_again(case, everything=everything, but=hidden)
        _describe_media(case, {}, on_media, again)
        n_files = len(again)
        fields: dict[str, str | int | None] = {"files": n_files, **VOUCHED_BY_INGEST.fields(case)}
        CustodyLog.of(case).append("media_decoded", who=who, command=command, fields=fields)
    return n_files


def check_untouched(case: Case, *, who: str, command: str) -> None:
    """Make sure that what is built next rests on what was read, and on nothing else.

    Provenance rows that the custody log does not vouch for are forgotten, so that what they vouch
    for is made again.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    who, command : str
        For the custody log.

    Raises
    ------
    CaseError
        What a file gave is not what the ingest of it logged, or records were deleted under
        retention.
    """
    refuse_after_erasure(case)
    undo_killed_run(case)
    discard_incomplete(case)
    take_over(case, who=who, command=command)
    if not (files := altered(case)):
        if VOUCHED_BY_INGEST.is_altered(case):
            case.forget(SOURCES)
        return
    touched = ", ".join(f"tables/*/{sha256[:16]}*.parquet" for sha256 in files)
    raise CaseError(
        f"{case.path}: {touched}: not as the ingest that wrote them logged them, and nothing may "
        "be built on that. Restore them, or remove them and run `undertow ingest` again with the "
        "same captures"
    )


def _settle(
    case: Case,
    reports: Sequence[FileReport],
    *,
    who: str,
    command: str,
    roots: Sequence[Path] = (),
    on_media: Callable[[str, int], None] = lambda name, n_done: None,
) -> None:
    """Vouch for the tables of an ingest, merge the records, describe the media, log the run."""
    vouch_for_read(case)
    run_stages(case, [MERGE])
    _describe_media(case, _paths_given(reports, roots), on_media)
    files = {report.sha256 for report in reports if report.sha256}
    record_run(case, files, who=who, command=command, more=VOUCHED_BY_INGEST.fields(case))


def _describe_media(
    case: Case,
    paths: Mapping[str, tuple[str, ...]],
    on_media: Callable[[str, int], None],
    again: frozenset[str] = frozenset(),
) -> None:
    """Describe the media files of a case that has some; what decodes is not loaded for the rest."""
    if media_holders(case) or media_holders(case, SUBTITLES_RULE):
        from undertow.media_intake import take_media

        take_media(case, paths, again=again, on_progress=on_media)


def _paths_given(
    reports: Sequence[FileReport], roots: Sequence[Path]
) -> dict[str, tuple[str, ...]]:
    """Return the paths of files by their hash, inside the folder that was named for them.

    What lies above that folder is a matter of this machine, and the tables are of the case.
    """
    paths: dict[str, set[str]] = {}
    for report in reports:
        root = next((root for root in roots if root in report.path.parents), report.path.parent)
        inside = report.path.relative_to(root).as_posix()
        shown = inside.encode("utf-8", "backslashreplace").decode()
        paths.setdefault(report.sha256, set()).add(shown)
    return {sha256: tuple(sorted(own)) for sha256, own in paths.items() if sha256}


def vouch_for_read(case: Case) -> None:
    """Write the provenance row of the tables that an ingest writes."""
    record_source(case, SOURCES[0], _READ)
