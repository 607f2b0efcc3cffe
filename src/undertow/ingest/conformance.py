"""What every format must satisfy; third parties can run it on theirs."""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter

from undertow.errors import PluginError
from undertow.ingest.container import Limits
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.mapping import mapped, required
from undertow.ingest.outcomes import Accepted, Declared
from undertow.ingest.reading import Capture
from undertow.ingest.record import FIELDS, MappedRecord, accept
from undertow.ingest.seekable import SeekableReader, SeekableWriter

_FORMAT_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RECOGNISED_FROM = 0.5


def assert_conforms(spec: FormatSpec) -> None:
    """Check a format against its own examples.

    Raises
    ------
    PluginError
        The id or a fact is malformed, a medium has no example, an example is not recognised or
        gives another number of accepted records than it says, or the examples together show other
        fields than the format says it supplies.
    """
    if not _FORMAT_ID.fullmatch(spec.format_id):
        _fail(spec, "the id must be lower-case words joined by hyphens")
    if not spec.mapper_version:
        _fail(spec, "mapper_version is needed")
    for fact in ("description", "never", "times", "ids", "reference"):
        line = getattr(spec, fact)
        if not line or "\n" in line:
            _fail(spec, f"{fact} is needed, in one line")
    examples = spec.get_examples()
    seen = set()
    shown: set[str] = set()
    for example in examples:
        capture = open_example(example.content)
        if not capture.can_be(spec):
            _fail(spec, f"example {example.name} is in a medium the format does not read")
        seen.add(capture.sample.medium)
        score = spec.probe(capture.sample_for(spec))
        if not _RECOGNISED_FROM <= score.value <= 1 or not score.evidence:
            _fail(spec, f"example {example.name} is not recognised: {score}")
        shown |= _check_outcomes(spec, example, capture)
        _check_lines(spec, example, capture)
    if seen != set(spec.media):
        _fail(spec, f"the examples cover {sorted(seen)}, the media are {sorted(spec.media)}")
    _check_fields(spec, shown)


def _check_outcomes(spec: FormatSpec, example: Example, capture: Capture) -> set[str]:
    """Check what becomes of the records of an example; return the fields they show."""
    counts: Counter[str] = Counter()
    shown: set[str] = set()
    for _, outcomes in capture.read(spec, Limits()):
        per_record = [o for o in outcomes if not isinstance(o, Declared)]
        if not per_record:
            _fail(spec, f"example {example.name}: a physical record gives no outcome")
        for outcome in per_record:
            counts[type(outcome).__name__] += 1
            if isinstance(outcome, Accepted):
                shown |= _shown(outcome.record)
                if spec.platforms and outcome.record.platform not in spec.platforms:
                    _fail(spec, f"example {example.name}: platform {outcome.record.platform}")
    if counts[Accepted.__name__] != example.n_accepted:
        _fail(spec, f"example {example.name}: {dict(counts)}, not {example.n_accepted} accepted")
    return shown


def _check_lines(spec: FormatSpec, example: Example, capture: Capture) -> None:
    """Check that lines decoded many at a time are what they are one by one."""
    if spec.decode_line is None or capture.sample.layout != "lines":
        return
    for raw in example.content.splitlines():
        try:
            record = spec.decode_line(raw)
        except (ValueError, RecursionError):
            continue  # read again by itself
        if tuple(mapped(lambda record: (accept(record),), record)) != tuple(
            mapped(required(spec.map_json), raw)
        ):
            _fail(
                spec, f"example {example.name}: decode_line and map_json disagree on {raw[:80]!r}"
            )


def _shown(record: MappedRecord) -> set[str]:
    """Return the fields of which a record says something: a value, or that there is none."""
    there = {name for name in FIELDS if getattr(record, name) is not None}
    if record.created_source == "id_derived":
        there.discard("created_at")
    return there | set(record.known_absent or ())


def _check_fields(spec: FormatSpec, shown: set[str]) -> None:
    if unclaimed := sorted(shown - spec.supplies):
        _fail(spec, f"the examples show {', '.join(unclaimed)}, which supplies does not name")
    if unshown := sorted(spec.supplies - shown):
        _fail(spec, f"supplies names {', '.join(unshown)}, which no example shows")


def open_example(content: bytes) -> Capture:
    """Open the bytes of an example as a stored file is opened."""
    stored = io.BytesIO()
    writer = SeekableWriter(stored)
    writer.write(content)
    writer.finish()
    return Capture.open(SeekableReader(stored), hashlib.sha256(content).hexdigest(), Limits())


def _fail(spec: FormatSpec, message: str) -> None:
    raise PluginError(f"format {spec.format_id} does not conform: {message}")
