from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from undertow.ingest.container import Container, ContentError, Limits
from undertow.ingest.physical import Line, Physical, split_lines, without_end

UTF8 = Container(None, "utf-8", 0)


def split(*blocks: bytes, container: Container = UTF8, limit: int = 100) -> list[Line | Physical]:
    return list(split_lines(iter(blocks), container, Limits(line_bytes=limit)))


def test_lines_know_their_place() -> None:
    lines = split(b"one\ntw", b"o\r", b"\n\nfour")
    assert lines == [
        Line(1, 0, b"one\n"),
        Line(2, 4, b"two\r\n"),
        Line(3, 9, b"\n"),
        Line(4, 10, b"four"),
    ]
    assert [without_end(line.raw, "utf-8") for line in lines if isinstance(line, Line)] == [
        b"one",
        b"two",
        b"",
        b"four",
    ]


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_a_long_line_is_hashed_as_it_passes(size: int, end: bytes) -> None:
    long = bytes(65 + n % 26 for n in range(5000))
    content = b"before\n" + long + end + (b"after\n" if end else b"")
    lines = split(*(content[i : i + size] for i in range(0, len(content), size)))
    assert lines[0] == Line(1, 0, b"before\n")
    record = lines[1]
    assert isinstance(record, Physical)
    assert (record.line, record.byte_offset, record.byte_length) == (2, 7, 5000)
    assert record.sha256 == hashlib.sha256(long).hexdigest()
    assert record.problem is not None
    assert record.problem.reason_code == "line_too_long"
    if end:
        assert lines[2] == Line(3, 7 + 5000 + len(end), b"after\n")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_utf_16_lines(codec: str, size: int) -> None:
    # U+0A00 and U+010A hold the byte of a line feed without being one.
    text = "one\u0a00\u010a\r\ntwo\nthree"
    content = "\ufeff".encode(codec) + text.encode(codec)
    lines = split(
        *(content[i : i + size] for i in range(0, len(content), size)),
        container=Container(None, codec, 2),
    )
    texts = [without_end(line.raw, codec).decode(codec) for line in lines if isinstance(line, Line)]
    assert texts == ["one\u0a00\u010a", "two", "three"]
    assert [line.offset for line in lines if isinstance(line, Line)] == [2, 16, 24]


def test_nothing_but_a_mark() -> None:
    assert split(b"\xef\xbb\xbf", container=Container(None, "utf-8", 3)) == []
    assert split() == []


def test_broken_content_gives_its_rest_as_a_record() -> None:
    def content() -> Iterator[bytes]:
        yield b"one\ntwo and"
        raise ContentError("truncated_gzip", "cut")

    first, rest = split_lines(content(), UTF8, Limits())
    assert first == Line(1, 0, b"one\n")
    assert isinstance(rest, Physical)
    assert (rest.line, rest.byte_offset, rest.byte_length) == (2, 4, 7)
    assert rest.sha256 == hashlib.sha256(b"two and").hexdigest()
