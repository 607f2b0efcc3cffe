"""What is collected is what the ingest reads: its pages are told by their content alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_platforms import VIDEO, Fetcher

from undertow.case import Case
from undertow.collect import Bluesky, Mastodon, Reddit, RunFolder, Source, YouTube, collect
from undertow.ingest import FORMATS, FileReport, ingest
from undertow.schema import Coverage, Records

SOURCES: dict[str, Source] = {
    "youtube": YouTube((VIDEO,), searches=("tea",)),
    "bluesky": Bluesky(("at://did:plc:ana/app.bsky.feed.post/root",), ("tea",), ("ana.example",)),
    "mastodon": Mastodon("social.example", ("100",), ("tea",), ("dee",)),
    "reddit": Reddit(("abc",), ("tea",), ("fay",)),
}
POSTS = {
    "youtube": {"c0", "c1", "c2", "c3", "c4", "c1.r0", "c1.r1", "c1.r2", VIDEO},
    "bluesky": {
        f"at://did:plc:ana/app.bsky.feed.post/{name}"
        for name in ("root", "a1", "a2", "a1b", "f00", "f01", "f10", "f11", "f20", "f21")
    },
    "mastodon": {
        f"https://social.example/@dee7/{number}" for number in (100, 101, 102, 296, 297, 298, 299)
    },
    "reddit": {"t3_abc", "t3_s1", "t3_s2"}
    | {f"t1_{name}" for name in ("c1", "c2", "m1", "m2", "deep", "u1", "u2")},
}


def collected(source: Source, fetcher: Fetcher, folder: Path) -> list[Path]:
    run = RunFolder.choose(folder, source.name, source.query(), is_new=False)
    outcome = collect(source, run, fetcher)
    assert outcome.is_complete
    return outcome.captures


@pytest.fixture(params=sorted(SOURCES))
def source(request: Any) -> Source:
    """Give each source whose format is there."""
    source = SOURCES[request.param]
    if source.format_id not in FORMATS:
        pytest.skip(f"format {source.format_id} is not there yet")
    return source


@pytest.fixture
def read(source: Source, fetcher: Any, case: Case) -> Callable[[str | None], list[FileReport]]:
    """Ingest what a source gives, in a format or in the one its content tells."""

    def read_as(format_id: str | None) -> list[FileReport]:
        paths = collected(source, fetcher(source), case.path / "collected")
        with case.writing():
            return ingest(case, paths, who="a test", command="a test", format_id=format_id)

    return read_as


def test_every_page_is_read_and_nothing_is_quarantined(source: Source, read: Any) -> None:
    reports = read(source.format_id)
    assert [report.path.name for report in reports if report.n_quarantined or report.problem] == []


def test_content_alone_tells_the_format_of_every_post(
    source: Source, read: Any, case: Case
) -> None:
    # An empty list, or one of profiles only, may be anything; every page of posts is recognised.
    assert {report.format_id for report in read(None)} <= {source.format_id, None}
    rows = case.read(Records).arrow.to_pylist()
    assert {row["id"] for row in rows if row["kind"] != "account"} == POSTS[source.name]


def test_declared_counts_reach_the_coverage(fetcher: Any, case: Case) -> None:
    source = SOURCES["youtube"]
    paths = collected(source, fetcher(source), case.path / "collected")
    with case.writing():
        ingest(case, paths, who="a test", command="a test")
    rows = case.read(Coverage).arrow.to_pylist()
    threads = {row["scope_id"]: row["n_declared"] for row in rows if row["scope"] == "thread"}
    assert threads["youtube:c1"] == 4
