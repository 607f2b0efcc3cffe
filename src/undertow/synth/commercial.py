"""Commercial spam: accounts that sell something under popular posts, for money and nothing else."""

from __future__ import annotations

from random import Random
from typing import Final

import numpy as np

from undertow.synth import voice
from undertow.synth.clock import DAY_S, HOUR_S
from undertow.synth.newcomers import threads_of
from undertow.synth.organic import answer
from undertow.synth.population import new_person
from undertow.synth.world import Account, World

_SHOPS: Final = ("dailyprofit", "caseking", "streamgoals", "slimtea", "luckyspin", "fastfollow")
_BOUT_S: Final = 4 * HOUR_S
_N_BOUTS: Final = 2


def add_commercial(world: World) -> None:
    """Let spammers advertise under popular posts of officials and newsrooms, in bouts."""
    knobs = world.knobs.commercial
    if knobs is None:
        return
    rng, words = world.numbers("commercial"), world.words("commercial")
    spammers = [_spammer(world, words, knobs.new_share) for _ in range(knobs.accounts)]
    threads = {platform: threads_of(world, platform) for platform in ("x", "facebook")}
    pulls = {
        platform: np.array([post.pull for post in posts]) for platform, posts in threads.items()
    }
    shops = words.sample(_SHOPS, min(knobs.offers, len(_SHOPS)))
    left = knobs.posts
    while left > 0:
        shop, platform = words.choice(shops), words.choice(("x", "facebook"))
        crew = [s for s in spammers if s.platform == platform]
        weights = pulls[platform] / pulls[platform].sum()
        thread = threads[platform][int(rng.choice(len(weights), p=weights))]
        for spammer in words.sample(crew, min(len(crew), 2 + words.randrange(5), left)):
            at = max(thread.at, spammer.created_at) + 30 + words.randrange(3 * HOUR_S)
            link = f"https://{shop}.example/r/{words.randrange(10**5)}"
            text = f"{advert(words, 'en', shop)} {link}"
            at = min(at, world.clock.end - 1)
            world.posts.append(answer(spammer, at, text, "en", thread, urls=(link,)))
            left -= 1
        if not crew:
            break


def advert(words: Random, language: str, shop: str = "bestprice") -> str:
    """Write an advertisement."""
    return voice.write(words, language, "advert", name=shop)


def _spammer(world: World, words: Random, new_share: float) -> Account:
    account = new_person(world, words.choice(("x", "facebook")), "en", words)
    account.group, account.role = "commercial", "spammer"
    start = world.clock.start
    if words.random() < new_share:
        bout = start - (10 - 20 * words.randrange(_N_BOUTS)) * DAY_S
        account.created_at = bout + words.randrange(_BOUT_S)
    else:
        account.created_at = start - words.randrange(DAY_S * 200, DAY_S * 3000)
    return account
