"""Ways to read invented bytes without a case."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec
import pytest

from undertow.ingest.container import Limits
from undertow.ingest.formats import FORMATS
from undertow.ingest.outcomes import Mapped
from undertow.ingest.physical import Physical
from undertow.ingest.reading import Capture
from undertow.ingest.seekable import SeekableReader, SeekableWriter

Outcomes: TypeAlias = list[tuple[Physical, Mapped]]
Reader: TypeAlias = Callable[..., Outcomes]
Opener: TypeAlias = Callable[..., Capture]


@pytest.fixture
def open_bytes() -> Opener:
    """Open bytes as a stored file is opened."""

    def open_capture(content: bytes, limits: Limits | None = None) -> Capture:
        stored = io.BytesIO()
        writer = SeekableWriter(stored)
        writer.write(content)
        writer.finish()
        sha256 = hashlib.sha256(content).hexdigest()
        return Capture.open(SeekableReader(stored), sha256, limits or Limits())

    return open_capture


@pytest.fixture
def read(open_bytes: Opener) -> Reader:
    """Read bytes in a format; a list of objects is written as JSON lines."""

    def read_all(
        format_id: str, content: bytes | list[Any], limits: Limits | None = None
    ) -> Outcomes:
        if isinstance(content, list):
            content = b"".join(msgspec.json.encode(item) + b"\n" for item in content)
        capture = open_bytes(content, limits)
        reading = capture.read(FORMATS[format_id], limits or Limits())
        return [(where, outcome) for where, outcomes in reading for outcome in outcomes]

    return read_all
