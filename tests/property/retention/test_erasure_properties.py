"""Bytes that are written over: exactly those, however the file is cut, and once is enough."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.ingest import erasure
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.places import Place

CONTENT = st.binary(min_size=1, max_size=400)
SPANS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60)), max_size=12)


@given(content=CONTENT, spans=SPANS, cut=st.integers(1, 50))
def test_exactly_the_places_are_blank_wherever_blocks_are_cut(content, spans, cut) -> None:
    places = [Place("", first, length, "") for first, length in spans]
    wanted = bytearray(content)
    for first, length in spans:
        for place in range(first, min(first + length, len(content))):
            wanted[place] = 0x20
    blocks = (content[i : i + cut] for i in range(0, len(content), cut))
    assert b"".join(erasure.blanked(blocks, places)) == bytes(wanted)


@pytest.mark.parametrize("size", [10, (1 << 20) + 7, 3 << 20])
def test_a_stored_file_is_left_with_what_stays_and_twice_is_once(size: int) -> None:
    content = bytes(i * 7 % 251 for i in range(size))
    with TemporaryDirectory() as folder:
        source = Path(folder) / "capture"
        source.write_bytes(content)
        store = EvidenceStore(Path(folder) / "evidence")
        sha256 = store.add(source).sha256
        places = [Place("", 2, 5, ""), Place("", size - 3, 3, "")]
        left = erasure.erase(store, sha256, places)
        assert erasure.erase(store, sha256, places) == left
        with store.open(sha256) as stored:
            now = b"".join(iter(lambda: stored.read(1 << 20), b""))
        assert now[:2] + now[7 : size - 3] == content[:2] + content[7 : size - 3]
        assert set(now[2:7] + now[size - 3 :]) == {0x20}
        assert hashlib.sha256(now).hexdigest() == left
        assert store.check(sha256, left) == []
        assert store.check(sha256) != []
