from __future__ import annotations

import gzip
import io
from collections.abc import Callable

import pytest
import zstandard

from undertow.ingest.container import Container, ContentError, Limits, blocks, open_container

CONTENT = b"a line of text, and another\n" * 5000
LIMITS = Limits()

Compress = Callable[[bytes], bytes]
zstd: Compress = zstandard.ZstdCompressor().compress
FORMS = [("gzip", gzip.compress), ("zstd", zstd)]


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
    assert problem(stored + b"garbage") == f"damaged_{name}"


@pytest.mark.parametrize(("name", "compress"), FORMS)
def test_a_bomb_is_not_unpacked(name: str, compress: Compress) -> None:
    limits = Limits(expansion=100, expansion_from_bytes=4 << 20)
    assert problem(compress(bytes(64 << 20)), limits) == "expands_too_far"
    assert read(compress(bytes(1 << 20)), limits) == bytes(1 << 20)
    assert problem(compress(CONTENT), Limits(content_bytes=1000)) == "expands_too_far"


@pytest.mark.parametrize(
    "stored",
    [b"PK\x03\x04", b"BZh9", b"\xfd7zXZ\x00", b"%PDF-1.7", b"SQLite format 3\0", b"\x89PNG"],
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


def test_empty() -> None:
    assert read(b"") == b""
