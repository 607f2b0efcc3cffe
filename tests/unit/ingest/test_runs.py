"""One Merkle root a run: over the records of its files, and over what a killed run left."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from undertow import captures
from undertow.case import Case
from undertow.errors import CaseError, VerificationError
from undertow.ingest import CustodyLog
from undertow.ingest.merkle import MerkleTree
from undertow.ingest.partitions import partition
from undertow.ingest.places import Place
from undertow.ingest.runs import (
    FileRoot,
    Run,
    file_root,
    file_tree,
    logged_runs,
    read_run,
    record_leaf,
    run_path,
    uncovered,
)
from undertow.schema import Observations

GOOD = {"platform": "x", "id": "1", "created_at": "2023-09-02T10:00:00Z"}
Write = Callable[..., Path]


def line(native_id: str) -> bytes:
    return msgspec.json.encode(GOOD | {"id": native_id})


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_file(name: str, *lines: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        return path

    return write_file


def run(case: Case, *paths: Path) -> None:
    captures.ingest(case, paths, who="ana", command="undertow ingest")


def by_hand(lines: list[bytes]) -> MerkleTree:
    """Return the tree over lines of which the last one cannot be read."""
    tree, offset = MerkleTree(), 0
    for raw in lines:
        tree.add([record_leaf(Place("", offset, len(raw), sha256(raw)))])
        offset += len(raw) + 1
    return tree


def test_the_root_is_over_every_record_accepted_or_not(case: Case, write: Write) -> None:
    lines = [line("1"), line("2"), b"{broken"]
    path = write("a.ndjson", *lines)
    run(case, path)
    tree = by_hand(lines)
    leaf = f"{sha256(path.read_bytes())} 3 {tree.root().hex()}"
    [(seq, root)] = logged_runs(case)
    [entry] = [entry for entry in CustodyLog.of(case).entries() if entry["seq"] == seq]
    assert root == sha256(b"\0" + leaf.encode())
    assert (entry["root"], entry["files"], entry["records"]) == (root, 1, 3)
    assert (entry["who"], entry["command"]) == ("ana", "undertow ingest")
    assert run_path(case, root).read_text() == leaf + "\n"
    assert CustodyLog.of(case).check() == []


def test_records_are_proven_without_their_file(case: Case, write: Write) -> None:
    lines = [line(str(number)) for number in range(9)]
    path = write("a.ndjson", *lines)
    run(case, path)
    offset = len(b"\n".join(lines[:4])) + 1
    leaf = record_leaf(Place("", offset, len(lines[4]), sha256(lines[4])))
    tree = file_tree(case, sha256(path.read_bytes()), {leaf})
    proof = tree.proofs()[leaf]
    assert (proof.index, proof.size) == (4, 9)
    assert proof.root(leaf) == tree.root() == by_hand(lines).root()


def test_a_document_is_one_leaf_however_many_records_it_holds(case: Case, write: Write) -> None:
    path = write("a.json", msgspec.json.encode([GOOD, GOOD | {"id": "2"}]))
    run(case, path)
    n_records = case.read(Observations).arrow.num_rows
    places = set(case.read(Observations).arrow.column("byte_offset").to_pylist())
    assert (n_records, len(places)) == (2, file_root(case, sha256(path.read_bytes())).n_records)


def test_a_run_names_all_its_files_known_or_new(case: Case, write: Write) -> None:
    first, second = write("a.ndjson", line("1")), write("b.ndjson", line("2"))
    run(case, first)
    run(case, first, second)
    run(case, second, first)
    roots = [root for _, root in logged_runs(case)]
    assert len(roots) == 3
    assert roots[1] == roots[2]
    files = [file.file_sha256 for file in read_run(case, roots[1]).files]
    assert files == sorted(sha256(path.read_bytes()) for path in (first, second))


def test_what_could_not_be_read_is_covered_and_what_is_not_there_is_not(
    case: Case, write: Write, tmp_path: Path
) -> None:
    strange = write("a.bin", b"PK\x03\x04 not a capture")
    run(case, strange)
    [(_, root)] = logged_runs(case)
    assert [file.n_records for file in read_run(case, root).files] == [1]
    (tmp_path / "empty").mkdir()
    run(case, tmp_path / "empty")
    assert len(list(logged_runs(case))) == 1


@pytest.mark.parametrize("stage", ["run_stages", "record_source", "record_run"])
def test_what_a_killed_run_left_is_covered_by_the_next(
    case: Case, write: Write, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    def kill(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    left, other = write("a.ndjson", line("1")), write("b.ndjson", line("2"))
    with monkeypatch.context() as patch:
        patch.setattr(captures, stage, kill)
        with pytest.raises(KeyboardInterrupt):
            run(case, left)
    assert uncovered(case) == [sha256(left.read_bytes())]
    assert list(logged_runs(case)) == []
    run(case, other)
    assert uncovered(case) == []
    [(_, root)] = logged_runs(case)
    assert len(read_run(case, root).files) == 2
    assert CustodyLog.of(case).check() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: text + b"\n",
        lambda text: text.replace(b" 1 ", b" 2 "),
        lambda text: text.replace(b" 1 ", b" 01 "),
        lambda text: text.upper(),
        lambda text: b"",
        lambda text: b"\xff" + text,
    ],
)
def test_a_changed_run_is_not_taken(
    case: Case, write: Write, change: Callable[[bytes], bytes]
) -> None:
    run(case, write("a.ndjson", line("1")))
    [(_, root)] = logged_runs(case)
    path = run_path(case, root)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(VerificationError):
        read_run(case, root)


def test_a_missing_run_is_told_and_made_again(case: Case, write: Write) -> None:
    path = write("a.ndjson", line("1"))
    run(case, path)
    [(_, root)] = logged_runs(case)
    run_path(case, root).unlink()
    with pytest.raises(VerificationError, match="cannot be read"):
        read_run(case, root)
    run(case, path)
    assert read_run(case, root).root == root


def test_a_damaged_partition_is_told(case: Case, write: Write) -> None:
    path = write("a.ndjson", line("1"))
    run(case, path)
    file = sha256(path.read_bytes())
    name = partition(Observations, file).name
    (case.table_dir(Observations) / name).write_bytes(b"PAR1 no more")
    with pytest.raises(CaseError, match="ingest"):
        file_root(case, file)


def test_a_run_is_told_apart_by_any_of_its_files() -> None:
    one, two = FileRoot("a" * 64, 1, "b" * 64), FileRoot("c" * 64, 1, "d" * 64)
    roots = {Run(files).root for files in ((), (one,), (two,), (one, two), (two, one))}
    assert len(roots) == 5
    assert FileRoot.parse(one.leaf.decode()) == one
