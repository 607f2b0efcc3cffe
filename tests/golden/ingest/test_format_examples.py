"""What becomes of the examples of every format, record by record."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from undertow.ingest.container import Limits
from undertow.ingest.formats import FORMATS, FormatSpec
from undertow.ingest.outcomes import Accepted
from undertow.ingest.reading import Capture
from undertow.ingest.seekable import SeekableReader, SeekableWriter

GOLDEN = Path(__file__).parent / "formats"


@pytest.mark.parametrize("spec", FORMATS.values(), ids=FORMATS)
def test_canonical_records(spec: FormatSpec, request: pytest.FixtureRequest) -> None:
    outcomes = {e.name: list(_outcomes(spec, e.content)) for e in spec.get_examples()}
    text = json.dumps(outcomes, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    golden = GOLDEN / f"{spec.format_id}.json"
    if request.config.getoption("--update-golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(FORMATS)


def _outcomes(spec: FormatSpec, content: bytes) -> Any:
    stored = io.BytesIO()
    writer = SeekableWriter(stored)
    writer.write(content)
    writer.finish()
    sha256 = hashlib.sha256(content).hexdigest()
    capture = Capture.open(SeekableReader(stored), sha256, Limits())
    for where, outcomes in capture.read(spec, Limits()):
        for outcome in outcomes:
            fields = msgspec.structs.asdict(outcome)
            if isinstance(outcome, Accepted):
                row = msgspec.structs.asdict(outcome.record)
                fields["record"] = {k: _plain(v) for k, v in row.items() if v is not None}
            place = {"line": where.line, "offset": where.byte_offset, "length": where.byte_length}
            yield {type(outcome).__name__: fields, "place": place}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
