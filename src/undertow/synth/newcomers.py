"""People who sign up to take part in something: they are new, they come at once, they are real."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from undertow.synth.clock import DAY_S
from undertow.synth.organic import ordinary_answer
from undertow.synth.population import new_person
from undertow.synth.world import Account, Post, World

_MEDIAN_SIGN_UP_S: Final = 1500.0
_STAYING_SHARE: Final = 0.5


def newcomers(
    world: World, words: Random, n: int, group: str, platforms: Sequence[str] = ("x", "facebook")
) -> list[Account]:
    """Invent ``n`` people without an account so far, in the languages of everybody else."""
    shares = world.knobs.organic.language_shares
    people = []
    for i in range(n):
        language = words.choices(list(shares), list(shares.values()))[0]
        account = new_person(world, platforms[i % len(platforms)], language, words)
        account.group, account.role = group, "newcomer"
        people.append(account)
    return people


def join(world: World, words: Random, account: Account, first: int, days: float = 0.0) -> None:
    """Let a newcomer have signed up before ``first``; every second one stays around.

    It was minutes before, or within some days.
    """
    account.created_at = first - 60 - int(words.lognormvariate(0.0, 1.2) * _MEDIAN_SIGN_UP_S)
    if days:
        account.created_at -= int(words.uniform(0, days * DAY_S))
    if words.random() < _STAYING_SHARE:
        take_part(world, words, account, first, 1 + words.randrange(4))


def take_part(world: World, words: Random, account: Account, since: int, n: int) -> None:
    """Let somebody answer up to ``n`` posts of officials that come after ``since``."""
    later = [
        post
        for official in world.officials
        for post in official.posts.get(account.platform, ())
        if since < post.at < world.clock.end - 3600
    ]
    for post in words.sample(later, min(n, len(later))):
        at = min(post.at + 60 + int(words.lognormvariate(0.0, 1.3) * 7200), world.clock.end - 1)
        world.posts.append(ordinary_answer(words, account, at, post, world.knobs.organic))


def threads_of(world: World, platform: str) -> list[Post]:
    """Return what can be answered on a platform, in order of time."""
    threads = [post for post in world.posts if post.pull > 0 and post.author.platform == platform]
    return sorted(threads, key=lambda post: post.at)
