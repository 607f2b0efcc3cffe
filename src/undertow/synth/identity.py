"""What is settled last: when accounts were made, who follows them, and all native ids."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from undertow.synth.clock import DAY_S
from undertow.synth.platforms import PLATFORMS, account_id, post_id
from undertow.synth.population import pareto
from undertow.synth.world import World

_NEW_DAYS: Final = 90
_LAST_YEAR: Final = 2023


def settle(world: World) -> None:
    """Give every account its age and every record its id; drop people who never posted."""
    first_seen: dict[int, int] = {}
    for post in world.posts:
        key = id(post.author)
        first_seen[key] = min(first_seen.get(key, post.at), post.at)
    world.accounts = [account for account in world.accounts if id(account) in first_seen]
    _settle_ages(world, [first_seen[id(account)] for account in world.accounts])
    _settle_ids(world)


def _settle_ages(world: World, first_seen: list[int]) -> None:
    rng = world.numbers("ages")
    n = len(world.accounts)
    new = rng.random(n) < world.knobs.organic.new_share
    draws = rng.random(n)
    shown = rng.random(n)
    followers = pareto(rng, n, 0.9, 50_000.0) * 4
    # Sign-ups are not even: some years of a platform are better than others.
    years = rng.dirichlet(np.full(_LAST_YEAR - 2008, 6.0))
    for i, account in enumerate(world.accounts):
        platform = PLATFORMS[account.platform]
        account.shows_created = bool(shown[i] < platform.shows_created)
        account.followers = account.followers or int(followers[i])
        if account.created_at:
            continue
        if new[i] and account.role not in ("official", "outlet", "organisation"):
            account.created_at = first_seen[i] - 600 - int(draws[i] * (_NEW_DAYS * DAY_S - 700))
        else:
            account.created_at = _old_age(
                platform.opened, first_seen[i], world.clock.start, float(draws[i]), years
            )


def _old_age(
    opened: int, first_seen: int, start: int, draw: float, years: NDArray[np.float64]
) -> int:
    """Return a time of creation at least 90 days before the first post."""
    low = (opened - 1970) * 365 * DAY_S + (opened - 1969) // 4 * DAY_S
    high = max(low + DAY_S, min(first_seen, start) - _NEW_DAYS * DAY_S)
    weights = years[opened - 2009 :]
    reached = np.concatenate([[0.0], np.cumsum(weights / weights.sum())])
    place = np.interp(draw, reached, np.linspace(0, 1, len(reached)))
    return int(low + place * (high - low - 1))


def _settle_ids(world: World) -> None:
    words = world.words("ids")
    taken: set[tuple[str, str]] = set()
    for account in world.accounts:
        while not account.native_id or (account.platform, account.native_id) in taken:
            account.native_id = account_id(account, words)
        taken.add((account.platform, account.native_id))
    taken.clear()
    # Parents come before their answers, so that an answer can carry its parent's id.
    world.posts.sort(key=lambda post: post.at)
    for post in world.posts:
        platform = post.author.platform
        while not post.native_id or (platform, post.native_id) in taken:
            post.native_id = post_id(post, words)
        taken.add((platform, post.native_id))
