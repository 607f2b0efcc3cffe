"""Damaged examples of every format: nothing raises, nothing is lost, every fault has a name."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undertow.case import Case
from undertow.errors import SourceFormatError
from undertow.ingest import ingest_file
from undertow.ingest.container import ContentError, Limits
from undertow.ingest.formats import FORMATS, FormatSpec
from undertow.ingest.outcomes import Declared, Rejected
from undertow.ingest.reading import Capture
from undertow.ingest.seekable import SeekableReader, SeekableWriter

HOSTILE: tuple[Any, ...] = (
    None, True, 0, -1, 1 << 70, -(1 << 70), 1.5, 1e308, "", " ", "\0", "\ud800", "x" * 100_000,
    "1.01421E+18", "0000-00-00", "99999999999999999999", "<b>&#0;&#x110000;", "💥é\u202e", [], {},
    [[]], [None], {"": None}, ["x"] * 3000, [{"id": 1}], {"text": {"text": []}},
)  # fmt: skip
Seeds = st.integers(0, 2**32)


def damaged_bytes(content: bytes, source: Random) -> bytes:
    """Cut, flip, insert or remove bytes."""
    damaged = bytearray(content)
    for _ in range(source.randrange(1, 4)):
        place = source.randrange(len(damaged) + 1)
        match source.randrange(5):
            case 0:
                del damaged[place:]
            case 1:
                damaged[place:place] = source.randbytes(source.randrange(1, 6))
            case 2:
                del damaged[place : place + source.randrange(1, 30)]
            case 3 if place < len(damaged):
                damaged[place] ^= 1 << source.randrange(8)
            case _:
                damaged[place:place] = b"[" * 300 + b'{"a":'
    return bytes(damaged)


def damaged_values(content: bytes, source: Random) -> bytes:
    """Put a hostile value, or nothing, in place of one of JSON, in a line or the document."""
    for separator in (b"\n", None):
        parts = content.split(separator) if separator else [content]
        number = source.randrange(len(parts))
        try:
            value = json.loads(parts[number])
        except ValueError:
            continue
        places = list(_places(value))
        if not places:
            continue
        holder, key = source.choice(places)
        if isinstance(holder, dict) and source.random() < 0.2:
            del holder[key]
        else:
            holder[key] = source.choice(HOSTILE)
        parts[number] = json.dumps(value).encode()
        return b"\n".join(parts)
    return damaged_bytes(content, source)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every holder of a value with its key."""
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    else:
        return
    for key, inner in items:
        yield value, key
        yield from _places(inner)


def outcomes(spec: FormatSpec, content: bytes) -> list[Any]:
    stored = io.BytesIO()
    writer = SeekableWriter(stored)
    writer.write(content)
    writer.finish()
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        capture = Capture.open(SeekableReader(stored), sha256, Limits())
        for any_spec in FORMATS.values():
            any_spec.probe(capture.sample)
        if not capture.can_be(spec):
            return []
        reading = capture.read(spec, Limits())
    except (ContentError, SourceFormatError):
        return []
    found = []
    for _, given_outcomes in reading:
        own = list(given_outcomes)
        assert [o for o in own if not isinstance(o, Declared)], "a record gives no outcome"
        found += own
    return found


@pytest.mark.parametrize("spec", FORMATS.values(), ids=FORMATS)
@settings(max_examples=40)
@given(seed=Seeds)
def test_damage_is_an_outcome(spec: FormatSpec, seed: int) -> None:
    source = Random(seed)
    example = source.choice(spec.get_examples())
    damage = damaged_bytes if source.random() < 0.4 else damaged_values
    for outcome in outcomes(spec, damage(example.content, source)):
        if isinstance(outcome, Rejected):
            assert outcome.reason_code != "mapper_failed", outcome


@pytest.mark.parametrize("spec", FORMATS.values(), ids=FORMATS)
def test_damaged_files_are_accounted_for(spec: FormatSpec, case: Case, tmp_path: Path) -> None:
    for number, example in enumerate(spec.get_examples()):
        source = Random(number)
        for damage in (damaged_bytes, damaged_values):
            file = tmp_path / f"{number}{damage.__name__}"
            file.write_bytes(damage(example.content, source) or b"\n")
            report = ingest_file(case, file, who="a", command="b", format_id=spec.format_id)
            report.check()
