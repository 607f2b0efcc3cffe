"""Hashes taken in one pass are those of the bytes cut out of the whole content."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from undertow.ingest.places import Bytes, Place, take

Blocks = st.lists(st.binary(min_size=1, max_size=5), max_size=6)
Ranges = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), max_size=6, unique=True)


@given(Blocks, Ranges)
def test_one_pass_is_enough(blocks: list[bytes], ranges: list[tuple[int, int]]) -> None:
    content = b"".join(blocks)
    places = [Place("", offset, length, "") for offset, length in sorted(ranges)]
    complete = [place for place in places if place.offset + place.length <= len(content)]
    expected = {
        place: hashlib.sha256(content[place.offset : place.offset + place.length]).hexdigest()
        for place in complete
    }
    taken = take(iter(blocks), places, hashlib.sha256)
    assert {place: digest.hexdigest() for place, digest in taken} == expected
    kept = {place: taker.all() for place, taker in take(iter(blocks), places, Bytes)}
    assert {place: hashlib.sha256(raw).hexdigest() for place, raw in kept.items()} == expected
