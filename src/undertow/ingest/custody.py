"""The custody log: who did what to the evidence, when, in a chain of hashes.

Every line is a JSON object whose ``hash`` covers the rest of the line and whose ``prev_hash`` is
the ``hash`` of the line before, so that no line can be changed, dropped or put between two others
unnoticed. ``custody.head`` beside it holds the number and hash of the last entry, so that lines cut
off at the end are noticed too. Whoever can write to the case can write both anew from any line on:
only a hash that somebody else holds, such as a time stamp, shows that.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from undertow._version import __version__
from undertow.case import Case, write_atomically
from undertow.errors import CaseError

_START = "0" * 64
_RECOVERED = "recovered"
_CUT = "cut"
_TAIL_BYTES = 1 << 16
_HEAD = re.compile(r"([1-9][0-9]{0,17}) ([0-9a-f]{64})\n")
_OWN_FIELDS = frozenset(
    {"seq", "prev_hash", "at", "who", "command", "tool_version", "action", "hash"}
)


@dataclass(frozen=True, slots=True)
class CustodyProblem:
    """A fault in the log.

    Parameters
    ----------
    seq : int
        1-based line; 0 for what concerns the end of the log.
    message : str
        What is wrong.
    """

    seq: int
    message: str


@dataclass(frozen=True, slots=True)
class CustodyLog:
    """An append-only log.

    Parameters
    ----------
    path : Path
        The log; made on the first append. One process appends at a time (``Case.writing``).
    """

    path: Path

    @classmethod
    def of(cls, case: Case) -> CustodyLog:
        """Return the log of a case."""
        return cls(case.path / "evidence" / "custody.jsonl")

    @property
    def head(self) -> Path:
        """The file that holds the number and hash of the last entry."""
        return self.path.with_name("custody.head")

    def append(
        self,
        action: str,
        *,
        who: str,
        command: str,
        at: datetime | None = None,
        fields: Mapping[str, str | int | None] | None = None,
    ) -> dict[str, Any]:
        """Add an entry and force it to disk.

        A line left incomplete by a killed process is kept as it is; the entry after it
        (action ``recovered``) records its length and SHA-256. Where ``custody.head`` names an
        entry that the log does not hold, an entry (action ``cut``) says so for good.

        Parameters
        ----------
        action : str
            What was done, one word.
        who, command : str
            Who did it, and the command line given.
        at : datetime or None
            When, with zone; now by default.
        fields : mapping
            What it was done to.

        Returns
        -------
        dict
            The entry as written.

        Raises
        ------
        CaseError
            The log cannot be written; no entry was added. Or the head beside it cannot.
        """
        fields = fields or {}
        if reserved := _OWN_FIELDS.intersection(fields):
            raise ValueError(f"custody fields {sorted(reserved)} are set by the log itself")
        moment = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
        common = {"at": moment, "who": who, "command": command, "tool_version": __version__}
        lines = self._tail()
        entries: list[dict[str, Any]] = []
        if lines and _parse(lines[-1]) is None:
            entries.append(common | {"action": _RECOVERED} | _description(lines[-1]))
        seq, prev_hash = _position(lines)
        if (head := self._read_head()) is not None and not _holds(lines, seq, head):
            entries.append(common | {"action": _CUT, "head_seq": head[0], "head_hash": head[1]})
        entries.append(common | {"action": action} | dict(fields))
        for entry in entries:
            seq += 1
            entry |= {"seq": seq, "prev_hash": prev_hash}
            prev_hash = entry["hash"] = _hash(entry)
        begin = b"" if not lines or lines[-1].endswith(b"\n") else b"\n"
        self._write(begin + b"".join(_canonical(entry) + b"\n" for entry in entries))
        self._write_head(seq, prev_hash)
        return entries[-1]

    def last(self) -> dict[str, Any] | None:
        """Return the last entry that can be read; None when there is none."""
        return next(filter(None, map(_parse, reversed(self._tail()))), None)

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield the entries that can be read, oldest first."""
        for line in self._lines():
            entry = _parse(line)
            if entry is not None:
                yield entry

    def check(self) -> list[CustodyProblem]:
        """Recompute the chain; empty when every entry is what it was and none is missing."""
        return check_chain(self._lines()) + list(self._head_faults())

    def _head_faults(self) -> Iterator[CustodyProblem]:
        """Yield what is wrong between the log and the head written beside it."""
        hashes = {entry.get("seq"): entry.get("hash") for entry in self.entries()}
        last = max((seq for seq in hashes if isinstance(seq, int)), default=0)
        head = self._read_head()
        if head is None:
            if hashes or self.head.exists():
                what = "cannot be read" if self.head.exists() else "is missing"
                text = f"custody.head {what}: entries cut off at the end would not be noticed"
                yield CustodyProblem(0, text)
        elif head[0] > last:
            n_cut = head[0] - last
            yield CustodyProblem(0, f"the log was cut: {n_cut} entries are missing at its end")
        elif hashes.get(head[0]) != head[1]:
            yield CustodyProblem(0, "custody.head names another entry: one of the two was changed")

    def _read_head(self) -> tuple[int, str] | None:
        """Return the number and hash in ``custody.head``; None when it does not hold them."""
        try:
            text = self.head.read_bytes().decode("ascii")
        except (OSError, UnicodeDecodeError):
            return None
        match = _HEAD.fullmatch(text)
        return (int(match[1]), match[2]) if match else None

    def _lines(self) -> Iterator[bytes]:
        try:
            with self.path.open("rb") as log:
                yield from log
        except FileNotFoundError:
            return
        except OSError as error:
            raise CaseError(f"{self.path}: cannot be read: {error.strerror or error}") from error

    def _tail(self) -> list[bytes]:
        """Return the last lines, at least one of them an entry; all lines of a short log."""
        try:
            size = self.path.stat().st_size
            if size > _TAIL_BYTES:
                with self.path.open("rb") as log:
                    log.seek(size - _TAIL_BYTES)
                    lines = log.readlines()[1:]
                if any(_parse(line) is not None for line in lines):
                    return lines
        except FileNotFoundError:
            return []
        except OSError as error:
            raise CaseError(f"{self.path}: cannot be read: {error.strerror or error}") from error
        return list(self._lines())

    def _write(self, content: bytes) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab", buffering=0) as log:
                size = log.tell()
                try:
                    if log.write(content) != len(content):
                        raise OSError("the entry was written in part")
                    os.fsync(log.fileno())
                except OSError:
                    log.truncate(size)
                    raise
        except OSError as error:
            raise CaseError(
                f"{self.path}: the custody log cannot be written: {error.strerror or error}"
            ) from error

    def _write_head(self, seq: int, last_hash: str) -> None:
        try:
            write_atomically(self.head, f"{seq} {last_hash}\n".encode())
        except OSError as error:
            raise CaseError(
                f"{self.head}: cannot be written: {error.strerror or error}; the entry stands, "
                "make room and run the command again"
            ) from error


