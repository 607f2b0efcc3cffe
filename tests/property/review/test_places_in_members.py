"""Records in archives verify by their bytes, and damage to a member is found."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from pathlib import Path

from undertow.ingest.evidence import EvidenceStore
from undertow.review.evidence import Place, _intact

LINES = [b'{"id":%d}' % n for n in range(50)]
CONTENT = b"\n".join(LINES)


def places(*members: str) -> list[Place]:
    return sorted(
        Place(name, CONTENT.index(line), len(line), hashlib.sha256(line).hexdigest())
        for name in members
        for line in LINES
    )


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_places_in_members_and_in_members_of_members(tmp_path: Path) -> None:
    archive = zipped(plain=CONTENT, packed=gzip.compress(CONTENT), inner=zipped(deep=CONTENT))
    (tmp_path / "a.zip").write_bytes(archive)
    store = EvidenceStore(tmp_path / "evidence")
    sha256 = store.add(tmp_path / "a.zip").sha256
    whole = Place("", 0, len(archive), sha256)
    wanted = [whole, *places("inner!/deep", "packed", "plain")]
    assert _intact(store, sha256, wanted) == set(wanted)
    other = Place("plain", 0, 5, hashlib.sha256(b"other").hexdigest())
    gone = places("gone", "inner!/gone", "plain!/x")
    assert _intact(store, sha256, sorted([other, *gone])) == set()


def test_a_damaged_member_leaves_the_others(tmp_path: Path) -> None:
    archive = bytearray(zipped(a=CONTENT, b=CONTENT))
    archive[archive.index(CONTENT) + 12] ^= 1
    (tmp_path / "a.zip").write_bytes(archive)
    store = EvidenceStore(tmp_path / "evidence")
    sha256 = store.add(tmp_path / "a.zip").sha256
    intact = _intact(store, sha256, places("a", "b"))
    assert len(intact) == 2 * len(LINES) - 1
