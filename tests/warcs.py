"""Web archives for tests."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

DATE = "2023-09-02T11:22:33Z"


@dataclass(frozen=True)
class Captured:
    """A response to be archived."""

    url: str
    body: bytes
    content_type: str = "application/json"
    status: str = "200 OK"
    more: Mapping[str, str] = field(default_factory=dict)


def sha1(content: bytes) -> str:
    """Return a digest as web archives write it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(content).digest()).decode()


def head(first: str, fields: Mapping[str, str]) -> bytes:
    """Return a header with its end."""
    return "".join([f"{first}\r\n", *(f"{k}: {v}\r\n" for k, v in fields.items()), "\r\n"]).encode()


def record(kind: str, url: str, block: bytes, **more: str) -> bytes:
    """Return a record with the line ends after it."""
    fields = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": DATE,
        "WARC-Record-ID": f"<urn:uuid:{hashlib.md5(kind.encode() + url.encode()).hexdigest()}>",
        "WARC-Block-Digest": sha1(block),
        **{name.replace("_", "-"): value for name, value in more.items()},
        "Content-Length": str(len(block)),
    }
    return head("WARC/1.1", fields) + block + b"\r\n\r\n"


def warc(responses: Iterable[Captured], *, compressed: bool = False) -> bytes:
    """Return a web archive of a warcinfo record, requests and their responses."""
    records = [
        record("warcinfo", "", b"software: a test\r\n", Content_Type="application/warc-fields")
    ]
    http = "application/http; msgtype="
    for captured in responses:
        asked = head("GET / HTTP/1.1", {"Host": "example.org"})
        records.append(record("request", captured.url, asked, Content_Type=http + "request"))
        fields = {"Content-Type": captured.content_type, **captured.more}
        answer = head(f"HTTP/1.1 {captured.status}", fields) + captured.body
        more = {
            "Content-Type": http + "response",
            "WARC-Payload-Digest": sha1(captured.body),
        }
        records.append(record("response", captured.url, answer, **more))
    return b"".join(gzip.compress(r, mtime=0) if compressed else r for r in records)
