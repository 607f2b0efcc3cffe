"""Captured bytes that were deleted under a rule of retention: what is left, and the proof of it.

A stored file is named after the hash of what was captured. Where records in it were deleted, their
bytes are blanks, at their old places, so that the records that stay are found where they were; the
custody log names the hash of what is left. A file of which nothing stays is gone altogether.

What was deleted is listed, record by record and by hash, in ``evidence/retention/<list>.jsonl``,
which is named after its own hash; the custody log names it before anything is deleted, and again
when all is.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from undertow.case import Case
from undertow.errors import CaseError
from undertow.ingest.custody import CustodyLog
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.places import Place
from undertow.ingest.seekable import FRAME_BYTES, SeekableWriter

BEGUN: Final = "retention_begun"
FILE: Final = "retention_file"
DONE: Final = "retained"
LIST: Final = "list_sha256"
LEFT: Final = "left_sha256"
GONE: Final = ""
"""What a file is left with of which nothing stays."""

_BLANK: Final = b" "


@dataclass(frozen=True, slots=True)
class Erasure:
    """Records that were deleted at one time.

    Attributes
    ----------
    list_sha256 : str
        SHA-256 of the list of them.
    by : str
        Who had them deleted.
    at : str
        When it was done, or begun where it is not (ISO 8601, UTC).
    n_records, n_posts, n_accounts : int
        Captured records, posts and profiles.
    seq : int
        Entry of the custody log in which it began.
    is_done : bool
        Whether it came to its end.
    """

    list_sha256: str
    by: str
    at: str
    n_records: int
    n_posts: int
    n_accounts: int
    seq: int
    is_done: bool


def erasures(case: Case) -> list[Erasure]:
    """Return what was deleted under retention, oldest first."""
    found: dict[str, Erasure] = {}
    for entry in CustodyLog.of(case).entries():
        if entry.get("action") in (BEGUN, DONE) and isinstance(entry.get(LIST), str):
            name = entry[LIST]
            found[name] = Erasure(
                name,
                by=str(entry.get("by")),
                at=str(entry.get("at")),
                n_records=int(entry.get("records", 0)),
                n_posts=int(entry.get("posts", 0)),
                n_accounts=int(entry.get("accounts", 0)),
                seq=found[name].seq if name in found else int(entry["seq"]),
                is_done=entry["action"] == DONE,
            )
    return list(found.values())


def left_of_files(case: Case) -> dict[str, str]:
    """Return for each stored file from which something was deleted the hash of what is left."""
    return {
        str(entry["sha256"]): str(entry[LEFT])
        for entry in CustodyLog.of(case).entries()
        if entry.get("action") == FILE and "sha256" in entry and LEFT in entry
    }


def refuse_after_erasure(case: Case) -> None:
    """Raise where records were deleted: an analysis would no longer see them, and not say so.

    Raises
    ------
    CaseError
        They were.
    """
    if found := erasures(case):
        own = found[-1]
        raise CaseError(
            f"{case.path}: {own.n_records:,} records were deleted under retention on "
            f"{own.at[:10]}, by {own.by}; an analysis would give other results without them. The "
            "findings stand as they are; open a new case for new captures"
        )


def list_path(case: Case, list_sha256: str) -> Path:
    """Return where the list of what was deleted is."""
    return case.path / "evidence" / "retention" / f"{list_sha256}.jsonl"


def erase(store: EvidenceStore, sha256: str, places: Iterable[Place]) -> str:
    """Write blanks over records of a stored file; return the hash of what is left.

    May be interrupted at any point, and done again: the file is the old one or the new one.

    Raises
    ------
    VerificationError
        The file is not in the store.
    CaseError
        It cannot be written.
    """
    file = store.path(sha256)
    draft = file.with_name(f".{file.name}.tmp")
    digest = hashlib.sha256()
    try:
        with store.open(sha256) as source, draft.open("wb") as target:
            writer = SeekableWriter(target)
            try:
                for block in blanked(iter(lambda: source.read(FRAME_BYTES), b""), places):
                    digest.update(block)
                    writer.write(block)
                writer.finish()
            finally:
                writer.close()
            target.flush()
            os.fsync(target.fileno())
        draft.replace(file)
    except OSError as error:
        raise CaseError(f"{file}: cannot be written: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)
    return digest.hexdigest()


def blanked(content: Iterator[bytes], places: Iterable[Place]) -> Iterator[bytes]:
    """Yield content with blanks at some places, which may be in any order and overlap."""
    waiting = sorted(((p.offset, p.offset + p.length) for p in places), reverse=True)
    begin, blank_until = 0, 0
    for block in content:
        end = begin + len(block)
        changed = bytearray(block)
        if blank_until > begin:
            _blank(changed, 0, min(blank_until, end) - begin)
        while waiting and waiting[-1][0] < end:
            first, last = waiting.pop()
            _blank(changed, max(first - begin, 0), min(last, end) - begin)
            blank_until = max(blank_until, last)
        yield bytes(changed)
        begin = end


def _blank(block: bytearray, first: int, last: int) -> None:
    if last > first:
        block[first:last] = _BLANK * (last - first)
