"""Reader of JSON: a value a line, one document, or a list of documents; and of markup."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator

import msgspec

from undertow.ingest.assignment import document_span
from undertow.ingest.container import Container, ContentError, Limits
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.mapping import Reading, below, mapped, problem_of, required
from undertow.ingest.outcomes import Ignored, Mapped, Rejected, rejected
from undertow.ingest.physical import Physical, physical, split_lines, without_end
from undertow.ingest.surrogates import with_whole_characters

_LIST = re.compile(rb"\s*\[")


def read_json_lines(
    content: Iterator[bytes],
    container: Container,
    spec: FormatSpec,
    limits: Limits,
    offset: int = 0,
    number: int = 1,
) -> Reading:
    """Read one JSON value a line, from ``offset`` in the content and line ``number`` on."""
    for line in split_lines(content, container, limits, offset, number):
        if isinstance(line, Physical):
            yield line, problem_of(line)
            continue
        raw = without_end(line.raw, container.encoding)
        yield physical(raw, line.offset, line.number), read_json_line(raw, spec, container.encoding)


def read_json_line(raw: bytes, spec: FormatSpec, encoding: str = "utf-8") -> Iterable[Mapped]:
    """Read the JSON value in a line without its end."""
    if not raw.strip(b"\0 \t\r"):
        return (Ignored("blank_line"),)
    try:
        return mapped(required(spec.map_json), with_whole_characters(_utf8(raw, encoding)))
    except UnicodeDecodeError as error:
        return (rejected(error),)


def read_document(
    content: Iterator[bytes], container: Container, spec: FormatSpec, limits: Limits
) -> Reading:
    """Read one JSON document, or the elements of one list of documents.

    A document that a script assigns to a variable is read without running the script.
    """
    map_json = required(spec.map_json)
    raw, whole = _read_whole(content, container, limits.document_bytes)
    if whole.problem is not None:
        yield whole, (whole.problem,)
        return
    try:
        text = with_whole_characters(_utf8(raw, container.encoding))
        begin, end = document_span(text)
        if not _LIST.match(text, begin):
            yield whole, mapped(map_json, text[begin:end])
            return
        elements = msgspec.json.decode(memoryview(text)[begin:end], type=list[msgspec.Raw])
    except (ValueError, RecursionError) as error:
        yield whole, (rejected(error),)
        return
    if not elements:
        yield whole, (Ignored("no_records"),)
    position = begin
    for index, element in enumerate(elements):
        part = bytes(element)
        if container.encoding != "utf-8":
            yield whole, below(mapped(map_json, part), index)
            continue
        # Between elements there are only blanks and commas, so the next occurrence is the
        # element itself.
        position = text.index(part, position)
        own = raw[position : position + len(part)]
        yield physical(own, whole.byte_offset + position, None), mapped(map_json, part)
        position += len(part)


def read_markup(
    content: Iterator[bytes], container: Container, spec: FormatSpec, limits: Limits
) -> Reading:
    """Read one HTML or XML document; it is decoded, never rendered."""
    map_markup = required(spec.map_markup)
    raw, whole = _read_whole(content, container, limits.held_bytes)
    if whole.problem is not None:
        yield whole, (whole.problem,)
        return
    try:
        yield whole, mapped(map_markup, raw.decode(container.encoding).encode())
    except UnicodeDecodeError as error:
        yield whole, (rejected(error),)


def _read_whole(
    content: Iterator[bytes], container: Container, n_most: int
) -> tuple[bytes, Physical]:
    """Return all of the content, or nothing and the reason why not."""
    kept = io.BytesIO()  # gives what was written without a second copy of it
    digest = hashlib.sha256()
    length, skip = 0, container.bom_bytes
    problem: Rejected | None = None
    try:
        for block in content:
            part, skip = block[skip:], max(0, skip - len(block))
            digest.update(part)
            length += len(part)
            if length <= n_most:
                kept.write(part)
            else:
                kept = io.BytesIO()
    except ContentError as error:
        problem = Rejected("container", error.reason_code, None, str(error))
    if problem is None and length > n_most:
        problem = Rejected(
            "container",
            "document_too_long",
            None,
            f"the document is {length} bytes long; at most {n_most} are read: export it as JSON "
            "lines",
        )
    record = Physical(None, container.bom_bytes, length, digest.hexdigest(), problem)
    return kept.getvalue(), record


def _utf8(raw: bytes, encoding: str) -> bytes:
    return raw if encoding == "utf-8" else raw.decode(encoding).encode()
