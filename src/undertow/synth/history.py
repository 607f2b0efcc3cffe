"""Posts from before the window, where a capture holds the past of an account."""

from __future__ import annotations

from random import Random

import numpy as np

from undertow.synth import voice
from undertow.synth.clock import DAY_S, time_of_day
from undertow.synth.population import rename
from undertow.synth.world import Account, Post, World


def add_backfill(world: World) -> None:
    """Capture the year before of some ordinary people; a third of them paused for long.

    Without them a post from before the window would give a hijacked account away.
    """
    rng, words = world.numbers("backfill"), world.words("backfill")
    knobs = world.knobs.organic
    for crowd in world.people.values():
        n = round(len(crowd) * knobs.backfilled_share)
        for i in np.sort(rng.permutation(len(crowd))[:n]).tolist():
            paused = 200 if rng.random() < 1 / 3 else 2
            until = world.clock.start - paused * DAY_S
            world.posts += old_posts(words, crowd[i], int(rng.integers(2, 7)), until)
            if rng.random() < knobs.renamed_share:
                rename(world, crowd[i], until, words)


def old_posts(
    words: Random, account: Account, n: int, until: int, *, language: str = "", zone_h: int = 0
) -> list[Post]:
    """Write ``n`` posts about a hobby, spread over the waking hours of the year before ``until``.

    ``language`` is that of the account where none is given; ``zone_h`` is how many hours earlier
    the day begins where the account lives.
    """
    language = language or account.language
    times = sorted(
        until
        - (2 + words.randrange(365)) * DAY_S
        + (time_of_day(words) - until - zone_h * 3600) % DAY_S
        for _ in range(n)
    )
    return [
        Post(
            account,
            at,
            "post",
            voice.roughen(words, voice.write(words, language, "hobby")),
            language,
        )
        for at in times
    ]