def check_chain(lines: Iterable[bytes]) -> list[CustodyProblem]:
    """Recompute the chain over the lines of a log; empty when every entry is what it was."""
    problems: list[CustodyProblem] = []
    prev_hash = _START
    unread: bytes | None = None
    seq = 0
    for seq, line in enumerate(lines, start=1):
        entry = _parse(line)
        if unread is not None and not _explains(entry, unread):
            problems.append(CustodyProblem(seq - 1, "the entry cannot be read"))
        unread = line if entry is None else None
        if entry is not None:
            problems += [CustodyProblem(seq, text) for text in _faults(entry, seq, prev_hash)]
            prev_hash = str(entry.get("hash"))
    if unread is not None:
        text = "the last entry is incomplete: a process was killed or the log was cut"
        problems.append(CustodyProblem(seq, text))
    return problems


def hashed_text(entry: Mapping[str, Any]) -> bytes:
    """Return the bytes whose SHA-256 is the ``hash`` of an entry: all of it but that."""
    return _canonical({name: value for name, value in entry.items() if name != "hash"})


def _holds(lines: list[bytes], seq: int, head: tuple[int, str]) -> bool:
    """Whether the log goes as far as the head says; a kill leaves the head behind the log."""
    if head[0] > seq:
        return False
    found = (entry for entry in map(_parse, lines) if entry and entry.get("seq") == head[0])
    return any(entry.get("hash") == head[1] for entry in found)


def _parse(line: bytes) -> dict[str, Any] | None:
    """Return the entry on a line, or None when it cannot be read (a cut object never can)."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):  # brackets without end are no entry either
        return None
    return entry if isinstance(entry, dict) else None


def _explains(entry: dict[str, Any] | None, unread: bytes) -> bool:
    """Whether an entry vouches for the unreadable line before it."""
    return (
        entry is not None
        and entry.get("action") == _RECOVERED
        and _description(unread).items() <= entry.items()
    )


def _faults(entry: dict[str, Any], seq: int, prev_hash: str) -> Iterator[str]:
    if entry.get("seq") != seq:
        yield f"the entry has number {entry.get('seq')}: entries were added or removed"
    if entry.get("prev_hash") != prev_hash:
        yield "the entry does not continue the one before it"
    if entry.get("hash") != _hash(entry):
        yield "the entry was changed: its hash does not fit"
    if entry.get("action") == _CUT:
        yield f"entries up to {entry.get('head_seq')} were missing when this one was written"


def _description(line: bytes) -> dict[str, Any]:
    """Return the fields by which a ``recovered`` entry identifies an unreadable line."""
    rest = line.removesuffix(b"\n")
    return {"incomplete_bytes": len(rest), "incomplete_sha256": hashlib.sha256(rest).hexdigest()}


def _position(lines: list[bytes]) -> tuple[int, str]:
    """Return the number of the last line and the hash of the last entry."""
    for back, line in enumerate(reversed(lines)):
        entry = _parse(line)
        if entry is not None and isinstance(entry.get("seq"), int):
            return entry["seq"] + back, str(entry.get("hash"))
    return len(lines), _START


def _canonical(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _hash(entry: Mapping[str, Any]) -> str:
    return hashlib.sha256(hashed_text(entry)).hexdigest()
