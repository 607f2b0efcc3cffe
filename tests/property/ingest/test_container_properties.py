"""Damage to a container never raises and never loses count of a record."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import zipfile
from collections import Counter

import openpyxl
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from warcs import Captured, warc
from zips import zipped

from undertow.ingest import Limits
from undertow.ingest.container import blocks
from undertow.ingest.content import file_content
from undertow.ingest.formats import FORMATS
from undertow.ingest.outcomes import Declared, Rejected
from undertow.ingest.parts import PartReader
from undertow.ingest.seekable import SeekableReader, SeekableWriter

TIME = "2023-09-02T10:00:00Z"
LIMITS = Limits(line_bytes=4000, held_bytes=1 << 20, expansion_from_bytes=4 << 20)
LINES = b"".join(
    b'{"platform":"x","id":"%d","created_at":"%s"}\n' % (n, TIME.encode()) for n in range(30)
)
PAGES = [
    Captured(f"https://example.org/{n}", LINES[: LINES.index(b"\n", 70 * n) + 1]) for n in range(4)
]


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (("platform", "id", "created_at"), ("x", "1", TIME), ("x", 2, TIME)):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


WHOLE = [
    gzip.compress(LINES, mtime=0),
    bz2.compress(LINES),
    lzma.compress(LINES),
    zstandard.ZstdCompressor().compress(LINES),
    zipped({"a.json": LINES, "b.json.gz": gzip.compress(LINES), "c/d.png": b"\x89PNG", "c/": b""}),
    zipped({"a.zip": zipped({"b.json": LINES}, zipfile.ZIP_STORED), "c.xlsx": workbook()}),
    zipped({"a.json": LINES, "b.json": LINES}, zipfile.ZIP_BZIP2),
    workbook(),
    warc(PAGES),
    warc(PAGES, compressed=True),
    zipped(
        {"archive/a.warc.gz": warc(PAGES, compressed=True), "datapackage.json": b'{"resources":[]}'}
    ),
    b"window.YTD.tweets.part0 = [" + LINES.strip().replace(b"\n", b",\n") + b"];",
]


def stored(content: bytes) -> SeekableReader:
    buffer = io.BytesIO()
    writer = SeekableWriter(buffer)
    writer.write(content)
    writer.finish()
    return SeekableReader(buffer)


def outcomes(content: bytes) -> tuple[Counter[str], list[tuple[str | None, int, int, str]]]:
    """Return what records ended as, and the places of those that were read."""
    counts: Counter[str] = Counter()
    places = []
    source = stored(content)
    for part in PartReader(FORMATS, limits=LIMITS).parts(source, "hash of the file", "name"):
        for where, given_outcomes in part.reading:
            ended = [o for o in given_outcomes if not isinstance(o, Declared)]
            assert ended
            counts.update(type(outcome).__name__ for outcome in ended)
            if part.spec is not None and not any(isinstance(o, Rejected) for o in ended):
                places.append((part.member, where.byte_offset, where.byte_length, where.sha256))
    return counts, places


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    raw = bytearray(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(raw) - 1))
        raw[place] ^= 1 << draw(st.integers(0, 7))
    if draw(st.booleans()):
        del raw[draw(st.integers(1, len(raw))) :]
    return bytes(raw)


@settings(max_examples=150, deadline=None)
@given(damaged())
def test_damage_never_raises_and_what_is_read_lies_where_it_says(content: bytes) -> None:
    counts, places = outcomes(content)
    assert counts
    for member, offset, length, sha256 in places:
        if sha256 == "hash of the file":
            assert (offset, length) == (0, len(content))
            continue
        if length:
            got = bytearray()
            for block in file_content(stored(content), member, LIMITS):
                got += block
                if len(got) >= offset + length:
                    break
            assert hashlib.sha256(got[offset : offset + length]).hexdigest() == sha256


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE) - 1))
def test_undamaged_content_is_read_whole(index: int) -> None:
    counts, places = outcomes(WHOLE[index])
    assert counts["Rejected"] == 0
    assert counts["Accepted"] >= 2
    assert places


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=5))
def test_streams_after_one_another_are_one_content(parts: list[bytes]) -> None:
    for name, compress in (("gzip", gzip.compress), ("bzip2", bz2.compress), ("xz", lzma.compress)):
        source = stored(b"".join(compress(part) for part in parts))
        assert b"".join(blocks(source, name, LIMITS)) == b"".join(parts)
