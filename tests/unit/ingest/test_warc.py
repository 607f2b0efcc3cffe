"""Web archives: payloads in their own formats, the rest left out by rule or kept aside."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import brotli
import msgspec
import pytest
import zstandard
from warcio.archiveiterator import ArchiveIterator
from warcs import DATE, Captured, sha1, warc
from zips import zipped

from undertow.case import Case
from undertow.ingest import EvidenceStore, FileReport, Limits, ingest, ingest_file
from undertow.ingest.content import file_content
from undertow.ingest.formats import FORMATS
from undertow.ingest.http_payload import Response, differs
from undertow.ingest.warc_reader import WarcRecord, read_warc
from undertow.schema import Coverage, Observations, Quarantine, Records

LIMITS = Limits()
TIME = "2023-09-02T10:00:00Z"
API = "https://api.example.org/"


def post(native_id: str) -> dict[str, str]:
    return {"platform": "x", "id": native_id, "created_at": TIME}


def lines(*ids: str) -> bytes:
    return b"".join(msgspec.json.encode(post(native_id)) + b"\n" for native_id in ids)


def rows(case: Case, spec: Any) -> list[dict[str, Any]]:
    table: list[dict[str, Any]] = case.read(spec).arrow.to_pylist()
    return table


def records(content: bytes, limits: Limits = LIMITS, step: int = 1 << 20) -> list[WarcRecord]:
    blocks = iter([content[i : i + step] for i in range(0, len(content), step)])
    return list(read_warc(blocks, limits))


def problems(content: bytes, limits: Limits = LIMITS) -> list[str | None]:
    found = [record.where.problem for record in records(content, limits)]
    return [problem and problem.reason_code for problem in found]


@pytest.fixture
def take(case: Case, tmp_path: Path) -> Callable[..., FileReport]:
    """Ingest bytes as a file."""

    def ingest_bytes(content: bytes, name: str = "a.warc", **options: Any) -> FileReport:
        path = tmp_path / name
        path.write_bytes(content)
        if "limits" in options:
            return ingest_file(case, path, who="a", command="b", **options)
        [report] = ingest(case, [path], who="a", command="b", **options)
        return report

    return ingest_bytes


PAGE = [
    Captured(API + "1", lines("1", "2")),
    Captured(API + "list", json.dumps([post("3"), {"id": 7}]).encode()),
    Captured(API + "one", json.dumps(post("4"), indent=1).encode()),
    Captured(API + "users", FORMATS["x-io-archive"].get_examples()[1].content, "text/csv"),
    Captured(API + "other", b'{"a": 1}'),
    Captured(API + "page", b"<html>hello</html>", "text/html"),
    Captured(API + "a.png", b"\x89PNG" + bytes(99), "image/png"),
    Captured(API + "a.css", b"body { color: red }", "text/css"),
    Captured(API + "a.js", b"window.a = {b: 1}", "text/javascript"),
    Captured(API + "none", b"", "application/json", "204 No Content"),
    Captured(API + "no", b'{"error": "no"}', "application/json", "404 Not Found"),
]


@pytest.mark.parametrize("compressed", [False, True])
def test_payloads_have_their_own_formats(case: Case, take, compressed: bool) -> None:  # type: ignore[no-untyped-def]
    report = take(warc(PAGE, compressed=compressed))
    assert report.problem is None
    assert report.formats == ("canonical", "x-io-archive")
    assert report.detection == ("it is a web archive (WARC)",)
    assert report.n_accepted == 5
    assert report.reasons == {"unrecognised_format": 1, "wrong_type": 1}
    assert report.ignored == {
        "http_error": 1,
        "payload_not_data": 5,
        "warc_request": len(PAGE),
        "warc_warcinfo": 1,
    }
    observed = rows(case, Observations)
    assert [(row["source_url"], row["json_path"]) for row in observed] == [
        (API + "1", "$[0]"),
        (API + "1", "$[1]"),
        (API + "list", "$[0]"),
        (API + "one", "$"),
        (API + "users", "$[0]"),
    ]
    assert {row["observed_at"].isoformat() for row in rows(case, Records)} == {
        DATE.replace("Z", "+00:00")
    }
    bad = {row["reason_code"]: row["json_path"] for row in rows(case, Quarantine)}
    assert bad == {"unrecognised_format": None, "wrong_type": "$[1].id"}


def test_places_are_those_of_the_records(case: Case, take) -> None:  # type: ignore[no-untyped-def]
    report = take(warc(PAGE, compressed=True))
    with EvidenceStore(case.path / "evidence").open(report.sha256) as source:
        content = b"".join(file_content(source))
    for row in rows(case, Observations) + rows(case, Quarantine):
        raw = content[row["byte_offset"] : row["byte_offset"] + row["byte_length"]]
        assert hashlib.sha256(raw).hexdigest() == row["raw_sha256"]
        assert raw.startswith(b"WARC/1.1\r\n")
        assert row.get("source_url", API).encode() in raw


@pytest.mark.parametrize("step", [7, 1000, 1 << 20])
def test_records_are_those_another_reader_finds(step: int) -> None:
    content = warc(PAGE)
    expected = []
    for record in ArchiveIterator(io.BytesIO(content), check_digests="raise"):
        url = record.rec_headers.get_header("WARC-Target-URI")
        body = record.raw_stream.read()
        expected.append((record.rec_type, url, body if record.rec_type == "response" else None))
    found = records(content, step=step)
    for record, (kind, url, body) in zip(found, expected, strict=True):
        assert (record.kind, record.headers["warc-target-uri"]) == (kind, url or "")
        if body is not None:
            assert Response.parse(record.block).body == body
    assert sum(r.where.byte_length + 4 for r in found) == len(content)


def test_damage_is_kept_to_its_record() -> None:
    content = warc(PAGE[:3])
    second = records(content)[2].where
    cut = content[: second.byte_offset + second.byte_length - 5]
    assert problems(cut) == [None, None, "truncated_warc"]
    mark = content.index(b"Content-Length", second.byte_offset)
    broken = content[:mark] + b"Content-Laenge" + content[mark + 14 :]
    assert problems(broken) == [None, None, "damaged_warc", None, None, None, None]
    junk = content[: second.byte_offset] + b"junk\r\n\r\n" + content[second.byte_offset :]
    assert problems(junk).count("damaged_warc") == 1
    assert problems(b"WARC/1.0\r\nno header") == ["truncated_warc"]
    long = Limits(held_bytes=600)
    assert "document_too_long" in problems(warc([Captured(API, bytes(5000))]), long)
    for damaged in (cut, broken, junk):
        for record in records(damaged):
            where = record.where
            raw = damaged[where.byte_offset : where.byte_offset + where.byte_length]
            assert hashlib.sha256(raw).hexdigest() == where.sha256


def test_a_compressed_archive_cut_short_tells_it_once(take) -> None:  # type: ignore[no-untyped-def]
    content = warc(PAGE[:4], compressed=True)
    report = take(content[: len(content) * 3 // 4])
    assert report.reasons["truncated_gzip"] == 1
    assert report.n_accepted >= 2


def test_a_digest_that_differs(case: Case, take) -> None:  # type: ignore[no-untyped-def]
    content = warc(PAGE[:1])
    report = take(content.replace(b'"id":"2"', b'"id":"9"'))
    assert (report.n_accepted, report.reasons) == (0, {"digest_mismatch": 1})
    assert rows(case, Quarantine)[0]["stage"] == "container"


def test_digests_as_tools_write_them() -> None:
    raw = b"content"
    assert not differs(None, raw)
    assert not differs("crc32:abc", raw)
    assert not differs("sha-256:" + hashlib.sha256(raw).hexdigest().upper(), raw)
    assert not differs(sha1(raw).lower(), b"another", raw)
    for stated in ("sha1:AAAA", "sha1:", "md5:zz", "sha1:" + "é" * 40):
        assert differs(stated, raw)


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    parts = (body[:half], body[half:])
    chunks = (b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in parts if part)
    return b"".join(chunks) + b"0\r\n\r\n"


CODINGS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("br", brotli.compress),
    ("zstd", zstandard.ZstdCompressor().compress),
    ("deflate", zlib.compress),
    ("deflate", lambda body: zlib.compress(body)[2:-4]),
    ("identity", bytes),
    ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
]


@pytest.mark.parametrize(("coding", "encode"), CODINGS)
@pytest.mark.parametrize("transfer", [bytes, chunked])
def test_codings_are_undone(
    coding: str, encode: Callable[[bytes], bytes], transfer: Callable[[bytes], bytes]
) -> None:
    body = lines(*(str(n) for n in range(3000)))
    headers = {"content-encoding": coding, "transfer-encoding": "chunked"}
    assert Response(200, headers, transfer(encode(body))).payload(LIMITS) == body


def test_fields_that_a_tool_kept_though_it_undid_the_coding() -> None:
    body = lines("1")
    for coding in ("gzip", "zstd", "br"):
        headers = {"content-encoding": coding, "transfer-encoding": "chunked"}
        assert Response(200, headers, body).payload(LIMITS) == body


def bombs() -> Iterable[Captured]:
    zeros = bytes(64 << 20)
    for coding, encode in CODINGS[:4]:
        yield Captured(API, encode(zeros), more={"Content-Encoding": coding})


def test_payloads_that_expand_too_far_or_are_damaged(take) -> None:  # type: ignore[no-untyped-def]
    report = take(warc(bombs()), limits=Limits(held_bytes=8 << 20))
    assert report.reasons == {"expands_too_far": 4}
    whole = lines("1")
    cut = [
        Captured(API, gzip.compress(whole)[:-9], more={"Content-Encoding": "gzip"}),
        Captured(API, brotli.compress(whole)[:-3], more={"Content-Encoding": "br"}),
    ]
    assert take(warc(cut)).reasons == {"damaged_brotli": 1, "truncated_gzip": 1}


def wacz(content: bytes, stated: bytes, *names: str) -> bytes:
    resources = [
        {"path": name, "hash": "sha256:" + hashlib.sha256(stated).hexdigest()} for name in names
    ]
    return zipped(
        {
            "datapackage.json": json.dumps({"resources": resources}).encode(),
            "archive/data.warc.gz": content,
            "indexes/index.cdx": b"org,example)/ 2023",
            "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n',
        }
    )


def test_a_wacz_file(case: Case, take) -> None:  # type: ignore[no-untyped-def]
    content = warc(PAGE, compressed=True)
    report = take(wacz(content, content, "archive/data.warc.gz"), "a.wacz")
    assert report.n_accepted == 5
    assert report.ignored["wacz_metadata"] == 3
    assert report.warnings == ()
    assert {row["member"] for row in rows(case, Observations)} == {"archive/data.warc.gz"}
    with EvidenceStore(case.path / "evidence").open(report.sha256) as source:
        row = rows(case, Observations)[0]
        inside = b"".join(file_content(source, row["member"]))
    raw = inside[row["byte_offset"] : row["byte_offset"] + row["byte_length"]]
    assert hashlib.sha256(raw).hexdigest() == row["raw_sha256"]


def test_a_wacz_file_that_was_changed(case: Case, take) -> None:  # type: ignore[no-untyped-def]
    content = warc(PAGE, compressed=True)
    report = take(wacz(content, b"another", "archive/data.warc.gz"), "a.wacz")
    assert report.n_accepted == 5
    [warning] = report.warnings
    assert "archive/data.warc.gz is not what datapackage.json says" in warning
    [row] = [row for row in rows(case, Coverage) if row["scope"] == "warning"]
    assert (row["scope_id"], row["note"]) == ("archive/data.warc.gz", warning)
