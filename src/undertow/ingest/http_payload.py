"""What an HTTP response in a web archive holds: its payload, decoded, and the digest of it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import brotli

from undertow.ingest.archive import Held
from undertow.ingest.compression import BLOCK_BYTES, ContentError, expanded
from undertow.ingest.container import Limits
from undertow.ingest.warc_reader import parse_headers

_HEADER_END = b"\r\n\r\n"
_CHUNK = re.compile(rb"\s*([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r?\n")
_STATUS = re.compile(rb"HTTP/[\d.]+ (\d{3})")
_ZLIB_FIRST = 0x78
_DIGESTS = {"sha1": 20, "sha256": 32, "sha512": 64, "md5": 16}
_CODINGS = {"gzip": "gzip", "x-gzip": "gzip", "zstd": "zstd"}
_MAGIC = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}


@dataclass(frozen=True, slots=True)
class Response:
    """A response, taken apart.

    Parameters
    ----------
    status : int
        HTTP status; 200 for what was not got by HTTP.
    headers : mapping
        Fields by their lower-case names.
    body : bytes
        As it lies in the archive.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @classmethod
    def parse(cls, block: bytes) -> Response:
        """Take the block of an HTTP response apart; without a header it is all body."""
        status = _STATUS.match(block)
        if status is None:
            return cls(200, {}, block)
        head, _, body = block.partition(_HEADER_END)
        return cls(int(status[1]), parse_headers(head), body)

    @property
    def whole_body(self) -> bytes:
        """The body with its chunks put together.

        Some tools store it so already and keep the field that says it is chunked; then, and when
        a chunk is damaged, it is the body as it lies.
        """
        if "chunked" not in self.headers.get("transfer-encoding", "").lower():
            return self.body
        parts: list[bytes] = []
        position = 0
        while (match := _CHUNK.match(self.body, position)) is not None:
            length = int(match[1], 16)
            if length == 0:
                return b"".join(parts)
            part = self.body[match.end() : match.end() + length]
            parts.append(part)
            position = match.end() + length
        return self.body

    def payload(self, limits: Limits) -> bytes:
        """Return the body without its content coding.

        Raises
        ------
        ContentError
            The body is damaged, or expands beyond the limits.
        """
        content = self.whole_body
        codings = self.headers.get("content-encoding", "").lower().split(",")
        for coding in reversed([coding.strip() for coding in codings]):
            content = _decoded(content, coding, limits)
        return content


def _decoded(content: bytes, coding: str, limits: Limits) -> bytes:
    """Undo one content coding; content that a tool stored without it is left as it is."""
    name = _CODINGS.get(coding)
    if name is not None:
        if not content.startswith(_MAGIC[name]):
            return content
        return _bounded((block for block, _ in expanded(Held(content), name)), content, limits)
    if coding == "deflate" and content:
        name = "zlib" if content[0] & 0x7F == _ZLIB_FIRST else "deflate"
        return _bounded((block for block, _ in expanded(Held(content), name)), content, limits)
    if coding == "br":
        try:
            return _bounded(_unbrotli(content), content, limits)
        except brotli.error:
            return content
    return content


def _bounded(decoded: Iterator[bytes], content: bytes, limits: Limits) -> bytes:
    parts = bytearray()
    for block in decoded:
        parts += block
        if len(parts) > limits.held_bytes:
            raise ContentError(
                "expands_too_far",
                f"a body of {len(content)} bytes expands to more than {limits.held_bytes}",
            )
    return bytes(parts)


def _unbrotli(content: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    yield stream.process(content, output_buffer_limit=BLOCK_BYTES)
    while not stream.can_accept_more_data():
        yield stream.process(b"", output_buffer_limit=BLOCK_BYTES)
    if not stream.is_finished():
        raise ContentError("damaged_brotli", "the body ends inside its Brotli data")


def differs(stated: str | None, *candidates: bytes) -> bool:
    """Whether a digest as web archives write it (``sha1:BASE32``) is that of no candidate.

    A digest that is missing, or of a kind not known here, differs from nothing.
    """
    algorithm, _, text = (stated or "").strip().partition(":")
    algorithm = algorithm.lower().replace("-", "")
    n_bytes = _DIGESTS.get(algorithm)
    if n_bytes is None:
        return False
    wanted = _digest_bytes(text.strip(), n_bytes)
    return all(
        hashlib.new(algorithm, candidate, usedforsecurity=False).digest() != wanted
        for candidate in dict.fromkeys(candidates)
    )


def _digest_bytes(text: str, n_bytes: int) -> bytes:
    """Return a digest written in hexadecimal or base 32; empty when it is neither."""
    try:
        if len(text) == 2 * n_bytes:
            return bytes.fromhex(text)
        return base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except ValueError:
        return b""
