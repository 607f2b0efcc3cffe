"""Plans: what is asked of each platform, and what is known to be missing at the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_platforms import SILENT_VIDEO, VIDEO

from undertow.collect import Bluesky, Mastodon, Outcome, Reddit, RunFolder, Source, YouTube, collect
from undertow.errors import CollectError, InputError, UndertowError

ROOT_POST = "https://bsky.app/profile/did:plc:ana/post/root"


@pytest.fixture
def collected(fetcher: Callable[[Source], Any], root: Path) -> Callable[[Source], Any]:
    """Collect everything a source gives."""

    def run(source: Source) -> tuple[Outcome, list[str]]:
        asking = fetcher(source)
        folder = RunFolder.choose(root, source.name, source.query(), is_new=False)
        outcome = collect(source, folder, asking)
        assert outcome.is_complete
        asked = [request.path.rsplit("/", 1)[-1] for request in asking.asked]
        return outcome, asked

    return run


def test_youtube_asks_for_replies_that_did_not_come(collected: Any) -> None:
    outcome, asked = collected(YouTube((VIDEO,)))
    assert asked == ["commentThreads"] * 3 + ["comments"] * 2 + ["videos", "channels"]
    # Four are declared, three exist: one stays missing however often it is asked for.
    assert (outcome.findings.n_declared, outcome.findings.n_missing) == (4, 1)


def test_youtube_asks_for_authors_fifty_at_a_time(fetcher: Any, root: Path) -> None:
    def thread(n: int) -> dict[str, Any]:
        author = {"authorChannelId": {"value": f"UC{n:03}"}}
        top = {"id": f"c{n}", "snippet": author}
        return {"snippet": {"videoId": VIDEO, "topLevelComment": top, "totalReplyCount": 0}}

    source = YouTube((VIDEO,))
    asking = fetcher(source)
    asking.world = lambda path, params: (200, {"items": [thread(n) for n in range(120)]})
    collect(source, RunFolder.choose(root, "youtube", source.query(), is_new=False), asking)
    ids = [dict(request.params)["id"] for request in asking.asked if "channels" in request.path]
    assert [len(batch.split(",")) for batch in ids] == [50, 50, 20]


def test_youtube_units_are_those_of_the_quota(fetcher: Any, root: Path) -> None:
    source = YouTube(searches=("tea",), has_authors=False)
    asking = fetcher(source)
    outcome = collect(
        source, RunFolder.choose(root, "youtube", source.query(), is_new=False), asking
    )
    assert [request.n_units for request in asking.asked] == [100, 1, 1, 1, 1, 1, 1]
    # A page of search results says what to ask next and holds no records.
    assert [page.path.name for page in outcome.pages if page.path not in outcome.captures] == [
        "000001-search.json"
    ]


def test_a_video_without_comments_does_not_end_the_run(collected: Any) -> None:
    outcome, asked = collected(YouTube((SILENT_VIDEO, VIDEO)))
    assert outcome.findings.refused == ["/youtube/v3/commentThreads: commentsDisabled"]
    assert asked.count("commentThreads") == 4
    assert len(outcome.captures) == len(outcome.pages) - 1


def test_youtube_finds_a_channel_by_its_handle(collected: Any) -> None:
    _, asked = collected(YouTube(channels=("@tea.time",)))
    assert asked[:2] == ["channels", "commentThreads"]


def test_bluesky_asks_below_posts_whose_answers_were_left_out(collected: Any) -> None:
    outcome, asked = collected(Bluesky((ROOT_POST,)))
    assert asked == ["app.bsky.feed.getPostThread"] * 2 + ["app.bsky.actor.getProfiles"]
    # Of three answers to the first post one is gone; the one below the second came later.
    assert (outcome.findings.n_declared, outcome.findings.n_missing) == (4, 1)


@pytest.mark.parametrize("what", [{"searches": ("tea",)}, {"actors": ("ana.example",)}])
def test_bluesky_pages_to_the_end(collected: Any, what: dict[str, Any]) -> None:
    _, asked = collected(Bluesky(has_authors=False, **what))
    assert len(asked) == 3


def test_mastodon_threads_and_timelines(collected: Any) -> None:
    outcome, asked = collected(Mastodon("social.example", ("100",), ("tea",), ("dee",)))
    assert asked[:2] == ["100", "context"]
    assert asked[2:] == ["tea"] * 3 + ["lookup"] + ["statuses"] * 3
    assert (outcome.findings.n_declared, outcome.findings.n_missing) == (4, 2)


def test_mastodon_post_that_is_gone(collected: Any) -> None:
    outcome, asked = collected(Mastodon("social.example", ("999",)))
    assert asked == ["999"]
    assert outcome.findings.refused == ["/api/v1/statuses/999: not_found"]


def test_reddit_follows_stubs_to_their_end(collected: Any) -> None:
    outcome, asked = collected(Reddit(("abc",)))
    assert asked == ["abc", "morechildren", "abc"]
    # c1, c2, m1, m2 and deep came; the submission declares six.
    assert (outcome.findings.n_declared, outcome.findings.n_missing) == (6, 1)


def test_reddit_pages_and_closed_subreddits(collected: Any) -> None:
    outcome, asked = collected(Reddit(subreddits=("closed", "tea"), users=("u/fay",)))
    assert asked == ["new", "new", "new", "comments", "comments"]
    assert outcome.findings.refused == ["/r/closed/new: private"]


def test_a_cursor_that_comes_back_ends_the_pages(fetcher: Any, root: Path) -> None:
    source = YouTube((VIDEO,), has_authors=False)
    asking = fetcher(source)
    asking.world = lambda path, params: (200, {"items": [], "nextPageToken": "again"})
    outcome = collect(
        source, RunFolder.choose(root, "youtube", source.query(), is_new=False), asking
    )
    assert outcome.findings.loops == ["/youtube/v3/commentThreads"]
    assert len(asking.asked) == 3  # two of comments, one of the video


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: YouTube(), "--video"),
        (lambda: YouTube(("../../etc/passwd",)), "--video"),
        (lambda: YouTube(channels=("tea time",)), "--channel"),
        (lambda: Bluesky(("https://elsewhere.example/post/1",)), "--post"),
        (lambda: Bluesky(actors=("no spaces here",)), "--account"),
        (lambda: Mastodon("social.example/@x", tags=("tea",)), "--server"),
        (lambda: Mastodon("127.0.0.1", tags=("tea",)), "--server"),
        (lambda: Mastodon("user:pass@social.example", tags=("tea",)), "--server"),
        (lambda: Mastodon("social.example", ("100/../../admin",)), "--status"),
        (lambda: Reddit(("abc?x=1 y",)), "--submission"),
        (lambda: Reddit(users=("a/b",)), "--user"),
    ],
)
def test_what_cannot_be_asked_is_told_before_anything_is_sent(
    make: Callable[[], Source], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        make()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (f"https://www.youtube.com/watch?list=x&v={VIDEO}&t=3", VIDEO),
        (f"https://youtu.be/{VIDEO}?si=abc", VIDEO),
        (f"https://youtube.com/shorts/{VIDEO}", VIDEO),
        (VIDEO, VIDEO),
    ],
)
def test_addresses_of_videos(given: str, expected: str) -> None:
    assert YouTube((given,)).videos == (expected,)


@pytest.mark.parametrize(
    "given",
    ["abc", "t3_abc", "https://redd.it/abc", "https://www.reddit.com/r/tea/comments/abc/tea_cake/"],
)
def test_addresses_of_submissions(given: str) -> None:
    assert Reddit((given,)).submissions == ("abc",)


def test_a_handle_nobody_has_is_told(fetcher: Any, root: Path) -> None:
    source = YouTube(channels=("@nobody",))
    asking = fetcher(source)
    asking.world = lambda path, params: (200, {"kind": "youtube#channelListResponse"})
    folder = RunFolder.choose(root, "youtube", source.query(), is_new=False)
    with pytest.raises(CollectError, match="@nobody"):
        collect(source, folder, asking)
    assert issubclass(CollectError, UndertowError)
