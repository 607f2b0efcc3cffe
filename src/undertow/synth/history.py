"""Posts from before the window, where a capture holds the past of an account."""

from __future__ import annotations

from random import Random

import numpy as np

from undertow.synth import voice
from undertow.synth.clock import DAY_S
from undertow.synth.world import Account, Post, World


def add_backfill(world: World) -> None:
    """Capture the year before of some ordinary people; a third of them paused for long.

    Without them a post from before the window would give a hijacked account away.
    """
    rng, words = world.numbers("backfill"), world.words("backfill")
    for crowd in world.people.values():
        n = round(len(crowd) * world.knobs.organic.backfilled_share)
        for i in np.sort(rng.permutation(len(crowd))[:n]).tolist():
            paused = 200 if rng.random() < 1 / 3 else 2
            until = world.clock.start - paused * DAY_S
            world.posts += old_posts(words, crowd[i], int(rng.integers(2, 7)), until)


def old_posts(words: Random, account: Account, n: int, until: int) -> list[Post]:
    """Write ``n`` posts about a hobby, spread over the year before ``until``."""
    times = sorted(until - words.randrange(365 * DAY_S) for _ in range(n))
    return [
        Post(
            account,
            at,
            "post",
            voice.roughen(words, voice.write(words, account.language, "hobby")),
            account.language,
        )
        for at in times
    ]
