from __future__ import annotations

import errno
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from undertow.errors import CaseError, InputError, VerificationError
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.seekable import FRAME_BYTES, SeekableWriter

CONTENT = bytes(range(256)) * (FRAME_BYTES // 256) * 2 + b"the rest"


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence")


def put(store: EvidenceStore, tmp_path: Path, content: bytes = CONTENT) -> str:
    source = tmp_path / "capture.json"
    source.write_bytes(content)
    return store.add(source).sha256


@pytest.mark.parametrize("content", [b"", b"x", CONTENT, CONTENT[: 2 * FRAME_BYTES]])
def test_gives_back_the_exact_bytes(store: EvidenceStore, tmp_path: Path, content: bytes) -> None:
    sha256 = put(store, tmp_path, content)
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert list(store.hashes()) == [sha256]
    assert store.check(sha256) == []
    with store.open(sha256) as source:
        assert source.read() == content
        assert source.size == len(content)


def test_reads_from_any_position(store: EvidenceStore, tmp_path: Path) -> None:
    with store.open(put(store, tmp_path)) as source:
        assert source.seek(FRAME_BYTES - 2) == FRAME_BYTES - 2
        assert source.read(2) + source.read(2) == CONTENT[FRAME_BYTES - 2 : FRAME_BYTES + 2]
        assert source.seek(-4, 2) == len(CONTENT) - 4
        assert source.read() == b"rest"


def test_adding_twice_changes_nothing(store: EvidenceStore, tmp_path: Path) -> None:
    sha256 = put(store, tmp_path)
    before = store.path(sha256).stat().st_mtime_ns
    again = store.add(tmp_path / "capture.json")
    assert not again.is_new
    assert store.path(sha256).stat().st_mtime_ns == before
    assert [file.name for file in store.root.rglob("*") if file.is_file()] == [f"{sha256}.zst"]


@pytest.mark.skipif(shutil.which("zstd") is None, reason="needs the zstd command")
def test_plain_zstd_reads_it(store: EvidenceStore, tmp_path: Path) -> None:
    file = store.path(put(store, tmp_path))
    plain = subprocess.run(["zstd", "-dc", str(file)], check=True, capture_output=True)
    assert plain.stdout == CONTENT


def test_names_the_damaged_range_and_reads_the_rest(store: EvidenceStore, tmp_path: Path) -> None:
    sha256 = put(store, tmp_path)
    file = store.path(sha256)
    stored = bytearray(file.read_bytes())
    stored[20] ^= 0xFF
    file.write_bytes(stored)
    assert store.check(sha256) == [(0, FRAME_BYTES)]
    with store.open(sha256) as source, pytest.raises(VerificationError, match="bytes 0 to 1048576"):
        source.read()
    with store.open(sha256, fill_damaged=True) as source:
        content = source.read()
    assert content == bytes(FRAME_BYTES) + CONTENT[FRAME_BYTES:]


@pytest.mark.parametrize("damage", [lambda b: b[:-1] + b"\0", lambda b: b[:-30], lambda b: b""])
def test_a_damaged_table_is_damage_to_everything(
    store: EvidenceStore, tmp_path: Path, damage
) -> None:  # type: ignore[no-untyped-def]
    sha256 = put(store, tmp_path)
    file = store.path(sha256)
    file.write_bytes(damage(file.read_bytes()))
    [(begin, end)] = store.check(sha256)
    assert begin == 0
    assert end > len(CONTENT)
    with pytest.raises(VerificationError, match=sha256):
        store.open(sha256)


def test_other_content_under_a_name_is_noticed(store: EvidenceStore, tmp_path: Path) -> None:
    sha256 = put(store, tmp_path)
    with store.path(sha256).open("wb") as target:
        writer = SeekableWriter(target)
        writer.write(b"something else")
        writer.finish()
    assert store.check(sha256) != []


def test_a_missing_file_is_noticed(store: EvidenceStore) -> None:
    assert store.check("0" * 64) != []
    with pytest.raises(VerificationError, match="cannot be read"):
        store.open("0" * 64)


def test_a_full_disk_leaves_nothing(
    store: EvidenceStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: SeekableWriter) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(SeekableWriter, "finish", full)
    with pytest.raises(CaseError, match="the disk is full"):
        put(store, tmp_path)
    assert [file for file in store.root.rglob("*") if file.is_file()] == []


def test_an_unreadable_source_is_the_fault_of_the_source(
    store: EvidenceStore, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"gone\.json: cannot be read"):
        store.add(tmp_path / "gone.json")
