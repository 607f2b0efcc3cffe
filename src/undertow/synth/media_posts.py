"""Which posts carry which picture or video."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from random import Random
from typing import Final

from undertow.synth.clock import DAY_S
from undertow.synth.media_knobs import MediaKnobs
from undertow.synth.truth import CAMPAIGN
from undertow.synth.world import Post, Upload, World

EDIT_ON: Final = {
    "x": "as made",
    "facebook": "encoded anew",
    "youtube": "captioned",
    "tiktok": "made tall",
    "instagram": "cropped",
    "reddit": "mirrored",
    "linkedin": "trimmed",
    "medium": "made small",
}
"""How a video of the campaign looks on each platform."""

_CROWDS: Final = (
    "fan_raid", "joining_fans", "live_event", "diaspora_protest", "petition", "petition_drive",
)  # fmt: skip
_NOBODYS: Final = ("officials", "media", "commercial", CAMPAIGN)
_TALKED_OF_S: Final = 2 * DAY_S


def add_media(world: World) -> None:
    """Let posts carry pictures and videos; nothing else of them changes."""
    knobs = world.knobs.media
    if knobs is None:
        return
    own = [post for post in world.posts if post.kind != "repost" and post.at >= world.clock.start]
    _add_videos(world, knobs, [post for post in own if post.author.group == CAMPAIGN])
    _add_news(world, knobs, [post for post in own if post.author.group == "media"])
    ordinary = [post for post in own if post.author.group not in _NOBODYS]
    _add_memes(world, knobs, ordinary)
    _add_crowd_clips(world, knobs, ordinary)
    words = world.words("own pictures")
    bare = [post for post in ordinary if not post.media]
    for i, post in enumerate(words.sample(bare, min(knobs.pictures, len(bare)))):
        post.media = (Upload(f"own picture {i}", "picture", "as made"),)


def _add_videos(world: World, knobs: MediaKnobs, posts: Sequence[Post]) -> None:
    """Let all who go out on some orders post the videos of the moment, one in each thread."""
    words = world.words("campaign videos")
    orders: dict[int, list[Post]] = defaultdict(list)
    for post in posts:
        if post.order:
            orders[post.order].append(post)
    by_time = sorted(orders.values(), key=lambda own: min(post.at for post in own))
    with_video = [own for own in by_time if words.random() < knobs.video_share]
    for i, own in enumerate(with_video):
        # Each video is used for a while, beside the next ones.
        newest = i * (knobs.videos + knobs.videos_at_once - 1) // len(with_video)
        oldest = max(newest - knobs.videos_at_once + 1, 0)
        for post in own:
            number = words.randint(oldest, min(newest, knobs.videos - 1))
            if post.author.platform in knobs.platforms:
                edit = EDIT_ON[post.author.platform]
                post.media = (Upload(f"{CAMPAIGN} {number}", "video", edit),)


def _add_memes(world: World, knobs: MediaKnobs, posts: Sequence[Post]) -> None:
    """Let people post pictures that everybody knows, and clips that are in the news."""
    words = world.words("memes")
    pull = [1.0 / (1 + rank) for rank in range(knobs.memes)]
    clips = sorted(
        (post.at, post.media[0].material)
        for post in world.posts
        if post.author.group == "media" and post.media
    )
    published = [at for at, _ in clips]
    for post in posts:
        draw = words.random()
        if draw < knobs.meme_share:
            number = words.choices(range(knobs.memes), pull)[0]
            post.media = (_passed_on(words, f"meme {number}", "picture"),)
        elif draw < knobs.meme_share + knobs.news_share:
            last = bisect_right(published, post.at) - 1
            if last >= 0 and post.at - published[last] < _TALKED_OF_S:
                post.media = (_passed_on(words, clips[last][1], "video"),)


def _add_news(world: World, knobs: MediaKnobs, stories: Sequence[Post]) -> None:
    """Let newsrooms publish clips with some of their stories, those that draw most people."""
    first = sorted(stories, key=lambda story: (-story.pull, story.at))[: knobs.news_clips]
    for i, story in enumerate(sorted(first, key=lambda story: story.at)):
        story.media = (Upload(f"news {i}", "video", "as made"),)


def _add_crowd_clips(world: World, knobs: MediaKnobs, posts: Sequence[Post]) -> None:
    """Let crowds post what moves them."""
    words = world.words("clips of crowds")
    for post in posts:
        crowd = post.author.group
        if crowd in _CROWDS and words.random() < knobs.crowd_share:
            number = words.randrange(knobs.crowd_clips)
            post.media = (_passed_on(words, f"{crowd} {number}", "video"),)


def _passed_on(words: Random, material: str, kind: str) -> Upload:
    """Return a copy: the file itself, or encoded anew on its way."""
    return Upload(material, kind, "as made" if words.random() < 0.6 else "encoded anew")
