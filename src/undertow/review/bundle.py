"""Verification of a bundle: by anybody, without the case, down to the bytes of each record."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import msgspec

from undertow import bundle as b
from undertow.ingest.custody import check_chain
from undertow.ingest.places import Place
from undertow.ingest.runs import FileRoot, record_leaf
from undertow.review.custody import BADLY_WRITTEN, badly_written, readable, split_lines
from undertow.review.head import check_head, last_hash, read_head
from undertow.review.outcomes import Check, FallenClaim, Outcome, Problem, VerificationReport
from undertow.review.timestamps import check_timestamps

P = TypeVar("P", bound=b.Part)

_FALLS = "claims that rest on it fall"
_ALL = "nothing shows that any claim stands"


@dataclass(slots=True)
class _Reading:
    """A bundle being verified: what is in it, and which of its files are not what they were."""

    source: b.Bundle
    sums: dict[str, str] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    is_list_sealed: bool = True

    def content(self, name: str) -> bytes | None:
        """Return a file; None, and a fault, when it cannot be read."""
        try:
            return self.source.read(name)
        except b.BundleError as error:
            self.faults.setdefault(name, str(error))
            return None

    def part(self, name: str, kind: type[P]) -> P | None:
        """Return what a file says; None, and a fault, when it is not of this kind."""
        content = self.content(name)
        if content is None:
            return None
        try:
            return b.decode(content, kind)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            self.faults.setdefault(name, f"cannot be read ({error})")
            return None

    def blame(self, name: str, what: str) -> None:
        """Note the first thing that is wrong with a file."""
        self.faults.setdefault(name, what)

    def ids(self, folder: str) -> list[str]:
        """Return what should be in a folder, by the list of hashes.

        By what is there, without a list or where the list is not the one that the log names.
        """
        names = (self.is_list_sealed and self.sums) or self.source.names
        parts = (PurePosixPath(name) for name in names)
        return sorted(p.stem for p in parts if str(p.parent) == folder and p.suffix == ".json")


def verify_bundle(path: Path, *, head: str | None = None) -> VerificationReport:
    """Check every byte of an evidence bundle, and what each claim in it rests on.

    Of media files a bundle holds hash and place alone: that the file which holds them was captured
    is seen in the custody log; their bytes are with whoever keeps the case.

    Parameters
    ----------
    path : Path
        The folder, or its ZIP archive, which is read in place.
    head : str or None
        Last hash of the custody log as it was handed over by another way, or the first 16 digits of
        it at least: without it, whoever holds the bundle may have made all of it anew.

    Returns
    -------
    VerificationReport
        What was checked, what is wrong, and the claims that fall: those whose words, records,
        places, proofs or files are not what they were; all of them when the list of hashes or the
        custody log is not.

    Raises
    ------
    InputError
        There is no bundle, or ``head`` is no hash.
    """
    wanted = None if head is None else read_head(head)
    try:
        bundle = b.open_bundle(path)
    except b.BundleError as error:
        problem = Problem(str(error), path.name, f"{_ALL}; ask for the bundle again")
        return VerificationReport(False, (Check("archive", 1, 1),), (problem,), ())
    with closing(bundle):
        reading = _Reading(bundle)
        sealed = [
            _check_archive(reading, path),
            _check_sums(reading),
            _check_custody(reading),
        ]
        stamped, notes = _check_timestamps(reading)
        if wanted is not None:
            held, told = check_head(reading.entries, wanted, b.CUSTODY, may_go_on=False)
            sealed.append(held)
            notes += told
        folders = {"files": _check_file, "records": _check_record, "media": _check_media}
        outcomes = [*sealed, stamped]
        for folder, check in (*folders.items(), ("claims", _check_claim)):
            if folder != "media" or reading.ids(folder):  # most bundles have none
                outcomes.append(_check_each(reading, folder, check))
        return _report(reading, outcomes, notes)


def _check_archive(reading: _Reading, path: Path) -> Outcome:
    """Check that nothing is around the files but what packing them puts there."""
    try:
        is_exact = reading.source.is_as_packed()
    except b.BundleError:
        return Outcome("archive", 1)  # told where the file is read
    problem = Problem(
        "the archive is not as undertow packs it",
        path.name,
        "it was packed again or damaged; unpack it and verify the folder",
    )
    return Outcome("archive", 1, () if is_exact else (problem,))


def _check_sums(reading: _Reading) -> Outcome:
    """Compare every file with the list of hashes."""
    listed = reading.content(b.SUMS)
    try:
        reading.sums = b.read_sums(listed or b"")
    except b.BundleError as error:
        reading.blame(b.SUMS, str(error))
    if not reading.sums:
        problem = Problem(reading.faults.get(b.SUMS, "lists nothing"), b.SUMS, _ALL)
        return Outcome("sums", 1, (problem,), all_fall=True)
    for name, sha256 in reading.sums.items():
        if name not in reading.source.names:
            reading.blame(name, "is missing")
            continue
        content = reading.content(name)
        if content is not None and hashlib.sha256(content).hexdigest() != sha256:
            reading.blame(name, "is not what was written")
    problems = [Problem(what, name, _effect(name)) for name, what in sorted(reading.faults.items())]
    foreign = reading.source.names - set(reading.sums) - {b.SUMS, b.CUSTODY}
    problems += [
        Problem("was not in the bundle when it was made", name, "it proves nothing; remove it")
        for name in sorted(foreign)
    ]
    return Outcome("sums", len(reading.sums), tuple(problems))


def _check_custody(reading: _Reading) -> Outcome:
    """Check the chain, and that it ends with the entry that names the list of hashes."""
    log = reading.content(b.CUSTODY)
    if not log:
        problem = Problem("is missing or cannot be read", b.CUSTODY, _ALL)
        return Outcome("custody", 1, (problem,), all_fall=True)
    lines = split_lines(log)
    faults = [(fault.seq, fault.message) for fault in check_chain(lines)]
    faults += [(seq, BADLY_WRITTEN) for seq in badly_written(lines)]
    entries = [entry for _, entry in readable(lines)]
    problems = [Problem(what, f"{b.CUSTODY}:{seq}", _ALL) for seq, what in faults]
    if not faults:
        reading.entries = entries
        last = reading.entries[-1] if reading.entries else {}
        listed = reading.content(b.SUMS) or b""
        if (last.get("action"), last.get("sums_sha256")) != (
            b.ACTION,
            hashlib.sha256(listed).hexdigest(),
        ):
            reading.is_list_sealed = False
            what = f"the log does not end with the entry that names this {b.SUMS}"
            problems.append(Problem(what, f"{b.CUSTODY}:{len(lines)}", _ALL))
    return Outcome("custody", len(lines), tuple(problems), all_fall=bool(problems))


def _check_timestamps(reading: _Reading) -> tuple[Outcome, tuple[str, ...]]:
    paths = map(PurePosixPath, reading.sums)
    names = [path.name for path in paths if str(path.parent) == "timestamps"]
    return check_timestamps(
        reading.entries, names, lambda name: reading.source.read(b.stamp_name(name))
    )


def _check_each(
    reading: _Reading, folder: str, check: Callable[[_Reading, str], Iterator[str]]
) -> Outcome:
    """Check every part of a kind; one that is not as it was written is not looked at again."""
    problems = []
    idents = reading.ids(folder)
    for ident in idents:
        name = f"{folder}/{ident}.json"
        if name in reading.faults:
            continue
        what = next(check(reading, ident), None)
        if what is not None:
            reading.blame(name, what)
            problems.append(Problem(what, name, _effect(name)))
    return Outcome(folder, len(idents), tuple(problems))


def _check_file(reading: _Reading, file_sha256: str) -> Iterator[str]:
    """Yield what is wrong with a captured file's place in a run."""
    part = reading.part(b.file_name(file_sha256), b.FilePart)
    if part is None:
        yield reading.faults[b.file_name(file_sha256)]
        return
    if part.file_sha256 != file_sha256:
        yield "is about another file"
    leaf = FileRoot(part.file_sha256, part.n_records, part.root).leaf
    if part.run.proof.root(leaf) != part.run.root:
        yield "the proof does not lead to the root of the run"
    entries = [e for e in reading.entries if e.get("seq") == part.run.custody_seq]
    named = [(e.get("action"), e.get("root"), e.get("files")) for e in entries]
    if named != [("run", part.run.root, part.run.proof.size)]:
        yield "the custody log has no entry for this run"


