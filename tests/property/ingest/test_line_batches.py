"""Lines read many at a time give what they give one by one, whatever they hold."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from undertow.case import Case
from undertow.ingest import Limits, line_batches, pieces
from undertow.ingest.formats import FORMATS
from undertow.ingest.importer import Importer
from undertow.ingest.outcomes import Rejection, rejected
from undertow.ingest.record import CanonicalRecord, MappedRecord, accept
from undertow.ingest.record_columns import accept_columns
from undertow.schema import Coverage, Observations, Quarantine, Records

CANONICAL = FORMATS["canonical"]
TABLES = (Records, Observations, Quarantine, Coverage)

odd_texts = st.sampled_from(
    [
        *("", " ", "a", "@a", "#a", "a ", " a", "\0", "a\0b", "\x1f", "a\x1fb", "\x7f", "e\u0301"),
        *("é", "\u00a0", "\u3000a", "1.5E+17", "1E+17", "E+", "a+b", "t3_x", "urn:li:1", "١٢", "②"),
        *("a b", "大家", "@@a", "## a", "a\n", "\ufeff", "\u2028", "x" * 300, "*", "+", ",", "~"),
    ]
)
texts = st.one_of(odd_texts, st.text(max_size=8))
times = st.one_of(
    st.sampled_from(
        [
            *("2023-09-02T10:00:00Z", "2023-09-02T10:00:00+00:00", "2023-09-02T10:00:00.5Z"),
            *("2023-09-02T10:00:00.1234567Z", "2023-09-02T10:00:60Z", "2023-09-02T24:00:00Z"),
            *(
                "2023-02-30T10:00:00Z",
                "2023-09-02 10:00:00Z",
                "2023-09-02T10:00Z",
                "2023-09-02T10Z",
            ),
            *("2023-09-02T10:00:00", "2023-09-02", "", " ", "yesterday", "1989-12-31T23:59:59Z"),
            *("1990-01-01T00:00:00Z", "2100-12-31T23:59:59Z", "2101-01-01T00:00:00Z", "\0"),
            *("2023-09-02T10:00:00+05:30", " 2023-09-02T10:00:00Z ", "2023-09-02T10:00:00z"),
            *("2023-13-02T10:00:00Z", "2023-00-02T10:00:00Z", "2023-09-02T10:00:00.000001+00:00"),
            *("٢٠٢٣-09-02T10:00:00Z", "2023-09-02T10:00:00Z\n", "2023-09-02T10:00:00.Z"),
        ]
    ),
    st.datetimes().map(lambda at: f"{at.isoformat()}Z"),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys((field.name for field in msgspec.structs.fields(CanonicalRecord)), texts),
    **dict.fromkeys(
        ("created_at", "author_created_at", "observed_at", "edited_at", "deleted_at"), times
    ),
    **dict.fromkeys(("hashtags", "urls", "mentions", "media"), st.lists(texts, max_size=3)),
    **dict.fromkeys(("created_precision", "author_created_precision"), st.just("day")),
    **dict.fromkeys(("author_verified", "text_truncated", "is_ad"), st.booleans()),
    "known_absent": st.lists(
        st.sampled_from(["text", "url", "author_id", "like_count", "nothing"])
    ),
    "kind": st.sampled_from(["post", "comment", "reply", "repost", "quote"]),
    "author_status": st.sampled_from(["active", "suspended"]),
    "platform": st.sampled_from(["x", "instagram", "facebook", "X", "", "a b", "tiktok"]),
    "id": st.one_of(texts, st.sampled_from(["1690000000000000000", "1690000000000000000_1"])),
}
for name in CanonicalRecord.__struct_fields__:
    if name.endswith("_count") or name in ("author_followers", "author_following", "author_posts"):
        VALUES[name] = st.integers(0, (1 << 63) - 1)


@st.composite
def records(draw: st.DrawFn) -> CanonicalRecord:
    given_names = draw(st.sets(st.sampled_from(sorted(VALUES)), max_size=10))
    fields = {"platform": draw(VALUES["platform"]), "id": draw(VALUES["id"])}
    if draw(st.booleans()):  # or nothing tells the time but the id, if that does
        fields |= {"platform": "x", "id": "1", "created_at": "2023-09-02T10:00:00Z"}
    return CanonicalRecord(**fields | {name: draw(VALUES[name]) for name in sorted(given_names)})


def one_by_one(record: CanonicalRecord) -> Any:
    try:
        return accept(record).record
    except Rejection as error:
        return rejected(error)


@settings(max_examples=150)
@given(st.lists(records(), max_size=6))
def test_columns_hold_what_records_are_one_by_one(rows: list[CanonicalRecord]) -> None:
    columns, refused = accept_columns(rows)
    for place, (row, wanted) in enumerate(
        zip(columns.to_pylist(), map(one_by_one, rows), strict=True)
    ):
        if isinstance(wanted, MappedRecord):
            assert place not in refused
            assert row == msgspec.structs.asdict(wanted)
        else:
            assert refused[place] == wanted


LINES = st.one_of(
    records().map(msgspec.json.encode),
    records().map(lambda record: msgspec.json.encode(record).replace(b"{", b'{"more":[{}],', 1)),
    st.sampled_from(
        [
            *(
                b"",
                b" ",
                b"\0",
                b"\t\r",
                b"{}",
                b"null",
                b"[]",
                b"\xff",
                b"{",
                b"}",
                b"\xef\xbb\xbf",
            ),
            *(b'{"platform":"x"}', b'{"platform":"x","id":1}', b'{"platform":"x","id":"1"}' * 2),
            b'{"platform":"x","id":"1","created_at":"2023-09-02T10:00:00Z","text":"\\ud83d"}',
            b'{"platform":"x","id":"1","created_at":"2023-09-02T10:00:00Z","text":"\\udc00\\u"}',
            *(b"[" * 5000, b'{"text":"' + b"y" * 700 + b'"}', b'{"a":' * 900 + b"1" + b"}" * 900),
        ]
    ),
    st.binary(max_size=20),
)


@st.composite
def files(draw: st.DrawFn) -> bytes:
    ends = st.sampled_from([b"\n", b"\n", b"\r\n", b"\n\n"])
    lines = [line + draw(ends) for line in draw(st.lists(LINES, min_size=1, max_size=12))]
    content = draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + b"".join(lines)
    return content[:-1] if draw(st.booleans()) else content


def tables(content: bytes, spec: Any, limits: Limits, folder: Path) -> Any:
    """Return what an import makes of a file, its failure to be read included."""
    folder.mkdir()
    (folder / "a.ndjson").write_bytes(content)
    case = Case.create(folder / "case", purpose="a test")
    formats = FORMATS | {"canonical": spec}
    work = Importer(case, "a", "b", "canonical", formats=formats, limits=limits, n_processes=1)
    try:
        report = work.ingest(folder / "a.ndjson")
    finally:
        work.close()
    return [case.read(spec).arrow.to_pylist() for spec in TABLES], report.reasons, report.ignored


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    files(),
    st.sampled_from([40, 300, 1 << 20]),
    st.sampled_from([3, 4000]),
    st.sampled_from([200, 90000]),
    st.sampled_from([64, 1 << 20]),
)
@example(b'{"platform":"x","id":"1","created_at":"2023-09-02T10:00:00Z"}\n' * 5, 40, 3, 70, 50)
@example(b'{"platform":"x","id":"1","created_at":"2023-09-02T10:00:00Z"}\n' * 5, 40, 3, 10, 50)
@example(b'{"platform":"x","id":"1","created_at":"2023-09-02T10:00:00Z"}\r', 40, 3, 90, 50)
def test_batches_make_the_tables_that_lines_make(
    content: bytes, batch_bytes: int, batch_lines: int, line_bytes: int, block_bytes: int
) -> None:
    limits = Limits(line_bytes=line_bytes)
    alone = replace(CANONICAL, decode_line=None)
    with tempfile.TemporaryDirectory() as folder:
        with (
            mock.patch.object(line_batches, "_BATCH_BYTES", batch_bytes),
            mock.patch.object(line_batches, "_BATCH_LINES", batch_lines),
            mock.patch.object(pieces, "BLOCK_BYTES", block_bytes),
        ):
            together = tables(content, CANONICAL, limits, Path(folder) / "together")
        assert together == tables(content, alone, limits, Path(folder) / "alone")


def test_the_canonical_format_is_read_in_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the tests above would compare a thing with itself."""
    seen = []
    keep = pieces._keep_batch
    monkeypatch.setattr(pieces, "_keep_batch", lambda *a: (seen.append(a[0]), keep(*a)))
    line = b'{"platform":"x","id":"1","created_at":"2023-09-02T10:00:00Z"}\n'
    tables(line * 5, CANONICAL, Limits(), tmp_path / "a")
    assert [len(batch.raw) for batch in seen] == [5]
    tables(line * 5, replace(CANONICAL, decode_line=None), Limits(), tmp_path / "b")
    assert len(seen) == 1


def test_what_nobody_foresaw_harms_no_other_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> None:
        raise ZeroDivisionError

    lines = b'{"platform":"x","id":"1","created_at":"2023-09-02T10:00:00Z"}\n{\n' * 3
    wanted = tables(lines, CANONICAL, Limits(), tmp_path / "a")
    monkeypatch.setattr(pieces, "accept_columns", fails)
    assert tables(lines, CANONICAL, Limits(), tmp_path / "b") == wanted
