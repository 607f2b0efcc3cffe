"""What became of a file, and of each part of it."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from undertow.errors import VerificationError
from undertow.ingest.outcomes import Accepted, Declared, Ignored, Rejected
from undertow.ingest.part import Part


@dataclass(frozen=True, slots=True)
class MemberReport:
    """What became of a member of an archive, or of the payloads of one format in a web archive.

    Parameters
    ----------
    name : str or None
        Path inside the archive; None for the file itself.
    format_id : str or None
        Format it was read in; None when it was not read.
    detection : tuple of str
        Why that format, one reason a line; or why it was not read.
    n_accepted, n_duplicate, n_ignored, n_quarantined : int
        What its records ended as.
    """

    name: str | None
    format_id: str | None
    detection: tuple[str, ...]
    n_accepted: int
    n_duplicate: int
    n_ignored: int
    n_quarantined: int

    @property
    def n_records(self) -> int:
        """Number of its records."""
        return self.n_accepted + self.n_duplicate + self.n_ignored + self.n_quarantined


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
        Format it was read in; None when it was not read, or its members in several.
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
    members : tuple of MemberReport
        What became of the members of an archive that were read or refused.
    warnings : tuple of str
        What else is not as it should be.
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
    members: tuple[MemberReport, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def formats(self) -> tuple[str, ...]:
        """Formats it was read in."""
        several = dict.fromkeys(member.format_id for member in self.members if member.format_id)
        return (self.format_id,) if self.format_id else tuple(several)

    def check(self) -> None:
        """Raise :class:`VerificationError` when records were lost or invented."""
        n_ended = self.n_accepted + self.n_duplicate + self.n_ignored + self.n_quarantined
        if self.n_records != n_ended:
            raise VerificationError(
                f"{self.path}: {self.n_records} records were read but {n_ended} accounted for; "
                "this is a fault of undertow, please report it with the file's format"
            )


@dataclass(slots=True)
class _PartTally:
    """Counts of what was read in one format in one member."""

    number: int
    detection: tuple[str, ...]
    n_ignored: int = 0
    n_quarantined: int = 0


@dataclass(slots=True)
class Tally:
    """Counts of one file while it is read.

    Parameters
    ----------
    n_records : int
        Records so far.
    problem : str or None
        Why the file as a whole is not read.
    encoding : str or None
        Encoding the user named, where it was needed.
    reasons, ignored : Counter
        Quarantine reasons and ignore rules.
    declared : dict
        (platform, id of a post) -> answers it has according to the source.
    warnings : dict
        Member (empty for the file itself) -> what else is not as it should be.
    within : str
        What kind of archive the file is; empty when it is none.
    """

    n_records: int = 0
    problem: str | None = None
    encoding: str | None = None
    reasons: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    declared: dict[tuple[str, str], int] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    within: str = ""
    _parts: dict[tuple[str | None, str | None], _PartTally] = field(default_factory=dict)
    _now: _PartTally = field(default_factory=lambda: _PartTally(0, ()))
    _read_in: array[int] = field(default_factory=lambda: array("L"))

    def enter(self, part: Part) -> None:
        """Go on to another part of the file."""
        key = (part.member, part.spec.format_id if part.spec else None)
        why = (part.problem,) if part.problem else part.detection
        if key not in self._parts:
            self._parts[key] = _PartTally(len(self._parts), why)
        self._now = self._parts[key]
        self.encoding = self.encoding or part.encoding
        self.within = self.within or part.within
        if not part.within:
            self.problem = self.problem or part.problem
        if part.warning:
            self.warnings[part.member or ""] = part.warning

    def count(self, outcome: Accepted | Ignored | Rejected) -> None:
        """Count what a record ended as."""
        self.n_records += 1
        if isinstance(outcome, Rejected):
            self.reasons[outcome.reason_code] += 1
            self._now.n_quarantined += 1
        elif isinstance(outcome, Ignored):
            self.ignored[outcome.rule] += 1
            self._now.n_ignored += 1
        else:
            self._read_in.append(self._now.number)

    def declare(self, thread: Declared) -> None:
        """Keep the largest number of answers that the source says a post has."""
        key = (thread.platform, thread.thread_id)
        self.declared[key] = max(thread.n_declared, self.declared.get(key, 0))

    def report(self, path: Path, sha256: str, is_first: NDArray[np.bool_]) -> FileReport:
        """Return what became of the file.

        Parameters
        ----------
        path : Path
            The file as given.
        sha256 : str
            Its hash.
        is_first : (n_read,) bool
            Which of the records that were read, in their order, the case did not hold.
        """
        members = tuple(self._members(is_first))
        formats = {member.format_id for member in members if member.format_id}
        n_accepted = int(is_first.sum())
        return FileReport(
            path=path,
            sha256=sha256,
            format_id=formats.pop() if len(formats) == 1 else None,
            detection=(self.within,) if self.within else members[0].detection if members else (),
            n_records=self.n_records,
            n_accepted=n_accepted,
            n_duplicate=len(is_first) - n_accepted,
            n_ignored=sum(self.ignored.values()),
            n_quarantined=sum(self.reasons.values()),
            reasons=dict(sorted(self.reasons.items())),
            ignored=dict(sorted(self.ignored.items())),
            problem=self.problem,
            members=members if self.within else (),
            warnings=tuple(self.warnings.values()),
        )

    def _members(self, is_first: NDArray[np.bool_]) -> Iterator[MemberReport]:
        """Yield what became of each part that was read or refused, in their order."""
        read_in = np.asarray(self._read_in, dtype=np.int64)
        n_read = np.bincount(read_in, minlength=len(self._parts))
        n_accepted = np.bincount(read_in[is_first], minlength=len(self._parts))
        for (name, format_id), part in self._parts.items():
            if format_id is None and not part.n_quarantined:
                continue
            accepted = int(n_accepted[part.number])
            yield MemberReport(
                name,
                format_id,
                part.detection,
                accepted,
                int(n_read[part.number]) - accepted,
                part.n_ignored,
                part.n_quarantined,
            )
