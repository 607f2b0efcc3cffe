"""Organic traffic: pages and threads, and what people do under them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from undertow.synth import voice
from undertow.synth.clock import HOUR_S
from undertow.synth.knobs import OrganicKnobs
from undertow.synth.officials import slug
from undertow.synth.platforms import PLATFORMS
from undertow.synth.population import known_as
from undertow.synth.world import Account, Post, World

Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]

_HASHTAGS: Final = tuple(
    "localnews weekend longweekend community housing rent transit wildfire smoke groceries budget "
    "hockey farmersmarket backtoschool volunteers townhall healthcare daycare roads ferry water "
    "polcan politique logement santé école fêtes rentrée vélo jardin 社区 生活 新闻".split()
)
# How readily somebody who speaks the first language answers a thread in the second.
_AFFINITY: Final[dict[str, dict[str, float]]] = {
    "en": {"en": 1.0, "fr": 0.08, "zh": 0.0},
    "fr": {"en": 0.25, "fr": 1.0, "zh": 0.0},
    "zh": {"en": 0.5, "fr": 0.05, "zh": 2.0},
}


def add_news(world: World, outlets: Sequence[Account]) -> list[Post]:
    """Publish the stories of the national newsrooms, each with its own link."""
    rng, words = world.numbers("news"), world.words("news")
    stories: list[Post] = []
    for rank, outlet in enumerate(outlets):
        times = world.clock.draw(rng, world.knobs.organic.posts_per_outlet)
        pulls = rng.lognormal(0.0, 1.2, len(times)) * 0.5 / (1 + rank) ** 0.5
        for at, pull in zip(np.sort(times).tolist(), pulls.tolist(), strict=True):
            stories.append(new_story(outlet, at, pull, words))
    world.posts += stories
    return stories


def new_story(outlet: Account, at: int, pull: float, words: Random) -> Post:
    """Write a newsroom's story: headline and link."""
    headline = voice.write(words, outlet.language, "headline")
    path = slug(headline)[:50].rstrip("-")
    link = f"https://{known_as(outlet)}/2023/{path or 'story'}-{words.randrange(10**6)}"
    return Post(outlet, at, "post", f"{headline} {link}", outlet.language, urls=(link,), pull=pull)


def add_traffic(world: World, stories: Sequence[Post]) -> None:
    """Let people post, answer, repost and quote until the knob ``posts`` is reached."""
    budget = world.knobs.organic.posts - len(world.posts)
    shares = world.knobs.organic.platform_shares
    for platform, share in shares.items():
        n = max(len(world.people[platform]), round(budget * share))
        _add_platform(world, platform, n, stories)


def _add_platform(world: World, platform: str, n: int, stories: Sequence[Post]) -> None:
    rng, words = world.numbers(f"traffic {platform}"), world.words(f"traffic {platform}")
    people = world.people[platform]
    authors = _authors(rng, people, n)
    acts = PLATFORMS[platform].acts
    act = rng.choice(len(acts), n, p=list(acts.values()))
    of = {name: authors[act == i] for i, name in enumerate(acts)}
    own = _own_posts(world, rng, words, [people[i] for i in of["post"]], stories)
    world.posts += own
    threads = [p for p in world.posts if p.pull > 0 and p.author.platform == platform]
    threads.sort(key=lambda post: post.at)
    answers = add_answers(world, rng, words, [people[i] for i in of["answer"]], threads)
    world.posts += answers
    for name in ("repost", "quote"):
        if name in of:
            passing = [people[i] for i in of[name]]
            world.posts += _passed_on(world, rng, words, passing, threads, name)


def _authors(rng: np.random.Generator, people: Sequence[Account], n: int) -> Ints:
    """Return the author of each of ``n`` acts: everybody once, the rest by activity."""
    weights = np.array([account.activity for account in people])
    more = rng.choice(len(people), n - len(people), p=weights / weights.sum())
    return rng.permutation(np.concatenate([np.arange(len(people)), more]))


def _own_posts(
    world: World,
    rng: np.random.Generator,
    words: Random,
    authors: Sequence[Account],
    stories: Sequence[Post],
) -> list[Post]:
    times = world.clock.draw(rng, len(authors)).tolist()
    pulls = (0.01 * rng.lognormal(0.0, 1.3, len(authors))).tolist()
    shared = _draw(rng, _weights(stories), len(authors)).tolist()
    # On Reddit the threads are what people submit.
    pull_factor = 12.0 if authors and authors[0].platform == "reddit" else 1.0
    posts = []
    for author, at, pull, story in zip(authors, times, pulls, shared, strict=True):
        name = words.choice(world.officials).name
        text = voice.write(words, author.language, "post", name=name)
        urls: tuple[str, ...] = ()
        if words.random() < 0.2 and stories[story].at < at:
            urls = stories[story].urls
            text = f"{voice.write(words, author.language, 'share')} {urls[0]}"
        meme_share = world.knobs.organic.meme_share
        if meme_share and words.random() < meme_share:
            text, urls = voice.write(words, author.language, "meme"), ()
        text, tags = _tagged(words, voice.roughen(words, text), 0.3)
        posts.append(
            Post(
                author,
                at,
                "post",
                text,
                author.language,
                hashtags=tags,
                urls=urls,
                pull=pull * pull_factor,
            )
        )
    return posts


