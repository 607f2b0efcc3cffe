"""Deleting, so that a process killed at any moment leaves what can be brought to its end."""

from __future__ import annotations

from collections.abc import Callable

from undertow.case import Case, write_atomically
from undertow.errors import CaseError
from undertow.ingest.custody import CustodyLog
from undertow.ingest.erasure import (
    BEGUN,
    DONE,
    FILE,
    GONE,
    LEFT,
    LIST,
    Erasure,
    erase,
    erasures,
    list_path,
)
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.partitions import content_sha256, is_complete
from undertow.ingest.vouched import VOUCHED_BY_ANALYSIS, VOUCHED_BY_INGEST
from undertow.media.hints.faces import forget_faces
from undertow.media.hints.mouth_hints import forget_hints
from undertow.media.places import thumbnail_path
from undertow.retention.listing import Listing, read_listing
from undertow.retention.tables import changes, rewrite, vouch_again
from undertow.schema import Coverage

Step = Callable[[str], None]


def retain(
    case: Case,
    listing: Listing,
    *,
    by: str,
    who: str,
    command: str,
    on_step: Step = lambda step: None,
) -> Erasure:
    """Delete what is on a list; the custody log names the list first.

    Parameters
    ----------
    case : Case
        Held for writing by the caller; it verifies.
    listing : Listing
        What is deleted.
    by : str
        The person who has it deleted.
    who, command : str
        For the custody log.
    on_step : callable
        Called before each step with its name.

    Raises
    ------
    CaseError
        Something cannot be written, or an earlier deletion did not come to its end.
    """
    if unfinished := [own for own in erasures(case) if not own.is_done]:
        raise CaseError(
            f"{case.path}: a deletion that began in entry {unfinished[0].seq} of the custody log "
            f"did not come to its end; run `undertow retain {case.path} --by NAME` to finish it"
        )
    path = list_path(case, listing.sha256)
    try:
        write_atomically(path, listing.text)
    except OSError as error:
        raise CaseError(f"{path}: cannot be written: {error.strerror or error}") from error
    fields = {LIST: listing.sha256, "by": by, **listing.counts()}
    CustodyLog.of(case).append(BEGUN, who=who, command=command, fields=fields)
    return _finish(case, listing, by=by, who=who, command=command, on_step=on_step)


def resume(
    case: Case, *, who: str, command: str, on_step: Step = lambda step: None
) -> Erasure | None:
    """Bring a deletion that was interrupted to its end; None where there is none.

    Raises
    ------
    CaseError, VerificationError
        Something cannot be written, or the list of what goes is not what was logged.
    """
    for own in erasures(case):
        if not own.is_done:
            listing = read_listing(case, own.list_sha256)
            return _finish(case, listing, by=own.by, who=who, command=command, on_step=on_step)
    return None


def _finish(
    case: Case, listing: Listing, *, by: str, who: str, command: str, on_step: Step
) -> Erasure:
    """Delete everything on a list; each step can be done again."""
    log, store = CustodyLog.of(case), EvidenceStore(case.path / "evidence")
    left: dict[str, str] = {}
    try:
        for file, places in listing.places.items():
            on_step(f"file {file}")
            left[file] = erase(store, file, places)
        for file in listing.whole:
            on_step(f"file {file}")
            store.path(file).unlink(missing_ok=True)
            left[file] = GONE
        for media_uid in listing.media:
            thumbnail_path(case.path, media_uid).unlink(missing_ok=True)
        forget_faces(case.path, listing.media)
        forget_hints(case.path, listing.media)
        for spec, change in changes(case, listing):
            on_step(f"table {spec.name}")
            rewrite(case, spec, change)
    except OSError as error:
        raise CaseError(
            f"{case.path}: not everything could be deleted: {error.strerror or error}; make room "
            "and run the command again"
        ) from error
    on_step("provenance")
    vouch_again(case)
    on_step("custody")
    for file, sha256 in left.items():
        fields = {"sha256": file, LEFT: sha256, LIST: listing.sha256}
        log.append(FILE, who=who, command=command, fields=fields)
    for file in _read_files(case):
        fields = {"sha256": file, "partitions_sha256": content_sha256(case, file)}
        log.append("retention_tables", who=who, command=command, fields=fields)
    on_step("end")
    done = {
        LIST: listing.sha256,
        "by": by,
        **listing.counts(),
        **VOUCHED_BY_INGEST.fields(case),
        **VOUCHED_BY_ANALYSIS.fields(case),
    }
    log.append(DONE, who=who, command=command, fields=done)
    return next(own for own in erasures(case) if own.list_sha256 == listing.sha256)


def _read_files(case: Case) -> list[str]:
    """Return the files that have rows in the tables."""
    files = case.read(Coverage).arrow.column("file_sha256").unique().to_pylist()
    return [file for file in sorted(files) if is_complete(case, file)]