def _check_record(reading: _Reading, raw_sha256: str) -> Iterator[str]:
    """Yield what is wrong with a record, its bytes or its place in a file."""
    part = reading.part(b.record_name(raw_sha256), b.RecordPart)
    if part is None:
        yield reading.faults[b.record_name(raw_sha256)]
        return
    raw = reading.content(b.raw_name(raw_sha256))
    is_exact = raw is not None and hashlib.sha256(raw).hexdigest() == raw_sha256
    if raw is None or not is_exact or len(raw) != part.byte_length:
        yield "the bytes are not those of the record"
    if part.raw_sha256 != raw_sha256:
        yield "is about another record"
    file = None
    if b.file_name(part.file_sha256) not in reading.faults:
        file = reading.part(b.file_name(part.file_sha256), b.FilePart)
    if file is None:
        yield "the file it was captured in is not proven"
        return
    place = Place(part.member, part.byte_offset, part.byte_length, raw_sha256)
    leaf = record_leaf(place)
    if (part.proof.root(leaf), part.proof.size) != (file.root, file.n_records):
        yield "the proof does not lead to the root of the file"


def _check_media(reading: _Reading, media_uid: str) -> Iterator[str]:
    """Yield what is wrong with a media file's place; the bytes are never in a bundle."""
    part = reading.part(b.media_name(media_uid), b.MediaPart)
    if part is None:
        yield reading.faults[b.media_name(media_uid)]
        return
    if part.media_uid != media_uid:
        yield "is about another media file"
    stored = {entry.get("sha256") for entry in reading.entries}
    if not part.places:
        yield "no place is named where it lies"
    if any(place.file_sha256 not in stored for place in part.places):
        yield "the custody log does not name the file that holds it"


