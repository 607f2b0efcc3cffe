"""Runs of ``undertow ingest``: one Merkle root over every physical record of their files.

Two trees, one above the other (:mod:`undertow.ingest.merkle`):

- a file's leaves are its physical records, ``<byte_offset> <byte_length> <raw_sha256>``, in an
  archive followed by a blank and the member: those of ``observations`` in order, then those of
  ``quarantine``, each once where several records that follow one another share it;
- a run's leaves are its files, ``<file_sha256> <records> <root>``, sorted.

All are text, numbers in decimal and hashes in lower-case hexadecimal. The leaves of a run
are the lines of ``evidence/runs/<root>.txt``; the custody log names the root (action ``run``).
Records that a format ignores by a named rule are in no table: the file's own hash covers them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TypeGuard

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from undertow.case import Case, write_atomically
from undertow.errors import CaseError, VerificationError
from undertow.ingest.custody import CustodyLog
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.merkle import MerkleTree
from undertow.ingest.partitions import content_sha256, is_complete, partition_paths
from undertow.ingest.places import Place
from undertow.schema import Observations, Quarantine

ACTION = "run"
TAKEN_OVER = "taken_over"
_BEGUN = frozenset({"stored", "seen_again", "read_again"})
_READ = frozenset({"ingested", TAKEN_OVER})
_PLACE = ["byte_offset", "byte_length", "raw_sha256", "member"]
_HASH = re.compile(r"[0-9a-f]{64}")
_LINE = re.compile(r"([0-9a-f]{64}) (0|[1-9][0-9]{0,17}) ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, order=True)
class FileRoot:
    """A file of a run: its hash, its physical records in the tables, and their root."""

    file_sha256: str
    n_records: int
    root: str

    @property
    def leaf(self) -> bytes:
        """The leaf in the tree of the run."""
        return f"{self.file_sha256} {self.n_records} {self.root}".encode()

    @classmethod
    def parse(cls, leaf: str) -> FileRoot:
        """Read a leaf.

        Raises
        ------
        VerificationError
            It is not written as a run writes it.
        """
        match = _LINE.fullmatch(leaf)
        if match is None:
            raise VerificationError("a line of the run is not a file with its records and root")
        return cls(match[1], int(match[2]), match[3])


@dataclass(frozen=True)
class Run:
    """The files of one run, each once, by hash."""

    files: tuple[FileRoot, ...]

    @cached_property
    def root(self) -> str:
        """Root of the tree over the files, in hexadecimal."""
        tree = MerkleTree()
        tree.add([file.leaf for file in self.files])
        return tree.root().hex()

    @property
    def n_records(self) -> int:
        """Leaves of all files."""
        return sum(file.n_records for file in self.files)

    @property
    def text(self) -> bytes:
        """The run as it is written to disk."""
        return b"".join(file.leaf + b"\n" for file in self.files)


def record_leaf(place: Place) -> bytes:
    """Return the leaf of a physical record in the tree of its file."""
    inside = f" {place.member}" if place.member else ""
    return f"{place.offset} {place.length} {place.sha256}{inside}".encode()


def file_tree(case: Case, file_sha256: str, wanted: Collection[bytes] = frozenset()) -> MerkleTree:
    """Return the tree over the physical records of a file, streamed from the tables.

    Parameters
    ----------
    case : Case
        Only read.
    file_sha256 : str
        The file; its partitions are there.
    wanted : collection of bytes
        Leaves that proofs will be asked for.

    Raises
    ------
    CaseError
        A partition is missing or damaged.

    Notes
    -----
    Two hashes a record, one row group in memory: 12 s and 25 MiB for ten million records.
    """
    tree = MerkleTree(wanted)
    try:
        for spec in (Observations, Quarantine):
            for path in partition_paths(case, spec, file_sha256):
                for leaves in _leaves(path):
                    tree.add(leaves)
    except (OSError, pa.ArrowException) as error:
        raise CaseError(
            f"{case.path}: the records of file {file_sha256[:16]} cannot be read ({error}); "
            "run `undertow ingest` again with it"
        ) from error
    return tree


def file_root(case: Case, file_sha256: str) -> FileRoot:
    """Return the leaf of a file in the tree of a run; see :func:`file_tree`."""
    tree = file_tree(case, file_sha256)
    return FileRoot(file_sha256, tree.size, tree.root().hex())


def record_run(
    case: Case,
    files: Collection[str],
    *,
    who: str,
    command: str,
    more: Mapping[str, str] = MappingProxyType({}),
) -> Run | None:
    """Write down what a run of ``undertow ingest`` brought in, and log its root.

    Files that no run covers, because the process that read them was killed, are covered too.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    files : collection of str
        Hashes of the files of this call, whether the case held them already or not.
    who, command : str
        For the custody log.
    more : mapping of str to str
        What else the entry of the run says.

    Returns
    -------
    Run or None
        None when there is no file to cover; nothing is logged then.

    Raises
    ------
    CaseError
        The run cannot be written, or a table is damaged.
    """
    wanted = set(files) | set(uncovered(case))
    if not wanted:
        return None
    run = Run(tuple(sorted(file_root(case, sha256) for sha256 in wanted)))
    path = run_path(case, run.root)
    try:
        write_atomically(path, run.text)
    except OSError as error:
        raise CaseError(f"{path}: cannot be written: {error.strerror or error}") from error
    fields: dict[str, str | int | None]
    fields = {"root": run.root, "files": len(run.files), "records": run.n_records, **more}
    CustodyLog.of(case).append(ACTION, who=who, command=command, fields=fields)
    return run


def run_path(case: Case, root: str) -> Path:
    """Return where the run with this root is, or would be."""
    return case.path / "evidence" / "runs" / f"{root}.txt"


def read_run(case: Case, root: str) -> Run:
    """Read a run and check that it has the root it is named after.

    Raises
    ------
    VerificationError
        It is missing, or not what was written.
    """
    path = run_path(case, root)
    try:
        lines = path.read_bytes().decode("ascii").split("\n")
        run = Run(tuple(FileRoot.parse(line) for line in lines[:-1]))
    except (OSError, UnicodeDecodeError) as error:
        raise VerificationError(f"{path}: the run cannot be read: {error}") from error
    if lines[-1] or run.root != root:
        raise VerificationError(f"{path}: the run is not the one that was logged")
    return run


def logged_runs(case: Case) -> Iterator[tuple[int, str]]:
    """Yield the number of the custody entry and the root of each run, oldest first."""
    for entry in CustodyLog.of(case).entries():
        seq = entry.get("seq")
        if entry.get("action") == ACTION and isinstance(seq, int):
            yield seq, str(entry.get("root"))


def uncovered(case: Case) -> list[str]:
    """Return the files in the tables that no readable run covers, by hash."""
    covered: set[str] = set()
    for _, root in logged_runs(case):
        try:
            covered.update(file.file_sha256 for file in read_run(case, root).files)
        except VerificationError:
            continue
    hashes = EvidenceStore(case.path / "evidence").hashes()
    return [sha256 for sha256 in hashes if sha256 not in covered and is_complete(case, sha256)]


def unfinished(case: Case) -> dict[str, int]:
    """Return the files that an ingest took in and did not bring to an end, with their entry.

    A file is at its end when what became of it was logged, and a run after that.
    """
    begun: dict[str, int] = {}
    read: set[str] = set()
    for entry in CustodyLog.of(case).entries():
        action, sha256, seq = entry.get("action"), entry.get("sha256"), entry.get("seq")
        if action == ACTION:
            begun = {file: seq for file, seq in begun.items() if file not in read}
            read = set()
        elif not _is_hash(sha256) or not isinstance(seq, int):
            continue  # not of a file, or not as the log writes it
        elif action in _BEGUN:
            begun[sha256] = seq
            read.discard(sha256)
        elif action in _READ:
            begun.setdefault(sha256, seq)
            read.add(sha256)
    return begun


def take_over(case: Case, *, who: str, command: str) -> None:
    """Log what files gave that are in the tables as a whole, but whose ingest was cut short."""
    for sha256 in unfinished(case):
        if is_complete(case, sha256):
            fields = {"sha256": sha256, "partitions_sha256": content_sha256(case, sha256)}
            CustodyLog.of(case).append(TAKEN_OVER, who=who, command=command, fields=fields)


def left_behind(case: Case) -> list[tuple[str, str]]:
    """Return name and hash of the stored files of which a cut-short ingest left nothing."""
    begun = unfinished(case)
    names = {
        str(entry.get("sha256")): Path(str(entry.get("file"))).name
        for entry in CustodyLog.of(case).entries()
        if entry.get("action") in _BEGUN
    }
    stored = set(EvidenceStore(case.path / "evidence").hashes())
    lost = [file for file in begun if file in stored and not is_complete(case, file)]
    return [(names.get(file, file), file) for file in lost]


def altered(case: Case) -> list[str]:
    """Return the files whose partitions are not those that the ingest of them logged, by hash.

    Those that an ingest was at when it was cut short are left out, and those that are not in the
    tables as a whole: they will be read again.
    """
    logged: dict[str, str] = {}
    for entry in CustodyLog.of(case).entries():
        if "partitions_sha256" in entry and _is_hash(entry.get("sha256")):
            logged[entry["sha256"]] = str(entry["partitions_sha256"])
    pending = unfinished(case)
    return [
        sha256
        for sha256, wanted in sorted(logged.items())
        if sha256 not in pending
        and is_complete(case, sha256)
        and content_sha256(case, sha256) != wanted
    ]


def _is_hash(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _leaves(path: Path) -> Iterator[Sequence[bytes]]:
    """Yield the leaves of a partition in batches; a place that repeats itself counts once."""
    last: bytes | None = None
    with pq.ParquetFile(path) as file:
        # Not iter_batches: it keeps what it read of earlier row groups.
        for index in range(file.num_row_groups):
            rows = file.read_row_group(index, columns=_PLACE)
            parts = [rows.column(name).cast(pa.string()) for name in _PLACE]
            texts = pc.binary_join_element_wise(*parts, " ", null_handling="skip")
            leaves = texts.cast(pa.binary()).to_pylist()
            before = [last, *leaves]
            yield [leaf for leaf, previous in zip(leaves, before, strict=False) if leaf != previous]
            last = leaves[-1] if leaves else last
