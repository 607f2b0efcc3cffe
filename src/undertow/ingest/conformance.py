"""What every format must satisfy; third parties can run it on theirs."""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter

from undertow.errors import PluginError
from undertow.ingest.container import Limits
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.outcomes import Accepted, Declared
from undertow.ingest.reading import Capture
from undertow.ingest.seekable import SeekableReader, SeekableWriter

_FORMAT_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RECOGNISED_FROM = 0.5


def assert_conforms(spec: FormatSpec) -> None:
    """Check a format against its own examples.

    Raises
    ------
    PluginError
        The id or a fact is malformed, a medium has no example, an example is not recognised or
        gives another number of accepted records than it says, or damage to it loses a record.
    """
    if not _FORMAT_ID.fullmatch(spec.format_id):
        _fail(spec, "the id must be lower-case words joined by hyphens")
    if not spec.mapper_version or not spec.description or "\n" in spec.description:
        _fail(spec, "mapper_version and a description of one line are needed")
    examples = spec.get_examples()
    seen = set()
    for example in examples:
        capture = _capture(example.content)
        if not capture.can_be(spec):
            _fail(spec, f"example {example.name} is in a medium the format does not read")
        seen.add(capture.sample.medium)
        score = spec.probe(capture.sample_for(spec))
        if not _RECOGNISED_FROM <= score.value <= 1 or not score.evidence:
            _fail(spec, f"example {example.name} is not recognised: {score}")
        _check_outcomes(spec, example, capture)
    if seen != set(spec.media):
        _fail(spec, f"the examples cover {sorted(seen)}, the media are {sorted(spec.media)}")


def _check_outcomes(spec: FormatSpec, example: Example, capture: Capture) -> None:
    counts: Counter[str] = Counter()
    for _, outcomes in capture.read(spec, Limits()):
        per_record = [o for o in outcomes if not isinstance(o, Declared)]
        if not per_record:
            _fail(spec, f"example {example.name}: a physical record gives no outcome")
        for outcome in per_record:
            counts[type(outcome).__name__] += 1
            if isinstance(outcome, Accepted) and (
                spec.platforms and outcome.record.platform not in spec.platforms
            ):
                _fail(spec, f"example {example.name}: platform {outcome.record.platform}")
    if counts[Accepted.__name__] != example.n_accepted:
        _fail(spec, f"example {example.name}: {dict(counts)}, not {example.n_accepted} accepted")


def _capture(content: bytes) -> Capture:
    stored = io.BytesIO()
    writer = SeekableWriter(stored)
    writer.write(content)
    writer.finish()
    return Capture.open(SeekableReader(stored), hashlib.sha256(content).hexdigest(), Limits())


def _fail(spec: FormatSpec, message: str) -> None:
    raise PluginError(f"format {spec.format_id} does not conform: {message}")