def _check_claim(reading: _Reading, claim_id: str) -> Iterator[str]:
    """Yield what is wrong with a claim or with what it rests on."""
    part = reading.part(b.claim_name(claim_id), b.ClaimPart)
    if part is None:
        yield reading.faults[b.claim_name(claim_id)]
        return
    if part.claim_id != claim_id:
        yield "is about another claim"
    if part.n_evidence < 1 or part.n_evidence != len(part.evidence):
        yield "the number of evidence rows is not what the claim says"
    for row in part.evidence:
        if row.record_uid == row.raw_sha256:
            name = b.media_name(row.raw_sha256)
            if name in reading.faults or reading.part(name, b.MediaPart) is None:
                yield f"media file {row.raw_sha256} does not stand"
            continue
        names = {b.record_name(row.raw_sha256), b.raw_name(row.raw_sha256)}
        record = None
        if not names & set(reading.faults):
            record = reading.part(b.record_name(row.raw_sha256), b.RecordPart)
        if record is None:
            yield f"record {row.raw_sha256} does not stand"
            continue
        uids = {seen.record_uid for seen in record.observations} | set(record.profiles)
        if row.record_uid not in uids:
            yield f"evidence {row.evidence_id} names a record that was not read from these bytes"


def _effect(name: str) -> str:
    if name.startswith("claims/"):
        return "the claim falls"
    return _FALLS if "/" in name and not name.startswith("timestamps/") else "no claim rests on it"


def _report(
    reading: _Reading, outcomes: list[Outcome], notes: tuple[str, ...]
) -> VerificationReport:
    """Put the outcomes together and name the claims that fall."""
    problems = tuple(problem for outcome in outcomes for problem in outcome.problems)
    checks = tuple(Check(o.check, o.n_checked, len(o.problems)) for o in outcomes)
    all_fall = any(outcome.all_fall for outcome in outcomes)
    fallen = []
    for claim_id in reading.ids("claims"):
        name = b.claim_name(claim_id)
        if all_fall or name in reading.faults:
            fallen.append(_fallen(reading.part(name, b.ClaimPart), claim_id))
    head = last_hash(reading.entries)
    return VerificationReport(not problems, checks, problems, tuple(fallen), notes, head)


def _fallen(part: b.ClaimPart | None, claim_id: str) -> FallenClaim:
    if part is None:
        return FallenClaim(claim_id, "kind not known", "not known")
    return FallenClaim(claim_id, part.kind, part.campaign_id)
