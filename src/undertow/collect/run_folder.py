"""A run on disk: exact pages, and a log whose last line says how far it came.

::

    youtube-1a2b3c4d-00001/
      run.json                  what is asked, of whom, since when
      000001-commentThreads.json    the body of a page, byte for byte
      pages.jsonl               one line a page: address, status, headers, time, SHA-256
      imported.json             how many pages the case holds, and whether nothing is left to ask

A page is written first and its line after it; the line makes it part of the run. A kill before the
line leaves a body that the same page will replace; a line cut in two is taken off.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from undertow._version import __version__
from undertow.case import file_sha256, write_atomically
from undertow.collect.answers import RawPage
from undertow.collect.plan import Request
from undertow.errors import CaseError, CollectError, VerificationError

_LOG = "pages.jsonl"


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A line of the log.

    Parameters
    ----------
    path : Path
        The body.
    request : dict
        Path and parameters that were asked for.
    status : int
        HTTP status of the answer.
    reason : str or None
        The source's word for a refusal.
    holds_records : bool
        Whether it is imported.
    sha256 : str
        Hash of the body.
    """

    path: Path
    request: dict[str, Any]
    status: int
    reason: str | None
    holds_records: bool
    sha256: str

    def read(self) -> bytes:
        """Return the body.

        Raises
        ------
        VerificationError
            It is not what was saved.
        """
        try:
            body = self.path.read_bytes()
        except OSError as error:
            raise VerificationError(f"{self.path}: cannot be read: {error.strerror}") from error
        if hashlib.sha256(body).hexdigest() != self.sha256:
            raise VerificationError(
                f"{self.path}: is not what was saved; collect again with --new, which begins "
                "another run and leaves this one as it is"
            )
        return body


class RunFolder:
    """One run of a query.

    Parameters
    ----------
    path : Path
        Its folder, which holds ``run.json``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._log = path / _LOG
        self._n_pages = 0

    @classmethod
    def choose(
        cls, root: Path, source: str, query: Mapping[str, Any], *, is_new: bool
    ) -> RunFolder:
        """Return the unfinished run of a query, or a new one.

        Parameters
        ----------
        root : Path
            Folder of all runs.
        source, query : str, mapping
            What is asked.
        is_new : bool
            Begin a new run whatever there is.

        Raises
        ------
        CaseError
            The folder cannot be written.
        """
        about = {"source": source, "query": dict(query)}
        digest = hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()[:8]
        runs = sorted(root.glob(f"{source}-{digest}-[0-9][0-9][0-9][0-9][0-9]"))
        if runs and not is_new:
            last = cls(runs[-1])
            if not last.is_finished:
                return last
        number = int(runs[-1].name[-5:]) + 1 if runs else 1
        path = root / f"{source}-{digest}-{number:05}"
        begun = datetime.now(UTC).isoformat(timespec="seconds")
        about |= {"begun_at": begun, "tool_version": __version__}
        try:
            write_atomically(path / "run.json", _json(about))
        except OSError as error:
            raise CaseError(f"{path}: cannot be made: {error.strerror or error}") from error
        return cls(path)

    @property
    def log(self) -> Path:
        """The log of pages."""
        return self._log

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to ask and the case holds everything."""
        return bool(self._imported().get("is_complete"))

    @property
    def n_imported(self) -> int:
        """Pages at the start of the run that the case holds."""
        n_pages = self._imported().get("n_pages")
        return n_pages if isinstance(n_pages, int) else 0

    def mark_imported(self, n_pages: int, *, is_complete: bool) -> None:
        """Note that the case holds the first pages, and whether these are all there will be."""
        values = {"n_pages": n_pages, "is_complete": is_complete}
        write_atomically(self.path / "imported.json", _json(values))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other collectors off the run.

        Raises
        ------
        CaseError
            One is at work on it.
        """
        with (self.path / ".lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise CaseError(
                    f"{self.path}: another collector is at work on this run; wait for it to end"
                ) from error
            yield

    def pages(self) -> list[SavedPage]:
        """Return the pages saved so far; what a kill left half-written is taken off first.

        Raises
        ------
        VerificationError
            A line of the log cannot be read.
        """
        raw = self._log.read_bytes() if self._log.exists() else b""
        whole = raw[: raw.rfind(b"\n") + 1]
        if len(whole) < len(raw):
            os.truncate(self._log, len(whole))
        pages = []
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                entry = json.loads(line)
                page = SavedPage(
                    self.path / _name(number, entry["request"]["path"]),
                    entry["request"],
                    entry["status"],
                    entry["reason"],
                    entry["holds_records"],
                    entry["sha256"],
                )
            except (ValueError, KeyError, TypeError) as error:
                raise VerificationError(
                    f"{self._log}:{number}: cannot be read; collect again with --new"
                ) from error
            pages.append(page)
        self._n_pages = len(pages)
        return pages

    def save(self, request: Request, raw: RawPage, reason: str | None) -> SavedPage:
        """Write a page, then its line in the log; both are on disk when this returns.

        Raises
        ------
        CaseError
            The disk is full, say; the run is as it was.
        """
        number = self._n_pages + 1
        asked = {"path": request.path, "params": [list(pair) for pair in request.params]}
        path = self.path / _name(number, request.path)
        sha256 = hashlib.sha256(raw.body).hexdigest()
        holds_records = request.holds_records and raw.status == 200
        entry = {
            "file": path.name,
            "sha256": sha256,
            "bytes": len(raw.body),
            "url": raw.url,
            "request": asked,
            "status": raw.status,
            "reason": reason,
            "holds_records": holds_records,
            "headers": dict(raw.headers),
            "fetched_at": raw.fetched_at.isoformat(timespec="milliseconds"),
            "tool_version": __version__,
        }
        try:
            write_atomically(path, raw.body)
            self._append(json.dumps(entry, sort_keys=True, ensure_ascii=True).encode() + b"\n")
        except OSError as error:
            raise CaseError(
                f"{self.path}: a page could not be saved: {error.strerror or error}; make room "
                "and run the same command again"
            ) from error
        self._n_pages = number
        return SavedPage(path, asked, raw.status, reason, holds_records, sha256)

    def log_sha256(self) -> str:
        """Return the SHA-256 of the log as it is."""
        return file_sha256(self._log)

    def _append(self, line: bytes) -> None:
        with self._log.open("ab", buffering=0) as log:
            size = log.tell()
            try:
                if log.write(line) != len(line):
                    raise OSError("the line was written in part")
                os.fsync(log.fileno())
            except OSError:
                log.truncate(size)
                raise

    def _imported(self) -> dict[str, Any]:
        try:
            values = json.loads((self.path / "imported.json").read_bytes())
        except (OSError, ValueError):
            return {}
        return values if isinstance(values, dict) else {}


def same_request(saved: SavedPage, request: Request) -> None:
    """Check that a saved page answers what a plan asks now.

    Raises
    ------
    CollectError
        It does not: the run was begun by another version, whose plan was another.
    """
    asked = {"path": request.path, "params": [list(pair) for pair in request.params]}
    if saved.request != asked:
        raise CollectError(
            f"{saved.path.parent}: was begun by another version of undertow, which asked in "
            "another order; begin anew with --new (what this run saved stays)"
        )


def _name(number: int, path: str) -> str:
    last = re.sub(r"[^A-Za-z0-9]+", "-", path.rsplit("/", 1)[-1]).strip("-")[:40]
    return f"{number:06}-{last or 'page'}.json"


def _json(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, sort_keys=True, indent=2, ensure_ascii=True).encode() + b"\n"
