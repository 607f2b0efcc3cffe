"""The list of the tables: read back as it was written, and nothing else is."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest

from undertow.schema import TABLES
from undertow.stages import STAGES
from undertow.table_store import TableFile
from undertow.table_store.manifest import (
    decode,
    encode,
    is_object_key,
    manifest_key,
    number_of,
    object_key,
)

FILE = TableFile("posts", "0123456789abcdef.000001.parquet")
ENTRIES = {FILE: object_key(FILE, 7, "0123abcd")}


def signed(tables: Any) -> bytes:
    line = json.dumps({"tables": tables}).encode() + b"\n"
    return line + sha256(line).hexdigest().encode() + b"\n"


def test_round_trip() -> None:
    assert decode(encode(ENTRIES)) == ENTRIES
    assert decode(encode({})) == {}


def test_any_cut_is_noticed() -> None:
    whole = encode(ENTRIES)
    assert all(decode(whole[:n]) is None for n in range(len(whole)))


def test_any_changed_byte_is_noticed() -> None:
    whole = encode(ENTRIES)
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        assert decode(bytes(changed)) is None


@pytest.mark.parametrize(
    "tables",
    [
        {"posts": {"../../etc/passwd.parquet": ENTRIES[FILE]}},
        {"posts": {"a.parquet": "../other/a.000000000001-0123abcd.parquet"}},
        {"posts": {"a.parquet": "posts/a.parquet"}},
        {"posts": {"a.parquet": 1}},
        {"posts": ["a.parquet"]},
        ["posts"],
        None,
    ],
)
def test_names_that_no_case_writes_are_refused(tables: Any) -> None:
    assert decode(signed(tables)) is None


def test_every_table_and_stage_can_be_named() -> None:
    files = [TableFile(table, "part-0.parquet") for table in TABLES]
    files += [TableFile("provenance", f"{stage.name}.parquet") for stage in STAGES]
    entries = {file: object_key(file, 1, "0123abcd") for file in files}
    assert decode(encode(entries)) == entries


def test_keys() -> None:
    assert ENTRIES[FILE] == "posts/0123456789abcdef.000001.000000000007-0123abcd.parquet"
    assert is_object_key(ENTRIES[FILE])
    assert not is_object_key("posts/readme.txt")
    assert number_of(manifest_key(12, "0123abcd")) == 12
    assert number_of(ENTRIES[FILE]) is None
    assert manifest_key(9, "ffffffff") < manifest_key(10, "00000000")
