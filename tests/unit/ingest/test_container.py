from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
from collections.abc import Callable
from contextlib import suppress

import pytest
import zstandard

from undertow.errors import InputError
from undertow.ingest.container import (
    Container,
    ContentError,
    Limits,
    blocks,
    known_encoding,
    open_container,
)

CONTENT = b"a line of text, and another\n" * 5000
LIMITS = Limits()

Compress = Callable[[bytes], bytes]
zstd: Compress = zstandard.ZstdCompressor().compress
FORMS = [
    ("gzip", gzip.compress),
    ("zstd", zstd),
    ("bzip2", bz2.compress),
    ("xz", lzma.compress),
]


def read(stored: bytes, limits: Limits = LIMITS) -> bytes:
    source = io.BytesIO(stored)
    container = open_container(source, limits)
    return b"".join(blocks(source, container.compression, limits))


def problem(stored: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(ContentError) as caught:
        read(stored, limits)
    return caught.value.reason_code


@pytest.mark.parametrize(("name", "compress"), FORMS)
def test_undoes_compression(name: str, compress: Compress) -> None:
    stored = compress(CONTENT)
    assert open_container(io.BytesIO(stored), LIMITS).compression == name
    assert read(stored) == CONTENT
    assert read(stored + compress(b"second member")) == CONTENT + b"second member"


def test_zstd_with_skippable_frames_and_long_windows() -> None:
    skippable = b"\x50\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"extra"
    parameters = zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    stored = zstandard.ZstdCompressor(compression_params=parameters).compress(CONTENT)
    assert read(skippable + stored + skippable) == CONTENT


@pytest.mark.parametrize(("name", "compress"), FORMS)
def test_says_where_compressed_data_is_cut_or_damaged(name: str, compress: Compress) -> None:
    stored = compress(CONTENT)
    assert problem(stored[:-3]) == f"truncated_{name}"
    assert problem(stored + b"garbage " * 3) == f"damaged_{name}"


@pytest.mark.parametrize(("name", "compress"), FORMS)
def test_a_bomb_is_not_unpacked(name: str, compress: Compress) -> None:
    limits = Limits(expansion=100, expansion_from_bytes=4 << 20)
    assert problem(compress(bytes(64 << 20)), limits) == "expands_too_far"
    assert read(compress(bytes(1 << 20)), limits) == bytes(1 << 20)
    assert problem(compress(CONTENT), Limits(content_bytes=1000)) == "expands_too_far"


@pytest.mark.parametrize(
    "stored",
    [b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"%PDF-1.7", b"SQLite format 3\0", b"\x89PNG"],
)
def test_other_containers_are_refused_by_name(stored: bytes) -> None:
    assert problem(stored + bytes(50)) == "unsupported_container"
    assert problem(gzip.compress(stored + bytes(50))) == "unsupported_container"


@pytest.mark.parametrize(
    ("codec", "expected"),
    [
        ("utf-8", Container(None, "utf-8", 0)),
        ("utf-8-sig", Container(None, "utf-8", 3)),
        ("utf-16", Container(None, "utf-16-le", 2)),
    ],
)
def test_encoding_by_its_mark(codec: str, expected: Container) -> None:
    assert open_container(io.BytesIO("text".encode(codec)), LIMITS) == expected


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_padding_between_streams(compress: Compress) -> None:
    padding = bytes(3 << 20)
    assert read(compress(CONTENT) + padding + compress(b"more") + padding) == CONTENT + b"more"


def test_xz_that_needs_too_much_memory() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 256 << 20}]
    stored = lzma.compress(CONTENT, filters=filters)
    assert problem(stored) == "needs_too_much_memory"


@pytest.mark.parametrize(("name", "compress"), FORMS)
def test_what_came_before_the_damage_is_given(name: str, compress: Compress) -> None:
    content = random.Random(1).randbytes(4 << 20)
    stored = compress(content)[: 3 << 20]
    given = blocks(io.BytesIO(stored), name, LIMITS)
    got = b""
    with suppress(ContentError):
        for block in given:
            got += block
    assert len(got) > 1 << 20
    assert content.startswith(got)


@pytest.mark.parametrize("name", ["windows-1252", "latin-1", "GB18030", "utf-16-le"])
def test_a_named_encoding_is_for_what_is_not_utf_8(name: str) -> None:
    encoding = known_encoding(name)
    for text in ("café\n" * 500_000, "été"):
        if name != "GB18030":
            container = open_container(io.BytesIO(text.encode(name)), LIMITS, encoding)
            assert container.encoding == encoding
        assert open_container(io.BytesIO(text.encode()), LIMITS, encoding).encoding == "utf-8"
        marked = io.BytesIO(text.encode("utf-16"))
        assert open_container(marked, LIMITS, encoding).encoding == "utf-16-le"


@pytest.mark.parametrize(
    "name", ["rot13", "idna", "utf-7", "zip", "no such", "\0", "unicode_escape"]
)
def test_encodings_that_captures_are_not_written_in(name: str) -> None:
    with pytest.raises(InputError, match="windows-1252"):
        known_encoding(name)


def test_empty() -> None:
    assert read(b"") == b""
