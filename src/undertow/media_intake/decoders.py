"""Decoding processes, one for each core."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from undertow.case import Case
from undertow.errors import InputError
from undertow.media.decoding import Description, Sandbox, can_decode
from undertow.media.description import NOT_DECODED, MediaFile, Rows, rows_of


@dataclass(frozen=True, slots=True)
class Spooled:
    """A media file copied out of the evidence.

    Parameters
    ----------
    file : MediaFile
        What it is.
    content : file object
        Its bytes, in a file without a name.
    problem : Description or None
        Why it is not decoded, where that is known already.
    """

    file: MediaFile
    content: BinaryIO
    problem: Description | None = None

    def close(self) -> None:
        """Remove the copy."""
        self.content.close()


class Decoders:
    """A decoding process for each core."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._settings = case.settings.media
        self._can = can_decode()
        self._trust_list = _trust_list(self._settings.trust_list) if self._can else ""
        self._trusted = _named(self._trust_list)
        n_processes = os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(n_processes)
        self._idle: list[Sandbox] = []
        self.n_waiting = 2 * n_processes

    def submit(self, spooled: Spooled) -> Future[Rows]:
        """Have a file described, and its copy closed."""
        return self._pool.submit(self._describe, spooled)

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)
        for sandbox in self._idle:
            sandbox.close()

    @contextmanager
    def _sandbox(self) -> Iterator[Sandbox]:
        """Give a process that is idle, or a new one."""
        try:
            sandbox = self._idle.pop()
        except IndexError:
            sandbox = Sandbox(self._settings, self._trust_list)
        try:
            yield sandbox
        finally:
            self._idle.append(sandbox)

    def _describe(self, spooled: Spooled) -> Rows:
        file = spooled.file
        with spooled.content:
            if spooled.problem is not None:
                return rows_of(file, spooled.problem, NOT_DECODED)
            if not self._can:
                return rows_of(file, _NO_DECODER, NOT_DECODED)
            with self._sandbox() as sandbox:
                found = sandbox.describe(spooled.content, file.kind, file.mime)
                decoder = f"{sandbox.versions}{self._trusted}"
        if found.strip is not None:
            from undertow.media.thumbnails import save_thumbnail  # needs what decodes

            save_thumbnail(self._case.path, file.media_uid, found.strip)
        return rows_of(file, found, decoder)


def _trust_list(path: str) -> str:
    """Read the certificates of trusted Content Credentials."""
    if not path:
        return ""
    from undertow.media.provenance.content_credentials import check_trust_list  # needs c2pa

    try:
        pem = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: the trust list cannot be read: {error}; give a PEM file as [settings.media] "
            "trust_list"
        ) from error
    check_trust_list(pem)
    return pem


def _named(pem: str) -> str:
    """Name a trust list by its content, so that a table says by which one its files were read."""
    return f"; trust list {hashlib.sha256(pem.encode()).hexdigest()[:16]}" if pem else ""


def too_many_bytes(max_bytes: int) -> Description:
    """Return what there is to say of a file that is longer than is decoded."""
    detail = f"longer than {max_bytes} bytes ([settings.media] max_bytes); kept and not decoded"
    return Description("quarantined", "too_many_bytes", detail)


_NO_DECODER: Final = Description(
    "quarantined",
    "no_decoder",
    'what decodes media is not installed; `pip install "undertow[media]"`, then run '
    "`undertow media decode`",
)
