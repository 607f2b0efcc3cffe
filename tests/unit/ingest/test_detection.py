from __future__ import annotations

import gzip
from dataclasses import replace

import msgspec
import pytest

from undertow.errors import InputError, SourceFormatError
from undertow.ingest.container import ContentError, Limits
from undertow.ingest.detect import detect
from undertow.ingest.formats import FORMATS, Score
from undertow.ingest.sample import Sample

GOOD = b'{"platform":"x","id":"1","created_at":"2023-09-02T10:00:00Z"}\n'


@pytest.mark.parametrize("format_id", sorted(FORMATS))
def test_knows_every_example_and_says_why(open_bytes, format_id: str) -> None:  # type: ignore[no-untyped-def]
    for example in FORMATS[format_id].get_examples():
        found = detect(open_bytes(example.content), example.name, FORMATS)
        assert found.spec.format_id == format_id
        assert found.evidence[0].startswith("it is ")
        assert format_id in found.evidence[1]


def test_says_how_it_is_wrapped(open_bytes) -> None:  # type: ignore[no-untyped-def]
    found = detect(open_bytes(gzip.compress(GOOD.decode().encode("utf-16"))), "a.gz", FORMATS)
    assert found.evidence[0] == "it is JSON lines (UTF-16-LE, gzip)"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\0", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"<!DOCTYPE html>\n<html><body>Log in</body></html>", "html"),
        (b"\n <div class='error'>no</div>", "html"),
        (b"<?xml version='1.0'?><rss/>", "html"),
        (bytes(range(256)) * 20, "binary"),
        (GOOD.decode().encode("utf-16-le"), "binary"),
        (gzip.compress(b"PAR1" + bytes(100), mtime=0), "unsupported_container"),
    ],
)
def test_what_cannot_be_data_has_its_reason(open_bytes, content: bytes, reason: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ContentError) as caught:
        detect(open_bytes(content), "a", FORMATS)
    assert caught.value.reason_code == reason


def test_a_bad_beginning_does_not_mislead(open_bytes) -> None:  # type: ignore[no-untyped-def]
    for start in (
        b"[1,\n" * 200,
        b"<html>\n",
        b'{"platform": "x", "id"\n',
        b"\xfa\xfb\n",
        b"x" * 900 + b"\n",
    ):
        capture = open_bytes(start + GOOD * 2, Limits(line_bytes=500))
        assert detect(capture, "a.json", FORMATS).spec.format_id == "canonical"


def test_a_first_record_longer_than_the_head(open_bytes) -> None:  # type: ignore[no-untyped-def]
    user = {"id": "7", "username": "ana"}
    page = {"data": [], "includes": {"users": [user] * 5000}, "meta": {}}
    found = detect(open_bytes(msgspec.json.encode(page)), "a.json", FORMATS)
    assert found.spec.format_id == "x-api-v2"
    pretty = msgspec.json.format(
        msgspec.json.encode([{"kind": "youtube#videoListResponse"} | page])
    )
    assert detect(open_bytes(pretty), "a.json", FORMATS).spec.format_id == "youtube-api"
    keys = b'[{"platform":"x","id":"1","created_at":"2023-09-02T10:00:00Z","text":"' + b"y" * 99_999
    assert detect(open_bytes(keys + b'"}]'), "a.json", FORMATS).spec.format_id == "canonical"


@pytest.mark.parametrize(
    "content", [b'{"a": 1}\n', b"name,value\na,1\n", b"just a text\n", b"[1, 2]", b'{"id":"1"}']
)
def test_unknown_formats_name_the_way_out(open_bytes, content: bytes) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SourceFormatError, match=r"a\.json: .*not recognised.*--format"):
        detect(open_bytes(content), "a.json", FORMATS)


def test_close_calls_are_left_to_a_person(open_bytes) -> None:  # type: ignore[no-untyped-def]
    comment = b'{"link_id":"t3_a","body":"b","created_utc":1,"subreddit":"s"}\n'
    with pytest.raises(SourceFormatError, match=r"several formats fit: .*canonical.*reddit-ndjson"):
        detect(open_bytes(GOOD + comment), "a.json", FORMATS)


def test_a_named_format_is_taken_if_it_can_be(open_bytes) -> None:  # type: ignore[no-untyped-def]
    capture = open_bytes(b'{"a": 1}\n')
    found = detect(capture, "a.json", FORMATS, "reddit-ndjson")
    assert found.spec.format_id == "reddit-ndjson"
    assert "was named" in found.evidence[1]
    with pytest.raises(SourceFormatError, match="x-io-archive reads csv, but it is JSON lines"):
        detect(capture, "a.json", FORMATS, "x-io-archive")
    with pytest.raises(InputError, match=r"choose one of .*canonical"):
        detect(capture, "a.json", FORMATS, "nonsense")


def test_a_probe_that_raises_keeps_nobody_else_from_being_read(open_bytes) -> None:  # type: ignore[no-untyped-def]
    def broken(sample: Sample) -> Score:
        raise TypeError("unhashable type: 'dict'")

    formats = {**FORMATS, "broken": replace(FORMATS["reddit-ndjson"], probe=broken)}
    assert detect(open_bytes(GOOD), "a.json", formats).spec.format_id == "canonical"
