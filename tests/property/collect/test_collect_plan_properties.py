"""Plans against platforms that answer anything: they end, and nothing but our errors comes out."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.collect import Bluesky, Mastodon, Reddit, Source, YouTube
from undertow.collect.plan import Findings, Page
from undertow.errors import CollectError

SOURCES: list[Source] = [
    YouTube(("vid00000001",), ("@tea",), ("tea",)),
    Bluesky(("at://did:plc:ana/app.bsky.feed.post/root",), ("tea",), ("ana.example",)),
    Mastodon("social.example", ("100",), ("tea",), ("dee",)),
    Reddit(("abc",), ("tea",), ("fay",)),
]
KEYS = st.sampled_from(
    "items id snippet topLevelComment totalReplyCount replies comments nextPageToken thread post "
    "uri replyCount author did cursor feed posts parent data children kind after more t1 json "
    "things descendants in_reply_to_id replies_count num_comments videoId value authorChannelId "
    "parent_id name".split()
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | KEYS
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@given(data=st.data())
def test_any_answers(source: Source, data: st.DataObject) -> None:
    findings = Findings()
    plan = source.plan(findings)
    # A channel's handle that leads nowhere is the one thing a plan cannot go on without.
    with suppress(CollectError, StopIteration):
        request = next(plan)
        for _ in range(25):
            assert request.path.startswith("/")
            assert all(isinstance(part, str) for pair in request.params for part in pair)
            request = plan.send(Page(data.draw(JSON)))
    assert 0 <= findings.n_missing <= findings.n_declared


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@given(answers=st.lists(JSON, min_size=1, max_size=3))
def test_the_same_answers_over_and_over_end(source: Source, answers: list[Any]) -> None:
    plan = source.plan(Findings())
    n_asked = 0
    try:
        next(plan)
        while n_asked < 500:
            plan.send(Page(answers[n_asked % len(answers)]))
            n_asked += 1
    except (StopIteration, CollectError):
        return
    raise AssertionError(f"still asking after {n_asked} pages")
