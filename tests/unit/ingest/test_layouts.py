"""Documents of markup, scripts that assign data, and dialects of CSV."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace

import pytest

from undertow.ingest.container import ContentError, Limits
from undertow.ingest.detect import detect
from undertow.ingest.formats import FORMATS, CsvDialect, FormatSpec, Score
from undertow.ingest.outcomes import Accepted, Ignored, Mapped, Rejected
from undertow.ingest.record import CanonicalRecord, accept

CANONICAL = FORMATS["canonical"]
LIMITS = Limits()
TIME = "2023-09-02T10:00:00Z"
GOOD = f'{{"platform":"x","id":"1","created_at":"{TIME}"}}'


def page_record(markup: bytes) -> Iterable[Mapped]:
    text = re.sub("<[^>]*>", "", markup.decode()).strip()
    return (accept(CanonicalRecord(platform="medium", id="1", created_at=TIME, text=text)),)


PAGES = FormatSpec(
    format_id="pages",
    platforms=("medium",),
    mapper_version="1",
    description="pages that say so",
    supplies=frozenset({"text"}),
    never="anything else",
    times="none",
    ids="none",
    markup="html",
    reference="here",
    probe=lambda sample: Score(float("h-entry" in sample.head), "they say h-entry"),
    get_examples=lambda: (),
    map_markup=page_record,
)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_page_is_one_record(open_bytes, codec: str) -> None:  # type: ignore[no-untyped-def]
    content = "<!doctype html>\n<p class='h-entry'>Voilà</p>\n".encode(codec)
    capture = open_bytes(content)
    assert detect(capture, "a.html", {"pages": PAGES, "canonical": CANONICAL}).spec is PAGES
    [(where, outcomes)] = capture.read(PAGES, LIMITS)
    [outcome] = outcomes
    assert outcome.record.text == "Voilà"
    raw = content[where.byte_offset :]
    assert (where.line, where.byte_length) == (None, len(raw))
    assert where.sha256 == hashlib.sha256(raw).hexdigest()


def test_a_page_of_no_known_format_is_refused(open_bytes) -> None:  # type: ignore[no-untyped-def]
    capture = open_bytes(b"<!-- saved --><html><body>Log in</body></html>")
    for format_id in (None, "canonical"):
        with pytest.raises(ContentError, match="log-in or error page") as caught:
            detect(capture, "a", {"pages": PAGES, "canonical": CANONICAL}, format_id)
        assert caught.value.reason_code == "html"


def test_pages_that_cannot_be_read_are_one_record(open_bytes) -> None:  # type: ignore[no-untyped-def]
    for content, limits, reason in (
        (b"<p class='h-entry'>\xff</p>", LIMITS, "invalid_encoding"),
        (b"<p class='h-entry'>long</p>", Limits(document_bytes=9), "document_too_long"),
    ):
        [(_, outcomes)] = open_bytes(content).read(PAGES, limits)
        assert [outcome.reason_code for outcome in outcomes] == [reason]


@pytest.mark.parametrize("name", ["window.YTD.tweets.part0", "var x", "Grailbird.data.t_2013_01"])
@pytest.mark.parametrize("end", ["", ";", " ;\n"])
def test_scripts_that_assign_a_list(open_bytes, read, name: str, end: str) -> None:  # type: ignore[no-untyped-def]
    content = f"{name} = [ {GOOD},\n  7 ,{GOOD}\n]{end}".encode()
    sample = open_bytes(content).sample
    assert (sample.layout, sample.variable) == ("document", name.removeprefix("var "))
    assert len(sample.objects) == 2
    outcomes = read("canonical", content)
    assert [type(outcome) for _, outcome in outcomes] == [Accepted, Rejected, Accepted]
    for where, _ in outcomes:
        raw = content[where.byte_offset : where.byte_offset + where.byte_length]
        assert raw in (GOOD.encode(), b"7")
        assert hashlib.sha256(raw).hexdigest() == where.sha256


def test_scripts_that_assign_an_object_and_scripts_that_do_not(open_bytes, read) -> None:  # type: ignore[no-untyped-def]
    [(where, outcome)] = read("canonical", f"window.data = {GOOD};".encode())
    assert isinstance(outcome, Accepted)
    assert where.byte_offset == 0
    for script in (b"window.data = load();", b"function f() { return [1]; }", b"a == [1]"):
        assert open_bytes(script).sample.layout == "csv"
    [(_, outcome)] = read("canonical", b'window.data = [{"id": f()}];')
    assert outcome.reason_code == "invalid_json"


def test_the_beginning_of_a_long_document_is_decoded(open_bytes) -> None:  # type: ignore[no-untyped-def]
    content = "window.YTD.tweets.part0 = [" + ",\n\n".join([GOOD] * 5000) + "]"
    sample = open_bytes(content.encode()).sample
    assert len(sample.objects) == 50
    assert detect(open_bytes(content.encode()), "tweets.js", FORMATS).spec is CANONICAL


def in_dialect(dialect: CsvDialect) -> FormatSpec:
    return replace(CANONICAL, csv_dialect=dialect)


def test_backslash_escapes(open_bytes) -> None:  # type: ignore[no-untyped-def]
    content = f'platform,id,created_at,text\nx,1,{TIME},"a \\"b\\", c"\nx,2,{TIME},d\n'.encode()
    spec = in_dialect(CsvDialect(escape_char="\\"))
    outcomes = [o for _, given in open_bytes(content).read(spec, LIMITS) for o in given]
    assert [outcome.record.text for outcome in outcomes] == ['a "b", c', "d"]


PREAMBLE = f'Report:;"Query "" 1"\n\nFrom;a,b,c,d,e,f\nplatform;id;created_at\nx;1;{TIME}\n'
BY_HEADER = in_dialect(CsvDialect(preamble=("platform", "created_at")))


def test_lines_before_the_header_are_ignored(open_bytes) -> None:  # type: ignore[no-untyped-def]
    content = PREAMBLE.encode()
    capture = open_bytes(content)
    assert detect(capture, "a.csv", {"canonical": BY_HEADER}).spec is BY_HEADER
    read = [(where, o) for where, given in capture.read(BY_HEADER, LIMITS) for o in given]
    assert [o for _, o in read[:-1]] == [Ignored("preamble")] * 3
    assert isinstance(read[-1][1], Accepted)
    assert [where.line for where, _ in read] == [1, 2, 3, 5]
    for where, _ in read:
        raw = content[where.byte_offset : where.byte_offset + where.byte_length]
        assert hashlib.sha256(raw).hexdigest() == where.sha256


def test_without_a_preamble_the_header_is_the_first_line(open_bytes) -> None:  # type: ignore[no-untyped-def]
    header_first = PREAMBLE.split("\n\n")[1].split("\n", 1)[1].encode()
    far_down = b"a line\n" * 20 + header_first
    assert open_bytes(header_first).sample_for(BY_HEADER).n_preamble == 0
    assert open_bytes(far_down).sample_for(BY_HEADER).columns == ("a line",)
    assert open_bytes(PREAMBLE.encode()).sample_for(CANONICAL).n_preamble == 0
