"""The envelope of browser captures, in both of its shapes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from undertow.ingest.formats.zeeschuimer import (
    captured_platform,
    examples,
    item_signature,
    open_item,
)
from undertow.ingest.outcomes import Rejection
from undertow.ingest.sample import Sample

REST = {
    "item_id": "1",
    "timestamp_collected": 1_693_700_000_123,
    "source_platform": "tiktok.com",
    "source_platform_url": "https://tiktok.com/@ana",
}
THING = {"id": "1", "desc": "Bonjour"}


def line(value: dict[str, Any]) -> bytes:
    return msgspec.json.encode(value)


def test_the_object_of_an_envelope() -> None:
    item = open_item(line(REST | {"data": THING}))
    assert (msgspec.json.decode(item.data), item.path) == (THING, "$.data")
    assert item.source_platform == "tiktok.com"
    assert item.page_url == "https://tiktok.com/@ana"
    assert item.observed_at == "2023-09-03T00:13:20.123000+00:00"


def test_the_object_as_4cat_writes_it() -> None:
    item = open_item(line({**THING, "__import_meta": REST}))
    assert msgspec.json.decode(item.data)["desc"] == "Bonjour"
    assert (item.path, item.source_platform) == ("$", "tiktok.com")


def test_data_may_be_newer_than_the_first_capture() -> None:
    item = open_item(line(REST | {"data": THING, "last_updated": 1_693_710_000_000}))
    assert item.observed_at == "2023-09-03T03:00:00+00:00"
    silent = {name: REST[name] for name in ("item_id", "source_platform")}
    assert open_item(line(silent | {"data": THING})).observed_at is None


def test_nul_bytes_are_dropped() -> None:
    item = open_item(line(REST | {"data": THING}).replace(b"jour", b"\0jour\0"))
    assert msgspec.json.decode(item.data) == THING


def test_lines_without_an_item_are_refused() -> None:
    with pytest.raises(Rejection, match="no captured item"):
        open_item(line(REST))
    with pytest.raises(Rejection, match="is no time"):
        open_item(line(REST | {"data": THING, "timestamp_collected": 1e300}))
    with pytest.raises(msgspec.ValidationError):
        open_item(line(REST | {"data": THING, "timestamp_collected": "yesterday"}))


def test_captures_are_told_by_their_platform() -> None:
    probe = item_signature("tiktok.com")
    own, others = REST | {"data": THING}, REST | {"data": THING, "source_platform": "9gag.com"}
    assert probe(Sample("lines", objects=(own, {**THING, "__import_meta": REST}))).value == 1
    assert probe(Sample("lines", objects=(own, others))).value == 0.5
    assert probe(Sample("csv")).value == 0
    assert "0 of 1 sampled" in probe(Sample("lines", objects=(THING,))).evidence
    assert captured_platform({"source_platform": "tiktok.com"}) is None
    assert captured_platform(own | {"source_platform": 5}) is None


def test_examples_hold_the_items_in_both_shapes() -> None:
    for example in examples("tiktok.com", [THING, THING], 2):
        lines = example.content.splitlines()
        assert example.n_accepted == len(lines) == 2
        assert msgspec.json.decode(open_item(lines[1]).data)["id"] == "1"
