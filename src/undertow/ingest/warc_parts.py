"""What a web archive is made of: payloads, each in its own format, and what is left out by rule."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from undertow.errors import SourceFormatError
from undertow.ingest.archive import Held
from undertow.ingest.container import ContentError, Limits
from undertow.ingest.http_payload import Response, differs
from undertow.ingest.mapping import Reading, below, dated
from undertow.ingest.media_kind import HEAD_BYTES, media_kind
from undertow.ingest.media_payload import MediaPayload
from undertow.ingest.outcomes import Mapped, Rejection
from undertow.ingest.part import Part, ignored, media_part, refused
from undertow.ingest.reading import Capture
from undertow.ingest.times import parse_time
from undertow.ingest.warc_reader import WarcRecord, read_warc

KIND = "it is a web archive (WARC)"

_IGNORED_KINDS = frozenset(
    ("warcinfo", "request", "metadata", "revisit", "conversion", "continuation")
)
_DATA_LAYOUTS = frozenset(("lines", "document", "parquet", "xlsx"))
_DATA_TYPES = ("json", "csv", "ndjson")
_MAX_URL_CHARS = 8_000

Recognise = Callable[[Capture, str], Part]
"""Gives the part that a payload is, or raises ContentError or SourceFormatError."""


@dataclass(frozen=True, slots=True)
class WarcParts:
    """Finds the parts of a web archive.

    Parameters
    ----------
    recognise : callable
        See :data:`Recognise`.
    limits : Limits
        Bounds on what is read.
    member : str or None
        Member of an archive that the web archive is.
    """

    recognise: Recognise
    limits: Limits
    member: str | None = None

    def of(self, capture: Capture) -> Iterator[Part]:
        """Yield a part a record, in their order."""
        for record in read_warc(capture.content(self.limits), self.limits):
            url = record.headers.get("warc-target-uri", "").strip("<> ")[:_MAX_URL_CHARS]
            part = self._part(record, url)
            source_url = url or None
            media = part.media
            if media is not None:
                media = replace(media, member=self.member, source_url=source_url)
            yield replace(part, member=self.member, source_url=source_url, within=KIND, media=media)

    def _part(self, record: WarcRecord, url: str) -> Part:
        kind = record.kind
        if kind in _IGNORED_KINDS:
            return ignored(f"warc_{kind}")
        if record.where.problem is not None:
            return refused(record.where, record.where.problem)
        if kind not in ("response", "resource"):
            return ignored("warc_other")
        response = Response.parse(record.block) if kind == "response" else _resource(record)
        try:
            payload = response.payload(self.limits)
            if _is_altered(record, response, payload):
                raise ContentError(
                    "digest_mismatch",
                    "the record is not what was captured: its digest differs from the one in its "
                    "header",
                )
        except ContentError as error:
            return refused(record.where, error)
        return self._payload(record, response, payload, url)

    def _payload(self, record: WarcRecord, response: Response, payload: bytes, url: str) -> Part:
        """Return the payload in the format that fits it; left out when it is no data."""
        kind = media_kind(payload[:HEAD_BYTES])
        if kind is not None and response.status < 300:
            where = record.where.byte_offset
            return media_part(MediaPayload(kind, lambda: iter((payload,)), byte_offset=where))
        sha256 = hashlib.sha256(payload).hexdigest()
        try:
            capture = Capture.open(Held(payload), sha256, self.limits)
        except ContentError:
            return ignored("payload_not_data")
        try:
            part = self.recognise(capture, url)
        except (ContentError, SourceFormatError) as error:
            if response.status >= 300:
                return ignored("http_error")
            is_data = _looks_like_data(capture, response)
            return refused(record.where, error) if is_data else ignored("payload_not_data")
        outcomes = _outcomes(part.reading, len(payload), _captured_at(record))
        return replace(part, reading=iter([(record.where, outcomes)]))


def _resource(record: WarcRecord) -> Response:
    headers = {"content-type": record.headers.get("content-type", "")}
    return Response(200, headers, record.block)


def _is_altered(record: WarcRecord, response: Response, payload: bytes) -> bool:
    """Whether a digest in the header is not that of the record.

    Tools take the digest of a payload before or after its codings are undone; each is accepted.
    """
    headers = record.headers
    bodies = (response.body, response.whole_body, payload)
    return differs(headers.get("warc-block-digest"), record.block) or differs(
        headers.get("warc-payload-digest"), *bodies
    )


def _looks_like_data(capture: Capture, response: Response) -> bool:
    """Whether a payload that fits no format is worth a person's look."""
    content_type = response.headers.get("content-type", "").lower()
    if capture.sample.variable or "javascript" in content_type:
        return False
    is_named = any(name in content_type for name in _DATA_TYPES)
    return capture.sample.layout in _DATA_LAYOUTS or is_named


def _captured_at(record: WarcRecord) -> datetime | None:
    try:
        return parse_time(record.headers.get("warc-date", ""), "$")[0]
    except Rejection:
        return None


def _outcomes(reading: Reading, n_payload: int, captured_at: datetime | None) -> Iterator[Mapped]:
    """Yield the outcomes of a payload as those of one physical record."""
    for index, (where, outcomes) in enumerate(reading):
        is_whole = where.line is None and where.byte_offset + where.byte_length == n_payload
        yield from dated(outcomes if is_whole else below(outcomes, index), captured_at)