def add_answers(
    world: World,
    rng: np.random.Generator,
    words: Random,
    authors: Sequence[Account],
    threads: Sequence[Post],
) -> list[Post]:
    """Answer threads: those of the official one follows, or by their pull and language."""
    knobs = world.knobs.organic
    picked = _threads_for(rng, authors, threads)
    loyal = rng.random(len(authors)) < knobs.loyal_share
    roots = [threads[i] for i in picked]
    for i, author in enumerate(authors):
        own = author.follows.posts.get(author.platform) if loyal[i] and author.follows else None
        if own:
            roots[i] = own[int(rng.random() * len(own))]
    opened = np.array([root.at for root in roots], dtype=np.int64)
    times = world.clock.delayed(rng, opened, knobs.reply_delay_h * HOUR_S, knobs.reply_delay_sigma)
    nested = rng.random(len(authors)) < knobs.nested_share
    threads_of: dict[int, list[Post]] = {}
    posts = []
    for i in np.argsort(times, kind="stable").tolist():
        earlier = threads_of.setdefault(id(roots[i]), [])
        parent = earlier[int(words.random() * len(earlier))] if nested[i] and earlier else roots[i]
        post = ordinary_answer(words, authors[i], int(times[i]), parent, knobs)
        earlier.append(post)
        posts.append(post)
    return posts


def answer(
    author: Account,
    at: int,
    text: str,
    language: str,
    parent: Post,
    *,
    hashtags: tuple[str, ...] = (),
    urls: tuple[str, ...] = (),
    mentions: tuple[str, ...] = (),
) -> Post:
    """Return the answer to a post, in the form of its platform."""
    platform = PLATFORMS[author.platform]
    nested = parent.root is not None
    if platform.prefixes_mentions:
        text = f"@{parent.author.handle} {text}"
        mentions = (parent.author.handle, *mentions)
    return Post(
        author,
        at,
        "reply" if nested else platform.answer_kind,
        text,
        language,
        parent=parent,
        root=parent.root or parent,
        hashtags=hashtags,
        urls=urls,
        mentions=mentions,
    )


def repost(author: Account, at: int, original: Post) -> Post:
    """Return the repost of a post; X puts the beginning of the original into its text."""
    text = original.text
    if author.platform == "x":
        text = f"RT @{original.author.handle}: {text}"[:140]
    return Post(
        author,
        at,
        "repost",
        text,
        original.language,
        repost_of=original,
        hashtags=original.hashtags,
        urls=original.urls,
        mentions=(original.author.handle,),
    )


def ordinary_answer(
    words: Random, author: Account, at: int, parent: Post, knobs: OrganicKnobs
) -> Post:
    """Write what somebody answers in a thread, in its language where they speak it."""
    root = parent.root or parent
    language = author.language
    if language != root.language and root.language in ("en", "fr") and words.random() < 0.6:
        language = root.language
    if words.random() < knobs.short_share:
        text = voice.pick(words, voice.grammar(language).options("short"))
    else:
        text = voice.write(words, language, "reply" if parent is root else "nested")
    text, tags = _tagged(words, voice.roughen(words, text), 0.06)
    return answer(author, at, text, language, parent, hashtags=tags)


def _passed_on(
    world: World,
    rng: np.random.Generator,
    words: Random,
    authors: Sequence[Account],
    threads: Sequence[Post],
    kind: str,
) -> list[Post]:
    roots = [threads[i] for i in _threads_for(rng, authors, threads)]
    opened = np.array([root.at for root in roots], dtype=np.int64)
    times = world.clock.delayed(rng, opened, 1.5 * HOUR_S, 1.4).tolist()
    seen: set[tuple[int, int]] = set()
    posts = []
    for author, at, root in zip(authors, times, roots, strict=True):
        if kind == "quote":
            text = voice.roughen(words, voice.write(words, author.language, "share"))
            posts.append(Post(author, at, "quote", text, author.language, quoted=root))
        elif (id(author), id(root)) not in seen:
            seen.add((id(author), id(root)))
            posts.append(repost(author, at, root))
    return posts


def _threads_for(
    rng: np.random.Generator, authors: Sequence[Account], threads: Sequence[Post]
) -> Ints:
    """Choose a thread for each author, by its pull and by their language."""
    picked = np.zeros(len(authors), dtype=np.int64)
    spoken = np.array([voice.LANGUAGES.index(author.language) for author in authors], dtype=int)
    pulls = _weights(threads)
    for i, language in enumerate(voice.LANGUAGES):
        affinity = np.array([_AFFINITY[language][thread.language] for thread in threads])
        mine = np.flatnonzero(spoken == i)
        picked[mine] = _draw(rng, pulls * affinity, len(mine))
    return picked


def _weights(posts: Sequence[Post]) -> _Floats:
    return np.array([post.pull for post in posts], dtype=np.float64)


def _draw(rng: np.random.Generator, weights: _Floats, n: int) -> Ints:
    return rng.choice(len(weights), n, p=weights / weights.sum())


def _tagged(words: Random, text: str, share: float) -> tuple[str, tuple[str, ...]]:
    """Append hashtags to a share of the texts; a few of them are far more common than the rest."""
    if words.random() >= share:
        return text, ()
    n = 1 + int(words.random() * 2)
    tags = {_HASHTAGS[int(len(_HASHTAGS) * words.random() ** 2)] for _ in range(n)}
    chosen = tuple(sorted(tags))
    return f"{text} {' '.join('#' + tag for tag in chosen)}", chosen
